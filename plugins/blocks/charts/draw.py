"""The four kinds of charts.

Across, everything is a percentage of the width; down, pixels: so one drawing serves every screen, and its words
stay as large as the page's. Colours are classes (`s1` to `s5`), given by the stylesheet for light, dark and paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lxml import etree

from plugins.blocks.charts.scale import Scale, apart, places
from plugins.blocks.charts.shapes import Drawing
from plugins.blocks.charts.table import Cell, Row, Table

Unfit = Iterator[tuple[str, str]]
LONGEST_SERIES = 16
LINE_HEIGHT = 20
BAR, BAR_GAP, GROUP_GAP = 24, 6, 18
FULL = 100
LETTER = 3
"""Per cent of the width that a letter takes at 288 pixels, the narrowest."""


@dataclass(frozen=True)
class ChartKind:
    """How a kind is drawn, what it cannot show, and which names need a key above the drawing."""

    noun: str
    draw: Callable[[Drawing, Table], None]
    unfit: Callable[[Table], Unfit]
    key: Callable[[Table], tuple[str, ...]]


def draw(kind: str, table: Table, name: str) -> str:
    """Return the SVG of a chart; `name` is the id of its title element's owner."""
    drawing = Drawing(name, summary(kind, table))
    KINDS[kind].draw(drawing, table)
    return str(etree.tostring(drawing.finished(), encoding="unicode"))


def summary(kind: str, table: Table) -> str:
    """Return what a drawing shows, for those who cannot see it; the numbers follow as a table."""
    cells = [
        (row, name, cell) for row in table.rows for name, cell in zip(table.series, row.cells, strict=True)
    ]
    known = [(cell.value, row, name, cell) for row, name, cell in cells if cell.value is not None]
    low, high = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    several = len(table.series) > 1

    def words(found: tuple[Decimal, Row, str, Cell]) -> str:
        _, row, name, cell = found
        return f"{row.name}{f', {name}' if several else ''}: {cell.text}"

    return f"{KINDS[kind].noun}. Highest, {words(high)}. Lowest, {words(low)}. The numbers follow as a table."


def draw_bars(drawing: Drawing, table: Table) -> None:
    """A bar for each number, its name above, its number and the name of its series at its end."""
    several = len(table.series) > 1
    scale = Scale.of(table.values, 0, room_for_bars(table))
    for row in table.rows:
        drawing.words(row.name, 0, "name")
        for index, (name, cell) in enumerate(zip(table.series, row.cells, strict=True), 1):
            top = drawing.y
            if cell.value is None:
                drawing.label(scale.zero, top + BAR, cell.text, name if several else "")
            else:
                start, end = scale.span(cell.value)
                drawing.rect(start, top + 6, end - start, BAR - 6, f"s{index}")
                drawing.label(max(start, end), top + BAR, cell.text, name if several else "")
            drawing.down(BAR + BAR_GAP)
        drawing.down(GROUP_GAP - BAR_GAP)
    drawing.rule(scale.zero, 0, drawing.y - GROUP_GAP)


def room_for_bars(table: Table) -> int:
    """Return how far the longest bar may go, in per cent, so that the longest label fits on a narrow screen."""
    names = [len(name) + 1 for name in table.series] if len(table.series) > 1 else [0]
    numbers = max(len(cell.text) for row in table.rows for cell in row.cells)
    return max(30, 94 - LETTER * (numbers + max(names)))


def draw_stacks(drawing: Drawing, table: Table) -> None:
    """A bar for each row, cut into its parts; each part's number stands below its beginning."""
    for row in table.rows:
        whole = sum(cell.value or 0 for cell in row.cells) or Decimal(1)
        drawing.words(row.name, 0, "name")
        left = Decimal(0)
        for index, cell in enumerate(row.cells, 1):
            width = (cell.value or Decimal(0)) * FULL / whole
            if width:
                drawing.rect(left, drawing.y + 6, width, BAR, f"s{index} part")
                drawing.text(left, drawing.y + BAR + LINE_HEIGHT + 4, cell.text, "value")
            left += width
        drawing.down(BAR + LINE_HEIGHT + 6 + GROUP_GAP)


def draw_lines(drawing: Drawing, table: Table) -> None:
    """A line for each series, named at its end; the numbers stand at their points."""
    top, height, right = 28, 180, Decimal(70)
    across = places([row.name for row in table.rows], Decimal(6), right)
    scale = Scale.of(table.values, top + height, top)
    drawing.rule_across(scale.zero, Decimal(FULL))
    ends = []
    for index in range(len(table.series)):
        points = [
            (x, scale.at(row.cells[index].value), row)
            for x, row in zip(across, table.rows, strict=True)
            if row.cells[index].value is not None
        ]
        for (x1, y1, _), (x2, y2, _) in pairwise(points):
            drawing.line(x1, y1, x2, y2, f"s{index + 1}")
        for x, y, row in points:
            drawing.dot(x, y, f"s{index + 1}")
            if point_is_named(table, row, index):
                drawing.text(
                    x, y + (-12 if highest(row, index) else 22), row.cells[index].text, "value middle"
                )
        ends.append((points[-1][0], points[-1][1], table.series[index]))
    for (x, _, name), y in zip(ends, apart([y for _, y, _ in ends], LINE_HEIGHT), strict=True):
        drawing.text(x, y + 5, name, "series", dx=14)
    name_points(drawing, table, across, top + height + 44)
    drawing.down(top + height + 52)


def name_points(drawing: Drawing, table: Table, across: list[Decimal], y: int) -> None:
    """Write the names of the rows below the line, years in short where they stand close."""
    close = min((b - a for a, b in pairwise(across)), default=Decimal(FULL)) < 12  # noqa: PLR2004 (per cent)
    for place, (x, row) in enumerate(zip(across, table.rows, strict=True)):
        short = close and place and row.name.isdigit() and len(row.name) == 4  # noqa: PLR2004 (a year)
        drawing.text(x, y, f"’{row.name[2:]}" if short else row.name, "tick middle")


def point_is_named(table: Table, row: Row, index: int) -> bool:
    """Tell whether there is room for a number at a point: always with two lines, else at the ends."""
    return len(table.series) <= 2 or row in (table.rows[0], table.rows[-1]) or highest(row, index)  # noqa: PLR2004


def highest(row: Row, index: int) -> bool:
    """Tell whether a number is the highest of its row."""
    value = row.cells[index].value
    return value == max(cell.value for cell in row.cells if cell.value is not None)


def draw_dots(drawing: Drawing, table: Table) -> None:
    """A line for each row with a dot for each number, and a bar between the outermost."""
    scale = Scale.of(table.values, 0, 88)
    for row in table.rows:
        drawing.words(row.name, 0, "name")
        y = drawing.y + 30
        drawing.rule_across(y, Decimal(FULL))
        known = [(index, cell) for index, cell in enumerate(row.cells, 1) if cell.value is not None]
        spots = [scale.at(cell.value) for _, cell in known]
        if len(spots) > 1:
            drawing.line(min(spots), y, max(spots), y, "between")
        for (index, _), x in zip(known, spots, strict=True):
            drawing.dot(x, y, f"s{index}", radius=8)
        for (_, cell), x, other in labelled(known, spots):
            drawing.text(x, y - 14, cell.text, "value end" if other else "value", dx=6 if other else -6)
        drawing.down(30 + GROUP_GAP + 10)


def labelled(
    known: list[tuple[int, Cell]], spots: list[Decimal]
) -> list[tuple[tuple[int, Cell], Decimal, bool]]:
    """Return the dots whose numbers there is room for: the outermost; the left one's stands to its left."""
    low, high = spots.index(min(spots)), spots.index(max(spots))
    chosen = [(known[high], spots[high], False)]
    if low != high:
        near = spots[low] < 8  # noqa: PLR2004 (per cent: no room to the left)
        chosen.append((known[low], spots[low], not near))
    return chosen


def fits_bars(table: Table) -> Unfit:
    """Bars name their series beside them."""
    yield from short_names(table)
    yield from some_numbers(table)


def fits_stacks(table: Table) -> Unfit:
    """Parts of a whole are all there, and none is negative."""
    yield from some_numbers(table)
    if len(table.series) < 2:  # noqa: PLR2004
        yield "a stacked chart has at least two columns of numbers.", "Use type: bar"
    if any(cell.value is None or cell.value < 0 for row in table.rows for cell in row.cells):
        yield "a stacked chart has no gaps and no negative numbers.", "Fill them in, or use type: bar"


def fits_lines(table: Table) -> Unfit:
    """A line needs two points and names that fit at its end."""
    yield from short_names(table)
    yield from some_numbers(table)
    if len(table.rows) < 2:  # noqa: PLR2004
        yield "a line needs at least two rows.", "Use type: bar"
    years = [row.name for row in table.rows]
    if all(name.isdigit() for name in years) and sorted(years, key=int) != years:
        yield "the years of a line run from the oldest to the newest.", "Put the rows in that order."
    for index, name in enumerate(table.series):
        if all(row.cells[index].value is None for row in table.rows):
            yield f'the column "{name}" has no numbers.', "Take it out."


def fits_dots(table: Table) -> Unfit:
    """Dots need numbers."""
    yield from some_numbers(table)
    if any(all(cell.value is None for cell in row.cells) for row in table.rows):
        yield "a row of a dot chart has no numbers.", "Take the row out."


def short_names(table: Table) -> Unfit:
    """Names of series stand in the drawing."""
    for name in table.series:
        if len(table.series) > 1 and len(name) > LONGEST_SERIES:
            fix = f"Keep it to {LONGEST_SERIES} characters: it stands in the drawing."
            yield f'the column name "{name}" is too long.', fix


def some_numbers(table: Table) -> Unfit:
    """A chart of nothing is none."""
    if not table.values:
        yield "the table has no numbers.", "Write some."


def no_key(_table: Table) -> tuple[str, ...]:
    """Everything is named in the drawing."""
    return ()


def series_key(table: Table) -> tuple[str, ...]:
    """The names of the series, above the drawing, in its order."""
    return table.series if len(table.series) > 1 else ()


KINDS = {
    "bar": ChartKind("Bar chart", draw_bars, fits_bars, no_key),
    "stacked": ChartKind("Stacked bar chart", draw_stacks, fits_stacks, series_key),
    "line": ChartKind("Line chart", draw_lines, fits_lines, no_key),
    "dot": ChartKind("Dot chart", draw_dots, fits_dots, series_key),
}
