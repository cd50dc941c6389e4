"""Feeds: RSS 2.0, Atom and JSON Feed for everything, and for each section, topic, series, author and campaign.

Every listing with a `feed` address gets all three, made from one `model.FeedDocument`: at `feeds/topics/pay`
they are `feeds/topics/pay.rss.xml`, `.atom.xml` and `.json`. The newest 30 stories (FRONTFOOT_FEED_ITEMS) are
there in full, cleaned by `clean.clean`. Nothing in a feed depends on the clock: its date is that of its
newest change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pelican.generators import Generator
from pelican.plugins import signals

from plugins.feeds.clean import clean
from plugins.feeds.json_form import json_feed
from plugins.feeds.model import NEWEST, FeedDocument, FeedItem, feed_document, feed_item
from plugins.feeds.xml_forms import atom, rss
from plugins.images.store import Store, fingerprint, key_of
from plugins.metadata.site import FEED_FORMS, Site, site_from

WRITERS: tuple[Callable[[FeedDocument, Any], bytes], ...] = (rss, atom, json_feed)
"""In the order of FEED_FORMS."""


class FeedsGenerator(Generator):  # type: ignore[misc]
    """Writes the feeds of every listing that has an address for them."""

    def generate_output(self, writer: Any) -> None:
        """Write every feed through the one writer."""
        site = site_from(self.settings)
        limit = self.settings.get("FRONTFOOT_FEED_ITEMS") or NEWEST
        made = made_so_far()
        cleaned = kept_clean(Store(Path(self.settings.get("FRONTFOOT_CACHE", ".cache")) / "feeds"))
        for document in documents(self.context["listings"], site, limit, cleaned):
            for path, data in feed_files(document, made):
                writer.write_bytes(path, data)


Clean = Callable[[str, str], str]
"""From a body and its absolute address to HTML for feeds, as `clean` does it."""


def kept_clean(store: Store) -> Clean:
    """Return `clean` with a memory that lasts from build to build."""
    code = fingerprint([Path(__file__).with_name("clean.py")]) + etree.__version__

    def cleaned(text: str, address: str) -> str:
        """Return what was made of the same text at the same address before, or make it."""
        key = key_of("clean", text, address, code)
        return store.made(key, lambda: clean(text, address).encode()).decode()

    return cleaned


def documents(
    listings: Iterable[Any], site: Site, limit: int = NEWEST, cleaned: Clean = clean
) -> Iterator[FeedDocument]:
    """Yield the feed of every listing that has one; each story is cleaned once, however many feeds it is in."""
    item = made_once(site, cleaned)
    for listing in listings:
        if listing.feed:
            yield feed_document(listing, site, item, limit)


def made_once(site: Site, cleaned: Clean = clean) -> Callable[[Any], FeedItem]:
    """Return a function from an article to its item that remembers what it has made."""
    items: dict[str, FeedItem] = {}

    def item(article: Any) -> FeedItem:
        if article.url not in items:
            content = cleaned(article.content, site.absolute(article.url))
            items[article.url] = feed_item(article, site, content)
        return items[article.url]

    return item


Made = tuple[dict[FeedItem, Any], ...]
"""For each form, in the order of WRITERS: what it has made of items so far."""


def made_so_far() -> Made:
    """Return the beginning of it: nothing."""
    return tuple({} for _ in WRITERS)


def feed_files(document: FeedDocument, made: Made | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the output, bytes) of the three forms; each form of an item is made once for all feeds."""
    for (_media_type, ending, _name), write, items in zip(
        FEED_FORMS, WRITERS, made or made_so_far(), strict=True
    ):
        yield f"{document.base}{ending}", write(document, items)


def on_get_generators(_pelican: Any) -> type[FeedsGenerator]:
    """Add the generator that writes the feeds."""
    return FeedsGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after listings and metadata."""
    signals.get_generators.connect(on_get_generators)
