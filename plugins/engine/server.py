"""A small web server for one's own machine: `preview` with the headers of production, `serve` with live reload."""

import email.utils
import html
import json
import queue
import string
import threading
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from plugins.engine.headers import Rule, headers_of, type_of
from plugins.engine.manifest import digest_bytes
from plugins.engine.moved import Moved, moved

SCRIPT_PATH, EVENTS_PATH = "/.engine/reload.js", "/.engine/events"
_NOT_FOUND = b"<!doctype html><title>Not found</title>Not found"
_DIGITS = 8  # at least so many hexadecimal digits are a digest in a name
_HEARTBEAT = 15.0  # seconds between two signs of life on an open event stream

# Styles are set through the object model, which a strict Content-Security-Policy allows. The page was made at the
# version in the script's address: with a newer one there, even from before the script ran, it is loaded again.
SCRIPT = """
const version = Number(new URL(document.currentScript.src).search.slice(1));
const box = document.createElement("dialog");
const text = document.createElement("pre");
const close = document.createElement("button");
Object.assign(box.style, {position: "fixed", inset: "1rem", zIndex: 2147483647, width: "auto", height: "auto",
  background: "#2b0d0a", color: "#fff", border: "2px solid #ff8a72", padding: "1.5rem", overflow: "auto"});
Object.assign(text.style, {font: "16px/1.5 ui-monospace, monospace", whiteSpace: "pre-wrap", margin: "0 0 1rem"});
box.setAttribute("role", "alert");
close.textContent = "Close";
close.addEventListener("click", () => box.close());
box.append(text, close);
const events = new EventSource("/.engine/events");
events.addEventListener("state", event => {
  const state = JSON.parse(event.data);
  if (state.version !== version) { location.reload(); return; }
  text.textContent = state.error;
  if (!state.error) { box.close(); return; }
  if (!box.isConnected) document.body.append(box);
  if (!box.open) box.show();
});
"""


class Hub:
    """The state of the site and the browsers that listen for its changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[queue.Queue[str]] = set()
        self._version = int(time.time())  # pages that an earlier server sent are of another version
        self._error = ""

    def tell(self, *, changed: bool, error: str = "") -> None:
        """Tell every open page: a new version, or an error (until the next call)."""
        with self._lock:
            self._version += changed
            self._error = error
            for listener in self._listeners:
                listener.put(self._state())

    def _state(self) -> str:
        return json.dumps({"version": self._version, "error": self._error})

    @property
    def version(self) -> int:
        """The version of the site: a greater number after every build that changed it."""
        return self._version

    @property
    def error(self) -> str:
        """The text of the error that stands, or nothing."""
        return self._error

    def listen(self) -> "queue.Queue[str]":
        """Begin to hear of changes; the first thing heard is the state now."""
        listener: queue.Queue[str] = queue.Queue()
        with self._lock:
            listener.put(self._state())
            self._listeners.add(listener)
        return listener

    def leave(self, listener: "queue.Queue[str]") -> None:
        """Stop to hear of changes."""
        with self._lock:
            self._listeners.discard(listener)

    def count(self) -> int:
        """How many browsers listen."""
        return len(self._listeners)


class Handler(BaseHTTPRequestHandler):
    """Serves the files of one folder. With a hub, pages reload themselves and show errors."""

    root: ClassVar[Path]
    rules: ClassVar[Sequence[Rule]] = ()
    hub: ClassVar[Hub | None] = None
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request for a file, the script, or the stream of events."""
        address = unquote(urlsplit(self.path).path)
        self.version = (
            self.hub.version if self.hub is not None else 0
        )  # before a file is read: in doubt too old
        if self.hub is not None and address == EVENTS_PATH:
            self._stream(self.hub)
        elif self.hub is not None and address == SCRIPT_PATH:
            self._answer(HTTPStatus.OK, SCRIPT.encode(), address, "text/javascript; charset=utf-8")
        elif old := moved(self.root, self.path):
            self._moved(old)
        else:
            self._file(address)

    do_HEAD = do_GET  # noqa: N815

    def _moved(self, old: Moved) -> None:
        """Lead on from an old address, or show the page of one that was withdrawn, with its status."""
        if old.status < HTTPStatus.BAD_REQUEST:
            self._redirect(old.target, HTTPStatus(old.status))
        else:
            page = self._find(old.target)
            data = page.read_bytes() if page else _NOT_FOUND
            self._answer(HTTPStatus(old.status), data, old.target, type_of("index.html"))

    def _file(self, address: str) -> None:
        file = self._find(address)
        if file is not None:
            name = "index.html" if address.endswith("/") else address
            self._answer(HTTPStatus.OK, file.read_bytes(), address, type_of(name))
        elif not address.endswith("/") and (self.root / address.strip("/")).is_dir():
            self._redirect(f"{address}/", HTTPStatus.MOVED_PERMANENTLY)
        else:
            missing = self._find("/404.html")
            data = missing.read_bytes() if missing else _NOT_FOUND
            self._answer(HTTPStatus.NOT_FOUND, data, address, type_of("404.html"))

    def _find(self, address: str) -> Path | None:
        """The file for an address, which must lie within the folder."""
        path = (self.root / address.lstrip("/")).resolve()
        if not path.is_relative_to(self.root.resolve()):
            return None
        if address.endswith("/"):
            path /= "index.html"
        return path if path.is_file() else None

    def _redirect(self, target: str, status: HTTPStatus) -> None:
        self.send_response(status)
        for name, value in self._headers_of(self.path).items():
            self.send_header(name, value)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _headers_of(self, address: str, *, found: bool = False) -> dict[str, str]:
        """The headers that an address has in production, but for those that would outlive this server."""
        headers = headers_of(address, self.rules)
        if self.hub is not None:
            if not (found and _is_named_by_content(address, headers)):
                headers["Cache-Control"] = "no-store"
            headers.pop("Strict-Transport-Security", None)
        return headers

    def _answer(self, status: HTTPStatus, data: bytes, address: str, kind: str) -> None:
        if self.hub is not None and kind.startswith("text/html"):
            data = _with_script(data, self.hub.error if status != HTTPStatus.OK else "", self.version)
        tag = f'"{digest_bytes(data)}"'
        fresh = self.headers.get("If-None-Match") == tag and status == HTTPStatus.OK
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else status)
        for name, value in {**self._headers_of(address, found=status == HTTPStatus.OK), "ETag": tag}.items():
            self.send_header(name, value)
        if not fresh:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and not fresh:
            self.wfile.write(data)

    def _stream(self, hub: Hub) -> None:
        """Server-sent events (HTML standard, section 9.2), until the browser goes."""
        self.send_response(HTTPStatus.OK)
        for name, value in (
            ("Content-Type", "text/event-stream"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        listener = hub.listen()
        try:
            while not getattr(self.server, "closing", False):
                try:
                    self.wfile.write(f"event: state\ndata: {listener.get(timeout=_HEARTBEAT)}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b": here\n\n")
                self.wfile.flush()
        except OSError:
            pass  # the browser has gone, which is how a stream ends
        finally:
            hub.leave(listener)
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the method's own parameter
        """Say nothing of single requests."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The date of an answer (RFC 9110)."""
        return email.utils.formatdate(timestamp, usegmt=True)


def _is_named_by_content(address: str, headers: dict[str, str]) -> bool:
    """Whether a file never changes under its name: the rules say so, and the name holds a digest."""
    parts = address.rpartition("/")[2].split(".")[1:-1]
    marked = any(len(part) >= _DIGITS and set(part) <= set(string.hexdigits) for part in parts)
    return marked and "immutable" in headers.get("Cache-Control", "")


def _with_script(data: bytes, error: str, version: int) -> bytes:
    """A page with the reloading script, and, in the place of one that is missing, the error that kept it away."""
    script = f'<script src="{SCRIPT_PATH}?{version}" defer></script>'.encode()
    told = f"<pre>{html.escape(error)}</pre>".encode() if error else b""
    head, found, tail = data.partition(b"</head>")
    return head + script + found + told + tail if found else data + told + script


class Server(ThreadingHTTPServer):
    """The server, in threads that do not keep the process alive."""

    daemon_threads = True
    allow_reuse_address = True
    closing = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no error."""


def make_server(root: Path, rules: Sequence[Rule], host: str, port: int, hub: Hub | None = None) -> Server:
    """A server for the files in `root`; port 0 takes any free one. The caller runs `serve_forever`."""
    handler = type("SiteHandler", (Handler,), {"root": root, "rules": tuple(rules), "hub": hub})
    return Server((host, port), handler)
