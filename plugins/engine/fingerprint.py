"""What shapes every page and is not traced: settings, code, filters and tests, state of plugins, locale, time zone."""

import locale
import os
import sys
import time
import types
from hashlib import blake2b
from typing import Any

from plugins.engine.digest import Digester
from plugins.engine.parts import UntraceableError

_VERSION = "3"  # of what the engine keeps: raise it when rows or records change their meaning
_NOT_SETTINGS_OF_PAGES = frozenset(
    "OUTPUT_PATH CACHE_PATH PELICAN_CLASS PORT BIND DEBUG LOG_FILTER JINJA_FILTERS JINJA_GLOBALS JINJA_TESTS"
    " CACHE_CONTENT LOAD_CONTENT_CACHE CONTENT_CACHING_LAYER DELETE_OUTPUT_DIRECTORY OUTPUT_RETENTION AUTORELOAD"
    " ENGINE_JOBS ENGINE_LOCK_WAIT ENGINE_VERIFY".split()
)
_STOCK_READER_SETTINGS = (
    "MARKDOWN FORMATTED_FIELDS DOCUTILS_SETTINGS DEFAULT_LANG PYGMENTS_RST_OPTIONS READERS TYPOGRIFY"
).split()


class Untraceable(Exception):  # noqa: N818 - it is an answer
    """The build cannot be told apart from another one: nothing of it may be kept."""


def settings_print(settings: dict[str, Any], digester: Digester) -> str:
    """The digest of all settings that can shape a page. Raises Untraceable.

    ENGINE_TRACED_SETTINGS names settings that reach pages only through contents and variables, which are traced: a
    build time that decides which stories appear is one. No reader may use them.
    """
    left_out = _NOT_SETTINGS_OF_PAGES.union(settings.get("ENGINE_TRACED_SETTINGS", ()))
    shown = {name: settings[name] for name in sorted(settings) if name not in left_out}
    try:
        return digester(shown)
    except UntraceableError as error:
        raise Untraceable(f"a setting cannot be traced: {error}") from None


def reader_print(settings: dict[str, Any], digester: Digester) -> str:
    """The digest of the settings that Pelican's own readers use while they parse."""
    try:
        return digester({name: settings.get(name) for name in _STOCK_READER_SETTINGS})
    except UntraceableError as error:
        raise Untraceable(f"a setting cannot be traced: {error}") from None


def surroundings_print(code: str) -> str:
    """The digest of code, locale and time zone."""
    zone = (os.environ.get("TZ", ""), time.tzname)
    return _digest(_VERSION, code, locale.setlocale(locale.LC_ALL), repr(zone), sys.getfilesystemencoding())


def environment_print(generators: list[Any], digester: Digester) -> str:
    """The digest of what templates are given beside data: filters, tests, extensions. Raises Untraceable."""
    parts = []
    for generator in generators:
        environment = getattr(generator, "env", None)
        if environment is None:
            continue
        try:
            parts += [digester(dict(environment.filters)), digester(dict(environment.tests))]
        except UntraceableError as error:
            raise Untraceable(f"a filter or test cannot be traced: {error}") from None
        parts.append(" ".join(sorted(environment.extensions)))
    return _digest(*parts)


def plugins_print(plugins: list[Any], digester: Digester, *, classes: bool = False) -> str:
    """The digest of the state that plugins keep in their modules, and with `classes` in their classes."""
    return _digest(
        *(f"{name} {_state(vars(sys.modules[name]), digester, classes)}" for name in modules_of(plugins))
    )


def modules_of(plugins: list[Any]) -> list[str]:
    """The names of all loaded modules of the packages in which plugins lie, but for the engine's own."""
    tops = {_module_name(plugin).partition(".")[0] for plugin in plugins}
    return sorted(name for name in sys.modules if name.partition(".")[0] in tops and not _is_ours(name))


def _module_name(plugin: Any) -> str:
    return str(plugin.__name__ if isinstance(plugin, types.ModuleType) else type(plugin).__module__)


def _is_ours(name: str) -> bool:
    return name == __package__ or name.startswith((f"{__package__}.", "pelican.plugins.signals"))


def _state(namespace: Any, digester: Digester, classes: bool) -> str:
    parts = []
    for name, value in sorted(namespace.items()):
        if name.startswith("__") or isinstance(value, types.ModuleType | types.FunctionType):
            continue
        if isinstance(value, type):
            own = classes and value.__module__ == namespace.get("__name__")
            parts += [f"{name}:({_state(vars(value), digester, classes)})"] if own else []
            continue
        try:
            parts.append(f"{name}={digester(value)}")
        except UntraceableError:
            parts.append(f"{name}:{type(value).__qualname__}")  # made of its module's code, which is followed
    return " ".join(parts)


def combine(*parts: str) -> str:
    """One print of several."""
    return _digest(*parts)


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
