"""The record of a finished tree: each file's digest, and the signs by which tampering shows."""

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

Sign = tuple[int, int, int]  # inode, size in bytes, modification time in nanoseconds


@dataclass
class Made:
    """One file that a build made: the digest of its bytes, its sign, and the source it copies (None: rendered)."""

    digest: str
    sign: Sign
    source: list[Any] | None = None


@dataclass
class Manifest:
    """What a build made, by relative path; `sound` are the files that still are as the build left them."""

    made: dict[str, Made] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    sound: set[str] = field(default_factory=set)

    def digest(self, path: str) -> str | None:
        """The digest of a file that is still as the last build left it, else None."""
        return self.made[path].digest if path in self.sound else None

    @property
    def tampered(self) -> list[str]:
        """Files that were changed or removed since the last build, sorted."""
        return sorted(self.made.keys() - self.sound)

    def record(self) -> dict[str, Any]:
        """The form the store keeps."""
        return {path: [made.digest, *made.sign, made.source] for path, made in self.made.items()}


def read_manifest(record: dict[str, Any] | None, root: Path) -> Manifest:
    """Compare a stored record with the tree at `root`: what is there, and what is as it was left."""
    made = {
        path: Made(digest, (inode, size, modified), source)
        for path, (digest, inode, size, modified, source) in (record or {}).items()
    }
    signs = scan(root)
    sound = {path for path, file in made.items() if signs.get(path) == file.sign}
    return Manifest(made, set(signs), sound)


def scan(root: Path) -> dict[str, Sign]:
    """The sign of every file below `root` that is a regular file, by relative path. Links are not followed."""
    signs: dict[str, Sign] = {}
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            entries = list(os.scandir(root / prefix))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                signs[path] = sign(entry.stat(follow_symlinks=False))
    return signs


def sign(status: os.stat_result) -> Sign:
    """The sign of a file from its status."""
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def digest_bytes(data: bytes) -> str:
    """The digest that stands for a file's bytes everywhere in the engine (BLAKE2b, 16 bytes, hexadecimal)."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_file(path: str | os.PathLike[str]) -> str:
    """The digest of a file's bytes; raises OSError."""
    return digest_bytes(Path(path).read_bytes())
