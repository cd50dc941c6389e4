"""The production build as a release, and the same bytes for a look beforehand."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.build import build
from plugins.desk.addresses import keep_record
from plugins.engine import release
from plugins.engine.headers import rules_for
from plugins.engine.serve import preview as serve_tree
from plugins.front_matter.newsroom import read_newsroom
from plugins.problems import plural
from plugins.redirects.moves import gone
from plugins.search import make_index

PRODUCTION = "publishconf.py"
HOW_MANY = 5


def publish(target: str, keep: int = HOW_MANY) -> int:
    """Build for production and release the tree to `target` (a folder, or host:folder over SSH).

    `keep` releases stay for `rollback`. The record of addresses is brought up to date. Returns 0, or 1 with the
    reason printed; what is served stays as it was then.
    """
    if code := build(PRODUCTION):
        return code
    settings = read_settings(PRODUCTION)
    index(settings)
    retracted = [story.address for story in gone(read_newsroom(settings))]
    try:
        name = release.publish(Path(settings["OUTPUT_PATH"]), target, keep, retracted)
    except (release.ReleaseError, OSError) as error:
        return refuse(error)
    say(f"Release {name} is served from {target}.")
    if keep_record(PRODUCTION):
        say("content/addresses.json has new addresses: commit it.")
    return 0


def rollback(target: str, name: str = "") -> int:
    """Serve an earlier release again: the one before, or the one named. Returns 0, or 1 with the reason printed."""
    try:
        served = release.rollback(target, name or None)
    except (release.ReleaseError, OSError) as error:
        return refuse(error)
    say(f"Release {served} is served from {target}.")
    return 0


def preview(port: int) -> int:
    """Build for production and serve the tree with the headers it will have, until interrupted."""
    if code := build(PRODUCTION):
        return code
    settings = read_settings(PRODUCTION)
    index(settings)
    return serve_tree(Path(settings["OUTPUT_PATH"]), rules_for(settings), port=port)


def index(settings: Mapping[str, Any]) -> None:
    """Put the search index into the built tree; it is made anew only when what is searched changed."""
    count = make_index(Path(settings["OUTPUT_PATH"]), Path(settings["FRONTFOOT_CACHE"]))
    say(f"{plural(count, 'page')} can be searched.")


def refuse(error: Exception) -> int:
    """Print why something was not done; return 1."""
    print(error, file=sys.stderr)  # noqa: T201 (this is what a command says)
    return 1


def say(text: str) -> None:
    """Print one line."""
    print(text)  # noqa: T201 (this is what a command says)
