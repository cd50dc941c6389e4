"""Share cards: 1,200 by 630 pixels with kicker, headline, the site's name and the story's picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from plugins.images import typography
from plugins.images.covers import Composition
from plugins.images.monograms import Monogram
from plugins.images.palette import Palette
from plugins.images.photos import Box, Crop, cut_out, develop
from plugins.images.slots import SHARE_SIZE
from plugins.images.tasks import png, raster
from plugins.images.typography import Style

WIDTH, HEIGHT = SHARE_SIZE
PANEL = 392  # the width of the picture, at the right edge
MARGIN = 64
TEXT_WIDTH = WIDTH - PANEL - MARGIN - 48
HEADLINE_TOP = 132
RULE_TOP = 518
HEADLINE_HEIGHT = RULE_TOP - HEADLINE_TOP - 20
HEADLINE = Style(typography.HEADLINE, range(84, 29, -2), 1.1, 5)
OPINION = Style(typography.HEADLINE_OPINION, range(84, 29, -2), 1.1, 5)
KICKER = Style(typography.LABEL, range(30, 17, -1), 1.2, 1)
SITE = Style(typography.HEADLINE, range(30, 17, -1), 1.2, 1)
SMALL_PRINT = Style(typography.SMALL, range(18, 11, -1), 1.3, 2)


@dataclass(frozen=True)
class PhotoPanel:
    """The part of a photograph to show: box and width are in the upright picture's own pixels."""

    file: Path
    digest: str
    full_width: int
    box: Box


@dataclass(frozen=True)
class Card:
    """What stands on a card. `voice` is `opinion`, `advice` or anything else: it decides face and colours."""

    headline: str
    kicker: str
    site: str
    small_print: str
    voice: str
    palette: Palette
    panel: Composition | Monogram | PhotoPanel


@dataclass(frozen=True)
class CardTask:
    """A card to draw and the key to keep it under."""

    key: str
    card: Card

    cost = 0.25

    def make(self) -> Iterator[tuple[str, bytes]]:
        """Yield the key and the bytes of the card."""
        image = draw(self.card)
        yield self.key, jpeg(image) if suffix(self.card) == "jpg" else png(image)


def suffix(card: Card) -> str:
    """Return the format of a card: JPEG with a photograph on it, PNG with a drawing."""
    return "jpg" if isinstance(card.panel, PhotoPanel) else "png"


def draw(card: Card) -> Image.Image:
    """Return the card as an RGB image of 1,200 by 630 pixels."""
    p = card.palette
    canvas = Image.new("RGB", SHARE_SIZE, p.opinion_tint if card.voice == "opinion" else p.paper)
    canvas.paste(panel(card.panel), (WIDTH - PANEL, 0))
    pen = ImageDraw.Draw(canvas)
    colour = {"opinion": p.deep, "advice": p.teal}.get(card.voice, p.signal)
    pen.rectangle((MARGIN, 0, MARGIN + 87, 11), fill=colour)
    _write_kicker(pen, card.kicker, colour)
    _write_headline(pen, card)
    _write_foot(pen, card)
    return canvas


def panel(shown: Composition | Monogram | PhotoPanel) -> Image.Image:
    """Return the picture at the card's edge."""
    if not isinstance(shown, PhotoPanel):
        return raster(shown, PANEL, HEIGHT)
    crop = Crop(shown.box, PANEL, HEIGHT, "jpg")
    image = develop(shown.file.read_bytes(), PANEL / (shown.box[2] - shown.box[0]))
    return cut_out(image, shown.full_width, crop)


def _write_kicker(pen: ImageDraw.ImageDraw, text: str, colour: str) -> None:
    """Write the kicker on one line above the headline, smaller when it is long."""
    setting = typography.fit(text, KICKER, TEXT_WIDTH, 44)
    typography.write(pen, (MARGIN, 100), setting, KICKER, colour)


def _write_headline(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Write the headline as large as it fits, on at most five lines of even length."""
    style = OPINION if card.voice == "opinion" else HEADLINE
    setting = typography.fit(card.headline, style, TEXT_WIDTH, HEADLINE_HEIGHT)
    place = (MARGIN - 2, HEADLINE_TOP + setting.size * 0.82)
    typography.write(pen, place, setting, style, card.palette.ink)


def _write_foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Write the site's name under a hairline, and the small print under that."""
    p = card.palette
    pen.rectangle((MARGIN, RULE_TOP, MARGIN + TEXT_WIDTH, RULE_TOP + 1), fill=p.rules)
    name = typography.fit(card.site, SITE, TEXT_WIDTH, 44)
    typography.write(pen, (MARGIN, RULE_TOP + 42), name, SITE, p.ink)
    small = typography.fit(card.small_print, SMALL_PRINT, TEXT_WIDTH, 48)
    typography.write(pen, (MARGIN, RULE_TOP + 70), small, SMALL_PRINT, p.muted)


def jpeg(image: Image.Image) -> bytes:
    """Return a card with a photograph on it as JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=82, progressive=True, optimize=True)
    return out.getvalue()
