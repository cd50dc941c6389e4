"""`serve` shows what was saved, shows what is wrong, and does not grow."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from plugins.engine.headers import rules_for
from tests.engine.harness import ROOT, Site, clean_build, difference, tree

RUN = """
import sys
sys.path.insert(0, {root!r})
sys.dont_write_bytecode = True
from plugins.engine.serve import serve
serve({settings!r}, port=0, ready=lambda address, hub: print("AT", address, flush=True), output={output!r},
      settings={override!r})
"""
AT_REST = 4  # processes: the server, the builder, the child that waits and its twin that has rehearsed


@dataclass
class Running:
    """A running server and what its event stream says."""

    site: Site
    address: str
    process: subprocess.Popen[bytes]
    stream: Any

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())

    def state(self) -> dict[str, Any]:
        """The next state that the server tells; the test fails when none comes between two signs of life."""
        signs_of_life = 0
        while signs_of_life < 2:
            line = self.stream.readline().decode()
            signs_of_life += line.startswith(": here")
            if line.startswith("data: "):
                return dict(json.loads(line[6:]))
        raise AssertionError(self.log.read_text())

    @property
    def log(self) -> Path:
        return self.site.root / "serve.log"

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not wanted(state := self.state()):
            pass
        return state

    def changed(self, version: int) -> int:
        """Wait for a version after this one; gives it."""
        return int(self.until(lambda state: state["version"] > version)["version"])

    def weight(self) -> tuple[float, int, int]:
        """Memory in MB (private, and shared in proportion), open files, and number of all processes, at rest."""
        before: tuple[float, int, int] = (0, 0, 0)
        for _ in range(200):
            time.sleep(0.3)
            seen = weigh(psutil.Process(self.process.pid))
            if seen[1:] == before[1:] and seen[2] == AT_REST:
                return seen
            before = seen
        raise AssertionError(f"{before[2]} processes, not {AT_REST}: {self.log.read_text()}")


def weigh(parent: psutil.Process) -> tuple[float, int, int]:
    family = [parent, *parent.children(recursive=True)]
    try:
        memory = sum(process.memory_full_info().pss for process in family)
        return memory / 1e6, sum(process.num_fds() for process in family), len(family)
    except psutil.NoSuchProcess:
        return 0, 0, 0


@contextmanager
def serving(folder: Path, settings: str = "pelicanconf.py", **override: str) -> Iterator[tuple[str, Any]]:
    """Run `serve` on the site in a folder; gives its address and its process."""
    script = RUN.format(root=str(ROOT), settings=settings, output=str(folder / "served"), override=override)
    log = folder / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", script], cwd=folder, stdout=out, stderr=out)
    while "AT " not in (text := log.read_text()):
        assert process.poll() is None, text
        time.sleep(0.05)
    yield text.partition("AT ")[2].split()[0], process
    process.terminate()
    process.wait()


@contextmanager
def listening(site: Site) -> Iterator[Running]:
    """Run `serve` on a site, and listen to its events."""
    with serving(site.root) as (address, process):
        stream = urllib.request.urlopen(f"{address}.engine/events", timeout=30)  # noqa: S310 - our own server
        yield Running(site, address, process, stream)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    site = Site(tmp_path)
    site.begin()
    with listening(site) as server:
        yield server


def test_a_save_shows_and_an_error_comes_and_goes(running: Running) -> None:
    """A saved article is served and told; an error is told with its file and line, and gone when it is mended."""
    first = running.state()
    assert not first["error"]
    running.site.write("news/story-1.md", number=1, slug="story-1", title="Just saved")
    later = running.until(lambda state: state["version"] > first["version"])
    assert not later["error"]
    assert "Just saved" in running.get("story-1.html")
    assert f'<script src="/.engine/reload.js?{later["version"]}" defer>' in running.get("story-1.html")
    template = running.site.root / "theme/templates/page.html"
    sound = template.read_text()
    template.write_text("{{ page.title }}\n{% if %}")
    wrong = running.until(lambda state: state["error"])
    assert "page.html:2" in wrong["error"]
    assert "Just saved" in running.get("story-1.html")
    template.write_text(sound)
    assert not running.until(lambda state: not state["error"])["error"]


def test_what_is_loaded_ahead_is_never_stale(running: Running) -> None:
    """Plugins, what they read as they are loaded, settings and new modules count, though a child had loaded the old."""
    site, version = running.site, running.state()["version"]
    text = (site.root / "site_plugin.py").read_text()
    site.put("words.txt", "first words")
    ahead = text + "\nWORDS = open(os.path.join(os.path.dirname(__file__), 'words.txt')).read()\n"
    site.put("site_plugin.py", ahead.replace('"none")', '"none") + " " + WORDS'))
    version = running.changed(version)
    assert "900 first words" in running.get("index.html")
    running.weight()  # so that the next child has loaded everything
    site.put("words.txt", "other words")
    version = running.changed(version)
    assert "900 other words" in running.get("index.html")
    running.weight()
    site.configure(name="Another name")
    version = running.changed(version)
    assert "Another name" in running.get("index.html")
    running.weight()
    site.put("site_plugin.py", text)
    running.changed(version)
    assert "words" not in running.get("index.html")


def test_what_plugins_read_elsewhere_and_new_folders_count(running: Running) -> None:
    """A data file beside the settings is watched since a plugin opened it; so is what appears below the content."""
    version = running.state()["version"]
    running.site.put("data.json", json.dumps({"staff": "901"}))
    version = running.changed(version)
    assert "901" in running.get("index.html")
    running.site.write("news/deep/er/new.md", number=4, slug="new", title="In a new folder")
    running.changed(version)
    assert "In a new folder" in running.get("new.html")


def test_what_is_served_is_what_a_clean_build_gives(running: Running) -> None:
    """After saves of every kind the served tree is, to the byte, the one that a build from nothing makes."""
    site, version = running.site, running.state()["version"]
    site.write("news/story-2.md", number=2, title="Anew", tags="pay, Law")
    version = running.changed(version)
    (site.root / "content/news/story-3.md").unlink()
    version = running.changed(version)
    macros = site.root / "theme/templates/macros.html"
    macros.write_text(macros.read_text().replace("<i>", "<i class='t'>"))
    version = running.changed(version)
    site.put("site_plugin.py", (site.root / "site_plugin.py").read_text().replace("[:2]", "[:1]"))
    running.changed(version)
    assert difference(tree(site.root / "served"), clean_build(site)) == []


def test_an_error_that_is_only_logged_is_shown(running: Running) -> None:
    """Pelican goes on after a story that it cannot read: the site is built without it, and the page says so."""
    running.state()
    running.site.write("news/story-1.md", number=1, slug="story-1", date="yesterday or so")
    wrong = running.until(lambda state: state["error"])
    assert "story-1.md" in wrong["error"]
    running.site.write("news/story-1.md", number=1, slug="story-1")
    assert not running.until(lambda state: not state["error"])["error"]


def test_many_rebuilds_do_not_grow(running: Running) -> None:
    """After many rebuilds the processes hold no more memory, files or children than after the first few."""
    version = running.state()["version"]
    counts = int(os.environ.get("ENGINE_REBUILDS", "20"))
    weights = []
    for number in range(counts):
        running.site.write("news/story-1.md", number=1, slug="story-1", title=f"Title {number}")
        version = running.changed(version)
        if number in (9, counts - 1):
            weights.append(running.weight())
            print(f"rebuild {number + 1}: {weights[-1][0]:.1f} MB, {weights[-1][1]} files, 3 processes")
    assert weights[1][0] < weights[0][0] + 2
    assert weights[1][1:] == weights[0][1:]


def test_headers_of_preview_are_those_of_production(running: Running) -> None:
    """The server of one's own machine sends the policy that production will have."""
    with urllib.request.urlopen(running.address + "index.html") as answer:  # noqa: S310 - our own server
        policy = answer.headers["Content-Security-Policy"]
    assert policy == rules_for({})[0].headers["Content-Security-Policy"]


def test_only_what_is_named_by_its_content_may_be_kept(running: Running) -> None:
    """A browser keeps a file with a digest in its name; one without, and one that is missing, it asks for again."""
    kept = {}
    for name in ("site.33fb0e3823.css", "site.css"):
        running.site.put(f"served/assets/{name}", "i {}")
        with urllib.request.urlopen(f"{running.address}assets/{name}") as answer:  # noqa: S310 - our own server
            kept[name] = answer.headers["Cache-Control"]
    assert "immutable" in kept["site.33fb0e3823.css"]
    assert kept["site.css"] == "no-store"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{running.address}assets/other.33fb0e3823.css")  # noqa: S310 - the same
    assert missing.value.headers["Cache-Control"] == "no-store"


@pytest.fixture
def faults(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page of the browser, and what its console says is wrong (a blocked script or style is)."""
    context, found = browser.new_context(), list[str]()
    page = context.new_page()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield page, found
    context.close()


def test_the_open_page_reloads_and_shows_errors(running: Running, faults: tuple[Page, list[str]]) -> None:
    """Chromium, under the site's strict policy, shows what was saved, an error with file and line, and its end."""
    page, found = faults
    site, alert = running.site, page.get_by_role("alert")
    page.goto(f"{running.address}story-1.html")
    page.evaluate("window.stays = true")
    site.write("news/story-1.md", number=1, slug="story-1", body="Just saved.")
    page.get_by_text("Just saved.").wait_for()
    assert page.evaluate("window.stays") is None
    page.evaluate("window.stays = true")
    template = site.root / "theme/templates/article.html"
    sound = template.read_text()
    template.write_text(sound.replace("{{ article.title }}", "\n{{ article.title|nosuch }}"))
    alert.wait_for()
    assert "article.html:4" in alert.inner_text()
    template.write_text(sound)
    alert.wait_for(state="hidden")
    plugin = (site.root / "site_plugin.py").read_text()
    site.put("site_plugin.py", plugin.replace("article.mark = MARK", "article.mark = 1 / 0"))
    alert.wait_for()
    assert f"(site_plugin.py:{line_of(plugin, 'article.mark')})" in alert.inner_text()
    page.get_by_role("button", name="Close").click()
    alert.wait_for(state="hidden")
    site.put("site_plugin.py", plugin)
    running.until(lambda state: "division" in state["error"])
    running.until(lambda state: not state["error"])
    assert page.evaluate("window.stays") is True
    assert found == []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_ended_in_the_midst_of_a_build_it_ends_without_a_word(running: Running) -> None:
    """When the server goes, its processes go, whatever they are at, and none of them says that it failed."""
    site, building = running.site, running.site.root / "building"
    text = (site.root / "site_plugin.py").read_text()
    slow = 'open("building", "w").close(); import time; time.sleep(1)'
    site.put(
        "site_plugin.py", text.replace("def relate(generators):\n", f"def relate(generators):\n    {slow}\n")
    )
    _wait_for(building)
    running.weight()
    building.unlink()
    site.write("news/story-1.md", number=1, title="Just saved")
    _wait_for(building)
    family = psutil.Process(running.process.pid).children(recursive=True)
    running.process.terminate()
    assert not psutil.wait_procs(family, timeout=30)[1]
    assert "Traceback" not in running.log.read_text()


def _wait_for(file: Path) -> None:
    for _ in range(1000):
        if file.exists():
            return
        time.sleep(0.02)
    raise AssertionError(f"{file.name} did not come")


def test_nothing_changed_reloads_nothing(running: Running, faults: tuple[Page, list[str]]) -> None:
    """A file that is saved as it was builds the site again and leaves the open page alone."""
    page, _ = faults
    page.goto(running.address)
    page.evaluate("window.stays = true")
    version = running.state()["version"]
    story = running.site.root / "content/news/story-1.md"
    story.write_text(story.read_text())
    assert running.state()["version"] == version
    page.wait_for_timeout(300)
    assert page.evaluate("window.stays") is True


def test_our_own_site_reloads_and_shows_errors(tmp_path: Path, faults: tuple[Page, list[str]]) -> None:
    """With the site's own settings, plugins and policy: a save shows; a problem shows with file and line, and goes."""
    page, found = faults
    content = tmp_path / "content"
    shutil.copytree(ROOT / "tests/site/content", content)
    story = content / "news/rotas-agreed.md"
    text = story.read_text()
    settings = str(ROOT / "tests/site/siteconf.py")
    with serving(tmp_path, settings, PATH=str(content), THEME=str(ROOT / "theme")) as (address, _):
        page.goto(f"{address}news/rotas-agreed/")
        story.write_text(f"{text}\nThis was just saved.\n")
        page.get_by_text("This was just saved.").wait_for()
        story.write_text(text.replace("Date: ", "Date: the day after "))
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert f"news/rotas-agreed.md:{line_of(text, 'Date: ')}: Date" in alert.inner_text()
        story.write_text(text)
        alert.wait_for(state="hidden")
        page.get_by_text("This was just saved.").wait_for(state="detached")
    assert found == []
