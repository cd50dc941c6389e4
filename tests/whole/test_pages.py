"""Every page of the real site, and of the others, as HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from plugins.output.checks import check_page

SITES = ["archive", "site", "other_union"]


def pages(output: Path) -> dict[str, str]:
    found = {f.relative_to(output).as_posix(): f.read_text("utf-8") for f in sorted(output.rglob("*.html"))}
    return {path: text for path, text in found.items() if 'http-equiv="refresh"' not in text}


@pytest.mark.parametrize("name", SITES)
def test_every_page_is_sound(name: str, request: pytest.FixtureRequest) -> None:
    """No off-site subresource, no inline script or style, ids unique, headings in order, everything named."""
    output = request.getfixturevalue(name)
    wrong = {path: found for path, text in pages(output).items() if (found := check_page(text))}
    assert wrong == {}


@pytest.mark.parametrize("name", SITES)
def test_titles_are_unique(name: str, request: pytest.FixtureRequest) -> None:
    """No two pages have one title."""
    titles = defaultdict(list)
    for path, text in pages(request.getfixturevalue(name)).items():
        titles[html.document_fromstring(text).findtext(".//title")].append(path)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("name", SITES)
def test_every_link_and_anchor_works(name: str, request: pytest.FixtureRequest) -> None:
    """lychee, offline, finds no dead link and no missing anchor in the whole output."""
    output = request.getfixturevalue(name)
    lychee = shutil.which("lychee", path=str(Path(sys.executable).parent)) or "lychee"
    options = ["--offline", "--no-progress", "--include-fragments", "--index-files", "index.html"]
    result = subprocess.run(
        [lychee, *options, "--root-dir", str(output), str(output)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("name", SITES)
def test_every_feed_is_well_formed(name: str, request: pytest.FixtureRequest) -> None:
    """Every XML file parses, every feed is one that feedparser takes without complaint, every JSON loads."""
    output = request.getfixturevalue(name)
    for file in sorted(output.rglob("*.xml")):
        etree.parse(file)
    for file in sorted([*output.rglob("*.rss.xml"), *output.rglob("*.atom.xml")]):
        feed = feedparser.parse(file.read_bytes())
        assert not feed.bozo, (file, feed.bozo_exception)
        assert feed.feed.title
        assert all(entry.id and entry.link.startswith("https://") for entry in feed.entries)
    for file in sorted(output.rglob("*.json")):
        assert json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("name", ["other_union"])
def test_another_union_shows_nothing_of_the_first(name: str, request: pytest.FixtureRequest) -> None:
    """Another name, other sections: no file of the output names the first union or its health service."""
    output = request.getfixturevalue(name)
    for file in sorted(output.rglob("*")):
        if file.is_file() and file.suffix in {".html", ".xml", ".json", ".txt", ".svg", ".css", ".js"}:
            text = file.read_text("utf-8")
            assert "MiP" not in text, file
            assert "NHS" not in text, file
            assert "Managers in Partnership" not in text, file


def test_held_back_stories_are_nowhere(site: Path) -> None:
    """Drafts, future and embargoed stories leave no trace: no page, list, feed, picture or sitemap line."""
    for file in sorted(site.rglob("*")):
        assert "xylophone" not in file.name.lower()
        assert not {"a-draft", "a-future", "an-embargo"} & set(file.parts)
        if file.is_file():
            assert b"xylophone" not in file.read_bytes().lower(), file


def test_a_withheld_name_is_its_wording_everywhere(site: Path) -> None:
    """The story under a withheld name says so on its page, in the feeds and in structured data, with no person."""
    page = (site / "opinion" / "what-my-board-will-not-hear" / "index.html").read_text("utf-8")
    assert "A director in Wales" in page
    author = [json.loads(s)["author"] for s in scripts(page) if "author" in json.loads(s)]
    assert author == [[{"@type": "Person", "name": "A director in Wales"}]] or "url" not in json.dumps(author)
    feed = feedparser.parse((site / "feeds" / "opinion.rss.xml").read_bytes())
    entry = next(e for e in feed.entries if "board" in e.title)
    assert entry.author == "A director in Wales"
    assert "A director in Wales" not in (site / "people" / "index.html").read_text("utf-8")


def scripts(page: str) -> list[str]:
    return [
        s.text
        for s in html.document_fromstring(page).iter("script")
        if s.get("type") == "application/ld+json"
    ]
