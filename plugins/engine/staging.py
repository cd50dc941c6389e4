"""The output as a whole: made beside the one that is served, then exchanged for it in one step.

Beside an output directory `output` stands `.output.engine`, on the same file system. It holds the lock, the
store, and, while a build runs, the tree that is being made (`next`). Whatever happens before the exchange leaves
`output` as it was; whatever happens after it leaves the new tree, whole.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.engine.exchange import exchange, sync_directory, sync_file_system


class Staging:
    """The two trees of one build: `live`, which is served, and `tree`, which is being made."""

    def __init__(self, output: Path) -> None:
        """Name the places (nothing is touched); a symbolic link as `output` is followed to its directory."""
        self.live = Path(os.path.realpath(output))
        self.home = home_of(output)
        self.tree = self.home / "next"
        self._parked = self.home / "parked"

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
        if self.live.is_dir():
            shutil.copymode(self.live, self.tree)

    def _recover(self) -> None:
        """Finish the two-rename exchange of a build that was killed between its renames."""
        if not self.live.exists():
            self._parked.rename(self.live)
        else:
            _remove(self._parked)

    def reuse(self, path: str) -> None:
        """Give the new tree the live file at `path` (relative) without touching its bytes: a hard link."""
        target = self.tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        link(self.live / path, target)

    def adopt(self, keep: Callable[[str], bool]) -> list[str]:
        """Carry over the live entries that `keep` accepts and the new tree lacks; gives their relative paths.

        Links and special files are carried as they are. Where the build made something, the build wins.
        """
        adopted = []
        for path, is_directory in _walk(self.live):
            target = self.tree / path
            if os.path.lexists(target) or not keep(path):
                continue
            if any(parent.is_file() for parent in target.parents if self.tree in parent.parents):
                continue
            if is_directory:
                target.mkdir(parents=True, exist_ok=True)
            else:
                self.reuse(path)
            adopted.append(path)
        return adopted

    def commit(self) -> None:
        """Flush the new tree to the disk and exchange it for the live one.

        Raises OSError, and leaves the live tree as it was, when the disk refuses.
        """
        sync_file_system(self.tree)
        self.live.parent.mkdir(parents=True, exist_ok=True)
        if not self.live.exists():
            self.tree.rename(self.live)
        elif exchange(self.tree, self.live):
            self._discard(self.tree)
        else:
            self.live.rename(self._parked)
            self.tree.rename(self.live)
            self._discard(self._parked)
        sync_directory(self.live.parent)

    def abandon(self) -> None:
        """Forget the tree that was being made."""
        shutil.rmtree(self.tree, ignore_errors=True)

    def _discard(self, tree: Path) -> None:
        """Remove a former tree in the background: thousands of unlinks are no reason to wait."""
        old = self.home / f"old-{os.getpid()}-{tree.stat().st_ino}"
        tree.rename(old)
        _remove_later(old)


def home_of(output: Path) -> Path:
    """The engine's own directory for an output directory: a hidden sibling."""
    real = Path(os.path.realpath(output))
    return real.parent / f".{real.name}.engine"


def link(source: Path, target: Path) -> None:
    """Hard link `source` as `target`; a copy where the file system has no (more) links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (FileNotFoundError, FileExistsError):
        raise
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _walk(root: Path) -> Iterator[tuple[str, bool]]:
    """Every entry below `root` as (relative path, is a real directory), parents first, sorted."""
    if not root.is_dir():
        return
    for directory, names, files in os.walk(root):
        names.sort()
        for name in sorted([*names, *files]):
            path = os.path.join(directory, name)  # noqa: PTH118 - os.walk speaks str
            is_directory = stat.S_ISDIR(os.lstat(path).st_mode)
            yield os.path.relpath(path, root), is_directory


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        path.unlink()


def _remove_later(path: Path) -> None:
    """Leave the removal to a process of its own, which the shell hands to init: no child remains to be waited for."""
    shell = shutil.which("sh")
    if shell is None:
        _remove(path)
        return
    command = [shell, "-c", 'rm -rf -- "$0" >/dev/null 2>&1 </dev/null &', str(path)]
    subprocess.run(command, check=False, start_new_session=True)  # noqa: S603 - our own path, as an argument
