"""Pictures that the tests make: photographs of nothing, in every state a file can be in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

GPS = 0x8825
ORIENTATION = 0x0112
ARTIST = 0x013B


def scene(width: int = 1600, height: int = 1000) -> Image.Image:
    """Return a picture whose left third is red, middle green and right third blue."""
    image = Image.new("RGB", (width, height), "#20a040")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height), fill="#c02020")
    draw.rectangle((2 * width // 3, 0, width, height), fill="#2020c0")
    return image


def jpeg(image: Image.Image, **options: object) -> bytes:
    """Return a picture as JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def with_exif(image: Image.Image, orientation: int = 1) -> bytes:
    """Return a JPEG as a phone writes it: where it was taken, by whom, and which way up."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[ARTIST] = "Someone Private"
    exif.get_ifd(GPS)[2] = (51.0, 30.0, 26.0)
    return jpeg(image, exif=exif)


def animation(frames: int, milliseconds: int, size: tuple[int, int] = (640, 360)) -> bytes:
    """Return a GIF whose frames differ."""
    pictures = [Image.new("RGB", size, (index * 7 % 256, 60, 90)) for index in range(frames)]
    out = BytesIO()
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], duration=milliseconds, loop=0, optimize=False
    )
    return out.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file
