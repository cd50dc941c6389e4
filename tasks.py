"""What people run. Thin: each task calls, none does."""

from __future__ import annotations

import sys
from typing import Any

from invoke import task


def stop_with(code: int) -> None:
    """End the task with an exit code."""
    if code:
        sys.exit(code)


@task
def build(_context: Any) -> None:
    """Build the site and its feeds into output/ (drafts left out)."""
    from plugins.build import build as run

    stop_with(run("pelicanconf.py"))
