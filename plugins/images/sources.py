"""An editor's picture file: found, read once, and judged in words. Nothing here raises for a bad file."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path, PurePosixPath

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

FORMATS = {
    ".jpg": ("JPEG", "MPO"),
    ".jpeg": ("JPEG", "MPO"),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
    ".avif": ("AVIF",),
    ".gif": ("GIF",),
    ".tif": ("TIFF",),
    ".tiff": ("TIFF",),
    ".heic": ("HEIF",),
    ".heif": ("HEIF",),
    ".svg": ("SVG",),
}
"""What may stand in content/images, by the ending of its name."""

ORIENTATION = 0x0112  # the EXIF tag
SIDEWAYS = (5, 6, 7, 8)  # its values for a picture that lies on its side
LARGEST = 200_000_000
LARGE = 40_000_000
SMALL = 600


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a picture, and what to do about it; said where the picture is used."""

    cause: str
    fix: str
    severity: str = "error"


@dataclass(frozen=True)
class Source:
    """A picture file as it was judged.

    `name` is its path below content/images, `digest` of its bytes; `width` and `height` are as people see it,
    after its orientation; `frames` over 1 for a moving picture. `drawing` marks an SVG.
    """

    name: str
    file: Path
    digest: str
    width: int = 0
    height: int = 0
    frames: int = 1
    drawing: bool = False
    tone: str = ""


def find(images: Path, written: str) -> Path | Complaint:
    """Return the file that an editor named: `ward.jpg`, or `images/ward.jpg`, below content/images."""
    name = written.removeprefix("/").removeprefix("images/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        return Complaint(f'"{written}" is outside content/images.', "Put the picture into content/images.")
    file = images / path
    step = images
    for part in path.parts:
        if not step.is_dir() or part not in {child.name for child in step.iterdir()}:
            return Complaint(f'"{written}" is not in content/images.', _nearest(images, name))
        step /= part
        if step.is_symlink():
            return Complaint(f'"{written}" is a link to another file.', "Put the picture itself there.")
    if not file.is_file():
        return Complaint(f'"{written}" is not a file.', "Name a picture in content/images.")
    return file


def _nearest(images: Path, name: str) -> str:
    """Return the fix for a name that is not there: the one most like it, or where to put the file."""
    there = [file.relative_to(images).as_posix() for file in sorted(images.rglob("*")) if file.is_file()]
    folded = {one.casefold(): one for one in there}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    return f'Did you mean "{folded[close[0]]}"?' if close else "Add the file there, or check its name."


def complaint_at_sight(file: Path, data: bytes) -> Complaint | None:
    """Return what is wrong with a file before it is decoded: its ending, or its being empty."""
    if file.suffix.lower() not in FORMATS:
        kinds = ", ".join(sorted(ending[1:] for ending in FORMATS))
        return Complaint(
            f'"{file.name}" is not a kind of picture that is read here.', f"Use one of: {kinds}."
        )
    if not data:
        return Complaint(f'"{file.name}" is 0 bytes.', "Export it again from the original.")
    return None


def judge(file: Path, data: bytes) -> tuple[Image.Image | None, tuple[Complaint, ...]]:
    """Decode a raster picture whole; return it, or None, and what there is to say about it.

    The image is as stored: not yet turned or converted. Formats and limits are those above.
    """
    again = "Export it again from the original."
    try:
        with patience():
            image = Image.open(BytesIO(data))
            wrong = _wrong_ending(file, image.format or "")
            if wrong:
                return None, (wrong,)
            pixels = image.width * image.height
            if image.format in ("JPEG", "MPO") and pixels > LARGE:
                image.draft("RGB", (image.width // 2, image.height // 2))
            image.load()
    except Image.DecompressionBombError:
        cause = f'"{file.name}" has over {LARGEST // 1_000_000} megapixels.'
        return None, (Complaint(cause, "Export it smaller: 4,000 pixels wide are plenty."),)
    except UnidentifiedImageError:
        return None, (Complaint(f'"{file.name}" is not a picture, or is damaged at its start.', again),)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        cut = "truncated" in str(error) or "EOF" in str(error) or isinstance(error, EOFError)
        state = "is cut short" if cut else "is damaged"
        return None, (Complaint(f'"{file.name}" {state}.', again),)
    return image, tuple(_remarks(file, pixels, image))


def _wrong_ending(file: Path, found: str) -> Complaint | None:
    """Return a complaint when a file's ending does not say what it is."""
    if found in FORMATS[file.suffix.lower()]:
        return None
    right = next((ending for ending, formats in FORMATS.items() if found in formats), "")
    if not right:
        return Complaint(f'"{file.name}" is really {found}.', "Export it as JPEG or PNG.")
    return Complaint(f'"{file.name}" is really {found}.', f"Rename it to end in {right}, here too.")


def _remarks(file: Path, pixels: int, image: Image.Image) -> Iterator[Complaint]:
    """Yield warnings about a picture that can be used."""
    if pixels > LARGE:
        cause = f'"{file.name}" has {pixels / 1_000_000:.0f} megapixels and is scaled down.'
        yield Complaint(cause, "Keep the original elsewhere and put a smaller export here.", "warning")
    if image.width < SMALL:
        cause = f'"{file.name}" is only {image.width} pixels wide and will look soft.'
        yield Complaint(cause, "Use one at least 1,200 pixels wide, if there is one.", "warning")


@contextmanager
def patience() -> Iterator[None]:
    """Let Pillow read HEIC, and pictures up to LARGEST pixels but no more, for a while."""
    register_heif_opener()
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = LARGEST // 2  # Pillow refuses at twice this figure, and warns below
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def digest_of(data: bytes) -> str:
    """Return the digest that names a picture by its bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def upright_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture as people see it, turned as its camera says; nothing is decoded."""
    with patience():
        image = Image.open(BytesIO(data))
        width, height = image.size
        turned = image.getexif().get(ORIENTATION, 1) in SIDEWAYS
    return (height, width) if turned else (width, height)
