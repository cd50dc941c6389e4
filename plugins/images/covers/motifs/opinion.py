"""Opinion: a speech form cut by a diagonal."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Form, Group, Polygon, Sector, Shape, rect, rules


def counterchange(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A square speech form; the diagonal exchanges figure and ground."""
    side = _below_diagonal(w, dice.between("lean", 0.16, 0.34))
    speech = _square_speech(w * 0.5, 0.45, min(0.34 * w, 0.58), dice.between("tall", 0.27, 0.31))
    yield Shape(side, c.mass)
    yield Shape(speech, c.second)
    yield Shape(speech, c.accent, (side,))


def round_speech(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A round speech form, cut on the slant, its halves in two voices."""
    radius = min(0.41, w * 0.38)
    speech = round_form(w * dice.between("x", 0.48, 0.58), dice.between("y", 0.48, 0.52), radius)
    cut = _below_diagonal(w, dice.between("lean", 0.14, 0.34))
    yield Shape(speech, c.mass)
    yield Shape(speech, c.second, (cut,))


def dialogue(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Two who answer each other; what they share lies between."""
    radius = min(0.35, w * 0.29)
    one = round_form(w * 0.5 - radius * 0.74, dice.between("high", 0.4, 0.44), radius)
    other = round_form(w * 0.5 + radius * 0.74, dice.between("low", 0.56, 0.6), radius, right=True)
    yield Shape(one, c.mass)
    yield Shape(other, c.second)
    yield Shape(one, c.accent, (other,))


def half_ruled(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """A great speech form that runs out of the frame; beyond the diagonal only its ruled lines are left."""
    x, y = w * dice.between("x", 0.14, 0.2), dice.between("y", 0.1, 0.16)
    foot = 0.74
    speech = Polygon(
        (
            (x, y),
            (w + 0.1, y),
            (w + 0.1, foot),
            (x + w * 0.26, foot),
            (x + w * 0.1, 0.98),
            (x + w * 0.1, foot),
            (x, foot),
        )
    )
    cut = dice.between("cut", 0.4, 0.5) * w
    side = Polygon(((cut + w * 0.26, -0.1), (w + 0.2, -0.1), (w + 0.2, 1.1), (cut, 1.1)))
    yield Shape(speech, c.mass)
    yield Shape(side, c.ground, (speech,))
    yield Shape(rules(x, y, w, foot - y, count=5, duty=0.42), c.second, (speech, side))


def quotation(w: float, dice: Dice, c: Colourway) -> Iterator[Shape]:
    """Opening quotation marks, set larger than any words."""
    size = min(0.21, w * 0.17)
    x, y = w * dice.between("x", 0.36, 0.44), dice.between("y", 0.54, 0.6)
    side = _below_diagonal(w, dice.between("lean", 0.1, 0.3))
    yield Shape(side, c.second)
    for mark, colour in enumerate((c.mass, c.accent)):
        yield Shape(_quote(x + mark * size * 2.5, y, size), colour)


def _below_diagonal(w: float, lean: float) -> Polygon:
    """Return the part of the frame below a line that rises from left to right."""
    return Polygon(((-0.2, 1 - lean + 0.08), (w + 0.2, lean - 0.08), (w + 0.2, 1.2), (-0.2, 1.2)))


def _square_speech(x: float, y: float, half_width: float, half_height: float) -> Polygon:
    """Return a rectangle with a tail at its lower left."""
    left, right, top, foot = x - half_width, x + half_width, y - half_height, y + half_height
    tail = half_height * 0.62
    return Polygon(
        (
            (left, top),
            (right, top),
            (right, foot),
            (left + tail * 1.9, foot),
            (left + tail * 0.7, foot + tail),
            (left + tail * 0.7, foot),
            (left, foot),
        )
    )


def round_form(x: float, y: float, radius: float, *, right: bool = False) -> Group:
    """Return a disc with one square corner at its foot, left or right: the plainest speech form there is."""
    corner = rect(x if right else x - radius, y, radius, radius)
    return Group((Disc(x, y, radius), corner))


def _quote(x: float, y: float, size: float) -> Form:
    """Return one opening quotation mark: a disc and the arc that rises from it."""
    return Group(
        (
            Disc(x, y, size),
            Sector(x + size, y, size * 2, size * 1.0, -180, -90),
            rect(x - size, y - 0.002, size, 0.004),
        )
    )


LAYOUTS = (counterchange, round_speech, dialogue, quotation, half_ruled)
UPRIGHT = (quotation,)
