"""Which stories an edition carries, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.digest.periods import month_period
from plugins.digest.selection import Plan, key_of, select, select_all
from plugins.front_matter.values import moment

SECTIONS = ["news", "features", "opinion"]


@dataclass(frozen=True, eq=False)
class Story:
    """As much of an article as choosing looks at."""

    slug: str
    date: datetime
    section: str = "news"
    digest: str = ""
    date_precision: str = "day"

    @property
    def category(self) -> Any:
        return SimpleNamespace(slug=self.section)

    @property
    def feed_id(self) -> str:
        return f"tag:{self.slug}"


def story(slug: str, date: str, section: str = "news", **more: str) -> Story:
    return Story(slug, moment(date), section, **more)


def plan(name: str = "2018-10", **more: Any) -> Plan:
    return Plan(name, month_period(name), **more)


def names(selection: Any) -> list[str]:
    return [article.slug for article in selection.stories]


@pytest.mark.parametrize(
    ("date", "chosen"),
    [
        ("2018-10-01", True),
        ("2018-09-30T23:00:00Z", True),  # midnight in London
        ("2018-10-31 23:59", True),
        ("2018-11-01", False),
        ("2018-10-31T23:30:00-05:00", False),  # November in London
        ("2018-10-28 01:30", True),  # the hour that comes twice
    ],
)
def test_the_period_is_half_open_and_in_london(date: str, chosen: bool) -> None:
    """A story of the first moment is in, one of the first moment after is not."""
    assert bool(names(select(plan(), [story("a", date)], SECTIONS))) is chosen


@pytest.mark.parametrize(("date", "chosen"), [("2018-07-03", True), ("2018-07-02 23:59", False)])
def test_a_backdated_story_is_not_lost(date: str, chosen: bool) -> None:
    """Up to ninety days before the period a story is still taken, if no earlier edition carried it."""
    late = story("late", date)
    assert names(select(plan(), [late], SECTIONS)) == (["late"] if chosen else [])
    assert names(select(plan(), [late], SECTIONS, frozenset({"tag:late"}))) == []


def test_editors_have_the_last_word() -> None:
    """`Digest: no` and Exclude leave out; Lead and Pins bring in, whatever the date."""
    articles = [
        story("no", "2018-10-02", digest="no"),
        story("out", "2018-10-03"),
        story("old", "2015-01-01"),
        story("in", "2018-10-04"),
    ]
    edition = plan(pins=("news/old",), exclude=frozenset({"news/out"}))
    assert names(select(edition, articles, SECTIONS)) == ["old", "in"]
    assert names(select(plan(lead="news/no"), articles, SECTIONS))[0] != "no"


def test_the_order() -> None:
    """Lead, pins in the editor's order, then those marked, then sections in order, newest first."""
    articles = [
        story("op", "2018-10-30", "opinion"),
        story("feature", "2018-10-29", "features"),
        story("old-news", "2018-10-02"),
        story("new-news", "2018-10-20"),
        story("marked", "2018-10-10", "opinion", digest="pin"),
        story("second-lead", "2018-10-05", "features", digest="lead"),
        story("lead", "2018-10-01", "features"),
        story("pin-a", "2018-10-03"),
        story("pin-b", "2018-10-25"),
    ]
    edition = plan(lead="features/lead", pins=("news/pin-a", "news/pin-b"))
    assert names(select(edition, articles, SECTIONS)) == [
        "lead", "pin-a", "pin-b", "second-lead", "marked", "new-news", "old-news", "feature", "op",
    ]  # fmt: skip


def test_the_order_does_not_depend_on_the_order_of_reading() -> None:
    """Stories of one moment come by name."""
    articles = [story(slug, "2018-10-02") for slug in "cab"]
    assert (
        names(select(plan(), articles, SECTIONS))
        == names(select(plan(), articles[::-1], SECTIONS))
        == list("abc")
    )


def test_without_a_lead_the_first_story_leads() -> None:
    """There is always something to open with, and nothing is shown twice."""
    selection = select(plan(), [story("b", "2018-10-02"), story("a", "2018-10-03")], SECTIONS)
    assert (selection.lead.slug, [article.slug for article in selection.rest]) == ("a", ["b"])


def test_an_empty_month() -> None:
    """No story, no lead."""
    selection = select(plan(), [], SECTIONS)
    assert (selection.lead, selection.stories) == (None, ())


def test_only_the_year_is_known() -> None:
    """Such a story belongs to no month, until an editor names it."""
    vague = story("vague", "2018-10-01", date_precision="year")
    assert names(select(plan(), [vague], SECTIONS)) == []
    assert names(select(plan(pins=("news/vague",)), [vague], SECTIONS)) == ["vague"]


def test_each_story_goes_out_once() -> None:
    """What an edition carried, the next one does not, however late a story came."""
    articles = [story("october", "2018-10-10"), story("november", "2018-11-10")]
    chosen = select_all([plan("2018-11"), plan("2018-10")], articles, SECTIONS, {})
    assert [names(selection) for selection in chosen.values()] == [["october"], ["november"]]
    assert list(chosen) == ["2018-10", "2018-11"]


def test_a_story_that_came_after_the_freeze_goes_into_the_next_edition() -> None:
    """What counts is what the frozen edition carried, not what would be chosen now."""
    articles = [story("frozen", "2018-10-10"), story("backdated", "2018-10-11"), story("new", "2018-11-10")]
    frozen = {"2018-10": frozenset({"tag:frozen"})}
    chosen = select_all([plan("2018-10"), plan("2018-11")], articles, SECTIONS, frozen)
    assert names(chosen["2018-11"]) == ["new", "backdated"]


def test_keys() -> None:
    """Stories are named as editors name them."""
    assert key_of(story("x", "2018-10-01", "opinion")) == "opinion/x"
