"""The colours of pictures that the software draws itself, all derived from the site's few identity colours."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property


@dataclass(frozen=True)
class Palette:
    """The identity colours that drawings use, each as `#rrggbb`.

    The defaults are the house's own; `FRONTFOOT_COLOURS` replaces any of them by name.
    """

    ink: str = "#16202e"
    signal: str = "#c2321f"
    teal: str = "#0b5f66"
    deep: str = "#7a1d12"
    paper: str = "#fbf9f4"
    tint: str = "#f4ece1"
    opinion_tint: str = "#f7e7df"
    rules: str = "#d9d3c5"
    muted: str = "#5a6270"

    @cached_property
    def night(self) -> str:
        """A dark ground that still stands off a dark page."""
        return mix(self.ink, self.teal, 0.32)

    @cached_property
    def sand(self) -> str:
        """A light ground that still stands off a light page."""
        return mix(self.tint, self.rules, 0.55)

    @cached_property
    def clay(self) -> str:
        """A warm middle tone: the signal, fired."""
        return tone(self.signal, turn=12, lightness=0.6, saturation=0.52)

    @cached_property
    def ochre(self) -> str:
        """A golden middle tone, the signal's neighbour."""
        return tone(self.signal, turn=31, lightness=0.6, saturation=0.6)

    @cached_property
    def blush(self) -> str:
        """A pale, warm ground."""
        return tone(self.signal, turn=16, lightness=0.855, saturation=0.46)

    @cached_property
    def mist(self) -> str:
        """A pale, cool ground."""
        return mix(self.sand, self.teal, 0.24)

    @cached_property
    def sage(self) -> str:
        """A cool middle tone."""
        return mix(self.sand, self.teal, 0.5)

    @cached_property
    def slate(self) -> str:
        """A dark, cool middle tone, for masses on `night`."""
        return mix(self.night, self.sand, 0.24)


def palette(colours: Mapping[str, object]) -> Palette:
    """Return the palette that a `FRONTFOOT_COLOURS` setting describes; names it does not use are ignored."""
    known = {field.name for field in fields(Palette)}
    return Palette(**{name: str(value) for name, value in sorted(colours.items()) if name in known})


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from one `#rrggbb` to another."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tone(colour: str, *, turn: float, lightness: float, saturation: float) -> str:
    """Return the colour whose hue lies `turn` degrees on from another's, as light and as full as asked (0 to 1)."""
    hue, _, _ = colorsys.rgb_to_hls(*(value / 255 for value in channels(colour)))
    made = colorsys.hls_to_rgb((hue + turn / 360) % 1, lightness, saturation)
    return "#" + "".join(f"{round(value * 255):02x}" for value in made)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of a `#rrggbb`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
