"""Articles and pages as plain data and back: what `Content.__init__` computed once need not be computed again.

Only for sites where no plugin takes part in reading: then an unchanged file under unchanged settings makes the same
object. Anything that is not of a known kind makes the object impossible to keep, and it is made the long way.
"""

import datetime as dt
import functools
import math
import zoneinfo
from collections.abc import Callable
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]
from pelican.contents import Content
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

_BODIES = 200  # kept at hand, as one page often reads the bodies that another has read
_LABELS = {"Tag": Tag, "Category": Category, "Author": Author}
_LEFT_OUT = frozenset({"settings", "_context", "translations", "_content", "metadata"})


class CannotKeepError(Exception):
    """The object holds something that cannot be kept as plain data."""


def flatten(content: Content) -> dict[str, Any]:
    """An article or page as plain data. Raises CannotKeepError."""
    state = content.__dict__
    if content.translations or type(state.get("_content")) is not str:
        raise CannotKeepError("translations" if content.translations else "body")
    plain = {name: _flat(value) for name, value in state.items() if name not in _LEFT_OUT}
    metadata = {
        name: None if name in state and state[name] is value else [_flat(value)]
        for name, value in content.metadata.items()
    }
    return {"state": plain, "metadata": metadata, "url": content.url, "save_as": content.save_as}


def _flat(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (str, int, bool) or (kind is float and math.isfinite(value)):
        return value
    if kind is list:
        return ["L", *[_flat(item) for item in value]]
    if kind is zoneinfo.ZoneInfo:
        return ["Z", value.key]
    if kind in (SafeDatetime, dt.datetime):
        fields = [*value.timetuple()[:6], value.microsecond, value.fold]
        return ["D", kind is SafeDatetime, _flat_zone(value.tzinfo), *fields]
    if kind.__name__ in _LABELS and kind is _LABELS[kind.__name__]:
        return _flat_label(value)
    raise CannotKeepError(f"a {kind.__name__}")


def _flat_label(value: Any) -> list[Any]:
    extra = value.__dict__.keys() - {"settings", "name", "slug", "_name", "_slug", "_slug_from_name"}
    if extra or not value._slug_from_name:  # noqa: SLF001 - Pelican's own attribute
        raise CannotKeepError("a changed label")
    return ["T", type(value).__name__, value.name]


def _flat_zone(zone: Any) -> str | None:
    if zone is None:
        return None
    if type(zone) is zoneinfo.ZoneInfo and zone.key:
        return zone.key
    if type(zone) is tz.tzutc:
        return "\0utc"
    raise CannotKeepError(f"the time zone {zone!r}")


class Restorer:
    """Makes objects from plain data. Labels of one name are one object, as only reading ever sees them."""

    def __init__(self, settings: dict[str, Any], context: dict[str, Any]) -> None:
        self._settings = settings
        self._context = context
        self._labels: dict[tuple[str, str], Any] = {}
        self._zones: dict[str, Any] = {"\0utc": tz.tzutc()}

    def restore(self, kind: type[Content], kept: dict[str, Any]) -> Content:
        """An object of the class `kind` without its body, which `Content._content` finds when it is asked for."""
        content: Content = object.__new__(kind)
        state = content.__dict__
        state["settings"] = self._settings
        state["_context"] = self._context
        state["translations"] = []
        thaw = self._thaw
        for name, value in kept["state"].items():
            state[name] = thaw(value) if type(value) is list else value
        state["metadata"] = {
            name: state[name] if value is None else thaw(value[0]) for name, value in kept["metadata"].items()
        }
        return content

    def _thaw(self, value: Any) -> Any:
        if type(value) is not list:
            return value
        kind = value[0]
        if kind == "T":
            return self._label(value[1], value[2])
        if kind == "D":
            made = SafeDatetime if value[1] else dt.datetime
            zone = None if value[2] is None else self._zone(value[2])
            year, month, day, hour, minute, second, micro, fold = value[3:]
            return made(year, month, day, hour, minute, second, micro, zone, fold=fold)
        if kind == "Z":
            return self._zone(value[1])
        return [self._thaw(item) for item in value[1:]]

    def _label(self, kind: str, name: str) -> Any:
        label = self._labels.get((kind, name))
        if label is None:
            label = self._labels[kind, name] = _LABELS[kind](name, self._settings)
        return label

    def _zone(self, key: str) -> Any:
        zone = self._zones.get(key)
        if zone is None:
            zone = self._zones[key] = zoneinfo.ZoneInfo(key)
        return zone


class LazyBody:
    """Stands as `Content._content` on the class: finds the body of an object that was restored without it.

    Every other object has an attribute of that name of its own, which comes first.
    """

    def __init__(self, find: Callable[[str], str | None]) -> None:
        self._find = functools.lru_cache(maxsize=_BODIES)(find)

    def __get__(self, content: Any, owner: type) -> Any:
        if content is None:
            return self
        state = object.__getattribute__(content, "__dict__")
        source = state.get("relative_source_path")
        body = self._find(source) if source is not None else None
        if body is None:
            raise AttributeError("_content")
        return body
