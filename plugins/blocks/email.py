"""A body for the monthly email, which has one column and no tables: what feeds get, its tables as lists."""

from __future__ import annotations

from lxml import html
from lxml.html import HtmlElement

from plugins.feeds.clean import clean, inside


def for_email(text: str, address: str) -> str:
    """Return an HTML body without anything that needs the page; `address` is the absolute one of its page."""
    cleaned = clean(text, address)
    if "<table" not in cleaned:
        return cleaned
    body = html.fragment_fromstring(cleaned, create_parent="div")
    for table in list(body.iter("table")):
        table.addprevious(list_of(table))
        table.drop_tree()
    return inside(body).strip()


def list_of(table: HtmlElement) -> HtmlElement:
    """Return a table as a list: a row is an item, `North: 2 (2024), 9 (2025)`, or its cells when it has no heads."""
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.iter("th", "td")] for row in table.iter("tr")
    ]
    headed = bool(table.xpath(".//thead"))
    heads, rows = (rows[0], rows[1:]) if headed and rows else ([], rows)
    listing = html.Element("ul")
    for row in filter(None, rows):
        item = html.Element("li")
        item.text = item_text(row, heads)
        listing.append(item)
    return listing


def item_text(row: list[str], heads: list[str]) -> str:
    """Return one row in words; with a single column of values, its head says nothing new."""
    name, values = row[0], row[1:]
    if len(heads) > 2 and len(heads) == len(row):  # noqa: PLR2004 (a name and more than one value)
        values = [f"{value} ({head})" for value, head in zip(values, heads[1:], strict=True)]
    return f"{name}: {', '.join(values)}" if values else name
