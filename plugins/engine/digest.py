"""Digests of values: equal digests mean that a template cannot tell two values apart.

A value is digested by its whole structure. Articles, pages and static files ("nodes") are boundaries: they count by
their key alone, since what is read from them is recorded attribute by attribute (see `plugins.engine.trace`).
How a value of each kind comes apart is in `plugins.engine.parts`.
"""

import contextlib
import types
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain
from typing import Any, ClassVar

from markupsafe import Markup
from pelican.contents import Content
from pelican.paginator import Page, Paginator
from pelican.urlwrappers import Author, Category, Tag

from plugins.engine.immutable import is_frozen, is_immutable
from plugins.engine.inputs import identity
from plugins.engine.parts import SIMPLE, UntraceableError, family

_SIZED = frozenset({list, tuple, dict})
_LITERALS = SIMPLE.keys() - {Markup}  # those of which a list tells by its `repr`
_SHORT = 64  # bytes from which on a token is digested
_MEMO_FROM = 16  # containers of at least this many members are digested once per build
_OFTEN = frozenset(
    {Paginator, Page, Author, Category, Tag, types.FunctionType}
)  # so are these, and frozen dataclasses, which many pages share


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
        simple = SIMPLE.get(type(value))
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
        simple = SIMPLE.get(kind)
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
        if is_whole and (kind in _OFTEN or is_frozen(kind) or (kind in _SIZED and len(value) >= _MEMO_FROM)):
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
            name, parts = family(kind)
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
