"""The output as a whole: made beside the one that is served, then exchanged for it in one step.

Beside an output directory `output` stands `.output.engine`, on the same file system. It holds the lock, the store,
the tree that was served before this one (`spare`), and, while a build runs, what that build makes (`next`). Whatever
happens before the exchange leaves `output` as it was; whatever happens after it leaves the new tree, whole.

A build that changes little does not link every file anew: it brings the spare tree up to date, which differs from the
served one by the last two builds, and exchanges that. What the spare tree holds is never trusted: a file of it counts
only when it is the very file (the same inode) that is served.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from plugins.engine.exchange import exchange, sync_directory, sync_file_system
from plugins.engine.manifest import Entries, Sign, scan, sign


@dataclass
class Contents:
    """What a finished tree holds, by relative path: files made anew, and what is carried over from the live tree."""

    new: set[str]
    carried: dict[str, Sign]
    others: set[str] = field(default_factory=set)  # links and special files
    folders: set[str] = field(default_factory=set)  # empty ones that are to stay

    def directories(self) -> set[str]:
        """Every directory of the tree, without its root."""
        found = set(self.folders)
        for path in (*self.new, *self.carried, *self.others, *self.folders):
            found.update(_above(path, found))
        return found


class Staging:
    """The trees of one build: `live`, which is served, `tree`, into which is written, `spare`, served before."""

    def __init__(self, output: Path) -> None:
        """Name the places (nothing is touched); a symbolic link as `output` is followed to its directory."""
        self.live = Path(os.path.realpath(output))
        self.home = home_of(output)
        self.tree = self.home / "next"
        self.spare = self.home / "spare"
        self._parked = self.home / "parked"
        self._look: Callable[[], Entries] = lambda: scan(self.spare)

    def look_ahead(self, look: Callable[[], Entries]) -> None:
        """Hear how to find out what the spare tree holds; nothing else changes it meanwhile."""
        self._look = look

    def open(self) -> None:
        """Make the working directory and bring an interrupted exchange to its end. The caller holds the lock."""
        self.home.mkdir(parents=True, exist_ok=True)
        if self._parked.exists():
            self._recover()
        if self.tree.exists():
            self._discard(self.tree)
        for leftover in self.home.glob("old-*"):
            _remove_later(leftover)
        self.tree.mkdir()

    def _recover(self) -> None:
        """Finish the two-rename exchange of a build that was killed between its renames."""
        if not self.live.exists():
            self._parked.rename(self.live)
        else:
            self._keep_as_spare(self._parked)

    def assemble(self, contents: Contents) -> tuple[Path, dict[str, Sign]]:
        """Make a tree of what was written and what is carried over: its root, and the signs of files that were copied.

        Raises OSError when the disk refuses.
        """
        copied = self._prepare(contents)
        if copied is not None:
            for path in sorted(contents.new):
                os.replace(f"{self.tree}{os.sep}{path}", f"{self.spare}{os.sep}{path}")  # noqa: PTH105 - thousands
            return self.spare, copied
        for folder in sorted(contents.directories()):
            (self.tree / folder).mkdir(exist_ok=True)
        return self.tree, self._carry(self.tree, [*contents.carried, *contents.others])

    def _prepare(self, contents: Contents) -> dict[str, Sign] | None:
        """Bring the spare tree up to date, but for the files made anew; gives the signs of files that were copied.

        None when it is of no use: most of it would have to be replaced, or it cannot be changed.
        """
        if len(contents.new) > len(contents.carried) or not self.spare.is_dir():
            return None
        found = self._look()
        stale = [path for path, held in found.files.items() if contents.carried.get(path) != held]
        if 2 * len(stale) > len(found.files):
            return None
        try:
            return self._bring_up_to_date(contents, found, stale)
        except OSError:
            self._discard(self.spare)
            return None

    def _bring_up_to_date(self, contents: Contents, found: Entries, stale: list[str]) -> dict[str, Sign]:
        directories = contents.directories()
        for path in (*stale, *found.others):
            (self.spare / path).unlink()
        for folder in sorted(found.folders - directories, reverse=True):
            (self.spare / folder).rmdir()
        for folder in sorted(directories - found.folders):
            (self.spare / folder).mkdir()
        missing = contents.carried.keys() - (found.files.keys() - set(stale))
        return self._carry(self.spare, [*missing, *contents.others])

    def _carry(self, tree: Path, paths: Iterable[str]) -> dict[str, Sign]:
        """Give a tree live files without touching their bytes; gives the signs of those that had to be copied."""
        copied = {}
        for path in sorted(paths):
            source, target = f"{self.live}{os.sep}{path}", f"{tree}{os.sep}{path}"
            try:
                linked = link(source, target)
            except FileExistsError:  # it was written anew with the same bytes
                os.unlink(target)  # noqa: PTH108 - thousands of times: no objects
                linked = link(source, target)
            if not linked:
                copied[path] = sign(os.lstat(target))
        return copied

    def commit(self, tree: Path) -> None:
        """Flush a tree that was assembled to the disk and exchange it for the live one, which becomes the spare one.

        Raises OSError, and leaves the live tree as it was, when the disk refuses.
        """
        sync_file_system(tree)
        self.live.parent.mkdir(parents=True, exist_ok=True)
        if not self.live.exists():
            tree.rename(self.live)
        else:
            shutil.copymode(self.live, tree)
            if exchange(tree, self.live):
                self._keep_as_spare(tree)
            else:
                self.live.rename(self._parked)
                tree.rename(self.live)
                self._keep_as_spare(self._parked)
        sync_directory(self.live.parent)
        self.abandon()

    def _keep_as_spare(self, tree: Path) -> None:
        if tree == self.spare:
            return
        if self.spare.exists():
            self._discard(self.spare)
        tree.rename(self.spare)

    def abandon(self) -> None:
        """Forget what was being made."""
        if self.tree.exists():
            self._discard(self.tree)

    def _discard(self, tree: Path) -> None:
        """Remove a tree, in the background when it is not empty: thousands of unlinks are no reason to wait."""
        with contextlib.suppress(OSError):
            tree.rmdir()
            return
        old = self.home / f"old-{os.getpid()}-{tree.stat().st_ino}"
        tree.rename(old)
        _remove_later(old)


def home_of(output: Path) -> Path:
    """The engine's own directory for an output directory: a hidden sibling."""
    real = Path(os.path.realpath(output))
    return real.parent / f".{real.name}.engine"


def link(source: str | Path, target: str | Path) -> bool:
    """Hard link `source` as `target`; a copy, and False, where the file system has no (more) links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (FileNotFoundError, FileExistsError):
        raise
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)
        return False
    return True


def _above(path: str, known: set[str]) -> Iterable[str]:
    """The directories above a path that are not known yet, from the nearest up."""
    while (path := path.rpartition("/")[0]) and path not in known:
        yield path


def _remove_later(path: Path) -> None:
    """Leave the removal to a process of its own, which the shell hands to init: no child remains to be waited for."""
    shell = shutil.which("sh")
    if shell is None:
        shutil.rmtree(path, ignore_errors=True)
        return
    command = [shell, "-c", 'rm -rf -- "$0" >/dev/null 2>&1 </dev/null &', str(path)]
    subprocess.run(command, check=False, start_new_session=True)  # noqa: S603 - our own path, as an argument
