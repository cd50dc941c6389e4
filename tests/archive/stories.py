"""Reading the archive as a checker does: each file's fields, its prose and its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup
from markdown import markdown

from tests.archive.blocks import sources_in, unfold

CONTENT = Path(__file__).resolve().parents[2] / "content"
STORIES = ("news", "features", "opinion", "campaigns", "advice", "press")
READ = ("Title", "Short_title", "Summary", "Aim", "Decision_maker", "Modified_note", "Disclaimer", "Role")
SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z£(])")
LINK = re.compile(r"\{filename\}/([a-z]+/[a-z0-9-]+)\.md")


@dataclass(frozen=True)
class Source:
    """One line of a story's Sources."""

    title: str
    address: str
    date: str


@dataclass(frozen=True)
class Story:
    """One file of the archive: `name` is its folder and slug, `fields` the texts of each field."""

    name: str
    fields: dict[str, list[str]]
    body: str

    def text(self, field: str) -> str:
        return " ".join(self.fields.get(field, []))

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        parts = (
            [*(part.strip() for part in line.split(" | ")), ""] for line in self.fields.get("Sources", [])
        )
        return tuple(Source(title, bare(address), date) for title, address, date, *_ in parts)

    @property
    def addresses(self) -> set[str]:
        """The addresses of its sources, in its own list and in its blocks."""
        return {source.address for source in self.sources} | {bare(one) for one in sources_in(self.body)}

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The stories that this one links to in its text."""
        return tuple(LINK.findall(self.body))

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """What readers read, without addresses: the sentences of fields and text, and the rows of tables."""
        page = BeautifulSoup(markdown(unfold(self.body), extensions=["tables"]), "lxml")
        blocks = page.find_all(["p", "li", "h2", "h3", "tr"])
        fields = [self.text(field) for field in READ if field in self.fields]
        texts = (*fields, *(block.get_text(" | " if block.name == "tr" else "") for block in blocks))
        return tuple(sentence for text in texts for sentence in SENTENCE.split(" ".join(text.split())))


def bare(address: str) -> str:
    """Return an address without scheme, www. and a last slash: what tells two of them apart."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")


def read_story(path: Path) -> Story:
    """Return the story in a file of Pelican's `Key: value` lines, a blank line and Markdown."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields: dict[str, list[str]] = {}
    name = ""
    for line in head.splitlines():
        if not line.startswith("    "):
            name, _, line = line.partition(":")  # noqa: PLW2901 (the rest of the same line)
            fields[name] = []
        if line.strip():
            fields[name].append(line.strip())
    return Story(f"{path.parent.name}/{path.stem}", fields, body)


def read_archive(*folders: str) -> Iterator[Story]:
    """Yield the files of the folders, in order."""
    for folder in folders:
        yield from (read_story(path) for path in sorted((CONTENT / folder).glob("*.md")))
