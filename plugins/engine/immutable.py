"""Which values can never change: their digests outlive the build that computed them."""

import dataclasses
import datetime as dt
import enum
import functools
import pathlib
import re
import sys
import types
import zoneinfo
from collections.abc import Iterable
from typing import Any

from plugins.engine.inputs import identity, is_settings
from plugins.engine.parts import SIMPLE

_WHOLE = (enum.Enum, dt.date, dt.timedelta, pathlib.PurePath, re.Pattern)
_ZONES = (type(None), dt.timezone, zoneinfo.ZoneInfo)


@functools.cache
def is_frozen(kind: type) -> bool:
    """Whether a class is a dataclass whose fields cannot be set anew."""
    return dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def is_immutable(value: Any, known: dict[int, bool]) -> bool:
    """Whether nothing in a value can change, all the way down: texts, numbers, dates, tuples, frozen dataclasses.

    Functions and classes count as such unless they are of a settings file, which is loaded anew for each build.

    `known` remembers answers by identity; it must not outlive the values.
    """
    if type(value) in SIMPLE:
        return True
    answer = known.get(identity(value))
    if answer is None:
        known[identity(value)] = False  # what holds itself is no such value
        answer = known[identity(value)] = _is_immutable(value, known)
    return answer


def _is_immutable(value: Any, known: dict[int, bool]) -> bool:
    if isinstance(value, dt.datetime | dt.time):
        return type(value.tzinfo) in _ZONES
    if isinstance(value, _WHOLE):
        return True
    if isinstance(value, types.FunctionType | type):
        return not is_settings(vars(sys.modules.get(value.__module__, types))) and not _holds(value, known)
    members = _members(value)
    return members is not None and all(is_immutable(member, known) for member in members)


def _holds(value: Any, known: dict[int, bool]) -> bool:
    """Whether a function has a closure, or defaults that can change."""
    if isinstance(value, type):
        return False
    return bool(value.__closure__) or not all(
        is_immutable(default, known) for default in (value.__defaults__, value.__kwdefaults__)
    )


def _members(value: Any) -> Iterable[Any] | None:
    """What a tuple, frozen set, read-only mapping or frozen dataclass holds; None for anything else."""
    kind: type = type(value)
    if kind is types.MappingProxyType:
        return [*value.keys(), *value.values()]
    if kind is frozenset or (isinstance(value, tuple) and not hasattr(value, "__dict__")):
        return list(value)
    if not is_frozen(kind):
        return None
    names = {field.name for field in dataclasses.fields(value)}
    state = getattr(value, "__dict__", {})
    return None if state.keys() - names else [getattr(value, name) for name in names]
