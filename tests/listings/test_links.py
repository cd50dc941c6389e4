"""Links within the site are checked before anything is written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.sites import ROOT, run_build

STORY = "Title: A story\nDate: 2026-01-01\nSummary: Words.\n\nSee [this]({}).\n"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("/news/nowhere/", "/news/nowhere/ leads to a page that is not there."),
        ("/topics/rota/", '/topics/rota/ leads to a page that is not there. Did you mean "/topics/rotas/"?'),
        ("{filename}/advice/rotas-1.md#rets", 'has no heading "#rets" at its target. Did you mean "rest"?'),
        ("#nothing", '#nothing has no heading "#nothing" at its target.'),
    ],
)
def test_a_dead_link_stops_the_build(link: str, message: str, tmp_path: Path) -> None:
    """A link that leads nowhere is named with its line, and the output is not touched."""
    result = build_with(tmp_path, STORY.format(link))
    assert result.returncode == 1
    assert "content/news/linking.md:5: link: " in result.stderr
    assert message in result.stderr
    assert not (tmp_path / "output").exists()


def test_a_link_to_a_story_not_yet_published_waits(tmp_path: Path) -> None:
    """Its words stand without a link, a warning says so, and nothing of the other story leaks."""
    result = build_with(tmp_path, STORY.format("{filename}/news/a-draft.md"))
    assert result.returncode == 0
    said = " ".join(result.stdout.split() + result.stderr.split())
    assert "content/news/linking.md:5: link: /news/a-draft.md is not published yet" in said
    page = (tmp_path / "output" / "news" / "linking" / "index.html").read_text("utf-8")
    assert "See this." in page
    assert "a-draft" not in page


@pytest.mark.parametrize(
    "link",
    ["{filename}/advice/rotas-1.md#rest", "/topics/rotas/", "/about/history", "/feeds/", "/archive/2026/02/"],
)
def test_a_live_link_passes(link: str, tmp_path: Path) -> None:
    """Stories, pages, topics, landing pages and archives may be linked to."""
    assert build_with(tmp_path, STORY.format(link)).returncode == 0


def build_with(folder: Path, story: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "tests" / "site" / "content", folder / "content")
    (folder / "content" / "news" / "linking.md").write_text(story, "utf-8")
    return run_build(
        ROOT / "tests" / "site" / "siteconf.py",
        f'{{"PATH": "{folder}/content", "OUTPUT_PATH": "{folder}/output"}}',
    )
