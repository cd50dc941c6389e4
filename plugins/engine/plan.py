"""Which planned pages must be rendered: for each, what it read last time is compared with today."""

import secrets
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from pelican.contents import Content

from plugins.engine.encoding import encode
from plugins.engine.inputs import identity, unchanged
from plugins.engine.manifest import Manifest
from plugins.engine.store import Store, seal
from plugins.engine.templates import TemplateSources
from plugins.engine.trace import MISSING, Nodes, Trace, Watch, combined
from plugins.engine.writer import Job


@dataclass
class Past:
    """What is known from the last build: rows of pages, and what many rows say alike, each under its digest."""

    pages: dict[str, dict[str, Any]]
    shared: dict[str, dict[str, dict[str, str]]]  # variables and templates of pages
    attributes: dict[str, list[str]]  # names of attributes that pages read from one node
    opened: dict[str, dict[str, str]]  # files that any page opened, by build
    nodes: dict[str, str]  # key of a node -> identity of its source at the last build

    @classmethod
    def load(cls, store: Store) -> "Past":
        """Read it all from the store."""
        pages, shared, attributes, opened = map(store.all, ("page", "shared", "attributes", "opened"))
        return cls(pages, shared, attributes, opened, store.get("engine", "nodes") or {})


@dataclass
class Plan:
    """Decides about jobs. `base` is the context that all generators share, `fingerprint` all that is not traced."""

    past: Past
    manifest: Manifest
    nodes: Nodes
    watch: Watch
    templates: TemplateSources
    fingerprint: str
    base: dict[str, Any]
    trusted: set[str] = field(default_factory=set)
    _variables: dict[tuple[int, str], str] = field(default_factory=dict)
    _shared: dict[tuple[str, int, Any], str | None] = field(default_factory=dict)
    _nodes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _attributes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _outside: dict[str, str] = field(default_factory=dict)
    _given: dict[int, tuple[Any, str]] = field(default_factory=dict)
    _opened: dict[str, bool] = field(default_factory=dict)

    def reason(self, job: Job) -> str | None:
        """Why a job must be done; None when its file can stay as it is."""
        row = self.past.pages.get(job.path)
        if row is None:
            return "it is new"
        if self.manifest.digest(job.path) != row["out"]:
            return "its file was changed or removed from outside"
        if row["volatile"]:
            return f"it is made every time: {row['volatile']}"
        if row["print"] != self.fingerprint:
            return "settings, code or plugins changed"
        return (
            self._shared_reason(job, row["shared"])
            or self._own_reason(job, row["own"])
            or self._node_reason(job, row["nodes"])
            or self._file_reason(row)
        )

    def _file_reason(self, row: dict[str, Any]) -> str | None:
        files = self.past.opened.get(row["opened"])
        if files is None:
            return "its record is incomplete"
        if row["files"]:
            stand = unchanged({**files, **row["files"]}, self._outside)
        elif row["opened"] in self._opened:
            stand = self._opened[row["opened"]]
        else:
            stand = self._opened[row["opened"]] = unchanged(files, self._outside)
        return None if stand else "a file that it read changed"

    def _shared_reason(self, job: Job, key: str) -> str | None:
        environment = job.environment
        known = (key, identity(job.context), environment)
        if known not in self._shared:
            self._shared[known] = self._compare_shared(job, environment, key)
        return self._shared[known]

    def _compare_shared(self, job: Job, environment: Any, key: str) -> str | None:
        noted = self.past.shared.get(key)
        if noted is None:
            return "its record is incomplete"
        for name, digest in noted["templates"].items():
            if self.templates.digest(environment, name) != digest:
                return f"the template {name} changed"
        for name, digest in noted["variables"].items():
            if self.variable(job, name) != digest:
                return f"the variable {name} changed"
        return None

    def _own_reason(self, job: Job, noted: dict[str, str]) -> str | None:
        for name, digest in noted.items():
            if self.variable(job, name) != digest:
                return f"the variable {name} changed"
        return None

    def variable(self, job: Job, name: str) -> str:
        """The digest of a variable as the page would see it today."""
        if name in job.own:
            return self._own(job.own[name])
        known = (identity(job.context), name)
        if known not in self._variables:
            if name in job.context:
                self._variables[known] = self.watch.digest(job.context[name])
            else:
                found = job.template is not None and name in job.template.globals
                self._variables[known] = self.watch.digest(job.template.globals[name]) if found else MISSING
        return self._variables[known]

    def _own(self, value: Any) -> str:
        """The digest of a variable that one page was given; many were given the same lists and labels."""
        if isinstance(value, str | Content):
            return self.watch.digest(value)
        known = self._given.get(identity(value))
        if known is None:
            known = self._given[identity(value)] = (value, self.watch.digest(value))
        return known[1]

    def forget(self) -> None:
        """Drop what may have changed since: what pages are given."""
        self._given.clear()

    def _node_reason(self, job: Job, noted: list[list[Any]]) -> str | None:
        site = job.own["localsiteurl"] if job.relative else ""
        for key, names, digest in noted:
            if key in self.trusted:
                continue
            if self._node(job, key, names, site) != digest:
                return f"{key.partition(':')[2]} changed" if key in self.nodes.found else f"{key} is gone"
        return None

    def _node(self, job: Job, key: str, names: str, site: str) -> str:
        known = (key, names, site)
        if known not in self._nodes:
            node = self.nodes.found.get(key)
            if node is None or names not in self.past.attributes:
                self._nodes[known] = MISSING
            else:
                with seen_from(self, job):
                    labels = self.past.attributes[names]
                    self._nodes[known] = combined(
                        {label: self._attribute(node, key, label, site) for label in labels}
                    )
        return self._nodes[known]

    def _attribute(self, node: Any, key: str, label: str, site: str) -> str:
        known = (key, label, site)
        if known not in self._attributes:
            self._attributes[known] = self.watch.evaluate(node, label)
        return self._attributes[known]


class seen_from:  # noqa: N801 - used as a function
    """Set the site's address as one page sees it, for contents that put it into their links."""

    def __init__(self, plan: Plan, job: Job) -> None:
        self._plan, self._job = plan, job

    def __enter__(self) -> None:
        job, base = self._job, self._plan.base
        self._before = base.get("localsiteurl"), job.context.get("localsiteurl")
        if job.relative:
            base["localsiteurl"] = job.context["localsiteurl"] = job.own["localsiteurl"]
            self._plan.watch.site = f"@{job.own['localsiteurl']}"

    def __exit__(self, *_: object) -> None:
        self._plan.watch.site = ""
        self._plan.base["localsiteurl"], self._job.context["localsiteurl"] = self._before


class Rows:
    """Turns traces into the rows that the store keeps; each process that renders has a copy."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._given: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, ...], str] = {}
        self.build = secrets.token_hex(8)  # under which the files that this build's pages opened are kept

    def row(self, job: Job, trace: Trace, files: dict[str, str], digest: str, records: list[Any]) -> "Row":
        """The row of a page that was just rendered into bytes of the given digest, having opened files."""
        variables, environment = trace.variables, job.environment
        digest_of = self._plan.templates.digest
        more: list[tuple[str, str, Any]] = []
        shared = {
            "variables": {name: variables[name] for name in sorted(variables) if name not in job.own},
            "templates": {name: digest_of(environment, name) for name in sorted(trace.templates)},
        }
        nodes = [
            [key, self._names(tuple(sorted(read)), more), combined(read)] for key, read in trace.nodes.items()
        ]
        row = {
            "out": digest,
            "volatile": trace.volatile,
            "print": self._plan.fingerprint,
            "shared": self._refer("shared", shared, more),
            "own": {name: variables[name] for name in sorted(variables) if name in job.own},
            "nodes": nodes,
            "files": files,
            "records": records,
            "opened": self.build,
        }
        brief = {name: row[name] for name in ("volatile", "shared", "files", "records", "opened")}
        return seal("page", job.path, row), brief, more, self._of_all(job, trace, files)

    def _names(self, names: tuple[str, ...], more: list[tuple[str, str, Any]]) -> str:
        """The key of a set of attribute names, of which there are few and which many nodes share."""
        key = self._known.get(names)
        if key is None:
            key = self._known[names] = self._refer("attributes", names, more)
        return key

    def _refer(self, kind: str, value: Any, more: list[tuple[str, str, Any]]) -> str:
        """The key under which many rows refer to a value, which is given along when this process has not given it."""
        key = blake2b(encode(value), digest_size=8).hexdigest()
        if (kind, key) not in self._given:
            self._given.add((kind, key))
            more.append((kind, key, value))
        return key

    def _of_all(self, job: Job, trace: Trace, files: dict[str, str]) -> dict[str, str]:
        """Files that every page of this build counts as opened.

        What templates call may remember what it read, so that only the first page is seen to open a file. Sources of
        templates are left out: which page used which is known.
        """
        if not files:
            return {}
        sources = {f"file:{self._plan.templates.file(job.environment, name)}" for name in trace.templates}
        return {file: state for file, state in files.items() if file not in sources}

    def keep(self, store: Store, path: str, row: "Row") -> None:
        """Keep a row, wherever it was made."""
        sealed, brief, more, _ = row
        store.put_sealed("page", path, sealed)
        past = self._plan.past
        past.pages[path] = brief
        for kind, key, value in more:
            known = getattr(past, kind)
            if key not in known:
                known[key] = value
                store.put(kind, key, value)

    def prune(self, store: Store, paths: set[str]) -> None:
        """Forget pages that are no longer made, and what only they read."""
        past = self._plan.past
        store.drop("page", past.pages.keys() - paths)
        pages = [past.pages[path] for path in past.pages.keys() & paths]
        for kind in ("shared", "opened"):
            store.drop(kind, getattr(past, kind).keys() - {page[kind] for page in pages})


Row = tuple[bytes, dict[str, Any], list[tuple[str, str, Any]], dict[str, str]]
"""A page's row, sealed for the store; what of it this build still needs; what it refers to; files for all pages."""
