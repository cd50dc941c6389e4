"""Links within the site are checked before anything is written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from plugins.front_matter.reader import PAGE_ID
from plugins.listings.links import without_links
from plugins.output.checks import check_page
from tests.support.sites import ROOT, run_build

STORY = "Title: A story\nDate: 2026-01-01\nSummary: Words.\n\nSee [this]({}).\n"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("/news/nowhere/", "/news/nowhere/ leads to a page that is not there."),
        ("/topics/rota/", '/topics/rota/ leads to a page that is not there. Did you mean "/topics/rotas/"?'),
        ("{filename}/advice/rotas-1.md#rets", 'has no heading "#rets" at its target. Did you mean "rest"?'),
        ("#nothing", '#nothing has no heading "#nothing" at its target.'),
        ("#main", '#main has no heading "#main" at its target.'),
        ("", "link: a link has no address. Begin it with https://"),
        ("www.example.org", "www.example.org is not a web address. Begin it with https://"),
        ("rotas-agreed.md", "rotas-agreed.md is not a web address."),
        ("{static}/images/x.jpg", "{static}/images/x.jpg is not a web address."),
        ("//evil.example", "//evil.example is not a web address."),
        ("/\\evil.example", "evil.example leads to a page that is not there."),
        ("java&#115;cript:alert(1)", ""),
    ],
)
def test_a_dead_link_stops_the_build(link: str, message: str, tmp_path: Path) -> None:
    """A link that leads nowhere is named with its line, and the output is not touched."""
    result = check_with(tmp_path, STORY.format(link))
    if not message:  # the address was removed: nothing is left that could be dead
        assert result.returncode == 0
        return
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


def test_a_link_to_a_topic_without_stories_waits(tmp_path: Path) -> None:
    """Such a topic has no page: the words stand alone until a story is in it, and what follows stays escaped."""
    story = STORY.format("{filename}/topics/lonely.md").replace("See", "<b>&lt;script&gt;</b> See")
    result = build_with(tmp_path, story, {"topics/lonely.md": "Title: Lonely\n"})
    assert result.returncode == 0
    assert "/topics/lonely.md is not published yet" in result.stderr
    page = (tmp_path / "output" / "news" / "linking" / "index.html").read_text("utf-8")
    assert "topics/lonely" not in page
    assert "<b>&lt;script&gt;</b> See this." in page


def test_words_before_the_first_element_stay_escaped() -> None:
    """Taking links out of a body cannot turn its text into markup."""
    body = '&lt;script&gt; <a href="/x/">x</a>'
    assert without_links(body, {"/x/"}) == "&lt;script&gt; x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<p id="main">x</p>', 'the id "main" is one of the page itself. Choose another.'),
        ('<p id="x">x</p>\n\n<p id="x">y</p>', 'the id "x" is used twice. Choose another.'),
    ],
)
def test_ids_are_told_apart(text: str, message: str, tmp_path: Path) -> None:
    """An id of the editor's own can be neither the page's nor that of two elements."""
    result = check_with(tmp_path, STORY.replace("See [this]({}).", text))
    assert f"content/news/linking.md:5: link: {message}" in result.stderr


def test_no_heading_takes_an_id_of_the_page(tmp_path: Path) -> None:
    """A heading such as Main or Corrections gets an id of its own, which links may use."""
    text = "[down](#main-text)\n\n## Main\n\n## Corrections"
    assert build_with(tmp_path, STORY.replace("See [this]({}).", text)).returncode == 0
    page = (tmp_path / "output" / "news" / "linking" / "index.html").read_text("utf-8")
    assert '<h2 id="main-text">Main</h2>' in page
    assert check_page(page) == []


def test_the_ids_of_the_theme_are_known() -> None:
    """Every fixed id in a template is one that no heading may take."""
    templates = (ROOT / "theme" / "templates").rglob("*.html")
    ids = {name for file in templates for name in re.findall(r'\bid="([\w-]+)"', file.read_text("utf-8"))}
    assert [name for name in sorted(ids) if not PAGE_ID.match(name)] == []


def test_a_menu_entry_that_leads_nowhere(tmp_path: Path) -> None:
    """It is warned of, by name."""
    result = build_with(tmp_path, STORY.format("/about/"), FRONTFOOT_MENU=[("News", "/nwes/")])
    assert 'pelicanconf.py: FRONTFOOT_MENU: /nwes/ is not there. Mend "News".' in result.stderr
    assert result.returncode == 0


def build_with(
    folder: Path, story: str, more: dict[str, str] | None = None, **settings: object
) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "tests" / "site" / "content", folder / "content")
    for name, text in {"news/linking.md": story, **(more or {})}.items():
        (folder / "content" / name).write_text(text, "utf-8")
    places = {"PATH": str(folder / "content"), "OUTPUT_PATH": str(folder / "output")}
    return run_build(ROOT / "tests" / "site" / "siteconf.py", json.dumps({**places, **settings}))


def check_with(folder: Path, story: str) -> subprocess.CompletedProcess[str]:
    return build_with(folder, story, FRONTFOOT_CHECK_ONLY=True)
