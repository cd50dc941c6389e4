"""The processes that build for `serve`: one that stays, and for each build a child that was started ahead of the save.

The one that stays has a single thread, the libraries loaded, and nothing of the site. Each child loads what the last
build had loaded of the site's own code, starts a twin that rehearses the build, and waits. Asked to build, it looks
whether all that was loaded is still as it was; if not it gives its place to a child that loads all anew. Then the twin
builds, where the rehearsal holds, else the child itself, reading the settings, which are never loaded ahead. Both end
with the build and take all memory with them.
"""

import gc
import importlib
import json
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from plugins.engine.command import make_engine, told
from plugins.engine.inputs import LIBRARIES, CodeState, Seen, is_settings, own_modules, recording, unchanged
from plugins.engine.rehearsal import Rehearsal
from plugins.engine.watch import FilesRead, watched

_ENGINE = f"{Path(__file__).parent}{os.sep}"
_GO = b"b"
_RELOAD = 0.3  # seconds in which the browser has the processors for itself, to load the page anew
Wait = Callable[[], bool]  # returns when it is time, and says whether there is something to build
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
    code, known, anew = 0, Code(), Task(settings_file, override)
    try:
        child = Child(anew.load_and_build)
        while os.read(requests, 1):
            result = child.build()
            if result is None:
                child.end()
                child = Child(anew.load_and_build)
                result = child.build() or _failed(child.end())
            libraries, known = result.pop("libraries", []), _code(result.pop("code", None), known)
            os.write(answers, json.dumps(result).encode() + b"\n")
            child.end()
            _load(libraries)
            select.select([requests], [], [], _RELOAD)
            child = Child(replace(anew, code=known, rehearses=not result["error"]).load_and_build)
        child.dismiss()
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
    """A forked process that waits for its one build."""

    def __init__(self, live: Callable[[Wait], dict[str, Any] | None]) -> None:
        """Start it. `live` prepares, calls what it is given to hear whether to build, and gives what came of that."""
        self._status: int | None = None
        wait, self._go = os.pipe()
        self._result, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._go)
                os.close(self._result)
                result = live(lambda: bool(os.read(wait, 1)))
                if result is not None:
                    with os.fdopen(writing, "wb") as pipe:
                        pipe.write(json.dumps(result).encode() + b"\n")
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

    def dismiss(self) -> None:
        """Let it end without a build."""
        os.close(self._go)
        self.end()

    def kill(self) -> None:
        """End it at once; what it may be building is left as after any kill."""
        os.kill(self._pid, signal.SIGKILL)
        self.end()


@dataclass(frozen=True)
class Task:
    """What a child is for: a site, the code to load ahead, and whether to rehearse the build."""

    settings_file: str
    override: dict[str, Any]
    code: Code = Code()
    rehearses: bool = False

    def load_and_build(self, wait: Wait) -> dict[str, Any] | None:
        """Load the code; then let a child that has rehearsed build, or, where it cannot, build here."""
        read = FilesRead()
        loaded = Loaded(self.code)
        twin = Child(partial(self._rehearse_and_build, read)) if self.rehearses else None
        _settle()
        if not (wait() and loaded.is_current()):
            if twin is not None:
                twin.kill()
            return None
        built = twin.build() if twin is not None else None
        return built or _build_once(self.settings_file, self.override, read)

    def _rehearse_and_build(self, read: FilesRead, wait: Wait) -> dict[str, Any] | None:
        rehearsal = Rehearsal(self.settings_file, self.override, read)
        _settle()
        if not (wait() and rehearsal.holds()):
            return None
        return _build_once(self.settings_file, self.override, read, rehearsal)


def _settle() -> None:
    """Nothing that is there now is looked at by the garbage collector again, nor copied for it after a fork."""
    gc.collect()
    gc.freeze()


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


def _build_once(
    settings_file: str, override: dict[str, Any], read: FilesRead, rehearsal: Rehearsal | None = None
) -> dict[str, Any] | None:
    result: dict[str, Any] = {"error": "", "changed": False, "began": time.time()}
    settings: dict[str, Any] = {}
    logged = Logged()
    try:
        engine = make_engine(settings_file, override)
        settings = engine.settings
        if rehearsal is not None and not rehearsal.is_wired_alike():
            return None
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
