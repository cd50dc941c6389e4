"""Covers and monograms of a later build: the same files without drawing anything, unless something was lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.images import studio as pictures
from plugins.images.covers import Look
from plugins.images.models import Image
from plugins.images.plan import Plan
from plugins.images.store import Store
from plugins.images.studio import Words, studio

WORDS = Words("Pay rises by two pounds", "Pay", "news")
LOOK = Look(1, 2, turned=True)


def draw(root: Path, words: Words = WORDS, look: Look = LOOK) -> tuple[Plan, list[Image]]:
    """A cover and a monogram, planned and made as in a build of its own."""
    made = studio(Plan(Store(root)), {"SITENAME": "A union"})
    images = [
        pictures.cover(made, "news-pay", "pay", look, words),
        pictures.monogram(made, "ada", Words("Ada Byron", "", "news")),
    ]
    made.plan.make()
    return made.plan, [made.plan.measured(image) for image in images]


def files(plan: Plan) -> dict[str, bytes]:
    """The files of a plan."""
    return {path: plan.data(path) for path in plan.paths()}


def refuse(*_: object, **__: object) -> None:
    """Stands for a drawing that must not happen."""
    raise AssertionError


def test_a_later_build_draws_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was drawn once is planned again with the same paths, tones, sizes and bytes."""
    plan, images = draw(tmp_path)
    monkeypatch.setattr(pictures, "compose", refuse)
    monkeypatch.setattr(pictures.monograms, "monogram", refuse)
    later, again = draw(tmp_path)
    assert files(later) == files(plan)
    assert [image.renditions for image in again] == [image.renditions for image in images]


def test_a_lost_file_is_drawn_again(tmp_path: Path) -> None:
    """A picture that the store has lost is made anew."""
    plan, _ = draw(tmp_path)
    lost = next(key for path, key in plan.keys.items() if path.endswith("png"))
    (tmp_path / lost[:2] / lost[2:]).unlink()
    later, _ = draw(tmp_path)
    assert files(later) == files(plan)


@pytest.mark.parametrize(
    ("words", "look"),
    [
        (Words("Pay falls", "Pay", "news"), LOOK),
        (Words("Pay rises by two pounds", "Pay", "opinion"), LOOK),
        (WORDS, Look(1, 2, turned=False)),
        (WORDS, Look(1, 1, turned=True)),
    ],
)
def test_other_choices_make_another_drawing(tmp_path: Path, words: Words, look: Look) -> None:
    """Whatever a drawing goes by tells it from what is kept."""
    draw(tmp_path)
    later, _ = draw(tmp_path, words, look)
    fresh, _ = draw(tmp_path / "empty", words, look)
    assert files(later) == files(fresh)
