"""A timeline: dates and what happened. On a campaign's page it grows by the stories that name the campaign."""

from collections.abc import Iterator
from itertools import pairwise

from plugins.blocks.calls import Around, Call, Fault, Kind
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line, partial_date


def in_order(call: Call, _around: Around) -> Iterator[Fault]:
    """See that the entries run from the oldest to the newest."""
    dated = [(row.date.iso, row.line) for row in call.rows if row.date]
    for (earlier, _), (later, line) in pairwise(dated):
        if later[: len(earlier)] < earlier[: len(later)]:
            yield line, "date", f"{later} comes after {earlier}.", "Put the entries in order, oldest first."


KIND = Kind(
    "timeline",
    "Dates and what happened, oldest first. On a campaign's page it grows by the campaign's own stories.",
    argument=optional("title", "Its title", one_line),
    body="rows",
    body_meaning="2018-10-04 | what happened",
    columns=(
        required("date", "2018, 2018-10 or 2018-10-04", partial_date),
        required("text", "What happened"),
    ),
    prose="text",
    check=in_order,
)
