"""What a stretch of code takes from outside: files, folders, environment variables, other programs, the network.

Python reports file and process access to audit hooks (PEP 578); environment variables are seen where `os.environ`
encodes their names. Modules are followed by the state of their files.
"""

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar

from plugins.engine.manifest import digest_file

MISSING = "-"
_OUTSIDE = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "socket.connect",
    "socket.bind",
)
_IMPORT_SYSTEM = os.path.join(sysconfig.get_path("stdlib"), "importlib")  # noqa: PTH118 - a prefix
_ENTRY = ("__main__", "__mp_main__")  # how the process was started does not shape pages
_EVENTS = frozenset({"open", "os.listdir", "os.scandir", *_OUTSIDE})
LIBRARIES = tuple(
    sorted({f"{sysconfig.get_path(n)}{os.sep}" for n in ("stdlib", "platstdlib", "purelib", "platlib")})
)
_IGNORED = (*LIBRARIES, *(f"{path}{os.sep}" for path in ("/proc", "/sys", "/dev", "/usr/share/zoneinfo")))

identity = object.__hash__  # as good as `id`, of whose every call all audit hooks hear


@dataclass
class Seen:
    """What was touched while it was recorded; `volatile` says why the result cannot be kept."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    environment: set[str] = field(default_factory=set)
    volatile: str | None = None

    def digests(self) -> dict[str, str]:
        """The state of all that was touched, now; the form that `unchanged` compares with."""
        return {
            **{f"file:{path}": file_state(path) for path in sorted(self.files)},
            **{f"folder:{path}": folder_state(path) for path in sorted(self.folders)},
            **{f"env:{name}": os.environ.get(name, MISSING) for name in sorted(self.environment)},
        }


def unchanged(digests: dict[str, str], known: dict[str, str]) -> bool:
    """Whether everything recorded by `Seen.digests` is still in the same state; `known` remembers answers."""
    return all(_state(label, known) == state for label, state in digests.items())


def _state(label: str, known: dict[str, str]) -> str:
    if label not in known:
        kind, name = label.split(":", 1)
        looks: dict[str, Callable[[str], str]] = {
            "file": file_state,
            "folder": folder_state,
            "env": _variable,
        }
        known[label] = looks[kind](name)
    return known[label]


def _variable(name: str) -> str:
    return os.environ.get(name, MISSING)


def file_state(path: str) -> str:
    """The digest of a file's bytes, or `MISSING`."""
    try:
        return digest_file(path)
    except OSError:
        return MISSING


def folder_state(path: str) -> str:
    """The digest of the names in a folder, or `MISSING`."""
    try:
        names = sorted(entry.name for entry in Path(path).iterdir())
    except OSError:
        return MISSING
    return blake2b("\0".join(names).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


class _Hook:
    """The one audit hook of the process (hooks cannot be removed) and the record it fills at the moment."""

    installed = False
    seen: Seen | None = None

    @classmethod
    def install(cls) -> None:
        if not cls.installed:
            sys.addaudithook(_hear)
            cls.installed = True

    @classmethod
    def report(cls, seen: Seen, event: str, arguments: tuple[Any, ...]) -> None:
        caller = sys._getframe(2).f_code.co_filename  # noqa: SLF001 - the only way to know who asks
        if caller.startswith(("<frozen ", _IMPORT_SYSTEM)) or arguments[0] in sys.path:
            return
        if event == "open":
            cls.opened(seen, arguments[0], arguments[2] if len(arguments) > 2 else 0)  # noqa: PLR2004
        elif event in ("os.listdir", "os.scandir"):
            folder = arguments[0]
            path = os.path.abspath(os.fsdecode(folder) if isinstance(folder, str | bytes) else os.curdir)  # noqa: PTH100 - strings, as Pelican has them
            if not path.startswith(_IGNORED):
                seen.folders.add(path)
        else:
            seen.volatile = f"it used {event}"

    @staticmethod
    def opened(seen: Seen, name: Any, flags: Any) -> None:
        if not isinstance(name, str | bytes | os.PathLike):
            return
        path = os.path.abspath(os.fsdecode(name))  # noqa: PTH100 - strings, as Pelican has them
        if path.startswith(_IGNORED):
            return
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.volatile = f"it wrote {path}"
        elif not path.endswith((".pyc", ".py")):
            seen.files.add(path)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _EVENTS and _Hook.seen is not None:
        _Hook.report(_Hook.seen, event, arguments)


class recording:  # noqa: N801 - used as a function
    """Record into `seen` while the block runs; records nest, and the inner one then has it all."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def __enter__(self) -> Seen:
        _Hook.install()
        self._before, _Hook.seen = _Hook.seen, self._seen
        self._encode = encode = os.environ.encodekey
        environment = self._seen.environment

        def encodekey(name: Any) -> Any:
            environment.add(str(name))
            return encode(name)

        os.environ.encodekey = encodekey
        return self._seen

    def __exit__(self, *_: object) -> None:
        os.environ.encodekey = self._encode
        _Hook.seen = self._before


class unrecorded:  # noqa: N801 - used as a function
    """Record nothing while the block runs, for what is followed in another way."""

    def __enter__(self) -> None:
        self._before, _Hook.seen = _Hook.seen, None

    def __exit__(self, *_: object) -> None:
        _Hook.seen = self._before


class CodeState:
    """The files of all loaded modules, each as it was when this process first noted it.

    A module is loaded once in a process, so that a file edited since then is not what runs: its first state counts.
    """

    _first: ClassVar[dict[str, tuple[str, tuple[int, ...]]]] = {}

    def note(self) -> None:
        """Note the modules that were loaded since the last call; the sooner after loading, the better."""
        for name, module in list(sys.modules.items()):
            path = getattr(module, "__file__", None)
            if name in _ENTRY or name in self._first or not isinstance(path, str):
                continue
            if not is_settings(vars(module)):
                self._first[name] = (path, _file_sign(path))

    def token(self, record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The token of the code that runs: the recorded one while no module that the record knows has changed.

        Gives the token and the record to keep. Modules that the recorded build did not load are added to it.
        """
        self.note()
        now = {name: [path, list(sign)] for name, (path, sign) in self._first.items()}
        files: dict[str, Any] = record.get("files", {})
        same = record.get("version") == sys.version and all(
            (now.get(name) or [path, list(_file_sign(path))]) == [path, sign]
            for name, (path, sign) in files.items()
        )
        if not same:
            files = {}
        merged = {**files, **now}
        text = "\n".join(f"{name} {state}" for name, state in sorted(merged.items()))
        fresh = blake2b(f"{sys.version}\n{text}".encode(), digest_size=16).hexdigest()
        token = record["token"] if same and "token" in record else fresh
        return token, {"version": sys.version, "token": token, "files": merged}


def own_modules() -> Iterator[tuple[str, str]]:
    """Every loaded module with a file that is no library's, as (name, file), in the order of loading."""
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and name != "__main__" and not path.startswith(LIBRARIES):
            yield name, path


def is_settings(namespace: dict[str, Any]) -> bool:
    """Whether a module is a settings file. Its values are digested one by one, so its text need not count."""
    return not namespace.keys().isdisjoint(("SITENAME", "SITEURL", "PLUGINS", "RELATIVE_URLS"))


def _file_sign(path: str) -> tuple[int, ...]:
    try:
        status = Path(path).stat()
    except OSError:
        return ()
    if status.st_size < 1 << 20 and not path.startswith(_IGNORED):
        return (status.st_size, int(digest_file(Path(path))[:15], 16))
    return (status.st_size, status.st_mtime_ns)
