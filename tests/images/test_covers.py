"""Covers: fixed by the slug, drawn the same in both forms, and not like their neighbours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from plugins.images.covers import compose, look_of, to_image, to_svg
from plugins.images.covers.compose import MOTIFS, Look
from plugins.images.covers.forms import Disc, Form, Group, Polygon, Sector, mirror, outlines
from plugins.images.palette import Palette, palette
from plugins.images.site import cast

EVERY_LAYOUT = [
    (section, number) for section, motif in MOTIFS.items() for number in range(len(motif.layouts))
]
ASPECTS = (16 / 9, 4 / 3, 1.0, 392 / 630)


def test_a_cover_is_the_same_each_time() -> None:
    """A slug, section and topics always give the same bytes."""
    one, again = (to_svg(compose("pay-offer", "news", ("pay",))) for _ in range(2))
    assert one == again


def test_a_look_is_pinned() -> None:
    """A cover that is out stays as it is: this story's layout and colours were first published so."""
    look = look_of("welcome-to-our-new-website", "features", ("managers",))
    assert look == Look(layout=7, colours=2, turned=True)


@pytest.mark.parametrize(("section", "layout"), EVERY_LAYOUT)
def test_every_layout_composes_for_every_crop(section: str, layout: int) -> None:
    """At each aspect ratio a layout leaves ground to breathe and covers enough to be seen."""
    for aspect in ASPECTS:
        drawing = compose("any-story", section, aspect=aspect, look=Look(layout, 0, False))
        image = to_image(drawing, round(90 * aspect), 90)
        colours = {colour: count for count, colour in image.getcolors(100_000) or ()}
        ground = tuple(int(drawing.ground[i : i + 2], 16) for i in (1, 3, 5))
        share = colours.get(ground, 0) / (image.width * image.height)
        assert 0.02 < share < 0.9, f"{aspect:.2f}: ground is {share:.0%}"
        assert len([count for count in colours.values() if count > 40]) >= 2


@pytest.mark.parametrize(("section", "layout"), EVERY_LAYOUT)
def test_svg_is_inert_and_small(section: str, layout: int) -> None:
    """A cover as SVG is a few hundred bytes of shapes: nothing to run, fetch or style."""
    data = to_svg(compose("any-story", section, look=Look(layout, 0, True)))
    root = etree.fromstring(data)
    names = {etree.QName(element).localname for element in root.iter()}
    assert names <= {"svg", "g", "path", "clipPath"}
    assert b"style=" not in data
    assert len(data) < 4000


def test_neighbours_never_share_layout_or_colours() -> None:
    """Of 60 stories in a section, no two in a row have the same layout or the same colours."""
    articles = [story(number) for number in range(60)]
    looks = cast(articles)
    for one, other in pairwise(articles):
        assert looks[id(one)].layout != looks[id(other)].layout
        assert looks[id(one)].colours != looks[id(other)].colours


def test_a_new_story_changes_no_older_cover() -> None:
    """Looks depend on older stories alone."""
    older = [story(number) for number in range(30)]
    before = [cast(older)[id(one)] for one in older]
    after = cast([*older, story(31)])
    assert [after[id(one)] for one in older] == before


def story(number: int) -> Any:
    day = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=number)
    section = SimpleNamespace(slug="news")
    return SimpleNamespace(slug=f"story-{number}", date=day, category=section, tags=[], content_type="news")


def test_all_layouts_of_a_section_are_used() -> None:
    """Slugs spread over every layout."""
    for section, motif in MOTIFS.items():
        used = {look_of(f"story-{number}", section).layout for number in range(200)}
        assert used == set(range(len(motif.layouts)))


def test_colours_come_from_the_setting() -> None:
    """Another union's colours give another drawing, and none of ours is in it."""
    theirs = palette({"ink": "#10202b", "signal": "#0a5a8a", "teal": "#3b6b2f", "unknown": "#ffffff"})
    drawing = to_svg(compose("a-story", "news", palette=theirs, look=Look(0, 0, False))).decode()
    assert Palette().signal not in drawing
    assert theirs.signal in drawing


@pytest.mark.parametrize(
    "form",
    [
        Polygon(((0.1, 0.2), (0.5, 0.2), (0.3, 0.9))),
        Disc(0.2, 0.4, 0.1),
        Sector(0.3, 0.3, 0.2, 0.1, -90, 20),
        Group((Disc(0.2, 0.4, 0.1), Disc(0.5, 0.4, 0.1))),
    ],
)
def test_a_mirror_twice_is_the_form_itself(form: Form) -> None:
    """Turning left to right keeps the form."""
    twice = mirror(mirror(form, 1.5), 1.5)
    assert rounded(twice) == rounded(form)


def rounded(form: Form) -> list[list[tuple[float, float]]]:

    return [[(round(x, 6), round(y, 6)) for x, y in outline] for outline in outlines(form)]


def test_quotation_marks_are_never_turned() -> None:
    """A mirrored quotation mark is none."""
    motif = MOTIFS["opinion"]
    number = next(i for i, layout in enumerate(motif.layouts) if layout in motif.upright)
    straight, turned = (compose("x", "opinion", look=Look(number, 0, flag)) for flag in (False, True))
    assert straight == turned


def test_raster_and_svg_agree() -> None:
    """The two forms of a cover have the same colours at the same places."""
    drawing = compose("x", "news", aspect=1.0, look=Look(5, 0, False))
    first = drawing.shapes[0]
    assert isinstance(first.form, Polygon)
    x, y = (sum(axis) / len(axis) for axis in zip(*first.form.points, strict=True))
    image = to_image(drawing, 200, 200)
    found = image.getpixel((max(0, int(x * 200)), int(y * 200)))
    assert found == tuple(int(first.colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize(("section", "layout"), EVERY_LAYOUT)
@pytest.mark.parametrize("turned", [False, True])
def test_forms_that_overlap_never_cancel(section: str, layout: int, turned: bool) -> None:
    """All outlines run clockwise, so that SVG's fill rule leaves no holes where forms of one colour overlap."""
    for shape in compose("any-story", section, look=Look(layout, 0, turned)).shapes:
        for outline in outlines(shape.form):
            assert area(outline) > 0


def area(outline: list[tuple[float, float]]) -> float:
    """Return an outline's signed area: above 0 when it runs clockwise, with y downwards."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise([*outline, outline[0]])) / 2
