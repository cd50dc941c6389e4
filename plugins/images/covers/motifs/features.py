"""Features: overlapping arcs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Sector, Shape, rect, ring, rules


def two_discs(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Two great discs; where they meet is the story."""
    radius = min(0.46, w * 0.36)
    y = dice.between("y", 0.5, 0.6)
    one = Disc(w * 0.5 - radius * dice.between("spread", 0.5, 0.72), y, radius)
    other = Disc(
        w * 0.5 + radius * dice.between("spread", 0.5, 0.72),
        1.06 - y,
        radius * dice.between("size", 0.8, 1.12),
    )
    yield Shape(one, c.mass)
    yield Shape(other, c.second)
    yield Shape(one, c.accent, (other,))


def corner_arcs(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Wide quarter rings grow from a corner across a disc that comes to meet them."""
    step = min(0.17, w * 0.16)
    disc = Disc(w * dice.between("x", 0.54, 0.62), dice.between("y", 0.36, 0.42), min(0.32, w * 0.32))
    yield Shape(disc, c.second)
    for turn in range(4):
        inner = step * (0.6 + turn * 1.5)
        arc = Sector(0, 1, inner + step, inner, -90, 0)
        yield Shape(arc, c.mass)
        yield Shape(arc, c.accent, (disc,))


def split_disc(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A disc in two halves that have slipped past each other."""
    radius, x = min(0.38, w * 0.36), w * 0.5
    slip = radius * dice.between("slip", 0.4, 0.62)
    yield Shape(rect(x, -0.1, w, 1.2), c.second)
    yield Shape(Sector(x, 0.5 - slip / 2, radius, 0, 90, 270), c.mass)
    yield Shape(Sector(x, 0.5 + slip / 2, radius, 0, -90, 90), c.ground)
    yield Shape(Disc(x + radius * 0.9, 0.5 - radius * 0.62, radius * 0.2), c.accent)


def arches(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Two runs of nested arches, one standing in front of the other."""
    far, near = w * dice.between("far", 0.64, 0.72), w * dice.between("near", 0.3, 0.38)
    yield from _arch(far, 1.0, min(0.8, w * 0.5), (c.second, c.ground, c.second, c.ground))
    yield from _arch(near, 1.0, min(0.52, w * 0.36), (c.mass, c.ground, c.mass, c.accent))


def _arch(x: float, base: float, radius: float, colours: tuple[str, ...]) -> Iterator[Shape]:
    """Draw one arch of bands from the outside in; it is closed by its last colour."""
    for turn, colour in enumerate(colours):
        yield Shape(Sector(x, base, radius * (1 - turn * 0.24), 0, -180, 0), colour)


def wave(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """One broad ribbon that rises and falls across the frame in half turns."""
    outer = min(0.36, w * 0.3)
    inner = outer * 0.36
    reach = outer + inner
    x, y = w * 0.5 - reach * dice.between("start", 0.42, 0.58), 0.5
    for turn in range(-3, 5):
        middle = x + turn * reach
        up = turn % 2 == 0
        colour = (c.mass, c.accent, c.mass, c.second)[turn % 4]
        yield Shape(Sector(middle, y, outer, inner, *((-180, 0) if up else (0, 180))), colour)


def rings(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Two broad rings, larger than the frame, that pass through each other."""
    unit = min(1, w * 0.72)
    one = ring(w * dice.between("one", 0.3, 0.36), 0.62, 0.5 * unit, 0.29 * unit)
    other = ring(w * dice.between("other", 0.62, 0.68), 0.4, 0.56 * unit, 0.33 * unit)
    yield Shape(one, c.mass)
    yield Shape(other, c.second)
    yield Shape(one, c.accent, (other,))


def screened_disc(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A solid disc behind a ruled one, as two plates of a print."""
    radius = min(0.38, w * 0.33)
    x, y = w * dice.between("x", 0.4, 0.46), dice.between("y", 0.42, 0.46)
    back, front = Disc(x, y, radius), Disc(x + radius * 0.8, y + radius * 0.36, radius)
    screen = rules(front.x - radius, front.y - radius * 0.95, 2 * radius, 2 * radius, count=10, duty=0.5)
    yield Shape(back, c.mass)
    yield Shape(screen, c.second, (front,))
    yield Shape(screen, c.accent, (front, back))


def quarters(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Quarter discs on a coarse grid, each turned its own way, and one of them lit."""
    cell = 0.5
    columns = math.ceil(w / cell)
    left = (w - columns * cell) / 2
    lit = (dice.whole("lit column", 1, max(1, columns - 2)), dice.whole("lit row", 0, 1))
    for column in range(columns):
        for row in range(2):
            x, y = left + column * cell, row * cell
            turn = dice.whole(f"turn {column} {row}", 0, 3)
            corner = (x + cell * (turn in (1, 2)), y + cell * (turn in (2, 3)))
            colour = c.accent if (column, row) == lit else (c.mass if (column + row) % 2 == 0 else c.second)
            yield Shape(Sector(*corner, cell, 0, 90 * turn, 90 * turn + 90), colour)


LAYOUTS = (two_discs, corner_arcs, split_disc, arches, wave, rings, screened_disc, quarters)
