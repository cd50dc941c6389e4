"""The one function that tasks call to build, and the command `python -m plugins.engine`."""

import argparse
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican import console
from pelican.log import init as init_logging
from pelican.settings import read_settings

from plugins.engine.core import Engine


def build(
    settings_file: str = "pelicanconf.py",
    *,
    output: str | None = None,
    explain: Sequence[str] = (),
    verify: str = "",
    jobs: int | None = None,
    settings: dict[str, Any] | None = None,
    quiet: bool = False,
) -> int:
    """Build a site with the engine and tell about it; gives the exit code: 0, or that of the error (1 by default).

    `explain` names files of the output; `verify` is "" (no), "all" or a number of skipped pages to render again;
    `settings` overrides what the settings file says. Nothing is raised: an error is told on the console.
    """
    init_logging(level=logging.WARNING, name="pelican")
    override = dict(settings or {})
    if output is not None:
        override["OUTPUT_PATH"] = str(Path(output).absolute())
    if jobs is not None:
        override["ENGINE_JOBS"] = jobs
    override["ENGINE_VERIFY"] = verify
    try:
        engine = make_engine(settings_file, override)
        engine.run()
    except Exception as error:  # noqa: BLE001 - every error ends in a message and an exit code
        console.print(told(error), markup=False, highlight=False, soft_wrap=True)
        return int(getattr(error, "exitcode", 1))
    for path in explain:
        console.print(engine.report.explain(path), markup=False, highlight=False, soft_wrap=True)
    if not quiet:
        console.print(engine.report.line(), markup=False, highlight=False)
    return 1 if engine.report.wrong else 0


def make_engine(settings_file: str, override: dict[str, Any]) -> Engine:
    """An engine for a settings file, whatever class that names."""
    return Engine(read_settings(os.path.abspath(settings_file), override=override))  # noqa: PTH100 - Pelican's form


def told(error: Exception) -> str:
    """An error in words: its own, when it tells of problems; with its kind otherwise."""
    text = str(error)
    if hasattr(error, "problems"):
        return text
    where = (
        f" ({error.filename}:{error.lineno})"
        if hasattr(error, "lineno") and hasattr(error, "filename")
        else ""
    )
    return f"{type(error).__name__}: {text}{where}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m plugins.engine`."""
    parser = argparse.ArgumentParser(prog="python -m plugins.engine", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="the settings file")
    parser.add_argument("-o", "--output", help="the output directory")
    parser.add_argument("-j", "--jobs", type=int, help="processes (default: one for each processor)")
    parser.add_argument(
        "--explain", action="append", default=[], metavar="PATH", help="say why PATH was made or kept"
    )
    parser.add_argument(
        "--verify", default="", metavar="N|all", help="render skipped pages again and compare"
    )
    given = parser.parse_args(arguments)
    return build(
        given.settings, output=given.output, explain=given.explain, verify=given.verify, jobs=given.jobs
    )
