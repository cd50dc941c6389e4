"""`serve`: build, watch all that the build reads, build again, and reload the open pages.

A warm builder process, which has one thread and the libraries loaded, forks a child for each build. The child loads
the site's settings and plugins as they are now, so that an edited plugin counts, and takes all memory with it.
"""

import importlib
import json
import os
import signal
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import watchfiles
from pelican import console

from plugins.engine.command import make_engine, told
from plugins.engine.headers import Rule, rules_for
from plugins.engine.server import Hub, make_server
from plugins.engine.staging import home_of

_QUIET = 30  # milliseconds without a further change after which a save is complete
_LIBRARIES = tuple(
    f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")
)


class Builder:
    """The warm process that builds; one request at a time."""

    def __init__(self, settings_file: str, override: dict[str, Any]) -> None:
        """Start the process. Call this before any thread is started."""
        self._to_builder, requests = _pipe()
        answers, self._from_builder = _pipe()
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
        """Build once: `error` (text, empty when all is well), `changed`, `watch` (paths that the build read)."""
        os.write(self._to_builder, b"b")
        line = self._answers.readline()
        if not line:
            return {"error": "The builder process has ended.", "changed": False, "watch": []}
        return dict(json.loads(line))

    def stop(self) -> None:
        """End the process."""
        os.close(self._to_builder)
        self._answers.close()
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _pipe() -> tuple[int, int]:
    """A pipe as (end to write or keep, other end): the first for the parent when it writes."""
    reading, writing = os.pipe()
    return writing, reading


def _work(requests: int, answers: int, settings_file: str, override: dict[str, Any]) -> None:
    """The life of the builder: for each byte a child that builds, and a line about it."""
    code = 0
    try:
        while os.read(requests, 1):
            result = _in_child(settings_file, override)
            for name in result.pop("modules", []):
                _warm(name)
            os.write(answers, json.dumps(result).encode() + b"\n")
    except BaseException:  # noqa: BLE001 - a forked process ends here, whatever happened
        code = 1
    finally:
        os._exit(code)


def _warm(name: str) -> None:
    """Load a library that the build used, so that the next child has it."""
    with suppress(Exception):
        importlib.import_module(name)


def _in_child(settings_file: str, override: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            result = _build_once(settings_file, override)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(json.dumps(result).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    status = os.waitpid(pid, 0)[1]
    if not data:
        return {
            "error": f"The build ended with status {os.waitstatus_to_exitcode(status)}.",
            "changed": False,
            "watch": [],
        }
    return dict(json.loads(data))


def _build_once(settings_file: str, override: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {"error": "", "changed": False, "watch": [], "modules": []}
    settings: dict[str, Any] = {}
    try:
        engine = make_engine(settings_file, override)
        settings = engine.settings
        engine.run()
        report = engine.report
        result |= {"changed": bool(report.written or report.removed), "line": report.line()}
    except Exception as error:  # noqa: BLE001 - it is shown in the page
        result["error"] = told(error)
    result["watch"] = sorted(watched(settings_file, settings))
    result["modules"] = [name for name, path in _modules() if path.startswith(_LIBRARIES)]
    return result


def _modules() -> Iterator[tuple[str, str]]:
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and name != "__main__":
            yield name, path


def watched(settings_file: str, settings: dict[str, Any]) -> set[str]:
    """The files and folders that a build reads: content, theme, settings, and the folders of all code of the site."""
    folders = [settings.get("PATH"), settings.get("THEME"), *settings.get("THEME_TEMPLATES_OVERRIDES", [])]
    paths = {os.path.abspath(folder) for folder in folders if folder}  # noqa: PTH100 - settings hold strings
    paths |= {
        os.path.abspath(path)  # noqa: PTH100 - as above
        for _, path in _modules()
        if not path.startswith((*_LIBRARIES, "/usr/lib"))
    }
    paths.add(os.path.abspath(settings_file))  # noqa: PTH100 - strings, as Pelican has them
    paths |= {os.path.abspath(path) for path in settings.get("ENGINE_WATCH", [])}  # noqa: PTH100 - strings, as Pelican has them
    return {path for path in paths if os.path.exists(path)}  # noqa: PTH110 - strings, as Pelican has them


def changes(paths: Sequence[str], output: Path, stop: threading.Event) -> Iterator[None]:
    """Yield after every change of a watched file. Folders of single files are watched, as editors replace files."""
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in paths}  # noqa: PTH112, PTH120 - strings, as Pelican has them
    ignored = (f"{os.path.realpath(output)}{os.sep}", f"{home_of(output)}{os.sep}")
    single = {path for path in paths if not os.path.isdir(path)}  # noqa: PTH112 - strings, as Pelican has them
    whole = tuple(f"{path}{os.sep}" for path in paths if os.path.isdir(path))  # noqa: PTH112 - strings, as Pelican has them

    def counts(_change: watchfiles.Change, path: str) -> bool:
        if path.startswith(ignored) or "__pycache__" in path or path.endswith((".pyc", "~", ".swp")):
            return False
        return path in single or path.startswith(whole)

    begun = False  # what changed before the watch began shows in one more look, a moment later
    for found in watchfiles.watch(
        *sorted(folders),
        watch_filter=counts,
        stop_event=stop,
        step=_QUIET,
        debounce=10 * _QUIET,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if found or not begun:
            begun = True
            yield


def serve(
    settings_file: str = "pelicanconf.py",
    *,
    output: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    settings: dict[str, Any] | None = None,
    stop: threading.Event | None = None,
    ready: Callable[[str, Hub], None] | None = None,
) -> int:
    """Serve a site while it is written, until interrupted or until `stop` is set; gives the exit code.

    `settings` overrides the settings file (drafts shown, a tree of their own); `ready` hears the address once.
    """
    override = dict(settings or {})
    if output is not None:
        override["OUTPUT_PATH"] = str(Path(output).absolute())
    builder = Builder(settings_file, override)
    stop = stop or threading.Event()
    hub = Hub()
    result = builder.build()
    _tell(hub, result)
    root, rules = _place(settings_file, override)
    server = make_server(root, rules, host, port, hub)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    address = f"http://{host}:{server.server_address[1]}/"
    console.print(f"Serving at {address} (Ctrl-C ends it)")
    if ready is not None:
        ready(address, hub)
    try:
        _watch(builder, hub, result, root, stop)
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        server.closing = True
        server.shutdown()
        server.server_close()
        builder.stop()
    return 0


def _place(settings_file: str, override: dict[str, Any]) -> tuple[Path, list[Rule]]:
    """Where the output is and which headers it has; with settings that cannot be read, the defaults."""
    from pelican.settings import read_settings  # noqa: PLC0415 - it sets the locale, so only when needed

    try:
        settings = read_settings(settings_file, override=override)
    except Exception:  # noqa: BLE001 - the build has told about it already
        settings = {"OUTPUT_PATH": override.get("OUTPUT_PATH", "output")}
    return Path(settings["OUTPUT_PATH"]), rules_for(settings)


def _watch(builder: Builder, hub: Hub, result: dict[str, Any], root: Path, stop: threading.Event) -> None:
    """Build after every change, as long as the set of watched paths stays; then watch the new set."""
    while not stop.is_set():
        paths = result["watch"]
        for _ in changes(paths, root, stop):
            result = builder.build()
            _tell(hub, result)
            result["watch"] = result["watch"] or paths
            if result["watch"] != paths:
                break


def _tell(hub: Hub, result: dict[str, Any]) -> None:
    console.print(result["error"] or result.get("line", ""), markup=False, highlight=False)
    hub.tell(changed=result["changed"], error=result["error"])


def preview(root: Path, rules: Sequence[Rule], host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serve a finished tree with the headers that it will have in production, until interrupted."""
    server = make_server(root, rules, host, port)
    console.print(f"Previewing {root} at http://{host}:{server.server_address[1]}/ (Ctrl-C ends it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        server.server_close()
    return 0
