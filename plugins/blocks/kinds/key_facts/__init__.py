"""Key facts about the organisation, each with its date and its source."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import required
from plugins.front_matter.values import one_line, outside_address, partial_date

KIND = Kind(
    "key-facts",
    "Facts that journalists may print: the figure, what it is, as of when, and where it is published.",
    body="rows",
    body_meaning="9,000 | members | 2025 | Title of the source | https://address",
    columns=(
        required("figure", "The figure", one_line),
        required("text", "What it is"),
        required("date", "As of when: 2018, 2018-10 or 2018-10-04", partial_date),
        required("source", "Title of the source", one_line),
        required("address", "Its address", outside_address),
    ),
    prose="text",
)
