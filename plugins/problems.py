"""Problems in what editors wrote: collected by every room, then reported together, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, with the way to put it right.

    `path` is relative to the project (`content/news/x.md`), `line` counts from 1 (0: the whole file),
    `field` names the metadata field or the part of the text, `severity` is "error" or "warning".
    """

    path: str
    line: int
    field: str
    cause: str
    fix: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """Return the message in its one form: `content/news/x.md:3: Date: what is wrong. What to do`."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        parts = [place, self.field, f"{self.cause} {self.fix}".strip()]
        return ": ".join(part for part in parts if part)


class ContentError(Exception):
    """Raised once, with every problem found, before anything is written; the build exits with 1."""

    exitcode = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(report(self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that must stop a build."""
    return [problem for problem in problems if problem.severity == "error"]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that are said and do not stop a build."""
    return [problem for problem in problems if problem.severity != "error"]


def report(problems: Iterable[Problem]) -> str:
    """Return the sorted list as text, one problem a line, then a count."""
    ordered = sorted(set(problems))
    files = len({problem.path for problem in ordered})
    count = f"{plural(len(ordered), 'problem')} in {plural(files, 'file')}."
    return "\n".join([*map(str, ordered), count])


def plural(number: int, noun: str) -> str:
    """Return `1 problem`, `2 problems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
