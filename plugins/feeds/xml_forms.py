"""A feed as RSS 2.0 and as Atom, written by feedgen.

https://www.rssboard.org/rss-specification and https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.model import Enclosure, FeedAuthor, FeedDocument, FeedItem
from plugins.metadata.site import FEED_FORMS
from plugins.metadata.times import NEVER

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


ANYWHERE = FeedDocument("", "/", "/", "-", "-", "en", FeedAuthor("-"), "/", NEVER, ())
"""A feed in which items are written before they are put into others: every feed writes them in the same way."""


def rss_head(document: FeedDocument) -> tuple[bytes, bytes]:
    """Return RSS 2.0 before and after the items."""
    return halves(rss_text(document), b"  </channel>")


def rss_item(item: FeedItem) -> bytes:
    """Return an item as it stands in RSS: the summary in `description` (as HTML), the story in `content:encoded`."""
    return inner(rss_text(ANYWHERE, rss_entry(item)), rss_head(ANYWHERE))


def atom_head(document: FeedDocument) -> tuple[bytes, bytes]:
    """Return Atom 1.0 before and after the entries."""
    return halves(atom_text(document), b"</feed>")


def atom_item(item: FeedItem) -> bytes:
    """Return an item as it stands in Atom: the summary as text, the story as HTML."""
    return inner(atom_text(ANYWHERE, atom_entry(item)), atom_head(ANYWHERE))


def halves(text: bytes, end: bytes) -> tuple[bytes, bytes]:
    """Return what stands before and after the place for items, which is right before an end tag."""
    before, tag, after = text.rpartition(end)
    return before, tag + after


def inner(text: bytes, around: tuple[bytes, bytes]) -> bytes:
    """Return what stands between two halves."""
    return text.removeprefix(around[0]).removesuffix(around[1])


def rss_text(document: FeedDocument, *entries: FeedEntry) -> bytes:
    """Return a whole feed as RSS."""
    feed = channel(document, RSS_FORM)
    feed.load_extension("dc", atom=False, rss=True)
    for entry in entries:
        feed.add_entry(entry, order="append")
    return bytes(feed.rss_str(pretty=True))


def atom_text(document: FeedDocument, *entries: FeedEntry) -> bytes:
    """Return a whole feed as Atom."""
    feed = channel(document, ATOM_FORM)
    for entry in entries:
        feed.add_entry(entry, order="append")
    return bytes(feed.atom_str(pretty=True))


def rss_entry(item: FeedItem) -> FeedEntry:
    """Return an item as feedgen's entry for RSS."""
    entry = entry_of(item)
    entry.load_extension("dc", atom=False, rss=True)
    entry.summary(escape(item.summary, quote=False))
    entry.dc.dc_creator([author.name for author in item.authors])
    if item.picture:
        entry.enclosure(item.picture.url, str(item.picture.length), item.picture.media_type)
    return entry


def atom_entry(item: FeedItem) -> FeedEntry:
    """Return an item as feedgen's entry for Atom."""
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


def entry_of(item: FeedItem) -> FeedEntry:
    """Return an item with what both forms share."""
    entry = FeedEntry()
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
