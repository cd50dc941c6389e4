"""All content files together: what one file alone cannot tell (twins, taken addresses, links between stories)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.front_matter.entry import Entry, read_entry
from plugins.front_matter.references import check_references
from plugins.front_matter.sound import recalled
from plugins.front_matter.types import BY_NAME, OTHER_FOLDERS, ContentType
from plugins.front_matter.values import did_you_mean
from plugins.problems import Problem

FILENAME_LINK = re.compile(r"\{filename\}([^)\s#\"'>]+)")
ASIDE = frozenset({"images", "data", "digests", "addresses.json", "house-style.toml"})
OWN_ADDRESSES = frozenset(
    "404 archive assets corrections data digests feeds icons images media news-campaigns page pagefind people search "
    "series styleguide topics".split()
)
"""First parts of addresses at which the site makes pages and files itself."""
OWN_FILES = frozenset(
    "_headers _redirects .well-known favicon.ico news-sitemap.xml robots.txt sitemap.xml assets icons images".split()
)
"""First parts of addresses that no page can have had before."""


@dataclass
class Newsroom:
    """Every entry by its key (`news/slug`), and the problems found among them."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def folder(self, name: str) -> dict[str, Entry]:
        """Return the entries of one folder by slug."""
        return {entry.slug: entry for entry in self.entries.values() if entry.folder == name}


def folders(settings: Mapping[str, Any]) -> dict[str, ContentType]:
    """Return the content type of each folder: sections from FRONTFOOT_SECTIONS, then the rest."""
    sections = settings["FRONTFOOT_SECTIONS"]
    return {slug: BY_NAME[section["type"]] for slug, section in sections.items()} | OTHER_FOLDERS


def read_newsroom(settings: Mapping[str, Any]) -> Newsroom:
    """Read and check every content file below PATH. Nothing is raised; problems are in the result."""
    content = Path(settings["PATH"])
    newsroom = Newsroom()
    if not content.is_dir():
        newsroom.problems.append(Problem(content.name, 0, "", "the content folder is missing."))
        return newsroom
    known, sound = folders(settings), recalled(settings)
    for file in walk(content, known, newsroom):
        folder = file.relative_to(content).parts[0]
        add(newsroom, read_entry(file, shown(content, file), folder, known[folder], sound))
    sound.keep()
    check_references(newsroom, settings)
    check_addresses(newsroom, settings)
    check_times(newsroom, settings["FRONTFOOT_BUILD_TIME"])
    for entry in newsroom.entries.values():
        check_links(newsroom, entry, content)
    for entry in newsroom.entries.values():
        newsroom.problems.extend(entry.source.problems)
    return newsroom


def shown(content: Path, file: Path) -> str:
    """Return the path as people name it: `content/news/x.md`."""
    return f"{content.name}/{file.relative_to(content).as_posix()}"


def walk(content: Path, known: Iterable[str], newsroom: Newsroom) -> Iterator[Path]:
    """Yield the Markdown files in order; refuse what is neither a file nor a folder, and unknown folders."""
    for path in sorted(content.rglob("*")):
        parts = path.relative_to(content).parts
        if any(part.startswith(".") for part in parts) or parts[0] in ASIDE:
            continue
        problem = placement_problem(content, path, parts, list(known))
        if problem:
            newsroom.problems.append(problem)
        elif path.is_file() and parts[0] in known:
            yield path


def placement_problem(content: Path, path: Path, parts: tuple[str, ...], known: list[str]) -> Problem | None:
    """Return what is wrong with a path, if anything, before it is opened."""
    name = shown(content, path)
    if path.is_symlink():
        return Problem(name, 0, "", "is a link to another file.", "Put the file itself here.")
    if not (path.is_file() or path.is_dir()):
        return Problem(name, 0, "", "is not a regular file.", "Delete it.")
    if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
        return Problem(name, 0, "", "cannot be read.", "Give yourself the right to read it.")
    if path.is_dir():
        if len(parts) > 1 or parts[0] in known:
            return None
        fix = did_you_mean(parts[0], known) or f"Use one of: {', '.join(known)}."
        return Problem(name, 0, "", f'"{parts[0]}" is not a section.', fix)
    return file_problem(name, path.suffix, parts, known)


def file_problem(name: str, suffix: str, parts: tuple[str, ...], known: list[str]) -> Problem | None:
    """Return what is wrong with the ending of a file's name, or with its place."""
    if suffix != ".md":
        severity = "warning" if suffix.lower() in {".md", ".txt"} else "error"
        cause = f"only .md files are read here ({suffix or 'no ending'})."
        return Problem(name, 0, "", cause, "Rename it to end in .md.", severity)
    if len(parts) == 1:
        return Problem(name, 0, "", "stands in no section.", f"Move it into one of: {', '.join(known)}.")
    return None


def add(newsroom: Newsroom, entry: Entry) -> None:
    """Add an entry; two files for one address are a problem that names both."""
    twin = newsroom.entries.get(entry.key)
    if twin is None:
        newsroom.entries[entry.key] = entry
        return
    fix = "Give one of them another Slug, or rename it."
    entry.source.problem(
        entry.source.line("slug"), "Slug", f'"{entry.slug}" is also that of {twin.source.path}.', fix
    )
    newsroom.problems.extend(entry.source.problems)


def check_addresses(newsroom: Newsroom, settings: Mapping[str, Any]) -> None:
    """No page may stand where the site has a section or pages and files of its own."""
    taken = OWN_ADDRESSES | set(settings["FRONTFOOT_SECTIONS"])
    for slug, entry in newsroom.folder("pages").items():
        if slug in taken and not entry.values.get("parent"):
            cause = f"/{slug}/ is an address that the site itself uses."
            fix = "Give the page another Slug, rename it, or set its Parent."
            entry.source.problem(entry.source.line("slug"), "Slug", cause, fix)
    for entry in newsroom.entries.values():
        for alias in entry.values.get("aliases") or ():
            if alias.split("/")[1] in OWN_FILES:
                cause = f"{alias} is an address that the site itself uses."
                entry.source.problem(entry.source.line("aliases"), "Aliases", cause, "Delete it.")


def check_times(newsroom: Newsroom, now: datetime) -> None:
    """A story that readers see cannot have been changed later than now."""
    for entry in newsroom.entries.values():
        date, modified = entry.values.get("date"), entry.values.get("modified")
        if modified and modified > now and not (date and date > now):
            line = entry.source.line("modified")
            entry.source.problem(line, "Modified", "is later than now.", "Give the day of the last change.")


def check_links(newsroom: Newsroom, entry: Entry, content: Path) -> None:
    """Every `{filename}` link must lead to a content file."""
    here = entry.source.path.split("/", 1)[1].rpartition("/")[0]
    for number, line in enumerate(entry.source.body.split("\n"), entry.source.body_line):
        for target in FILENAME_LINK.findall(line):
            path = target.lstrip("/") if target.startswith("/") else os.path.normpath(f"{here}/{target}")
            if path.startswith("..") or not (content / path).is_file():
                fix = did_you_mean(path, [e.source.path.split("/", 1)[1] for e in newsroom.entries.values()])
                entry.source.problem(number, "link", f"{target} is not there.", fix)
