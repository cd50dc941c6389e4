"""Campaigns: lines that converge."""

from __future__ import annotations

import math
from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Polygon, Shape, rect


def loudhailer(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Beams that widen across the whole frame from one voice."""
    x, y = w * dice.between("x", 0.2, 0.28), dice.between("y", 0.44, 0.56)
    count, spread = dice.choice("count", (4, 5)), 84
    step = spread / (2 * count - 1)
    for beam in range(count):
        start = -spread / 2 + beam * 2 * step
        yield Shape(_beam(x, y, start, start + step, w + 1), c.mass if beam % 2 == 0 else c.second)
    yield Shape(Disc(x, y, min(0.15, w * 0.15)), c.accent)


def many_into_one(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Thin bands from all along one side that run together and go on as one."""
    count, x = 6, w * dice.between("x", 0.5, 0.6)
    thick = 0.085
    top = dice.between("top", 0.2, 0.34)
    told = dice.whole("told", 1, 4)
    for band in range(count):
        start, meet = -0.02 + band * 1.04 / count + 0.03, top + band * thick
        colour = c.accent if band == told else (c.mass if band % 2 == 0 else c.second)
        lead = Polygon(
            (
                (-0.1, start),
                (x, meet),
                (w + 0.1, meet),
                (w + 0.1, meet + thick),
                (x, meet + thick),
                (-0.1, start + thick * 0.8),
            )
        )
        yield Shape(lead, colour)


def chevrons(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Arrowheads that press forward, heavier as they go."""
    y, deep = dice.between("y", 0.46, 0.54), min(0.46, w * 0.34)
    x, thickness = -deep - 0.05, 0.05
    told = 3
    for head in range(6):
        colour = c.accent if head == told else (c.mass if head % 2 == 0 else c.second)
        yield Shape(
            Polygon(
                (
                    (x, -0.1),
                    (x + thickness, -0.1),
                    (x + thickness + deep, y),
                    (x + thickness, 1.1),
                    (x, 1.1),
                    (x + deep, y),
                )
            ),
            colour,
        )
        x += thickness + 0.075 * w
        thickness *= 1.34


def road(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Furrows that run to one point on the horizon."""
    level = dice.between("level", 0.36, 0.44)
    x = w * dice.between("x", 0.6, 0.7)
    yield Shape(Disc(x, level, min(0.24, w * 0.24)), c.accent)
    yield Shape(rect(-0.1, level, w + 0.2, 1), c.second)
    field = rect(-0.1, level, w + 0.2, 1)
    edges = [(-2.6 + 0.62 * i) for i in range(10)]
    for left in edges:
        foot = w / 2 + left * 1.0
        yield Shape(Polygon(((x, level), (foot + 0.31, 1.1), (foot, 1.1))), c.mass, (field,))


def summit(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Slopes inside slopes that rise to one peak."""
    x, peak = w * dice.between("x", 0.54, 0.66), dice.between("peak", 0.12, 0.2)
    run = dice.between("run", 0.86, 1.02) * min(1, w * 0.8)
    for slope, colour in enumerate((c.second, c.mass, c.second, c.mass, c.accent)):
        down = slope * 0.17
        reach = (1.1 - peak - down) * run
        yield Shape(Polygon(((x, peak + down), (x + reach, 1.1), (x - reach, 1.1))), colour)


def _beam(x: float, y: float, start: float, end: float, length: float) -> Polygon:
    """Return a wedge of light from (x, y) between two directions, in degrees."""
    one, other = math.radians(start), math.radians(end)
    return Polygon(
        (
            (x, y),
            (x + length * math.cos(one), y + length * math.sin(one)),
            (x + length * math.cos(other), y + length * math.sin(other)),
        )
    )


LAYOUTS = (loudhailer, many_into_one, chevrons, road, summit)
