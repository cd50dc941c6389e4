"""The macros, called as their comments say."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from tests.theme.stylesheets import THEME

HOSTILE = 'Pay & "parity": <b>why</b> 5% isn’t/enough?'


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(THEME / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def call(environment: Environment, file: str, macro: str, *values: Any, **named: Any) -> BeautifulSoup:
    module = environment.get_template(f"macros/{file}.html").module
    return BeautifulSoup(str(getattr(module, macro)(*values, **named)), "lxml")


def day(iso: str, text: str) -> SimpleNamespace:
    return SimpleNamespace(iso=iso, text=text, short=text)


def story(**changes: Any) -> SimpleNamespace:
    values = {
        "title": HOSTILE,
        "summary": "A standfirst.",
        "kicker": "Pay",
        "kind": "news",
        "series": None,
        "url": "news/parity/",
        "image": None,
        "published": day("2018-10", "October 2018"),
        "updated": None,
        "modified_note": None,
        "corrections": (),
        "reading_minutes": 1,
        "bylines": (SimpleNamespace(name="A director in Wales", url=None, role=None, person=None),),
    }
    return SimpleNamespace(**(values | changes))


def test_a_card_is_one_link_named_by_its_headline(environment: Environment) -> None:
    """A card holds one link, its name is the headline, and a title is never taken for HTML."""
    card = call(environment, "card", "card", story())
    links = card.find_all("a")
    assert [(link["href"], link.get_text()) for link in links] == [("/news/parity/", HOSTILE)]
    assert card.h3 is not None
    assert card.find("b") is None


def test_an_opinion_is_under_its_column(environment: Environment) -> None:
    """The kicker of an opinion is the name of its series; of any other story its own."""
    column = SimpleNamespace(title="Leading Edge")
    opinion = call(environment, "card", "kicker", story(kind="opinion", series=column))
    assert opinion.get_text(strip=True) == "Leading Edge"
    assert call(environment, "card", "kicker", story(series=column)).get_text(strip=True) == "Pay"


def test_a_withheld_name_leads_nowhere(environment: Environment) -> None:
    """A byline without an address is words alone."""
    byline = call(environment, "byline", "byline", story())
    assert byline.get_text(strip=True) == "ByA director in Wales"
    assert byline.find("a") is None


def test_several_authors_read_as_a_sentence(environment: Environment) -> None:
    """Names are joined by commas and a last "and", each linked to its page."""
    names = tuple(
        SimpleNamespace(name=name, url=f"people/{name.lower()}/", role=None, person=None)
        for name in ("Ada", "Bryn", "Cai")
    )
    byline = call(environment, "byline", "byline", story(bylines=names))
    assert " ".join(byline.get_text().split()) == "By Ada, Bryn and Cai"
    assert [a["href"] for a in byline.find_all("a")] == ["/people/ada/", "/people/bryn/", "/people/cai/"]


def test_a_date_claims_no_more_than_it_knows(environment: Environment) -> None:
    """The dateline's machine-readable date is at the precision of the story's."""
    dateline = call(environment, "byline", "dateline", story())
    assert [(t["datetime"], t.get_text()) for t in dateline.find_all("time")] == [("2018-10", "October 2018")]
    assert "1 minute to read" in dateline.get_text()


def test_what_changed_is_said(environment: Environment) -> None:
    """An updated and corrected story says when, what, and where to read of it."""
    changed = story(
        updated=day("2018-10-09", "Tuesday 9 October 2018"),
        modified_note="A figure was added.",
        corrections=(object(),),
    )
    dateline = call(environment, "byline", "dateline", changed)
    assert "Updated Tuesday 9 October 2018. A figure was added." in " ".join(dateline.get_text().split())
    assert dateline.find("a", href="#corrections") is not None


def test_sharing_escapes_what_it_carries(environment: Environment) -> None:
    """Title and address reach every service whole; there is a letter, and buttons wait for their script."""
    address = "https://union.example/news/parity/?a=1&b=2"
    services = ["linkedin", "bluesky", "facebook", "whatsapp", "x", "unknown"]
    box = call(environment, "share", "share", HOSTILE, address, services)
    links = {a.get_text(): a["href"] for a in box.find_all("a")}
    assert list(links) == ["Email", "LinkedIn", "Bluesky", "Facebook", "WhatsApp", "X"]
    for href in links.values():
        assert not set(href) & set(' "<>')
        assert "union.example%2Fnews%2Fparity%2F%3Fa%3D1%26b%3D2" in href
    assert links["Email"].count("&") == 1
    assert all(button.find_parent("li").has_attr("hidden") for button in box.find_all("button"))
    assert box.find(attrs={"role": "status"}) is not None


def test_a_list_of_one_page_has_no_pages(environment: Environment) -> None:
    """Links to other pages appear when there are other pages, and only where one exists."""
    one = SimpleNamespace(num_pages=1)
    assert call(environment, "pages", "pages_of", None, one, None, None).get_text(strip=True) == ""
    first = SimpleNamespace(number=1, has_previous=lambda: False, has_next=lambda: True)
    following = SimpleNamespace(url="news/page/2/")
    links = call(environment, "pages", "pages_of", first, SimpleNamespace(num_pages=3), None, following)
    assert [(a["href"], a["rel"]) for a in links.find_all("a")] == [("/news/page/2/", ["next"])]
    assert "Page 1 of 3" in links.get_text()


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(9, 30, "9.30am"), (12, 0, "12pm"), (17, 5, "5.05pm"), (0, 15, "12.15am")],
)
def test_times_are_in_words(environment: Environment, hour: int, minute: int, words: str) -> None:
    """An event's time reads as English whatever the machine's language, and keeps its offset for machines."""
    moment = datetime(2017, 10, 31, hour, minute, tzinfo=timezone(timedelta(hours=1)))
    time = call(environment, "when", "moment", moment).time
    assert time.get_text() == f"Tuesday 31 October 2017, {words}"
    assert time["datetime"] == moment.isoformat()
