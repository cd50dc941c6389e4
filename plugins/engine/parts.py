"""How values come apart into what can be digested: a label, and the members that make a value.

What has no structure to see (an open file, a generator, a clock) raises `UntraceableError`.
"""

import datetime as dt
import enum
import functools
import logging
import pathlib
import random
import re
import sys
import threading
import time
import types
import uuid
import zoneinfo
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

import jinja2
from blinker import Signal
from dateutil import tz  # type: ignore[import-untyped]
from jinja2.runtime import Undefined
from markupsafe import Markup
from pelican.contents import Content
from pelican.paginator import Page
from pelican.urlwrappers import URLWrapper

from plugins.engine.inputs import is_settings

_OPAQUE = (jinja2.Environment, jinja2.Template, jinja2.BaseLoader, logging.Logger, Signal)
_LOCKS = (type(threading.Lock()), type(threading.RLock()))
_SKIPPED = {"settings", "_context"}
_PAGE_STATE = {
    *(
        "full_name",
        "name",
        "extension",
        "base_name",
        "base_url",
        "object_list",
        "number",
        "paginator",
        "settings",
    )
}
_LABEL_STATE = {"settings", "name", "slug", "_name", "_slug", "_slug_from_name"}
_CLOCKS = {
    dt.datetime.now,
    dt.datetime.utcnow,
    dt.datetime.today,
    dt.date.today,
    time.time,
    time.time_ns,
    time.localtime,
    time.gmtime,
    time.strftime,
    time.ctime,
    random.random,
    random.choice,
    random.randint,
    random.shuffle,
    random.sample,
    uuid.uuid1,
    uuid.uuid4,
}


class UntraceableError(Exception):
    """A value whose meaning cannot be seen from outside; whoever reads it is rendered again every time."""


def _function_parts(value: Any, _name: bytes) -> tuple[bytes, list[Any]]:
    if getattr(value, "__module__", "").startswith("jinja2."):
        return b"jinja" + value.__qualname__.encode(), []
    cells = [_cell(cell) for cell in value.__closure__ or ()]
    members = [value.__defaults__, value.__kwdefaults__, *cells]
    if is_settings(value.__globals__):
        members += [part for name in _names(value.__code__) for part in _global(value, name)]
    return b"f" + f"{value.__module__}.{value.__qualname__}".encode() + _code(value.__code__), members


def _names(code: types.CodeType) -> list[str]:
    """The names that a function and those within it use."""
    inner = (
        name
        for constant in code.co_consts
        if isinstance(constant, types.CodeType)
        for name in _names(constant)
    )
    return sorted({*code.co_names, *inner})


def _global(value: Any, name: str) -> list[Any]:
    return [name, value.__globals__[name]] if name in value.__globals__ else []


def _class_parts(value: Any, _name: bytes) -> bytes | tuple[bytes, list[Any]]:
    """A class counts by its name, as its module's file is followed; one in a settings file by what it holds."""
    label = b"c" + f"{value.__module__}.{value.__qualname__}".encode()
    module = sys.modules.get(value.__module__)
    if module is None or not is_settings(vars(module)):
        return label
    own = {
        name: part for name, part in vars(value).items() if name not in ("__dict__", "__weakref__", "__doc__")
    }
    return label, [*value.__bases__, *(part for name in sorted(own) for part in (name, own[name]))]


def _cell(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a cell that was never filled
        return None


@functools.lru_cache(maxsize=4096)
def _code(code: types.CodeType) -> bytes:
    constants = [_code(c) if isinstance(c, types.CodeType) else repr(c).encode() for c in code.co_consts]
    return blake2b(
        b"\0".join([code.co_code, repr((code.co_names, code.co_varnames)).encode(), *constants]),
        digest_size=16,
    ).digest()


def _method_parts(value: Any, _name: bytes) -> tuple[bytes, list[Any]]:
    return b"method", [value.__func__, value.__self__]


def _builtin_parts(value: Any, _name: bytes) -> bytes | tuple[bytes, list[Any]]:
    if value in _CLOCKS or isinstance(getattr(value, "__self__", None), random.Random):
        raise UntraceableError(f"{value.__qualname__} answers differently each time")
    owner = getattr(value, "__self__", None)
    label = b"b" + str(value.__qualname__).encode()
    if owner is None or isinstance(owner, (types.ModuleType, type)):
        return label + str(getattr(value, "__module__", "")).encode()
    return label, [owner]


def _partial_parts(value: Any, _name: bytes) -> tuple[bytes, list[Any]]:
    return b"partial", [value.func, value.args, value.keywords]


def _date_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    zone = getattr(value, "tzinfo", None)
    return b"date" + name + value.isoformat().encode(), [zone, getattr(value, "fold", 0)]


def _mapping_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    own = getattr(value, "__dict__", None)
    return b"map" + name, [*(part for item in dict.items(value) for part in item), own]


def _sequence_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    base = next(b for b in (list, tuple, set, frozenset) if isinstance(value, b))
    label = (b"{" if base in (set, frozenset) else b"seq") + name
    return label, [*base.__iter__(value), *([value.__dict__] if getattr(value, "__dict__", None) else [])]


def _text_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    return b"text" + name, [str.__str__(value), getattr(value, "__dict__", None)]


def _page_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    """One page of a pagination: short, as there are thousands."""
    state = value.__dict__
    if state.keys() != _PAGE_STATE:
        return _object_parts(value, name)
    plain = (value.full_name, value.base_url, value.number)
    return b"g" + name + repr(plain).encode("utf-8", "surrogatepass"), [value.object_list, value.paginator]


def _label_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    """A tag, category or author: name, slug, and whatever a plugin added."""
    own = {k: v for k, v in sorted(value.__dict__.items()) if k not in _LABEL_STATE}
    return b"l" + name, [value.name, value.slug, own]


def _state_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    """Pelican's own objects: their attributes, read past any tracing."""
    state = object.__getattribute__(value, "__dict__")
    names = sorted(state.keys() - _SKIPPED)
    return b"o" + name, [part for attribute in names for part in (attribute, state[attribute])]


def _object_parts(value: Any, name: bytes) -> tuple[bytes, list[Any]]:
    state = getattr(value, "__dict__", None)
    slots, computed = _shape(type(value))  # type: ignore[arg-type]
    if state is None and not slots:
        raise UntraceableError(f"a {name.decode()} cannot be seen into")
    names = _sorted_without(computed, tuple(state or ()))
    members = [part for attribute in names for part in (attribute, (state or {})[attribute])]
    members += [part for slot in slots if hasattr(value, slot) for part in (slot, getattr(value, slot))]
    return b"o" + name, members


@functools.lru_cache(maxsize=4096)
def _sorted_without(computed: frozenset[str], names: tuple[str, ...]) -> list[str]:
    return sorted(set(names) - computed)


@functools.cache
def _shape(kind: type) -> tuple[list[str], frozenset[str]]:
    """The slots of a class, and its attributes that are computed from others when first asked for."""
    slots = [slot for cls in kind.__mro__ for slot in _slots(cls)]
    names = {name for cls in kind.__mro__ for name in vars(cls)}
    return slots, frozenset(n for n in names if isinstance(getattr(kind, n, None), functools.cached_property))


def _slots(cls: type) -> list[str]:
    slots = cls.__dict__.get("__slots__", ())
    return [slots] if isinstance(slots, str) else [s for s in slots if s not in ("__dict__", "__weakref__")]


SIMPLE: Mapping[type, Callable[[Any], bytes]] = {
    str: lambda v: b"s" + v.encode("utf-8", "surrogatepass"),
    Markup: lambda v: b"m" + v.encode("utf-8", "surrogatepass"),
    type(None): lambda _: b"0",
    bool: lambda v: b"t" if v else b"f",
    int: lambda v: b"i%d" % v,
    float: lambda v: b"d" + repr(v).encode(),
    bytes: lambda v: b"y" + v,
}
_FAMILIES: list[tuple[Any, Callable[[Any, bytes], Any]]] = [
    (_OPAQUE, lambda _, name: b"x" + name),
    (_LOCKS, lambda _, name: b"x" + name),
    (Undefined, lambda _, name: b"u" + name),
    (type, _class_parts),
    (types.ModuleType, lambda v, _: b"M" + v.__name__.encode()),
    (types.FunctionType, _function_parts),
    (types.MethodType, _method_parts),
    (functools._lru_cache_wrapper, lambda v, _: (b"cache", [v.__wrapped__])),  # noqa: SLF001 - it has no public name
    (functools.partial, _partial_parts),
    (property, lambda v, _: (b"prop", [v.fget, v.fset])),
    ((staticmethod, classmethod), lambda v, name: (b"wrapped" + name, [v.__func__])),
    ((types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType), _builtin_parts),
    (enum.Enum, lambda v, name: b"e" + name + v.name.encode()),
    ((dt.datetime, dt.date, dt.time), _date_parts),
    (dt.timedelta, lambda v, _: b"td" + repr(v).encode()),
    (zoneinfo.ZoneInfo, lambda v, _: b"z" + str(v).encode()),
    (dt.timezone, lambda v, _: b"z" + repr(v).encode()),
    ((tz.tzutc, tz.tzoffset, tz.tzlocal), lambda v, _: b"z" + repr(v).encode()),
    (pathlib.PurePath, lambda v, name: b"p" + name + str(v).encode()),
    (re.Pattern, lambda v, _: b"r" + repr((v.pattern, v.flags)).encode()),
    (Page, _page_parts),
    (URLWrapper, _label_parts),
    (Content, _state_parts),
    (str, _text_parts),
    (dict, _mapping_parts),
    ((list, tuple, set, frozenset), _sequence_parts),
]


@functools.cache
def family(kind: type) -> tuple[bytes, Callable[[Any, bytes], Any]]:
    """The name of a class, and how its values come apart."""
    name = f"{kind.__module__}.{kind.__qualname__}".encode()
    return name, next((parts for family, parts in _FAMILIES if issubclass(kind, family)), _object_parts)
