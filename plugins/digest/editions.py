"""The edition files, read and checked: names, stories they name, periods, locks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plugins.digest.lock import SUFFIX, Lock, LockError, load
from plugins.digest.periods import Period, is_name, month_period
from plugins.front_matter.entry import Entry, read_entry
from plugins.front_matter.newsroom import Newsroom, below, check_links, placement_problem, shown
from plugins.front_matter.types.edition import TYPE
from plugins.front_matter.values import did_you_mean
from plugins.problems import Problem

FOLDER = TYPE.folder
NAMING_FIX = "Name it after its month: 2018-10.md."


def check_editions(content: Path, newsroom: Newsroom, sections: Iterable[str]) -> None:
    """Check all edition files; what is wrong is added to `newsroom.problems`. Nothing is raised."""
    known = frozenset(sections)
    stories = [key for key, other in newsroom.entries.items() if other.folder in known]
    entries = []
    for file in edition_files(content, newsroom.problems):
        entry = read_entry(file, shown(content, file), FOLDER, TYPE)
        check_stories(entry, newsroom, stories)
        check_links(newsroom, entry, content)
        entries.append(entry)
    check_periods(entries)
    for entry in entries:
        newsroom.problems.extend(entry.source.problems)
    newsroom.problems.extend(lock_problems(content, {entry.slug for entry in entries}))


def edition_files(content: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the edition files in order; note what else lies in their folder."""
    for entry, parts in below(content / FOLDER, (FOLDER,)):
        name = "/".join((content.name, *parts))
        path = Path(entry.path)
        if path.name.endswith(SUFFIX):
            continue
        problem = placement_problem(name, entry, parts, [FOLDER])
        if problem:
            problems.append(problem)
        elif entry.is_dir() or not is_name(path.stem):
            problems.append(Problem(name, 0, "", "does not name a month.", NAMING_FIX))
        else:
            yield path


def check_stories(entry: Entry, newsroom: Newsroom, stories: list[str]) -> None:
    """Lead, pins and exclusions must be stories that are there; one cannot be both asked for and left out."""
    values, source = entry.values, entry.source
    wanted = [("Lead", values.get("lead"))] if values.get("lead") else []
    wanted += [("Pins", name) for name in values.get("pins") or ()]
    excluded = values.get("exclude") or ()
    for field, name in (*wanted, *(("Exclude", name) for name in excluded)):
        if name not in stories:
            fix = did_you_mean(name, stories) or "Write its folder and file: news/slug."
            source.problem(source.line(field), field, f'there is no story "{name}".', fix)
        elif field != "Exclude" and name in excluded:
            source.problem(
                source.line(field), field, f'"{name}" is under Exclude, too.', "Keep one of the two."
            )
        elif field != "Exclude" and newsroom.entries[name].values.get("digest") == "no":
            fix = f"Delete that line in content/{name}.md, or choose another story."
            source.problem(source.line(field), field, f'"{name}" is marked "Digest: no".', fix)


def check_periods(entries: Iterable[Entry]) -> None:
    """No moment belongs to two editions; an edition does not go out before its period begins."""
    furthest: Entry | None = None
    for entry in sorted(entries, key=lambda entry: (period_of(entry), entry.slug)):
        source, period = entry.source, period_of(entry)
        if furthest and period[0] < period_of(furthest)[1]:
            cause = f"overlaps that of {furthest.source.path}."
            source.problem(source.line("period"), "Period", cause, "Let one begin where the other ends.")
        if entry.values.get("send_at") and entry.values["send_at"] < period[0]:
            source.problem(source.line("send_at"), "Send_at", "is before the period begins.", "Check both.")
        if furthest is None or period[1] > period_of(furthest)[1]:
            furthest = entry


def period_of(entry: Entry) -> Period:
    """Return an edition's period: its own, else the month of its name."""
    period: Period | None = entry.values.get("period")
    return period or month_period(entry.slug)


def lock_problems(content: Path, names: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with locks: damaged ones, and those without an edition."""
    for file in sorted((content / FOLDER).glob(f"*{SUFFIX}")):
        name = file.name.removesuffix(SUFFIX)
        if name not in names:
            fix = "Put the edition's file back, or delete the lock if it was never sent."
            yield Problem(shown(content, file), 0, "", f"there is no {name}.md beside it.", fix)
            continue
        try:
            load(file)
        except LockError as error:
            fix = f"Thaw it and freeze it again (digest.thaw {name}), or restore the file."
            yield Problem(shown(content, file), 0, "", str(error), fix)


def load_locks(content: Path) -> Mapping[str, Lock]:
    """Return every sound lock by the name of its edition (damaged ones have stopped the build already)."""
    files = sorted((content / FOLDER).glob(f"*{SUFFIX}"))
    return {file.name.removesuffix(SUFFIX): load(file) for file in files}
