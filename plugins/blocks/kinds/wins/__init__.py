"""What a campaign has won: when, how much, and what."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import required
from plugins.front_matter.values import one_line, partial_date

KIND = Kind(
    "wins",
    "What a campaign has won: the date, the figure or the word for it, and what it means.",
    body="rows",
    body_meaning="2024-09 | Two years | what was won",
    columns=(
        required("date", "2018, 2018-10 or 2018-10-04", partial_date),
        required("result", "The figure, or a few words", one_line),
        required("text", "What was won, with a link to the story"),
    ),
    prose="text",
)
