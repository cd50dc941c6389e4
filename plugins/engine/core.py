"""The engine: Pelican's own run, with its output staged beside the old one and exchanged for it as a whole."""

import contextlib
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import ArticlesGenerator, PagesGenerator, Pelican, console, maybe_pluralize
from pelican.plugins import signals

from plugins.engine.lock import build_lock
from plugins.engine.manifest import Made, Manifest, digest_file, read_manifest, scan
from plugins.engine.staging import Staging, home_of
from plugins.engine.store import Store

logger = logging.getLogger(__name__)

DEFAULT_WAIT = 600.0  # seconds that a second build waits for the first


class Engine(Pelican):
    """A drop-in for `pelican.Pelican`: `PELICAN_CLASS = Engine` in a settings file."""

    def run(self) -> None:
        """Build the site; raises what the build raises, and then the old output stands untouched."""
        started = time.monotonic()
        if _holds_the_sources(self.settings):
            logger.warning("OUTPUT_PATH holds the sources: the output is written in place, not exchanged")
            super().run()
            return
        home = home_of(Path(self.output_path))
        home.mkdir(parents=True, exist_ok=True)
        with build_lock(home / "lock", self.settings.get("ENGINE_LOCK_WAIT", DEFAULT_WAIT)):
            generators = self._build(Staging(Path(self.output_path)))
        _say_done(generators, time.monotonic() - started)

    def _build(self, staging: Staging) -> list[Any]:
        staging.open()
        store = Store(staging.home / "store")
        try:
            manifest = read_manifest(store.get("tree", _tree_key(staging.live)), staging.live)
            with self._redirected(staging.tree):
                generators = self._generate()
            self._finish(staging, store, manifest)
        except BaseException:
            staging.abandon()
            raise
        finally:
            store.close()
        return generators

    @contextlib.contextmanager
    def _redirected(self, tree: Path) -> Iterator[None]:
        """Point everything that writes at the new tree; templates still read the real OUTPUT_PATH."""
        real = self.output_path
        self.output_path = self.settings["OUTPUT_PATH"] = str(tree)
        try:
            yield
        finally:
            self.output_path = self.settings["OUTPUT_PATH"] = real

    def _generate(self) -> list[Any]:
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
            for cls in self._get_generator_classes()
        ]
        for generator in generators:
            _call(generator, "generate_context")
            _call(generator, "check_disabled_readers")
        signals.all_generators_finalized.send(generators)
        for generator in generators:
            _call(generator, "refresh_metadata_intersite_links")
        writer = self._get_writer()
        for generator in generators:
            _call(generator, "generate_output", writer)
        signals.finalized.send(self)
        return generators

    def _context(self) -> dict[str, Any]:
        context: dict[str, Any] = self.settings.copy()
        context["generated_content"] = {}
        context["static_links"] = set()
        context["static_content"] = {}
        context["localsiteurl"] = self.settings["SITEURL"]
        return context

    def _finish(self, staging: Staging, store: Store, manifest: Manifest) -> None:
        made = {
            path: Made(digest_file(staging.tree / path), sign) for path, sign in scan(staging.tree).items()
        }
        retention = set(self.settings["OUTPUT_RETENTION"])

        def keep(path: str) -> bool:
            if self.delete_outputdir:
                return path.split(os.sep, 1)[0] in retention
            return path not in manifest.made

        staging.adopt(keep)
        store.put("tree", _tree_key(staging.tree), Manifest(made).record())
        store.commit()
        staging.commit()


def _tree_key(tree: Path) -> str:
    """A tree is known by the inode of its root, which it keeps when it is exchanged."""
    return str(tree.stat().st_ino) if tree.exists() else "none"


def _holds_the_sources(settings: dict[str, Any]) -> bool:
    """Whether the content, the theme or the working directory lies in the output, which then cannot be exchanged."""
    output = os.path.realpath(settings["OUTPUT_PATH"])
    sources = [os.path.realpath(settings[name]) for name in ("PATH", "THEME")]
    return any(
        os.path.commonpath([output, source]) == output for source in [*sources, os.path.realpath(os.curdir)]
    )


def _call(generator: Any, method: str, *arguments: Any) -> None:
    if hasattr(generator, method):
        getattr(generator, method)(*arguments)


def _say_done(generators: list[Any], seconds: float) -> None:
    """Pelican's closing line, word for word."""
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator))
    counts = [
        (len(articles.articles) + len(articles.translations), "article"),
        (len(articles.drafts) + len(articles.drafts_translations), "draft"),
        (len(articles.hidden_articles) + len(articles.hidden_translations), "hidden article"),
        (len(pages.pages) + len(pages.translations), "page"),
        (len(pages.hidden_pages) + len(pages.hidden_translations), "hidden page"),
        (len(pages.draft_pages) + len(pages.draft_translations), "draft page"),
    ]
    words = [maybe_pluralize(count, noun, f"{noun}s") for count, noun in counts]
    listed = f"{', '.join(words[:-1])} and {words[-1]}"
    console.print(f"Done: Processed {listed} in {seconds:.2f} seconds.")
