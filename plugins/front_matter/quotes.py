"""Typographic quotes, dashes and dots without needless work: a pattern of theirs is applied only where it matches.

The smarty extension of Python-Markdown applies seventeen patterns to every text, most of which match nothing in it;
to apply one costs several times what it takes to search for it.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from plugins.engine.patterns import needed

NAME = "smarty"
HANDLE = "_InlineProcessor__handleInline"  # private names of Python-Markdown's InlineProcessor
APPLY = "_InlineProcessor__applyPattern"


def hasten(markdown: Markdown) -> None:
    """Let smarty apply what matches alone; an instance without it, or of another make than expected, stays as it is."""
    if NAME not in markdown.treeprocessors:
        return
    processor: Any = markdown.treeprocessors[NAME]
    known = type(processor) is InlineProcessor and hasattr(processor, HANDLE) and hasattr(processor, APPLY)
    if not known:
        return
    patterns = list(processor.inlinePatterns)
    if not all(isinstance(pattern, inlinepatterns.InlineProcessor) for pattern in patterns):
        return
    apply = getattr(processor, APPLY)
    searched = [(pattern, mark_of(pattern), pattern.getCompiledRegExp().search) for pattern in patterns]

    def handle(data: str, patternIndex: int = 0) -> str:  # noqa: N803 (the name that it is called with)
        """As `InlineProcessor.__handleInline`: where a search finds nothing, to apply the pattern changes nothing."""
        if isinstance(data, AtomicString):
            return data
        for number, (pattern, mark, search) in enumerate(searched[patternIndex:], patternIndex):
            start, matched = 0, mark in data
            while matched and search(data, start):
                data, matched, start = apply(pattern, data, number, start)
        return data

    setattr(processor, HANDLE, handle)


def mark_of(pattern: Any) -> str:
    """Return a character that every match of a pattern holds, or nothing."""
    characters = needed(pattern.getCompiledRegExp())
    return next(iter(characters)) if len(characters) == 1 else ""
