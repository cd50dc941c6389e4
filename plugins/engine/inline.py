"""Inline Markdown without needless searches. The outcome is that of `markdown.treeprocessors.InlineProcessor`.

It tries each of some two dozen patterns on every text, puts a placeholder for each match and later an element for each
placeholder. Two shortcuts stand in for that where the outcome is the same:

1. Text with nothing but simple links and simple emphasis is made into elements at once (`_Simple`).
2. In any other text, a pattern that needs an asterisk is not tried when there is none (`patterns.needed`).
"""

import re
from collections import deque
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown import inlinepatterns as stock
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from plugins.engine.patterns import needed

_HANDLE = "_InlineProcessor__handleInline"  # private names of markdown.treeprocessors.InlineProcessor
_APPLY = "_InlineProcessor__applyPattern"
_PLACE = "_InlineProcessor__processPlaceholders"
_KNOWN = {
    "backtick": stock.BacktickInlineProcessor,
    "escape": stock.EscapeInlineProcessor,
    "footnote": FootnoteInlineProcessor,
    "reference": stock.ReferenceInlineProcessor,
    "link": stock.LinkInlineProcessor,
    "image_link": stock.ImageInlineProcessor,
    "image_reference": stock.ImageReferenceInlineProcessor,
    "short_reference": stock.ShortReferenceInlineProcessor,
    "short_image_ref": stock.ShortImageReferenceInlineProcessor,
    "autolink": stock.AutolinkInlineProcessor,
    "automail": stock.AutomailInlineProcessor,
    "linebreak": stock.SubstituteTagInlineProcessor,
    "html": stock.HtmlInlineProcessor,
    "entity": stock.HtmlInlineProcessor,
    "em_strong": stock.DelimiterProcessor,
    "nl": stock.SubstituteTagInlineProcessor,
}
_MARKS = r"\\`\[\]<&*_!\x02\x03"  # no pattern matches a text without one of these or a break
_MARK = re.compile(f"[{_MARKS}]")
_TOKEN = re.compile(
    rf"""
    \[(?!\^) (?P<text>[^{_MARKS}]+) \]                     # not a footnote
    \( (?P<link>[^\s()<>'"\\`\[\]\x02\x03]+) \)            # no title, no brackets, no spaces
    |
    (?P<stars>\*\*?) (?!\s)                                # a run of one or two opens, whatever stands before it,
    (?P<emphasis>[^{_MARKS}]*[^{_MARKS}\s]) (?P=stars) (?!\*)  # and the next run is as long and closes
    |
    (?P<nothing>
        !(?!\[)                                            # not an image
        | _(?<=\w_)(?=\w)                                  # inside a word
        | &(?!\#|[A-Za-z0-9]+;)                            # not an entity
    )
    """,
    re.VERBOSE,
)


def hasten(instance: Markdown) -> None:
    """Put the shortcuts into one instance. Leaves it alone when its insides are not as expected."""
    processor = instance.treeprocessors["inline"]
    patterns = instance.inlinePatterns
    expected = [name for name in _KNOWN if name in patterns]
    if type(processor) is not InlineProcessor or [_KNOWN[name] for name in expected] != list(
        map(type, patterns)
    ):
        return
    delimiters: Any = patterns["em_strong"]
    if delimiters.tokens != ["*", "_"] or delimiters.delimiters["*"].tags != ("strong", "em"):
        return
    simple = _Simple(delimiters, "\n" if "nl" in patterns else "  \n")
    shortcuts = _Shortcuts(processor, [(pattern, _needs(pattern)) for pattern in patterns], simple)
    processor.run = shortcuts.run  # type: ignore[method-assign]
    setattr(processor, _HANDLE, shortcuts.handle)


def _needs(pattern: Any) -> tuple[str, ...]:
    return tuple(sorted(needed(pattern.getCompiledRegExp())))


class _Simple:
    """Texts that need no placeholders.

    A link that `_TOKEN` finds holds nothing that an earlier pattern could match: no backtick, backslash, second
    bracket. Emphasis that it finds holds no other delimiter, so that its ends are paired with each other: an opening
    run counts as one even where it could close, and the rule of three is for runs of different lengths.
    """

    def __init__(self, delimiters: Any, line_break: str) -> None:
        self._delimiters = delimiters
        self._break = line_break

    def __call__(self, text: str) -> tuple[str, list[Element]] | None:
        """The text before the first element, and the elements with their tails; None when it is not simple."""
        mark = _MARK.search(text)
        if self._break in text or (mark and self._delimiters.regions):  # the last text left something to pair
            return None
        start, pieces, elements = 0, [], []
        while mark:
            token = _TOKEN.match(text, mark.start())
            if token is None:
                return None
            end = token.end()
            if token.lastgroup != "nothing":
                pieces.append(text[start : mark.start()])
                elements.append(_element(token))
                start = end
            mark = _MARK.search(text, end)
        pieces.append(text[start:])
        for element, tail in zip(elements, pieces[1:], strict=True):
            element.tail = tail or None
        return pieces[0], elements


def _element(token: re.Match[str]) -> Element:
    if token.lastgroup == "link":
        element = Element("a", {"href": token["link"]})
        element.text = token["text"]
    else:
        element = Element("em" if token["stars"] == "*" else "strong")
        element.text = token["emphasis"]
    return element


class _Shortcuts:
    """What runs in the place of the methods of one inline processor."""

    def __init__(
        self, processor: InlineProcessor, patterns: list[tuple[Any, tuple[str, ...]]], simple: _Simple
    ) -> None:
        self._processor: Any = processor
        self._patterns = patterns
        self._simple = simple
        self._apply, self._place = getattr(processor, _APPLY), getattr(processor, _PLACE)

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:  # noqa: ARG002
        """As `InlineProcessor.run`, but that it notes no ancestors: none of the known patterns asks for them."""
        self._processor.stashed_nodes = {}
        queue = deque([tree])
        while queue:
            parent = queue.popleft()
            inserts: list[tuple[Element, list[Element]]] = []
            for child in parent:
                if child.text and not isinstance(child.text, AtomicString):
                    elements = self._text(child, queue)
                    inserts.append((child, elements))
                if child.tail:
                    self._tail(parent, child)
                if len(child):
                    queue.append(child)
            for element, children in inserts:
                for number, child in enumerate(children):
                    element.insert(number, child)
        return tree

    def _text(self, element: Element, queue: deque[Element]) -> list[Element]:
        """Give an element the text before its first inline element, and return these."""
        text = element.text or ""
        simple = self._simple(text)
        if simple is not None:
            element.text = simple[0] or None
            return simple[1]  # their texts are plain: no need to look at them again
        element.text = None
        elements = [element for element, _ in self._place(self.handle(text), element)]
        queue.extend(elements)
        return elements

    def _tail(self, parent: Element, element: Element) -> None:
        tail = element.tail or ""
        if self._simple(tail) == (tail, []):
            return
        element.tail = None
        holder = Element("d")
        found = self._place(self.handle(tail), holder, False)
        if holder.tail:
            element.tail = holder.tail
        position = list(parent).index(element) + 1
        for child, _ in reversed(found):
            parent.insert(position, child)

    def handle(self, data: str, patternIndex: int = 0) -> str:  # noqa: N803 - the name that it is called with
        """As `InlineProcessor.__handleInline`, but that patterns which cannot match are not tried."""
        if isinstance(data, AtomicString):
            return data
        number, start, count = patternIndex, 0, len(self._patterns)
        while number < count:
            pattern, characters = self._patterns[number]
            if characters and not any(character in data for character in characters):
                number, start = number + 1, 0
                continue
            data, matched, start = self._apply(pattern, data, number, start)
            if not matched:
                number += 1
        return data
