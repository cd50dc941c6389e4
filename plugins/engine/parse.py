"""The parse store: what a reader made of a file is kept, and taken again while all that shaped it is the same.

A record holds the body and the raw metadata; values (dates, tags) are made anew by today's reader and settings. Its
keys: the file's bytes and path, the code of all loaded modules, the settings that readers use, the files, folders and
environment variables touched while parsing. Whatever is not plain data is not kept.
"""

import math
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pelican.readers import _DISCARD, Readers
from pelican.utils import file_suffix

from plugins.engine.dates import quick_processing
from plugins.engine.encoding import decode, encode
from plugins.engine.fork import run_forked
from plugins.engine.inputs import Seen, recording, unchanged
from plugins.engine.manifest import digest_bytes, digest_file
from plugins.engine.markdown import fast_read, prepare
from plugins.engine.records import caught, replay
from plugins.engine.report import bar
from plugins.engine.store import Store

_BATCH = 1000  # parses between two commits, which keeps memory low
RACY = 2_000_000_000  # nanoseconds: a file changed this shortly before it was read may change again unseen


@dataclass
class Parsed:
    """One kept parse: the record of it, and what is large and seldom needed apart."""

    record: dict[str, Any]
    text: dict[str, Any]  # body, raw metadata, log records
    values: dict[str, Any] | None = None  # metadata as the reader just processed it, to be used once


class ParseStore:
    """Stands between Pelican's readers and the files; `fingerprint` gives the shape of everything but the files."""

    def __init__(self, store: Store, root: str, fingerprint: Callable[[Any], str]) -> None:
        self._store = store
        self._root = os.path.abspath(root)  # noqa: PTH100 - strings, as Pelican has them
        self._prefix = os.path.join(self._root, "")  # noqa: PTH118 - strings, as Pelican has them
        self._fingerprint = fingerprint
        self._fresh: dict[str, Parsed] = {}
        self._known: dict[str, str] = {}
        self._checked: dict[str, bool] = {}
        self._paths: dict[str, str] = {}
        self.signs: dict[str, list[int]] = {}  # of sources that this build has looked at already
        self.parsed = 0

    @cached_property
    def _records(self) -> dict[str, dict[str, Any]]:
        return self._store.all("parse")

    @property
    def settled(self) -> bool:
        """Whether all records of this build's files hang on those files alone and none was changed just now."""
        names = [name for name, holds in self._checked.items() if holds]
        records = (self._records[name] for name in names)
        whole = len(names) == len(self._checked)
        return whole and all(
            "object" in r and not r["touched"] and not r["object"]["records"] for r in records
        )

    def install(self, readers: Readers) -> None:
        """Put the store in the place of Pelican's own content cache (`Readers.read_file` asks it for each file)."""
        read_file = readers.read_file
        state = {"fmt": None}

        def with_format(*arguments: Any, **named: Any) -> Any:
            state["fmt"] = named.get("fmt", arguments[3] if len(arguments) > 3 else None)  # noqa: PLR2004
            return read_file(*arguments, **named)

        def get_cached_data(path: str, default: Any = None) -> Any:
            if state["fmt"] not in (None, file_suffix(path)):
                return default
            return self.read(readers, path) or default

        readers.read_file = with_format
        readers.get_cached_data = get_cached_data
        readers.cache_data = lambda *_: None
        readers.save_cache = lambda: None

    def name(self, path: str) -> str:
        """The key of a source: its path below the content folder."""
        if path.startswith(self._prefix):
            return path[len(self._prefix) :]
        return os.path.relpath(path, self._root)

    def path(self, name: str) -> str:
        """The absolute path of a source, as Pelican makes it."""
        path = self._paths.get(name)
        if path is None:
            path = self._paths[name] = os.path.abspath(self._prefix + name)  # noqa: PTH100 - as Pelican has them
        return path

    def record(self, path: str, reader: Any) -> dict[str, Any] | None:
        """The record of a file when it still holds for this reader, else None."""
        name = self.name(path)
        if name not in self._checked:
            self._checked[name] = self._holds(name, path, reader)
        return self._records.get(name) if self._checked[name] else None

    def _holds(self, name: str, path: str, reader: Any) -> bool:
        record = self._records.get(name)
        if record is None or record["print"] != self._fingerprint(reader):
            return False
        sign = self.signs.pop(name, None) or source_sign(path)
        if sign is None:
            return False
        if sign != record["sign"] or record["racy"]:
            digest = digest_file(path)
            if digest != record["digest"]:
                return False
            record |= {"sign": sign, "racy": time.time_ns() - sign[-1] < RACY}
            self._store.put("parse", name, record)
        return not record["touched"] or unchanged(record["touched"], self._known)

    def read(self, readers: Readers, path: str) -> tuple[str, dict[str, Any]] | None:
        """Body and processed metadata of a file, as the reader gives them; None when it must read the file itself."""
        reader = readers.readers.get(file_suffix(path))
        if reader is None:
            return None
        record = self.record(path, reader)
        if record is not None:
            text = self._text(self.name(path))
            if text is not None:
                replay(text["records"])
                return text["body"], _processed(reader, text["raw"])
        parsed = self._fresh.get(self.name(path)) or parse(reader, path, self._fingerprint)
        if parsed is None:
            return None
        self.keep(path, parsed)
        replay(parsed.text["records"])
        values, parsed.values = parsed.values, None
        return parsed.text["body"], _processed(reader, parsed.text["raw"]) if values is None else values

    def prefetch(
        self, readers: Readers, paths: Iterable[str], jobs: int, make: Callable[[str, Any], Parsed | None]
    ) -> None:
        """Make all files without a record in `jobs` processes; what fails there is left for Pelican to read.

        `make(path, reader)` gives a parse, or None; what it logs is kept with the parse, not logged.
        """
        todo = []
        for path in paths:
            reader = readers.readers.get(file_suffix(path))
            if (
                reader is not None
                and self.name(path) not in self._fresh
                and self.record(path, reader) is None
            ):
                todo.append((path, reader))

        for reader in {id(reader): reader for _, reader in todo}.values():
            with suppress(Exception):  # Pelican reads the files itself and meets the same error
                prepare(reader)

        def work(part: Iterable[tuple[str, Any]], emit: Callable[[Any], None]) -> None:
            for path, reader in part:
                with caught():
                    parsed = make(path, reader)
                if parsed is not None:
                    emit((path, parsed.record, parsed.text))

        with bar("Reading", len(todo)) as step:
            for path, record, text in run_forked(work, todo, jobs):
                self._put(self.name(path), record, text)
                step()

    def parse(self, path: str, reader: Any) -> Parsed | None:
        """Parse a file without keeping it."""
        return parse(reader, path, self._fingerprint)

    def fresh(self, path: str) -> Parsed | None:
        """What was parsed in this build of a file, or None."""
        return self._fresh.get(self.name(path))

    def body(self, name: str) -> str | None:
        """The kept body of a source, by its key."""
        if name in self._fresh:
            return str(self._fresh[name].text["body"])
        return self._store.get_text("body", name)

    def _text(self, name: str) -> dict[str, Any] | None:
        if name in self._fresh:
            return self._fresh[name].text
        text, body = self._store.get("text", name), self._store.get_text("body", name)
        return None if text is None or body is None else {**text, "body": body}

    def keep(self, path: str, parsed: Parsed) -> None:
        """Keep a parse for this build and the next ones."""
        name = self.name(path)
        if name in self._fresh:
            return
        self._fresh[name] = parsed
        self._put(name, parsed.record, parsed.text)

    def _put(self, name: str, record: dict[str, Any], text: dict[str, Any]) -> None:
        """Put a parse into the store; of what is large, nothing else is kept in memory."""
        self._records[name] = record
        self._checked[name] = True
        self.parsed += 1
        self._store.put("parse", name, record)
        self._store.put("text", name, {part: text[part] for part in ("raw", "records")})
        self._store.put_text("body", name, text["body"])
        if self.parsed % _BATCH == 0:
            self._store.commit()

    @property
    def used(self) -> set[str]:
        """The keys of all sources that this build asked for."""
        return set(self._checked)

    def known(self, path: str) -> Parsed | None:
        """What is kept of a file that was asked for in this build, or None."""
        name = self.name(path)
        text = self._text(name) if self._checked.get(name) else None
        return None if text is None else Parsed(self._records[name], text)

    def update(self, path: str, **fields: Any) -> None:
        """Add to the record of a source what later steps found out about it."""
        name = self.name(path)
        self._records[name] |= fields
        self._store.put("parse", name, self._records[name])

    def release(self) -> None:
        """Let go of the texts of this build, which the store now has: each process fetches those that it needs."""
        self._fresh.clear()

    def prune(self, sources: Iterable[str]) -> None:
        """Forget files that are no longer sources."""
        gone = self._records.keys() - set(sources)
        self._store.drop("parse", gone)
        self._store.drop("text", gone)
        self._store.drop("body", gone)


def parse(reader: Any, path: str, fingerprint: Callable[[Any], str]) -> Parsed | None:
    """Let a reader read a file and watch it; None when it fails or when what it gives cannot be kept."""
    sign = source_sign(path)
    if sign is None:
        return None
    now = time.time_ns()
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    calls: dict[str, tuple[Any, Any]] = {}
    seen = Seen()
    with recording(seen), caught() as records, _recorded_metadata(reader, calls):
        try:
            body, metadata = fast_read(reader, path, data)
        except Exception:  # noqa: BLE001 - Pelican reads the file itself and meets the same error
            return None
    raw = _raw(metadata, calls)
    if raw is None or not isinstance(body, str) or seen.volatile or sign != source_sign(path):
        return None
    seen.files.discard(os.path.abspath(path))  # noqa: PTH100 - strings, as Pelican has them
    record = {
        "print": fingerprint(reader),
        "sign": sign,
        "racy": now - sign[-1] < RACY,
        "digest": digest_bytes(data),
        "touched": seen.digests(),
    }
    text = {"body": body, "raw": raw, "records": records}
    record["made"] = digest_bytes(f"{body}\0{raw!r}\0{records!r}".encode("utf-8", "surrogatepass"))
    return Parsed(record, text, {name: value for name, value in metadata.items() if value is not _DISCARD})


def source_sign(path: str) -> list[int] | None:
    """The sign of a source file: inode, size, times of modification and of change; None when it is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - strings, as Pelican has them
    except OSError:
        return None
    return [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


class _recorded_metadata:  # noqa: N801 - used as a function
    """Note for each metadata name what text the reader processed, and into what."""

    def __init__(self, reader: Any, calls: dict[str, tuple[Any, Any]]) -> None:
        self._reader, self._calls = reader, calls

    def __enter__(self) -> None:
        process, calls = quick_processing(self._reader), self._calls

        def process_metadata(name: str, value: Any) -> Any:
            result = process(name, value)
            calls[name] = (value, result)
            return result

        self._reader.process_metadata = process_metadata

    def __exit__(self, *_: object) -> None:
        del self._reader.process_metadata


def _raw(metadata: dict[str, Any], calls: dict[str, tuple[Any, Any]]) -> list[list[Any]] | None:
    """Metadata as [name, processed from text?, plain value]; None when some value is not plain."""
    raw = []
    for name, value in metadata.items():
        if value is _DISCARD:
            continue
        text, result = calls.get(name, (None, None))
        processed = name in calls and result is value
        plain = text if processed else value
        if not _is_plain(plain):
            return None
        raw.append([name, processed, plain])
    return raw


def _is_plain(value: Any) -> bool:
    """Whether JSON gives back exactly this value."""
    if type(value) is list:
        return all(_is_plain(item) for item in value)
    if type(value) is dict:
        return all(type(key) is str and _is_plain(item) for key, item in value.items())
    return value is None or type(value) in (str, int, bool) or (type(value) is float and math.isfinite(value))


def _processed(reader: Any, raw: list[list[Any]]) -> dict[str, Any]:
    """Processed metadata from raw: fresh objects each time, since plugins may change them."""
    values = {}
    process = quick_processing(reader)
    for name, processed, plain in raw:
        value = process(name, plain) if processed else decode(encode(plain))
        if value is not _DISCARD:
            values[name] = value
    return values
