"""What a text must hold for a regular expression to match: read off the parsed expression, so right for any of them."""

import re
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 3  # a choice among more characters than these is not worth looking for


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
