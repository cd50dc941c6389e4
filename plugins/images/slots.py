"""The places of the layout that hold a picture: their proportions, the widths that serve them, their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Slot:
    """A place for a picture.

    `ratio` is width to height (None: as the picture comes), `widths` are the files to offer in pixels, `sizes` says
    how wide the layout shows it (the HTML attribute of that name).
    """

    ratio: tuple[int, int] | None
    widths: tuple[int, ...]
    sizes: str

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.ratio[0] / self.ratio[1] if self.ratio else 0

    @property
    def shape(self) -> str:
        """The proportions as part of a file name: `16x9`."""
        return f"{self.ratio[0]}x{self.ratio[1]}" if self.ratio else "whole"

    def height(self, width: int) -> int:
        """Return the height of this slot at a width, in pixels."""
        return round(width / self.aspect)


SLOTS: Mapping[str, Slot] = MappingProxyType(
    {
        "lead": Slot((16, 9), (480, 800, 1200, 1600), "(min-width: 64rem) 50rem, 100vw"),
        "article": Slot((16, 9), (480, 800, 1200, 1600), "(min-width: 64rem) 56rem, 100vw"),
        "card": Slot((4, 3), (320, 480, 640, 960), "(min-width: 48rem) 24rem, 100vw"),
        "thumb": Slot((1, 1), (160, 240, 320, 480), "9rem"),
        "portrait": Slot((1, 1), (160, 240, 320, 480), "11rem"),
    }
)
"""Every image has these; `raster` and `share` besides."""

BODY = Slot(None, (480, 800, 1200, 1600), "(min-width: 48rem) 38rem, 100vw")
RASTER = Slot((16, 9), (1200,), "100vw")
SHARE = Slot((1200, 630), (1200,), "100vw")
SHARE_SIZE = (1200, 630)
