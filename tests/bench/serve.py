"""`serve` on the real archive: from the save of a story's body to the page that the browser has loaded again.

It runs in a private copy of the repository. Two figures: until the event reaches a listener, and until Chromium shows
the new text.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.support.chromium import find_or_install
from tests.support.sites import ROOT

ROUNDS = 7
WARM_UP = 2
GOAL, MOONSHOT = 0.3, 0.15  # seconds
STORY = "content/news/board-level-stress-survey.md"
ADDRESS = "news/board-level-stress-survey/"
PAUSE = 2.0  # seconds between two saves, as an editor's hands make them
PAINTED = """(text) => document.body.textContent.includes(text) && (
  (paint) => paint && performance.timeOrigin + paint.startTime
)(performance.getEntriesByName("first-contentful-paint")[0])"""  # milliseconds since the epoch
RUN = """
from plugins.engine.serve import serve
serve(output="output-drafts", port=0, settings={"FRONTFOOT_DRAFTS": True},
      ready=lambda address, hub: print("AT", address, flush=True))
"""


def run() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        site = copy(Path(folder) / "site")
        with serving(site) as address:
            told("to the event", list(events(site, address)))
            told("to the page in Chromium", list(reloads(site, address)))


def copy(site: Path) -> Path:
    """Copy the files that git does not ignore, and the pictures that were made already."""
    listed = subprocess.run(
        ["git", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, site / name)
    if (ROOT / ".cache").is_dir():
        shutil.copytree(ROOT / ".cache", site / ".cache")
    return site


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Run `serve` in a copy; gives its address."""
    log = site.parent / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN],
            cwd=site,
            env={**os.environ, "PYTHONPATH": str(site)},
            stdout=out,
            stderr=out,
        )
    try:
        while "AT " not in log.read_text():
            if process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        yield log.read_text().partition("AT ")[2].split()[0]
        print(f"  the last build said: {[line for line in log.read_text().splitlines() if line][-1]}")
    finally:
        family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        process.wait()
        psutil.wait_procs(family, timeout=30)  # they end by themselves, after what they are at


@dataclass
class Listener:
    """The stream of events, as a page listens to it."""

    stream: Any

    def state(self) -> dict[str, Any]:
        """Wait for the next state of the site."""
        while not (line := self.stream.readline().decode()).startswith("data: "):
            pass
        state: dict[str, Any] = json.loads(line[6:])
        if state["error"]:
            raise SystemExit(state["error"])
        return state


def events(site: Path, address: str) -> Iterator[float]:
    """Yield the seconds from a save to its event, and look for the text in what is served."""
    listener = Listener(urllib.request.urlopen(f"{address}.engine/events", timeout=60))  # noqa: S310 (our own)
    version = listener.state()["version"]

    def seen(text: str) -> float:
        nonlocal version
        while (state := listener.state())["version"] == version:
            pass
        arrived, version = time.time(), state["version"]
        with urllib.request.urlopen(address + ADDRESS) as page:  # noqa: S310 (the same)
            if text not in page.read().decode():
                raise SystemExit(f"{text!r} is not in the page")
        return arrived

    yield from saves(site, "Event", seen)


def reloads(site: Path, address: str) -> Iterator[float]:
    """Yield the seconds from a save until Chromium has painted the page that loaded itself again, with the text.

    The page's own clock says when: Playwright looks again after up to half a second only.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=arguments)
        page = browser.new_page()
        page.goto(address + ADDRESS)

        def seen(text: str) -> float:
            painted = page.wait_for_function(PAINTED, arg=text, timeout=60_000).json_value()
            return float(painted) / 1000

        yield from saves(site, "Page", seen)
        browser.close()


def saves(site: Path, what: str, seen: Callable[[str], float]) -> Iterator[float]:
    """Save a story again and again; yield the seconds until each text was seen, but for the first few."""
    story = site / STORY
    text = story.read_text("utf-8")
    for number in range(WARM_UP + ROUNDS):
        time.sleep(PAUSE)
        added = f"{what} number {number} was saved."
        begun = time.time()
        story.write_text(f"{text}\n{added}\n", "utf-8")
        arrived = seen(added)
        if number >= WARM_UP:
            yield arrived - begun


def told(what: str, seconds: list[float]) -> None:
    """Print the median of one figure."""
    median, load = statistics.median(seconds), os.getloadavg()[0]
    print(
        f"serve, save {what}: {median:.2f} s (goal {GOAL}, moonshot {MOONSHOT}),"
        f" from {min(seconds):.2f} to {max(seconds):.2f}, load {load:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    run()
