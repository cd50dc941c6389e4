"""A feed as JSON Feed 1.1.

https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from typing import Any

from plugins.feeds.model import FeedAuthor, FeedDocument, FeedItem
from plugins.metadata.site import FEED_FORMS

VERSION = "https://jsonfeed.org/version/1.1"
JSON_ENDING = FEED_FORMS[-1][1]
NO_ITEMS = "]\n}"


def json_head(document: FeedDocument) -> tuple[bytes, bytes]:
    """Return the feed before and after its items, as UTF-8 JSON.

    `_frontfoot.date_precision` in an item tells a date known to the month or year only.
    """
    feed = {
        "version": VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": f"{document.address}{JSON_ENDING}",
        "description": document.description,
        "icon": document.icon,
        "language": document.language,
        "authors": [json_author(document.publisher)],
        "items": [],
    }
    return dumps(feed).removesuffix(NO_ITEMS).encode(), f"{NO_ITEMS}\n".encode()


def dumps(value: Any) -> str:
    """Return a value as JSON, one member a line."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def json_item(item: FeedItem) -> bytes:
    """Return an item as it stands in a feed: line breaks in JSON are only between members, never in a text."""
    return f"\n{dumps(members(item))}".replace("\n", "\n  ").encode()


def members(item: FeedItem) -> dict[str, Any]:
    """Return one item as a JSON object."""
    written: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [json_author(author) for author in item.authors],
        "tags": [category.label for category in item.categories],
    }
    if item.picture:
        written["image"] = item.picture.url
        written["attachments"] = [
            {
                "url": item.picture.url,
                "mime_type": item.picture.media_type,
                "size_in_bytes": item.picture.length,
            }
        ]
    if item.date_precision != "day":
        written["_frontfoot"] = {"date_precision": item.date_precision}
    return written


def json_author(author: FeedAuthor) -> dict[str, str]:
    """Return an author, with an address when there is a page."""
    return {"name": author.name, "url": author.url} if author.url else {"name": author.name}
