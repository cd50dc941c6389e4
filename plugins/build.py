"""One build from a settings file, with problems printed as editors read them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pelican import Pelican
from pelican.log import init as init_logging
from pelican.settings import read_settings

from plugins.output import CheckedOnly
from plugins.problems import ContentError
from plugins.settings import check_settings


def build(settings_file: str, overrides: Mapping[str, Any] | None = None) -> int:
    """Build the site that a settings file describes; return 0, or 1 with every problem on standard error.

    `overrides` are settings in capitals that stand in for those of the file.
    """
    init_logging(name="pelican")
    settings = read_settings(settings_file, override=dict(overrides or {}))
    try:
        start(settings, settings_file).run()
    except ContentError as error:
        print(error, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1
    except CheckedOnly:
        print("All content is in order.")  # noqa: T201 (this is what a command says)
    return 0


def start(settings: dict[str, Any], settings_file: str) -> Pelican:
    """Return the Pelican instance for the settings.

    Raises ContentError when the settings are wrong, and RuntimeError when a plugin did not register.
    """
    if problems := check_settings(settings, settings_file):
        raise ContentError(problems)
    wanted = list(settings["PLUGINS"])
    pelican_class = settings["PELICAN_CLASS"]
    pelican = (Pelican if isinstance(pelican_class, str) else pelican_class)(settings)
    missing = [name for name in wanted if name not in pelican.settings["PLUGINS"]]
    if missing:
        raise RuntimeError(f"These plugins did not start (see above): {', '.join(missing)}.")
    return pelican


def check(settings_file: str) -> int:
    """Validate everything that an editor can get wrong, writing nothing; return 0, or 1 with every problem."""
    return build(settings_file, {"FRONTFOOT_CHECK_ONLY": True})
