"""All findings of one check: the build's own, then what only deserves a warning."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.build import load_settings, start
from plugins.clock import build_time
from plugins.desk.due import editions_of, is_frozen, next_change
from plugins.desk.style import style_problems
from plugins.desk.upkeep import overtaken
from plugins.front_matter.newsroom import Newsroom
from plugins.output import CheckedOnly
from plugins.problems import ContentError, Problem


def find(settings_file: str, wanted: frozenset[str] | None) -> tuple[list[Problem], datetime | None]:
    """Return everything wrong, sorted, and the next moment at which a build comes out differently.

    House style is looked at in the `wanted` files alone, in all of them when that is None.
    """
    given = {"FRONTFOOT_CHECK_ONLY": True, "FRONTFOOT_BUILD_TIME": build_time()}
    try:
        settings = load_settings(settings_file, given)
    except ContentError as error:
        return error.problems, None
    problems, newsroom = build_findings(settings, settings_file)
    change = None
    if newsroom:
        now, editions = settings["FRONTFOOT_BUILD_TIME"], editions_of(settings)
        problems += overtaken(newsroom, editions, lambda edition: is_frozen(edition, settings), now)
        problems += style_problems(newsroom, settings, wanted, editions)
        change = next_change(newsroom, editions, now)
    return sorted(set(problems)), change


def build_findings(settings: dict[str, Any], settings_file: str) -> tuple[list[Problem], Newsroom | None]:
    """Return what the rooms of the build have to say, warnings too, and the newsroom unless settings are wrong."""
    started: list[Any] = []
    whole_site: list[Problem] = []
    name = Path(settings_file).name
    with signals.initialized.connected_to(started.append), listening(name) as said:
        try:
            pelican = start(settings, settings_file)
            pelican.settings["problems"] = whole_site
            pelican.run()
        except ContentError as error:
            whole_site.extend(error.problems)
        except CheckedOnly:
            pass
    newsroom = started[0].newsroom if started and hasattr(started[0], "newsroom") else None
    return [*(newsroom.problems if newsroom else ()), *whole_site, *said], newsroom


@contextmanager
def listening(settings_name: str) -> Iterator[list[Problem]]:
    """Give a list that fills with what Pelican itself complains of, in place of its printing."""
    said: list[Problem] = []
    handler = Listener(said, settings_name)
    logger = logging.getLogger()
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)


class Listener(logging.Handler):
    """Turns log records into warnings; those of our rooms are problems already."""

    def __init__(self, said: list[Problem], settings_name: str) -> None:
        super().__init__(logging.WARNING)
        self._said, self._name = said, settings_name

    def emit(self, record: logging.LogRecord) -> None:
        """Take down one record."""
        if not record.name.startswith("plugins."):
            severity = "error" if record.levelno >= logging.ERROR else "warning"
            text = " ".join(record.getMessage().split())
            self._said.append(Problem(self._name, 0, "Pelican", text, "", severity))
