"""A WordPress export (WXR) as plain records: its posts, pages, pictures and authors.

The form: https://wordpress.org/documentation/article/tools-export-screen/ (an RSS 2.0 file with `wp:` elements).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from lxml import etree

from plugins.front_matter.values import LONDON

FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Bytes that XML 1.0 does not allow, and that WordPress writes all the same."""
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
NO_DATE = "0000-00-00"


class ExportError(Exception):
    """Raised when a file is no WordPress export; the text says what to do."""


@dataclass(frozen=True)
class Item:
    """A post, a page, a picture, or another thing of WordPress's; texts are as they stand in the export."""

    id: str
    kind: str
    status: str
    title: str
    slug: str
    link: str
    parent: str
    author: str
    date: datetime | None
    changed: datetime | None
    excerpt: str
    content: str
    categories: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    meta: dict[str, str]
    attachment: str
    protected: bool
    comments: int


@dataclass(frozen=True)
class Site:
    """A whole export. `address` is the old site's; `authors` are names by login; `made` is when it was exported."""

    address: str
    authors: dict[str, str]
    items: tuple[Item, ...]
    made: datetime | None = None
    by_id: dict[str, Item] = field(default_factory=dict)


def read_export(file: Path) -> Site:
    """Return the records of an export file. Raises ExportError."""
    try:
        data = FORBIDDEN.sub(b"", file.read_bytes())
    except OSError as error:
        raise ExportError(f"{file}: {error.strerror}.") from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    channel = root.find("channel") if root is not None else None
    if channel is None:
        raise ExportError(f"{file}: is not a WordPress export. Make one under Tools, Export, All content.")
    items = tuple(item_of(node) for node in channel.iterfind("item"))
    address = (text(channel, "base_blog_url") or text(channel, "link")).rstrip("/")
    authors = {text(one, "author_login"): text(one, "author_display_name") for one in wp(channel, "author")}
    return Site(
        address, authors, items, rss_date(text(channel, "pubDate")), {item.id: item for item in items}
    )


def wp(node: Any, name: str) -> Iterator[Any]:
    """Yield the children of that name, in whatever version of the namespace."""
    return (child for child in node if isinstance(child.tag, str) and local(child.tag) == name)


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def text(node: Any, name: str) -> str:
    """Return the text of the first child of that name, or nothing."""
    return next(((child.text or "").strip() for child in wp(node, name)), "")


def item_of(node: Any) -> Item:
    """Return the record of one `<item>`."""
    meta = {text(one, "meta_key"): text(one, "meta_value") for one in wp(node, "postmeta")}
    excerpt = next((child.text or "" for child in node if is_excerpt(child)), "")
    return Item(
        id=text(node, "post_id"),
        kind=text(node, "post_type") or "post",
        status=text(node, "status") or "publish",
        title=text(node, "title"),
        slug=text(node, "post_name"),
        link=text(node, "link"),
        parent=text(node, "post_parent").strip("0") and text(node, "post_parent"),
        author=node.findtext(CREATOR) or "",
        date=date_of(node),
        changed=gmt(text(node, "post_modified_gmt")) or local_date(text(node, "post_modified")),
        excerpt=excerpt.strip(),
        content=node.findtext(CONTENT) or "",
        categories=terms(node, "category"),
        tags=terms(node, "post_tag"),
        meta=meta,
        attachment=text(node, "attachment_url"),
        protected=bool(text(node, "post_password")),
        comments=sum(1 for _ in wp(node, "comment")),
    )


def is_excerpt(child: Any) -> bool:
    """Tell the excerpt from the content: both are called `encoded`."""
    return isinstance(child.tag, str) and local(child.tag) == "encoded" and "excerpt" in child.tag


def terms(node: Any, domain: str) -> tuple[tuple[str, str], ...]:
    """Return (slug, name) of the categories or tags of an item."""
    found = (one for one in node.iterfind("category") if one.get("domain") == domain)
    return tuple(dict.fromkeys((one.get("nicename") or "", (one.text or "").strip()) for one in found))


def date_of(node: Any) -> datetime | None:
    """Return when an item was published, aware: the GMT date, else the local one as UK time, else the feed's."""
    return (
        gmt(text(node, "post_date_gmt"))
        or local_date(text(node, "post_date"))
        or rss_date(text(node, "pubDate"))
    )


def gmt(value: str) -> datetime | None:
    """Return a date that the export gives in GMT, as London time."""
    naive = plain_date(value)
    return naive.replace(tzinfo=UTC).astimezone(LONDON) if naive else None


def local_date(value: str) -> datetime | None:
    """Return a date that the export gives without a zone: that of the site, which is taken to be London."""
    naive = plain_date(value)
    return naive.replace(tzinfo=LONDON) if naive else None


def plain_date(value: str) -> datetime | None:
    """Return `2016-03-01 09:30:00` as a naive datetime; None for WordPress's zeros and for nonsense."""
    if not value or value.startswith(NO_DATE):
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 (the caller knows the zone)
    except ValueError:
        return None


def rss_date(value: str) -> datetime | None:
    """Return an RSS date in London; WordPress writes the year -0001 where it has none."""
    try:
        return parsedate_to_datetime(value).astimezone(LONDON) if value and "-0001" not in value else None
    except (ValueError, TypeError):
        return None
