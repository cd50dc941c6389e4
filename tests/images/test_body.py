"""Pictures in a story's text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from plugins.front_matter.entry import read_entry
from plugins.front_matter.types import BY_NAME
from plugins.images.album import Album
from plugins.images.body import Mention, expand_body_images
from plugins.images.check import check_entry
from plugins.images.models import Rendition
from plugins.images.store import Store
from tests.images.makers import jpeg, put, scene

SHOWN = Rendition(
    (("image/avif", "/images/a-480.avif 480w"),),
    "/images/a.jpg",
    800,
    500,
    "100vw",
    "A ward",
    "photo",
    "image/jpeg",
    9,
)


def expanded(html: str) -> BeautifulSoup:
    return BeautifulSoup(expand_body_images(html, lambda _: SHOWN), "lxml")


def test_a_picture_alone_becomes_a_figure() -> None:
    """It has its sizes, its dimensions, its words, and its title as caption; it waits until it is needed."""
    soup = expanded('<p>Before.</p>\n<p><img alt="A ward" src="images/a.jpg" title="Ward 5. Photo: A B"></p>')
    figure = soup.find("figure")
    assert figure is not None
    image, source = figure.find("img"), figure.find("source")
    assert image is not None
    assert source is not None
    assert source["srcset"] == "/images/a-480.avif 480w"
    assert (image["width"], image["height"], image["alt"], image["loading"]) == (
        "800",
        "500",
        "A ward",
        "lazy",
    )
    assert figure.get_text(strip=True) == "Ward 5. Photo: A B"
    assert figure.parent is not None
    assert figure.parent.name == "body"
    assert "style" not in str(soup)


def test_a_picture_among_words_stays_there() -> None:
    """Inside a sentence a picture is not torn out into a figure."""
    soup = expanded('<p>See <img alt="" src="images/a.jpg"> here.</p>')
    assert soup.find("figure") is None
    assert soup.select_one("p > picture > img") is not None


def test_a_text_without_pictures_is_not_touched() -> None:
    """Such a text comes back as the very same string."""
    html = "<p>No pictures &amp; odd   spacing<br></p>"
    assert expand_body_images(html, lambda _: pytest.fail("asked")) is html


def test_a_picture_that_is_not_there_is_left_out() -> None:
    """No broken picture is ever printed."""
    assert "<img" not in expand_body_images('<p>a <img src="x.jpg"></p>', lambda _: None)


def test_the_editors_words_for_an_address() -> None:
    """Pelican's `{static}` and encoded spaces are understood."""
    found: list[Mention] = []

    def note(mention: Mention) -> None:
        found.append(mention)

    expand_body_images('<img src="%7Bstatic%7D/images/my%20ward.jpg" alt="A ward">', note)
    assert found == [Mention("/images/my ward.jpg", "A ward")]


HEAD = "Title: A story\nSummary: What happened.\nDate: 2018-10-04\n"


def problems(tmp_path: Path, settings: dict[str, Any], text: str) -> list[str]:
    """Return the problems with the pictures of a news file that has this text."""
    put(tmp_path / "images", "ward.jpg", jpeg(scene()))
    put(tmp_path / "images", "empty.jpg", b"")
    put(tmp_path / "images", "plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 400"/>')
    file = put(tmp_path / "news", "x.md", text.encode())
    entry = read_entry(file, "content/news/x.md", "news", BY_NAME["news"])
    album = Album(tmp_path / "images", Store(tmp_path / "cache"))
    return [str(one) for one in check_entry(entry, album, settings)]


def test_problems_name_the_line_of_the_field(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A bad file is reported where it is named."""
    text = f"{HEAD}Image: empty.jpg\nImage_alt: A ward\n\nText.\n"
    assert problems(tmp_path, settings, text) == [
        'content/news/x.md:4: Image: "empty.jpg" is 0 bytes. Export it again from the original.'
    ]


def test_problems_name_the_line_in_the_text(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Each picture in a text is checked; what is wrong has the line on which it stands."""
    text = (
        f"{HEAD}\nText.\n\n![A ward](images/ward.jpg)\n\n![A ward](images/wrad.jpg)\n\n![](images/ward.jpg)\n\n"
        "![ward.jpg](images/ward.jpg)\n\n![A ward](https://else.example/a.jpg)\n"
    )
    found = problems(tmp_path, settings, text)
    assert [(one.split(": ")[0], one.split(": ")[2]) for one in found] == [
        ("content/news/x.md:9", '"images/wrad.jpg" is not in content/images. Did you mean "ward.jpg"?'),
        ("content/news/x.md:11", f'"images/ward.jpg" has no description. {NO_WORDS}'),
        ("content/news/x.md:13", f'"ward.jpg" is a file name. {FILE_NAME}'),
        ("content/news/x.md:15", f'"https://else.example/a.jpg" is on another site. {ELSEWHERE}'),
    ]


NO_WORDS = "Say between the brackets what it shows, or write the word decorative."
FILE_NAME = "Say what the picture shows to someone who cannot see it."
ELSEWHERE = "Put the picture into content/images and name it here."


@pytest.mark.parametrize(
    ("alt", "refused"),
    [
        ("ward.jpg", True),
        ("WARD.JPEG", True),
        ("ward", True),
        ("IMG_2034.heic", True),
        ("A ward at night", False),
        ("decorative", False),
        ("Sunrise", False),
    ],
)
def test_a_description_that_is_a_file_name(
    tmp_path: Path, settings: dict[str, Any], alt: str, refused: bool
) -> None:
    """The name of a file describes nothing."""
    found = problems(tmp_path, settings, f"{HEAD}Image: ward.jpg\nImage_alt: {alt}\n\nText.\n")
    assert [f'content/news/x.md:5: Image_alt: "{alt}" is a file name.' in one for one in found] == [
        True
    ] * refused


def test_a_drawing_is_no_lead_picture(tmp_path: Path, settings: dict[str, Any]) -> None:
    """An SVG may stand in a text, but not where other sites and cards need a photograph."""
    assert problems(tmp_path, settings, f"{HEAD}\n![A plan](images/plan.svg)\n") == []
    text = f"{HEAD}Image: plan.svg\nImage_alt: A plan\n\nText.\n"
    assert "content/news/x.md:4: Image: is an SVG drawing" in problems(tmp_path, settings, text)[0]
