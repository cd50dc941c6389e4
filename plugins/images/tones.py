"""The colour that stands in for a picture until it arrives, as the name of a class: no inline style needed."""

from __future__ import annotations

from PIL import Image

LIGHTNESS = (70, 120, 180)  # the bounds between four degrees of lightness, of 255
TEMPERATURE = 12  # how far red and blue must differ, of 255, for a picture to count as warm or cool


def tone_of(image: Image.Image) -> str:
    """Return the tone of an RGB image: `tone-0` (dark, cool) to `tone-11` (light, warm)."""
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return tone_of_colour((red, green, blue))


def tone_of_colour(colour: tuple[int, int, int]) -> str:
    """Return the tone of a colour, given as red, green and blue from 0 to 255."""
    red, green, blue = colour
    light = sum((0.299 * red + 0.587 * green + 0.114 * blue) >= bound for bound in LIGHTNESS)
    warmth = 1 if abs(red - blue) < TEMPERATURE else (2 if red > blue else 0)
    return f"tone-{light * 3 + warmth}"
