"""The pictures of an article that other sites may show: absolute addresses, raster formats only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugins.metadata.site import Site

Picture = Callable[[Any, str], Any]
"""The images room's `picture(image, slot)`: a rendition with `src`, `width`, `height` and `alt`."""

SHARE = "share"
CROPS = ("raster", "card", "thumb")
"""16:9, 4:3 and 1:1, as search engines ask for."""
DRAWN = ".svg"
"""Drawings do for our own pages; other sites ask for a raster picture."""


@dataclass(frozen=True)
class Shared:
    """A picture for other sites: its absolute address, its size in pixels, what it shows."""

    url: str
    width: int
    height: int
    alt: str


def share_card(image: Any, picture: Picture | None, site: Site) -> Shared | None:
    """Return the card of an image, or None when there is no image."""
    if image is None or picture is None:
        return None
    card = picture(image, SHARE)
    return Shared(site.absolute(card.src), card.width, card.height, card.alt)


def crops(image: Any, picture: Picture | None, site: Site) -> tuple[str, ...]:
    """Return the addresses of an image in three shapes, each once, without those that are drawings."""
    if image is None or picture is None:
        return ()
    sources = (picture(image, slot).src for slot in CROPS)
    return tuple(dict.fromkeys(site.absolute(source) for source in sources if not source.endswith(DRAWN)))
