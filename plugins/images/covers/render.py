"""Put a composition on a surface: an SVG document, or a Pillow image with smooth edges."""

from __future__ import annotations

import math

from lxml import etree
from PIL import Image, ImageChops, ImageDraw

from plugins.images.covers.compose import Composition
from plugins.images.covers.forms import Disc, Form, Group, Point, Polygon, Sector, Shape, outlines

SVG = "http://www.w3.org/2000/svg"
UNIT = 900  # the height of an SVG's own coordinates
OVERSAMPLE = 3  # the raster is drawn this many times larger, then reduced
HALF_TURN = 180


def to_svg(composition: Composition) -> bytes:
    """Return the composition as an SVG 1.1 document (UTF-8), with no script, style or outside reference."""
    width = round(UNIT * composition.aspect)
    root = etree.Element("svg", {"viewBox": f"0 0 {width} {UNIT}"}, nsmap={None: SVG})
    root.set("width", str(width))
    root.set("height", str(UNIT))
    etree.SubElement(root, "path", {"fill": composition.ground, "d": f"M0 0H{width}V{UNIT}H0Z"})
    clips: dict[Form, str] = {}
    for shape in composition.shapes:
        parent = root
        for form in shape.within:
            parent = etree.SubElement(parent, "g", {"clip-path": f"url(#{_clip(root, clips, form)})"})
        etree.SubElement(parent, "path", {"fill": shape.colour, "d": _path(shape.form)})
    return bytes(etree.tostring(root, encoding="utf-8"))


def _clip(root: etree._Element, clips: dict[Form, str], form: Form) -> str:
    """Return the id of a clip path for a form, adding it to the document on first use."""
    if form not in clips:
        clips[form] = f"c{len(clips)}"
        clip = etree.SubElement(root, "clipPath", {"id": clips[form]})
        etree.SubElement(clip, "path", {"d": _path(form)})
    return clips[form]


def _path(form: Form) -> str:
    """Return a form as SVG path data."""
    match form:
        case Polygon(points):
            return "M" + "L".join(_at(point) for point in points) + "Z"
        case Disc(x, y, radius):
            return _path(Group((Sector(x, y, radius, 0, -180, 0), Sector(x, y, radius, 0, 0, 180))))
        case Sector():
            return _sector(form)
        case Group(forms):
            return "".join(_path(each) for each in forms)


def _sector(form: Sector) -> str:
    """Return a ring or pie piece as path data with true arcs."""
    large = int(abs(form.end - form.start) > HALF_TURN)
    outer, inner = _number(form.outer), _number(form.inner)
    data = f"M{_at(_on(form, form.outer, form.start))}"
    data += f"A{outer} {outer} 0 {large} 1 {_at(_on(form, form.outer, form.end))}"
    if form.inner == 0:
        return data + ("Z" if form.end - form.start == HALF_TURN else f"L{_at((form.x, form.y))}Z")
    data += f"L{_at(_on(form, form.inner, form.end))}"
    return data + f"A{inner} {inner} 0 {large} 0 {_at(_on(form, form.inner, form.start))}Z"


def _on(form: Sector, radius: float, degrees: float) -> Point:
    """Return the point of a sector's circle in a direction."""
    turn = math.radians(degrees)
    return form.x + radius * math.cos(turn), form.y + radius * math.sin(turn)


def _at(point: Point) -> str:
    """Return a point in SVG units."""
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    """Return a length in SVG units, to a tenth, as short as it can be written."""
    return f"{round(value * UNIT, 1) + 0:g}"


def to_image(composition: Composition, width: int, height: int) -> Image.Image:
    """Return the composition as an RGB image; `width` over `height` should be its aspect ratio."""
    scale = height * OVERSAMPLE
    size = (width * OVERSAMPLE, height * OVERSAMPLE)
    canvas = Image.new("RGB", size, composition.ground)
    for shape in composition.shapes:
        if shape.within:
            canvas.paste(Image.new("RGB", size, shape.colour), mask=_mask(shape, size, scale))
        else:
            _draw(ImageDraw.Draw(canvas), shape.form, scale, shape.colour)
    return canvas.reduce(OVERSAMPLE)


def _mask(shape: Shape, size: tuple[int, int], scale: float) -> Image.Image:
    """Return where a clipped shape shows."""
    mask = Image.new("1", size)
    _draw(ImageDraw.Draw(mask), shape.form, scale, 1)
    for form in shape.within:
        other = Image.new("1", size)
        _draw(ImageDraw.Draw(other), form, scale, 1)
        mask = ImageChops.logical_and(mask, other)
    return mask


def _draw(draw: ImageDraw.ImageDraw, form: Form, scale: float, fill: str | int) -> None:
    """Draw a form in one colour."""
    for outline in outlines(form):
        draw.polygon([(x * scale - 0.5, y * scale - 0.5) for x, y in outline], fill=fill)
