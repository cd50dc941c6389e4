"""One import: where each post goes, and the notes made on the way."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from plugins.desk.scaffold import Refused, file_name
from plugins.desk.wordpress.export import Item, Site
from plugins.front_matter.newsroom import read_newsroom
from plugins.front_matter.values import RESERVED_SLUGS, SLUG
from plugins.redirects.moves import key

READ = frozenset({"post", "page"})
LEFT_OUT = frozenset({"trash", "auto-draft", "inherit"})


@dataclass(frozen=True, order=True)
class Note:
    """Something that an editor must look at, in a file (relative to the content folder) or in the export."""

    file: str
    text: str


@dataclass
class Import:
    """One import: the export, where it goes, and the notes made on the way."""

    site: Site
    settings: Mapping[str, Any]
    section: str
    uploads: Path | None
    notes: list[Note] = field(default_factory=list)

    @property
    def content(self) -> Path:
        """The content folder."""
        return Path(self.settings["PATH"])

    def note(self, file: str, text: str) -> None:
        """Note something to look at."""
        self.notes.append(Note(file, text))

    @cached_property
    def there(self) -> dict[object, str]:
        """The files that were here before, by each of their old addresses."""
        entries = read_newsroom(self.settings).entries.values()
        return {
            key(alias): entry.source.path.split("/", 1)[1]
            for entry in entries
            for alias in entry.values.get("aliases") or ()
        }

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of every post and page, by id: the one that has its old address already, else a free name."""
        taken = {file.relative_to(self.content).as_posix() for file in self.content.rglob("*.md")}
        found: dict[str, str] = {}
        for item in sorted(self.wanted(), key=lambda item: (item.date is None, item.date or 0, item.id)):
            name = self.there.get(key(numbered(item))) or self.free_name(item, taken)
            taken.add(name)
            found[item.id] = name
        return found

    def wanted(self) -> Iterator[Item]:
        """Yield the posts and pages that are not in the bin."""
        return (item for item in self.site.items if item.kind in READ and item.status not in LEFT_OUT)

    def free_name(self, item: Item, taken: set[str]) -> str:
        """Return a file name from the old slug, with the item's number where another file has that name."""
        folder = "pages" if item.kind == "page" else self.section_of(item)
        slug = unquote(item.slug).lower()
        if not SLUG.match(slug) or slug in RESERVED_SLUGS:
            try:
                slug = file_name(slug.replace("-", " ") if slug else plain(item.title))
            except Refused:
                slug = f"{item.kind}-{item.id}"
        name = f"{folder}/{slug}.md"
        return f"{folder}/{slug}-{item.id}.md" if name in taken or slug in RESERVED_SLUGS else name

    def section_of(self, item: Item) -> str:
        """Return the section that one of a post's categories names, else the one for all others."""
        sections = self.settings["FRONTFOOT_SECTIONS"]
        for slug, name in item.categories:
            for section, about in sections.items():
                if section in {slug, name.lower()} or about["title"].lower() == name.lower():
                    return str(section)
        return self.section

    def address(self, item: Item) -> str:
        """Return the new address of a post or page; a page stands below its parents."""
        slug = self.files[item.id].removesuffix(".md")
        if item.kind != "page":
            return f"/{slug}/"
        path, seen, above = [slug.partition("/")[2]], {item.id}, self.parent(item)
        while above and above.id not in seen:
            path.insert(0, self.files[above.id].partition("/")[2].removesuffix(".md"))
            seen.add(above.id)
            above = self.parent(above)
        return f"/{'/'.join(path)}/"

    def parent(self, item: Item) -> Item | None:
        """Return the page above a page, when it was imported."""
        above = self.site.by_id.get(item.parent) if item.parent else None
        return above if above and above.id in self.files else None

    @cached_property
    def by_address(self) -> dict[object, str]:
        """The files by the old addresses of their posts."""
        return {
            key(address): self.files[item.id]
            for item in self.wanted()
            for address in (numbered(item), urlsplit(item.link)._replace(scheme="", netloc="").geturl())
            if address.strip("/")
        }


def numbered(item: Item) -> str:
    """Return the address that every post and page of WordPress has: `/?p=123`, `/?page_id=7`."""
    return f"/?{'page_id' if item.kind == 'page' else 'p'}={item.id}"


def plain(text: str) -> str:
    """Return a title or an excerpt as one line of plain text."""
    return " ".join(BeautifulSoup(html.unescape(text), "lxml").get_text(" ").split())
