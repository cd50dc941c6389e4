"""A small site that changes, and builds of it in processes of their own."""

import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
START = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

SETTINGS = """
import json, os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
PATH = "content"
THEME = "theme"
PLUGINS = {plugins}
SITENAME = {name!r}
SITEURL = "https://union.example"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
WITH_FUTURE_DATES = False
DEFAULT_PAGINATION = {per_page}
DEFAULT_ORPHANS = 0
STATIC_PATHS = ["images"]
PAGINATED_TEMPLATES = {{"index": None, "tag": None, "category": None, "author": None}}
TAG_SAVE_AS, TAG_URL = "tag/{{slug}}-.html", "tag/{{slug}}-.html"
YEAR_ARCHIVE_SAVE_AS = {archives!r}
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{{slug}}.atom.xml"
TAG_FEED_RSS = "feeds/tag-{{slug}}.rss.xml"
AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 5
RELATIVE_URLS = {relative}
MARKDOWN = {{"extension_configs": {{"markdown.extensions.extra": {{}}, "markdown.extensions.meta": {{}},
            "markdown.extensions.toc": {{"permalink": {permalink}}}}}, "output_format": "html5"}}
JINJA_FILTERS = {{"shout": lambda text: text.upper() + {mark!r}}}
"""
PLUGIN = """
import json, os
from pelican import signals

MARK = {mark!r}

def relate(generators):
    articles = [a for g in generators for a in getattr(g, "articles", [])]
    for article in articles:
        same = [b for b in articles if b is not article and set(map(str, article.tags)) & set(map(str, b.tags))]
        article.related = sorted(same, key=lambda b: b.slug)[:2]
        article.mark = MARK

def facts():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data.json")) as file:
        return json.load(file)

class Facts:  # remembers what it read: only the first page is seen to open the file
    def __init__(self):
        self.kept = None

    def get(self, name):
        if self.kept is None:
            self.kept = facts()
        return self.kept.get(name, "none")

def equip(generator):
    generator.env.globals["fact"] = Facts().get

def register():
    signals.all_generators_finalized.connect(relate)
    signals.generator_init.connect(equip)
"""


@dataclass
class Site:
    """The sources of a site in `root`, and what tests need to know of them."""

    root: Path
    plugins: bool = True
    relative: bool = False
    now: dt.datetime = START
    values: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        """Write the sources that every test starts from."""
        self.values = {"name": "Site", "per_page": 3, "permalink": False, "mark": "!"}
        shutil.copytree(Path(__file__).parent / "theme", self.root / "theme")
        for number in range(6):
            self.write(f"news/story-{number}.md", number=number)
        self.write(
            "opinion/column.md", number=7, tags="Pay, Health", body="See [it]({filename}/news/story-1.md)."
        )
        self.write("news/cymru.md", number=1, slug="story-1", lang="cy", title="Stori")
        self.write("pages/about.md", page=True, title="About", body="Us. ![x]({static}/images/a.png)")
        self.put("content/images/a.png", "picture")
        self.put("content/images/b.png", "attached")
        self.put("data.json", json.dumps({"staff": "900"}))
        self.put("site_plugin.py", PLUGIN.format(mark="one"))
        self.configure()

    def configure(self, **values: Any) -> None:
        """Change settings."""
        self.values |= values
        archives = "" if self.relative else "archive/{date:%Y}/index.html"
        plugins = ["site_plugin"] if self.plugins else []
        text = SETTINGS.format(**self.values, relative=self.relative, archives=archives, plugins=plugins)
        self.put("pelicanconf.py", text)

    def put(self, path: str, text: str) -> None:
        """Write a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def write(self, path: str, number: int = 0, page: bool = False, body: str = "", **fields: str) -> None:
        """Write an article (or a page)."""
        given = {"title": f"Story {number}"} | fields
        if not page:
            date = dt.date(2025, 1 + number % 12, 1 + number)
            given = {"date": f"{date} 10:00", "tags": ("Pay", "Health", "Law")[number % 3]} | given
            given = {"authors": ("Ada", "Bea")[number % 2]} | given
        lines = [f"{name.capitalize()}: {value}" for name, value in given.items() if value]
        self.put(f"content/{path}", "\n".join(lines) + f"\n\n{body or f'Text of {number}.'}\n")

    def sources(self) -> list[str]:
        """The articles, sorted, as paths below content/."""
        content = self.root / "content"
        found = (path.relative_to(content).as_posix() for path in content.rglob("*.md"))
        return sorted(path for path in found if not path.startswith("pages/"))


def build(  # noqa: PLR0917 - as a test names them
    site: Site,
    output: str = "output",
    engine: bool = True,
    jobs: int = 1,
    overrides: dict[str, Any] | None = None,
    patch: Callable[[], object] | None = None,
) -> str:
    """Build in a forked process, after `patch` there; gives "" or the traceback of what the build raised."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            if patch is not None:
                patch()
            message = _build(site, output, engine, jobs, overrides or {})
            os.write(writing, message.encode())
        except BaseException:  # noqa: BLE001 - the parent tells it
            os.write(writing, traceback.format_exc().encode()[-60000:])
            code = 1
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        message = pipe.read().decode()
    os.waitpid(pid, 0)
    return message


def start_build(site: Site, output: str, jobs: int = 1) -> int:
    """Start a build of the engine in a process group of its own; gives its id."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            _build(site, output, True, jobs, {})
        finally:
            os._exit(0)
    return pid


def kill(pid: int) -> None:
    """Kill a started build and its workers."""
    for target in (lambda: os.killpg(pid, signal.SIGKILL), lambda: os.kill(pid, signal.SIGKILL)):
        try:
            target()
        except ProcessLookupError:
            continue
    os.waitpid(pid, 0)


def _build(site: Site, output: str, engine: bool, jobs: int, overrides: dict[str, Any]) -> str:
    import logging
    import time

    import pelican
    import pelican.contents
    from pelican.settings import read_settings

    from plugins.engine import Engine, fork

    _silence()
    logging.disable(logging.ERROR if not engine else logging.WARNING)
    os.chdir(site.root)
    pelican.contents.datetime = _clock(site.now)
    time.time = site.now.timestamp
    fork._WORTH = 2  # noqa: SLF001 - so that a small site is shared among processes
    sys.dont_write_bytecode = True
    given = {"OUTPUT_PATH": str(site.root / output), "ENGINE_JOBS": jobs, **overrides}
    settings = read_settings("pelicanconf.py", override=given)
    runner = (Engine if engine else pelican.Pelican)(settings)
    runner.run()
    return ""


def _clock(now: dt.datetime) -> Any:
    import types

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> dt.datetime:
            return now.astimezone(tz) if tz else now.replace(tzinfo=None)

    module = types.ModuleType("datetime")
    vars(module).update(vars(dt))
    module.datetime = Clock  # type: ignore[attr-defined]
    return module


def _silence() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def tree(root: Path) -> dict[str, str]:
    """Every file below `root` by relative path, as a digest of its bytes."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def clean_build(site: Site, engine: bool = False) -> dict[str, str]:
    """The output of a build from nothing."""
    shutil.rmtree(site.root / "clean", ignore_errors=True)
    shutil.rmtree(site.root / ".clean.engine", ignore_errors=True)
    error = build(site, "clean", engine=engine)
    assert not error, error
    return tree(site.root / "clean")


def difference(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Paths that differ between two trees."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
