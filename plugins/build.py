"""One build from a settings file, with problems printed as editors read them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.log import init as init_logging
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file, read_settings
from pelican.writers import FileOverwriteFailedError

from plugins.output import CheckedOnly
from plugins.problems import ContentError
from plugins.settings import addresses, check_settings, folders


def build(
    settings_file: str, overrides: Mapping[str, Any] | None = None, *, explain: Iterable[str] = ()
) -> int:
    """Build the site that a settings file describes; return 0, or 1 with every problem on standard error.

    `overrides` are settings in capitals that stand in for those of the file; `explain` names files of the output of
    which the engine says why they were made anew or not.
    """
    init_logging(name="pelican")
    try:
        pelican = start(load_settings(settings_file, overrides or {}), settings_file)
        pelican.run()
    except ContentError as error:
        print(error, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1
    except FileOverwriteFailedError as error:
        print(f"{error} Give one of them another Slug.", file=sys.stderr)  # noqa: T201 (as above)
        return 1
    except OSError as error:
        print(f"{error.filename or settings_file}: {error.strerror or error}.", file=sys.stderr)  # noqa: T201
        return 1
    except CheckedOnly:
        print("All content is in order.")  # noqa: T201 (this is what a command says)
        return 0
    return tell(getattr(pelican, "report", None), explain)


def tell(report: Any, explain: Iterable[str]) -> int:
    """Print what the engine did; return 1 when a page that it left alone turned out wrong, else 0."""
    if report is None:
        return 0
    for line in (*map(report.explain, explain), report.line()):
        print(line)  # noqa: T201 (this is what a command says)
    return int(bool(report.wrong))


def load_settings(settings_file: str, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a file as Pelican completes them.

    Raises ContentError for what Pelican itself would stop at in words of its own.
    """
    given = {**DEFAULT_CONFIG, **get_settings_from_file(settings_file), **overrides}
    base = Path(settings_file).resolve().parent  # what is relative is so to the file, else to where we are
    for name in {"PATH", "THEME"} - set(overrides):
        given[name] = str(there) if (there := base / given[name]).exists() else given[name]
    if problems := check_settings(given, settings_file, (addresses, folders)):
        raise ContentError(problems)
    return dict(read_settings(settings_file, override=dict(overrides)))


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
