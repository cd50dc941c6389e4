"""Do the planned jobs: render in every process at hand, write beside the old tree, bring home what was read."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.utils import missing

from plugins.engine.fork import run_forked
from plugins.engine.inputs import Seen, recording
from plugins.engine.manifest import digest_bytes
from plugins.engine.plan import Plan, Rows, flat_trace, seen_from
from plugins.engine.records import caught, replay
from plugins.engine.report import bar
from plugins.engine.store import Store
from plugins.engine.trace import Trace, watching
from plugins.engine.writer import Job, PlanningWriter


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
    taken: list[tuple[Job, dict[str, Any], str, list[Any]]] = field(default_factory=list)
    opened: dict[str, str] = field(default_factory=dict)

    def run(self, jobs: list[Job]) -> None:
        """Render every job and keep its trace. The first that fails, in order, fails here as it would in Pelican."""
        tasks = list(enumerate(jobs))
        done: dict[int, tuple[Any, ...]] = {}
        with bar("Rendering", len(tasks)) as step:
            for number, *result in run_forked(self._work, tasks, self.jobs):
                done[number] = tuple(result)
                if self.writer.writes_plainly and result[0] is not None:
                    self._take(jobs[number], done.pop(number))
                step()
        for number, job in enumerate(jobs):
            if number in done:
                result = done[number] if done[number][0] is not None else self._again(job)
                self._take(job, result)
        self.rendered += len(jobs)
        self._keep()

    def _keep(self) -> None:
        """Keep the traces of what was rendered, each with all files that any page opened in this build.

        What templates call may remember what it read, so that only the first page is seen to open a file. Sources of
        templates are left out: which page used which is known.
        """
        for job, trace, _, _ in self.taken:
            environment = job.template.environment if job.template is not None else None
            sources = {f"file:{self.plan.templates.file(environment, name)}" for name in trace["templates"]}
            self.opened.update({file: state for file, state in trace["files"].items() if file not in sources})
        for job, trace, digest, records in self.taken:
            self.rows.keep(job, {**trace, "files": {**trace["files"], **self.opened}}, digest, records)
        self.taken.clear()

    def _work(self, share: list[tuple[int, Job]], emit: Callable[[Any], None]) -> None:
        if os.getpid() != self.store.owner:
            self.store.reopen()
        with watching(self.plan.watch):
            for number, job in share:
                try:
                    emit((number, *self._render(job)))
                except Exception:  # noqa: BLE001 - the parent meets it again, in order
                    emit((number, None))

    def _again(self, job: Job) -> tuple[Any, ...]:
        """Do a failed job once more where its exception is seen."""
        with watching(self.plan.watch):
            return self._render(job)

    def _render(self, job: Job) -> tuple[Any, ...]:
        """Render one job: digest, text (for a plugin's writer), trace, log records. Writes the file if it changed."""
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
        flat = flat_trace(trace, seen.digests())
        digest = digest_bytes(data)
        if not self.writer.writes_plainly:
            return digest, text, flat, records
        if self.plan.manifest.digest(job.path) != digest:
            write_new(self.tree / job.path, data)
        return digest, None, flat, records

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

    def _take(self, job: Job, result: tuple[Any, ...]) -> None:
        digest, text, trace, records = result
        replay(records)
        if self.plan.manifest.digest(job.path) == digest:
            self.same.add(job.path)
        if text is None:
            self.digests[job.path] = digest
        else:
            self.writer.hand_over(job, text)
        self.taken.append((job, trace, digest, records))


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


def write_new(path: Path, data: bytes) -> None:
    """Write a new file; whatever stands at `path` is replaced, not changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def attach_first(contents: Iterable[Any], siteurl: str) -> None:
    """Move every `{attach}`ed file before anything asks where it is, in the order in which pages are written.

    Pelican moves it when the linking text is first rendered, so that the outcome hangs on the order of rendering.
    """
    with caught():
        for content in contents:
            body = getattr(content, "_content", None)
            if isinstance(body, str) and "attach" in body:
                content._update_content(body, siteurl)  # noqa: SLF001 - Pelican offers no other way
