"""The Markdown side of blocks: pymdown-extensions' blocks API puts an empty element where a block stands."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from plugins.blocks.calls import Around
from plugins.blocks.scan import PLACEHOLDER

NAME = "plugins.blocks.extension"


class Placeholder(Block):  # type: ignore[misc]
    """A `<div data-block="key-number">` around the block's text."""

    NAME = PLACEHOLDER
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Return the element that the text goes into."""
        return ET.SubElement(parent, "div", {"data-block": str(self.argument)})

    def on_markdown(self) -> str:
        """Say that the text is Markdown with paragraphs."""
        return "block"


class Blocks(BlocksExtension):  # type: ignore[misc]
    """Registers the placeholder, and keeps what blocks may know beside the Markdown instance."""

    def __init__(self, **configs: Any) -> None:
        self.config = {
            "data": ["content/data", "The folder of data files"],
            "organisation": [{}, "Who publishes"],
        }
        super().__init__(**configs)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802 (pymdownx's name)
        """Register the placeholder."""
        block_mgr.register(Placeholder, {})
        md.frontfoot_around = Around(Path(self.getConfig("data")), self.getConfig("organisation"))  # type: ignore[attr-defined]


def around_of(markdown: Markdown) -> Around | None:
    """Return what blocks may know, or None when this Markdown does not know blocks."""
    return getattr(markdown, "frontfoot_around", None)


def makeExtension(**configs: Any) -> Blocks:  # noqa: N802 (Markdown's name)
    """Return the extension; Markdown calls this."""
    return Blocks(**configs)
