"""Markdown to HTML that is safe to publish under a strict Content-Security-Policy.

Editors' raw HTML is sanitised with nh3: what is not on the list below goes, scripts and styles with their text.
Only then are editorial blocks put in, so that their own markup is never stripped.
"""

from __future__ import annotations

from hashlib import sha256

import nh3
from bs4 import BeautifulSoup
from markdown import Markdown

from plugins.blocks.allowed import ALLOWED_TAGS
from plugins.blocks.expand import expand
from plugins.blocks.extension import around_of
from plugins.blocks.scan import scan

ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "div": {"data-block"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "class", "align"},
    "th": {"colspan", "rowspan", "scope", "class", "align"},
    "*": {"lang", "dir", "id", "class"},
}
PLACEHOLDER_SCHEMES = {"http", "https", "mailto", "tel"}
REMOVED_WITH_TEXT = {"script", "style", "iframe", "object", "template"}


def to_html(body: str, markdown: Markdown) -> str:
    """Return the HTML of a Markdown body, sanitised; `{filename}` links are left for Pelican.

    Depends on the body, the Markdown instance's settings and the data files that its blocks name, and on nothing
    else. A Markdown that does not know blocks leaves their fences as text.
    """
    around = around_of(markdown)
    if around is None or "///" not in body:
        return finished(sanitised(markdown.reset().convert(body)))
    key = sha256(body.encode()).hexdigest()[
        :16
    ]  # no text can hold its own digest: nothing forged is expanded
    found = scan(body, around, key=key)
    clean = sanitised(markdown.reset().convert("\n".join(found.body)))
    return finished(expand(clean, found.calls, key, around)) if not found.faults else finished(clean)


def sanitised(html: str) -> str:
    """Return HTML without what editors may not use."""
    return nh3.clean(
        html,
        tags=set(ALLOWED_TAGS),
        clean_content_tags=REMOVED_WITH_TEXT,
        attributes=ATTRIBUTES,
        url_schemes=PLACEHOLDER_SCHEMES,
        link_rel=None,
    )


def finished(html: str) -> str:
    """Return the HTML with tables in frames and footnotes that say where they lead."""
    if "<table" not in html and 'class="footnote' not in html:
        return html
    soup = BeautifulSoup(html, "lxml")
    finish_tables(soup)
    finish_footnotes(soup)
    body = soup.body
    return body.decode_contents(formatter="minimal") if body else html


def finish_tables(soup: BeautifulSoup) -> None:
    """Give each table a frame that scrolls on narrow screens and by keyboard, and its headers their scope."""
    for number, table in enumerate(soup.find_all("table"), 1):
        for header in (th for head in table.find_all("thead") for th in head.find_all("th")):
            header["scope"] = "col"
        frame = soup.new_tag("div", attrs={"class": "table-frame", "tabindex": "0", "role": "group"})
        caption = table.find("caption")
        frame["aria-label"] = caption.get_text(" ", strip=True) if caption else f"Table {number}"
        table.wrap(frame)


def finish_footnotes(soup: BeautifulSoup) -> None:
    """Name the links to footnotes and back for those who hear them."""
    for link in soup.find_all("a", class_="footnote-ref"):
        link["aria-label"] = f"Footnote {link.get_text(strip=True)}"
    for link in soup.find_all("a", class_="footnote-backref"):
        link["aria-label"] = str(link.get("title") or "Back to the text")
        del link["title"]
