"""A feed as JSON Feed 1.1.

https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from typing import Any

from plugins.feeds.model import FeedAuthor, FeedDocument, FeedItem
from plugins.metadata.site import FEED_FORMS

VERSION = "https://jsonfeed.org/version/1.1"
NO_ITEMS = "[]\n}"
JSON_ENDING = FEED_FORMS[-1][1]


Texts = dict[FeedItem, str]
"""What has been made of items so far."""


def json_feed(document: FeedDocument, made: Texts | None = None) -> bytes:
    """Return the feed as UTF-8 JSON. `_frontfoot.date_precision` tells a date known to the month or year only.

    `made` remembers the items of other feeds.
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
    made = {} if made is None else made
    made |= {item: item_text(item) for item in document.items if item not in made}
    text = dumps(feed)
    if document.items:
        items = ",\n  ".join(made[item] for item in document.items)
        text = f"{text.removesuffix(NO_ITEMS)}[\n  {items}\n ]\n}}"
    return f"{text}\n".encode()


def dumps(value: Any) -> str:
    """Return a value as JSON, one member a line."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def item_text(item: FeedItem) -> str:
    """Return an item as it stands in a feed: line breaks in JSON are only between members, never in a text."""
    return dumps(json_item(item)).replace("\n", "\n  ")


def json_item(item: FeedItem) -> dict[str, Any]:
    """Return one item."""
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
