"""Key points: what a long story says, in three or four lines at its beginning."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import needs_list
from plugins.blocks.values import optional
from plugins.front_matter.values import one_line

KIND = Kind(
    "key-points",
    "What a long story says, in a few lines at its beginning.",
    argument=optional("title", "Its title; Key points when left out", one_line),
    body_meaning='a list, each line beginning with "- "',
    check=needs_list,
)
