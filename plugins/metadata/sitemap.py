"""sitemap.xml and news-sitemap.xml, as elements, never as strings.

https://www.sitemaps.org/protocol.html
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from plugins.metadata.landings import LANDINGS
from plugins.metadata.site import Site
from plugins.metadata.times import NEVER, changed, claimed_published

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS_AGE = timedelta(days=2)
NOT_NEWS = frozenset({"guide", "campaign", "event"})
MOST_NEWS = 1000
LISTS = ("sections", "topics", "series_list", "people", "years")
"""Context names of the listings that have pages of their own; months hang below years."""

Entry = tuple[str, datetime | None]


def site_entries(context: Mapping[str, Any]) -> list[Entry]:
    """Return (address without a slash in front, last change or None) of every page worth finding, sorted.

    Second and later pages of lists are left out: readers reach every story without them. A page without
    `Modified`, and a list without stories, claim no date. Rooms that write pages of other kinds name them in
    `context["more_pages"]`, as pairs of the same form.
    """
    changes = {article.url: changed(article) for article in context["articles"]}
    newest = max(changes.values(), default=None)
    found: dict[str, datetime | None] = {
        landing.url: newest for landing in LANDINGS.values() if landing.indexed
    }
    found |= {listing.url: last_change(listing, changes) for listing in listings(context)}
    found |= {page.url: page_change(page) for page in context["pages"]}
    found |= dict(context.get("more_pages") or ())
    found |= changes
    return sorted(found.items())


def listings(context: Mapping[str, Any]) -> Iterator[Any]:
    """Yield every listing that has a page."""
    for name in LISTS:
        for listing in context.get(name) or ():
            yield listing
            yield from getattr(listing, "months", None) or ()


def last_change(listing: Any, changes: Mapping[str, datetime]) -> datetime | None:
    """Return the newest change among a listing's stories."""
    return max((changes[article.url] for article in listing.articles if article.url in changes), default=None)


def page_change(page: Any) -> datetime | None:
    """Return a page's own `Modified`, if the editor gave one."""
    modified = getattr(page, "modified", None)
    return modified if isinstance(modified, datetime) and modified.tzinfo else None


def sitemap(entries: Iterable[Entry], site: Site) -> bytes:
    """Return sitemap.xml: addresses with the day of their last change."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for address, moment in entries:
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = site.absolute(address)
        if moment is not None and moment != NEVER:
            etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = moment.date().isoformat()
    return serialise(root)


def news(articles: Iterable[Any], now: datetime) -> list[Any]:
    """Return the news of the two days before `now`, newest first (the format allows 1,000)."""
    recent = [
        article
        for article in articles
        if article.kind not in NOT_NEWS
        and article.date_precision == "day"
        and now - NEWS_AGE <= news_moment(article) <= now
    ]
    return sorted(recent, key=lambda article: (-article.date.timestamp(), article.url))[:MOST_NEWS]


def news_moment(article: Any) -> datetime:
    """Return when an article came out: its time, or the start of its day when only the day is known."""
    moment: datetime = article.date
    return moment


def news_sitemap(articles: Iterable[Any], site: Site) -> bytes:
    """Return news-sitemap.xml for articles already chosen; without any, an empty list."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "news": NEWS})
    for article in articles:
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = site.absolute(article.url)
        item = etree.SubElement(url, f"{{{NEWS}}}news")
        publication = etree.SubElement(item, f"{{{NEWS}}}publication")
        etree.SubElement(publication, f"{{{NEWS}}}name").text = site.name
        etree.SubElement(publication, f"{{{NEWS}}}language").text = site.language.partition("-")[0]
        etree.SubElement(item, f"{{{NEWS}}}publication_date").text = claimed_published(article)
        etree.SubElement(item, f"{{{NEWS}}}title").text = article.title
    return serialise(root)


def serialise(root: Any) -> bytes:
    """Return an XML document in UTF-8 with its declaration."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
