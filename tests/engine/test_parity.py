"""What the engine shares with Pelican, where it means to differ, and what it tells."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from markdown import Markdown
from pelican.readers import MarkdownReader
from pelican.settings import read_settings

from plugins.engine.command import build as run_build
from plugins.engine.markdown import fast_read
from tests.engine.harness import ROOT, Site, build, clean_build, difference, tree

WRITE_PLUGIN = """
from pelican import signals

def stamp(path, context):
    with open(path, "a") as file:
        file.write("stamped")

def register():
    signals.content_written.connect(stamp)
"""
SEEDED = """
import sys
sys.path[:0] = [{root!r}, {site!r}]
sys.dont_write_bytecode = True
from pathlib import Path
from tests.engine import harness
harness._build(harness.Site(Path({site!r})), "output", True, {jobs}, {{}})
"""
DOCUMENTS = [
    "Title: A\nDate: 2026-01-02\nSummary: Some *text*\n\n# One\n\nText[^1] with `code`.\n\n[^1]: A note.\n",
    "Title: B\n\n[a]: https://example.org\n\nSee [a] and [^1].\n\n*[HTML]: Words\n\nHTML\n",
    "Title: C\n\nSee [a].\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\nHTML again {: #x .y }\n",
    "\n\n# No metadata\n\n# No metadata\n\n```python\nprint()\n```\n",
    "Title: E\n\n**B *b*** _x_ __y__ `a*b` \\* ![i](a.png) <https://x.example> a&amp;b <b>c</b>  \nnext [x](y 'z')\n",
    "Title: F\n\n[*in* `c`](u) *[l](v)* ***t*** [r][s] ![q][s] <a@b.example> *a**b*c**\n\n[s]: /p 'T'\n\n> * q _r_\n",
    "Title: D\nTags: x, y\n\n<div markdown='1'>\n*in*\n</div>\n\nterm\n: what it is\n",
]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.begin()
    return site


@pytest.mark.parametrize(("seed", "jobs"), [("0", 1), ("1", 2), ("77", 2)])
def test_output_does_not_hang_on_processes_or_hash_seeds(site: Site, seed: str, jobs: int) -> None:
    """Any number of processes and any hash seed give the bytes of Pelican's own build."""
    script = SEEDED.format(root=str(ROOT), site=str(site.root), jobs=jobs)
    environment = os.environ | {"PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=site.root, env=environment)
    assert not difference(tree(site.root / "output"), clean_build(site))


def test_effects_of_write_signals_are_kept(site: Site) -> None:
    """Where a plugin listens to written files, every page is rendered and its changes to files stay."""
    site.put("site_plugin.py", WRITE_PLUGIN)
    assert not build(site)
    assert (site.root / "output/index.html").read_text().endswith("stamped")
    kept = tree(site.root / "output")
    assert not build(site)
    assert tree(site.root / "output") == kept == clean_build(site)


def test_an_attached_file_moves_to_the_first_page_that_links_to_it(site: Site) -> None:
    """A file attached twice goes to the page that is written first, whatever is rendered first."""
    for number in (20, 21):
        site.write(
            f"news/attached-{number}.md",
            number=number,
            body="[f]({attach}/images/b.png)",
            slug=f"x{number}/y",
        )
    assert not build(site)
    found = [path for path in tree(site.root / "output") if path.endswith("b.png")]
    assert found == ["x21/b.png"]
    once = tree(site.root / "output")
    site.write("news/story-1.md", number=1, body="Changed")
    assert not build(site, jobs=2)
    assert [path for path in tree(site.root / "output") if path.endswith("b.png")] == found
    assert len(difference(once, tree(site.root / "output"))) < len(once)


def test_period_archives_stand_at_their_own_depth(tmp_path: Path) -> None:
    """With relative addresses an archive's links start from the archive, not from the page rendered before it."""
    site = Site(tmp_path)
    site.begin()
    text = (tmp_path / "pelicanconf.py").read_text()
    site.put("pelicanconf.py", text + "\nRELATIVE_URLS = True\n")
    site.put(
        "theme/templates/period_archives.html",
        '{% extends "base.html" %}{% block content %}{{ dates[0].content }}{% endblock %}',
    )
    site.write("news/last.md", number=11, body="[up]({filename}/pages/about.md)")
    assert not build(site)
    assert 'href="../../pages/about.html"' in (tmp_path / "output/archive/2025/index.html").read_text()


def test_fast_reading_is_pelicans_reading(tmp_path: Path) -> None:
    """One Markdown instance that is reset reads every document as a new one does, in any order."""
    settings = read_settings(None)
    settings["MARKDOWN"]["extension_configs"]["markdown.extensions.toc"] = {"permalink": True}
    settings["MARKDOWN"]["extension_configs"]["markdown.extensions.sane_lists"] = {}
    one, other = MarkdownReader(settings), MarkdownReader(settings)
    for number, text in enumerate([*DOCUMENTS, *reversed(DOCUMENTS)]):
        file = tmp_path / f"{number}.md"
        file.write_text(text)
        assert repr(fast_read(one, str(file))) == repr(other.read(str(file)))
    assert isinstance(one._engine_markdown, Markdown)  # noqa: SLF001 - the instance that was shared


def test_the_command_explains_and_verifies(
    site: Site, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`build` tells why a page was made or kept, verifies skipped pages, and gives the exit code of an error."""
    monkeypatch.chdir(site.root)
    given = {"PLUGINS": [], "OUTPUT_PATH": str(site.root / "output")}
    assert run_build(settings=given, explain=["index.html", "nothing.html"]) == 0
    told = capfd.readouterr().out
    assert "index.html: rendered, as it is new" in told
    assert "nothing.html: no template or feed makes this file" in told
    site.write("news/story-1.md", number=1, title="Changed", slug="story-1")
    assert run_build(settings=given, explain=["story-1.html", "story-2.html"], verify="all") == 0
    told = capfd.readouterr().out
    assert "story-1.html: rendered, as news/story-1.md changed" in told
    assert "story-2.html: skipped, as nothing that it read has changed" in told
    site.put("theme/templates/page.html", "{% if %}")
    assert run_build(settings=given) == 1
    assert "page.html:1" in capfd.readouterr().out
    logging.disable(logging.NOTSET)


def test_a_time_setting_shows_only_where_it_is_read(site: Site) -> None:
    """A new build time alone renders nothing again but the pages whose templates read it."""
    site.put("theme/templates/archives.html", "{{ NOW }}")
    for moment in ("1", "2"):
        given = {"NOW": moment, "ENGINE_TRACED_SETTINGS": ["NOW"]}
        assert not build(site, overrides=given)
        assert (site.root / "output/archives.html").read_text() == moment
        if moment == "1":
            before = {
                path: (site.root / "output" / path).stat().st_mtime_ns for path in tree(site.root / "output")
            }
    after = {path: (site.root / "output" / path).stat().st_mtime_ns for path in before}
    assert [path for path in before if before[path] != after[path]] == [
        "archive/2025/index.html",
        "archives.html",
    ]


def test_warnings_come_back_with_skipped_work(site: Site) -> None:
    """A link that leads nowhere is told again when its page is skipped."""
    site.write("news/story-3.md", number=3, body="[x]({filename}nowhere.md)")

    def note() -> None:
        logging.disable = lambda *_: None
        logging.Logger.handle = lambda _self, record: (
            (site.root / "log").open("a").write(record.getMessage() + "\n")
        )

    for _ in range(2):
        (site.root / "log").write_text("")
        assert not build(site, patch=note)
    assert "Unable to find 'nowhere.md'" in (site.root / "log").read_text()
