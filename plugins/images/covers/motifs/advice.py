"""Advice: steps."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Group, Point, Polygon, Sector, Shape, rect

OVERLAP = 0.004  # where two forms of one colour meet, so that no hairline shows between them


def staircase(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A flight of steps towards a disc."""
    count = dice.whole("count", 4, 5)
    tread, rise, foot = w / count, 0.62 / count, 0.98
    sun = Disc(w * dice.between("x", 0.24, 0.34), dice.between("y", 0.28, 0.36), min(0.16, w * 0.16))
    yield Shape(sun, c.accent)
    yield Shape(_flight(0.0, foot, tread, rise, count), c.mass)
    yield Shape(_flight(tread, foot + rise, tread, rise, count - 1), c.second)


def ribbons(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Stepped ribbons that climb side by side across the frame."""
    tread = dice.choice("tread", (0.3, 0.36)) * min(1, w)
    thick, apart = tread * 0.44, tread * 0.6
    middle = w * dice.between("middle", 0.46, 0.58)
    told = dice.whole("told", 0, 2)
    for ribbon in range(3):
        shift = (ribbon - 1.35) * apart
        edge = _edge(middle - 6 * tread + shift, 0.5 + 6 * tread + shift, tread, tread, 12)
        under = [(x + thick, y + thick) for x, y in reversed(edge)]
        colour = c.accent if ribbon == told else (c.mass if ribbon % 2 == 0 else c.second)
        yield Shape(Polygon((*edge, *under)), colour)


def nested_squares(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Squares inside squares, each a step nearer."""
    x, foot = w * dice.between("x", 0.5, 0.62), 1.1
    for size, colour in ((1.0, c.second), (0.74, c.mass), (0.48, c.fine), (0.22, c.accent)):
        side = size * min(1, w * 0.86)
        yield Shape(rect(x - side * 0.62, foot - side, side, side), colour)
        foot -= 0.07


def doorway(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A door that stands open at the top of a few steps."""
    x, half = w * dice.between("x", 0.54, 0.64), min(0.19, w * 0.2)
    base, head = 0.66, 0.34
    yield Shape(
        Group((Sector(x, head, half, 0, -180, 0), rect(x - half, head - OVERLAP, 2 * half, base - head))),
        c.second,
    )
    inner = half * 0.62
    yield Shape(
        Group((Sector(x, head, inner, 0, -180, 0), rect(x - inner, head - OVERLAP, 2 * inner, base - head))),
        c.accent,
    )
    for step in range(4):
        reach = half * (1.5 + 0.78 * step)
        yield Shape(rect(x - reach, base + step * 0.095, 2 * reach, 0.2), c.mass if step % 2 == 0 else c.fine)


def newel(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A winding stair from above: every tread a little longer than the last, until they leave the frame."""
    count = dice.choice("count", (9, 10, 11))
    x, y = w * dice.between("x", 0.36, 0.44), dice.between("y", 0.46, 0.54)
    turn = 360 / count
    told = count - dice.whole("told", 3, 5)
    for tread in range(count):
        outer = min(1, w) * (0.2 + 0.8 * (tread / (count - 1)) ** 1.35)
        start = 100 + tread * turn
        colour = c.accent if tread == told else (c.mass if tread % 2 == 0 else c.second)
        yield Shape(Sector(x, y, outer, 0, start, start + turn), colour)
    yield Shape(Disc(x, y, min(0.085, w * 0.09)), c.ground)


def _edge(x: float, y: float, tread: float, rise: float, count: int) -> list[Point]:
    """Return the outline of a flight that climbs to the right from (x, y)."""
    points: list[Point] = [(x, y)]
    for step in range(count):
        points += [(x + step * tread, y - step * rise), (x + (step + 1) * tread, y - step * rise)]
    return points


def _flight(x: float, y: float, tread: float, rise: float, count: int) -> Polygon:
    """Return a solid flight of steps, closed well below the frame."""
    edge = _edge(x, y - rise, tread, rise, count)
    return Polygon((*edge, (edge[-1][0], 1.3), (x, 1.3)))


LAYOUTS = (staircase, ribbons, nested_squares, doorway, newel)
