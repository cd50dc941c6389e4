"""What editors may get wrong in an edition's file: each is said with its place, cause and fix."""

from __future__ import annotations

import pytest

from plugins.digest.reading import read_site
from plugins.problems import ContentError
from tests.digest.newsroom import Newsroom

GOOD = "Subject: S one\nPreheader: P\nSend_at: 2018-11-05\n"

CASES = [
    ("Subject: S one\nPreheader: P\n", "2018-10.md:1: Send_at: is missing."),
    ("Subject: \nPreheader: P\nSend_at: 2018-11-05\n", "2018-10.md:1: Subject: has no value."),
    ("Subject: S\none\nPreheader: P\nSend_at: 2018-11-05\n", '2018-10.md:2: "one" is neither a field'),
    ("Subject: S\rone\nPreheader: P\nSend_at: 2018-11-05\n", '2018-10.md:2: "one" is neither a field'),
    ("Subject: S\x00one\nPreheader: P\nSend_at: 2018-11-05\n", "2018-10.md:1: has a character that cannot be seen"),
    ("Subject: S\x85one\nPreheader: P\nSend_at: 2018-11-05\n", "2018-10.md:1: has a character that cannot be seen"),
    (GOOD + "Subjekt: x\n", 'Subjekt: is not a field of a edition file. Did you mean "Subject"?'),
    (GOOD + "Lead: news/pay-dael\n", '2018-10.md:4: Lead: there is no story "news/pay-dael". Did you mean "news/pay'),
    (GOOD + "Pins:\n    topics/pay\n", '2018-10.md:4: Pins: there is no story "topics/pay".'),
    (GOOD + "Exclude:\n    news/none\n", '2018-10.md:4: Exclude: there is no story "news/none".'),
    (GOOD + "Lead: news/pay-deal\nExclude:\n    news/pay-deal\n", 'Lead: "news/pay-deal" is under Exclude, too.'),
    (GOOD + "Lead: news/kept-out\n", 'Lead: "news/kept-out" is marked "Digest: no".'),
    (GOOD + "Period: 2018-11-01 | 2018-10-01\n", "2018-10.md:4: Period: ends before it begins."),
    (GOOD + "Period: October\n", "2018-10.md:4: Period:"),
    (GOOD + "Period: 2018-10-01 | 2018-11-02\n", "2018-11.md:1: Period: overlaps that of content/digests/2018-10.md."),
    (GOOD.replace("2018-11-05", "2018-09-05"), "2018-10.md:3: Send_at: is before the period begins."),
    (GOOD.replace("2018-11-05", "05/11/2018"), "2018-10.md:3: Send_at:"),
    (GOOD + "\n[x]({filename}/news/none.md)\n", "2018-10.md:5: link: /news/none.md is not there."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_refused(newsroom: Newsroom, text: str, expected: str) -> None:
    """The build stops before anything is read further, and says where and why."""
    newsroom.october().edition("2018-11")
    newsroom.story("news/kept-out", "2018-10-03", more="Digest: no\n")
    newsroom.write("digests/2018-10", text)
    with pytest.raises(ContentError) as stopped:
        read_site(newsroom.settings)
    assert expected in str(stopped.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("digests/october.md", "does not name a month."),
        ("digests/2018-13.md", "does not name a month."),
        ("digests/2018-12.html", "only .md files are read here"),
        ("digests/2018-12.lock.json", "there is no 2018-12.md beside it."),
        ("digests/2018-10.lock.json", "is not a frozen edition."),
        ("digests/sub/2018-09.md", "does not name a month."),
    ],
)
def test_stray_files(october: Newsroom, name: str, expected: str) -> None:
    """Only editions and their locks lie among the editions."""
    file = october.content / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("{}", "utf-8")
    with pytest.raises(ContentError) as stopped:
        read_site(october.settings)
    assert expected in str(stopped.value)


def test_every_overlap_is_named(newsroom: Newsroom) -> None:
    """A long period that covers two later ones is told of both."""
    newsroom.edition("2018-01", "Period: 2018-01-01 | 2018-12-31\n")
    newsroom.edition("2018-03")
    newsroom.edition("2018-06")
    with pytest.raises(ContentError) as stopped:
        read_site(newsroom.settings)
    assert str(stopped.value).count("overlaps that of content/digests/2018-01.md") == 2
