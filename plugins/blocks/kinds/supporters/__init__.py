"""Who supports a campaign."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line, web_address

KIND = Kind(
    "supporters",
    "Supporters and partners of a campaign.",
    body="rows",
    body_meaning="name | https://address | what they do for it",
    columns=(
        required("name", "Who", one_line),
        required("address", "Their page, or the page where they say so", web_address),
        optional("text", "What they do for it"),
    ),
    optional=1,
    prose="text",
)
