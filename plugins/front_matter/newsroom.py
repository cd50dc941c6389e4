"""All content files together: what one file alone cannot tell (twins, taken addresses, links between stories)."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from plugins.front_matter.entry import Entry, read_entry
from plugins.front_matter.references import check_references
from plugins.front_matter.sound import recalled
from plugins.front_matter.types import BY_NAME, OTHER_FOLDERS, ContentType
from plugins.front_matter.values import did_you_mean
from plugins.memory import pure
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
    for file, name, folder in walk(content, known, newsroom):
        add(newsroom, read_entry(file, name, folder, known[folder], sound))
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


def walk(content: Path, known: Iterable[str], newsroom: Newsroom) -> Iterator[tuple[Path, str, str]]:
    """Yield the Markdown files in order, each with the name that people know it by and its folder.

    What is neither a file nor a folder, and unknown folders, are refused.
    """
    for entry, parts in below(content, (), ASIDE):
        name = "/".join((content.name, *parts))
        problem = placement_problem(name, entry, parts, list(known))
        if problem:
            newsroom.problems.append(problem)
        elif parts[0] in known and entry.is_file():
            yield Path(entry.path), name, parts[0]


Placed = tuple["os.DirEntry[str]", tuple[str, ...]]
"""What lies in a folder, and the parts of its path from the content folder on."""


def below(folder: Path | str, above: tuple[str, ...] = (), aside: Container[str] = ()) -> Iterator[Placed]:
    """Yield what lies below a folder, whose parts are `above`: sorted, nothing hidden, nothing named in `aside`."""
    entries: list[os.DirEntry[str]] = []
    with suppress(PermissionError, FileNotFoundError, NotADirectoryError), os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.name.startswith(".") and entry.name not in aside:
            parts = (*above, entry.name)
            yield entry, parts
            if entry.is_dir(follow_symlinks=False):
                yield from below(entry.path, parts)


def placement_problem(
    name: str, entry: os.DirEntry[str], parts: tuple[str, ...], known: list[str]
) -> Problem | None:
    """Return what is wrong with what lies somewhere, if anything, before it is opened."""
    if entry.is_symlink():
        return Problem(name, 0, "", "is a link to another file.", "Put the file itself here.")
    folder = entry.is_dir()
    if not (folder or entry.is_file()):
        return Problem(name, 0, "", "is not a regular file.", "Delete it.")
    if not os.access(entry.path, os.R_OK | (os.X_OK if folder else 0)):
        return Problem(name, 0, "", "cannot be read.", "Give yourself the right to read it.")
    if not folder:
        return file_problem(name, PurePath(entry.name).suffix, parts, known)
    if len(parts) > 1 or parts[0] in known:
        return None
    fix = did_you_mean(parts[0], known) or f"Use one of: {', '.join(known)}."
    return Problem(name, 0, "", f'"{parts[0]}" is not a section.', fix)


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
    for number, target in filename_links(entry.source.body, entry.source.body_line):
        path = target.lstrip("/") if target.startswith("/") else os.path.normpath(f"{here}/{target}")
        if path.startswith("..") or not (content / path).is_file():
            fix = did_you_mean(path, [e.source.path.split("/", 1)[1] for e in newsroom.entries.values()])
            entry.source.problem(number, "link", f"{target} is not there.", fix)


@pure
def filename_links(body: str, first: int) -> tuple[tuple[int, str], ...]:
    """Return the target of each `{filename}` link with its line; that of the first line is `first`."""
    lines = enumerate(body.split("\n"), first)
    return tuple((number, target) for number, line in lines for target in FILENAME_LINK.findall(line))
