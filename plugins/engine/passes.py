"""Passes over a document that has nothing for them: a look at what it holds tells.

Each function here takes the `run` of one preprocessor or tree processor and gives one with the same outcome.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, preprocessors, treeprocessors
from markdown.extensions import attr_list, fenced_code, md_in_html
from markdown.util import ETX, STX

Lines = Callable[[list[str]], list[str]]
Tree = Callable[[Element], Element | None]
_CONTROL = (STX, ETX, "\r", "\t")


def hasten(instance: Markdown) -> None:
    """Put the shortcuts into one instance, wherever it has a processor that is known."""
    for processor in [*instance.preprocessors, *instance.treeprocessors]:
        shortcut: Any = _SHORTCUTS.get(type(processor))
        if shortcut is not None:
            processor.run = shortcut(processor.run)
    blocks = frozenset(instance.block_level_elements)

    def is_block_level(tag: Any) -> bool:
        """As `Markdown.is_block_level`, which goes through a list."""
        return isinstance(tag, str) and (tag in blocks or tag.lower().rstrip("/") in blocks)

    instance.is_block_level = is_block_level  # type: ignore[method-assign]


def _normalize(run: Lines) -> Lines:
    """Without control characters and tabs, all that is left to do is to empty lines of spaces and to add two.

    The first line stays as it is, since no line break stands before it.
    """

    def shortcut(lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        if not lines or any(character in source for character in _CONTROL):
            return run(lines)
        if "\n " in source:
            lines = [lines[0], *(line if line.strip(" ") else "" for line in lines[1:])]
        return [*lines, "", ""]

    return shortcut


def _fences(run: Lines) -> Lines:
    """A fence is three backticks or tildes at least."""

    def shortcut(lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return run(lines) if "```" in source or "~~~" in source else lines

    return shortcut


def _html(run: Lines) -> Lines:
    """Python's HTML parser stops only at these two; where there is none, all is data."""

    def shortcut(lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return run(lines) if "<" in source or "&" in source else lines

    return shortcut


def _attributes(run: Tree) -> Tree:
    """A list of attributes begins with a brace in the text or the tail of an element."""

    def shortcut(root: Element) -> Element | None:
        return run(root) if "{" in "".join(root.itertext()) else None

    return shortcut


def _unescape(run: Tree) -> Tree:
    """An escaped character begins with STX, in a text, a tail or the value of an attribute."""

    def shortcut(root: Element) -> Element | None:
        if STX in "".join(root.itertext()):
            return run(root)
        values = (value for element in root.iter() if element.attrib for value in element.attrib.values())
        return run(root) if any(value and STX in value for value in values) else None

    return shortcut


_SHORTCUTS = {
    preprocessors.NormalizeWhitespace: _normalize,
    fenced_code.FencedBlockPreprocessor: _fences,
    preprocessors.HtmlBlockPreprocessor: _html,
    md_in_html.HtmlBlockPreprocessor: _html,
    attr_list.AttrListTreeprocessor: _attributes,
    treeprocessors.UnescapeTreeprocessor: _unescape,
}
