"""SVG from editors: only what draws is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
DRAWS = frozenset(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath clipPath mask "
    "pattern marker linearGradient radialGradient stop filter feGaussianBlur feOffset feBlend feFlood feComposite "
    "feMerge feMergeNode feColorMatrix switch style".split()
)
PROFESSIONAL = frozenset({"metadata", "namedview"})
"""What drawing programs add; it goes without a word."""
LENGTH = re.compile(r"^\s*([0-9.]+)\s*(?:px)?\s*$")
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)


@dataclass(frozen=True)
class Drawing:
    """A clean SVG document, its size in CSS pixels, and the names of what was taken out of it."""

    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


class NotADrawing(ValueError):  # noqa: N818 (it reads as a sentence)
    """The bytes are no SVG that can be shown."""


def clean(data: bytes) -> Drawing:
    """Return an SVG without scripts, handlers, styles from elsewhere, foreign content or outside references.

    Raises NotADrawing for what is not well-formed SVG with a size.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotADrawing(str(error)) from error
    if root.tag != f"{{{SVG}}}svg":
        raise NotADrawing("its outermost element is not svg")
    removed: set[str] = set()
    for element in list(root.iter()):
        _keep_or_drop(element, removed)
    width, height = _size(root)
    root.set("width", str(width))
    root.set("height", str(height))
    etree.cleanup_namespaces(root)
    return Drawing(bytes(etree.tostring(root, encoding="utf-8")), width, height, tuple(sorted(removed)))


def _keep_or_drop(element: etree._Element, removed: set[str]) -> None:
    """Drop an element that does not draw, or the attributes of it that could act or reach outside."""
    if not isinstance(element.tag, str):
        element.getparent().remove(element)
        return
    name = etree.QName(element)
    if name.namespace != SVG or name.localname not in DRAWS or _imports(element, name.localname):
        if name.namespace == SVG and name.localname not in PROFESSIONAL:
            removed.add(f"<{name.localname}>")
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
        return
    for attribute, value in list(element.attrib.items()):
        if _reaches_out(attribute, value):
            removed.add(etree.QName(attribute).localname)
            del element.attrib[attribute]


def _imports(element: etree._Element, name: str) -> bool:
    """Tell a style sheet that refers to anything outside the document."""
    text = "".join(element.itertext()) if name == "style" else ""
    return "@import" in text.lower() or bool(OUTSIDE.search(text))


def _reaches_out(attribute: str, value: str) -> bool:
    """Tell an attribute that acts, or refers to anything outside the document."""
    name = etree.QName(attribute).localname.lower()
    if name.startswith("on"):
        return True
    if attribute == XLINK_HREF or name == "href":
        return not value.strip().startswith("#")
    return bool(OUTSIDE.search(value)) or (name == "style" and "@import" in value.lower())


def _size(root: etree._Element) -> tuple[int, int]:
    """Return width and height in pixels, from the attributes or the view box."""
    lengths = [LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    if all(lengths):
        width, height = (float(found[1]) for found in lengths if found)
    else:
        try:
            _, _, width, height = (float(part) for part in root.get("viewBox", "").replace(",", " ").split())
        except ValueError as error:
            raise NotADrawing("it has neither width and height nor a viewBox") from error
    if width < 1 or height < 1:
        raise NotADrawing("it has no size")
    return round(width), round(height)
