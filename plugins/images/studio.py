"""From a story or a person to an Image: a photograph's crops, a cover, a monogram, and the card to share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from pelican.utils import slugify

from plugins.images import monograms, moving
from plugins.images.cards import PANEL, Card, PhotoPanel
from plugins.images.covers import Composition, Look, compose, to_svg
from plugins.images.models import MEDIA_TYPES, Image, Rendition
from plugins.images.monograms import Monogram
from plugins.images.palette import Palette, channels, palette
from plugins.images.photos import Crop, box_for, widths_within
from plugins.images.plan import Plan, Sketch
from plugins.images.slots import RASTER, SHARE, SHARE_SIZE, SLOTS, Slot
from plugins.images.sources import Source
from plugins.images.tones import tone_of_colour
from plugins.memory import pure

PANEL_ASPECT = PANEL / SHARE_SIZE[1]
CENTRE = (0.5, 0.5)
FORMATS = ("avif", "webp", "jpg")
WIDEST_MOVING = moving.WIDEST


@dataclass(frozen=True)
class Words:
    """What is written on a share card, and the voice it is written in: the name of a cover motif."""

    headline: str
    kicker: str
    voice: str


@dataclass(frozen=True)
class Studio:
    """What all pictures of a site share: the plan they are added to, its colours, its name and small print."""

    plan: Plan
    palette: Palette
    site: str
    small_print: str

    def card(self, stem: str, words: Words, panel: Composition | Monogram | PhotoPanel) -> str:
        """Return the path of the share card of a story or person."""
        return self.plan.card(
            stem,
            Card(words.headline, words.kicker, self.site, self.small_print, words.voice, self.palette, panel),
        )


def studio(plan: Plan, settings: Mapping[str, Any]) -> Studio:
    """Return the studio that a site's settings describe."""
    small_print = settings.get("FRONTFOOT_DEMO_TEXT", "") if settings.get("FRONTFOOT_DEMO") else ""
    return Studio(plan, palette(settings.get("FRONTFOOT_COLOURS", {})), settings["SITENAME"], small_print)


def rendition(
    path: str, size: tuple[int, int], slot: Slot, *, kind: str, alt: str = "", tone: str = "", length: int = 0
) -> Rendition:
    """Return a rendition of a single file."""
    media_type = MEDIA_TYPES[path.rpartition(".")[2]]
    return Rendition((), f"/{path}", *size, slot.sizes, alt, kind, media_type, length, tone)


def shared(path: str, words: Words, site: str, length: int = 0) -> Rendition:
    """Return a share card as other sites show it."""
    return rendition(path, SHARE_SIZE, SHARE, kind="card", alt=f"{words.headline} ({site})", length=length)


def cover(made: Studio, stem: str, slug: str, look: Look, words: Words) -> Image:
    """Return the cover of a story in the motif that is its voice; `stem` begins its files' names."""

    def draw(aspect: float) -> Composition:
        return compose(slug, words.voice, (), aspect, palette=made.palette, look=look)

    return drawn(made, stem, "cover", draw, words, choices=(slug, look))


def monogram(made: Studio, slug: str, words: Words) -> Image:
    """Return the monogram of a person, whose name is the headline of `words`."""

    def draw(aspect: float) -> Monogram:
        return monograms.monogram(slug, words.headline, made.palette, aspect)

    return drawn(made, f"people-{slug}", "monogram", draw, words, choices=(slug,))


def drawn(
    made: Studio,
    stem: str,
    kind: str,
    draw: Callable[[float], Composition | Monogram],
    words: Words,
    *,
    choices: tuple[object, ...],
) -> Image:
    """Return an Image of what `draw` gives at each aspect ratio; `stem` begins its files' names.

    `choices` are all that `draw` goes by beside the words and the palette.
    """
    around = (made.palette, made.site, made.small_print)
    sketch = made.plan.sketch(
        ("drawn", stem, kind, choices, words, around), lambda: _sketch(made, stem, draw, words)
    )
    return image_of(sketch, kind, words, made.site)


@pure
def image_of(sketch: Sketch, kind: str, words: Words, site: str) -> Image:
    """Return a drawing as pages see it, and as other sites show it."""

    def shown(shape: str, slot: Slot) -> Rendition:
        path = sketch.paths[shape]
        size = sketch.lengths.get(path, 0)
        return rendition(path, _largest(slot), slot, kind=kind, tone=sketch.tone, length=size)

    renditions = {name: shown(slot.shape, slot) for name, slot in SLOTS.items()}
    renditions["raster"] = shown("raster", RASTER)
    path = sketch.paths["share"]
    renditions["share"] = shared(path, words, site, sketch.lengths.get(path, 0))
    return Image(kind, "", None, None, MappingProxyType(renditions))


def _sketch(made: Studio, stem: str, draw: Callable[[float], Composition | Monogram], words: Words) -> Sketch:
    """Draw every shape, and add it to the plan."""
    tone, paths = "", {}
    for slot in SLOTS.values():
        if slot.shape not in paths:
            drawing = draw(slot.aspect)
            tone = tone_of_colour(channels(ground_of(drawing)))
            data = monograms.svg(drawing) if isinstance(drawing, Monogram) else to_svg(drawing)
            paths[slot.shape] = made.plan.svg(f"{stem}-{slot.shape}", data)
    raster = draw(RASTER.aspect)
    paths["raster"] = made.plan.raster(f"{stem}-{RASTER.shape}", raster, *_largest(RASTER))
    paths["share"] = made.card(stem, words, draw(PANEL_ASPECT))
    return Sketch(tone, paths)


def ground_of(drawing: Composition | Monogram) -> str:
    """Return the ground colour of a drawing."""
    return drawing.ground.ground if isinstance(drawing, Monogram) else drawing.ground


def photo(
    made: Studio,
    source: Source,
    stem: str,
    words: Words,
    *,
    alt: str,
    focus: tuple[float, float] | None,
    credit: str | None = None,
    licence: str | None = None,
) -> Image:
    """Return a photograph cut for each slot around its focal point, with its card (named by `stem`)."""
    at = focus or CENTRE
    renditions = {name: cut(made.plan, source, slot, at, alt=alt) for name, slot in SLOTS.items()}
    whole = cut(made.plan, source, RASTER, at, alt=alt, formats=("jpg",))
    panel = PhotoPanel(
        source.file, source.digest, source.width, box_for(source.width, source.height, PANEL_ASPECT, at)
    )
    renditions |= {"raster": whole, "share": shared(made.card(stem, words, panel), words, made.site)}
    return Image("photo", alt, credit, licence, renditions)


def cut(
    plan: Plan,
    source: Source,
    slot: Slot,
    focus: tuple[float, float],
    *,
    alt: str,
    formats: tuple[str, ...] = FORMATS,
) -> Rendition:
    """Return a photograph in one slot: every width that it can give, in every format."""
    box = box_for(source.width, source.height, slot.aspect, focus)
    aspect = slot.aspect or source.width / source.height
    stem = f"{stem_of(source)}-{slot.shape}"
    files: dict[str, list[tuple[str, int, int]]] = {kind: [] for kind in formats}
    for width in widths_within(slot.widths, box[2] - box[0]):
        height = max(1, round(width / aspect))
        for kind in formats:
            path = plan.crop(source, stem, Crop(box, width, height, kind))
            files[kind].append((path, width, height))
    sources = tuple(
        (MEDIA_TYPES[kind], ", ".join(f"/{path} {width}w" for path, width, _ in made))
        for kind, made in files.items()
    )
    path, width, height = _middle(files["jpg"])
    return Rendition(
        sources, f"/{path}", width, height, slot.sizes, alt, "photo", MEDIA_TYPES["jpg"], 0, source.tone
    )


def stem_of(source: Source) -> str:
    """Return the part of a file name that says which picture it is."""
    path = PurePosixPath(source.name)
    return slugify(path.with_suffix("").as_posix().replace("/", "-")) or "picture"


def _middle(made: list[tuple[str, int, int]]) -> tuple[str, int, int]:
    """Return the file for browsers without `srcset`: the largest that is not over 1,200 pixels wide."""
    return next((one for one in reversed(made) if one[1] <= 1200), made[0])  # noqa: PLR2004


def _largest(slot: Slot) -> tuple[int, int]:
    """Return the largest size of a slot, which a drawing is declared to have."""
    return slot.widths[-1], slot.height(slot.widths[-1])
