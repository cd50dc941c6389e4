"""The drawing vocabulary of covers: a few flat forms, each one colour.

Coordinates are in units of the picture's height: x runs from 0 to the aspect ratio, y from 0 (top) to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

# Straight pieces that stand for a full circle in the raster; at 1,200 px the error stays under a fifth of a pixel.
CIRCLE_STEPS = 180


@dataclass(frozen=True)
class Polygon:
    """A closed outline of straight edges."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Sector:
    """A piece of a ring, or of a pie when `inner` is 0. Angles in degrees, clockwise from three o'clock."""

    x: float
    y: float
    outer: float
    inner: float
    start: float
    end: float


@dataclass(frozen=True)
class Group:
    """Several forms that share one colour, as the bars of a screen do."""

    forms: tuple[Form, ...]


Form = Polygon | Disc | Sector | Group


@dataclass(frozen=True)
class Shape:
    """A form in a colour (`#rrggbb`), shown only inside every form of `within`."""

    form: Form
    colour: str
    within: tuple[Form, ...] = ()


def rect(x: float, y: float, width: float, height: float) -> Polygon:
    """Return the rectangle with its top left corner at (x, y)."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)))


def ring(x: float, y: float, outer: float, inner: float) -> Group:
    """Return a full ring, as two half turns so that it has no seam of its own colour."""
    return Group((Sector(x, y, outer, inner, -180, 0), Sector(x, y, outer, inner, 0, 180)))


def bars(x: float, y: float, width: float, height: float, *, count: int, duty: float) -> Group:
    """Return `count` upright bars across a box; `duty` is the share of each period that is filled."""
    period = width / count
    return Group(tuple(rect(x + i * period, y, period * duty, height) for i in range(count)))


def rules(x: float, y: float, width: float, height: float, *, count: int, duty: float) -> Group:
    """Return `count` level bars down a box; `duty` is the share of each period that is filled."""
    period = height / count
    return Group(tuple(rect(x, y + i * period, width, period * duty) for i in range(count)))


def turned(points: Sequence[Point], degrees: float, about: Point) -> Polygon:
    """Return a polygon turned clockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ax, ay = about
    return Polygon(
        tuple((ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos) for x, y in points)
    )


def mirror(form: Form, aspect: float) -> Form:
    """Return the form as seen in a mirror that stands upright in the middle of the picture."""
    match form:
        case Polygon(points):
            return Polygon(tuple((aspect - x, y) for x, y in reversed(points)))  # still clockwise
        case Disc(x, y, radius):
            return Disc(aspect - x, y, radius)
        case Sector(x, y, outer, inner, start, end):
            return Sector(aspect - x, y, outer, inner, 180 - end, 180 - start)
        case Group(forms):
            return Group(tuple(mirror(each, aspect) for each in forms))


def mirrored(shapes: Iterable[Shape], aspect: float) -> tuple[Shape, ...]:
    """Return a whole drawing turned left to right."""
    return tuple(
        Shape(mirror(shape.form, aspect), shape.colour, tuple(mirror(each, aspect) for each in shape.within))
        for shape in shapes
    )


def outlines(form: Form) -> list[list[Point]]:
    """Return the form as plain outlines of straight pieces, for a raster."""
    match form:
        case Polygon(points):
            return [list(points)]
        case Disc(x, y, radius):
            return [_arc(x, y, radius, 0, 360)]
        case Sector(x, y, outer, 0, start, end):
            return [[*_arc(x, y, outer, start, end), (x, y)]]
        case Sector(x, y, outer, inner, start, end):
            return [[*_arc(x, y, outer, start, end), *reversed(_arc(x, y, inner, start, end))]]
        case Group(forms):
            return [outline for each in forms for outline in outlines(each)]


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    """Return points along an arc, both ends included."""
    steps = max(2, math.ceil(CIRCLE_STEPS * abs(end - start) / 360))
    turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
