"""Which planned pages must be rendered: for each, what it read last time is compared with today."""

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from plugins.engine.inputs import unchanged
from plugins.engine.manifest import Manifest
from plugins.engine.store import Store
from plugins.engine.templates import TemplateSources
from plugins.engine.trace import MISSING, Nodes, Trace, Watch, combined
from plugins.engine.writer import Job


@dataclass
class Past:
    """What is known from the last build: traces of pages, what many of them read alike, sets of attribute names."""

    pages: dict[str, dict[str, Any]]
    shared: dict[str, dict[str, dict[str, str]]]
    attributes: list[list[str]]
    nodes: dict[str, str]  # key of a node -> identity of its source at the last build

    @classmethod
    def load(cls, store: Store) -> "Past":
        """Read it all from the store."""
        return cls(
            store.all("page"),
            store.all("shared"),
            store.get("engine", "attributes") or [],
            store.get("engine", "nodes") or {},
        )


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
    _shared: dict[tuple[str, int, int], str | None] = field(default_factory=dict)
    _nodes: dict[tuple[str, int, str], str] = field(default_factory=dict)
    _outside: dict[str, str] = field(default_factory=dict)

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
            or (None if unchanged(row["files"], self._outside) else "a file that it read changed")
        )

    def _shared_reason(self, job: Job, key: str) -> str | None:
        environment = job.template.environment if job.template is not None else None
        known = (key, id(job.context), id(environment))
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
            return self.watch.digest(job.own[name])
        known = (id(job.context), name)
        if known not in self._variables:
            if name in job.context:
                self._variables[known] = self.watch.digest(job.context[name])
            else:
                found = job.template is not None and name in job.template.globals
                self._variables[known] = self.watch.digest(job.template.globals[name]) if found else MISSING
        return self._variables[known]

    def _node_reason(self, job: Job, noted: list[list[Any]]) -> str | None:
        site = job.own["localsiteurl"] if job.relative else ""
        for key, names, digest in noted:
            if key in self.trusted:
                continue
            if self._node(job, key, names, site) != digest:
                return f"{key.partition(':')[2]} changed" if key in self.nodes.found else f"{key} is gone"
        return None

    def _node(self, job: Job, key: str, names: int, site: str) -> str:
        known = (key, names, site)
        if known not in self._nodes:
            node = self.nodes.found.get(key)
            if node is None or names >= len(self.past.attributes):
                self._nodes[known] = MISSING
            else:
                with seen_from(self, job):
                    labels = self.past.attributes[names]
                    self._nodes[known] = combined(
                        {label: self.watch.evaluate(node, label) for label in labels}
                    )
        return self._nodes[known]


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
    """Turns traces into the rows that the store keeps."""

    def __init__(self, plan: Plan, store: Store) -> None:
        self._plan = plan
        self._store = store
        self._attributes = {tuple(names): number for number, names in enumerate(plan.past.attributes)}
        self.shared_used: set[str] = set()

    def keep(self, job: Job, trace: dict[str, Any], digest: str, records: list[Any]) -> None:
        """Keep the trace of a page that was just rendered into bytes of the given digest."""
        variables = trace["variables"]
        own = {name: variables[name] for name in sorted(variables) if name in job.own}
        environment = job.template.environment if job.template is not None else None
        shared = {
            "variables": {name: variables[name] for name in sorted(variables) if name not in job.own},
            "templates": {
                name: self._plan.templates.digest(environment, name) for name in trace["templates"]
            },
        }
        row = {
            "out": digest,
            "volatile": trace["volatile"],
            "print": self._plan.fingerprint,
            "shared": self._share(shared),
            "own": own,
            "nodes": [[key, self._number(names), digest] for key, names, digest in trace["nodes"]],
            "files": trace["files"],
            "records": records,
        }
        self._store.put("page", job.path, row)
        self._plan.past.pages[job.path] = row

    def _share(self, shared: dict[str, dict[str, str]]) -> str:
        key = blake2b(json.dumps(shared, sort_keys=True).encode(), digest_size=16).hexdigest()
        if key not in self._plan.past.shared:
            self._plan.past.shared[key] = shared
            self._store.put("shared", key, shared)
        return key

    def _number(self, names: list[str]) -> int:
        key = tuple(names)
        if key not in self._attributes:
            self._attributes[key] = len(self._attributes)
            self._plan.past.attributes.append(names)
            self._store.put("engine", "attributes", self._plan.past.attributes)
        return self._attributes[key]

    def prune(self, paths: set[str]) -> None:
        """Forget pages that are no longer made, and what only they read."""
        past = self._plan.past
        self._store.drop("page", past.pages.keys() - paths)
        used = {past.pages[path]["shared"] for path in past.pages.keys() & paths}
        self._store.drop("shared", past.shared.keys() - used)


def flat_trace(trace: Trace, files: dict[str, str]) -> dict[str, Any]:
    """A trace as plain data, to go through a pipe or into a row."""
    return {
        "variables": trace.variables,
        "templates": sorted(trace.templates),
        "nodes": [[key, sorted(read), combined(read)] for key, read in trace.nodes.items()],
        "files": files,
        "volatile": trace.volatile,
    }
