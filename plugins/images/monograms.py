"""Monograms for people without a portrait: two letters on a cut of the covers' shapes, drawn by the same hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from lxml import etree
from PIL import Image, ImageDraw

from plugins.images import typography
from plugins.images.covers import Composition, to_image, to_svg
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Disc, Form, Polygon, Sector, Shape, rect
from plugins.images.covers.render import SVG, UNIT
from plugins.images.palette import Palette
from plugins.images.typography import Setting, Style

FORMS_OF_ADDRESS = frozenset(
    {"baroness", "cllr", "dame", "dr", "lady", "lord", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"}
)
SIZE = 0.41  # the em, in heights of the picture
CAP_HEIGHT = 0.67  # of the em


@dataclass(frozen=True)
class Monogram:
    """Letters in a colour on a drawing; the drawing is in the covers' coordinates."""

    letters: str
    colour: str
    ground: Composition


def monogram(slug: str, name: str, palette: Palette, aspect: float = 1.0) -> Monogram:
    """Return the monogram of a person; the same slug always has the same colours and cut."""
    p, dice = palette, Dice(f"people/{slug}")
    ground, cut, letters = dice.choice(
        "colours",
        (
            (p.teal, p.night, p.sand),
            (p.sand, p.blush, p.night),
            (p.deep, p.signal, p.paper),
            (p.mist, p.sage, p.night),
            (p.night, p.slate, p.paper),
            (p.blush, p.clay, p.deep),
            (p.ochre, p.sand, p.night),
        ),
    )
    shape = Shape(_cut(dice, aspect), cut)
    return Monogram(initials(name), letters, Composition(aspect, ground, (shape,)))


def _cut(dice: Dice, w: float) -> Form:
    """Return the one form behind the letters."""
    forms: tuple[Form, ...] = (
        Sector(0, 1, 0.86, 0, -90, 0),
        Sector(w, 0, 0.86, 0, 90, 180),
        Disc(w * 0.72, 0.3, 0.44),
        Polygon(((0, 1), (w, 0), (w, 1))),
        Polygon(((0, 0), (w, 1), (0, 1))),
        rect(0, 0.5, w, 0.5),
    )
    return dice.choice("cut", forms)


def initials(name: str) -> str:
    """Return the first letters of the first and the last name, in capitals."""
    words = [
        word
        for word in name.split()
        if word.strip(".").casefold() not in FORMS_OF_ADDRESS and word[0].isalpha()
    ]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def svg(monogram: Monogram) -> bytes:
    """Return the monogram as SVG, its letters as outlines; a letter that has none here is left out."""
    root = etree.fromstring(to_svg(monogram.ground))
    glyphs = [outlines()[letter] for letter in monogram.letters if letter in outlines()]
    scale = SIZE * UNIT / 1000
    x = (UNIT * monogram.ground.aspect - sum(advance for advance, _ in glyphs) * scale) / 2
    y = UNIT * (1 + SIZE * CAP_HEIGHT) / 2
    for advance, path in glyphs:
        place = f"translate({x:.1f} {y:.1f}) scale({scale:g})"
        etree.SubElement(root, f"{{{SVG}}}path", {"d": path, "fill": monogram.colour, "transform": place})
        x += advance * scale
    return bytes(etree.tostring(root, encoding="utf-8"))


def image(monogram: Monogram, width: int, height: int) -> Image.Image:
    """Return the monogram as an RGB image."""
    canvas = to_image(monogram.ground, width, height)
    side = min(width, height)
    style = Style(typography.HEADLINE, range(0), 1, 1)
    size = round(SIZE * side)
    x = (width - typography.length(monogram.letters, style.face, size)) / 2
    y = (height + size * CAP_HEIGHT) / 2
    typography.write(
        ImageDraw.Draw(canvas), (x, y), Setting((monogram.letters,), size), style, monogram.colour
    )
    return canvas


@cache
def outlines() -> dict[str, tuple[int, str]]:
    """Return advance and SVG path of each capital of the headline face, in units of 1,000 to the em."""
    found = json.loads((typography.FONTS / "initials.json").read_text("utf-8"))
    return {letter: (glyph["advance"], glyph["path"]) for letter, glyph in found.items()}
