"""All content files together: what one file alone cannot tell (references, twins, links between stories)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.front_matter.entry import Entry, read_entry
from plugins.front_matter.types import BY_NAME, OTHER_FOLDERS, ContentType
from plugins.front_matter.values import did_you_mean, typographic
from plugins.problems import Problem

REFERENCES = {
    "tags": "topics",
    "speaks_on": "topics",
    "series": "series",
    "campaign": "campaigns",
    "authors": "people",
    "spokespeople": "people",
}
NATION_NAMES = ("England", "Scotland", "Wales", "Northern Ireland", "UK")
FILENAME_LINK = re.compile(r"\{filename\}([^)\s#\"'>]+)")
ASIDE = frozenset({"images", "data", "digests", "addresses.json"})


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
    known = folders(settings)
    for file in walk(content, known, newsroom):
        folder = file.relative_to(content).parts[0]
        add(newsroom, read_entry(file, shown(content, file), folder, known[folder]))
    for entry in newsroom.entries.values():
        check_references(newsroom, entry, settings)
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
    if path.is_dir():
        if len(parts) == 1 and parts[0] not in known:
            fix = did_you_mean(parts[0], known) or f"Use one of: {', '.join(known)}."
            return Problem(name, 0, "", f'"{parts[0]}" is not a section.', fix)
        return None
    if not path.is_file():
        return Problem(name, 0, "", "is not a regular file.", "Delete it.")
    return file_problem(path, name)


def file_problem(path: Path, name: str) -> Problem | None:
    """Return what is wrong with a file's name or rights."""
    if path.suffix != ".md":
        suffix = path.suffix or "no ending"
        return Problem(name, 0, "", f"only .md files are read here ({suffix}).", "Rename it to end in .md.")
    if not os.access(path, os.R_OK):
        return Problem(name, 0, "", "cannot be read.", "Give yourself the right to read it.")
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


def check_references(newsroom: Newsroom, entry: Entry, settings: Mapping[str, Any]) -> None:
    """Every topic, series, campaign, person, page and story that a file names must exist."""
    for name, folder in REFERENCES.items():
        value = entry.values.get(name) or ()
        for text in (value,) if isinstance(value, str) else value:
            if name == "authors" and text == settings["FRONTFOOT_ORGANISATION"]["short_name"]:
                continue
            if resolve(newsroom, folder, text) is None:
                refuse_reference(newsroom, entry, name, folder, text)
    for text in entry.values.get("nations") or ():
        if text not in NATION_NAMES:
            fix = did_you_mean(text, NATION_NAMES) or f"Use: {', '.join(NATION_NAMES)}."
            entry.source.problem(
                entry.source.line("nations"), "Nations", f'"{text}" is not a nation here.', fix
            )
    for text in entry.values.get("related") or ():
        if text not in newsroom.entries:
            fix = did_you_mean(text, list(newsroom.entries))
            entry.source.problem(entry.source.line("related"), "Related", f'there is no story "{text}".', fix)
    check_parent(newsroom, entry)


def check_parent(newsroom: Newsroom, entry: Entry) -> None:
    """A page's parent must be another page, and not stand below the page itself."""
    seen, current = {entry.slug}, entry
    while parent := current.values.get("parent"):
        above = newsroom.entries.get(f"pages/{parent}")
        line = entry.source.line("parent")
        if above is None:
            fix = did_you_mean(parent, list(newsroom.folder("pages")))
            entry.source.problem(line, "Parent", f'there is no page "{parent}".', fix)
            return
        if above.slug in seen:
            entry.source.problem(line, "Parent", "leads back to this page itself.", "Choose another parent.")
            return
        seen.add(above.slug)
        current = above


def resolve(newsroom: Newsroom, folder: str, text: str) -> Entry | None:
    """Return the entry of a folder that a text names by slug or by title, whatever its case."""
    found = newsroom.entries.get(f"{folder}/{text.lower()}")
    if found:
        return found
    wanted = typographic(text).casefold()
    return next(
        (e for e in newsroom.folder(folder).values() if str(e.values.get("title")).casefold() == wanted), None
    )


def refuse_reference(newsroom: Newsroom, entry: Entry, name: str, folder: str, text: str) -> None:
    """Say that something named does not exist, and what may be meant."""
    spec = entry.content_type.spec(name)
    label = spec.name if spec else name
    there = newsroom.folder(folder)
    options = [*there, *(str(e.values.get("title")) for e in there.values())]
    fix = (
        did_you_mean(text, options) or f"Add content/{folder}/{{name}}.md first, or choose one that is there."
    )
    cause = f'"{text}" is not in content/{folder}.'
    entry.source.problem(entry.source.line(name), label, cause, fix.replace("{name}", "its-name"))


def check_links(newsroom: Newsroom, entry: Entry, content: Path) -> None:
    """Every `{filename}` link must lead to a content file."""
    here = entry.source.path.split("/", 1)[1].rpartition("/")[0]
    for number, line in enumerate(entry.source.body.split("\n"), entry.source.body_line):
        for target in FILENAME_LINK.findall(line):
            path = target.lstrip("/") if target.startswith("/") else os.path.normpath(f"{here}/{target}")
            if not (content / path).is_file():
                fix = did_you_mean(path, [e.source.path.split("/", 1)[1] for e in newsroom.entries.values()])
                entry.source.problem(number, "link", f"{target} is not there.", fix)
