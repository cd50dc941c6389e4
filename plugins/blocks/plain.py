"""The words of a story's HTML as plain text that reads well: for mail, for the command line, for tests."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

from plugins.feeds.clean import clean

WIDTH = 72
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
GROUPS = frozenset({"div", "figure", "figcaption", "dl", "section", "body"})


def plain(text: str, address: str) -> str:
    """Return an HTML body as plain text in lines of at most 72 characters; `address` is that of its page.

    It goes through the same cleaning as feeds, so what needs the page (buttons, pull quotes) is gone already.
    """
    body = clean(text, address)
    if not body:
        return ""
    parts = blocks(html.fragment_fromstring(body, create_parent="div"))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def blocks(parent: HtmlElement) -> Iterator[str]:
    """Yield the paragraphs, lists and tables below an element; words between them are paragraphs too."""
    loose = parent.text or ""
    for child in parent:
        made = list(block(child))
        if made:
            if loose.strip():
                yield fill(loose)
            loose = child.tail or ""
            yield from made
        else:
            loose += with_address(child) + (child.tail or "")
    if loose.strip():
        yield fill(loose)


def block(element: HtmlElement) -> Iterator[str]:
    """Yield the text of one element; nothing when it belongs to a line."""
    tag = element.tag
    if tag in HEADINGS:
        words = squeezed(inline(element))
        yield f"{fill(words)}\n{'-' * min(len(words), WIDTH)}"
    elif tag in {"p", "dt"}:
        yield fill(inline(element))
    elif tag == "dd":
        yield textwrap.indent("\n\n".join(blocks(element)), "  ")
    elif tag in {"ul", "ol"}:
        yield "\n".join(items(element))
    elif tag == "blockquote":
        yield textwrap.indent("\n\n".join(blocks(element)), "    ")
    elif tag == "table":
        yield table(element)
    elif tag == "hr":
        yield "-" * 12
    elif tag == "pre":
        yield element.text_content()
    elif tag in GROUPS:
        yield from blocks(element)
    elif tag == "img" and element.get("alt"):
        yield fill(f"[Picture: {element.get('alt')}]")


def items(listing: HtmlElement) -> Iterator[str]:
    """Yield the items of a list, each with its mark."""
    for number, item in enumerate(listing.iterchildren("li"), int(listing.get("start") or 1)):
        mark = f"{number}. " if listing.tag == "ol" else "* "
        text = "\n".join(blocks(item))
        yield textwrap.indent(text, " " * len(mark)).replace(" " * len(mark), mark, 1)


def table(element: HtmlElement) -> str:
    """Return a table with its columns in line."""
    rows = [
        [squeezed(inline(cell)) for cell in row.iter("th", "td")] for row in element.iter("tr") if len(row)
    ]
    count = max(map(len, rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(count)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def inline(element: HtmlElement) -> str:
    """Return the words of a line, links with their addresses."""
    parts = [element.text or ""]
    for child in element:
        parts += [with_address(child), child.tail or ""]
    return "".join(parts)


def with_address(element: HtmlElement) -> str:
    """Return the words of an element within a line; a link's are followed by its address, unless they are it."""
    if element.tag == "br":
        return "\n"
    words = inline(element)
    address = element.get("href", "") if element.tag == "a" else ""
    if not address or address.startswith("mailto:") or squeezed(words) in address:
        return words
    return f"{words} <{address}>"


def squeezed(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def fill(text: str) -> str:
    """Return a text in lines; addresses are never broken."""
    return textwrap.fill(squeezed(text), WIDTH, break_long_words=False, break_on_hyphens=False)
