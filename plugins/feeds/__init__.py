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

from pelican.generators import Generator
from pelican.plugins import signals

from plugins.feeds.files import FeedFiles
from plugins.feeds.model import NEWEST, FeedDocument, FeedItem, feed_document, feed_item
from plugins.images.store import Store
from plugins.metadata.site import Site, site_from


class FeedsGenerator(Generator):  # type: ignore[misc]
    """Writes the feeds of every listing that has an address for them."""

    def generate_output(self, writer: Any) -> None:
        """Write every feed through the one writer."""
        site = site_from(self.settings)
        limit = self.settings.get("FRONTFOOT_FEED_ITEMS") or NEWEST
        store = Store(Path(self.settings.get("FRONTFOOT_CACHE", ".cache")) / "feeds")
        files = FeedFiles(store)
        for document in documents(self.context["listings"], site, limit):
            for path, data in files.of(document):
                writer.write_bytes(path, data)


def documents(listings: Iterable[Any], site: Site, limit: int = NEWEST) -> Iterator[FeedDocument]:
    """Yield the feed of every listing that has one; each story is made an item once, however many feeds it is in."""
    item = made_once(site)
    for listing in listings:
        if listing.feed:
            yield feed_document(listing, site, item, limit)


def made_once(site: Site) -> Callable[[Any], FeedItem]:
    """Return a function from an article to its item that remembers what it has made."""
    items: dict[str, FeedItem] = {}

    def item(article: Any) -> FeedItem:
        if article.url not in items:
            items[article.url] = feed_item(article, site)
        return items[article.url]

    return item


def on_get_generators(_pelican: Any) -> type[FeedsGenerator]:
    """Add the generator that writes the feeds."""
    return FeedsGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after listings and metadata."""
    signals.get_generators.connect(on_get_generators)
