"""Every state in which an editor's picture can be: what is said of it, and where."""

from __future__ import annotations

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.album import Album
from plugins.images.store import Store
from tests.images.makers import animation, jpeg, put, scene, with_exif


@pytest.fixture
def album(tmp_path: Path) -> Album:
    put(tmp_path / "images", "ward.jpg", jpeg(scene()))
    return Album(tmp_path / "images", Store(tmp_path / "cache"))


def said(album: Album, written: str) -> list[str]:
    """Return everything that is said of a picture, as one line each."""
    return [f"{one.severity}: {one.cause} {one.fix}" for one in album.look_up(written)[1]]


def test_a_sound_picture_has_nothing_said_of_it(album: Album) -> None:
    """It is found by its name alone or with its folder, and its size is known."""
    for written in ("ward.jpg", "images/ward.jpg", "/images/ward.jpg"):
        source, complaints = album.look_up(written)
        assert source is not None
        assert (source.width, source.height, complaints) == (1600, 1000, ())


def test_empty(album: Album) -> None:
    """0 bytes: refused."""
    put(album.images, "a.jpg", b"")
    assert said(album, "a.jpg") == ['error: "a.jpg" is 0 bytes. Export it again from the original.']


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF")]
)
def test_cut_short(album: Album, name: str, kind: str) -> None:
    """A file that ends too early is refused, whatever its format."""
    out = BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(out, kind)
    put(album.images, name, out.getvalue()[: len(out.getvalue()) // 2])
    source, complaints = album.look_up(name)
    assert source is None
    assert complaints[0].cause in (f'"{name}" is cut short.', f'"{name}" is damaged.')
    assert complaints[0].fix == "Export it again from the original."


def test_wrong_ending(album: Album) -> None:
    """A PNG that calls itself JPEG is refused, with the ending it should have."""
    out = BytesIO()
    scene().save(out, "PNG")
    put(album.images, "a.jpg", out.getvalue())
    assert said(album, "a.jpg") == ['error: "a.jpg" is really PNG. Rename it to end in .png, here too.']


def test_a_format_that_is_not_read(album: Album) -> None:
    """A BMP under another name is refused in words; a PDF by its ending."""
    out = BytesIO()
    scene().save(out, "BMP")
    put(album.images, "a.png", out.getvalue())
    put(album.images, "a.pdf", b"%PDF-1.4")
    assert said(album, "a.png") == ['error: "a.png" is really BMP. Export it as JPEG or PNG.']
    assert said(album, "a.pdf")[0].startswith(
        'error: "a.pdf" is not a kind of picture that is read here. Use one of: avif'
    )


def test_not_a_picture(album: Album) -> None:
    """Text under the name of a picture is refused."""
    put(album.images, "a.jpg", b"This is not a picture at all.")
    assert said(album, "a.jpg")[0].startswith('error: "a.jpg" is not a picture, or is damaged at its start.')


def test_missing_with_a_suggestion(album: Album) -> None:
    """A name that is not there is refused; the nearest one is offered, also when only the case differs."""
    assert said(album, "wrad.jpg") == ['error: "wrad.jpg" is not in content/images. Did you mean "ward.jpg"?']
    assert said(album, "Ward.JPG") == ['error: "Ward.JPG" is not in content/images. Did you mean "ward.jpg"?']
    assert said(album, "qqq.png") == [
        'error: "qqq.png" is not in content/images. Add the file there, or check its name.'
    ]


@pytest.mark.parametrize("written", ["../pelicanconf.py", "images/../../x.jpg", "a\\b.jpg", "/", ""])
def test_outside_the_folder(album: Album, written: str) -> None:
    """Nothing outside content/images can be named."""
    source, complaints = album.look_up(written)
    assert source is None
    assert "outside content/images" in complaints[0].cause


def test_a_link_to_another_file(album: Album, tmp_path: Path) -> None:
    """A symbolic link is refused: it could publish anything."""
    secret = put(tmp_path, "secret.jpg", jpeg(scene()))
    (album.images / "a.jpg").symlink_to(secret)
    (album.images / "folder").symlink_to(tmp_path)
    assert said(album, "a.jpg")[0].startswith('error: "a.jpg" is a link to another file.')
    assert said(album, "folder/secret.jpg")[0].startswith('error: "folder/secret.jpg" is a link')


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe(album: Album) -> None:
    """A pipe is refused, and never waited for."""
    os.mkfifo(album.images / "a.jpg")
    assert said(album, "a.jpg")[0].startswith('error: "a.jpg" is not a file.')


def test_over_200_megapixels(album: Album) -> None:
    """A picture that would fill the memory is refused before it is decoded."""
    put(album.images, "a.png", png_head(20_000, 10_001))
    assert said(album, "a.png")[0].startswith('error: "a.png" has over 200 megapixels.')


def png_head(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that claims a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + struct.pack(">I", 99)
        + b"IDAT"
    )


def test_over_40_megapixels(album: Album) -> None:
    """A very large picture is used, scaled down, with a warning."""
    out = BytesIO()
    Image.new("1", (8000, 5200)).save(out, "PNG")
    put(album.images, "a.png", out.getvalue())
    source, complaints = album.look_up("a.png")
    assert source is not None
    assert (source.width, source.height) == (8000, 5200)
    assert [one.severity for one in complaints] == ["warning"]
    assert complaints[0].cause == '"a.png" has 42 megapixels and is scaled down.'


def test_a_small_picture(album: Album) -> None:
    """A picture that will look soft is used with a warning."""
    put(album.images, "a.jpg", jpeg(scene(400, 300)))
    assert said(album, "a.jpg")[0].startswith('warning: "a.jpg" is only 400 pixels wide')


def test_turned_on_its_side(album: Album) -> None:
    """The size of a phone's portrait photograph is that which people see."""
    put(album.images, "a.jpg", with_exif(scene(), orientation=6))
    source, _ = album.look_up("a.jpg")
    assert source is not None
    assert (source.width, source.height) == (1000, 1600)


def test_a_moving_picture_that_is_too_long(album: Album) -> None:
    """What moves for over five seconds is cut there, with a warning; a short one is fine."""
    put(album.images, "long.gif", animation(30, 300))
    put(album.images, "short.gif", animation(10, 200))
    assert 'warning: "long.gif" moves for more than 5 seconds and is cut there.' in said(album, "long.gif")[0]
    source, complaints = album.look_up("short.gif")
    assert source is not None
    assert (source.frames, complaints) == (10, ())


def test_a_moving_picture_that_is_cut_short(album: Album) -> None:
    """The first frame alone does not make a moving picture sound."""
    out = BytesIO()
    first, *others = [Image.effect_noise((600, 400), 40 + 20 * number).convert("P") for number in range(3)]
    first.save(out, "GIF", save_all=True, append_images=others, duration=100)
    put(album.images, "a.gif", out.getvalue()[: len(out.getvalue()) * 2 // 3 - 99])
    assert said(album, "a.gif") == ['error: "a.gif" is cut short. Export it again from the original.']


def test_a_drawing_with_a_script(album: Album) -> None:
    """An SVG loses its script, and the editor is told."""
    inside = "<script>alert(1)</script><path d='M0 0H9'/>"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">{inside}</svg>'
    put(album.images, "a.svg", svg.encode())
    source, complaints = album.look_up("a.svg")
    assert source is not None
    assert (source.width, source.height, source.drawing) == (60, 40, True)
    assert complaints[0].cause == '"a.svg" has parts that were removed: <script>.'
    assert complaints[0].severity == "warning"


def test_a_damaged_drawing(album: Album) -> None:
    """What is not well-formed SVG is refused."""
    put(album.images, "a.svg", b"<svg><path")
    assert "is not an SVG that can be shown" in said(album, "a.svg")[0]


def test_a_verdict_is_kept_until_the_bytes_change(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second album reads the kept verdict without decoding; new bytes are judged anew."""
    first, _ = album.look_up("ward.jpg")
    with monkeypatch.context() as patch:
        patch.setattr("plugins.images.album.examine", lambda *_: pytest.fail("judged again"))
        assert Album(album.images, album.store).look_up("ward.jpg")[0] == first
    put(album.images, "ward.jpg", jpeg(scene(800, 500)))
    again, _ = Album(album.images, album.store).look_up("ward.jpg")
    assert again is not None
    assert again.width == 800
