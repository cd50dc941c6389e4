"""Monograms: the right letters, as outlines, always the same."""

from __future__ import annotations

import pytest
from lxml import etree

from plugins.images.monograms import image, initials, monogram, svg
from plugins.images.palette import Palette


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Sam Crane", "SC"),
        ("Dr Christina McAnea", "CM"),
        ("Prof. Jane Ann Smith", "JS"),
        ("Cher", "C"),
        ("ŵyn Ŷ", "ŴŶ"),
        ("", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    """First and last name, without forms of address."""
    assert initials(name) == letters


def test_letters_are_outlines() -> None:
    """The SVG needs no font: one path for the ground, one form, one path for each letter."""
    root = etree.fromstring(svg(monogram("sam-crane", "Sam Crane", Palette())))
    assert {etree.QName(element).localname for element in root.iter()} <= {"svg", "path"}
    assert len([element for element in root if element.get("transform")]) == 2


def test_a_person_keeps_their_colours() -> None:
    """The slug decides, in every size and build."""
    one, again = (monogram("sam-crane", "Sam Crane", Palette()) for _ in range(2))
    assert one == again
    assert image(one, 80, 80).tobytes() == image(again, 80, 80).tobytes()
    assert image(one, 90, 40).size == (90, 40)
