"""An editor's introduction as plain data, so that a page, an HTML email and a text can each set it their own way.

It knows paragraphs, headings, list items and quotations, and in them emphasis and links; anything else that
Markdown can do becomes paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

BLOCKS = {"h2": "heading", "h3": "heading", "h4": "heading", "li": "item", "blockquote": "quotation"}
STRONG, EMPHASIS = frozenset({"strong", "b"}), frozenset({"em", "i", "cite"})


@dataclass(frozen=True)
class Run:
    """A piece of text; `url` is absolute."""

    text: str
    url: str | None = None
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list item (with its number in a numbered list) or quotation."""

    kind: str
    runs: tuple[Run, ...]
    number: int | None = None

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def blocks_of(html: str, base: str) -> tuple[Block, ...]:
    """Return the blocks of an introduction; `base` is the absolute address to which its links are relative."""
    body = BeautifulSoup(html, "lxml").body
    return tuple(block for block in walk(body, base) if block.text.strip()) if body else ()


def walk(parent: Tag, base: str) -> Iterator[Block]:
    """Yield the blocks below an element, in reading order."""
    for child in parent.children:
        if not isinstance(child, Tag):
            yield Block("paragraph", tuple(tidy(runs(child, base))))
        elif child.name in {"ul", "ol"}:
            yield from items(child, base)
        elif child.name not in {"p", *BLOCKS} and child.find(["p", "ul", "ol", *BLOCKS]):
            yield from walk(child, base)
        elif child.name not in {"table", "img", "picture", "figure", "hr"}:
            yield Block(BLOCKS.get(child.name, "paragraph"), tuple(tidy(runs(child, base))))


def items(of: Tag, base: str) -> Iterator[Block]:
    """Yield the items of a list, numbered when it is."""
    for number, item in enumerate(of.find_all("li", recursive=False), 1):
        yield Block("item", tuple(tidy(runs(item, base))), number if of.name == "ol" else None)


def runs(
    node: PageElement, base: str, url: str | None = None, *, strong: bool = False, emphasis: bool = False
) -> Iterator[Run]:
    """Yield the pieces of text of an element, in order."""
    if isinstance(node, NavigableString):
        if type(node) is NavigableString:  # not a comment
            yield Run(" ".join(f"|{node}|".split())[1:-1], url, strong, emphasis)
        return
    if not isinstance(node, Tag):
        return
    if node.name == "a" and node.get("href"):
        url = urljoin(base, str(node["href"]))
    for child in node.children:
        yield from runs(
            child,
            base,
            url,
            strong=strong or node.name in STRONG,
            emphasis=emphasis or node.name in EMPHASIS,
        )


def tidy(pieces: Iterator[Run]) -> list[Run]:
    """Return pieces without empty ones and without white space at either end."""
    kept = [run for run in pieces if run.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)) if kept else ():
        run = kept[index]
        kept[index] = Run(strip(run.text), run.url, run.strong, run.emphasis)
    return kept
