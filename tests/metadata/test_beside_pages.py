"""Sitemaps, robots.txt, security.txt and icons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageChops

from plugins.images.palette import Palette
from plugins.metadata import icons, sitemap, texts
from tests.feeds.fakes import SITE, at, make_article, make_listing

SECURE = replace(SITE, organisation={**SITE.organisation, "security_email": "security@union.example"})
NOW = at("2018-10-04 12:00")
SPACES = {"s": sitemap.SITEMAP, "n": sitemap.NEWS}


def make_context(*articles: Any, **more: Any) -> dict[str, Any]:
    return {"articles": articles, "pages": (), "topics": (make_listing(*articles),)} | more


def last_changes(context: dict[str, Any]) -> dict[str, str | None]:
    """Return address and lastmod of every line of the sitemap."""
    root = etree.fromstring(sitemap.sitemap(sitemap.site_entries(context), SITE))
    return {url.findtext("s:loc", None, SPACES): url.findtext("s:lastmod", None, SPACES) for url in root}


def test_the_sitemap_has_every_page_once_with_its_last_change() -> None:
    """Stories say when they changed, lists when their newest story did, pages only when an editor said so."""
    page = SimpleNamespace(url="about/")
    dated = SimpleNamespace(url="join/", modified=at("2018-05-01"))
    changed = make_article("changed", date="2018-01-01", modified="2018-09-01")
    months = (make_listing(changed, kind="month", url="archive/2018/01/"),)
    year = make_listing(changed, kind="year", url="archive/2018/", months=months)
    context = make_context(make_article(), changed, pages=(page, dated), years=(year,))
    found = last_changes(context | {"more_pages": [("digests/2018-10/", None)]})
    assert found["https://union.example/news/pay-rises/"] == "2018-10-04"
    assert found["https://union.example/news/changed/"] == "2018-09-01"
    assert found["https://union.example/topics/pay/"] == "2018-10-04"
    assert found["https://union.example/archive/2018/01/"] == "2018-09-01"
    assert found["https://union.example/about/"] is None
    assert found["https://union.example/join/"] == "2018-05-01"
    assert found["https://union.example/"] == "2018-10-04"
    assert "https://union.example/digests/2018-10/" in found
    assert "https://union.example/404.html" not in found
    assert "https://union.example/search/" not in found


def test_the_sitemap_of_an_empty_site_is_well_formed() -> None:
    """Without stories there are addresses and no dates."""
    assert set(last_changes(make_context()).values()) == {None}


def test_news_is_what_came_out_in_the_last_two_days() -> None:
    """Older stories, vague dates, guides, campaigns and events are not news; the newest comes first."""
    articles = [
        make_article("noon", date="2018-10-03 12:00"),
        make_article("today", date="2018-10-04"),
        make_article("edge", date="2018-10-02 12:00"),
        make_article("old", date="2018-10-02 11:59"),
        make_article("ahead", date="2018-10-04 12:01"),
        make_article("vague", date="2018-10-03", date_precision="month"),
        make_article("guide", date="2018-10-03", kind="guide"),
    ]
    assert [article.slug for article in sitemap.news(articles, NOW)] == ["today", "noon", "edge"]


def test_the_news_sitemap_names_publication_language_date_and_title() -> None:
    """The language is `en`, not `en-GB`; the title has no brand and survives markup."""
    article = make_article(title="Pay ]]> & <b>conditions</b>", date="2018-10-04 09:30")
    root = etree.fromstring(sitemap.news_sitemap([article], SITE))
    news = root.find("s:url/n:news", SPACES)
    texts_there = {etree.QName(element).localname: element.text for element in news.iter()}
    assert texts_there["name"] == "The Union"
    assert texts_there["language"] == "en"
    assert texts_there["publication_date"] == "2018-10-04T09:30:00+01:00"
    assert texts_there["title"] == "Pay ]]> & <b>conditions</b>"


def test_a_news_sitemap_may_be_empty() -> None:
    """Nothing new gives an empty list, not a missing file."""
    assert len(etree.fromstring(sitemap.news_sitemap([], SITE))) == 0


def test_robots_may_read_everything_but_a_preview() -> None:
    """robots.txt points to both sitemaps; where drafts are shown it closes the door."""
    assert texts.robots_txt(SITE).decode().splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        "Sitemap: https://union.example/sitemap.xml",
        "Sitemap: https://union.example/news-sitemap.xml",
    ]
    assert b"Disallow: /\n" in texts.robots_txt(replace(SITE, drafts=True))


def test_security_txt_has_its_required_lines() -> None:
    """Contact and Expires, and where the file is; without an address there is no file."""
    data = texts.security_txt(SECURE, "2030-01-01T00:00:00+00:00")
    assert data is not None
    lines = dict(line.split(": ", 1) for line in data.decode().splitlines())
    assert lines["Contact"] == "mailto:security@union.example"
    assert lines["Expires"] == "2030-01-01T00:00:00+00:00"
    assert lines["Canonical"] == "https://union.example/.well-known/security.txt"
    assert texts.security_txt(SITE, "") is None


@pytest.mark.parametrize(
    ("days", "publishing", "expected"),
    [(31, True, []), (30, True, []), (29, False, ["warning"]), (29, True, ["error"]), (-1, True, ["error"])],
)
def test_security_txt_must_be_renewed_in_time(days: int, publishing: bool, expected: list[str]) -> None:
    """Less than 30 days before it ends, a build warns and a publication stops."""
    expires = (NOW + timedelta(days=days)).isoformat()
    found = texts.security_problems(SECURE, expires, NOW, publishing=publishing)
    assert [problem.severity for problem in found] == expected


@pytest.mark.parametrize("expires", ["", "soon", "2030-01-01T00:00:00"])
def test_an_expiry_that_is_no_moment_is_an_error(expires: str) -> None:
    """An empty, wordy or zoneless expiry stops any build that has a contact, and only such a build."""
    (problem,) = texts.security_problems(SECURE, expires, NOW, publishing=False)
    assert problem.severity == "error"
    assert texts.security_problems(SITE, expires, NOW, publishing=True) == []


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        ({"short_name": "MWU"}, "MWU"),
        ({"name": "Lamp Workers of Wales"}, "LWW"),
        ({"name": "Prospect"}, "P"),
        ({"short_name": "Union", "initials": "U!"}, "U!"),
    ],
)
def test_the_icon_has_the_organisations_letters(organisation: dict[str, str], expected: str) -> None:
    """Initials come from the settings, a short name that fits, or the words of a long one."""
    assert icons.initials(replace(SITE, organisation=organisation)) == expected


def test_icons_are_pictures_of_the_right_size_and_always_the_same() -> None:
    """The touch icon is 180 px, the .ico holds 16 and 32; drawing twice gives the same bytes."""
    colours = Palette()
    touch, again = (icons.png(icons.icon_image("LU", colours, icons.TOUCH_SIDE)) for _ in range(2))
    assert touch == again
    assert Image.open(BytesIO(touch)).size == (180, 180)
    small = Image.open(BytesIO(icons.ico(icons.icon_image("LU", colours, 32))))
    assert small.info["sizes"] == {(16, 16), (32, 32)}
    assert len(touch) < 8_000


def test_the_letters_stand_in_the_middle_of_the_icon() -> None:
    """The margins left and right, above and below the letters are equal to a pixel."""
    image = icons.icon_image("MiP", Palette(), 180).convert("RGB")
    ground = Image.new("RGB", image.size, Palette().signal)
    left, top, right, bottom = ImageChops.difference(image, ground).getbbox()
    assert abs(left - (180 - right)) <= 1
    assert abs(top - (180 - bottom)) <= 1


def test_the_svg_icon_is_well_formed_whatever_the_letters() -> None:
    """An ampersand among the initials does not break the drawing."""
    root = etree.fromstring(icons.icon_svg("A&B", Palette(signal="#123456")))
    assert root.findtext("{*}text") == "A&B"
    assert root.find("{*}rect").get("fill") == "#123456"
