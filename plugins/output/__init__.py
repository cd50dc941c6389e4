"""The one way out: every file of the site is written by NewsroomWriter, and nothing is when content is wrong.

This plugin comes last in PLUGINS: its handlers raise what all rooms have found, before anything is written.
"""

from __future__ import annotations

import logging
from typing import Any

from pelican import signals

from plugins.output.writer import NewsroomWriter
from plugins.problems import ContentError, errors, warnings


class CheckedOnly(Exception):  # noqa: N818 (nothing is wrong)
    """Raised in place of writing when only a check was asked for and all is well."""


logger = logging.getLogger(__name__)


def stop_before_reading(pelican: Any) -> None:
    """Raise ContentError for what is wrong in the files themselves; say the warnings once."""
    problems = pelican.newsroom.problems
    for warning in sorted(warnings(problems)):
        logger.warning("%s", warning)
    if errors(problems):
        raise ContentError(errors(problems))


def stop_before_writing(generators: list[Any]) -> None:
    """Raise ContentError for what only the whole site could tell (`context["problems"]`)."""
    problems = generators[0].context.get("problems", [])
    for warning in sorted(warnings(problems)):
        logger.warning("%s", warning)
    if errors(problems):
        raise ContentError(errors(problems))
    if generators[0].settings.get("FRONTFOOT_CHECK_ONLY"):
        raise CheckedOnly


def get_writer(_pelican: Any) -> type[NewsroomWriter]:
    """Return the Writer class."""
    return NewsroomWriter


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(stop_before_reading)
    signals.all_generators_finalized.connect(stop_before_writing)
    signals.get_writer.connect(get_writer)
