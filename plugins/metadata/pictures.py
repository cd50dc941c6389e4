"""The pictures of an article that other sites may show: absolute addresses, raster formats only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugins.metadata.site import Site

Picture = Callable[[Any, str], Any]
"""The images room's `picture(image, slot)`: a rendition with `src`, `width`, `height` and `alt`."""

SLOTS = ("share", "lead", "card", "thumb")
"""In the order in which they are offered: the share card, then 16:9, 4:3 and 1:1."""
DRAWN = ".svg"
"""Drawings do for our own pages; other sites ask for a raster picture."""


@dataclass(frozen=True)
class Shared:
    """A picture for other sites: its absolute address, its size in pixels, what it shows."""

    url: str
    width: int
    height: int
    alt: str


def shared_pictures(image: Any, picture: Picture | None, site: Site) -> tuple[Shared, ...]:
    """Return the share card and the crops of an image, each address once; nothing when there is no image."""
    if image is None or picture is None:
        return ()
    found: dict[str, Shared] = {}
    for slot in SLOTS:
        rendition = picture(image, slot)
        if not rendition.src.endswith(DRAWN):
            url = site.absolute(rendition.src)
            found.setdefault(url, Shared(url, rendition.width, rendition.height, rendition.alt))
    return tuple(found.values())
