"""`serve`: build, watch all that the build reads, build again, and reload the open pages."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pelican import console
from pelican.log import init as init_logging

from plugins.engine.headers import Rule, rules_for
from plugins.engine.server import Hub, make_server
from plugins.engine.warm import Builder
from plugins.engine.watch import changes


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
    init_logging(level=logging.WARNING, name="pelican")
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
        _watch(builder, hub, result, stop)
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


def _watch(builder: Builder, hub: Hub, result: dict[str, Any], stop: threading.Event) -> None:
    """Build after every change, as long as the set of watched paths stays; then watch the new set."""
    while not stop.is_set():
        paths = result["watch"]
        for _ in changes(paths, result["began"], stop):
            result = builder.build()
            _tell(hub, result)
            if result["error"]:  # it may have ended before it read all
                result["watch"] = sorted({*paths, *result["watch"]})
            if result["watch"] != paths:
                break


def _tell(hub: Hub, result: dict[str, Any]) -> None:
    hub.tell(changed=result["changed"], error=result["error"])
    console.print(result["error"] or result.get("line", ""), markup=False, highlight=False)


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
