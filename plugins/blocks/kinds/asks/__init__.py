"""What a campaign asks for, numbered."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import needs_numbers

KIND = Kind(
    "asks",
    "What a campaign asks for: a numbered list, set large.",
    body_meaning="a numbered list: 1. 2. 3.",
    check=needs_numbers,
)
