"""The one way out: every file of the site is written by NewsroomWriter, and nothing is when content is wrong.

This plugin comes last in PLUGINS: its handlers raise what all rooms have found, before anything is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.output.writer import NewsroomWriter
from plugins.problems import ContentError, Problem, errors, warnings


class CheckedOnly(Exception):  # noqa: N818 (nothing is wrong)
    """Raised in place of writing when only a check was asked for and all is well."""


def say(problems: Iterable[Problem]) -> None:
    """Print warnings on standard error, one a line and whole: Pelican's log would wrap them."""
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)  # noqa: T201 (this is what a command says)


def stop_before_reading(pelican: Any) -> None:
    """Raise ContentError for what is wrong in the files themselves; say the warnings once."""
    problems = pelican.newsroom.problems
    say(warnings(problems))
    if errors(problems):
        raise ContentError(errors(problems))


def stop_before_writing(generators: list[Any]) -> None:
    """Raise ContentError for what only the whole site could tell (`context["problems"]`)."""
    context = generators[0].context
    problems = [*context.get("problems", []), *unread(context, Path(generators[0].settings["PATH"]).name)]
    say(warnings(problems))
    if errors(problems):
        raise ContentError(errors(problems))
    if generators[0].settings.get("FRONTFOOT_CHECK_ONLY"):
        raise CheckedOnly


def unread(context: Mapping[str, Any], content: str) -> list[Problem]:
    """Return a problem for each file that Pelican dropped: it was in order before, so it changed meanwhile."""
    return [
        Problem(f"{content}/{path}", 0, "", "was changed while the site was built.", "Build again.")
        for path, found in context["generated_content"].items()
        if found is None
    ]


def get_writer(_pelican: Any) -> type[NewsroomWriter]:
    """Return the Writer class."""
    return NewsroomWriter


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(stop_before_reading)
    signals.all_generators_finalized.connect(stop_before_writing)
    signals.get_writer.connect(get_writer)
