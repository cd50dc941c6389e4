"""A gallery: several pictures of one occasion."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import description
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line

KIND = Kind(
    "gallery",
    "Several pictures of one occasion, by one hand.",
    argument=optional("title", "Its title", one_line),
    options=(
        required("credit", "Who made them", one_line),
        required("licence", "Under which licence we may use them", one_line),
    ),
    body="rows",
    body_meaning="picture | what it shows | caption",
    columns=(
        required("picture", "ward.jpg", one_line),
        required("alt", "What it shows", description),
        optional("caption", "A caption"),
    ),
    optional=1,
    prose="caption",
)
