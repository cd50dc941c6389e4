"""What a page really reads, seen while it renders, and whether it would read the same today.

Three doors lead from a template, a filter or a plugin's function to data, and each has a watch while a page renders:
attributes of articles, pages and static files (`Content.__getattribute__`), lists of articles that Pelican groups by
tag, category and author (`Group`), and variables of the context (`TracingContext`). Together with the templates used
and the files opened they are the page's trace. Values that are neither are digested whole where they are reached.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from jinja2.runtime import Context
from jinja2.utils import missing
from pelican.contents import Content, SkipStub, Static

from plugins.engine.digest import Digester
from plugins.engine.labels import addresses_remembered
from plugins.engine.parts import UntraceableError

_get = object.__getattribute__
_BY_IDENTITY: Any = object.__hash__
_ALWAYS_THE_SAME = frozenset({"settings", "__class__", "__html__"})
_LONG = 2048  # characters: a longer text is not remembered beyond the page that reads it
_WHOLE = frozenset({"__dict__", "__reduce_ex__", "__reduce__", "__getstate__"})
_MEMOIZED = frozenset({"get_content", "get_summary"})
MISSING = "-"


class Nodes:
    """The articles, pages and static files of one build, each with a key that outlives the build.

    Nodes are looked up by themselves (they hash by identity), never by `id`: that is slow where audit hooks listen.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.keys: dict[Any, str] = {}
        self.groups: dict[str, Group] = {}
        self.found: dict[str, Any] = {}
        self.context: dict[str, Any] | None = None

    def add(self, node: Any) -> None:
        """Make an object a node. Two objects with one key are none: their whole structure counts instead."""
        key = node_key(node)
        if key is None or self.found.get(key) is node:
            return
        if key in self.found:
            self.keys.pop(self.found[key], None)
            self.found[key] = None
            return
        self.found[key] = node
        if not isinstance(node, Group):
            self.keys[node] = key

    def key(self, value: Any) -> str | None:
        """The key of a node, a mark for the settings (they count once, for the whole build), else None."""
        if isinstance(value, Content):
            return self.keys.get(value) if _hashes_by_identity(value) else None
        if value is self.settings:
            return "=settings"
        if value is self.context:
            raise UntraceableError("the whole context was read")
        return self._group_key(value) if isinstance(value, Group) else None

    def _group_key(self, group: "Group") -> str | None:
        return group.key if self.found.get(group.key) is group else None


def _hashes_by_identity(node: Any) -> bool:
    hashes: Any = type(node).__hash__
    return hashes is _BY_IDENTITY


def node_key(node: Any) -> str | None:
    """The key of an article, page, static file or group; None for one without a source."""
    if isinstance(node, Group):
        return node.key
    state = _get(node, "__dict__")
    source = state.get("relative_source_path")
    if source is None or not _hashes_by_identity(node):
        return None
    return f"{type(node).__name__}:{source}"


class Group(list[Any]):
    """A list of articles under one tag, category or author, which notices when it is looked into."""

    key = ""
    watch: "Watch | None" = None  # class attribute: one watch for all groups while a page renders

    def _note(self, what: str) -> None:
        if Group.watch is not None:
            Group.watch.note_group(self, what)

    def __len__(self) -> int:
        self._note("len")
        return list.__len__(self)

    def __iter__(self) -> Iterator[Any]:
        self._note("all")
        return list.__iter__(self)

    def __radd__(self, other: list[Any]) -> list[Any]:
        return [*other, *self]

    def __reduce_ex__(self, _protocol: Any) -> tuple[Any, ...]:
        return (list, ([*self],))

    __hash__ = None


def _watched(name: str) -> Callable[..., Any]:
    method = getattr(list, name)

    def read(self: Group, *arguments: Any) -> Any:
        self._note("all")
        return method(self, *arguments)

    return read


for _name in (
    "__getitem__ __contains__ __reversed__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __mul__ __rmul__"
    " __repr__ copy count index"
).split():
    setattr(Group, _name, _watched(_name))


@dataclass
class Trace:
    """What one page read. Digests are `MISSING` for what was asked for and not there."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)  # key -> attribute -> digest
    variables: dict[str, str] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    volatile: str | None = None  # why the page must be rendered every time


class Watch:
    """Records the trace of one page after another. One lives in each process that renders."""

    def __init__(self, nodes: Nodes, digester: Digester) -> None:
        self.nodes = nodes
        self.digester = digester
        self.trace: Trace | None = None
        self.context: dict[str, Any] = {}  # what the page was given
        self.globals: dict[str, Any] = {}  # what its template environment adds
        self.own: frozenset[str] = frozenset()  # names of variables that only the page has
        self.site = (
            ""  # suffix of attribute names: the site's address as seen from the page, when it is relative
        )
        self._busy = False
        self._memo: dict[Any, dict[str, tuple[str, Any]]] = {}
        self._variables: dict[str, list[tuple[Any, str]]] = {}
        self.noted: dict[Any, dict[str, Any]] = {}  # what this page has read already
        self.names: dict[str, str] = {}  # variables that this page has read already

    def value(self, node: Any, name: str) -> Any:
        """An attribute of a node that is seen for the first time on a page, and a note of it.

        Raises AttributeError as the node does.
        """
        if self._busy or self.trace is None or name in _ALWAYS_THE_SAME:
            return _get(node, name)
        key = self.nodes.key(node)
        if key is None:
            return _get(node, name)
        if name in _MEMOIZED:
            return lambda *arguments: self._call(node, key, name, arguments)
        label = name + self.site if self.site else name
        digest, value = self._remembered_attribute(node, name, label)
        self.trace.nodes.setdefault(key, {})[label] = digest
        if digest == MISSING:
            raise AttributeError(f"{type(node).__name__!r} object has no attribute {name!r}")
        if digest == "":
            self.trace.volatile = f"{key}.{name} cannot be traced"
        elif type(node) is not Static:
            self.noted.setdefault(node, {})[name] = value
        return value

    def _remembered_attribute(self, node: Any, name: str, label: str) -> tuple[str, Any]:
        """The digest and value of an attribute, read once in this process; a static file may move at any time."""
        memo = self._memo.get(node)
        if memo is None:
            memo = self._memo[node] = {}
        known = memo.get(label)
        if known is None or type(node) is Static:
            known = self._read(node, name)
            if not isinstance(known[1], str) or len(known[1]) < _LONG:
                memo[label] = known
        return known

    def begin(self, trace: Trace | None) -> None:
        """Begin to note for a page, or stop."""
        self.trace = trace
        self.noted = {}
        self.names = trace.variables if trace is not None else {}

    def _read(self, node: Any, name: str) -> tuple[str, Any]:
        before, self._busy = self._busy, True
        try:
            value = _get(node, name)
        except AttributeError:
            return MISSING, None
        finally:
            self._busy = before
        if name in _WHOLE:
            state = _get(node, "__dict__")
            seen: Any = {k: state[k] for k in sorted(state) if k not in ("settings", "_context")}
        elif name == "_context":
            return "", value
        else:
            seen = value
        return self.digest(seen), value

    def _call(self, node: Any, key: str, name: str, arguments: tuple[Any, ...]) -> Any:
        with self._reading():
            result = _get(node, name)(*arguments)
        label = f"{name}({arguments[0] if arguments else ''}){self.site}"
        if self.trace is not None and not self._busy:
            self.trace.nodes.setdefault(key, {})[label] = self.digest(result)
        return result

    def digest(self, value: Any) -> str:
        """The digest of a value, or "" when it cannot be traced (which makes the page volatile)."""
        before, self._busy = self._busy, True
        try:
            return self.digester(value)
        except UntraceableError:
            return ""
        finally:
            self._busy = before

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def note_group(self, group: Group, what: str) -> None:
        """Note that a group was counted ("len") or looked into ("all")."""
        if self._busy or self.trace is None:
            return
        key = self.nodes.key(group)
        if key is None:
            self.trace.volatile = "a list of articles that cannot be traced"
            return
        noted = self.trace.nodes.setdefault(key, {})
        if what not in noted:
            noted[what] = self.evaluate(group, what)

    def note_variable(self, name: str, value: Any) -> None:
        """Note that a variable of the context was read.

        A template's own variables (loops, macros, includes) hold what was noted already and are left out.
        """
        trace = self.trace
        if trace is None or self._busy or name in trace.variables:
            return
        if value is missing:
            trace.variables[name] = MISSING
            return
        if self.context.get(name, missing) is not value and self.globals.get(name, missing) is not value:
            return
        known = self._remembered(name, value)
        trace.variables[name] = known
        if not known:
            trace.volatile = f"the variable {name} cannot be traced"

    def _remembered(self, name: str, value: Any) -> str:
        """The digest of a variable, computed once while it holds the same object."""
        for held, digest in self._variables.get(name, ()):
            if held is value:
                return digest
        digest = self.digest(value)
        if name not in self.own:
            self._variables.setdefault(name, []).append((value, digest))
        return digest

    def learn(self, variables: dict[str, Any]) -> None:
        """Digest variables before anything renders: what templates call may remember things while they do."""
        for name, value in variables.items():
            self._remembered(name, value)

    def evaluate(self, node: Any, label: str) -> str:
        """What would be noted for an attribute label of a node today."""
        if isinstance(node, Group):
            with self._reading():
                return str(len(node)) if label == "len" else self.digester(list(node))
        name = label.removesuffix(self.site) if self.site else label
        if name.startswith(("get_content(", "get_summary(")):
            method, argument = name[:-1].split("(", 1)
            with self._reading():
                return self.digest(_get(node, method)(argument))
        return self._read(node, name)[0]


class TracingContext(Context):
    """A template's context that notes the variables read from it."""

    watch: Watch | None = None  # class attribute: one watch while a page renders

    def __init__(
        self,
        environment: Any,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Any],
        globals: Any = None,  # noqa: A002 - Jinja's own name
    ) -> None:
        super().__init__(environment, parent, name, blocks)
        self._globals = globals

    @property
    def globals_keys(self) -> set[str]:
        """The names of the template's globals: found when asked for, as few contexts of thousands are."""
        return set(self._globals or ())

    @globals_keys.setter
    def globals_keys(self, _: set[str]) -> None:
        """Jinja sets it for every context."""

    def resolve_or_missing(self, key: str) -> Any:
        """Look a variable up as Jinja does."""
        if key in self.vars:
            return self.vars[key]
        value = self.parent.get(key, missing)
        watch = TracingContext.watch
        if watch is not None and key not in watch.names:
            watch.note_variable(key, value)
        return value


@contextlib.contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Set all three watches while the block runs."""
    Group.watch = TracingContext.watch = watch
    Content.__getattribute__ = watch_method(watch)
    try:
        with addresses_remembered(watch.nodes.settings):
            yield
    finally:
        Group.watch = TracingContext.watch = None
        del Content.__getattribute__


def watch_method(watch: Watch) -> Callable[[Any, str], Any]:
    """The attribute access that replaces that of every content while pages render."""
    value = watch.value

    def __getattribute__(self: Any, name: str) -> Any:  # noqa: N807 - it becomes that method
        if watch._busy or type(self).__hash__ is not _BY_IDENTITY:  # noqa: SLF001 - our own
            return _get(self, name)
        noted = watch.noted.get(self)
        if noted is not None and name in noted:
            return noted[name]
        return value(self, name)

    return __getattribute__


def combined(digests: dict[str, str]) -> str:
    """One digest for the attributes that a page read from one node."""
    text = "\0".join(f"{name}={digests[name]}" for name in sorted(digests))
    return blake2b(text.encode(), digest_size=8).hexdigest()


__all__ = [
    "Group",
    "Nodes",
    "SkipStub",
    "Trace",
    "TracingContext",
    "Watch",
    "combined",
    "node_key",
    "watching",
]
