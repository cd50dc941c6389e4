"""An SVG under construction: percentages across, pixels down."""

from __future__ import annotations

import textwrap
from decimal import Decimal

from lxml import etree

NAME_WIDTH = 38
"""Characters of a name on one line: what a 320-pixel screen holds."""
LINE = 20
Place = Decimal | int


def wrapped(text: str) -> list[str]:
    """Return a name as the lines it takes."""
    return textwrap.wrap(text, NAME_WIDTH, break_long_words=False) or [""]


def per_cent(value: Place) -> str:
    """Return a place across."""
    return f"{Decimal(value):.2f}".rstrip("0").rstrip(".") + "%"


def pixels(value: Place) -> str:
    """Return a place down."""
    return f"{Decimal(value):.1f}".rstrip("0").rstrip(".")


class Drawing:
    """An SVG image as wide as its frame; `y` is how far down it has come."""

    def __init__(self, name: str, summary: str) -> None:
        attributes = {"id": name, "class": "drawing", "role": "img", "aria-label": summary, "width": "100%"}
        self.root = etree.Element("svg", attributes)
        self.y = 0

    def finished(self) -> etree._Element:
        """Return the image at its height."""
        self.root.set("height", str(self.y))
        return self.root

    def down(self, by: int) -> None:
        """Go down by some pixels."""
        self.y += by

    def rect(self, x: Place, y: Place, width: Place, height: Place, kind: str) -> None:
        """Draw a bar."""
        box = {"x": per_cent(x), "y": pixels(y), "width": per_cent(width), "height": pixels(height)}
        etree.SubElement(self.root, "rect", {"class": kind, **box})

    def line(self, x1: Place, y1: Place, x2: Place, y2: Place, kind: str) -> None:
        """Draw a line."""
        ends = {"x1": per_cent(x1), "y1": pixels(y1), "x2": per_cent(x2), "y2": pixels(y2)}
        etree.SubElement(self.root, "line", {"class": kind, **ends})

    def dot(self, x: Place, y: Place, kind: str, radius: int = 5) -> None:
        """Draw a dot."""
        place = {"cx": per_cent(x), "cy": pixels(y), "r": str(radius)}
        etree.SubElement(self.root, "circle", {"class": kind, **place})

    def rule(self, x: Place, top: Place, bottom: Place) -> None:
        """Draw the line of zero, downwards."""
        self.line(x, top, x, bottom, "rule")

    def rule_across(self, y: Place, width: Place) -> None:
        """Draw a thin line across."""
        self.line(0, y, width, y, "rule")

    def text(self, x: Place, y: Place, words: str, kind: str, dx: int = 0) -> etree._Element:
        """Write words on one line; `dx` moves them by pixels."""
        place = {"class": kind, "x": per_cent(x), "y": pixels(y)} | ({"dx": str(dx)} if dx else {})
        element = etree.SubElement(self.root, "text", place)
        element.text = words
        return element

    def words(self, words: str, x: Place, kind: str) -> None:
        """Write a name, on as many lines as it needs, and go down past it."""
        for line in wrapped(words):
            self.text(x, self.y + 16, line, kind)
            self.down(LINE)

    def label(self, x: Place, y: Place, value: str, series: str) -> None:
        """Write a number at the end of its bar, and the name of its series after it."""
        element = self.text(x, y - 4, value, "value", dx=8)
        if series:
            name = etree.SubElement(element, "tspan", {"class": "series", "dx": "6"})
            name.text = series
