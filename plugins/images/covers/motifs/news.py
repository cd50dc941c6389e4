"""News: ruled bands, and one thing that breaks in."""

from __future__ import annotations

import math
from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Sector, Shape, bars, rect, rules, turned

OVERLAP = 0.004  # where two forms of one colour meet, so that no hairline shows between them


def shifted_columns(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Columns of type across the frame; inside one great disc they stand half a step aside."""
    period = dice.choice("period", (0.13, 0.16, 0.2))
    count = math.ceil(w / period) + 1
    disc = Disc(w * dice.between("x", 0.56, 0.68), dice.between("y", 0.44, 0.56), min(0.36, w * 0.4))
    start = disc.x % period - period
    yield Shape(bars(start, 0, count * period, 1, count=count, duty=0.5), c.mass)
    yield Shape(disc, c.accent)
    yield Shape(
        bars(start - period / 2, 0, (count + 1) * period, 1, count=count + 1, duty=0.5), c.ground, (disc,)
    )


def front_page(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A page seen from so near that only its masthead, its picture and its columns are left."""
    left, top = w * 0.11, dice.between("top", 0.14, 0.2)
    split = w * dice.between("split", 0.46, 0.56)
    picture = rect(left, top + 0.2, split - left, 1)
    yield Shape(rect(left, top, w, 0.11), c.mass)
    yield Shape(picture, c.second)
    yield Shape(
        Disc(left + (split - left) * 0.58, 1.02, min(0.42, (split - left) * 0.62)), c.accent, (picture,)
    )
    lines = rules(split + w * 0.05, top + 0.2, w, 0.84, count=7, duty=0.36)
    yield Shape(lines, c.mass)
    yield Shape(rect(split + w * 0.05 + w * dice.between("ragged", 0.22, 0.3), top + 0.3, w, 0.2), c.ground)


def turning_bands(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Parallel bands run in from one side, turn a corner together and leave; one of them is the news."""
    x, y = w * dice.between("x", 0.3, 0.42), dice.between("y", 0.86, 1.0)
    band, gap, first = 0.115, 0.045, 0.12
    told = dice.whole("told", 1, 3)
    for turn in range(5):
        inner = first + turn * (band + gap)
        colour = c.accent if turn == told else (c.mass if turn % 2 == 0 else c.second)
        yield Shape(rect(-0.1, y - inner - band, x + 0.1 + OVERLAP, band), colour)
        yield Shape(Sector(x, y, inner + band, inner, -90, 0), colour)
        yield Shape(rect(x + inner, y - OVERLAP, band, 1), colour)


def graded_diagonals(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Slanting bands that swell from a hairline to a block, and one that is lit."""
    slant = dice.choice("slant", (28, 36, 45))
    told = dice.whole("told", 3, 4)
    reach, offset, thickness = w + 2, -0.62 * w, 0.016
    centre = (w / 2, 0.5)
    for band in range(7):
        form = turned(rect(centre[0] + offset, -reach, thickness, 2 * reach).points, slant, centre)
        yield Shape(form, c.accent if band == told else c.mass)
        offset += thickness + 0.05 * w + 0.012 * band
        thickness *= 1.62


def crossing(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Two broad bands cross, ruled lines run beside them, and the square that both share is lit."""
    wide = min(0.3, w * 0.26)
    x, y = w * dice.between("x", 0.54, 0.66), dice.between("y", 0.3, 0.4)
    upright = rect(x, -0.1, wide, 1.2)
    yield Shape(rect(-0.1, y, w + 0.2, wide), c.mass)
    yield Shape(upright, c.second)
    yield Shape(rect(x, y, wide, wide), c.accent)
    beside = rect(-0.1, y + wide, x + 0.1, 1)
    yield Shape(rules(-0.1, y + wide + 0.07, x + 0.1, 0.6, count=8, duty=0.3), c.mass, (beside,))


def ragged_lines(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Lines of a headline, set flush and very large, one of them said louder."""
    rows, pitch, thickness = 5, 0.21, 0.14
    told = dice.whole("told", 1, 3)
    for row in range(rows):
        length = w * (
            dice.between("loud", 0.8, 0.9) if row == told else dice.between(f"length {row}", 0.26, 0.68)
        )
        y = 0.5 - (rows * pitch - (pitch - thickness)) / 2 + row * pitch
        colour = c.accent if row == told else (c.mass if (row - told) % 2 else c.second)
        yield Shape(rect(-0.1, y, length + 0.1, thickness), colour)


def hanging_columns(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Columns of type that hang from the head of the page, one of them longer than its neighbours."""
    count = max(3, round(w * dice.choice("count", (3.4, 4.2))))
    pitch = w / count
    told = dice.whole("told", count // 2, count - 2)
    for column in range(count):
        length = 1.2 if column == told else dice.between(f"length {column}", 0.22, 0.74)
        colour = c.accent if column == told else (c.mass if (column - told) % 2 else c.second)
        yield Shape(rect(pitch * (column + 0.14), -0.1, pitch * 0.72, length), colour)


LAYOUTS = (
    shifted_columns,
    front_page,
    turning_bands,
    graded_diagonals,
    crossing,
    ragged_lines,
    hanging_columns,
)
