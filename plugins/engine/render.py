"""Do the planned jobs: render in every process at hand, write beside the old tree, bring home what was read."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.utils import missing
from pelican.contents import Content

from plugins.engine.fork import run_forked
from plugins.engine.inputs import Seen, recording
from plugins.engine.manifest import digest_bytes
from plugins.engine.plan import Plan, Row, Rows, seen_from
from plugins.engine.records import caught, replay
from plugins.engine.report import bar
from plugins.engine.store import Store
from plugins.engine.trace import Trace, watching
from plugins.engine.writer import Job, PlanningWriter

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_REMEMBERED = 200  # bodies of contents that a process keeps beside those that were there before

Rendered = tuple[str, str | None, Row, list[Any]]
"""A page: the digest of its bytes, its text (for a plugin's writer), its row, what was logged."""


@dataclass
class Renderer:
    """Renders jobs into `tree`; `digests` collects the bytes of what was made or found to be the same as before."""

    plan: Plan
    writer: PlanningWriter
    rows: Rows
    store: Store
    tree: Path
    jobs: int
    digests: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    rendered: int = 0
    opened: dict[str, str] = field(default_factory=dict)

    def run(self, jobs: list[Job]) -> None:
        """Render every job and keep its row. The first that fails, in order, fails here as it would in Pelican."""
        tasks = list(enumerate(jobs))
        done: dict[int, Rendered | None] = {}
        with bar("Rendering", len(tasks)) as step:
            for number, result in run_forked(self._work, tasks, self.jobs):
                if self.writer.writes_plainly and result is not None:
                    self._take(jobs[number], result)
                else:
                    done[number] = result
                step()
        for number in sorted(done):
            self._take(jobs[number], done[number] or self._again(jobs[number]))
        self.rendered += len(jobs)
        if jobs:
            self.plan.past.opened[self.rows.build] = self.opened
            self.store.put("opened", self.rows.build, self.opened)

    def _work(self, share: Iterable[tuple[int, Job]], emit: Callable[[Any], None]) -> None:
        if os.getpid() != self.store.owner:
            self.store.reopen()
        forget = _forgetting()
        with watching(self.plan.watch):
            for number, job in share:
                try:
                    emit((number, self._render(job)))
                except Exception:  # noqa: BLE001 - the parent meets it again, in order
                    emit((number, None))
                forget()

    def _again(self, job: Job) -> Rendered:
        """Do a failed job once more where its exception is seen."""
        with watching(self.plan.watch):
            return self._render(job)

    def _render(self, job: Job) -> Rendered:
        """Render one job; writes the file if it changed."""
        watch = self.plan.watch
        watch.begin(trace := Trace())
        watch.context = job.local()
        watch.own = frozenset(job.own)
        seen = Seen()
        try:
            with seen_from(self.plan, job), caught() as records, recording(seen):
                text = self._text(job, watch)
        finally:
            watch.begin(None)
        data = text.encode("utf-8")
        trace.volatile = trace.volatile or seen.volatile
        digest = digest_bytes(data)
        row = self.rows.row(job, trace, seen.digests(), digest, records)
        if not self.writer.writes_plainly:
            return digest, text, row, records
        if self.plan.manifest.digest(job.path) != digest:
            write_new(f"{self.tree}{os.sep}{job.path}", data)
        return digest, None, row, records

    def _text(self, job: Job, watch: Any) -> str:
        if job.template is None:
            watch.globals = {}
            if not job.own["=elements"]:
                watch.trace.volatile = "an empty feed carries the time of its making"
            watch.trace.variables["=elements"] = watch.digest(job.own["=elements"])
            watch.trace.variables["=arguments"] = watch.digest(job.own["=arguments"])
            return self.writer.feed_text(job, _NotingContext(job.context, watch))
        watch.globals = job.template.globals
        if job.template.name is None:
            watch.trace.volatile = "its template is no file"
        else:
            watch.trace.templates.add(job.template.name)
        return str(job.template.render(watch.context))

    def _take(self, job: Job, result: Rendered) -> None:
        digest, text, row, records = result
        replay(records)
        if self.plan.manifest.digest(job.path) == digest:
            self.same.add(job.path)
        if text is None:
            self.digests[job.path] = digest
        else:
            self.writer.hand_over(job, text)
        self.opened |= row[3]
        self.rows.keep(self.store, job.path, row)


def _forgetting() -> Callable[[], None]:
    """Keep Pelican's memory of finished bodies small: what is added to it from now on goes when it is many.

    What is in it already stays, since a body may have been finished before all links could be.
    """
    memory = Content.get_content.cache
    before = set(memory)

    def forget() -> None:
        if len(memory) > len(before) + _REMEMBERED:
            for known in memory.keys() - before:
                del memory[known]

    return forget


class _NotingContext(dict[str, Any]):
    """A context for feeds that notes what is read from it."""

    def __init__(self, context: dict[str, Any], watch: Any) -> None:
        super().__init__(context)
        watch.context = context
        self._watch = watch

    def __getitem__(self, name: str) -> Any:
        value = dict.get(self, name, missing)
        self._watch.note_variable(name, value)
        if value is missing:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


def write_new(path: str, data: bytes) -> None:
    """Write a new file; whatever stands at `path` is replaced, not changed."""
    try:
        descriptor = os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        _make_folder(path.rpartition(os.sep)[0])
        descriptor = os.open(path, _NEW, 0o666)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108 - thousands of times: no objects
        descriptor = os.open(path, _NEW, 0o666)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        file.write(data)


def _make_folder(path: str) -> None:
    """Make a folder, whose parent is nearly always there."""
    try:
        os.mkdir(path)  # noqa: PTH102 - as above
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - as above
    except FileExistsError:
        return


def attach_first(contents: Iterable[Any], siteurl: str) -> None:
    """Move every `{attach}`ed file before anything asks where it is, in the order in which pages are written.

    Pelican moves it when the linking text is first rendered, so that the outcome hangs on the order of rendering.
    """
    with caught():
        for content in contents:
            body = getattr(content, "_content", None)
            if isinstance(body, str) and "attach" in body:
                content._update_content(body, siteurl)  # noqa: SLF001 - Pelican offers no other way
