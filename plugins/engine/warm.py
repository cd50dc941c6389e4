"""The processes that build for `serve`: one that stays, and for each build a child that was started ahead of the save.

The one that stays has a single thread, the libraries loaded, and nothing of the site. Each child loads what the last
build had loaded of the site's own code, then waits. Asked to build, it looks whether all of that is still as it was; if
so it reads the settings, which are never loaded ahead, and builds; if not it gives its place to a child that loads all
anew. It ends with its build and takes all memory with it.
"""

import gc
import importlib
import json
import logging
import os
import signal
import sys
import sysconfig
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.engine.command import make_engine, told
from plugins.engine.inputs import CodeState, Seen, is_settings, recording, unchanged
from plugins.engine.watch import FilesRead, watched

LIBRARIES = tuple(
    f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
_ENGINE = f"{Path(__file__).parent}{os.sep}"
_GO = b"b"
_Signs = dict[str, tuple[int, ...] | None]


@dataclass(frozen=True)
class Code:
    """The site's own modules, as (name, file) in the order of loading, and the path on which they were found."""

    modules: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()


class Builder:
    """The warm process that builds; one request at a time."""

    def __init__(self, settings_file: str, override: dict[str, Any]) -> None:
        """Start the process. Call this before any thread is started."""
        CodeState().note()
        requests, self._to_builder = os.pipe()
        self._from_builder, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(self._to_builder)
            os.close(self._from_builder)
            _work(requests, answers, settings_file, override)
        os.close(requests)
        os.close(answers)
        self._answers = os.fdopen(self._from_builder, "rb")

    def build(self) -> dict[str, Any]:
        """Build once.

        Gives `error` (text, empty when all is well), `changed`, `watch` (paths that the build read), `began` (seconds
        since the epoch) and, after a build that came to its end, `line`.
        """
        try:
            os.write(self._to_builder, _GO)
            line = self._answers.readline()
        except BrokenPipeError:
            line = b""
        return dict(json.loads(line)) if line else _failed("The builder process has ended.")

    def stop(self) -> None:
        """End the process."""
        os.close(self._to_builder)
        self._answers.close()
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _failed(error: str) -> dict[str, Any]:
    return {"error": error, "changed": False, "watch": [], "began": time.time()}


def _work(requests: int, answers: int, settings_file: str, override: dict[str, Any]) -> None:
    """The life of the process that stays: for each byte a build and a line about it, then the next child."""
    code, known, child = 0, Code(), Child(settings_file, override, Code())
    try:
        while os.read(requests, 1):
            result = child.build()
            if result is None:
                child.end()
                child = Child(settings_file, override, Code())
                result = child.build() or _failed(child.end())
            libraries, known = result.pop("libraries", []), _code(result.pop("code", None), known)
            os.write(answers, json.dumps(result).encode() + b"\n")
            child.end()
            _load(libraries)
            child = Child(settings_file, override, known)
    except BaseException:  # noqa: BLE001 - a forked process ends here, whatever happened
        code = 1
    finally:
        os._exit(code)


def _code(told_by_build: dict[str, Any] | None, known: Code) -> Code:
    """What the next child loads ahead: what this build had loaded, or, after one that failed early, what was known."""
    if told_by_build is None or len(told_by_build["modules"]) < len(known.modules):
        return known
    return Code(tuple(map(tuple, told_by_build["modules"])), tuple(told_by_build["path"]))


def _load(names: list[str]) -> None:
    """Load libraries that a build used, so that the next child has them."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
    CodeState().note()


class Child:
    """A child that waits for its one build."""

    def __init__(self, settings_file: str, override: dict[str, Any], code: Code) -> None:
        self._status: int | None = None
        wait, self._go = os.pipe()
        self._result, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._go)
                os.close(self._result)
                _wait_and_build(wait, writing, settings_file, override, code)
            finally:
                os._exit(0)
        os.close(wait)
        os.close(writing)

    def build(self) -> dict[str, Any] | None:
        """Let it build; None when it did not, for what it had loaded has changed, or it died."""
        with suppress(BrokenPipeError):
            os.write(self._go, _GO)
        os.close(self._go)
        with os.fdopen(self._result, "rb") as pipe:
            line = pipe.readline()
        return dict(json.loads(line)) if line.endswith(b"\n") else None

    def end(self) -> str:
        """Wait until it has ended, which takes a moment where there is much memory to free; says how it ended."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return f"The build ended with status {self._status}."


def _wait_and_build(
    wait: int, writing: int, settings_file: str, override: dict[str, Any], code: Code
) -> None:
    read = FilesRead()
    loaded = Loaded(code)
    gc.collect()
    gc.freeze()
    if os.read(wait, 1) and loaded.is_current():
        result = _build_once(settings_file, override, read)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(result).encode() + b"\n")


class Loaded:
    """The site's code as this process loaded it ahead."""

    def __init__(self, code: Code) -> None:
        """Load it. A module that cannot be loaded is left to the build, which says why."""
        if code.modules:
            sys.path[:] = code.path
        self._files = dict(code.modules)
        self._signs = _signs(self._places())
        with recording(Seen()) as seen:
            for name in self._files:
                with suppress(Exception):
                    importlib.import_module(name)
        CodeState().note()
        self._seen = seen
        self._touched = seen.digests()
        self._sound = not seen.volatile and all(
            self._files.get(name) == path and not is_settings(vars(sys.modules[name]))
            for name, path in own_modules()
            if code.modules
        )

    def is_current(self) -> bool:
        """Whether a process that loads the code now would have the same: files, folders, and what the code read."""
        return self._sound and self._signs == _signs(self._places()) and unchanged(self._touched, {})

    def _places(self) -> set[str]:
        """The files of the modules, and the folders in which a new file could come before one of them."""
        files = set(self._files.values())
        search = {path for path in sys.path if path and not f"{path}{os.sep}".startswith(LIBRARIES)}
        return files | {os.path.dirname(path) for path in files} | search if files else set()  # noqa: PTH120 - strings


def _signs(paths: set[str]) -> _Signs:
    signs: _Signs = {}
    for path in paths:
        try:
            status = Path(path).stat()
        except OSError:
            signs[path] = None
        else:
            signs[path] = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return signs


def own_modules() -> Iterator[tuple[str, str]]:
    """Every loaded module with a file that is no library's, as (name, file), in the order of loading."""
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and name != "__main__" and not path.startswith(LIBRARIES):
            yield name, path


def _build_once(settings_file: str, override: dict[str, Any], read: FilesRead) -> dict[str, Any]:
    result: dict[str, Any] = {"error": "", "changed": False, "began": time.time()}
    settings: dict[str, Any] = {}
    logged = Logged()
    try:
        engine = make_engine(settings_file, override)
        settings = engine.settings
        engine.run()
        report = engine.report
        result |= {"changed": bool(report.written or report.removed), "line": report.line()}
        result["error"] = "\n".join(logged.errors)
    except Exception as error:  # noqa: BLE001 - it is shown in the page
        result["error"] = explained(error)
    own = list(own_modules())
    result["watch"] = sorted(watched(settings_file, settings, {path for _, path in own}, read.paths))
    kept = [one for one in own if not is_settings(vars(sys.modules[one[0]]))]
    return result | {"code": {"modules": kept, "path": sys.path}, "libraries": _libraries()}


def _libraries() -> list[str]:
    files = [(name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items())]
    return [name for name, path in files if isinstance(path, str) and path.startswith(LIBRARIES)]


class Logged(logging.Handler):
    """Keeps what is logged as an error, each message once: Pelican goes on after a file that it cannot read."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: dict[str, None] = {}
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.errors[record.getMessage()] = None


def explained(error: Exception) -> str:
    """An error in words, with the file and the line of the site's own code or template where it came up."""
    text = told(error)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith((*LIBRARIES, _ENGINE, "<"))]
    if hasattr(error, "problems") or hasattr(error, "lineno") or not own:
        return text
    return f"{text} ({os.path.relpath(own[-1].filename)}:{own[-1].lineno})"
