"""Set type on drawn pictures: measure, fit, balance and write lines. The same on every machine.

Pillow's shaping library is not there everywhere, and its own layout does not kern; so letters are placed here, one by
one, by the advances of the face and the pairs in `kerning.json` beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "theme" / "static" / "fonts" / "card"
HEADLINE = "newsreader-600"
HEADLINE_OPINION = "newsreader-italic-500"
LABEL = "public-sans-600"
SMALL = "public-sans-400"
EM = 1000  # advances are taken at this size; the cuts are not hinted, so that they scale
SMALLEST = 7
DASHES = frozenset("–—")


@dataclass(frozen=True)
class Setting:
    """Lines of text at a size (pixels to the em)."""

    lines: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Style:
    """A face, the sizes it may be set in (from large to small), the leading (of the size), the most lines."""

    face: str
    sizes: range
    leading: float
    most: int


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a cut from the theme's card fonts at a size in pixels."""
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@cache
def kerning(name: str) -> dict[str, dict[str, int]]:
    """Return how much closer (below 0) pairs of letters stand, in thousandths of the em, by first and second."""
    found: dict[str, dict[str, int]] = json.loads((FONTS / "kerning.json").read_text("utf-8"))[name]
    return found


@cache
def advance(name: str, letter: str) -> float:
    """Return the width of one letter, in ems."""
    return font(name, EM).getlength(letter) / EM


def places(text: str, name: str) -> Iterator[tuple[str, float]]:
    """Yield each letter with its distance from the line's beginning, in ems; at last nothing, and the length."""
    pairs, x = kerning(name), 0.0
    for letter, following in pairwise([*text, ""]):
        yield letter, x
        x += advance(name, letter) + pairs.get(letter, {}).get(following, 0) / 1000
    yield "", x


def length(text: str, name: str, size: float) -> float:
    """Return how long a line is at a size, in pixels."""
    *_, (_, ems) = places(text, name)
    return ems * size


def write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], setting: Setting, style: Style, colour: str
) -> None:
    """Write lines, the first with its baseline beginning at a point."""
    size = setting.size
    for number, line in enumerate(setting.lines):
        y = at[1] + number * size * style.leading
        for letter, x in places(line, style.face):
            pen.text((at[0] + x * size, y), letter, colour, font(style.face, size), anchor="ls")


def fit(text: str, style: Style, width: int, height: int) -> Setting:
    """Return text at the largest size of a style at which it fits a box.

    Below the smallest size any number of lines may be used: a text is never cut.
    """
    name, sizes = style.face, style.sizes
    words = joined(text)
    widths = [length(word, name, 1) for word in words]
    space = length(" ", name, 1)
    for size in (*sizes, *range(sizes[-1] - 1, SMALLEST, -1)):
        measure = width / size
        count = len(filled(widths, space, measure))
        allowed = style.most if size >= sizes[-1] else len(words)
        if max(widths) <= measure and count <= allowed and count * size * style.leading <= height:
            lines = even(widths, space, measure, count)
            return Setting(tuple(" ".join(words[a:b]) for a, b in lines), size)
    return Setting(tuple(words), SMALLEST)


def joined(text: str) -> list[str]:
    """Return words: a figure stays with the one after it, a dash with the one before, `per` with `cent`."""
    words: list[str] = []
    for word in text.split():
        last = words[-1] if words else ""
        if last and (last.isdecimal() or word in DASHES or (last.split()[-1], word) == ("per", "cent")):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words or [""]


def filled(widths: Sequence[float], space: float, measure: float) -> list[tuple[int, int]]:
    """Return lines as ranges of words, each line filled as far as the measure allows."""
    lines: list[tuple[int, int]] = []
    start, used = 0, 0.0
    for index, width in enumerate(widths):
        longer = used + space + width if index > start else width
        if index > start and longer > measure:
            lines.append((start, index))
            start, longer = index, width
        used = longer
    return [*lines, (start, len(widths))]


def even(widths: Sequence[float], space: float, measure: float, count: int) -> list[tuple[int, int]]:
    """Return words in exactly `count` lines, none over the measure, as even in length as can be.

    The lines with the least sum of squared lengths are the most even (Knuth and Plass in small).
    """
    total = len(widths)
    best: list[dict[int, tuple[float, list[tuple[int, int]]]]] = [{0: (0.0, [])}]
    for _ in range(count):
        step: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (cost, lines) in best[-1].items():
            length = -space
            for end in range(start + 1, total + 1):
                length += space + widths[end - 1]
                if length > measure and end > start + 1:
                    break
                longer = (cost + length**2, [*lines, (start, end)])
                if end not in step or longer[0] < step[end][0]:
                    step[end] = longer
        best.append(step)
    return best[-1][total][1]
