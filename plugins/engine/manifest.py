"""The record of a finished tree: each file's digest, and the signs by which tampering shows."""

import contextlib
import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from plugins.engine.encoding import decode, encode

_LONG = 200_000  # bytes of a record
Sign = tuple[int, int, int]  # inode, size in bytes, modification time in nanoseconds


@dataclass
class Made:
    """One file that a build made: the digest of its bytes, its sign, and the source it copies (None: rendered)."""

    digest: str
    sign: Sign
    source: list[Any] | None = None


@dataclass
class Entries:
    """What lies below a directory, by relative path: regular files, links and special files, directories."""

    files: dict[str, Sign] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)

    def parts(self) -> tuple[dict[str, Sign], set[str], set[str]]:
        """The three as plain data."""
        return self.files, self.others, self.folders


@dataclass
class Manifest:
    """What a build made, by relative path, what is there now, and of that what is as the build left it."""

    made: dict[str, Made] = field(default_factory=dict)
    found: Entries = field(default_factory=Entries)
    sound: set[str] = field(default_factory=set)

    def digest(self, path: str) -> str | None:
        """The digest of a file that is still as the last build left it, else None."""
        return self.made[path].digest if path in self.sound else None

    @property
    def foreign(self) -> set[str]:
        """Entries that no build made, without directories."""
        return (self.found.files.keys() | self.found.others) - self.made.keys()

    @property
    def tampered(self) -> list[str]:
        """Files that were changed or removed since the last build, sorted."""
        return sorted(self.made.keys() - self.sound)

    def record(self) -> dict[str, Any]:
        """The form the store keeps."""
        return {path: [made.digest, *made.sign, made.source] for path, made in self.made.items()}


class Ledger:
    """The records of the trees, each in a file of its own beside the store, and in the store as well.

    What a tree holds must outlive the loss of everything else: without it, old pages could not be told from files
    that are none of the engine's. A tree is known by the inode of its root, which it keeps when it is exchanged.
    """

    def __init__(self, home: Path, store: Any) -> None:
        self._home = home
        self._store = store

    def read(self, tree: Path) -> dict[str, Any] | None:
        """The record of a tree, or None."""
        key = tree_key(tree)
        try:
            seal, _, data = self._file(key).read_bytes().partition(b"\n")
        except OSError:
            seal, data = b"", b""
        if data and digest_bytes(key.encode() + data).encode() == seal:
            with contextlib.suppress(ValueError):  # a later engine's form
                return dict(decode(b"0" + data if data[:1] == b"{" else data))  # the first form had no mark
        record: dict[str, Any] | None = self._store.get("tree", key)
        return record

    def write(self, tree: Path, live: Path, record: dict[str, Any]) -> None:
        """Keep the record of a tree beside that of the live one; older ones are forgotten."""
        key = tree_key(tree)
        data = encode(record)
        draft = self._file("draft")
        draft.write_bytes(digest_bytes(key.encode() + data).encode() + b"\n" + data)
        draft.replace(self._file(key))
        kept = {self._file(key).name, self._file(tree_key(live)).name}
        for file in self._home.glob("tree-*"):
            if file.name not in kept:
                file.unlink()
        self._store.put("tree", key, record)

    def is_long(self, tree: Path) -> bool:
        """Whether the record of a tree is that of some thousands of files."""
        file = self._file(tree_key(tree))
        return file.exists() and file.stat().st_size > _LONG

    def _file(self, key: str) -> Path:
        return self._home / f"tree-{key}"


def tree_key(tree: Path) -> str:
    """The key of a tree in the ledger."""
    return str(tree.stat().st_ino) if tree.exists() else "none"


def read_manifest(record: dict[str, Any] | None, entries: Entries) -> Manifest:
    """Compare a stored record with what is there now."""
    made = {
        path: Made(digest, (inode, size, modified), source)
        for path, (digest, inode, size, modified, source) in (record or {}).items()
    }
    sound = {path for path, file in made.items() if entries.files.get(path) == file.sign}
    return Manifest(made, entries, sound)


def scan(root: Path) -> Entries:
    """Look at everything below `root`. Links are not followed."""
    found = Entries()
    pending = [""]
    top = f"{root}{os.sep}"
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(top + prefix) as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        found.folders.add(path)
                        pending.append(f"{path}/")
                    elif entry.is_file(follow_symlinks=False):
                        found.files[path] = sign(entry.stat(follow_symlinks=False))
                    else:
                        found.others.add(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
    return found


def sign(status: os.stat_result) -> Sign:
    """The sign of a file from its status."""
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def digest_bytes(data: bytes) -> str:
    """The digest that stands for a file's bytes everywhere in the engine (BLAKE2b, 16 bytes, hexadecimal)."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_file(path: str | os.PathLike[str]) -> str:
    """The digest of a file's bytes; raises OSError."""
    return digest_bytes(Path(path).read_bytes())
