"""A whole site's pictures: who gets which, made once, kept, and the same however many processes make them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from PIL import Image as Pillow

from plugins.images import tasks
from plugins.images.album import Album
from plugins.images.models import picture
from plugins.images.plan import Plan
from plugins.images.site import Site, dress
from plugins.images.slots import SLOTS
from plugins.images.store import Store
from plugins.images.studio import studio
from tests.images.makers import animation, jpeg, put, scene, with_exif

SETTINGS: dict[str, Any] = {
    "SITENAME": "Care Coordinators United",
    "FRONTFOOT_DEMO": True,
    "FRONTFOOT_DEMO_TEXT": "This is a demonstration.",
    "FRONTFOOT_COLOURS": {},
}


def article(slug: str, section: str = "news", content: str = "<p>Text.</p>", **metadata: Any) -> Any:
    """Return what Pelican makes of a story, as far as pictures are concerned."""
    return SimpleNamespace(
        slug=slug,
        title=f"Title of {slug}",
        kicker="Pay",
        category=SimpleNamespace(slug=section, name=section.title()),
        content_type=section,
        tags=[],
        date=datetime(2018, 10, 4, tzinfo=UTC),
        metadata=metadata,
        image=metadata.get("image"),
        _content=content,
        url=f"{section}/{slug}/",
    )


def person(slug: str, title: str, **metadata: Any) -> Any:
    return SimpleNamespace(
        slug=slug,
        title=title,
        role="Chair",
        metadata=metadata,
        portrait=metadata.get("portrait"),
        _content="",
    )


def text_of(content: Any) -> str:
    return str(content._content)  # noqa: SLF001 (Pelican's own name)


def dressed(folder: Path, *articles: Any, people: tuple[Any, ...] = (), **more: Any) -> Plan:
    """Give contents their pictures with the pictures of `folder`; return the plan."""
    album = Album(folder / "images", Store(folder / "cache"))
    plan = Plan(album.store)
    site = Site(articles, (), people, people)
    dress(site, studio(plan, SETTINGS), album, SETTINGS | more)
    return plan


def files(plan: Plan) -> dict[str, bytes]:
    return {path: plan.data(path) for path in plan.paths()}


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    put(tmp_path / "images", "ward.jpg", with_exif(scene(700, 460)))
    return tmp_path


def test_a_story_without_a_picture_gets_a_cover(tmp_path: Path) -> None:
    """Every slot has a drawing; the card and the plain raster are files that every site can show."""
    story = article("a-story")
    plan = dressed(tmp_path, story)
    image = story.image
    assert (image.kind, image.alt) == ("cover", "")
    for slot in SLOTS:
        shown = picture(image, slot)
        assert shown.src.endswith(".svg")
        assert shown.width / shown.height == pytest.approx(SLOTS[slot].aspect, abs=0.01)
        assert len(plan.data(shown.src[1:])) == shown.length
    assert (image.share.width, image.share.height, image.share.media_type) == (1200, 630, "image/png")
    assert (image.raster.width, image.raster.height, image.raster.media_type) == (1200, 675, "image/png")


def test_a_photograph_is_cut_for_every_slot(photographs: Path) -> None:
    """Three formats, best first, no wider than the original; every file that is offered is there at its size."""
    story = article(
        "a-story", image="ward.jpg", image_alt="A ward", image_credit="A B", image_focus=(0.2, 0.4)
    )
    made = files(dressed(photographs, story))
    image = story.image
    assert (image.kind, image.alt, image.credit) == ("photo", "A ward", "A B")
    for slot, place in SLOTS.items():
        shown = picture(image, slot)
        assert [media_type for media_type, _ in shown.sources] == ["image/avif", "image/webp", "image/jpeg"]
        for _, srcset in shown.sources:
            for one in srcset.split(", "):
                path, width = one.split()
                assert int(width[:-1]) <= 700
                with Pillow.open(BytesIO(made[path[1:]])) as opened:
                    assert opened.width == int(width[:-1])
                    assert opened.width / opened.height == pytest.approx(place.aspect, abs=0.02)
    assert image.share.media_type == "image/jpeg"


def test_decorative_means_no_words(photographs: Path) -> None:
    """`decorative` gives an empty alternative text, not the word."""
    story = article("a-story", image="ward.jpg", image_alt="decorative")
    dressed(photographs, story)
    assert story.image.alt == ""


def test_a_person_gets_a_portrait_or_a_monogram(photographs: Path) -> None:
    """Both have every slot, and a card with the name."""
    one, other = person("sam-crane", "Sam Crane", portrait="ward.jpg"), person("ann-lee", "Ann Lee")
    dressed(photographs, people=(one, other))
    assert (one.portrait.kind, other.portrait.kind) == ("photo", "monogram")
    assert other.portrait.share.alt == "Ann Lee (Care Coordinators United)"


def test_pictures_in_a_text(photographs: Path) -> None:
    """A photograph in a text is whole and in three formats; a moving one stays moving."""
    put(photographs / "images", "wave.gif", animation(4, 100))
    text = '<p><img src="images/ward.jpg" alt="A ward"></p><p><img src="wave.gif" alt="Waving"></p>'
    story = article("a", content=text)
    made = files(dressed(photographs, story))
    still = BeautifulSoup(text_of(story), "lxml").select("figure img")[0]
    assert (still["width"], still["height"]) == ("700", "460")
    assert [path for path in made if "wave-whole-640" in path and path.endswith((".gif", ".webp"))]
    moving = next(data for path, data in made.items() if path.endswith(".gif"))
    assert Pillow.open(BytesIO(moving)).n_frames == 4  # type: ignore[attr-defined]


def test_a_second_build_makes_nothing(
    photographs: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything comes from the cache, to the byte, and the log says so."""
    first = files(dressed(photographs, article("a", image="ward.jpg", image_alt="A ward"), article("b")))
    monkeypatch.setattr(tasks, "_do", lambda *_: pytest.fail("made again"))
    with caplog.at_level(logging.INFO):
        second = files(dressed(photographs, article("a", image="ward.jpg", image_alt="A ward"), article("b")))
    assert first == second
    assert f"Pictures: {len(first)} files, 0 of them made now" in caplog.text


def test_a_damaged_cache_is_mended(tmp_path: Path) -> None:
    """Entries that are cut or altered are made again, with the same bytes."""
    first = files(dressed(tmp_path, article("a")))
    for number, entry in enumerate(sorted(one for one in (tmp_path / "cache").rglob("*") if one.is_file())):
        entry.write_bytes(b"" if number % 2 else entry.read_bytes()[:-1] + b"x")
    assert files(dressed(tmp_path, article("a"))) == first


def test_one_process_or_several(photographs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes do not depend on how many processes made them."""
    alone = files(dressed(photographs, article("a", image="ward.jpg", image_alt="A ward")))
    monkeypatch.setattr(tasks, "WORTH_PROCESSES", 0.0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    for entry in (photographs / "cache").rglob("*"):
        if entry.is_file():
            entry.unlink()
    assert files(dressed(photographs, article("a", image="ward.jpg", image_alt="A ward"))) == alone


def test_a_check_makes_nothing(tmp_path: Path) -> None:
    """When only a check is asked for, no picture is drawn."""
    story = article("a")
    dressed(tmp_path, story, FRONTFOOT_CHECK_ONLY=True)
    assert story.image.kind == "cover"
    assert not (tmp_path / "cache").exists()


def test_a_changed_headline_changes_its_card_alone(tmp_path: Path) -> None:
    """Retitling a story leaves its cover and every other file as they are."""
    first = files(dressed(tmp_path, article("a"), article("b")))
    story = article("a")
    story.title = "Another title"
    second = files(dressed(tmp_path, story, article("b")))
    assert [path for path in first if path not in second] == [next(p for p in first if "news-a-card" in p)]


def test_one_picture_for_two_stories_is_made_once(photographs: Path) -> None:
    """The same crop of the same picture has one address."""
    one = article("a", image="ward.jpg", image_alt="A ward")
    other = article("b", image="images/ward.jpg", image_alt="Another description")
    dressed(photographs, one, other)
    assert picture(one.image, "card").src == picture(other.image, "card").src
    assert picture(other.image, "card").alt == "Another description"


def test_another_picture_under_the_same_name(photographs: Path) -> None:
    """New bytes give new addresses: what browsers kept for a year is never shown in its place."""
    story = article("a", image="ward.jpg", image_alt="A ward")
    dressed(photographs, story)
    before = picture(story.image, "lead").src
    put(photographs / "images", "ward.jpg", jpeg(scene(700, 461)))
    story = article("a", image="ward.jpg", image_alt="A ward")
    dressed(photographs, story)
    assert picture(story.image, "lead").src != before
