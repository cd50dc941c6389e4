"""The HTML and the text of an edition, from one model."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from bs4 import BeautifulSoup

from plugins.digest.colours import day, night
from plugins.digest.forms import MOST_BYTES, WARN_BYTES, variants
from plugins.digest.html_form import encoded_size
from plugins.digest.lock import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Variant
from plugins.digest.model import Digest, Group, Topic, for_topic
from plugins.digest.reading import Reading
from plugins.digest.text_form import render_text

HOSTILE = '</td></table><script>alert(1)</script> "quoted" & <b>bold</b> Llŷr'


@pytest.fixture(scope="module")
def digest(reading: Reading) -> Digest:
    return reading.assemblies["2018-10"].digest


@pytest.fixture(scope="module")
def form(reading: Reading, digest: Digest) -> Variant:
    return variants(digest, reading.html)[""]


@pytest.fixture(scope="module")
def soup(form: Variant) -> BeautifulSoup:
    return BeautifulSoup(form.html, "lxml")


def test_both_parts_carry_every_story(digest: Digest, form: Variant) -> None:
    """Headline, standfirst and address of each story stand in both, in the same order."""
    for text in (unescape(form.html), form.text):
        places = [text.index(story.url) for story in digest.stories]
        assert places == sorted(places)
        for story in digest.stories:
            assert story.title in text
            assert story.summary in " ".join(text.split())


def test_the_text_is_set_for_reading(form: Variant) -> None:
    """No line is longer than 72 characters but an address, none ends in a space, and nothing of HTML is left."""
    for line in form.text.splitlines():
        assert len(line) <= 72 or "https://" in line
        assert line == line.rstrip()
    assert "<" not in form.text.replace("<https://", "")
    assert "\n\n\n\n" not in form.text


def test_an_introduction_needs_no_address_for_stories_that_follow(form: Variant) -> None:
    """A link to a story of the edition is its words alone: the address comes below."""
    assert "Read the long one first." in form.text
    assert form.text.count("/features/long-read/") == 1


def test_pictures_have_words_and_sizes(soup: BeautifulSoup) -> None:
    """One picture, for the lead, a raster at an absolute address that lasts as long as the edition."""
    (image,) = soup.find_all("img")
    assert image["src"] == "https://ccu.example/digests/2018-10/pictures/features-long-read.png"
    assert (image["width"], image["height"], image["alt"]) == ("600", "338", "")


def test_styles_are_in_the_elements(soup: BeautifulSoup) -> None:
    """One style element, for phones and the night, after the character set and within the first kilobytes."""
    (style,) = soup.find_all("style")
    assert "prefers-color-scheme:dark" in style.text
    assert len(style.text) < 900
    assert soup.head is not None
    assert soup.head.find() == soup.find("meta", charset="utf-8")
    assert all(cell.get("style") for cell in soup.find_all("td"))
    assert all(table["role"] == "presentation" for table in soup.find_all("table"))


def test_language_is_said_again_inside_the_body(soup: BeautifulSoup) -> None:
    """Webmail drops the html element."""
    assert soup.select_one("body > div[lang='en-GB'][dir='ltr']")


def test_each_recipient_can_leave(form: Variant) -> None:
    """Both parts hold the two addresses that delivery fills in."""
    for text in vars(form).values():
        assert UNSUBSCRIBE_ADDRESS in text
        assert PREFERENCES_ADDRESS in text


def test_every_form_says_that_it_is_a_demonstration(digest: Digest, form: Variant) -> None:
    """In words, in both parts."""
    for text in vars(form).values():
        assert digest.demonstration in " ".join(unescape(text).split())


def test_texts_are_escaped(reading: Reading, digest: Digest) -> None:
    """What editors write is text, in HTML too."""
    story = replace(digest.stories[0], title=HOSTILE, summary=HOSTILE, kicker=HOSTILE)
    hostile = replace(digest, subject=HOSTILE, preheader=HOSTILE, groups=(Group("", (story,)),))
    soup = BeautifulSoup(reading.html(hostile), "lxml")
    assert not soup.find("script")
    assert not soup.find("b")
    assert soup.get_text().count(HOSTILE) == 6  # title element, preheader, h1, kicker, headline, standfirst
    assert HOSTILE in " ".join(render_text(hostile).split())


def test_the_same_model_gives_the_same_bytes(reading: Reading, digest: Digest) -> None:
    """Rendering twice gives equal forms."""
    assert variants(digest, reading.html) == variants(digest, reading.html)


def test_a_topic_moves_its_stories_up(digest: Digest) -> None:
    """The lead stays, the topic's stories follow, everything else keeps its order; nothing is lost."""
    keys = [story.key for story in digest.stories]
    assert keys == ["features/long-read", "news/rota-talks", "news/pay-deal", "opinion/say-it"]
    own = for_topic(digest, Topic("pay", "Pay"))
    assert [story.key for story in own.stories] == [
        "features/long-read", "news/pay-deal", "opinion/say-it", "news/rota-talks",
    ]  # fmt: skip
    assert own.groups[1].title == "Pay: the topic you follow"


def test_one_form_for_each_topic_that_changes_the_order(reading: Reading, digest: Digest) -> None:
    """Everybody's form, and one for each topic whose readers get another order."""
    assert sorted(variants(digest, reading.html)) == ["", "pay", "rotas"]


def test_a_hundred_stories_are_cut_under_the_limit(reading: Reading, digest: Digest) -> None:
    """The email stays below the size that is clipped, says how many are left out, and links to them."""
    many = tuple(replace(digest.stories[1], key=f"news/{n}", summary="Words. " * 60) for n in range(100))
    long = replace(digest, groups=(*digest.groups[:1], Group("News", many)))
    form = variants(long, reading.html)[""]
    assert WARN_BYTES * 0.9 < encoded_size(form.html) <= WARN_BYTES < MOST_BYTES
    shown = len(BeautifulSoup(form.html, "lxml").find_all("h3"))
    assert f"{100 - shown} more stories" in form.html
    assert f"{100 - shown} more stories" in form.text
    assert f'href="{digest.url}"' in form.html


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("setting", [{}, {"signal": "#0a5a8a", "ink": "#10202b", "paper": "#f7f9fb"}])
def test_contrast_by_day_and_by_night(setting: dict[str, str]) -> None:
    """Every colour of text is readable on its ground, whatever the union's colours."""
    for shades in (day(setting), night(setting)):
        for text in (shades.ink, shades.muted, shades.signal):
            assert contrast(text, shades.paper) >= 4.5
        assert contrast(shades.ink, shades.tint) >= 7


def test_bylines_are_those_of_the_page(form: Variant) -> None:
    """The organisation where nobody is named, the wording where a name is withheld."""
    assert "A director in Wales, 9 Oct 2018." in form.text
    assert "CCU, 2 Oct 2018." in form.text
    assert "A director in Wales" in form.html
