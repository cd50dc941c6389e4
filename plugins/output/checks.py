"""Checks on finished pages: pure functions from HTML to messages. The tests run them over the whole site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import html

SUBRESOURCES = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src",),
    "link": ("href",),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href",),
    "object": ("data",),
    "embed": ("src",),
}
FETCHED_LINKS = frozenset({"stylesheet", "preload", "icon", "apple-touch-icon", "modulepreload", "manifest"})


def check_page(text: str) -> list[str]:
    """Return everything wrong with one page: markup that the CSP forbids, ids, headings, names."""
    page = html.document_fromstring(text)
    return [
        message
        for check in (off_site, inline_code, repeated_ids, heading_order, unnamed_things)
        for message in check(page)
    ]


def off_site(page: html.HtmlElement) -> Iterator[str]:
    """Find subresources that a browser would fetch from another site."""
    for element in page.iter(*SUBRESOURCES):
        if element.tag == "link" and not FETCHED_LINKS & set((element.get("rel") or "").split()):
            continue
        for name in SUBRESOURCES[element.tag]:
            for address in addresses(name, element.get(name)):
                parts = urlsplit(address)
                if parts.scheme or parts.netloc:
                    yield f"<{element.tag}> fetches {address} from outside the site"


def addresses(attribute: str, value: str | None) -> list[str]:
    """Return the addresses in an attribute; a srcset holds several."""
    if not value:
        return []
    if attribute != "srcset":
        return [value]
    return [candidate.split()[0] for candidate in value.split(",") if candidate.strip()]


def inline_code(page: html.HtmlElement) -> Iterator[str]:
    """Find what a strict Content-Security-Policy blocks: inline scripts, styles and event attributes."""
    for element in page.iter("script", "style"):
        data = element.get("type") in {"application/ld+json", "application/json"}
        if element.tag == "style" or not (element.get("src") or data):
            yield f"<{element.tag}> stands in the page"
    for element in page.iter():
        if isinstance(element.tag, str):
            for name in element.attrib:
                if name == "style" or name.startswith("on"):
                    yield f"<{element.tag}> has {name}="


def repeated_ids(page: html.HtmlElement) -> Iterator[str]:
    """Find ids that two elements share."""
    for name, count in sorted(Counter(page.xpath("//@id")).items()):
        if count > 1:
            yield f'id "{name}" is used {count} times'


def heading_order(page: html.HtmlElement) -> Iterator[str]:
    """Find headings that skip a level, and pages without exactly one h1."""
    headings = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if headings.count(1) != 1:
        yield f"the page has {headings.count(1)} h1"
    for above, below in pairwise(headings):
        if below > above + 1:
            yield f"an h{below} follows an h{above}"


def unnamed_things(page: html.HtmlElement) -> Iterator[str]:
    """Find pictures without alt or size, links without words, a page without title, language or main."""
    for image in page.iter("img"):
        for name in ("alt", "width", "height"):
            if image.get(name) is None:
                yield f"<img src={image.get('src')}> has no {name}"
    for link in page.iter("a"):
        words = (link.text_content() + (link.get("aria-label") or "")).strip()
        if link.get("href") and not words and not link.xpath(".//img[@alt!='']"):
            yield f"the link to {link.get('href')} has no words"
    if not (page.findtext(".//title") or "").strip():
        yield "the page has no title"
    if not page.get("lang"):
        yield "the page does not say its language"
    if len(page.findall(".//main")) != 1:
        yield "the page has not exactly one main"
