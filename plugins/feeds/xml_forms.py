"""A feed as RSS 2.0 and as Atom, written by feedgen.

https://www.rssboard.org/rss-specification and https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.model import Enclosure, FeedAuthor, FeedDocument, FeedItem
from plugins.metadata.site import FEED_FORMS

RSS_FORM, ATOM_FORM = FEED_FORMS[:2]
SOFTWARE = "Front Foot"


class AtomEnclosure(BaseEntryExtension):  # type: ignore[misc]
    """An entry's picture in Atom. feedgen 1.0 writes the links of an entry without `rel`, `type` and `length`,
    and so an enclosure as another address of the story.
    """  # noqa: D205

    def __init__(self) -> None:
        self.picture: Enclosure | None = None

    def extend_atom(self, entry: Any) -> Any:
        """Add the link to feedgen's `entry` element, and return it."""
        if self.picture:
            link = etree.SubElement(entry, "link", rel="enclosure", href=self.picture.url)
            link.set("type", self.picture.media_type)
            link.set("length", str(self.picture.length))
        return entry


class OnceEntry(FeedEntry):  # type: ignore[misc]
    """An entry that is written once, however many feeds it is added to. It must not be changed once it has been."""

    def __init__(self) -> None:
        super().__init__()
        self._written: Any = None

    def rss_entry(self, extensions: bool = True) -> Any:
        """Return the entry as an RSS element of its own."""
        self._written = super().rss_entry(extensions) if self._written is None else self._written
        return deepcopy(self._written)

    def atom_entry(self, extensions: bool = True) -> Any:
        """Return the entry as an Atom element of its own."""
        self._written = super().atom_entry(extensions) if self._written is None else self._written
        return deepcopy(self._written)


Entries = dict[FeedItem, OnceEntry]
"""What one form has made of items so far."""


def rss(document: FeedDocument, made: Entries | None = None) -> bytes:
    """Return RSS 2.0: the summary in `description` (as HTML), the story in `content:encoded`."""
    feed = channel(document, RSS_FORM)
    feed.load_extension("dc", atom=False, rss=True)
    add_entries(feed, document, rss_entry, {} if made is None else made)
    return bytes(feed.rss_str(pretty=True))


def atom(document: FeedDocument, made: Entries | None = None) -> bytes:
    """Return Atom 1.0: the summary as text, the story as HTML."""
    feed = channel(document, ATOM_FORM)
    add_entries(feed, document, atom_entry, {} if made is None else made)
    return bytes(feed.atom_str(pretty=True))


def add_entries(
    feed: Any, document: FeedDocument, make: Callable[[FeedItem], OnceEntry], made: Entries
) -> None:
    """Add the items of a document to feedgen's feed, in their order; `made` remembers their entries."""
    for item in document.items:
        if item not in made:
            made[item] = make(item)
        feed.add_entry(made[item], order="append")


def rss_entry(item: FeedItem) -> OnceEntry:
    """Return an item as it stands in RSS."""
    entry = entry_of(item)
    entry.load_extension("dc", atom=False, rss=True)
    entry.summary(escape(item.summary, quote=False))
    entry.dc.dc_creator([author.name for author in item.authors])
    if item.picture:
        entry.enclosure(item.picture.url, str(item.picture.length), item.picture.media_type)
    return entry


def atom_entry(item: FeedItem) -> OnceEntry:
    """Return an item as it stands in Atom."""
    entry = entry_of(item)
    entry.summary(item.summary, type="text")
    entry.author([atom_person(author) for author in item.authors])
    entry.register_extension("enclosed", AtomEnclosure, atom=True, rss=False)
    entry.enclosed.picture = item.picture
    return entry


def channel(document: FeedDocument, form: tuple[str, str, str]) -> Any:
    """Return feedgen's feed with everything but its entries; its own link first, the page's last."""
    media_type, ending, _name = form
    feed = FeedGenerator()
    feed.id(document.address)
    feed.title(document.title)
    feed.subtitle(document.description)
    feed.language(document.language)
    feed.author(atom_person(document.publisher))
    feed.generator(SOFTWARE)
    feed.icon(document.icon)
    feed.updated(document.updated)
    feed.link(href=f"{document.address}{ending}", rel="self", type=media_type)
    feed.link(href=document.home, rel="alternate", type="text/html")
    return feed


def entry_of(item: FeedItem) -> OnceEntry:
    """Return an item with what both forms share."""
    entry = OnceEntry()
    entry.id(item.id)
    entry.title(item.title)
    entry.link(href=item.url, rel="alternate")
    entry.content(item.content, type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category(
        [
            {"term": category.term, "label": category.label, "scheme": category.scheme}
            for category in item.categories
        ]
    )
    return entry


def atom_person(author: FeedAuthor) -> dict[str, str]:
    """Return an author as feedgen takes one."""
    return {"name": author.name, "uri": author.url} if author.url else {"name": author.name}
