"""Press: an announcement that goes out."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Sector, Shape, rect, rules


def sounding(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Waves that leave one edge and cross the whole frame."""
    y, step = dice.between("y", 0.42, 0.58), min(1, w) * 0.16
    for wave in range(6):
        inner = step * (1.1 + wave * 1.7)
        yield Shape(Sector(0, y, inner + step, inner, -90, 90), c.mass if wave % 2 == 0 else c.second)
    yield Shape(Sector(0, y, step * 0.72, 0, -90, 90), c.accent)


def carried_on(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Discs on one line, each half as large again as the last: a message that grows as it is passed on."""
    radius, x = min(1, w) * 0.075, w * dice.between("x", 0.06, 0.1)
    foot = dice.between("foot", 0.8, 0.88)
    yield Shape(rect(-0.1, foot, w + 0.2, 1), c.second)
    for step in range(5):
        colour = c.accent if step == 1 else (c.mass if step % 2 == 0 else c.fine)
        yield Shape(Disc(x + radius, foot - radius, radius), colour)
        x += radius * 2
        radius *= 1.56


def seal(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A column of rules and the seal set on it."""
    x = w * dice.between("x", 0.3, 0.4)
    yield Shape(rect(-0.1, -0.1, x + 0.1, 1.2), c.mass)
    yield Shape(rules(x + w * 0.08, 0.14, w, 0.8, count=6, duty=0.2), c.second)
    radius = min(0.27, w * 0.26)
    yield Shape(Disc(x, dice.between("y", 0.52, 0.62), radius), c.ground)
    yield Shape(Disc(x, dice.between("y", 0.52, 0.62), radius * 0.84), c.accent)


LAYOUTS = (sounding, carried_on, seal)
