"""Digests of values: equal digests mean that a template cannot tell two values apart.

A value is digested by its whole structure. Articles, pages and static files ("nodes") are boundaries: they count by
their key alone, since what is read from them is recorded attribute by attribute (see `plugins.engine.trace`).
What has no structure to see (an open file, a generator, a clock) raises `UntraceableError`.
"""

import contextlib
import dataclasses
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
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain
from typing import Any, ClassVar

import jinja2
from blinker import Signal
from dateutil import tz  # type: ignore[import-untyped]
from jinja2.runtime import Undefined
from markupsafe import Markup
from pelican.contents import Content
from pelican.paginator import Page, Paginator
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from plugins.engine.immutable import identity, is_immutable
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
_SIZED = frozenset({list, tuple, dict})
_LITERALS = frozenset({str, int, bool, float, bytes, type(None)})
_SHORT = 64  # bytes from which on a token is digested
_MEMO_FROM = 16  # containers of at least this many members are digested once per build
_OFTEN = frozenset({Paginator, Page, Author, Category, Tag, types.FunctionType})


class UntraceableError(Exception):
    """A value whose meaning cannot be seen from outside; whoever reads it is rendered again every time."""


class Digester:
    """Digests values within one build; `key` gives the key of a node, or None for what is not one.

    Large containers, labels and frozen dataclasses are remembered by identity: nothing may change them until `forget`
    is called. What can never change is remembered for the next builds of this process: see `remembering`.
    """

    _unchanging: ClassVar[dict[int, tuple[Any, bytes]]] = {}
    _noted: ClassVar[dict[int, tuple[Any, bytes]] | None] = None

    def __init__(self, key: Callable[[Any], str | None]) -> None:
        self._key = key
        self.node_keys: Mapping[Any, str] = {}
        self.forget()

    def __call__(self, value: Any) -> str:
        """The digest of a value: "N" and its key for a node, else 16 hexadecimal digits. Raises UntraceableError."""
        simple = _SIMPLE.get(type(value))
        if simple is not None:
            return blake2b(simple(value), digest_size=8).hexdigest()
        key = self._key(value) if isinstance(value, Content) else None
        if key is not None:
            return f"N{key}"
        try:
            return blake2b(self._token(value, ()), digest_size=8).hexdigest()
        except RecursionError:
            raise UntraceableError(f"{type(value).__name__} is nested too deeply") from None

    def forget(self) -> None:
        """Drop what is remembered: containers may have changed."""
        self._memo = dict(self._unchanging)

    def _token(self, value: Any, above: tuple[Any, ...]) -> bytes:
        kind = type(value)
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        node = self._key(value)
        if node is not None:
            return b"N" + node.encode()
        known = self._memo.get(identity(value))
        if known is not None:
            return known[1]
        for depth, outer in enumerate(above):
            if outer is value:
                return b"^%d" % depth
        return self._new_token(value, kind, above)

    def _new_token(self, value: Any, kind: type, above: tuple[Any, ...]) -> bytes:
        parts, is_whole = self._parts(value, kind), True
        if isinstance(parts, bytes):
            token = parts
        else:
            label, members = parts
            within = (*above, value)
            inner = [self._token(member, within) for member in members]
            if label[:1] == b"{":
                inner.sort()
            text = label + b"".join([b"%d:%b" % (len(part), part) for part in inner])
            token = blake2b(text, digest_size=16).digest()
            is_whole = not any(part[:1] == b"^" for part in inner)
        if is_whole and (_is_shared(kind) or (kind in _SIZED and len(value) >= _MEMO_FROM)):
            self._memo[identity(value)] = (value, token)
        if self._noted is not None:
            self._noted[identity(value)] = (value, token)
        return token

    @classmethod
    @contextlib.contextmanager
    def remembering(cls) -> Iterator[None]:
        """Remember from here on what is digested in this block and can never change."""
        cls._noted = {}
        try:
            yield
        finally:
            known: dict[int, bool] = {}
            cls._unchanging = {
                key: (value, token)
                for key, (value, token) in cls._noted.items()
                if is_immutable(value, known)
            }
            cls._noted = None

    def _nodes(self, values: Any) -> bytes | None:
        """The token of a sequence of nodes only; what most lists of a site are."""
        known = self.node_keys
        if not known or not values or not isinstance(values[0], Content):
            return None
        keys = [known.get(value) if isinstance(value, Content) else None for value in values]
        if None in keys:
            return None
        return b"*" + blake2b("\0".join(keys).encode("utf-8", "surrogatepass"), digest_size=16).digest()  # type: ignore[arg-type]

    def _parts(self, value: Any, kind: type) -> bytes | tuple[bytes, list[Any]]:
        """A finished token, or a label with the members that make the value."""
        if kind in (list, tuple):
            nodes = self._nodes(value)
            if nodes is not None:
                return kind.__name__.encode() + nodes
            label, members = kind.__name__.encode(), list(value)
        elif kind in (set, frozenset):
            return b"{", list(value)
        elif kind in (dict, types.MappingProxyType):
            label, members = b"dict", [part for item in value.items() for part in item]
        else:
            name, parts = _family(kind)
            return parts(value, name)  # type: ignore[no-any-return]
        return _literal(label, members) if _are_plain(members) else (label, members)


def _are_plain(members: list[Any]) -> bool:
    """Whether all members are plain values, or all are tuples of such, as pairs of a name and a value are."""
    kinds = set(map(type, members))
    return kinds <= _LITERALS or (kinds == {tuple} and _LITERALS.issuperset(map(type, chain(*members))))


def _literal(label: bytes, members: list[Any]) -> bytes:
    """The token of a container of plain values: how Python writes them down, which tells all such values apart."""
    text = label + repr(members).encode()
    return text if len(text) < _SHORT else blake2b(text, digest_size=16).digest()


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


_SIMPLE: Mapping[type, Callable[[Any], bytes]] = {
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
def _is_shared(kind: type) -> bool:
    """Whether many pages share values of this kind: frozen dataclasses, labels and the like."""
    frozen = dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return frozen or kind in _OFTEN


@functools.cache
def _family(kind: type) -> tuple[bytes, Callable[[Any, bytes], Any]]:
    """The name of a class, and how its values come apart."""
    name = f"{kind.__module__}.{kind.__qualname__}".encode()
    return name, next((parts for family, parts in _FAMILIES if issubclass(kind, family)), _object_parts)
