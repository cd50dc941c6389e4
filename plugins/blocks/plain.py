"""The words of a story's HTML as plain text that reads well: for mail, for the command line, for tests."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from lxml import html
from lxml.html import HtmlElement

from plugins.feeds.clean import clean

WIDTH = 72
Setter = Callable[[HtmlElement, int], str]
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
GROUPS = frozenset({"div", "figure", "figcaption", "dl", "section", "body"})


def plain(text: str, address: str) -> str:
    """Return an HTML body as plain text in lines of at most 72 characters; `address` is that of its page.

    It goes through the same cleaning as feeds, so what needs the page (buttons, pull quotes) is gone already.
    """
    body = clean(text, address)
    if not body:
        return ""
    parts = blocks(html.fragment_fromstring(body, create_parent="div"), WIDTH)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def blocks(parent: HtmlElement, width: int) -> Iterator[str]:
    """Yield the paragraphs, lists and tables below an element; words between them are paragraphs too."""
    loose = parent.text or ""
    for child in parent:
        made = list(block(child, width))
        if made:
            if loose.strip():
                yield fill(loose, width)
            loose = child.tail or ""
            yield from made
        else:
            loose += with_address(child) + (child.tail or "")
    if loose.strip():
        yield fill(loose, width)


def block(element: HtmlElement, width: int) -> Iterator[str]:
    """Yield the text of one element; nothing when it belongs to a line."""
    tag = str(element.tag)
    if tag in SETTERS:
        yield SETTERS[tag](element, width)
    elif tag in GROUPS:
        yield from blocks(element, width)
    elif tag == "img" and element.get("alt"):
        yield fill(f"[Picture: {element.get('alt')}]", width)


def paragraph(element: HtmlElement, width: int) -> str:
    """Return a paragraph."""
    return fill(inline(element), width)


def heading(element: HtmlElement, width: int) -> str:
    """Return a heading with a line under it."""
    words = squeezed(inline(element))
    return f"{fill(words, width)}\n{'-' * min(len(words), width)}"


def indented(by: int) -> Setter:
    """Return a function that sets what an element holds some spaces in."""
    return lambda element, width: textwrap.indent("\n\n".join(blocks(element, width - by)), " " * by)


def listing(element: HtmlElement, width: int) -> str:
    """Return a list, each item with its mark."""
    first = int(element.get("start") or 1)
    return "\n".join(
        item_text(item, f"{number}. " if element.tag == "ol" else "* ", width)
        for number, item in enumerate(element.iterchildren("li"), first)
    )


def item_text(item: HtmlElement, mark: str, width: int) -> str:
    """Return an item of a list behind its mark."""
    room = " " * len(mark)
    return textwrap.indent("\n".join(blocks(item, width - len(mark))), room).replace(room, mark, 1)


def table(element: HtmlElement, _width: int) -> str:
    """Return a table with its columns in line, however wide that is."""
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


def fill(text: str, width: int) -> str:
    """Return a text in lines; addresses are never broken."""
    return textwrap.fill(squeezed(text), width, break_long_words=False, break_on_hyphens=False)


SETTERS: dict[str, Setter] = {
    **dict.fromkeys(HEADINGS, heading),
    **dict.fromkeys(("p", "dt"), paragraph),
    **dict.fromkeys(("ul", "ol"), listing),
    "dd": indented(2),
    "blockquote": indented(4),
    "table": table,
    "hr": lambda _element, _width: "-" * 12,
    "pre": lambda element, _width: str(element.text_content()),
}
