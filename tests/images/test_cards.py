"""Share cards: every headline whole, in even lines, in any language of these islands."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from plugins.images import cards, typography
from plugins.images.cards import PANEL, Card, CardTask
from plugins.images.covers import compose
from plugins.images.palette import Palette

HEADLINES = [
    "Welcome",
    "Disciplinary and grievance",
    "Members in England oppose the 3 per cent award",
    "Llŷr Ŵyn: byrddau iechyd Cymru, prif weithredwyr a’r gaeaf o’n blaenau — beth sydd angen i reolwyr ei wybod",
    "A headline " + "that goes on and on " * 20,
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and its hospital",
]


def card(words: str, **other: object) -> Card:
    given: dict[str, object] = {
        "headline": words,
        "kicker": "Pay",
        "site": "Care Coordinators United",
        "small_print": "This is a demonstration.",
        "voice": "news",
        "palette": Palette(),
        "panel": compose("a-story", "news", aspect=PANEL / 630),
    }
    return Card(**(given | other))  # type: ignore[arg-type]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_never_cut(headline: str) -> None:
    """All words are there in order, and every line is inside the text column."""
    setting = typography.fit(headline, cards.HEADLINE, cards.TEXT_WIDTH, cards.HEADLINE_HEIGHT)
    assert " ".join(setting.lines).split() == headline.split()
    lengths = [typography.length(line, typography.HEADLINE, setting.size) for line in setting.lines]
    assert max(lengths) <= cards.TEXT_WIDTH + 0.01
    assert len(setting.lines) * setting.size * cards.HEADLINE.leading <= cards.HEADLINE_HEIGHT


def test_lines_are_even() -> None:
    """No line of a headline is a single short word under long ones."""
    setting = typography.fit(HEADLINES[3], cards.HEADLINE, cards.TEXT_WIDTH, cards.HEADLINE_HEIGHT)
    lengths = [typography.length(line, typography.HEADLINE, setting.size) for line in setting.lines]
    assert 2 <= len(lengths) <= 5
    assert min(lengths) > 0.6 * max(lengths)


def test_figures_stay_with_their_words() -> None:
    """`3 per cent` is never parted, and no line begins with a dash."""
    assert typography.joined("the 3 per cent award — again") == ["the", "3 per cent", "award —", "again"]


@pytest.mark.parametrize(
    "face", [typography.HEADLINE, typography.HEADLINE_OPINION, typography.LABEL, typography.SMALL]
)
def test_welsh_letters_have_glyphs(face: str) -> None:
    """Each letter draws something of its own: none is the box that stands for a missing glyph."""
    font = typography.font(face, 60)
    missing = bytes(font.getmask("\uffff"))
    drawn = [bytes(font.getmask(letter)) for letter in "ŵŷâêîôûïẁẃẅŴŶÂÊÎÔÛ"]
    assert missing not in drawn
    assert len(set(drawn)) == len(drawn)


def test_letters_are_kerned_without_a_shaping_library() -> None:
    """`AV` stands closer than its letters apart, on every machine."""
    apart = sum(typography.advance(typography.HEADLINE, letter) for letter in "AV")
    assert typography.length("AV", typography.HEADLINE, 1) < apart - 0.05


def test_a_card_is_small_and_the_same_each_time() -> None:
    """1,200 by 630 pixels, under 60 KB, and the same bytes from the same words."""
    [(_, one)], [(_, again)] = (list(CardTask("k", card(HEADLINES[2])).make()) for _ in range(2))
    image = Image.open(BytesIO(one))
    assert image.size == (1200, 630)
    assert image.format == "PNG"
    assert len(one) < 60_000
    assert one == again


@pytest.mark.parametrize("part", ["headline", "kicker", "site", "small_print", "voice"])
def test_everything_on_a_card_is_drawn(part: str) -> None:
    """Changing any part of a card changes the picture."""
    changed = card(HEADLINES[2], **{part: "opinion"})
    assert cards.draw(changed).tobytes() != cards.draw(card(HEADLINES[2])).tobytes()


def test_a_site_that_is_no_demonstration_says_nothing() -> None:
    """Without small print the foot has the site's name alone."""
    box = (64, 570, 760, 630)
    empty = cards.draw(card("Welcome", small_print="")).crop(box)
    assert len(empty.getcolors() or ()) == 1
