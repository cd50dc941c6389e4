"""Between the site and mailing: what a task needs from the settings file, and errors in one line.

The only module of mailing that reads the site's settings and content.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from pelican.settings import read_settings

from mailing import commands
from mailing.errors import MailingError
from mailing.settings import Site
from plugins.front_matter.newsroom import read_newsroom

P = ParamSpec("P")
SETTINGS_FILE = "pelicanconf.py"


def site_of(settings: Mapping[str, Any]) -> Site:
    """Return what the site says about itself: from its settings, and from its topics."""
    topics = {
        slug: str(topic.values["title"]) for slug, topic in read_newsroom(settings).folder("topics").items()
    }
    return Site(
        organisation=settings["FRONTFOOT_ORGANISATION"]["name"],
        url=settings["SITEURL"],
        privacy_url=f"{settings['SITEURL']}/privacy/",
        topics=topics,
        demo=settings["FRONTFOOT_DEMO"],
    )


def run(command: Callable[Concatenate[commands.Office, P], int], *args: P.args, **options: P.kwargs) -> int:
    """Open the office for this site and run one of mailing's commands; return its exit code.

    A MailingError is printed and gives 1.
    """
    settings = read_settings(SETTINGS_FILE)
    try:
        office = commands.open_office(
            Path(settings["PATH"]), site=site_of(settings), output=Path(settings["OUTPUT_PATH"])
        )
        return command(office, *args, **options)
    except MailingError as error:
        print(error, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1


def was_sent(name: str) -> bool:
    """Tell whether an edition has gone to the list; raises MailingError when the database cannot be asked."""
    settings = read_settings(SETTINGS_FILE)
    return commands.is_begun(commands.open_office(Path(settings["PATH"])), name)


def doctor(*, online: bool) -> int:
    """Say what is missing or misconfigured for mailing; `online` also asks the relay, the DNS and the service."""
    settings = read_settings(SETTINGS_FILE)
    return commands.examine(site=site_of(settings), output=Path(settings["OUTPUT_PATH"]), online=online)
