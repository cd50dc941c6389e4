"""What one file names in others: topics, series, campaigns, people, pages, stories. All must be there, and public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pelican.utils import slugify

from plugins.front_matter.values import did_you_mean, typographic

if TYPE_CHECKING:
    from plugins.front_matter.entry import Entry
    from plugins.front_matter.newsroom import Newsroom

REFERENCES = {
    "tags": "topic",
    "speaks_on": "topic",
    "series": "series",
    "campaign": "campaign",
    "authors": "person",
    "spokespeople": "person",
}
NATION_NAMES = ("England", "Scotland", "Wales", "Northern Ireland", "UK")


class Names:
    """The files that others may refer to, by their kind, then by slug or by title whatever its case."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._slugs: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
        self._titles: defaultdict[str, defaultdict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in entries:
            self._slugs[entry.kind][entry.slug] = entry
            self._titles[entry.kind][str(entry.values.get("title")).casefold()].append(entry)

    def find(self, kind: str, text: str) -> list[Entry]:
        """Return the files that a text names: one, none, or several with one title."""
        found = self._slugs[kind].get(text.lower())
        return [found] if found else self._titles[kind].get(typographic(text).casefold(), [])

    def options(self, kind: str) -> list[str]:
        """Return every slug and title of a kind."""
        return [*self._slugs[kind], *(str(e.values.get("title")) for e in self._slugs[kind].values())]


def check_references(newsroom: Newsroom, settings: Mapping[str, Any]) -> None:
    """Note in every file what it names and is not there."""
    names = Names(newsroom.entries.values())
    organisation = settings["FRONTFOOT_ORGANISATION"]["short_name"]
    for entry in newsroom.entries.values():
        for field, kind in REFERENCES.items():
            value = entry.values.get(field) or ()
            for text in (value,) if isinstance(value, str) else value:
                if (field, text) != ("authors", organisation):
                    check_reference(entry, field, kind, text, names)
        check_nations(entry)
        check_related(entry, newsroom)
        check_parent(entry, newsroom)
        check_namesake(entry, organisation)
        check_withheld(entry, newsroom)


def check_reference(entry: Entry, field: str, kind: str, text: str, names: Names) -> None:
    """A name must lead to one file; a published story cannot be by a person whose page is a draft."""
    spec = entry.content_type.spec(field)
    label, line = spec.name if spec else field, entry.source.line(field)
    found = names.find(kind, text)
    if not found:
        cause = f'"{text}" is not in content/{folder_of(kind)}.'
        entry.source.problem(line, label, cause, how_to_name(text, kind, names))
    elif len(found) > 1:
        files = " and ".join(one.source.path for one in found)
        entry.source.problem(
            line, label, f'"{text}" is the title of {files}.', "Write the file's name instead."
        )
    elif found[0].values.get("status") == "draft" and kind == "person" and is_public(entry):
        fix = f"Publish {found[0].source.path} first, or make this a draft."
        entry.source.problem(line, label, f'the page of "{text}" is a draft.', fix)


def is_public(entry: Entry) -> bool:
    """Tell a file that will be seen, now or at its time."""
    return bool(entry.values.get("status", "published") == "published")


def folder_of(kind: str) -> str:
    """Return the folder in which files of a kind usually are."""
    return {"person": "people", "series": "series"}.get(kind, f"{kind}s")


def how_to_name(text: str, kind: str, names: Names) -> str:
    """Return the fix for a name that leads nowhere."""
    if ";" in text:
        return "Separate the names by commas."
    new = f"Add content/{folder_of(kind)}/its-name.md first, or choose one that is there."
    return did_you_mean(text, names.options(kind)) or new


def check_nations(entry: Entry) -> None:
    """Nations are those of the list."""
    for text in entry.values.get("nations") or ():
        if text not in NATION_NAMES:
            fix = did_you_mean(text, NATION_NAMES) or f"Use: {', '.join(NATION_NAMES)}."
            line = entry.source.line("nations")
            entry.source.problem(line, "Nations", f'"{text}" is not a nation here.', fix)


def check_related(entry: Entry, newsroom: Newsroom) -> None:
    """Related stories are others that are there."""
    for text in entry.values.get("related") or ():
        line = entry.source.line("related")
        if text == entry.key:
            entry.source.problem(line, "Related", f'"{text}" is this story itself.', "Delete it.")
        elif text not in newsroom.entries:
            fix = did_you_mean(text, list(newsroom.entries))
            entry.source.problem(line, "Related", f'there is no story "{text}".', fix)


def check_parent(entry: Entry, newsroom: Newsroom) -> None:
    """A page's parent must be another page, as public as the page, and not stand below the page itself."""
    seen, current, line = {entry.slug}, entry, entry.source.line("parent")
    while parent := current.values.get("parent"):
        above = newsroom.entries.get(f"pages/{parent}")
        if above is None:
            fix = did_you_mean(parent, list(newsroom.folder("pages")))
            entry.source.problem(line, "Parent", f'there is no page "{parent}".', fix)
            return
        if above.slug in seen:
            entry.source.problem(line, "Parent", "leads back to this page itself.", "Choose another parent.")
            return
        if is_public(entry) and not is_public(above):
            fix = f"Publish {above.source.path} first, or make this a draft."
            entry.source.problem(line, "Parent", f'"{parent}" is a draft.', fix)
            return
        seen.add(above.slug)
        current = above


def check_namesake(entry: Entry, organisation: str) -> None:
    """No person may have the address of the organisation's own feed."""
    if entry.folder == "people" and entry.slug == slugify(organisation):
        cause = f'"{entry.slug}" is the name of the organisation\'s own feed.'
        entry.source.problem(
            entry.source.line("slug"), "Slug", cause, "Give it another Slug, or rename the file."
        )


def check_withheld(entry: Entry, newsroom: Newsroom) -> None:
    """Where a name is withheld, the address cannot give it away."""
    if not entry.values.get("name_withheld"):
        return
    for slug, person in newsroom.folder("people").items():
        if "-" in slug and f"-{slug}-" in f"-{entry.slug}-":
            cause = f'"{entry.slug}" names {person.source.path}, and the name is withheld.'
            entry.source.problem(entry.source.line("slug"), "Slug", cause, "Rename the file.")
