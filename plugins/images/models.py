"""Pictures as pages see them: an Image has one Rendition for each slot of the layout, and files for elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MEDIA_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}


class Rendition(NamedTuple):
    """A picture at one place of the layout, all that `<picture>` needs.

    `sources` are pairs of media type and `srcset`, best first; `src` is the address for `<img>`, from the root
    of the site, `media_type` and `length` (bytes) are that file's; `width` and `height` are its pixels. `alt` is
    empty for a picture that says nothing to those who cannot see it. `tone` (`tone-0` to `tone-11`) names the class
    whose background stands in until the picture arrives.
    """

    sources: tuple[tuple[str, str], ...]
    src: str
    width: int
    height: int
    sizes: str
    alt: str
    kind: str
    media_type: str
    length: int
    tone: str = ""


@dataclass(frozen=True)
class Image:
    """A picture with its alternative text and credit, and a Rendition by name of slot.

    `kind` is `photo`, `cover` or `monogram`. `renditions` always has every slot of `slots.SLOTS`, the card to share
    among them, and `raster`: 16:9, no words on it, for feeds, emails and structured data.
    """

    kind: str
    alt: str
    credit: str | None = None
    licence: str | None = None
    renditions: Mapping[str, Rendition] = field(default_factory=dict, compare=False)

    @property
    def share(self) -> Rendition:
        """The card of 1200 by 630 for other sites to show."""
        return self.renditions["share"]

    @property
    def raster(self) -> Rendition:
        """The picture itself as a 16:9 file that every reader understands."""
        return self.renditions["raster"]


def picture(image: Image, slot: str) -> Rendition:
    """Return an image as it is shown in a slot. The templates' only way to a picture.

    Raises KeyError for a slot that the layout does not have.
    """
    return image.renditions[slot]
