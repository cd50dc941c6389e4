"""A build ahead of the save, of which nothing is kept: after it the next build in its process finds everything warm.

That build is as exact as one in a new process, or it is not done here: see `Rehearsal.holds`. What Pelican's own
`--autoreload` asks of a plugin is asked here, too: it can be registered and run twice in one process.
"""

import functools
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from blinker import Signal
from pelican.plugins import signals

from plugins.engine.command import make_engine
from plugins.engine.digest import Digester
from plugins.engine.fingerprint import modules_of, plugins_print
from plugins.engine.inputs import own_modules
from plugins.engine.records import caught
from plugins.engine.watch import FilesRead, changed_since, watched

_ENGINE = f"{__package__}."


class Rehearsal:
    """One build of the site as it is now."""

    def __init__(self, settings_file: str, override: dict[str, Any], read: FilesRead) -> None:
        """Build, and look what it left behind. Raises what the build raises: then this process is of no more use."""
        self._began = time.time()
        with caught(), Digester.remembering():
            engine = make_engine(settings_file, override)
            self._receivers, state = receivers(), _state(engine.plugins)
            sources = engine.rehearse()
        self._leaves_no_trace = state == _state(engine.plugins)
        own = {path for _, path in own_modules()}
        self._watched = watched(settings_file, engine.settings, own, read.paths)
        self._root = os.path.join(os.path.abspath(engine.settings["PATH"]), "")  # noqa: PTH100, PTH118 - strings
        self._endings = tuple({os.path.splitext(name)[1] for name in sources} - {""})  # noqa: PTH122 - strings
        forget(engine.plugins)

    def holds(self) -> bool:
        """Whether nothing changed since but files that a reader reads, and no plugin kept anything."""
        return self._leaves_no_trace and not changed_since(self._watched, self._began, self._is_kept)

    def is_wired_alike(self) -> bool:
        """Whether the engine that has been made since is wired as the first was: no receiver was added twice."""
        return self._receivers == receivers()

    def _is_kept(self, path: str) -> bool:
        """Whether something of this file may be kept in memory: it is none that a reader reads in each build."""
        if not path.startswith(self._root):
            return True
        return not path.endswith(self._endings) and not os.path.isdir(path)  # noqa: PTH112 - strings


def receivers() -> dict[str, int]:
    """How many receivers each of Pelican's signals has."""
    named = vars(signals).items()
    return {name: len(signal.receivers) for name, signal in named if isinstance(signal, Signal)}


def _state(plugins: list[Any]) -> str:
    """The digest of what plugins keep in their modules and classes."""
    return plugins_print(plugins, Digester(lambda _: None), classes=True)


def forget(plugins: list[Any]) -> None:
    """Empty the caches of the site's own functions and of its plugins', but for those that say that they are `pure`."""
    names = {*modules_of(plugins), *(name for name, _ in own_modules())}
    for name in names:
        if not name.startswith(_ENGINE):
            for cached in _caches(vars(sys.modules[name])):
                cached.cache_clear()


def _caches(namespace: Any) -> Iterator[Any]:
    for value in list(namespace.values()):
        inner = getattr(value, "__func__", value)
        if isinstance(inner, functools._lru_cache_wrapper) and not getattr(inner, "pure", False):  # noqa: SLF001 - as above
            yield inner
        elif isinstance(value, type) and namespace.get("__name__") == value.__module__:
            yield from _caches(vars(value))
