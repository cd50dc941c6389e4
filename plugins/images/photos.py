"""Develop a photograph: turn it upright, bring it to sRGB, cut it, and encode it without any of its metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from plugins.images.sources import digest_of, patience

WHITE = "#ffffff"
WIDE = 1200  # from this width on files are compressed a little more: they are shown at high density
ENCODERS: dict[str, tuple[str, dict[str, object]]] = {
    "avif": ("AVIF", {"speed": 6, "max_threads": 1}),
    "webp": ("WEBP", {"method": 4}),
    "jpg": ("JPEG", {"progressive": True, "optimize": True, "subsampling": "4:2:0"}),
}
QUALITY = {"avif": (54, 46), "webp": (76, 70), "jpg": (80, 74)}
"""By format: below WIDE, from WIDE on."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Crop:
    """One file to make: the part of the upright picture (pixels: left, top, right, bottom), its size, its format."""

    box: Box
    width: int
    height: int
    format: str


@dataclass(frozen=True)
class PhotoTask:
    """All files to make from one photograph, each with the key to keep it under. Decoded once for all of them.

    `digest` is that of the file when it was planned; `width` and `height` are the upright picture's.
    """

    file: Path
    digest: str
    width: int
    height: int
    crops: tuple[tuple[str, Crop], ...]

    @property
    def cost(self) -> float:
        """About how long it takes, in seconds of one core."""
        return 0.3 + sum(crop.width * crop.height * 3e-7 for _, crop in self.crops)

    def make(self) -> Iterator[tuple[str, bytes]]:
        """Yield key and bytes of every file. Raises RuntimeError when the photograph is no longer what it was."""
        data = self.file.read_bytes()
        if digest_of(data) != self.digest:
            raise RuntimeError(f"{self.file.name} changed while the site was being built. Build again.")
        need = max(crop.width / (crop.box[2] - crop.box[0]) for _, crop in self.crops)
        image = develop(data, need)
        cut: dict[tuple[Box, int, int], Image.Image] = {}
        for key, crop in self.crops:
            place = (crop.box, crop.width, crop.height)
            if place not in cut:
                cut[place] = cut_out(image, self.width, crop)
            yield key, encode(cut[place], crop.format)


def develop(data: bytes, need: float = 1.0) -> Image.Image:
    """Return a picture upright, in sRGB, on white where it was transparent; the first frame of a moving one.

    `need` is the largest scale (0 to 1) at which it will be used: a JPEG is decoded no larger than that asks for.
    """
    with patience():
        image = Image.open(BytesIO(data))
        image.draft("RGB", (max(1, int(image.width * need)), max(1, int(image.height * need))))
        image.load()
    return to_srgb(ImageOps.exif_transpose(image))


def to_srgb(image: Image.Image) -> Image.Image:
    """Return an RGB image in sRGB, following the picture's own colour profile where it has a sound one."""
    profile = image.info.get("icc_profile")
    flat = flatten(image)
    if not profile:
        return flat.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(flat, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return flat.convert("RGB")  # a profile that does not fit its picture says nothing about its colours
    return made if made is not None else flat.convert("RGB")


def flatten(image: Image.Image) -> Image.Image:
    """Return a picture in a mode without palette, transparency or 16 bits: RGB, L or CMYK."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGB", "L", "CMYK"):
        return image.copy() if not image.has_transparency_data else _on_white(image)
    if image.has_transparency_data:
        return _on_white(image)
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture with transparency laid on white."""
    above = image.convert("RGBA")
    below = Image.new("RGBA", image.size, WHITE)
    return Image.alpha_composite(below, above).convert("RGB")


def cut_out(image: Image.Image, full_width: int, crop: Crop) -> Image.Image:
    """Return a crop at its size; `full_width` is the width that its box is measured in."""
    scale = image.width / full_width
    left, top, right, bottom = (edge * scale for edge in crop.box)
    box = (left, top, min(right, image.width), min(bottom, image.height))
    return image.resize((crop.width, crop.height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def encode(image: Image.Image, kind: str) -> bytes:
    """Return an RGB image as AVIF, WebP or JPEG, with no EXIF, XMP, comment or profile (sRGB is the web's own)."""
    name, options = ENCODERS[kind]
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, name, quality=QUALITY[kind][bare.width >= WIDE], **options)
    return out.getvalue()


def box_for(width: int, height: int, aspect: float, focus: tuple[float, float] = (0.5, 0.5)) -> Box:
    """Return the largest part of a picture that has an aspect ratio, as near to a focal point as it fits.

    `aspect` is width over height, 0 for the whole picture; `focus` goes from the left and from the top, 0 to 1.
    """
    if not aspect:
        return 0, 0, width, height
    wide, tall = min(width, round(height * aspect)), min(height, round(width / aspect))
    left = round(min(max(width * focus[0] - wide / 2, 0), width - wide))
    top = round(min(max(height * focus[1] - tall / 2, 0), height - tall))
    return left, top, left + wide, top + tall


def widths_within(widths: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the widths to make from a crop `most` pixels wide: never more than it has, and the most it can give."""
    fitting = [width for width in widths if width <= most]
    if not fitting or (most < widths[-1] and most > fitting[-1] * 1.15):
        fitting.append(min(most, widths[-1]))
    return tuple(fitting)
