"""The fonts say what they hold, and hold what they say."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from tests.theme.stylesheets import CSS, THEME

FONTS = THEME / "static" / "fonts"
FACE = re.compile(r"@font-face \{(.*?)\}", re.DOTALL)


def faces() -> list[tuple[str, set[int]]]:
    """Return file and declared characters of every face that is fetched."""
    found = []
    for body in FACE.findall((CSS / "fonts.css").read_text("utf-8")):
        file = re.search(r"fonts/([a-z-]+\.woff2)", body)
        ranges = re.search(r"unicode-range: ([^;]+);", body)
        if file and ranges:
            found.append((file[1], characters(ranges[1])))
    return found


def characters(ranges: str) -> set[int]:
    """Return the code points of a `unicode-range`."""
    pairs = [part.strip().removeprefix("U+").split("-") for part in ranges.split(",")]
    return {code for pair in pairs for code in range(int(pair[0], 16), int(pair[-1], 16) + 1)}


@pytest.mark.parametrize(("file", "declared"), faces())
def test_a_face_is_fetched_for_what_it_holds(file: str, declared: set[int]) -> None:
    """Each character in a file is in its face's range: none is paid for and never used."""
    assert set(TTFont(FONTS / file)["cmap"].getBestCmap()) - {0x0D} <= declared


@pytest.mark.parametrize("family", ["newsreader", "newsreader-italic", "public-sans"])
def test_welsh_and_pounds_are_there(family: str) -> None:
    """English punctuation is in the first file, the Welsh letters in the second, in every family."""
    first = set(TTFont(FONTS / f"{family}.woff2")["cmap"].getBestCmap())
    second = set(TTFont(FONTS / f"{family}-ext.woff2")["cmap"].getBestCmap())
    assert set(map(ord, "AZaz09£€“”‘’–—…")) <= first
    assert set(map(ord, "ŵŷŴŶẁẃẅỳ")) <= second


def test_weights_are_those_declared() -> None:
    """The variable files span the weights that fonts.css promises."""
    spans = {"newsreader.woff2": (400, 800), "public-sans.woff2": (400, 700)}
    for file, span in spans.items():
        axis = TTFont(FONTS / file)["fvar"].axes[0]
        assert (axis.minValue, axis.maxValue) == span


def test_the_licences_are_beside_them() -> None:
    """Each family's Open Font Licence is committed with it."""
    for family in ("newsreader", "public-sans"):
        assert "SIL Open Font License, Version 1.1" in (FONTS / f"{family}-OFL.txt").read_text("utf-8")
