"""A chart: bar, stacked, line or dot, drawn at build time as SVG, with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from plugins.blocks.calls import Around, Call, Fault, Kind
from plugins.blocks.charts.draw import KINDS, draw, summary
from plugins.blocks.charts.table import Table, TableError, read_csv, read_table
from plugins.blocks.kinds.common import NEEDED_SOURCES
from plugins.blocks.kinds.download import data_name
from plugins.blocks.values import optional, required
from plugins.front_matter.values import choice, one_line


def table_of(call: Call, around: Around) -> Table:
    """Return the numbers of a chart, from its file or from the table between its fences.

    Raises TableError, whose line is that of the fault.
    """
    name = call.values["data"]
    if not name:
        return read_table([(line.number, line.text) for line in call.lines])
    file, line = around.data / name, call.line_of("data")
    if not file.is_file() or file.is_symlink():
        raise TableError(line, f'"{name}" is not in content/data.', "Put the file there.")
    return read_csv(file.read_bytes(), line)


def check(call: Call, around: Around) -> Iterator[Fault]:
    """See that there is one table, and that the chart can show it."""
    filled = [line for line in call.lines if line.text.strip()]
    if call.values["data"] and filled:
        yield filled[0].number, "", "the chart has a data file and a table.", "Keep one of the two."
        return
    if not call.values["data"] and "data" not in call.option_lines and not filled:
        fix = "Write a table between the fences, or name a file: data: pay.csv"
        yield call.line, "", "the chart has no numbers.", fix
        return
    try:
        table = table_of(call, around)
    except TableError as error:
        yield error.line, "", error.cause, error.fix
        return
    if call.values["type"]:
        for cause, fix in KINDS[call.values["type"]].unfit(table):
            yield call.line, "", cause, fix


def context(call: Call, around: Around) -> dict[str, Any]:
    """Return the drawing, its description and the table."""
    table, kind = table_of(call, around), call.values["type"]
    drawing = Markup(draw(kind, table, f"{call.id}-drawing"))  # noqa: S704 (made of escaped parts by lxml)
    return {
        "table": table,
        "drawing": drawing,
        "key": KINDS[kind].key(table),
        "summary": summary(kind, table),
    }


KIND = Kind(
    "chart",
    "A chart. The title says what it shows; the subtitle says what was measured.",
    argument=required("title", "More members back regulation than a year ago", one_line),
    options=(
        required("type", f"{', '.join(KINDS)}", choice(*KINDS)),
        required("subtitle", "What was measured, of whom, in what unit", one_line),
        optional("data", "A CSV file in content/data, when the numbers do not stand in the text", data_name),
        NEEDED_SOURCES,
    ),
    body="raw",
    body_meaning="a table drawn with bars: the first column names, the others numbers",
    needs_body=False,
    check=check,
    context=context,
)
