"""Stories under embargo, kept in a folder outside the repository until their time.

Whatever is committed to a public repository is public. So such stories lie elsewhere, in a folder laid out like
content/ (`news/x.md`, `images/x.jpg`); they can be checked and previewed there among all others, and brought in when
their time has come.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican.settings import read_settings

from plugins.build import build
from plugins.desk.changes import git
from plugins.desk.due import appears_at
from plugins.desk.preview import DRAFTS
from plugins.desk.scaffold import Refused
from plugins.front_matter.entry import Entry
from plugins.front_matter.newsroom import read_newsroom


def preview(folder: str, settings_file: str = "pelicanconf.py") -> int:
    """Build the tree with drafts, with the stories of `folder` among the others; return the build's exit code."""
    file = Path(settings_file).resolve()
    settings = read_settings(str(file))
    try:
        with TemporaryDirectory(dir=cache_of(settings)) as together:
            content = put_together(Path(settings["PATH"]), outside(folder, file.parent), Path(together))
            overrides = {
                "PATH": str(content),
                "OUTPUT_PATH": str(file.parent / DRAFTS),
                "FRONTFOOT_DRAFTS": True,
            }
            return build(str(file), overrides)
    except Refused as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1


def release(folder: str, settings_file: str = "pelicanconf.py") -> int:
    """Move what may appear now from `folder` into the content folder; print each file; return 0, or 1 when refused.

    A story moves with the pictures that it names.
    """
    file = Path(settings_file).resolve()
    settings = read_settings(str(file))
    try:
        source = outside(folder, file.parent)
        content = Path(settings["PATH"])
        names = sorted(set(ready(source, settings)))
        refuse_taken(content, names)
    except Refused as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (this is what a command says)
        return 1
    for name in names:
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source / name, content / name)
        print(f"{content.name}/{name}")  # noqa: T201 (the same)
    print("Nothing may appear yet." if not names else "Check them, and commit them.")  # noqa: T201 (the same)
    return 0


def outside(folder: str, project: Path) -> Path:
    """Return the folder; refuse one that git could publish, and one that is not there."""
    path = Path(folder).resolve()
    if not path.is_dir():
        raise Refused(f"There is no folder {folder}.")
    if path.is_relative_to(project) and git(project, "check-ignore", "-q", str(path)) is None:
        raise Refused(f"{folder} is inside the repository, which may be public. Keep it outside.")
    return path


def cache_of(settings: dict[str, Any]) -> Path:
    """Return the cache folder: on the same disk as the content, as a rule, so that files need not be copied."""
    cache = Path(settings["FRONTFOOT_CACHE"])
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def put_together(content: Path, more: Path, place: Path) -> Path:
    """Return a content folder below `place` that holds the files of both; refuse a file that both have."""
    refuse_taken(
        content, [file.relative_to(more).as_posix() for file in sorted(more.rglob("*")) if file.is_file()]
    )
    together = place / content.name
    for folder in (content, more):
        shutil.copytree(folder, together, symlinks=True, copy_function=link, dirs_exist_ok=True)
    return together


def link(source: str, target: str) -> None:
    """Give a file a second name, or copy it where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def refuse_taken(content: Path, names: list[str]) -> None:
    """Refuse files that the content folder has already."""
    taken = [name for name in names if (content / name).exists()]
    if taken:
        raise Refused(f"{content.name}/{taken[0]} is there already. Rename one of the two.")


def ready(folder: Path, settings: dict[str, Any]) -> Iterator[str]:
    """Yield the files that may appear now, with their pictures, relative to the folder."""
    for entry in read_newsroom({**settings, "PATH": str(folder)}).entries.values():
        moment = appears_at(entry.values)
        if moment and moment <= settings["FRONTFOOT_BUILD_TIME"]:
            yield entry.source.path.split("/", 1)[1]
            yield from pictures(entry, folder)


def pictures(entry: Entry, folder: Path) -> Iterator[str]:
    """Yield the pictures in the folder that a story names."""
    text = "\n".join([entry.source.body, str(entry.values.get("image") or "")])
    for file in sorted((folder / "images").rglob("*")):
        if file.is_file() and file.name in text:
            yield file.relative_to(folder).as_posix()
