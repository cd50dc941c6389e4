"""Numbered steps: what to do, one thing after another."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import needs_numbers
from plugins.blocks.values import optional
from plugins.front_matter.values import one_line

KIND = Kind(
    "steps",
    "What to do, one thing after another.",
    argument=optional("title", "Its title", one_line),
    body_meaning="a numbered list: 1. 2. 3.",
    check=needs_numbers,
)
