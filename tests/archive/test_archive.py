"""The archive as its sub-editor wants it: what it holds, how it is written, and the traps in its sources."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from tests.archive.stories import STORIES, Story, read_archive

# Kickers, so that one kind of story always carries the same.
KICKERS = {
    "news": {"News", "Pay", "Leadership", "Regulation", "MiP at Work", "Event"},
    "features": {"Feature", "Analysis", "Interview", "Managing Better Care", "Meet Your Reps", "MiP at Work"},
    "opinion": {"Opinion", "Leading Edge"},
    "campaigns": {"Campaign"},
    "advice": {"Guide"},
    "press": {"Press statement"},
}
# What sources say and the archive does not, with what is right.
TRAPS = {
    "treb": "from 4,000 members to more than 9,000 is 2.25 times: give the counts",
    "decade since": "2005 to 2018 is 13 years",
    "Competition and Mergers": "it is the Competition and Markets Authority",
    "around 20%": "the rise in support for regulation is 21 percentage points",
    "7,000": "a count of members that no source of the union's gives",
    "Dunne": "the health minister at the Summit of 2017 is dated 2007 on one page",
    "9 January 2023": "the poll on regulation was reported on 9 January 2024",
}
# Stories whose figures were public on the day, and are taken from a page of the week after or added since.
LATER = {"news/three-year-pay-framework", "news/members-summit-2017"}
HOUSE_STYLE = {
    r"\bper cent\b": "% after a number in digits (in words at the start of a sentence alone)",
    r"\bChief Executive\b": "chief executive",
    r"\b\d{1,2}(?:st|nd|rd|th) (?:January|February|March|April|May|June|July|August|September|October)": "4 October",
    r"\b(?:organiz|recogniz|analyz|program\b|center\b|labor\b)": "British spelling",
    r"[\"“”]": "nobody is quoted",
    r"£\d[\d.,]*(?:bn|m)\b": "£4.2 billion",
}


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return list(read_archive(*STORIES))


def test_the_archive_is_as_full_as_it_says(stories: list[Story]) -> None:
    """There is enough of each kind for every list, feed and landing page to be worth opening."""
    count = Counter(story.folder for story in stories)
    least = {"news": 40, "features": 16, "opinion": 10, "campaigns": 4, "advice": 6, "press": 6}
    assert {folder: count[folder] for folder in least if count[folder] < least[folder]} == {}
    assert sum(story.text("Type") == "event" for story in stories) >= 1
    assert len(list(read_archive("pages"))) >= 14
    assert len(list(read_archive("people"))) >= 8
    assert len(list(read_archive("topics"))) <= 25


def test_headlines_fit_and_differ(stories: list[Story]) -> None:
    """A headline has at most 65 characters, a short one 40, and no two are the same."""
    long = [
        story.name
        for story in stories
        if len(story.text("Title")) > 65 or len(story.text("Short_title")) > 40
    ]
    twice = [title for title, times in Counter(story.text("Title") for story in stories).items() if times > 1]
    assert (long, twice) == ([], [])


def test_neighbours_do_not_begin_alike(stories: list[Story]) -> None:
    """No two headlines that follow each other in time begin with the same two words."""
    dated = sorted(stories, key=lambda story: (story.text("Date"), story.name))
    starts = [story.text("Title").split()[:2] for story in dated]
    parts = [story.text("Guide") for story in dated]
    alike = [
        dated[at].name
        for at in range(1, len(dated))
        if starts[at] == starts[at - 1] and not (parts[at] and parts[at] == parts[at - 1])
    ]
    assert alike == []


def test_standfirsts_add(stories: list[Story]) -> None:
    """A standfirst is short and does not say the headline again."""
    wrong = []
    for story in stories:
        words, summary = (
            set(re.findall(r"[a-z]{4,}", story.text(field).lower())) for field in ("Title", "Summary")
        )
        again = summary & words
        if len(story.text("Summary")) > 200 or len(again) > 0.6 * len(words):
            wrong.append(f"{story.name}: {sorted(again)}")
    assert wrong == []


def test_kickers_are_consistent(stories: list[Story]) -> None:
    """Each section uses its own few kickers, and an interview, an analysis and an event are called so."""
    wrong = [story.name for story in stories if story.text("Kicker") not in KICKERS[story.folder]]
    for story in stories:
        kind = story.text("Type")
        named = {"interview": "Interview", "event": "Event", "meet-your-reps": "Meet Your Reps"}.get(kind)
        if named and story.text("Kicker") != named:
            wrong.append(story.name)
    assert wrong == []


@pytest.mark.parametrize(("trap", "right"), TRAPS.items())
def test_traps_in_the_sources_are_avoided(stories: list[Story], trap: str, right: str) -> None:
    """What a source has wrong is not repeated, unless to say that it is wrong."""
    told = {"treb": {"opinion/count-members-not-ratios"}}
    said = [story.name for story in stories if any(trap in sentence for sentence in story.prose)]
    assert set(said) <= told.get(trap, set()), right


@pytest.mark.parametrize(("pattern", "right"), HOUSE_STYLE.items())
def test_house_style(stories: list[Story], pattern: str, right: str) -> None:
    """British English in the style of the NHS, without quotations."""
    # Names, the first words of a sentence, and the unit of a chart.
    names = re.compile(
        r"10 Year Health Plan|Healthcare (?:Manager|Management|People)|(?:^|[.!?] )[A-Z][a-z-]+ per cent|, per cent$"
    )
    said = [
        f"{story.name}: {sentence}"
        for story in stories
        for sentence in story.prose
        if re.search(pattern, names.sub("", sentence))
    ]
    assert said == [], right


def test_guides_say_what_they_rest_on(stories: list[Story]) -> None:
    """A guide names an Acas or GOV.UK page, its nations and its review, and says that it is not legal advice."""
    for guide in (story for story in stories if story.folder == "advice"):
        addresses = [source.address for source in guide.sources]
        assert any(address.startswith(("acas.org.uk/", "gov.uk/")) for address in addresses), guide.name
        assert "not legal advice" in guide.body, guide.name
        assert guide.text("Nations"), guide.name
        reviewed, after = (date.fromisoformat(guide.text(field)) for field in ("Reviewed", "Next_review"))
        assert 0 < (after - reviewed).days <= 366, guide.name


def test_statements_have_one_contact_and_a_speaker(stories: list[Story]) -> None:
    """Every press item gives the one press address and someone who can speak."""
    press = [story for story in stories if story.folder == "press"]
    assert {story.text("Contact") for story in press} == {"press@miphealth.example"}
    assert all(story.text("Spokespeople") for story in press)


def test_every_address_is_an_example(stories: list[Story]) -> None:
    """No address in the archive could reach anyone, and all are at one domain."""
    text = "\n".join(story.body for story in (*stories, *read_archive("pages", "people")))
    assert {address.rpartition("@")[2] for address in re.findall(r"[\w.]+@[\w.-]+\w", text)} == {
        "miphealth.example"
    }


def test_campaigns_are_honest(stories: list[Story]) -> None:
    """A campaign says its aim, who decides, where it stands, and its asks are numbered."""
    for campaign in (story for story in stories if story.folder == "campaigns"):
        assert campaign.text("Aim"), campaign.name
        assert campaign.text("Decision_maker"), campaign.name
        assert campaign.text("Campaign_status") in {"active", "won", "lost", "paused", "closed"}
        assert "## Where it stands" in campaign.body, campaign.name
        assert re.search(r"^1\. ", campaign.body, re.MULTILINE), campaign.name


def test_no_source_is_younger_than_its_story(stories: list[Story]) -> None:
    """A story cannot rest on what was published after it."""
    for story in stories:
        if story.folder in {"news", "features", "opinion", "press"} and story.name not in LATER:
            precision = story.text("Date_precision")
            shown = story.text("Date")[: {"year": 4, "month": 7}.get(precision, 10)]
            late = [source.date for source in story.sources if source.date[: len(shown)] > shown]
            assert late == [], story.name


def test_accounts_of_columns_say_so(stories: list[Story]) -> None:
    """A piece in the column tells readers whose argument it starts from."""
    columns = [story for story in stories if story.text("Series") == "leading-edge"]
    assert len(columns) >= 3
    assert all("own words" in story.text("Disclaimer") for story in columns)
