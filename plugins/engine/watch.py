"""What `serve` watches: all that a build reads, and when it changes."""

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import watchfiles

from plugins.engine.inputs import LIBRARIES
from plugins.engine.staging import home_of

_QUIET = 10  # milliseconds without a further change after which a save is complete
_LONGEST = 300  # milliseconds of changes without a pause after which one look is taken all the same
_LOOK = 500  # milliseconds between two looks whether to end
_COARSE = 0.05  # seconds by which the clock of a file system may be behind
_ELSEWHERE = (*LIBRARIES, "/usr", "/etc", "/proc", "/sys", "/dev")
_WRITING = frozenset("wax+")
_LEFTOVERS = (".pyc", "~", ".swp", ".swx")


class FilesRead:
    """The files that this process and those that it forks open from now on to read them.

    They are seen through an audit hook (PEP 578). Forked processes write what they see into a file that all share.
    """

    def __init__(self) -> None:
        self._own: set[str] = set()
        self._process = os.getpid()
        self._shared = tempfile.TemporaryFile()  # noqa: SIM115 - it is open as long as this process lives
        sys.addaudithook(self._note)

    @property
    def paths(self) -> set[str]:
        """All that were seen until now; the forked processes have ended."""
        self._shared.seek(0)
        return self._own | set(os.fsdecode(self._shared.read()).split("\0")) - {""}

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open":
            return
        path, mode, _ = (
            arguments  # the mode is that of open(); what opens in other ways moves files, or lists folders
        )
        if not isinstance(path, str) or not isinstance(mode, str) or not _WRITING.isdisjoint(mode):
            return
        if path not in self._own and os.getpid() != self._process:
            os.write(self._shared.fileno(), f"{path}\0".encode("utf-8", "surrogateescape"))
        self._own.add(path)


def watched(
    settings_file: str, settings: dict[str, Any], code: Iterable[str], read: Iterable[str]
) -> set[str]:
    """The files and folders that a build reads: content, theme, settings, code, and what code opened elsewhere.

    Each folder stands for what lies in it; those below it are in the set themselves.
    """
    names = [settings.get("PATH"), settings.get("THEME"), *settings.get("THEME_TEMPLATES_OVERRIDES", [])]
    names += settings.get("ENGINE_WATCH", [])
    given = {_absolute(name) for name in names if name}
    folders = {folder for path in given if os.path.isdir(path) for folder in _below(path)}  # noqa: PTH112 - strings
    singles = {_absolute(path) for path in (settings_file, *code)} | given - folders
    root, made = _folder(_absolute(settings_file)), _made(settings)
    opened = {path for path in map(_absolute, read) if _folder(path) not in folders}
    singles |= {path for path in opened if not path.startswith(made) and _is_a_source(path, root)}
    return folders | {path for path in singles if _folder(path) not in folders}


def _absolute(path: str) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - settings and audit events hold strings


def _folder(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120 - the same


def _below(folder: str) -> Iterator[str]:
    """A folder and all below it, links followed as Pelican does, each real folder once."""
    seen: set[str] = set()
    for path, names, _ in os.walk(folder, followlinks=True):
        real = os.path.realpath(path)
        if real in seen:
            names.clear()
            continue
        seen.add(real)
        names[:] = [name for name in names if name != "__pycache__"]
        yield path


def _made(settings: dict[str, Any]) -> tuple[str, str]:
    """The beginnings of all paths that the build itself makes."""
    output = Path(settings.get("OUTPUT_PATH") or "output")
    return f"{os.path.realpath(output)}{os.sep}", f"{home_of(output)}{os.sep}"


def _is_a_source(path: str, root: str) -> bool:
    """Whether a file that was opened can be one that people edit: no library, and nothing hidden."""
    hidden = f"{os.sep}." in path.removeprefix(root)
    return not (hidden or path.startswith(_ELSEWHERE) or path.endswith(_LEFTOVERS))


def changes(paths: Sequence[str], since: float, stop: threading.Event) -> Iterator[None]:
    """Yield after every change of a watched file or in a watched folder, until `stop` is set.

    What changed after `since` (seconds since the epoch) but before the watch had begun counts, too. The folders of
    single files are watched, as editors replace files.
    """
    folders = {path for path in paths if os.path.isdir(path)}  # noqa: PTH112 - strings, as Pelican has them
    singles = set(paths) - folders

    def counts(_change: watchfiles.Change, path: str) -> bool:
        if path.endswith(_LEFTOVERS) or path.endswith("__pycache__"):
            return False
        return path in singles or _folder(path) in folders

    begun = False
    looked_at = folders | {_folder(path) for path in singles}
    for found in watchfiles.watch(
        *sorted(path for path in looked_at if os.path.isdir(path)),  # noqa: PTH112 - as above
        watch_filter=counts,
        stop_event=stop,
        step=_QUIET,
        debounce=_LONGEST,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
        raise_interrupt=False,
        recursive=False,
    ):
        if found or (not begun and changed_since(paths, since)):
            yield
        begun = True


def changed_since(
    paths: Iterable[str], moment: float, counts: Callable[[str], bool] = lambda _: True
) -> bool:
    """Whether any of these files, or any entry of these folders, came, went or changed since a moment.

    `counts(path)` is asked of what did whether it is to count.
    """
    return any(
        _moment(entry) >= moment - _COARSE and counts(entry) for path in paths for entry in _entries(path)
    )


def _entries(path: str) -> Iterator[str]:
    yield path
    if os.path.isdir(path):  # noqa: PTH112 - strings
        yield from (entry.path for entry in os.scandir(path) if not entry.path.endswith("__pycache__"))


def _moment(path: str) -> float:
    """When a file or folder last changed in any way; 0 when it has gone, which shows in its folder."""
    try:
        status = os.stat(path)  # noqa: PTH116 - strings
    except OSError:
        return 0
    return max(status.st_mtime, status.st_ctime)
