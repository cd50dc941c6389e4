"""Pelican's Markdown reader for our content: fields as lists of text, body as clean HTML.

What it returns depends on the file and the settings alone and is plain data, so that it can be kept between
builds; text becomes values in `front_matter.metadata`.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown import __version__ as version
from markdown.extensions.toc import slugify
from pelican.readers import BaseReader, MarkdownReader

from plugins.blocks.text import to_html
from plugins.engine import inline, passes, serialize
from plugins.engine.markdown import PROVEN
from plugins.front_matter import quotes
from plugins.front_matter.source import read_source

WORDS_A_MINUTE = 230
PAGE_ID = re.compile(
    r"^(?:main|corrections|statements|republish-text|campaign-stories|by-topic|signup-(?:email|small)|(?:foot|band|search)-[a-z]+|[a-z-]+-title)$"
)
"""The ids that the theme's templates use: no heading may take one, or links and labels would go astray."""


def heading_id(text: str, separator: str) -> str:
    """Return the id of a heading: its words, told apart from the ids of the page around it."""
    name = slugify(text, separator)
    return f"{name}{separator}text" if PAGE_ID.match(name) else name


def instance(settings: dict[str, Any]) -> Markdown:
    """Return a Markdown that gives headings our ids, with every shortcut that does not change what it gives."""
    markdown = Markdown(**settings)
    if "toc" in markdown.treeprocessors:
        markdown.treeprocessors["toc"].slugify = heading_id  # type: ignore[attr-defined]
    if version in PROVEN:
        for part in (inline, passes, serialize, quotes):
            part.hasten(markdown)
    return markdown


class NewsroomReader(MarkdownReader):  # type: ignore[misc]
    """Reads `.md` files. One Markdown instance serves all files: making one costs as much as a page."""

    enabled = True
    file_extensions = ("md",)

    def __init__(self, settings: dict[str, Any]) -> None:
        BaseReader.__init__(self, settings)  # not MarkdownReader's, which adds an extension to the settings
        self._markdown: Markdown | None = None

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the body as HTML and `fields` (name in small letters: texts), `folder`, `reading_minutes`.

        Raises ValueError for a file that `front_matter` has refused: it stops the build before this matters.
        """
        content = Path(self.settings["PATH"])
        source = read_source(Path(source_path), source_path)
        if not source.fields:
            raise ValueError(source.problems[0].cause)
        if self._markdown is None:
            self._markdown = instance(self.settings["MARKDOWN"])
        return to_html(source.body, self._markdown), {
            "fields": {name: [text for _, text in given.values] for name, given in source.fields.items()},
            "folder": Path(source_path).relative_to(content).parts[0],
            "reading_minutes": max(1, math.ceil(len(source.body.split()) / WORDS_A_MINUTE)),
        }
