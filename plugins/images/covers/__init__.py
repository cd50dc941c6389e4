"""Covers for stories without a picture: flat, geometric, drawn from the story's slug, section and topics.

`compose` decides what is drawn, `to_svg` and `to_image` draw it.
"""

from plugins.images.covers.compose import Composition, Look, compose, look_of
from plugins.images.covers.render import to_image, to_svg

__all__ = ["Composition", "Look", "compose", "look_of", "to_image", "to_svg"]
