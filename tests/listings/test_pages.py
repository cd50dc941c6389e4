"""Lists too long for one page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lxml import html

from plugins.front_matter.newsroom import OWN_ADDRESSES, OWN_FILES
from tests.support.sites import ROOT, run_build

STORY = "Title: Story {n}\nDate: 2025-{month:02}-{day:02}\nSummary: Words.\nTags: rotas\n\nText.\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with 30 more stories in one section and one topic, eight a page."""
    folder = tmp_path_factory.mktemp("long")
    content = folder / "content"
    shutil.copytree(ROOT / "tests" / "site" / "content", content)
    for n in range(30):
        text = STORY.format(n=n, month=n % 12 + 1, day=n % 28 + 1)
        (content / "news" / f"story-{n:02}.md").write_text(text, "utf-8")
    given = {"PATH": str(content), "OUTPUT_PATH": str(folder / "output")}
    given["PAGINATED_TEMPLATES"] = dict.fromkeys(("section", "topic", "person"), 8)  # type: ignore[assignment]
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", json.dumps(given))
    assert result.returncode == 0, result.stderr
    return folder / "output"


@pytest.mark.parametrize(("folder", "name"), [("news", "News"), ("topics/rotas", "Rotas")])
def test_the_second_page_says_so(folder: str, name: str, output: Path) -> None:
    """Its heading, its title and its address are its own."""
    page = html.parse(output / folder / "page" / "2" / "index.html").getroot()
    assert page.xpath("string(//h1)") == f"{name}, page 2"
    assert "page 2" in page.findtext(".//title")
    assert page.xpath("string(//link[@rel='canonical']/@href)") == f"https://ccu.example/{folder}/page/2/"


def test_every_story_stands_on_one_page(output: Path) -> None:
    """The pages of a section hold each of its stories once."""
    pages = [output / "news" / "index.html", *sorted((output / "news" / "page").glob("*/index.html"))]
    links = [
        link
        for file in pages
        for link in html.parse(file)
        .getroot()
        .xpath("//main//article//h2/a/@href | //main//article//h3/a/@href")
    ]
    stories = [link for link in links if link.startswith("/news/story-")]
    assert sorted(stories) == [f"/news/story-{n:02}/" for n in range(30)]


def test_the_sites_own_addresses_are_known(output: Path) -> None:
    """Whatever stands at the root is a section, a page of the editors, or a name that no page may take."""
    pages = {file.stem for file in (ROOT / "tests" / "site" / "content" / "pages").glob("*.md")}
    sections = {folder.name for folder in (ROOT / "tests" / "site" / "content").iterdir()}
    aliases = {"our-history"}
    folders = {one.name for one in output.iterdir() if one.is_dir()}
    assert folders - pages - sections - aliases - OWN_ADDRESSES - OWN_FILES == set()
