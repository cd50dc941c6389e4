"""One build: everything between the opening of the store and the exchange of the trees."""

import contextlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any

from pelican.contents import Article, Content, Page
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.plugins import signals
from pelican.readers import Readers

from plugins.engine import fingerprint
from plugins.engine.digest import Digester
from plugins.engine.fingerprint import Untraceable
from plugins.engine.fork import Ahead, cores
from plugins.engine.generators import ENGINE_CLASSES
from plugins.engine.inputs import CodeState, identity
from plugins.engine.keeper import STOCK_READERS, Keeper, keeps_objects
from plugins.engine.manifest import Entries, Ledger, Manifest, digest_bytes, read_manifest, scan
from plugins.engine.parse import ParseStore, source_sign
from plugins.engine.plan import Past, Plan, Rows
from plugins.engine.records import caught, replay
from plugins.engine.render import Renderer, attach_first
from plugins.engine.report import Report
from plugins.engine.restore import LazyBody, Restorer
from plugins.engine.staging import Staging
from plugins.engine.store import Store
from plugins.engine.templates import TemplateSources, watch_templates
from plugins.engine.trace import Group, Nodes, Watch
from plugins.engine.whole import nothing_changed
from plugins.engine.writer import Job, PlanningWriter, may_defer, planning_class

logger = logging.getLogger(__name__)

WRITE_SIGNALS = ("content_written", "feed_written", "finalized")
_READING: tuple[tuple[Any, str, Any, tuple[Any, Any]], ...] = (
    (
        ArticlesGenerator,
        "ARTICLE",
        Article,
        (signals.article_generator_preread, signals.article_generator_context),
    ),
    (PagesGenerator, "PAGE", Page, (signals.page_generator_preread, signals.page_generator_context)),
)
PAGE_SIGNALS = (
    "article_generator_write_article",
    "page_generator_write_page",
    "article_writer_finalized",
    "page_writer_finalized",
)


def has_receivers(names: Iterable[str]) -> bool:
    """Whether a plugin listens to any of these signals."""
    return any(getattr(signals, name).receivers for name in names)


class Build:
    """Holds what one build knows. Its methods are called by `Engine` in the order in which they stand here."""

    def __init__(self, engine: Any, staging: Staging) -> None:
        self.settings = engine.settings
        self.plugins = engine.plugins
        self.staging = staging
        self.processes = int(self.settings.get("ENGINE_JOBS") or cores())
        self.store = Store(staging.home / "store")
        self.code = CodeState()
        self._code, _ = self.code.token(self.store.get("engine", "code") or {})
        self.ledger = Ledger(staging.home, self.store)
        self._looks = self._look_ahead()
        self.nodes = Nodes(self.settings)
        self.digester = Digester(self.nodes.key)
        self.digester.node_keys = self.nodes.keys
        self.watch = Watch(self.nodes, self.digester)
        self.templates = TemplateSources()
        self.report = Report()
        self.jobs: list[Job] = []
        self.keeper: Keeper | None = None
        self.plan: Plan | None = None
        self.renderer: Renderer | None = None
        self.reused: set[str] = set()
        self.over = False
        self.state: str | None = None
        self.identities: dict[str, str] = {}
        self.sources: dict[str, list[Any]] = {}
        self.copies = has_receivers(WRITE_SIGNALS)
        self.defers = not self.copies and not has_receivers(PAGE_SIGNALS)

    def _look_ahead(self) -> tuple[Ahead[Any], Ahead[Any]]:
        """Look at the live and the spare tree in processes of their own, when there is much to see."""
        staging = self.staging
        worth = self.processes > 1 and self.ledger.is_long(staging.live)
        live, spare = (Ahead(partial(_parts, tree), worth) for tree in (staging.live, staging.spare))
        staging.look_ahead(lambda: Entries(*spare()))
        return live, spare

    @cached_property
    def manifest(self) -> Manifest:
        """What the last build made, as it is now."""
        return read_manifest(self.ledger.read(self.staging.live), Entries(*self._looks[0]()))

    # --- before reading -------------------------------------------------------------------------------------------

    def classes(self, found: list[Any]) -> list[Any]:
        """The generator classes with the engine's in the place of Pelican's own."""
        return [ENGINE_CLASSES.get(cls, cls) for cls in found]

    def prepare(self, generators: list[Any], context: dict[str, Any]) -> None:
        """Look at the site before it is read: prints, stores, watches on templates."""
        self.context = self.nodes.context = context
        self.generators = generators
        self.prints = self._prints(generators)
        self.parses = ParseStore(self.store, self.settings["PATH"], self.parse_print)
        for generator in generators:
            self._equip(generator)
        first = generators[0].readers
        if self.prints and keeps_objects(self.settings, self.plugins, first):
            self.keeper = Keeper(
                self.parses, Restorer(self.settings, context), self.settings, self.prints["settings"]
            )
            self.keeper.readers = first
            for generator in generators:
                if hasattr(generator, "keeper"):
                    generator.keeper = self.keeper

    def is_over(self, keep: Callable[[str], bool]) -> bool:
        """Whether nothing has changed since the last build, so that this one has nothing to do."""
        self.over = nothing_changed(self, keep)
        return self.over

    def read_ahead(self) -> None:
        """Parse what changed in all processes, before Pelican asks for one file after another."""
        if self.prints:
            self._prefetch(self.generators)

    def _prints(self, generators: list[Any]) -> dict[str, str]:
        around = fingerprint.surroundings_print(self._code)
        try:
            settings = fingerprint.settings_print(self.settings, self.digester)
            return {
                "settings": fingerprint.combine(around, settings),
                "readers": fingerprint.combine(
                    around, fingerprint.reader_print(self.settings, self.digester)
                ),
                "plugins": fingerprint.combine(
                    around, settings, fingerprint.plugins_print(self.plugins, self.digester)
                ),
                "templates": fingerprint.environment_print(generators, self.digester),
            }
        except Untraceable:
            return {}

    def parse_print(self, reader: Any) -> str:
        """What shapes a parse beside the file."""
        if type(reader) in STOCK_READERS and not self.plugins:
            return self.prints["readers"]
        return self.prints["plugins"]

    def _equip(self, generator: Any) -> None:
        readers = getattr(generator, "readers", None)
        if self.prints and isinstance(readers, Readers):
            self.parses.install(readers)
        environment = getattr(generator, "env", None)
        if environment is not None:
            watch_templates(environment, generator, self.templates, self.watch)
        if hasattr(generator, "copier"):
            generator.copier = self

    def _prefetch(self, generators: list[Any]) -> None:
        for generator in generators:
            for cls, kind, content, sent in _READING:
                if not isinstance(generator, cls):
                    continue
                look = getattr(generator, "look_ahead", generator.get_files)
                files = look(self.settings[f"{kind}_PATHS"], self.settings[f"{kind}_EXCLUDES"])
                paths = [self.parses.path(name) for name in sorted(files)]
                self.parses.prefetch(
                    generator.readers, paths, self.processes, self._maker(generator, content, sent)
                )

    def _maker(self, generator: Any, kind: type[Content], sent: tuple[Any, Any]) -> Callable[[str, Any], Any]:
        """How a file is made ahead: as an object where objects are kept, else parsed."""
        keeper = self.keeper
        if keeper is None or getattr(generator, "keeper", None) is None:
            return self.parses.parse
        return lambda path, _reader: keeper.make(generator, path, kind, sent)

    # --- between reading and writing ------------------------------------------------------------------------------

    def writer(self, base: type) -> PlanningWriter:
        """The Writer of this build, below which jobs are planned."""
        writer = planning_class(base)(self.settings["OUTPUT_PATH"], settings=self.settings)
        writer.stands = self.stands
        self.defers = self.defers and may_defer(base) and bool(self.prints)
        self.plain = writer
        if self.defers:
            self._plan(writer)
            writer.defer = self.jobs.append
        return writer

    def _plan(self, writer: PlanningWriter) -> None:
        contents = list(self._contents())
        for content in contents:
            self.nodes.add(content)
        self.parses.prune(self.parses.used)
        self.store.commit()
        self.parses.release()
        attaching = {identity(content) for content in self.keeper.attaching} if self.keeper else None
        if attaching is None or attaching:
            moved = (content for content in contents if attaching is None or identity(content) in attaching)
            attach_first(moved, self.context["localsiteurl"])
        past = Past.load(self.store)
        self.digester.forget()
        render_print = fingerprint.combine(
            self.prints["plugins"],
            self.prints["templates"],
            fingerprint.plugins_print(self.plugins, self.digester),
        )
        self.plan = Plan(
            past, self.manifest, self.nodes, self.watch, self.templates, render_print, self.context
        )
        self.plan.trusted = self._trusted(past)
        self.rows = Rows(self.plan)
        self.renderer = Renderer(self.plan, writer, self.rows, self.store, self.staging.tree, self.processes)

    def _contents(self) -> Iterable[Any]:
        """Every article, page and static file, in the order in which Pelican writes pages."""
        names = (
            "translations articles hidden_translations hidden_articles drafts_translations drafts"
            " pages hidden_pages draft_translations draft_pages"
        ).split()
        seen: set[int] = set()
        lists = (getattr(generator, name, ()) for generator in self.generators for name in names)
        groups = (
            group
            for generator in self.generators
            for name in ("tags", "categories", "authors")
            for group in _groups(getattr(generator, name, ()))
        )
        known = (self.context["generated_content"].values(), self.context["static_content"].values())
        for content in chain(chain.from_iterable(lists), groups, *known):
            if isinstance(content, Content | Group):
                key = identity(content)
                if key not in seen:
                    seen.add(key)
                    yield content

    def _trusted(self, past: Past) -> set[str]:
        """Nodes that are as they were at the last build without a look: made from an unchanged file alone."""
        if self.keeper is None:
            return set()
        identities = self.keeper.independent
        translated = {key for key, node in self.nodes.found.items() if getattr(node, "translations", None)}
        self.identities = {key: value for key, value in identities.items() if key not in translated}
        prefix = self.prints["settings"]
        if past.nodes.get("=print") != prefix:
            past.nodes = {}
        self.identities["=print"] = prefix
        return {key for key, value in self.identities.items() if past.nodes.get(key) == value}

    # --- writing --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, generator: Any) -> Iterator[None]:
        """Let a generator plan; one that is not Pelican's finds the pages of those before it, and they its own."""
        foreign = not type(generator).__module__.startswith(("pelican.", "plugins.engine."))
        if foreign:
            self.flush()
        feeds = isinstance(generator, ArticlesGenerator) and not signals.feed_generated.receivers
        self.plain.defer_feeds = feeds
        yield
        self.plain.defer_feeds = False
        if foreign:
            self.flush()

    def flush(self) -> None:
        """Do the jobs that were planned since the last call."""
        if self.plan is None or self.renderer is None or not self.jobs:
            return
        self.digester.forget()
        self.plan.forget()
        for generator in self.generators:
            self.watch.learn(getattr(getattr(generator, "env", None), "globals", {}))
        jobs = {job.path: job for job in self.jobs}  # a later override replaces what it overrides
        self.jobs.clear()
        with caught():  # what is asked again here is told by the records of the pages that ask
            for path, job in jobs.items():
                self.report.reasons[path] = self.plan.reason(job)
        checked = self._to_verify(jobs)
        for path in jobs:
            if self.report.reasons[path] is None and path not in checked:
                if self._is_left(path):
                    self.reused.add(path)
                    replay(self.plan.past.pages[path]["records"])
                else:
                    self.report.reasons[path] = "the writer of the site wants every page"
        todo = [job for path, job in jobs.items() if path not in self.reused]
        self.renderer.run(todo)
        self.report.wrong += sorted(checked - self.renderer.same)
        for path in sorted(checked - self.renderer.same):
            logger.error("%s was skipped and should not have been: please report this", path)

    def _to_verify(self, jobs: dict[str, Job]) -> set[str]:
        """The skipped pages that are to be rendered again: all, or so many, spread over the site."""
        wanted = str(self.settings.get("ENGINE_VERIFY") or "0")
        skipped = sorted(path for path in jobs if self.report.reasons[path] is None)
        step = 1 if wanted == "all" else len(skipped) // max(int(wanted), 1) + 1
        return set(skipped[::step]) if wanted != "0" else set()

    def stands(self, path: str, data: bytes) -> bool:
        """Whether a file has these bytes since an earlier build, so that it stays and need not be written."""
        if self.copies or self.manifest.digest(path) != digest_bytes(data):
            return False
        self.reused.add(path)
        return True

    def _is_left(self, path: str) -> bool:
        """Tell a plugin's writer that a page stands as it is; False when it has no ear for that."""
        if self.plain.writes_plainly:
            return True
        reserve = getattr(self.plain, "reserve", None)
        if reserve is None:
            return False
        reserve(path)
        return True

    def reuse_static(self, generator: Any, static: Any) -> bool:
        """Leave a static file as it is when its source has not changed; False when it must be copied."""
        source = os.path.join(generator.path, static.source_path)  # noqa: PTH118 - strings, as Pelican has them
        path = os.path.normpath(static.save_as)
        sign = source_sign(source)
        if sign is None or self.copies or path.startswith(os.pardir):
            return False
        self.sources[path] = [source, *sign]
        made = self.manifest.made.get(path)
        if made is None or path not in self.manifest.sound or made.source != self.sources[path]:
            return False
        self.reused.add(path)
        return True

    # --- after writing --------------------------------------------------------------------------------------------

    def code_record(self) -> dict[str, Any]:
        """What the next build compares its code with."""
        return self.code.token(self.store.get("engine", "code") or {})[1] | {"token": self._code}

    def close(self) -> None:
        """Close the store; what was not committed is forgotten."""
        for look in self._looks:
            look.drop()
        self.store.close()

    def find_body(self, source: str) -> str:
        """The body of an object that was kept without it."""
        body = self.parses.body(source)
        if body is not None:
            return body
        path = os.path.join(self.settings["PATH"], source)  # noqa: PTH118 - strings, as Pelican has them
        read = self.parses.read(self.generators[0].readers, path)
        if read is None:
            raise RuntimeError(f"{source} cannot be read any more")
        return read[0]

    def lazy_bodies(self) -> LazyBody:
        """What stands as `Content._content` while this build runs."""
        return LazyBody(self.find_body)


def _parts(tree: Path) -> tuple[Any, ...]:
    return scan(tree).parts()


def _groups(value: Any) -> Iterable[Any]:
    pairs = value.items() if hasattr(value, "items") else value
    return [pair[1] for pair in pairs if isinstance(pair, tuple) and len(pair) == 2]  # noqa: PLR2004
