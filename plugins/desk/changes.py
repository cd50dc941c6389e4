"""Which content files differ from the main branch, as git sees it."""

from __future__ import annotations

import subprocess
from pathlib import Path

MAIN = ("origin/main", "main", "origin/master", "master")


def changed_files(content: Path) -> frozenset[str] | None:
    """Return the files below `content` that differ from the main branch, as `content/news/x.md`.

    Committed on this branch, edited or new: all count. None when git cannot say (no repository, no main branch,
    or git is not installed): then everything counts.
    """
    base = merge_base(content)
    if base is None:
        return None
    differing = git(content, "diff", "--name-only", "--relative", "-z", base, "--", ".")
    new = git(content, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    if differing is None or new is None:
        return None
    return frozenset(f"{content.name}/{name}" for name in (differing + new).split("\0") if name)


def merge_base(folder: Path) -> str | None:
    """Return the commit at which this branch left the main branch; None when there is none.

    On the main branch itself that is the newest commit of the remote's main branch, when there is one.
    """
    for name in MAIN:
        if found := git(folder, "merge-base", "HEAD", name):
            return found.strip()
    return None


def git(folder: Path, *words: str) -> str | None:
    """Return what a git command prints, or None when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (git itself, its words are ours)
            ["git", "-c", "core.quotePath=false", *words],  # noqa: S607 (found on PATH, as editors have it)
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
