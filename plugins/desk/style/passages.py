"""The prose of a content file, passage by passage, with its lines: what readers read, without markup, code and Welsh.

Markdown is read with markdown-it, which knows the line of every block. What stands in an element whose `lang` is not
English is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plugins.front_matter.entry import Entry

FIELDS = {
    "title": "title",
    "short_title": "title",
    "subject": "title",
    "kicker": "text",
    "summary": "text",
    "preheader": "text",
    "aim": "text",
    "disclaimer": "text",
    "modified_note": "text",
    "retraction": "text",
    "image_alt": "alt",
    "portrait_alt": "alt",
}
VOID = frozenset({"br", "hr", "img", "wbr", "col", "source", "area", "input"})
BLOCK_MARK = "///"


@dataclass
class Passage:
    """Some lines of prose. `scope` is text, title, link or alt; `name` the field, empty in the body.

    `lines` are pairs of line number and text; `quoted` is True for somebody else's words.
    """

    scope: str
    name: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    quoted: bool = False

    @property
    def text(self) -> str:
        """The whole passage as one line."""
        return " ".join(text.strip() for _, text in self.lines)

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.lines[0][0]


class Languages(HTMLParser):
    """Follows raw HTML through a text and knows whether it stands in another language than English."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its language, if it has one."""
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name; one that was never opened is passed over."""
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    @property
    def foreign(self) -> bool:
        """Whether what follows is in another language."""
        languages = [language for _, language in self._open if language]
        return bool(languages) and not languages[-1].lower().startswith("en")


def passages(entry: Entry) -> Iterator[Passage]:
    """Yield the prose of a file: its fields, then the passages of its body in order."""
    for given in entry.source.fields.values():
        scope = FIELDS.get(given.name.lower())
        if scope and given.values:
            decorative = scope == "alt" and given.text.lower() == "decorative"
            if not decorative:
                yield Passage(scope, given.name, list(given.values))
        if given.name.lower() == "corrections":
            for line, text in given.values:
                yield Passage("text", given.name, [(line, text.partition(" | ")[2])])
    yield from body_passages(entry.source.body, entry.source.body_line)


def body_passages(body: str, first: int) -> Iterator[Passage]:
    """Yield the passages of a Markdown body whose first line is line `first` of its file."""
    markdown = MarkdownIt("commonmark").enable("table")
    languages, quotes, line = Languages(), 0, first
    for token in markdown.parse(body):
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.map:
            line = first + token.map[0]
        if token.type == "html_block":
            languages.feed(token.content)
        elif token.type == "inline":
            yield from inline_passages(token.children or (), line, languages, quoted=quotes > 0)


def inline_passages(
    children: Sequence[Token], line: int, languages: Languages, *, quoted: bool
) -> Iterator[Passage]:
    """Yield the passage of one paragraph, heading or cell, and one for each link and picture in it."""
    whole = Passage("text", "", [(line, "")], quoted)
    inner: list[Passage] = []
    open_link: list[Passage] = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
            whole.lines.append((line, ""))
        elif child.type == "html_inline":
            languages.feed(child.content)
        elif child.type in {"text", "code_inline"} and not languages.foreign:
            for passage in (whole, *open_link):
                add(passage, line, child.content if child.type == "text" else "…")
        else:
            open_link = within(child, line, open_link, inner)
    if whole.text.strip() and not whole.text.lstrip().startswith(BLOCK_MARK):
        yield whole
    yield from inner


def within(child: Token, line: int, open_link: list[Passage], inner: list[Passage]) -> list[Passage]:
    """Note a link or picture among the passages within a paragraph; return the link that is open after it."""
    if child.type == "image" and child.content:
        inner.append(Passage("alt", "picture", [(line, child.content)]))
    if child.type == "link_open":
        inner.append(Passage("link", "link", [(line, "")]))
        return inner[-1:]
    return [] if child.type == "link_close" else open_link


def add(passage: Passage, line: int, text: str) -> None:
    """Add text to the last line of a passage."""
    passage.lines[-1] = (line, passage.lines[-1][1] + text)
