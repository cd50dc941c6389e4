"""`check`: everything that an editor can get wrong, found without writing a page.

The rooms of the build say what stops a build; to that the desk adds what only deserves a warning: what time has
overtaken, and house style. Nothing is looked at twice: the verdict is kept beside the made pictures and holds until
a file, the programs or, for what depends on time, the day changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from plugins.clock import build_time
from plugins.desk.changes import changed_files
from plugins.desk.report import FORMS, show
from plugins.problems import Problem, errors

KEPT = "check"
CODE = Path(__file__).resolve().parents[2]
PROGRAMS = ("plugins", "pelicanconf.py", "requirements.lock")
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Verdict:
    """What a check found. It holds for the same inputs from `since` up to, not with, `until` (aware)."""

    problems: tuple[Problem, ...]
    since: datetime
    until: datetime


def check(
    settings_file: str = "pelicanconf.py",
    *,
    form: str = "text",
    strict: bool = False,
    everything: bool = False,
) -> int:
    """Print what is wrong in one of the forms text, json, github, gitlab; return 0, or 1 when something is.

    Warnings count as wrong with `strict`. House style covers the files changed since the main branch, all with
    `everything`.
    """
    if form not in FORMS:
        print(f'"{form}" is not one of: {", ".join(FORMS)}.', file=sys.stderr)  # noqa: T201 (what a command says)
        return 1
    problems = verdict(settings_file, everything=everything).problems
    show(problems, form)
    return 1 if errors(problems) or (strict and problems) else 0


def verdict(settings_file: str, *, everything: bool = False) -> Verdict:
    """Return the kept verdict when it still holds, else a new one, which is kept."""
    file = Path(settings_file).resolve()
    settings = runpy.run_path(str(file))
    content = file.parent / settings["PATH"]
    kept = file.parent / settings.get("FRONTFOOT_CACHE", ".cache") / KEPT / f"{name_of(file)}.json"
    wanted = None if everything else changed_files(content)
    key = fingerprint((file, content), wanted)
    if found := recall(kept, key, build_time()):
        return found
    from plugins.desk.findings import find  # noqa: PLC0415 (Pelican and all rooms: most of a second)

    problems, change = find(str(file), wanted)
    new = Verdict(tuple(problems), build_time(), min(filter(None, (change, midnight(build_time())))))
    remember(kept, key, new)
    return new


def name_of(settings_file: Path) -> str:
    """Return a name for the verdict of one site: several sites may share a cache."""
    return hashlib.sha256(str(settings_file).encode()).hexdigest()[:16]


def midnight(now: datetime) -> datetime:
    """Return the end of the day in London: what depends on the day is looked at again then."""
    day = now.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(day, time(), LONDON)


def fingerprint(places: Iterable[Path], wanted: frozenset[str] | None) -> str:
    """Return a key of everything that a verdict rests on: files by name, size and times, and what was asked for."""
    digest = hashlib.sha256(repr((sys.version, wanted and sorted(wanted))).encode())
    for place in (*places, *(CODE / name for name in PROGRAMS)):
        for line in stamps(place):
            digest.update(line.encode())
    return digest.hexdigest()


def stamps(place: Path) -> Iterator[str]:
    """Yield a line for a file, or for each file of a folder, in order."""
    if not place.is_dir():
        yield stamp(place)
        return
    for folder, names, files in os.walk(place):
        names[:] = sorted(name for name in names if name != "__pycache__")
        yield from (stamp(Path(folder, name)) for name in sorted(files))


def stamp(file: Path) -> str:
    """Return the name, size and times of a file; a copy with an old date still has a new change time."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return f"{file} is not there\n"
    return f"{file} {found.st_mode} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n"


def recall(kept: Path, key: str, now: datetime) -> Verdict | None:
    """Return the kept verdict when it is one for this key and moment. A damaged file counts as none."""
    try:
        found = json.loads(kept.read_text("utf-8"))
        problems = tuple(Problem(**one) for one in found["problems"])
        verdict = Verdict(problems, *map(datetime.fromisoformat, (found["since"], found["until"])))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return verdict if found.get("key") == key and verdict.since <= now < verdict.until else None


def remember(kept: Path, key: str, verdict: Verdict) -> None:
    """Keep a verdict: written beside its place and moved there, so that it is never half a file."""
    record = {
        "key": key,
        "since": verdict.since.isoformat(),
        "until": verdict.until.isoformat(),
        "problems": [vars(problem) for problem in verdict.problems],
    }
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=kept.parent, suffix=".json", delete=False, encoding="utf-8") as file:
        json.dump(record, file)
    Path(file.name).replace(kept)
