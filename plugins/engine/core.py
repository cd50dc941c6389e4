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
from plugins.engine.run import WRITE_SIGNALS, Build, has_receivers
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
        self.report = self._build().report
        self.report.seconds = time.monotonic() - started
        say_done(self.report.counts, self.report.seconds)

    def rehearse(self) -> set[str]:
        """Do all that `run` does but for its end: neither output nor store change.

        Gives the sources that were read, as paths below the content folder. Raises what the build raises, and
        RuntimeError where a build has effects beyond its output, or none of its own.
        """
        if _holds_the_sources(self.settings) or has_receivers(WRITE_SIGNALS):
            raise RuntimeError("this build can only be done for good")
        return self._build(keeps=False).parses.used

    def _build(self, *, keeps: bool = True) -> Build:
        home = home_of(Path(self.output_path))
        home.mkdir(parents=True, exist_ok=True)
        wait = self.settings.get("ENGINE_LOCK_WAIT", DEFAULT_WAIT)
        with build_lock(home / "lock", wait), _collecting_seldom():
            return self._build_alone(Staging(Path(self.output_path)), keeps=keeps)

    def _build_alone(self, staging: Staging, *, keeps: bool) -> Build:
        staging.open()
        build = Build(self, staging)
        Content._content = build.lazy_bodies()  # noqa: SLF001 - a fallback for objects without a body of their own
        try:
            with self._redirected(staging.tree):
                self._generate(build, may_end_early=keeps)
            keeper = self._keeper_of_foreign_files(build)
            tree = finish(build, keeper) if keeps and not build.over else None
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
        return build

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

    def _generate(self, build: Build, *, may_end_early: bool) -> None:
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
        if may_end_early and build.is_over(self._keeper_of_foreign_files(build)):
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
