"""Pictures to share for a campaign, in the sizes that networks show: its cover, its aim, the site's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from PIL import __version__ as pillow

from plugins.images import typography
from plugins.images.covers import compose, to_image
from plugins.images.palette import Palette, palette
from plugins.images.store import Store, fingerprint, key_of
from plugins.images.typography import Style

SIZES = {"square": (1080, 1080), "upright": (1080, 1350), "story": (1080, 1920)}
LABELS = {
    "square": "Square, for feeds",
    "upright": "Upright, for feeds on phones",
    "story": "Tall, for stories",
}
MARGIN = 72
AIM = Style(typography.HEADLINE, range(96, 39, -2), 1.1, 8)
KICKER = Style(typography.LABEL, range(36, 23, -1), 1.2, 1)
SITE = Style(typography.HEADLINE, range(38, 23, -1), 1.2, 1)
SMALL_PRINT = Style(typography.SMALL, range(22, 15, -1), 1.3, 3)
TEXT_SHARE = 0.56
"""How much of a picture's height the words take, at its foot."""


@dataclass(frozen=True)
class Picture:
    """What stands in one picture of a pack, and its size in pixels."""

    slug: str
    width: int
    height: int
    aim: str
    kicker: str
    site: str
    small_print: str
    palette: Palette


@dataclass(frozen=True)
class Packed:
    """A picture with its label, its path (no slash in front) and the key under which its bytes are kept."""

    label: str
    path: str
    key: str
    picture: Picture


def plan(campaign: Any, settings: Mapping[str, Any]) -> tuple[Packed, ...]:
    """Return the pictures of a campaign; one that has ended has none."""
    if not campaign.open or not campaign.aim:
        return ()
    small_print = settings.get("FRONTFOOT_DEMO_TEXT", "") if settings.get("FRONTFOOT_DEMO") else ""
    words = (campaign.aim, campaign.short_title, settings["SITENAME"], small_print)
    colours = palette(settings.get("FRONTFOOT_COLOURS", {}))
    return tuple(packed(name, Picture(campaign.slug, *size, *words, colours)) for name, size in SIZES.items())


def packed(name: str, picture: Picture) -> Packed:
    """Return a picture with its path."""
    key = key_of("pack", picture, made_by(), pillow)
    return Packed(LABELS[name], f"images/campaigns-{picture.slug}-{name}.{key[:10]}.png", key, picture)


@cache
def made_by() -> str:
    """Return a digest of the code and the faces that decide what a picture looks like."""
    return fingerprint([Path(__file__), Path(typography.__file__), *sorted(typography.FONTS.glob("*.*"))])


def data(one: Packed, store: Store) -> bytes:
    """Return the PNG of a picture, from the store when it was drawn before."""
    kept = store.get(one.key)
    if kept is None:
        out = BytesIO()
        draw(one.picture).save(out, "PNG", optimize=True)
        kept = out.getvalue()
        store.put(one.key, kept)
    return kept


def draw(picture: Picture) -> Image.Image:
    """Return a picture: the cover above, the words on paper below."""
    p, width, height = picture.palette, picture.width, picture.height
    top = height - round(min(height * TEXT_SHARE, 840))
    canvas = Image.new("RGB", (width, height), p.paper)
    canvas.paste(to_image(compose(picture.slug, "campaigns", (), width / top, palette=p), width, top), (0, 0))
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, top, width, top + 11), fill=p.signal)
    room = width - 2 * MARGIN
    write(pen, picture.kicker, KICKER, Box(MARGIN, top + 92, room, 60), p.signal)
    setting = typography.fit(picture.aim, AIM, room, height - top - 330)
    typography.write(pen, (MARGIN, top + 130 + setting.size * 0.86), setting, AIM, p.ink)
    pen.rectangle((MARGIN, height - 170, width - MARGIN, height - 169), fill=p.rules)
    write(pen, picture.site, SITE, Box(MARGIN, height - 116, room, 50), p.ink)
    write(pen, picture.small_print, SMALL_PRINT, Box(MARGIN, height - 74, room, 70), p.muted)
    return canvas


@dataclass(frozen=True)
class Box:
    """Where words go: the baseline of the first line, the room across and down, in pixels."""

    left: int
    baseline: int
    width: int
    height: int


def write(pen: ImageDraw.ImageDraw, text: str, style: Style, box: Box, colour: str) -> None:
    """Write a text in a box as large as it fits."""
    if text:
        setting = typography.fit(text, style, box.width, box.height)
        typography.write(pen, (box.left, box.baseline), setting, style, colour)
