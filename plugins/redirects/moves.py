"""Old addresses: what each leads to now, and what is wrong when one leads nowhere, twice, or in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from plugins.front_matter.entry import Entry
from plugins.front_matter.metadata import held_back
from plugins.front_matter.newsroom import Newsroom
from plugins.front_matter.values import did_you_mean
from plugins.problems import Problem
from plugins.redirects.addresses import FILE, Address, load, place, published


@dataclass(frozen=True, order=True)
class Move:
    """An old address (a path, perhaps with a query) and the address that it leads to, both from the root."""

    old: str
    new: str


@dataclass(frozen=True, order=True)
class Gone:
    """The address of a story that was withdrawn. It answers 410 with the page that says why."""

    address: str
    title: str
    reason: str


def key(address: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return what two forms of one address have in common: case and the last slash do not tell them apart."""
    parts = urlsplit(address)
    return parts.path.casefold().rstrip("/") or "/", frozenset(parse_qsl(parts.query, keep_blank_values=True))


def moves(newsroom: Newsroom, settings: Mapping[str, Any]) -> tuple[Move, ...]:
    """Return every old address with where it leads, sorted. Withdrawn stories keep their old addresses."""
    found = [
        Move(alias, address)
        for entry, address in (*published(newsroom, settings), *withdrawn(newsroom))
        for alias in entry.values.get("aliases") or ()
    ]
    return tuple(sorted(set(found)))


def gone(newsroom: Newsroom) -> tuple[Gone, ...]:
    """Return every withdrawn story, sorted by address."""
    return tuple(
        sorted(
            Gone(address, str(entry.values["title"]), str(entry.values["retraction"]))
            for entry, address in withdrawn(newsroom)
        )
    )


def withdrawn(newsroom: Newsroom) -> Iterator[tuple[Entry, str]]:
    """Yield the withdrawn stories with their addresses."""
    for entry in newsroom.entries.values():
        if entry.values.get("status") == "retracted":
            yield entry, place(entry, newsroom)


def address_problems(newsroom: Newsroom, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with old addresses, and with addresses that were published and would vanish."""
    yield from alias_problems(newsroom)
    for number, record in vanishing(newsroom, settings):
        yield vanished(record, number, newsroom, settings)


def vanishing(newsroom: Newsroom, settings: Mapping[str, Any]) -> Iterator[tuple[int, Address]]:
    """Yield every address published by now that nothing would answer, with its line in the record."""
    answered = {key(address) for _, address in (*published(newsroom, settings), *withdrawn(newsroom))}
    answered |= {key(move.old) for move in moves(newsroom, settings)}
    for number, record in enumerate(load(Path(settings["PATH"])), 2):
        past = datetime.fromisoformat(record.published) <= settings["FRONTFOOT_BUILD_TIME"]
        if past and key(record.address) not in answered:
            yield number, record


def lost(newsroom: Newsroom, settings: Mapping[str, Any]) -> Iterator[tuple[Entry, str]]:
    """Yield each file that lacks an alias, with the alias, where it is certain."""
    for _, record in vanishing(newsroom, settings):
        heir = successor(record, newsroom)
        if heir and not held_back(heir.values, settings["FRONTFOOT_BUILD_TIME"]):
            yield heir, record.address


def alias_problems(newsroom: Newsroom) -> Iterator[Problem]:
    """Yield a problem for each alias that is an address in use, or that two files claim."""
    live = {key(place(entry, newsroom)): entry for entry in newsroom.entries.values()}
    claimed: dict[object, Entry] = {}
    for entry in newsroom.entries.values():
        for line, alias in lines_of(entry):
            owner, first = live.get(key(alias)), claimed.setdefault(key(alias), entry)
            path = entry.source.path
            if owner is entry:
                yield Problem(path, line, "Aliases", f"{alias} is this page's own address.", "Delete it.")
            elif owner:
                cause = f"{alias} is the address of {owner.source.path}."
                yield Problem(path, line, "Aliases", cause, "Delete it, or give that file another Slug.")
            elif first is not entry:
                cause = f"{alias} is already claimed by {first.source.path}."
                yield Problem(path, line, "Aliases", cause, "Keep it in one of the two.")


def lines_of(entry: Entry) -> list[tuple[int, str]]:
    """Return the aliases of a file with their lines; none when they were refused already."""
    given = entry.source.fields.get("aliases")
    return [(line, text) for line, text in given.values if text in entry.values["aliases"]] if given else []


def taken_addresses(newsroom: Newsroom, addresses: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each alias at which the site makes a page itself: a landing page, a list, a feed."""
    live = {key(address) for address in addresses}
    own = {key(place(entry, newsroom)) for entry in newsroom.entries.values()}
    for entry in newsroom.entries.values():
        for line, alias in lines_of(entry):
            if key(alias) in live - own:
                cause = f"{alias} is a page that the site makes."
                yield Problem(entry.source.path, line, "Aliases", cause, "Delete it.")


def vanished(record: Address, number: int, newsroom: Newsroom, settings: Mapping[str, Any]) -> Problem:
    """Return the problem of a published address that nothing answers; `number` is its line in the record."""
    cause = f"{record.address} was published and would lead nowhere."
    heir = successor(record, newsroom)
    if heir is None:
        fix = (
            f'Add "Aliases: {record.address}" to what replaces it{guess(record, newsroom)}, or put '
            f"{record.file} back with Status: retracted and a Retraction."
        )
        return Problem(f"{Path(settings['PATH']).name}/{FILE}", number, "", cause, fix)
    if held_back(heir.values, settings["FRONTFOOT_BUILD_TIME"]):
        line = heir.source.line("status" if heir.values.get("status") == "draft" else "date")
        fix = "Publish it again, or set Status: retracted and say why in Retraction."
        return Problem(heir.source.path, line, "Status", cause, fix)
    return Problem(
        heir.source.path, heir.source.line("aliases"), "Aliases", cause, f"Add: Aliases: {record.address}"
    )


def successor(record: Address, newsroom: Newsroom) -> Entry | None:
    """Return the file that a published address belongs to now, when that is certain.

    It is the file itself, else the one with the same `Id`, else the only file of that name in another folder.
    """
    by_file = {entry.source.path.split("/", 1)[1]: entry for entry in newsroom.entries.values()}
    if record.file in by_file:
        return by_file[record.file]
    same_id = [entry for entry in newsroom.entries.values() if entry.values.get("id") == record.id]
    name = PurePosixPath(record.file).name
    same_name = [entry for file, entry in by_file.items() if PurePosixPath(file).name == name]
    found = same_id or same_name
    return found[0] if len(found) == 1 else None


def guess(record: Address, newsroom: Newsroom) -> str:
    """Return ` (content/news/x.md?)` when a file has nearly the same name, else nothing."""
    close = did_you_mean(record.address.strip("/"), list(newsroom.entries))
    name = close.removeprefix('Did you mean "').removesuffix('"?')
    return f" ({newsroom.entries[name].source.path}?)" if name else ""
