"""Editions on the web: built by the real build, and looked at in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser

from plugins.digest import commands
from tests.browser.conftest import serve
from tests.digest.newsroom import Newsroom
from tests.support.sites import run_build

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
MODES: list[dict[str, Any]] = [
    {"color_scheme": "light", "viewport": {"width": 600, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 600, "height": 900}},
    {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Newsroom:
    """October frozen and then without one of its stories, November open, two editions still to come; built.

    Of these one is frozen.
    """
    room = Newsroom(tmp_path_factory.mktemp("web") / "room", cache).set_up().october()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUILD_TIME", "2018-11-04T09:00:00+00:00")
        assert commands.freeze(room.settings, "2018-10") == 0
        patch.setenv("BUILD_TIME", "2026-03-01T08:00:00+00:00")
        room.story("news/january", "2026-01-09", "Sooner")
        room.edition("2026-01", send_at="2026-03-02 09:00")
        assert commands.freeze(room.settings, "2026-01") == 0
    room.content.joinpath("news/pay-deal.md").unlink()
    room.content.joinpath("features/long-read.md").unlink()
    photograph(room.content / "images" / "ward.jpg")
    moved = "Id: tag:ccu.example,2018-10-04:/features/long-read/\nImage: ward.jpg\nImage_alt: A ward\n"
    room.edition("2018-10", body="Read [the long one]({filename}/features/renamed.md) *first*.")
    room.story("features/renamed", "2018-10-04", "Renamed since", more=f"Kicker: Interview\n{moved}")
    room.story("news/november", "2018-11-09", "Rotas agreed")
    room.edition("2018-11", body="After [last month]({filename}/digests/2018-10.md), this.")
    room.story("news/february", "2026-02-09", "Later")
    room.edition("2026-02")
    result = run_build(room.settings)
    assert result.returncode == 0, result.stderr
    assert "no longer published" in " ".join((result.stdout + result.stderr).split())
    return room


def photograph(file: Path) -> None:
    """Write a picture of 1,600 by 900 pixels."""
    file.parent.mkdir(exist_ok=True)
    Image.effect_noise((1600, 900), 60).convert("RGB").save(file)


def page(room: Newsroom, path: str) -> BeautifulSoup:
    return BeautifulSoup((room.output / path / "index.html").read_bytes(), "lxml")


def test_the_list_of_editions(room: Newsroom) -> None:
    """Every edition that has gone out, newest first; one that has not is not listed."""
    links = [link["href"] for link in page(room, "digests").select("main h3 a")]
    assert links == ["/digests/2018-11/", "/digests/2018-10/"]


def test_editions_to_come(room: Newsroom) -> None:
    """An open one is nowhere. A frozen one has its page and picture, for those who get it before the next build."""
    assert not (room.output / "digests/2026-02").exists()
    assert [heading.text for heading in page(room, "digests/2026-01").select("article h2")] == ["Sooner"]
    assert (room.output / "digests/2026-01/pictures/news-january.png").exists()
    assert b"2026-01" not in (room.output / "feeds/digests.rss.xml").read_bytes()


def test_a_frozen_edition_without_its_retracted_story(room: Newsroom) -> None:
    """Order and headlines as frozen; the retracted story has left."""
    headlines = [heading.text for heading in page(room, "digests/2018-10").select("article h2, article h3")]
    assert headlines == ["Long read", "Rota talks", "Say it"]


def test_an_open_edition_follows_its_stories(room: Newsroom) -> None:
    """What October carried is not carried again."""
    headlines = [heading.text for heading in page(room, "digests/2018-11").select("article h2, article h3")]
    assert headlines == ["Rotas agreed"]


def test_a_page_of_the_site(room: Newsroom) -> None:
    """Title, trail, neighbours, links from the root; no style or script of its own."""
    soup = page(room, "digests/2018-10")
    assert soup.title is not None
    assert soup.title.text == "October 2018: The month in brief | Care Coordinators United"
    assert [crumb.text for crumb in soup.select(".breadcrumb li")][1:] == [
        "The monthly digest",
        "October 2018",
    ]
    assert soup.select_one("a[rel=next]")["href"] == "/digests/2018-11/"  # type: ignore[index]
    assert soup.select_one(".prose a")["href"] == "/features/renamed/"  # type: ignore[index]
    assert not soup.select("[style], style, script:not([type='application/ld+json'])")
    assert "Renamed" not in soup.main.text  # type: ignore[union-attr]


def test_a_link_to_another_edition(room: Newsroom) -> None:
    """Editions are named by their files, like stories."""
    assert page(room, "digests/2018-11").select_one(".prose a")["href"] == "/digests/2018-10/"  # type: ignore[index]


def test_the_picture_lies_where_the_message_looks_for_it(room: Newsroom) -> None:
    """Below the edition, under the name and of the kind that were frozen, though story and picture have others now."""
    files = [file.relative_to(room.output).as_posix() for file in (room.output / "digests").rglob("*.png")]
    assert sorted(files) == [
        "digests/2018-10/pictures/features-long-read.png",
        "digests/2018-11/pictures/news-november.png",
        "digests/2026-01/pictures/news-january.png",
    ]
    with Image.open(room.output / "digests/2018-10/pictures/features-long-read.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 675))


def test_the_feed_of_editions(room: Newsroom) -> None:
    """RSS that says it is a demonstration, with an item for each edition under an id of its own."""
    data = (room.output / "feeds/digests.rss.xml").read_bytes()
    etree.fromstring(data)
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert "demonstration" in feed.feed.subtitle
    assert [entry.title for entry in feed.entries] == [
        "November 2018: The month in brief",
        "October 2018: The month in brief",
    ]
    assert feed.entries[1].id == "tag:ccu.example,2018-10:/digests/2018-10/"
    assert feed.entries[1].published == "Mon, 05 Nov 2018 09:00:00 +0000"
    content = feed.entries[1].content[0].value
    assert 'href="https://ccu.example/features/renamed/"' in content
    assert "class=" not in content


def test_two_builds_are_equal(room: Newsroom) -> None:
    """In another time zone and with another hash seed, byte for byte."""
    before = {
        file: file.read_bytes() for file in sorted((room.output / "digests").rglob("*")) if file.is_file()
    }
    result = run_build(room.settings, TZ="Pacific/Auckland", PYTHONHASHSEED="7")
    assert result.returncode == 0, result.stderr
    assert {file: file.read_bytes() for file in before} == before


@pytest.fixture(scope="module")
def address(room: Newsroom) -> Iterator[str]:
    yield from serve(room.output)


@pytest.mark.parametrize("kind", ["email", "digests/2018-10", "digests"])
def test_no_violations(room: Newsroom, address: str, browser: Browser, tmp_path: Path, kind: str) -> None:
    """axe finds nothing wrong and nothing is wider than the screen, in light, in dark and at 320 px."""
    shown, part = f"{address}/{kind}/", "html"
    if kind == "email":
        part = ".whole"  # a message is shown inside the page of a mail program, which has the landmarks
        commands.preview(room.settings, "2018-10", into=tmp_path)
        shown = (tmp_path / "2018-10.html").as_uri()
    for mode in MODES:
        context = browser.new_context(**mode, bypass_csp=True)
        opened = context.new_page()
        opened.goto(shown)
        found = Axe().run(opened, part, RULES).response["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], mode
        assert opened.evaluate("document.documentElement.scrollWidth") <= mode["viewport"]["width"]
        context.close()


def test_the_email_by_night(room: Newsroom, browser: Browser, tmp_path: Path) -> None:
    """Dark ground and light ink where the reader asks for them; two grounds that are not each other's."""
    commands.preview(room.settings, "2018-10", into=tmp_path)
    grounds = []
    for scheme in ("light", "dark"):
        opened = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        opened.goto((tmp_path / "2018-10.html").as_uri())
        grounds.append(opened.evaluate("getComputedStyle(document.querySelector('h1')).color"))
        grounds.append(opened.evaluate("getComputedStyle(document.querySelector('.whole')).backgroundColor"))
        opened.close()
    assert grounds == ["rgb(22, 32, 46)", "rgb(251, 249, 244)", "rgb(236, 232, 223)", "rgb(18, 23, 31)"]
