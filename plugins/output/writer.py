"""The Writer: pages from Pelican, and bytes from our own generators, through one method."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from pelican.writers import FileOverwriteFailedError, Writer

NO_NAMES = frozenset({"", ".", ".."})


def split(path: str) -> tuple[str, str]:
    """Return the folder of a path, with its last slash, and the name in it."""
    name = path.rpartition("/")[2]
    return path.removesuffix(name), name


class NewsroomWriter(Writer):  # type: ignore[misc]
    """Pelican's Writer with `write_bytes`, through which everything goes, pages included.

    `stands` may be set by the engine: it is asked whether a path holds these bytes already, so that it can stay.
    """

    stands: Callable[[str, bytes], bool] | None = None

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        super().__init__(output_path, settings)
        self._addresses: dict[str, str] = {}  # in small letters, as all names here
        self._folders: dict[str, str] = {}
        self._reserved: set[str] = set()  # folders as they are written
        self._made: dict[str, Path] = {}

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file below the output folder; `path` is relative, with forward slashes.

        Raises FileOverwriteFailedError when this path, in whatever case, has been written already or is a folder of
        one that was, and RuntimeError when it would lie outside the output folder.
        """
        self.reserve(path)
        folder, name = split(path)
        if name in NO_NAMES:
            raise RuntimeError(f"/{path} is no file.")
        if self.stands is not None and self.stands(path, data):
            return
        if folder not in self._made:
            self._made[folder] = self._make(folder, path)
        (self._made[folder] / name).write_bytes(data)

    def _make(self, folder: str, path: str) -> Path:
        """Make the folder of a file, and return it."""
        place = Path(os.path.normpath(Path(self.output_path) / folder))
        if not place.is_relative_to(self.output_path):
            raise RuntimeError(f"/{path} would be written outside the output folder.")
        place.mkdir(parents=True, exist_ok=True)
        return place

    def reserve(self, path: str) -> None:
        """Take an address, which must be free as a file, with folders that are no files.

        The engine calls it alone for a page that stands as it is. Raises FileOverwriteFailedError.
        """
        folder, _ = split(path)
        if folder not in self._reserved:
            self._reserve_folder(folder, path)
        name = path.casefold()
        self._refuse(path, self._addresses.get(name) or self._folders.get(name))
        self._addresses[name] = path
        self._written_files.add(path)

    def _reserve_folder(self, folder: str, path: str) -> None:
        """Take the addresses of a file's folder and of those above it, none of which may be a file."""
        within = PurePosixPath(folder)
        above = [one.as_posix().casefold() for one in (within, *within.parents)]
        self._refuse(path, next(filter(None, map(self._addresses.get, above)), None))
        self._reserved.add(folder)
        for one in above:
            self._folders.setdefault(one, path)

    def _refuse(self, path: str, other: str | None) -> None:
        """Raise FileOverwriteFailedError when another has the address of a path."""
        if other:
            raise FileOverwriteFailedError(f"Two things want the address /{path} (the other: /{other}).")

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> io.StringIO:
        """Return a buffer that becomes the file when Pelican closes it. Nothing of ours may override."""
        del override
        return PageBuffer(self, Path(filename).relative_to(self.output_path).as_posix(), encoding)


class PageBuffer(io.StringIO):
    """Text on its way to one file."""

    def __init__(self, writer: NewsroomWriter, path: str, encoding: str) -> None:
        super().__init__()
        self._writer, self._path, self._encoding = writer, path, encoding

    def close(self) -> None:
        """Hand the whole text over, once."""
        if not self.closed:
            self._writer.write_bytes(self._path, self.getvalue().encode(self._encoding))
        super().close()
