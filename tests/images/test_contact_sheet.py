"""The contact sheet: which pictures are on it, and in which order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from plugins.images.contact_sheet import prints
from plugins.images.models import Image

DRAWN, TAKEN = Image("cover", ""), Image("photo", "A hall")


def content(title: str, image: Image | None, **metadata: str) -> Any:
    return SimpleNamespace(title=title, url=f"news/{title}/", image=image, portrait=image, metadata=metadata)


def test_photographs_come_first() -> None:
    """Every picture is there once, photographs before drawings, each with its file where it has one."""
    found = prints(
        [
            (content("b", DRAWN), "image"),
            (content("a", DRAWN), "portrait"),
            (content("none", None), "image"),
            (content("c", TAKEN, portrait="hall.jpg"), "portrait"),
        ]
    )
    assert [(one.url, one.image, one.file) for one in found] == [
        ("/news/c/", TAKEN, "hall.jpg"),
        ("/news/a/", DRAWN, None),
        ("/news/b/", DRAWN, None),
    ]


def test_what_is_shown_is_asked_of_the_content() -> None:
    """So a page that is kept is seen to hang on the content itself."""
    story = content("old", DRAWN)
    (one,) = prints([(story, "image")])
    story.title, story.image = "new", TAKEN
    assert (one.title, one.image) == ("new", TAKEN)
