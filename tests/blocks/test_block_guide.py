"""The editors' guide to blocks cannot rot."""

from __future__ import annotations

from plugins.blocks.guide import blocks_guide
from plugins.blocks.kinds import KINDS
from tests.support.golden import BLOCKS


def test_every_block_and_option_is_in_the_guide() -> None:
    """docs/editors/blocks.md is what the kinds say; `./inv golden` writes it anew."""
    guide = BLOCKS.read_text("utf-8")
    assert guide == blocks_guide()
    for kind in KINDS.values():
        section = guide.split(f"## {kind.name}\n", 1)[1].split("\n## ", 1)[0]
        for option in kind.options:
            assert option.name in section, (kind.name, option.name)
