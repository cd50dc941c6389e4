"""The Writer: pages from Pelican, and bytes from our own generators, through one method."""

from __future__ import annotations

import io
import os
from pathlib import Path, PurePosixPath
from typing import Any

from pelican.writers import FileOverwriteFailedError, Writer


class NewsroomWriter(Writer):  # type: ignore[misc]
    """Pelican's Writer with `write_bytes`, through which everything goes, pages included."""

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        super().__init__(output_path, settings)
        self._addresses: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._made: set[Path] = set()

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file below the output folder; `path` is relative, with forward slashes.

        Raises FileOverwriteFailedError when this path, in whatever case, has been written already or is a folder of
        one that was, and RuntimeError when it would lie outside the output folder.
        """
        self.reserve(path)
        file = Path(os.path.normpath(Path(self.output_path) / path))
        if not file.is_relative_to(self.output_path):
            raise RuntimeError(f"/{path} would be written outside the output folder.")
        if file.parent not in self._made:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(file.parent)
        file.write_bytes(data)

    def reserve(self, path: str) -> None:
        """Take an address, which must be free as a file, with folders that are no files.

        The engine calls it alone for a page that stands as it is. Raises FileOverwriteFailedError.
        """
        folders = [folder.as_posix() for folder in PurePosixPath(path).parents]
        names = (path.casefold(), *(folder.casefold() for folder in folders))
        others = (self._folders.get(names[0]), *(self._addresses.get(name) for name in names))
        if other := next(filter(None, others), None):
            raise FileOverwriteFailedError(f"Two things want the address /{path} (the other: /{other}).")
        self._addresses[names[0]] = path
        self._folders.update(dict.fromkeys(names[1:], path))
        self._written_files.add(path)

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
