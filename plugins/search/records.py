"""What is searched: the body of every story and page that search engines may list, with what it can be filtered by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

from plugins.front_matter.values import FieldError, partial_date

BODY = "data-pagefind-body"
IGNORED = "data-pagefind-ignore"
DAY = 10


@dataclass(frozen=True)
class Record:
    """One page: its address and the HTML that Pagefind reads, with filters, date and order in its head."""

    address: str
    html: str


def records_of(tree: Path) -> Iterator[Record]:
    """Yield a record for each page of a built tree that has a body to search, in order."""
    for file in sorted(tree.rglob("*.html")):
        data = file.read_bytes()
        if BODY.encode() in data:
            address = "/" + file.relative_to(tree).as_posix().removesuffix("index.html")
            record = record_of(
                address, html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
            )
            if record:
                yield record


def record_of(address: str, page: html.HtmlElement) -> Record | None:
    """Return the record of one page; None when search engines may not list it or it has no body."""
    bodies = page.xpath(f"//*[@{BODY}]")
    if not bodies or "noindex" in meta(page, "name", "robots"):
        return None
    body = bodies[0]
    for element in body.xpath(f".//*[@{IGNORED}] | .//script | .//figure/picture"):
        element.drop_tree()
    document = html.document_fromstring("<html><head></head><body></body></html>")
    document.set("lang", page.get("lang") or "en")
    head, frame = document.find("head"), document.find("body")
    for name, kind, value in described(page):
        head.append(html.Element("meta", {f"data-pagefind-{kind}": f"{name}[content]", "content": value}))
    frame.append(body)
    return Record(address, etree.tostring(document, encoding="unicode", method="html"))


def described(page: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind (filter, meta or sort) and value of all that a page says about itself in its head."""
    section = meta(page, "property", "article:section")
    if section:
        yield "section", "filter", section[0]
        yield "section", "meta", section[0]
    for topic in meta(page, "property", "article:tag"):
        yield "topic", "filter", topic
    for author in authors(page):
        yield "author", "filter", author
    for moment in meta(page, "property", "article:published_time"):
        yield "year", "filter", moment[:4]
        yield "date", "sort", moment[:DAY]
        yield "date", "meta", in_words(moment[:DAY])


def meta(page: html.HtmlElement, attribute: str, name: str) -> list[str]:
    """Return the contents of the meta elements of that name or property."""
    return [str(value) for value in page.xpath(f"/html/head/meta[@{attribute}='{name}']/@content")]


def authors(page: html.HtmlElement) -> list[str]:
    """Return who wrote a story, as its structured data says."""
    found: list[str] = []
    for text in page.xpath("//script[@type='application/ld+json']/text()"):
        node: Any = json.loads(text)
        written = node.get("author") or [] if isinstance(node, dict) else []
        found += [one["name"] for one in (written if isinstance(written, list) else [written])]
    return found


def in_words(day: str) -> str:
    """Return a date as a list shows it, no more precise than it is known."""
    try:
        return partial_date(day).short
    except FieldError:
        return day
