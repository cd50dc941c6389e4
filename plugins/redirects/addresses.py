"""content/addresses.json: every address ever published, with the story's permanent name in feeds.

One sorted line for each address: `address` (with both slashes), `id`, `published` (first publication, ISO 8601 with
offset), `file` (where the story is now, relative to the content folder). A story that moved has a line for each
address, all with one id. Only `publish` and `check --fix` write it. Standard: an Id is a tag URI (RFC 4151).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.front_matter.entry import Entry
from plugins.front_matter.metadata import held_back
from plugins.front_matter.newsroom import Newsroom

FILE = "addresses.json"


@dataclass(frozen=True, order=True)
class Address:
    """One published address. It begins and ends with a slash; `file` is relative to the content folder."""

    address: str
    id: str
    published: str
    file: str


def load(content: Path) -> tuple[Address, ...]:
    """Return the recorded addresses; none when nothing was published yet."""
    file = content / FILE
    if not file.is_file():
        return ()
    return tuple(Address(**record) for record in json.loads(file.read_text("utf-8")))


def dump(addresses: Iterable[Address]) -> str:
    """Return the file's text: a JSON list with one sorted line per address."""
    lines = (json.dumps(asdict(address), ensure_ascii=False) for address in sorted(addresses))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def save(content: Path, addresses: Iterable[Address]) -> bool:
    """Write the file when that changes it, and tell whether it did."""
    file, text = content / FILE, dump(addresses)
    if file.is_file() and file.read_text("utf-8") == text:
        return False
    file.write_text(text, "utf-8")
    return True


class Record:
    """The recorded addresses, found by file, by address and by permanent name."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self.addresses = tuple(addresses)
        self._named: defaultdict[str, list[Address]] = defaultdict(list)
        self._found: dict[str, Address] = {}
        for one in self.addresses:
            self._named[one.id].append(one)
            self._found.setdefault(one.file, one)
            self._found.setdefault(one.address, one)

    def find(self, *names: str) -> Address | None:
        """Return the first record that has one of the names: files, or addresses with both slashes."""
        return min(filter(None, map(self._found.get, names)), default=None)

    def named(self, name: str) -> list[Address]:
        """Return every address of the story with that permanent name."""
        return self._named.get(name, [])


def feed_id(values: Mapping[str, Any], address: str, file: str, recorded: Record, site: str) -> str:
    """Return a story's permanent name: its `Id`, the recorded one, else a new tag URI.

    A story is recognised by its file, by its address, or by an alias that is a recorded address, so that the
    name survives a new headline, a new date and a move. `address` begins with a slash; `site` is SITEURL.
    """
    if values.get("id"):
        return str(values["id"])
    if found := recorded.find(file, address, *(values.get("aliases") or ())):
        return found.id
    day = values["date"].date().isoformat()
    return f"tag:{urlsplit(site).hostname},{day}:{address}"


def record(newsroom: Newsroom, settings: Mapping[str, Any]) -> tuple[Address, ...]:
    """Return the recorded addresses with those of everything that may appear now added or brought up to date."""
    recorded = {address.address: address for address in load(Path(settings["PATH"]))}
    known = Record(recorded.values())
    for entry, address in published(newsroom, settings):
        new = address_of(entry, address, known, settings)
        for old in known.named(new.id):
            recorded[old.address] = replace(old, file=new.file)
        first = recorded[address].published if address in recorded else new.published
        recorded[address] = replace(new, published=first)
    return tuple(sorted(recorded.values()))


def published(newsroom: Newsroom, settings: Mapping[str, Any]) -> Iterator[tuple[Entry, str]]:
    """Yield every file that has a page now, with its address."""
    for entry in newsroom.entries.values():
        if not held_back(entry.values, settings["FRONTFOOT_BUILD_TIME"]):
            yield entry, place(entry, newsroom)


def place(entry: Entry, newsroom: Newsroom) -> str:
    """Return the address of a file, with both slashes: its folder and slug, a page's below its parents."""
    if entry.folder != "pages":
        return f"/{entry.key}/"
    path, seen, above = [entry.slug], {entry.slug}, entry.values.get("parent")
    while above and above not in seen:
        path.insert(0, above)
        seen.add(above)
        parent = newsroom.entries.get(f"pages/{above}")
        above = parent.values.get("parent") if parent else None
    return f"/{'/'.join(path)}/"


def address_of(entry: Entry, address: str, known: Record, settings: Mapping[str, Any]) -> Address:
    """Return the record of one file as it stands now. What has no date is named after its first publication."""
    file = entry.source.path.split("/", 1)[1]
    now = settings["FRONTFOOT_BUILD_TIME"]
    values = {"date": now, **{name: value for name, value in entry.values.items() if value is not None}}
    name = feed_id(values, address, file, known, settings["SITEURL"])
    return Address(address, name, now.isoformat(), file)
