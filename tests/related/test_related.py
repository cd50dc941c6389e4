"""Which stories stand beside a story."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.related import LATEST, on_all_finalized, relate
from plugins.related.scoring import COMMON_AT_LEAST, candidates, score, terms, title_words
from tests.feeds.fakes import at, make_article, tag


def story(slug: str, day: int, *topics: str, **given: Any) -> Any:
    given.setdefault("title", f"{slug} {slug}")
    date = at("2018-01-01") + timedelta(days=day)
    return make_article(slug, date=date, tags=[tag(topic) for topic in topics], **given)


def slugs(articles: Any) -> list[str]:
    return [article.slug for article in articles]


def test_a_story_without_ties_has_no_related_ones() -> None:
    """Nothing in common, nothing shown."""
    lone = story("lone", 2, "pay")
    assert score([lone, story("other", 1, "parks")])[lone] == ()


def test_heavier_ties_come_first() -> None:
    """A campaign outweighs a series, a series a topic; two topics outweigh a series."""
    drive = SimpleNamespace(slug="drive")
    column = SimpleNamespace(slug="column")
    new = story("new", 9, "pay", "reps", campaign=drive, series=column)
    articles = [
        new,
        story("topic", 5, "pay"),
        story("series", 4, series=column),
        story("campaign", 3, campaign=drive),
        story("topics", 2, "pay", "reps"),
    ]
    assert slugs(score(articles)[new]) == ["topics", "campaign", "series", "topic"]


def test_among_equals_the_newest_come_first_and_four_are_enough() -> None:
    """With many equal matches the four newest are taken."""
    articles = [story(f"s{day}", day, "pay") for day in range(8)]
    assert slugs(score(articles)[articles[7]]) == ["s6", "s5", "s4", "s3"]


def test_order_of_reading_does_not_matter() -> None:
    """The same stories in another order give the same lists, ties of one moment included."""
    articles = [story(f"s{number}", number // 3, "pay") for number in range(9)]
    there = {article.slug: slugs(found) for article, found in score(articles).items()}
    back = {article.slug: slugs(found) for article, found in score(reversed(articles)).items()}
    assert there == back


def test_a_new_story_changes_no_older_page() -> None:
    """Whatever is published later, a story keeps the list that it was published with."""
    archive = [story(f"s{day}", day, "pay", *(["reps"] if day % 2 else [])) for day in range(30)]
    later = [story(f"late{day}", 40 + day, "pay", "reps") for day in range(30)]
    before, after = score(archive), score(archive + later)
    assert all(before[article] == after[article] for article in archive)


def test_one_common_word_is_not_a_tie_but_two_rare_ones_are() -> None:
    """Titles relate stories when they share two telling words; stop words and numbers tell nothing."""
    new = story("new", 9, title="Ambulance handovers: what has changed in 2018")
    one = story("one", 1, title="An ambulance service")
    two = story("two", 2, title="Handovers slow every ambulance")
    other = story("other", 3, title="What has been said in 2018")
    assert slugs(score([new, one, two, other])[new]) == ["two"]


def test_a_word_that_every_title_has_tells_nothing() -> None:
    """Beyond a tenth of the archive a word stops counting."""
    count = COMMON_AT_LEAST + 20
    articles = [story(f"s{day}", day, title="Managers and hospitals") for day in range(count)]
    assert score(articles)[articles[-1]] == ()


def test_the_parts_of_a_guide_are_not_related_to_each_other() -> None:
    """A guide's page lists its own parts: they do not take the place of other stories."""
    one, two, other = (story(slug, 1, "pay") for slug in ("one", "two", "other"))
    one.guide_parts = two.guide_parts = (one, two)
    assert slugs(score([one, two, other])[one]) == ["other"]


def test_a_campaign_page_is_tied_to_its_stories() -> None:
    """Stories of a campaign lead to the campaign itself."""
    page = story("drive", 1, kind="campaign")
    new = story("new", 2, campaign=page)
    assert score([page, new])[new] == (page,)


def test_the_editor_comes_first() -> None:
    """`Related` names come first in their order, even newer ones; computed ones fill up; no repeats."""
    new = story("new", 9, "pay")
    old, older, later = story("old", 2, "pay"), story("older", 1, "pay"), story("later", 99)
    new.metadata = {"related": ("news/later", "news/older", "news/held-back")}
    relate([later, new, old, older])
    assert slugs(new.related) == ["later", "older", "old"]


def test_relating_twice_changes_nothing() -> None:
    """A server that rebuilds may run the room again on the same articles."""
    articles = [story(f"s{day}", day, "pay") for day in range(4)]
    relate(articles)
    first = [article.related for article in articles]
    relate(articles)
    assert [article.related for article in articles] == first


def test_the_context_gets_the_latest() -> None:
    """`latest` is the head of the articles, which come newest first."""
    articles = [story(f"s{day}", day) for day in range(9, 0, -1)]
    context = {"articles": tuple(articles)}
    on_all_finalized([SimpleNamespace(context=context)])
    assert context["latest"] == tuple(articles[:LATEST])


@pytest.mark.parametrize(
    ("title", "words"),
    [("It’s the pay, again", ["pay"]), ("Tâl ac amodau", ["tâl", "amodau"]), ("2018: 70%", [])],
)
def test_the_words_of_a_title(title: str, words: list[str]) -> None:
    """Words of three letters or more, in any alphabet, without stop words, numbers and punctuation."""
    assert title_words(title) == words


def test_the_work_does_not_grow_with_the_square_of_the_archive() -> None:
    """One story of a topic that ten thousand share looks at a fixed number of them."""
    index = {("topic", "pay"): list(range(10_000))}
    assert len(candidates([("topic", "pay")], index, 10_000)) <= 50


def test_terms_are_listed_once() -> None:
    """A topic given twice counts once."""
    assert terms(story("a", 1, "pay", "pay", title="Of it")) == [("topic", "pay")]
