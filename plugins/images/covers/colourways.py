"""Sets of five colours that sit well together, a few for each motif."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.images.palette import Palette


@dataclass(frozen=True)
class Colourway:
    """The colours of one cover by the part they play, each as `#rrggbb`.

    `ground` is the quiet space, `mass` the large form, `second` what stands beside it, `accent` the focal
    point, `fine` thin lines and small relief.
    """

    ground: str
    mass: str
    second: str
    accent: str
    fine: str


def news(p: Palette) -> tuple[Colourway, ...]:
    """Ink and paper, with the signal as the one thing that breaks in."""
    return (
        Colourway(p.sand, p.night, p.slate, p.signal, p.clay),
        Colourway(p.night, p.sand, p.slate, p.signal, p.sage),
        Colourway(p.mist, p.night, p.teal, p.signal, p.sand),
        Colourway(p.blush, p.night, p.clay, p.signal, p.deep),
        Colourway(p.sage, p.night, p.sand, p.signal, p.paper),
    )


def features(p: Palette) -> tuple[Colourway, ...]:
    """Warm against cool, in large quiet areas."""
    return (
        Colourway(p.teal, p.sand, p.clay, p.ochre, p.sage),
        Colourway(p.blush, p.teal, p.clay, p.night, p.sand),
        Colourway(p.sand, p.teal, p.ochre, p.signal, p.night),
        Colourway(p.night, p.clay, p.teal, p.sand, p.slate),
        Colourway(p.deep, p.blush, p.clay, p.night, p.signal),
        Colourway(p.mist, p.night, p.teal, p.ochre, p.sand),
        Colourway(p.ochre, p.night, p.deep, p.paper, p.clay),
    )


def opinion(p: Palette) -> tuple[Colourway, ...]:
    """The warm side of the palette: a voice, not a report."""
    return (
        Colourway(p.blush, p.signal, p.deep, p.paper, p.clay),
        Colourway(p.deep, p.blush, p.signal, p.night, p.clay),
        Colourway(p.sand, p.night, p.clay, p.signal, p.deep),
        Colourway(p.clay, p.deep, p.night, p.paper, p.blush),
    )


def advice(p: Palette) -> tuple[Colourway, ...]:
    """Calm and cool."""
    return (
        Colourway(p.mist, p.teal, p.night, p.paper, p.sage),
        Colourway(p.teal, p.sand, p.sage, p.ochre, p.night),
        Colourway(p.sand, p.teal, p.sage, p.ochre, p.night),
        Colourway(p.night, p.sage, p.teal, p.paper, p.slate),
        Colourway(p.sage, p.night, p.teal, p.sand, p.mist),
    )


def campaigns(p: Palette) -> tuple[Colourway, ...]:
    """The signal at full strength: here it may fill the frame."""
    return (
        Colourway(p.signal, p.paper, p.deep, p.night, p.clay),
        Colourway(p.sand, p.signal, p.night, p.deep, p.clay),
        Colourway(p.night, p.signal, p.sand, p.paper, p.clay),
        Colourway(p.deep, p.clay, p.signal, p.paper, p.night),
    )


def press(p: Palette) -> tuple[Colourway, ...]:
    """Sober: an announcement on headed paper."""
    return (
        Colourway(p.sand, p.night, p.slate, p.signal, p.paper),
        Colourway(p.slate, p.sand, p.night, p.paper, p.mist),
        Colourway(p.mist, p.slate, p.night, p.signal, p.paper),
    )
