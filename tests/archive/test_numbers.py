"""Every figure in the archive comes from a source that its story names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.archive.facts import SourceFacts, facts_for, read_allowances, read_facts, read_page_sources
from tests.archive.figures import read_figures
from tests.archive.stories import STORIES, Story, read_archive

ALLOWANCES = read_allowances()


@pytest.fixture(scope="module")
def facts() -> dict[str, SourceFacts]:
    return read_facts()


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return {story.name: story for story in read_archive(*STORIES, "pages", "people")}


def unsourced(sentence: str, story: Story, lines: list[set[str]]) -> list[str]:
    """Return the figures of a sentence that no line of facts has, or that none has beside its neighbours.

    A sentence with several figures is held to more: each must stand in one line of facts with at
    least one of the others, so that a figure which is true of something else is noticed.
    """
    figures = [
        figure
        for figure in read_figures(sentence)
        if not any(one.covers(story.name, figure.value) for one in ALLOWANCES)
    ]
    values = {figure.value for figure in figures}

    def found(value: str) -> bool:
        beside = [line & values for line in lines if value in line]
        return bool(beside) and (len(values) == 1 or any(len(others) > 1 for others in beside))

    return [f"{figure.text} ({figure.value})" for figure in figures if not found(figure.value)]


def slips(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each number in digits of a sentence, and the sentence with the last digit of it wrong."""
    for text in {figure.text for figure in read_figures(sentence)}:
        for found in re.finditer(r"\d+", text):
            last = found.end() - 1
            wrong = f"{text[:last]}{(int(text[last]) + 1) % 10}{text[found.end() :]}"
            yield found[0], sentence.replace(text, wrong, 1)


def test_every_figure_has_a_source(stories: dict[str, Story], facts: dict[str, SourceFacts]) -> None:
    """No title, standfirst, sentence or row of a table states a figure that its sources do not."""
    strangers = [
        f"{story.name}: {figure} in: {sentence}"
        for story in stories.values()
        for sentence in story.prose
        for figure in unsourced(sentence, story, facts_for(story, stories, facts))
    ]
    assert not strangers, "\n" + "\n".join(strangers)


def test_a_changed_figure_is_noticed(stories: dict[str, Story], facts: dict[str, SourceFacts]) -> None:
    """Of all the numbers that could be mistyped in a story, at least 92 in 100 are caught."""
    missed, tried = [], 0
    for story in (stories[name] for name in stories if name.partition("/")[0] in STORIES):
        lines = facts_for(story, stories, facts)
        for sentence in story.prose:
            for number, slip in slips(sentence):
                tried += 1
                if not unsourced(slip, story, lines):
                    missed.append(f"{story.name}: {number} in: {sentence[:80]}")
    assert tried > 1000
    assert len(missed) <= 0.08 * tried, f"{len(missed)} of {tried}\n" + "\n".join(missed)


def test_every_source_is_in_the_facts(stories: dict[str, Story], facts: dict[str, SourceFacts]) -> None:
    """A source that no facts are kept for cannot be checked by anyone."""
    unknown = {source.address for story in stories.values() for source in story.sources} - set(facts)
    assert not unknown, sorted(unknown)


def test_no_facts_are_left_over(stories: dict[str, Story], facts: dict[str, SourceFacts]) -> None:
    """Facts for a source that no story names would let a figure in by the back door one day."""
    named = {source.address for story in stories.values() for source in story.sources}
    assert not set(facts) - named - {address for page in read_page_sources().values() for address in page}


def test_sources_carry_the_dates_of_the_facts(
    stories: dict[str, Story], facts: dict[str, SourceFacts]
) -> None:
    """The date beside a source is one on which that source says it was published or brought up to date."""
    wrong = [
        f"{story.name}: {source.address} {source.date}"
        for story in stories.values()
        for source in story.sources
        if source.date
        and source.address in facts
        and source.date != facts[source.address].date
        and not any(f"date {source.date}" in line for line in facts[source.address].lines)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_story_is_dated_by_its_facts(stories: dict[str, Story], facts: dict[str, SourceFacts]) -> None:
    """The date of a news story, at the precision it claims, is a date in its sources."""
    size = {"day": 10, "month": 7, "year": 4}
    wrong = []
    for story in (stories[name] for name in stories if name.startswith("news/")):
        precision = story.text("Date_precision") or "day"
        claim = story.text("Date")[: size[precision]]
        kind = "date" if precision == "day" else precision
        if not any(f"{kind} {claim}" in line for line in facts_for(story, stories, facts)):
            wrong.append(f"{story.name}: {claim}")
    assert not wrong, wrong


def test_every_allowance_is_used(stories: dict[str, Story]) -> None:
    """An exception that nothing needs any more is removed, and each has a reason."""
    said = {
        (story.name, figure.value)
        for story in stories.values()
        for sentence in story.prose
        for figure in read_figures(sentence)
    }
    unused = [one for one in ALLOWANCES if not any(one.covers(name, value) for name, value in said)]
    assert not unused
    assert all(len(one.reason) > 10 for one in ALLOWANCES)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Four in five managers", {"share 4/5"}),
        ("80 per cent of managers", {"share 4/5"}),
        ("about one bed in seven", {"share 1/7"}),
        ("30% to 40% smaller", {"share 3/10", "share 2/5"}),
        ("30-40% smaller", {"share 3/10", "share 2/5"}),
        ("two-thirds doubt it", {"share 2/3"}),
        ("£4.2 billion over three years", {"money 4200000000", "number 3"}),
        ("30,000 of 100,000 beds", {"number 30000", "number 100000"}),
        ("on 4 and 5 May 2017", {"date 2017-05-04", "date 2017-05-05"}),
        ("Friday 5 October 2018", {"date 2018-10-05"}),
        ("Thursday 5 October 2018", {"a Thursday that was a Friday: 2018-10-05"}),
        ("in October 2018", {"month 2018-10"}),
        ("the session of 2009-10", {"session 2009-10"}),
        ("bands 8D and 9, and band 8A", {"band 8D", "band 9", "band 8A"}),
        ("Sixty-eight replies, a ten-fold rise", {"number 68", "times 10"}),
        ("perhaps 12 may leave", {"number 12"}),
        ("one thing and two thoughts on Covid-19", set()),
    ],
)
def test_figures_are_read_from_plain_english(text: str, values: set[str]) -> None:
    """Two ways of writing one figure are read as the same, and turns of phrase are not figures."""
    assert {figure.value for figure in read_figures(text)} == values
