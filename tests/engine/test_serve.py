"""`serve` shows what was saved, shows what is wrong, and does not grow."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from plugins.engine.headers import rules_for
from tests.engine.harness import ROOT, Site

RUN = """
import sys
sys.path.insert(0, {root!r})
sys.dont_write_bytecode = True
from plugins.engine.serve import serve
serve(port=0, ready=lambda address, hub: print("AT", address, flush=True), settings={{"OUTPUT_PATH": {output!r}}})
"""


@dataclass
class Running:
    """A running server and what its event stream says."""

    site: Site
    address: str
    process: subprocess.Popen[str]
    stream: Any

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())

    def state(self) -> dict[str, Any]:
        """The next state that the server tells."""
        while True:
            line = self.stream.readline().decode()
            if line.startswith("data: "):
                return dict(json.loads(line[6:]))

    def until(self, wanted: Any) -> dict[str, Any]:
        while not wanted(state := self.state()):
            pass
        return state


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    site = Site(tmp_path)
    site.begin()
    script = RUN.format(root=str(ROOT), output=str(tmp_path / "served"))
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    address = next(line.split()[1] for line in process.stdout if line.startswith("AT "))
    stream = urllib.request.urlopen(f"{address}.engine/events", timeout=30)  # noqa: S310 - our own server
    yield Running(site, address, process, stream)
    process.terminate()
    process.wait()
    process.stdout.close()


def test_a_save_shows_and_an_error_comes_and_goes(running: Running) -> None:
    """A saved article is served and told; an error is told with its file and line, and gone when it is mended."""
    first = running.state()
    assert not first["error"]
    running.site.write("news/story-1.md", number=1, slug="story-1", title="Just saved")
    later = running.until(lambda state: state["version"] > first["version"])
    assert not later["error"]
    assert "Just saved" in running.get("story-1.html")
    assert '<script src="/.engine/reload.js" defer>' in running.get("story-1.html")
    template = running.site.root / "theme/templates/page.html"
    sound = template.read_text()
    template.write_text("{{ page.title }}\n{% if %}")
    wrong = running.until(lambda state: state["error"])
    assert "page.html:2" in wrong["error"]
    assert "Just saved" in running.get("story-1.html")
    template.write_text(sound)
    assert not running.until(lambda state: not state["error"])["error"]


def test_an_edited_plugin_counts(running: Running) -> None:
    """Plugins and settings are loaded anew for each build."""
    first = running.state()
    text = (running.site.root / "site_plugin.py").read_text()
    running.site.put("site_plugin.py", text.replace('"none")', '"none") + " new"'))
    running.until(lambda state: state["version"] > first["version"])
    assert "900 new" in running.get("index.html")


def test_many_rebuilds_do_not_grow(running: Running) -> None:
    """After many rebuilds the processes hold no more memory, files or children than after the first few."""
    version = running.state()["version"]
    counts = int(os.environ.get("ENGINE_REBUILDS", "25"))
    sizes = []
    for number in range(counts):
        running.site.write("news/story-1.md", number=1, slug="story-1", title=f"Title {number}")
        version = running.until(lambda state, v=version: state["version"] > v)["version"]
        if number in (9, counts - 1):
            family = [
                psutil.Process(running.process.pid),
                *psutil.Process(running.process.pid).children(recursive=True),
            ]
            sizes.append(
                (sum(p.memory_info().rss for p in family), sum(p.num_fds() for p in family), len(family))
            )
    assert sizes[1][0] < sizes[0][0] + 8_000_000
    assert sizes[1][1:] == sizes[0][1:]


def test_headers_of_preview_are_those_of_production(running: Running) -> None:
    """The server of one's own machine sends the policy that production will have."""
    with urllib.request.urlopen(running.address + "index.html") as answer:  # noqa: S310 - our own server
        policy = answer.headers["Content-Security-Policy"]
    assert policy == rules_for({})[0].headers["Content-Security-Policy"]
