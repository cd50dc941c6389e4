"""A feed as RSS 2.0 and as Atom, written by feedgen.

https://www.rssboard.org/rss-specification and https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from html import escape
from typing import Any

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


def rss(document: FeedDocument) -> bytes:
    """Return RSS 2.0: the summary in `description` (as HTML), the story in `content:encoded`."""
    feed = channel(document, RSS_FORM)
    feed.load_extension("dc", atom=False, rss=True)
    for item in document.items:
        entry = add_entry(feed, item)
        entry.summary(escape(item.summary, quote=False))
        entry.dc.dc_creator([author.name for author in item.authors])
        if item.picture:
            entry.enclosure(item.picture.url, str(item.picture.length), item.picture.media_type)
    return bytes(feed.rss_str(pretty=True))


def atom(document: FeedDocument) -> bytes:
    """Return Atom 1.0: the summary as text, the story as HTML."""
    feed = channel(document, ATOM_FORM)
    for item in document.items:
        entry = add_entry(feed, item)
        entry.summary(item.summary, type="text")
        entry.author([atom_person(author) for author in item.authors])
        entry.register_extension("enclosed", AtomEnclosure, atom=True, rss=False)
        entry.enclosed.picture = item.picture
    return bytes(feed.atom_str(pretty=True))


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


def add_entry(feed: Any, item: FeedItem) -> Any:
    """Add an item with what both forms share, and return it."""
    entry = feed.add_entry(order="append")
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
