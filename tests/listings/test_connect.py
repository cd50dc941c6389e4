"""Names become objects; lists hold what they should."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace as Thing
from typing import Any

from plugins.listings.connect import connect_guides, newest_first, period_listings
from plugins.listings.generator import LANDING_PAGES


def story(slug: str, date: str, **more: Any) -> Thing:
    when = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return Thing(
        slug=slug, url=f"news/{slug}/", date=when, date_precision=more.pop("precision", "day"), **more
    )


def test_stories_of_one_moment_have_a_fixed_order() -> None:
    """Newest first; stories of the same moment by address, however they come."""
    stories = [story("b", "2026-01-01"), story("a", "2026-01-01"), story("c", "2026-01-02")]
    expected = ["c", "a", "b"]
    assert [s.slug for s in newest_first(stories)] == expected
    assert [s.slug for s in newest_first(reversed(stories))] == expected


def test_a_story_of_which_only_the_year_is_known_is_in_no_month() -> None:
    """It stands in its year's list; no month claims it."""
    stories = newest_first([story("known", "2018-10-04"), story("year", "2018-01-01", precision="year")])
    year, month = period_listings(stories)
    assert (year.kind, [s.slug for s in year.articles]) == ("year", ["known", "year"])
    assert (month.kind, month.title, [s.slug for s in month.articles]) == ("month", "October 2018", ["known"])
    assert year.months == (month,)


def test_parts_of_a_guide_know_each_other() -> None:
    """Each part has all parts, in order; a guide of one part has none."""
    second, first = Thing(guide="g", part=2, slug="b"), Thing(guide="g", part=1, slug="a")
    alone = Thing(guide=None, part=None, slug="c", guide_parts=())
    connect_guides([second, first, alone])
    assert first.guide_parts == second.guide_parts == (first, second)
    assert alone.guide_parts == ()


def test_every_landing_page_has_its_own_address() -> None:
    """No two landing pages share a file."""
    assert len(set(LANDING_PAGES.values())) == len(LANDING_PAGES)
