"""What was made once is kept: bytes by key, each with its checksum, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from plugins.memory import fingerprint

__all__ = ["CHECKSUM", "Store", "checksum", "fingerprint", "key_of"]

CHECKSUM = 16


@dataclass(frozen=True)
class Store:
    """A folder of made files. A key says everything that a file was made from, so an entry never goes stale."""

    root: Path

    def get(self, key: str) -> bytes | None:
        """Return the bytes kept under a key; None when there are none, or they are not what was written."""
        try:
            kept = self._file(key).read_bytes()
        except FileNotFoundError:
            return None
        data = kept[CHECKSUM:]
        return data if kept[:CHECKSUM] == checksum(data) else None

    def length(self, key: str) -> int | None:
        """Return how many bytes are kept under a key, without a look at them; None when there is no such entry."""
        try:
            return self._file(key).stat().st_size - CHECKSUM
        except FileNotFoundError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key. A reader sees all of them or none, whatever happens meanwhile."""
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as new:
                new.write(checksum(data) + data)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes kept under a key; where there are none, make them and keep them."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
        return kept

    def current(self, place: str, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept in a place if it was made from what `key` says; else make it, and keep it there instead.

        Both come from `key_of`: `place` names a thing, which then takes no more room however often it is edited.
        """
        kept, mark = self.get(place), key.encode()
        if kept is None or not kept.startswith(mark):
            kept = mark + make()
            self.put(place, kept)
        return kept[len(mark) :]

    def _file(self, key: str) -> Path:
        """Return where a key's bytes are kept."""
        return Path(f"{self.root}/{key[:2]}/{key[2:]}")


def checksum(data: bytes) -> bytes:
    """Return a short digest that tells whether bytes are whole."""
    return blake2b(data, digest_size=CHECKSUM).digest()


def key_of(*parts: object) -> str:
    """Return the key for a thing made from `parts`; their `repr` must say all that matters about them."""
    return blake2b("\0".join(map(repr, parts)).encode(), digest_size=CHECKSUM).hexdigest()
