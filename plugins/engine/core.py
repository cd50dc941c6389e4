"""The engine: Pelican's own run, with its output staged beside the old one and exchanged for it as a whole."""

import contextlib
import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.contents import Content
from pelican.plugins import signals

from plugins.engine.finish import finish
from plugins.engine.inputs import CodeState
from plugins.engine.lock import build_lock
from plugins.engine.report import Report, say_done
from plugins.engine.run import Build
from plugins.engine.staging import Staging, home_of

logger = logging.getLogger(__name__)

DEFAULT_WAIT = 600.0  # seconds that a second build waits for the first
_COLLECT = (200_000, 20, 100)  # thresholds of the garbage collector's three generations


class Engine(Pelican):  # type: ignore[misc]
    """A drop-in for `pelican.Pelican`: `PELICAN_CLASS = Engine` in a settings file."""

    output_path: str

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self.report = Report()
        CodeState().note()

    def run(self) -> None:
        """Build the site; raises what the build raises, and then the old output stands untouched."""
        started = time.monotonic()
        if _holds_the_sources(self.settings):
            logger.warning("OUTPUT_PATH holds the sources: the output is written in place, not exchanged")
            super().run()
            return
        home = home_of(Path(self.output_path))
        home.mkdir(parents=True, exist_ok=True)
        with (
            build_lock(home / "lock", self.settings.get("ENGINE_LOCK_WAIT", DEFAULT_WAIT)),
            _collecting_seldom(),
        ):
            self.report = self._build(Staging(Path(self.output_path)))
        self.report.seconds = time.monotonic() - started
        say_done(self.report.counts, self.report.seconds)

    def _build(self, staging: Staging) -> Report:
        staging.open()
        build = Build(self, staging)
        Content._content = build.lazy_bodies()  # noqa: SLF001 - a fallback for objects without a body of their own
        try:
            with self._redirected(staging.tree):
                self._generate(build)
            tree = None if build.over else finish(build, self._keeper_of_foreign_files(build))
            if tree is None:
                staging.abandon()
            else:
                staging.commit(tree)
        except BaseException:
            staging.abandon()
            raise
        finally:
            del Content._content  # noqa: SLF001
            build.close()
        return build.report

    @contextlib.contextmanager
    def _redirected(self, tree: Path) -> Iterator[None]:
        """Point everything that writes at the new tree; templates still read the real OUTPUT_PATH."""
        real = self.output_path
        self._real_output = real
        self.output_path = self.settings["OUTPUT_PATH"] = str(tree)
        try:
            yield
        finally:
            self.output_path = self.settings["OUTPUT_PATH"] = real

    def _generate(self, build: Build) -> None:
        """The steps of `Pelican.run`, in its order."""
        context = self._context()
        generators = [
            cls(
                context=context,
                settings=self.settings,
                path=self.path,
                theme=self.theme,
                output_path=self.output_path,
            )
            for cls in build.classes(self._get_generator_classes())
        ]
        build.prepare(generators, context)
        if build.is_over(self._keeper_of_foreign_files(build)):
            return
        build.read_ahead()
        for generator in generators:
            _call(generator, "generate_context")
            _call(generator, "check_disabled_readers")
        signals.all_generators_finalized.send(generators)
        for generator in generators:
            _call(generator, "refresh_metadata_intersite_links")
        writer = build.writer(type(self._get_writer()))
        for generator in generators:
            with build.writing(generator):
                _call(generator, "generate_output", writer)
        build.flush()
        signals.finalized.send(self)

    def _context(self) -> dict[str, Any]:
        context: dict[str, Any] = self.settings.copy()
        context["OUTPUT_PATH"] = self._real_output
        context["generated_content"] = {}
        context["static_links"] = set()
        context["static_content"] = {}
        context["localsiteurl"] = self.settings["SITEURL"]
        return context

    def _keeper_of_foreign_files(self, build: Build) -> Callable[[str], bool]:
        """The rule for files that no build made: they stay, unless DELETE_OUTPUT_DIRECTORY is set.

        Then only what OUTPUT_RETENTION names stays, as with Pelican.
        """
        retention = set(self.settings["OUTPUT_RETENTION"])

        def keep(path: str) -> bool:
            if self.delete_outputdir:
                return path.split(os.sep, 1)[0] in retention
            return path not in build.manifest.made

        return keep


def _holds_the_sources(settings: dict[str, Any]) -> bool:
    """Whether the content, the theme or the working directory lies in the output, which then cannot be exchanged."""
    output = os.path.realpath(settings["OUTPUT_PATH"])
    sources = [os.path.realpath(settings[name]) for name in ("PATH", "THEME")]
    return any(
        os.path.commonpath([output, source]) == output for source in [*sources, os.path.realpath(os.curdir)]
    )


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage after every so many new objects only: a build keeps nearly all that it makes.

    What it leaves is not looked through either, as most processes end with their build; the next build has it back.
    """
    before = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(*_COLLECT)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)


def _call(generator: Any, method: str, *arguments: Any) -> None:
    if hasattr(generator, method):
        getattr(generator, method)(*arguments)
