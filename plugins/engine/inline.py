"""Inline Markdown without needless searches: a pattern that needs an asterisk is not tried on text without one.

Python-Markdown tries each of some two dozen patterns on every piece of text. What characters a match cannot do
without is read off the parsed regular expression, so that the outcome is the same for any pattern.
"""

import re
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from markdown import Markdown
from markdown.util import AtomicString

_HANDLE = "_InlineProcessor__handleInline"  # private names of markdown.treeprocessors.InlineProcessor
_APPLY = "_InlineProcessor__applyPattern"
_MOST = 3  # a choice among more characters than these is not worth looking for


def hasten(instance: Markdown) -> None:
    """Let one instance skip patterns that cannot match. Leaves it alone when its insides are not as expected."""
    processor: Any = next((p for p in instance.treeprocessors if hasattr(p, _HANDLE)), None)
    if processor is None or not hasattr(processor, _APPLY):
        return
    known: dict[Any, frozenset[str]] = {}
    patterns: list[tuple[Any, tuple[str, ...]]] = []
    run, apply = processor.run, getattr(processor, _APPLY)

    def refreshed(tree: Any, *more: Any, **named: Any) -> Any:
        patterns.clear()
        for pattern in processor.inlinePatterns:
            expression = pattern.getCompiledRegExp()
            if expression not in known:
                known[expression] = needed(expression)
            patterns.append((pattern, tuple(known[expression])))
        return run(tree, *more, **named)

    def handle(data: str, patternIndex: int = 0) -> str:  # noqa: N803 - the name that it is called with
        if isinstance(data, AtomicString):
            return data
        number, start, count = patternIndex, 0, len(patterns)
        while number < count:
            pattern, characters = patterns[number]
            if characters and not any(character in data for character in characters):
                number, start = number + 1, 0
                continue
            data, matched, start = apply(pattern, data, number, start)
            if not matched:
                number += 1
        return data

    processor.run = refreshed
    setattr(processor, _HANDLE, handle)


def needed(expression: re.Pattern[str]) -> frozenset[str]:
    """Characters of which every match of an expression holds at least one; empty when there is no telling."""
    if expression.flags & (re.IGNORECASE | re.LOCALE):
        return frozenset()
    choices = _choices(parser.parse(expression.pattern, expression.flags & ~re.UNICODE))
    good = [choice for choice in choices if len(choice) <= _MOST]
    return min(good, key=_commonness, default=frozenset())


def _commonness(choice: frozenset[str]) -> tuple[int, int, list[str]]:
    """Rare characters first: marks before letters, letters before spaces."""
    return (max(2 if c == " " else 1 if c.isalnum() else 0 for c in choice), len(choice), sorted(choice))


def _choices(sequence: Any) -> list[frozenset[str]]:
    """For a parsed sequence, the sets of characters of which a match needs one each."""
    found = []
    for operation, argument in sequence:
        if operation is ops.LITERAL:
            found.append(frozenset(chr(argument)))
        elif operation is ops.IN:
            found += _one_of(argument)
        elif operation is ops.SUBPATTERN:
            found += _choices(argument[-1])
        elif operation in (ops.MAX_REPEAT, ops.MIN_REPEAT) and argument[0] > 0:
            found += _choices(argument[2])
        elif operation is ops.BRANCH:
            branches = [min(_choices(branch), key=len, default=frozenset()) for branch in argument[1]]
            found += [frozenset().union(*branches)] if all(branches) else []
    return [choice for choice in found if choice]


def _one_of(members: Any) -> list[frozenset[str]]:
    if any(operation is not ops.LITERAL for operation, _ in members):
        return []
    return [frozenset(chr(code) for _, code in members)]
