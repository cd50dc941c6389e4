"""The site's icons, drawn from its initials and colours: the same bytes on every machine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from lxml import etree
from PIL import IcoImagePlugin, Image, ImageDraw, ImageFont

from plugins.images import typography
from plugins.images.palette import Palette
from plugins.metadata.site import Site

LONGEST = 3
SVG = "http://www.w3.org/2000/svg"
SVG_SIDE = 64
SVG_FACE = "Newsreader, Georgia, 'Times New Roman', serif"
FILLS = 0.74
"""How much of the square's width the letters take; their height stays within the same share."""
FINER = 4
"""Drawn this many times larger, then scaled down, for smooth edges."""
TOUCH_SIDE = 180
ICO_SIDES = ((16, 16), (32, 32))


def initials(site: Site) -> str:
    """Return at most three letters: `initials`, a short name that short, or its words' first letters."""
    given = str(site.organisation.get("initials") or site.short_name)
    if len(given) <= LONGEST:
        return given
    words = given.split()
    capitals = [word[0] for word in words if word[0].isupper()]
    return "".join(capitals or [word[0].upper() for word in words])[:LONGEST]


def made_by() -> list[Path]:
    """Return the files whose bytes decide what icons look like: our code and our fonts."""
    return [Path(__file__), Path(str(typography.__file__)), *sorted(typography.FONTS.glob("*.*"))]


def icon_svg(letters: str, colours: Palette) -> bytes:
    """Return the icon as SVG; the letters keep their width whatever face the reader has."""
    side = str(SVG_SIDE)
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG}, viewBox=f"0 0 {side} {side}")
    etree.SubElement(root, f"{{{SVG}}}rect", width=side, height=side, fill=colours.signal)
    text = etree.SubElement(
        root,
        f"{{{SVG}}}text",
        {
            "x": str(SVG_SIDE // 2),
            "y": "43" if len(letters) > 1 else "47",
            "fill": colours.paper,
            "font-family": SVG_FACE,
            "font-weight": "700",
            "font-size": "32" if len(letters) > 1 else "44",
            "text-anchor": "middle",
        },
    )
    if len(letters) > 1:
        text.set("textLength", str(round(SVG_SIDE * FILLS)))
        text.set("lengthAdjust", "spacingAndGlyphs")
    text.text = letters
    return bytes(etree.tostring(root))


def icon_image(letters: str, colours: Palette, side: int) -> Image.Image:
    """Return the icon as a square picture of `side` pixels, in the face of the headlines."""
    large = side * FINER
    image = Image.new("RGB", (large, large), colours.signal)
    font = fitting(letters, round(large * FILLS))
    left, top, right, bottom = font.getbbox(letters)
    place = ((large - left - right) / 2, (large - top - bottom) / 2)
    ImageDraw.Draw(image).text(place, letters, fill=colours.paper, font=font)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def fitting(letters: str, room: int) -> ImageFont.FreeTypeFont:
    """Return the face at the size at which the letters fill the room."""
    left, top, right, bottom = typography.font(typography.HEADLINE, room).getbbox(letters)
    size = int(room * room / max(right - left, bottom - top, 1))
    return typography.font(typography.HEADLINE, max(1, size))


def png(image: Image.Image) -> bytes:
    """Return a picture as PNG."""
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def ico(image: Image.Image) -> bytes:
    """Return a picture as a Windows icon of 16 and 32 pixels."""
    buffer = BytesIO()
    image.save(
        buffer, IcoImagePlugin.IcoImageFile.format, sizes=ICO_SIDES
    )  # by name alone, all formats are loaded
    return buffer.getvalue()
