"""Photographs: upright, in sRGB, cut round their focal point, without a trace of where they were taken."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from plugins.images.moving import LONGEST, MovingTask
from plugins.images.photos import ENCODERS, Crop, PhotoTask, box_for, develop, encode, widths_within
from plugins.images.sources import digest_of
from tests.images.makers import GPS, animation, jpeg, put, scene, with_exif

RED, GREEN, BLUE = (192, 32, 32), (32, 160, 64), (32, 32, 192)


def close(found: object, wanted: tuple[int, int, int], within: int = 12) -> bool:
    return isinstance(found, tuple) and all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", list(ENCODERS))
def test_no_metadata_leaves_the_building(tmp_path: Path, kind: str) -> None:
    """GPS, names, comments and profiles are in no file that is made."""
    data = with_exif(scene())
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS)
    file = put(tmp_path, "a.jpg", data)
    task = PhotoTask(file, digest_of(data), 1600, 1000, (("k", Crop((0, 0, 1600, 900), 800, 450, kind)),))
    [(_, made)] = list(task.make())
    image = Image.open(BytesIO(made))
    assert image.size == (800, 450)
    assert not dict(image.getexif())
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
    assert b"Someone Private" not in made


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_baked_in(orientation: int) -> None:
    """However the camera was held, red is on the left of the picture as people see it."""
    upright = scene(300, 200)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    image = develop(with_exif(stored, orientation))
    assert image.size == (300, 200)
    assert close(image.getpixel((20, 100)), RED)
    assert close(image.getpixel((280, 100)), BLUE)


def test_cmyk_becomes_srgb() -> None:
    """A picture for print keeps its colours on a screen."""
    image = develop(jpeg(scene().convert("CMYK")))
    assert image.mode == "RGB"
    assert close(image.getpixel((20, 20)), RED, within=40)


def test_a_colour_profile_is_followed() -> None:
    """Colours are converted from the picture's own space: where its profile exchanges red and green, red is green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")
    out = BytesIO()
    scene(60, 40).save(out, "PNG", icc_profile=exchanged)
    red, green, _ = develop(out.getvalue()).getpixel((5, 5))  # type: ignore[misc]
    assert green > red + 60


def test_a_broken_profile_is_ignored() -> None:
    """A profile that cannot be read leaves the colours as they are."""
    out = BytesIO()
    scene(60, 40).save(out, "PNG", icc_profile=b"not a profile")
    assert close(develop(out.getvalue()).getpixel((5, 5)), RED)


def test_transparency_lies_on_white() -> None:
    """Where a picture is transparent, the paper shows: white in both colour schemes."""
    out = BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    assert develop(out.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits() -> None:
    """A 16-bit grey picture is brought to 8, not cut off at white."""
    out = BytesIO()
    Image.new("I;16", (40, 40), 32768).save(out, "PNG")
    assert close(develop(out.getvalue()).getpixel((5, 5)), (128, 128, 128), within=2)


def test_a_phones_heic_is_read() -> None:
    """HEIC comes in like any other photograph."""
    register_heif_opener()
    out = BytesIO()
    scene(320, 200).save(out, "HEIF", quality=90)
    image = develop(out.getvalue())
    assert image.size == (320, 200)
    assert close(image.getpixel((20, 100)), RED, within=30)


def test_a_large_jpeg_is_decoded_small() -> None:
    """What is needed at an eighth is decoded at an eighth: memory follows the need, not the file."""
    image = develop(jpeg(scene(4000, 2400)), need=0.125)
    assert image.size == (500, 300)


@pytest.mark.parametrize(
    ("focus", "wanted"),
    [
        ((0.5, 0.5), (300, 0, 1300, 1000)),
        ((0.0, 0.5), (0, 0, 1000, 1000)),
        ((0.9, 0.1), (600, 0, 1600, 1000)),
    ],
)
def test_crops_keep_the_focal_point(focus: tuple[float, float], wanted: tuple[int, int, int, int]) -> None:
    """A square from a wide picture goes as far towards the focal point as the picture allows."""
    assert box_for(1600, 1000, 1.0, focus) == wanted


def test_a_crop_shows_what_is_there(tmp_path: Path) -> None:
    """A square at the right edge is blue: boxes are scaled with a picture that was decoded smaller."""
    data = jpeg(scene(3200, 2000))
    file = put(tmp_path, "a.jpg", data)
    box = box_for(3200, 2000, 1.0, (1.0, 0.5))
    task = PhotoTask(file, digest_of(data), 3200, 2000, (("k", Crop(box, 200, 200, "jpg")),))
    [(_, made)] = list(task.make())
    image = Image.open(BytesIO(made))
    assert close(image.getpixel((180, 100)), BLUE)
    assert close(image.getpixel((20, 100)), GREEN)


@pytest.mark.parametrize(
    ("most", "wanted"),
    [(5000, (480, 800, 1200)), (1000, (480, 800, 1000)), (820, (480, 800)), (300, (300,)), (480, (480,))],
)
def test_never_above_the_original(most: int, wanted: tuple[int, ...]) -> None:
    """No width is offered that the picture does not have."""
    assert widths_within((480, 800, 1200), most) == wanted


def test_a_photograph_that_changed_meanwhile(tmp_path: Path) -> None:
    """A file edited during the build stops it: no page may show what was not judged."""
    file = put(tmp_path, "a.jpg", jpeg(scene()))
    task = PhotoTask(file, "another digest", 1600, 1000, (("k", Crop((0, 0, 9, 9), 9, 9, "jpg")),))
    with pytest.raises(RuntimeError, match="changed while the site was being built"):
        list(task.make())


def test_encoding_is_repeatable() -> None:
    """The same pixels give the same bytes, in each format."""
    for kind in ENCODERS:
        assert encode(scene(320, 200), kind) == encode(scene(320, 200), kind)


@pytest.mark.parametrize("kind", ["webp", "gif"])
@pytest.mark.parametrize(("frames", "milliseconds"), [(4, 200), (60, 200)])
def test_moving_pictures_stop(tmp_path: Path, kind: str, frames: int, milliseconds: int) -> None:
    """All rounds together never move for longer than five seconds (WCAG 2.2.2)."""
    file = put(tmp_path, "a.gif", animation(frames, milliseconds, (64, 36)))
    [(_, made)] = list(MovingTask(file, 64, 36, (("k", kind),)).make())
    image = Image.open(BytesIO(made))
    total = sum(duration(image, number) for number in range(image.n_frames))  # type: ignore[attr-defined]
    loop = image.info.get("loop")
    rounds = (1 if loop is None else loop + 1) if kind == "gif" else loop
    assert image.n_frames > 1  # type: ignore[attr-defined]
    assert 0 < total * rounds <= LONGEST


def duration(image: Image.Image, number: int) -> int:
    image.seek(number)
    image.load()
    return int(image.info["duration"])
