"""The colours of the email: the site's few identity colours by day, and what follows from them by night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.images.palette import palette, tone


@dataclass(frozen=True)
class Colours:
    """Every colour that the email uses, as `#rrggbb`."""

    paper: str
    tint: str
    ink: str
    muted: str
    signal: str
    rule: str
    deep: str


def day(setting: Mapping[str, object]) -> Colours:
    """Return the colours on light paper, from a `FRONTFOOT_COLOURS` setting."""
    own = palette(setting)
    return Colours(own.paper, own.tint, own.ink, own.muted, own.signal, own.rules, own.deep)


def night(setting: Mapping[str, object]) -> Colours:
    """Return the same roles on dark paper: hues kept, lightness turned round, contrast at least that of day."""
    own = palette(setting)
    return Colours(
        paper=tone(own.ink, turn=0, lightness=0.096, saturation=0.265),
        tint=tone(own.ink, turn=0, lightness=0.141, saturation=0.25),
        ink=tone(own.paper, turn=0, lightness=0.9, saturation=0.25),
        muted=tone(own.ink, turn=0, lightness=0.7, saturation=0.115),
        signal=tone(own.signal, turn=3, lightness=0.724, saturation=1),
        rule=tone(own.ink, turn=0, lightness=0.245, saturation=0.18),
        deep=tone(own.signal, turn=3, lightness=0.724, saturation=1),
    )
