"""Markdown to HTML that is safe to publish under a strict Content-Security-Policy.

Editors' raw HTML is sanitised with nh3: what is not on the list below goes, scripts and styles with their text.
"""

from __future__ import annotations

import nh3
from bs4 import BeautifulSoup
from markdown import Markdown

from plugins.blocks.allowed import ALLOWED_TAGS

ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "class"},
    "th": {"colspan", "rowspan", "scope", "class"},
    "*": {"lang", "dir", "id", "class"},
}
PLACEHOLDER_SCHEMES = {"http", "https", "mailto", "tel"}
REMOVED_WITH_TEXT = {"script", "style", "iframe", "object", "template"}


def to_html(body: str, markdown: Markdown) -> str:
    """Return the HTML of a Markdown body, sanitised; `{filename}` links are left for Pelican."""
    html = markdown.reset().convert(body)
    clean = nh3.clean(
        html,
        tags=set(ALLOWED_TAGS),
        clean_content_tags=REMOVED_WITH_TEXT,
        attributes=ATTRIBUTES,
        url_schemes=PLACEHOLDER_SCHEMES,
        link_rel=None,
    )
    return finish_tables(clean) if "<table" in clean else clean


def finish_tables(html: str) -> str:
    """Give each table a frame that scrolls on narrow screens and by keyboard, and its headers their scope."""
    soup = BeautifulSoup(html, "lxml")
    for number, table in enumerate(soup.find_all("table"), 1):
        for header in table.select("thead th"):
            header["scope"] = "col"
        frame = soup.new_tag("div", attrs={"class": "table-frame", "tabindex": "0", "role": "group"})
        frame["aria-label"] = f"Table {number}"
        table.wrap(frame)
    body = soup.body
    return body.decode_contents(formatter="minimal") if body else html
