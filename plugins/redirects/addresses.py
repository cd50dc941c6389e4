"""content/addresses.json: every story ever published, with its permanent name in feeds and its address.

One sorted line per story: `Id`, address, first publication (ISO 8601 with offset), file. Only `publish` and
`check --fix` write it. Standard: an Id is a tag URI (RFC 4151).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.front_matter.entry import Entry
from plugins.front_matter.metadata import held_back
from plugins.front_matter.newsroom import Newsroom

FILE = "addresses.json"


@dataclass(frozen=True, order=True)
class Address:
    """One published story. `address` begins and ends with a slash; `file` is relative to the content folder."""

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
    """Return the file's text: a JSON list with one sorted line per story."""
    lines = (json.dumps(asdict(address), ensure_ascii=False) for address in sorted(addresses))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def feed_id(
    values: Mapping[str, Any], address: str, file: str, recorded: Iterable[Address], site: str
) -> str:
    """Return a story's permanent name: its `Id`, the recorded one, else a new tag URI.

    A story is recognised by its file, by its address, or by an alias that is a recorded address, so that the
    name survives a new headline, a new date and a move. `address` begins with a slash; `site` is SITEURL.
    """
    if values.get("id"):
        return str(values["id"])
    known = list(recorded)
    names = {address, *(values.get("aliases") or ())}
    for record in known:
        if record.file == file or record.address in names:
            return record.id
    day = values["date"].date().isoformat()
    return f"tag:{urlsplit(site).hostname},{day}:{address}"


def record(newsroom: Newsroom, settings: Mapping[str, Any]) -> tuple[Address, ...]:
    """Return the recorded addresses with those of all stories that may appear now added or brought up to date."""
    recorded = {address.id: address for address in load(Path(settings["PATH"]))}
    now = settings["FRONTFOOT_BUILD_TIME"]
    known = tuple(recorded.values())
    for entry in newsroom.entries.values():
        if entry.folder in settings["FRONTFOOT_SECTIONS"] and not held_back(entry.values, now):
            new = address_of(entry, known, settings)
            first = recorded[new.id].published if new.id in recorded else new.published
            recorded[new.id] = Address(new.address, new.id, first, new.file)
    return tuple(sorted(recorded.values()))


def address_of(entry: Entry, known: Iterable[Address], settings: Mapping[str, Any]) -> Address:
    """Return the record of one story as it stands now."""
    address = f"/{entry.key}/"
    file = entry.source.path.split("/", 1)[1]
    name = feed_id(entry.values, address, file, known, settings["SITEURL"])
    return Address(address, name, settings["FRONTFOOT_BUILD_TIME"].isoformat(), file)
