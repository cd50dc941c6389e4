"""One model of a feed, from which all three forms are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.feeds.clean import plain
from plugins.metadata.breadcrumb import section_title
from plugins.metadata.head import feed_title
from plugins.metadata.site import Site
from plugins.metadata.times import NEVER, changed, published

NEWEST = 30
ICON = "/icons/apple-touch-icon.png"


@dataclass(frozen=True)
class FeedAuthor:
    """Who wrote something: a name or, for a withheld one, the words instead; and a page, if there is one."""

    name: str
    url: str | None = None


@dataclass(frozen=True)
class FeedCategory:
    """A section or topic: its slug, its name and the absolute address below which its kind is found."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Enclosure:
    """A picture that goes with an item: absolute address, media type, size in bytes."""

    url: str
    media_type: str
    length: int


@dataclass(frozen=True)
class FeedItem:
    """A story. `id` never changes once published; `content` is HTML as on its page, every other text is plain."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: tuple[FeedAuthor, ...]
    categories: tuple[FeedCategory, ...]
    picture: Enclosure | None
    date_precision: str


@dataclass(frozen=True)
class FeedDocument:
    """A feed. `base` is its path without ending (`feeds/topics/pay`), `address` the same, absolute.

    `home` is the page that it belongs to. `updated` is the newest change of its items; a feed without items
    says 1 January 1970, so that nothing depends on when it was made.
    """

    base: str
    address: str
    home: str
    title: str
    description: str
    language: str
    publisher: FeedAuthor
    icon: str
    updated: datetime
    items: tuple[FeedItem, ...]


def feed_document(
    listing: Any, site: Site, item: Callable[[Any], FeedItem], limit: int = NEWEST
) -> FeedDocument:
    """Return the feed of a listing: its newest stories, at most `limit`; `item` makes one of an article."""
    items = tuple(map(item, newest(listing.articles)[:limit]))
    return FeedDocument(
        base=listing.feed,
        address=site.absolute(listing.feed),
        home=site.absolute(listing.url),
        title=plain(feed_title(listing, site)),
        description=plain(f"{listing.summary or f'{site.about}.'} {site.demonstration}"),
        language=site.language,
        publisher=FeedAuthor(site.full_name, site.absolute("/")),
        icon=site.absolute(ICON),
        updated=max((item.updated for item in items), default=NEVER),
        items=items,
    )


def newest(articles: Iterable[Any]) -> list[Any]:
    """Return articles newest first, whatever order their page shows them in; of one moment, by address."""
    return sorted(articles, key=lambda article: (-article.date.timestamp(), article.url))


def feed_item(article: Any, site: Site) -> FeedItem:
    """Return an article as an item, with nothing in it that the article itself does not say."""
    return FeedItem(
        id=article.feed_id,
        url=site.absolute(article.url),
        title=plain(article.title),
        summary=plain(article.summary),
        content=article.content,
        published=published(article),
        updated=changed(article),
        authors=tuple(
            FeedAuthor(plain(byline.name), site.absolute(byline.url) if byline.url else None)
            for byline in article.bylines
        ),
        categories=categories(article, site),
        picture=enclosure(article.image, site),
        date_precision=article.date_precision,
    )


def enclosure(image: Any, site: Site) -> Enclosure | None:
    """Return a story's picture, 16:9 and without words on it; None when it has no image."""
    if image is None:
        return None
    return Enclosure(site.absolute(image.raster.src), image.raster.media_type, image.raster.length)


def categories(article: Any, site: Site) -> tuple[FeedCategory, ...]:
    """Return the section, then the topics of an article."""
    section = article.category
    found: Sequence[FeedCategory] = [
        FeedCategory(section.slug, plain(section_title(section, site)), site.absolute("/")),
        *(
            FeedCategory(tag.slug, plain(tag.name), site.absolute("/topics/"))
            for tag in getattr(article, "tags", None) or ()
        ),
    ]
    return tuple(found)
