"""The feed of editions: RSS through the same model and writer as every other feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from plugins.digest.heads import ARCHIVE_PATH, ARCHIVE_SUMMARY, ARCHIVE_TITLE, FEED
from plugins.digest.model import Digest
from plugins.feeds.clean import plain
from plugins.feeds.files import FeedFiles
from plugins.feeds.model import ICON, NEWEST, FeedAuthor, FeedDocument, FeedItem
from plugins.metadata.site import Site
from plugins.metadata.times import NEVER

BASE = FEED.removesuffix(".rss.xml")

Body = Callable[[Digest], str]
"""Returns the HTML of an edition for feed readers, from the theme's template."""


def digests_feed(editions: Sequence[Any], site: Site, body: Body, files: FeedFiles) -> tuple[str, bytes]:
    """Return the path in the output and the bytes of the feed. `editions` are newest first, each with its `digest`."""
    items = tuple(item_of(edition.digest, site, body) for edition in editions[:NEWEST])
    document = FeedDocument(
        base=BASE,
        address=site.absolute(BASE),
        home=site.absolute(ARCHIVE_PATH),
        title=plain(f"{site.name}: {ARCHIVE_TITLE}"),
        description=plain(f"{ARCHIVE_SUMMARY} {site.demonstration}"),
        language=site.language,
        publisher=FeedAuthor(site.full_name, site.absolute("/")),
        icon=site.absolute(ICON),
        updated=max((item.updated for item in items), default=NEVER),
        items=items,
    )
    return next(files.of(document))  # RSS comes first


def item_of(digest: Digest, site: Site, body: Body) -> FeedItem:
    """Return an edition as an item. Its id rests on its name alone (a tag URI, RFC 4151)."""
    return FeedItem(
        id=f"tag:{urlsplit(site.url).hostname},{digest.name}:/{digest.path}",
        url=digest.url,
        title=plain(f"{digest.label}: {digest.subject}"),
        summary=plain(digest.preheader),
        content=body(digest),
        published=digest.send_at,
        updated=digest.send_at,
        authors=(FeedAuthor(site.full_name),),
        categories=(),
        picture=None,
        date_precision="day",
    )
