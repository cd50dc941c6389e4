"""Files in which nothing was wrong.

What a file alone can tell is not asked again while the file and our code are as they were.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.blocks import allowed
from plugins.images.store import Store, checksum, fingerprint, key_of

PLACE = key_of("sound")


class Sound:
    """The files of one content folder that were found to be sound, each by a key of all that this hangs on."""

    def __init__(self, store: Store | None) -> None:
        """Recall those of the last time; without a store, none."""
        self._store = store
        kept = store.get(PLACE) if store else None
        self._before = frozenset(json.loads(kept)) if kept else frozenset()
        self._now: set[str] = set()
        self._makers = fingerprint(code()), sys.version

    def key(self, data: bytes, *more: str) -> str:
        """Return the key of a file: its bytes, and `more` that its checks go by."""
        return key_of(checksum(data), more, self._makers)

    def knows(self, key: str) -> bool:
        """Tell whether a file was sound before."""
        return key in self._before

    def note(self, key: str) -> None:
        """Remember a file that is sound."""
        self._now.add(key)

    def keep(self) -> None:
        """Keep what was noted for the next time, and nothing else."""
        if self._store and self._now != self._before:
            self._store.put(PLACE, json.dumps(sorted(self._now)).encode())


def code() -> Iterator[Path]:
    """Yield the files whose code checks a file by itself."""
    yield from sorted(Path(__file__).parent.rglob("*.py"))
    yield Path(allowed.__file__)


def recalled(settings: Mapping[str, Any]) -> Sound:
    """Return what is known of the content folder that settings name; nothing where they name no cache."""
    cache = settings.get("FRONTFOOT_CACHE")
    return Sound(Store(Path(cache) / "newsroom") if cache else None)
