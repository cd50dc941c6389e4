"""What else an editor may get wrong: shapes of files and folders, and what a whole build does about them."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from plugins.desk.check import verdict
from plugins.front_matter.newsroom import read_newsroom
from plugins.front_matter.values import moment
from tests.support.sites import build_to, run_build

STORY = "Title: {}\nDate: 2026-01-01\nSummary: Words.\n{}\nText.\n"


def said(folder: Path, settings: dict[str, Any], files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    newsroom = read_newsroom({**settings, "PATH": str(folder / "content")})
    return [str(problem) for problem in sorted(set(newsroom.problems))]


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        (
            "news/x.md",
            "Title: A story\nDate: 2026-0",
            [
                "content/news/x.md:1: Summary: is missing. The standfirst: one or two sentences",
                'content/news/x.md:2: Date: "2026-0" is not a date in the form 2018-10-04.',
                "content/news/x.md:2: the story has no text. Write it below a blank line.",
            ],
        ),
        (
            "news/x.md",
            STORY.format("A story", "_content: x\n"),
            ['content/news/x.md:4: "_content: x" is neither a field nor part of one.'],
        ),
        (
            "news/x.md",
            STORY.format("A story", "Slug: ŵyn\n"),
            ['content/news/x.md:4: Slug: "ŵyn" cannot be part of an address. Use small letters a-z'],
        ),
        (
            "news/Pay-News.md",
            STORY.format("A story", ""),
            ['content/news/Pay-News.md:1: Slug: "Pay-News" cannot be part of an address.'],
        ),
        (
            "news/x.MD",
            "x",
            ["content/news/x.MD: only .md files are read here (.MD). Rename it to end in .md."],
        ),
        (
            "news/x.txt",
            "x",
            ["content/news/x.txt: only .md files are read here (.txt). Rename it to end in .md."],
        ),
        (
            "news/x.md",
            STORY.format("A story", "") + "\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 50_000,
            ["content/news/x.md:5: the text is over"],
        ),
    ],
    ids=["half", "_content", "welsh slug", "capitals", ".MD", ".txt", "100,000 cells"],
)
def test_refused(name: str, text: str, messages: list[str], tmp_path: Path, settings: dict[str, Any]) -> None:
    """Each gets its message at its line."""
    around = {"news/pay-news.md": STORY.format("Pay news", "")}
    found = said(tmp_path, settings, {**around, name: text})
    for message in messages:
        assert any(line.startswith(message) for line in found), found


def test_a_warning_is_no_error(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A stray .txt file is said and stops nothing."""
    said(tmp_path, settings, {"news/a.md": STORY.format("A", ""), "news/x.txt": "x"})
    problems = read_newsroom({**settings, "PATH": str(tmp_path / "content")}).problems
    assert [problem.severity for problem in problems] == ["warning"]


def test_composed_and_decomposed_letters_are_one(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A name typed on another machine, accents apart from letters, is still that person."""
    name = unicodedata.normalize("NFD", "Mair Ŵyn")
    files = {
        "people/mair-wyn.md": "Title: Mair Ŵyn\nRole: Writer\n",
        "news/x.md": STORY.format("A story", f"Authors: {name}\n"),
    }
    assert name != "Mair Ŵyn"
    assert said(tmp_path, settings, files) == []


def test_the_first_of_two_times_in_autumn() -> None:
    """01:30 on the night on which the clocks go back is the first of the two."""
    assert moment("2025-10-26 01:30").isoformat() == "2025-10-26T01:30:00+01:00"


def test_pipes_and_loops(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A named pipe would wait for ever, a link to the folder itself go round for ever: refused, not opened."""
    news = tmp_path / "content" / "news"
    news.mkdir(parents=True)
    os.mkfifo(news / "pipe.md")
    (news / "round").symlink_to(news)
    (news / "out").symlink_to("/etc")
    assert said(tmp_path, settings, {}) == [
        "content/news/out: is a link to another file. Put the file itself here.",
        "content/news/pipe.md: is not a regular file. Delete it.",
        "content/news/round: is a link to another file. Put the file itself here.",
    ]


def test_markup_in_titles_names_topics_and_summaries_is_text(site_copy: Path) -> None:
    """HTML in a field is printed as it was typed, in pages and in feeds; nothing runs."""
    evil = '<b>x</b> & "q" <script>alert(1)</script>'
    content = site_copy / "content"
    (content / "topics" / "evil.md").write_text(f"Title: T {evil}\nSummary: S {evil}\n", "utf-8")
    (content / "people" / "evil.md").write_text(
        f"Title: P {evil}\nRole: R {evil}\nSummary: S {evil}\n", "utf-8"
    )
    fields = f"Kicker: K {evil}\nTags: evil\nAuthors: evil\nImage_credit: {evil}\n"
    story = STORY.format(f"A {evil}", fields).replace("Words.", f"W {evil}")
    (content / "news" / "x.md").write_text(story, "utf-8")
    output = build_to(str(site_copy / "siteconf.py"), site_copy / "output")
    for name in ("news/x", "topics/evil", "people/evil", "news", "topics", "people", "archive/2026"):
        text = (output / name / "index.html").read_text("utf-8")
        assert "<script>alert" not in text, name
        assert "<b>x</b>" not in text, name
        assert "&lt;b&gt;x&lt;/b&gt;" in text, name


def test_the_old_pages_stay_when_a_story_breaks(site_copy: Path) -> None:
    """A build that is refused leaves every byte of the site as it was."""
    conf = str(site_copy / "siteconf.py")
    output = build_to(conf, site_copy / "output")
    before = {file: file.read_bytes() for file in output.rglob("*") if file.is_file()}
    story = site_copy / "content" / "news" / "old-note.md"
    story.write_text(story.read_text("utf-8").replace("Date: ", "Date: about ", 1), "utf-8")
    result = run_build(conf, f'{{"OUTPUT_PATH": "{output}"}}')
    assert result.returncode == 1
    assert "1 problem in 1 file." in result.stderr
    assert {file: file.read_bytes() for file in output.rglob("*") if file.is_file()} == before


def test_scripts_in_a_text_are_taken_out_and_named(site_copy: Path) -> None:
    """Scripts, event attributes and script or data addresses never reach a page; each is a warning at its line."""
    body = (
        "<script>alert(1)</script>\n\n[a](javascript:alert(2)) [b](data:text/html,alert3)\n\n"
        '<b onclick="alert(4)">c</b> <a href="JAVASCRIPT:alert(5)">d</a>\n'
    )
    (site_copy / "content" / "news" / "x.md").write_text(f"{STORY.format('A story', '')}\n{body}", "utf-8")
    warned = [str(one) for one in verdict(str(site_copy / "siteconf.py")).problems]
    for line, cause in (
        (7, "<script> is removed."),
        (9, 'a "javascript:" link is removed.'),
        (11, "an attribute of <b> is removed."),
        (11, 'a "javascript:" link is removed.'),
    ):
        assert any(text.startswith(f"content/news/x.md:{line}: {cause}") for text in warned), warned
    output = build_to(str(site_copy / "siteconf.py"), site_copy / "output")
    page = (output / "news" / "x" / "index.html").read_text("utf-8")
    for evil in ("alert(1)", "javascript:alert", "data:text/html", "onclick", "JAVASCRIPT"):
        assert evil not in page


def test_an_output_that_cannot_be_written(site_copy: Path) -> None:
    """Where no file can be made, the build says so in one line and fails."""
    (site_copy / "file").write_text("x", "utf-8")
    conf = str(site_copy / "siteconf.py")
    result = run_build(conf, f'{{"OUTPUT_PATH": "{site_copy / "file" / "output"}"}}')
    assert result.returncode == 1
    assert result.stderr.strip().endswith(": Not a directory.")
    assert "Traceback" not in result.stderr
