"""Set type on drawn pictures: measure, fit and balance lines. The same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).resolve().parents[2] / "theme" / "static" / "fonts" / "card"
HEADLINE = "newsreader-600"
HEADLINE_OPINION = "newsreader-italic-500"
LABEL = "public-sans-600"
SMALL = "public-sans-400"
MEASURED_AT = 200  # words are measured once, at this size; the cuts are not hinted, so that widths scale
SMALLEST = 7
DASHES = frozenset("–—")


@dataclass(frozen=True)
class Setting:
    """Lines of text at a size (pixels to the em)."""

    lines: tuple[str, ...]
    size: int


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a cut from the theme's card fonts at a size in pixels, spaced by its own kern table."""
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def fit(text: str, name: str, width: int, height: int, *, sizes: range, leading: float, most: int) -> Setting:
    """Return text at the largest of `sizes` (from large to small) at which it fits a box in at most `most` lines.

    Below the smallest size any number of lines may be used: a text is never cut.
    """
    words = joined(text)
    face = font(name, MEASURED_AT)
    widths = [face.getlength(word) / MEASURED_AT for word in words]
    space = face.getlength(" ") / MEASURED_AT
    for size in (*sizes, *range(sizes[-1] - 1, SMALLEST, -1)):
        measure = width / size
        lines = filled(widths, space, measure)
        allowed = most if size >= sizes[-1] else len(words)
        if max(widths) <= measure and len(lines) <= allowed and len(lines) * size * leading <= height:
            return Setting(
                tuple(" ".join(words[a:b]) for a, b in even(widths, space, measure, len(lines))), size
            )
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
