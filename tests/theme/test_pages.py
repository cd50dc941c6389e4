"""The pages of a small site, as readers get them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.support.sites import ROOT, run_build

EMPTY_CONF = """
import sys
sys.path.insert(0, {root!r})
from pelicanconf import *
PATH = {content!r}
FRONTFOOT_SIGNUP_URL = "https://post.example/sign-up"
"""


def page(output: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((output / address / "index.html").read_text("utf-8"), "lxml")


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a site without any content, whose sign-up service is known."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "content").mkdir()
    conf = folder / "siteconf.py"
    conf.write_text(EMPTY_CONF.format(root=str(ROOT), content=str(folder / "content")))
    output = folder / "output"
    result = run_build(conf, json.dumps({"OUTPUT_PATH": str(output)}))
    assert result.returncode == 0, result.stdout + result.stderr
    return output


def test_a_story_shows_everything_it_owes(site: Path) -> None:
    """Kicker, headline, standfirst, byline, date, change, reading time, sources, corrections, where it belongs."""
    story = page(site, "news/rotas-agreed").select_one("article.story")
    assert story is not None
    text = words(story)
    for owed in (
        "Rotas to be agreed six weeks ahead",
        "Staff at 14 hospitals",
        "By CCU",
        "Thursday 12 February 2026",
        "Updated Saturday 14 February 2026 . Added the number of hospitals.",
        "minute to read",
        "Llanfair board papers",
        "An earlier version gave 12 hospitals.",
        "Campaign: Safe rotas",
        "Share this",
    ):
        assert owed in text
    assert story.select_one("h1") is not None
    assert {"topics/rotas/", "campaigns/safe-rotas/"} <= {
        a["href"].lstrip("/") for a in story.select(".tags a")
    }


def test_what_stands_around_a_story(site: Path) -> None:
    """Related stories first the editor's own, latest news without the story itself, sign-up, what the union is."""
    soup = page(site, "news/rotas-agreed")
    related = soup.select(".around .card a")
    assert related[0]["href"] == "/features/the-night-desk/"
    assert all(a["href"] != "/news/rotas-agreed/" for a in soup.select(".around a"))
    assert soup.select_one("aside.signup") is not None
    assert "What is CCU?" in words(soup.select_one("footer"))


def test_the_kinds_are_visibly_their_own(site: Path) -> None:
    """Opinion has its tint and its column's name, a feature its wide picture, a campaign its aim and status."""
    opinion = page(site, "opinion/say-it-out-loud")
    assert words(opinion.select_one(".story.opinion .story-top .kicker")) == "From the Desk"
    assert "Mair Ŵyn sits on the rota committee." in words(opinion)
    assert page(site, "features/the-night-desk").select_one(".story.feature .wide img") is not None
    campaign = page(site, "campaigns/safe-rotas")
    assert words(campaign.select_one(".bar .aim")) == "Every rota is published six weeks ahead."
    assert "Where it stands Active" in words(campaign.select_one(".terms"))


def test_a_guide_leads_through_its_parts(site: Path) -> None:
    """The first part lists all parts, marks itself, and leads to the next; the last has no next."""
    first = page(site, "advice/rotas-1")
    assert words(first.select_one(".parts [aria-current]")) == "Rotas: what you are entitled to"
    assert [a["rel"] for a in first.select(".turn a")] == [["next"]]
    assert [a["rel"] for a in page(site, "advice/rotas-2").select(".turn a")] == [["prev"]]


@pytest.mark.parametrize(
    ("address", "label", "how"),
    [
        ("about", "About CCU", "page"),
        ("about/history", "About CCU", "true"),
        ("news/rotas-agreed", "News & campaigns", "true"),
    ],
)
def test_the_menu_says_where_one_is(site: Path, address: str, label: str, how: str) -> None:
    """One entry is marked: the page itself, or the one it stands under."""
    marked = page(site, address).select(".menu [aria-current]")
    assert [(words(a), a["aria-current"]) for a in marked] == [(label, how)]


def test_no_form_goes_nowhere(site: Path) -> None:
    """Without a sign-up service the box offers the feed and an address to write to, and no form."""
    box = page(site, "").select_one(".signup")
    assert box.find("form") is None
    assert box.find("a", href="/feeds/all.rss.xml") is not None
    assert box.find("a", href="mailto:news@ccu.example") is not None


def test_a_form_goes_to_the_service(empty: Path) -> None:
    """With a sign-up service the box is a labelled form that posts to it."""
    form = page(empty, "").select_one(".signup form")
    assert (form["method"], form["action"]) == ("post", "https://post.example/sign-up")
    field = form.select_one("input[type=email]")
    assert form.find("label", attrs={"for": field["id"]}) is not None
    assert field["autocomplete"] == "email"


def test_an_empty_site_says_so(empty: Path) -> None:
    """A site without a story has a front page with one heading and no empty band, and lists that say they are empty."""
    front = page(empty, "")
    assert len(front.select("h1")) == 1
    assert "Nothing has been published yet." in words(front.main)
    assert front.select("main section") == []
    assert "Nothing has been published here yet." in words(page(empty, "news").main)


def test_the_front_page_shows_a_story_once(site: Path) -> None:
    """Lead, seconds, latest and bands: no story stands twice on the front page."""
    links = [a["href"] for a in page(site, "").select("main .card a, main .dated a, main .guides a")]
    assert links
    assert sorted(set(links)) == sorted(links)


def test_the_demonstration_says_so_on_every_page(site: Path) -> None:
    """With FRONTFOOT_DEMO on, each page opens with the notice."""
    for address in ("", "news", "news/rotas-agreed", "about", "feeds"):
        assert page(site, address).select_one("header .demo") is not None, address
