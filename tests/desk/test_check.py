"""`check` finds what a build would refuse, warns of what time has overtaken, and looks at nothing twice."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from plugins.desk import check as command
from plugins.desk.check import check, verdict
from plugins.desk.report import as_github, as_gitlab, as_json, as_text, show
from plugins.problems import Problem
from tests.support.sites import run_build

PROBLEMS = [
    Problem("content/news/a.md", 3, "Date", '"soon" is not a date.', "Write 2018-10-04."),
    Problem("content/news/a.md", 9, "", "50%, or\nless.", "", "warning"),
    Problem("content/news/b.md", 0, "", "is a link to another file.", "Put the file itself here."),
]


def said(site: Path) -> list[str]:
    return [str(problem) for problem in verdict(str(site / "siteconf.py")).problems]


def edit(site: Path, name: str, old: str, new: str) -> None:
    file = site / "content" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_site_in_order(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The small site passes, strictly; nothing is written but the kept verdict and pictures."""
    before = sorted(site_copy.rglob("*"))
    assert check(str(site_copy / "siteconf.py"), strict=True) == 0
    assert capsys.readouterr().out == "All content is in order.\n"
    new = [path.relative_to(site_copy).parts[0] for path in site_copy.rglob("*") if path not in before]
    assert set(new) <= {".cache", "__pycache__"}


def test_it_says_what_a_build_says(site_copy: Path) -> None:
    """A wrong date and a dead link are found in the build's own words, and `check` exits with 1."""
    edit(site_copy, "news/old-note.md", "Date: ", "Date: about ")
    result = run_build(site_copy / "siteconf.py")
    assert result.returncode == 1
    for line in said(site_copy):
        assert line in result.stderr
    assert check(str(site_copy / "siteconf.py")) == 1


def test_a_dead_anchor_is_found(site_copy: Path) -> None:
    """What only the whole site can tell is told too."""
    file = site_copy / "content" / "news" / "old-note.md"
    file.write_text(file.read_text("utf-8") + "\nSee [this](/campaigns/safe-rotas/#nowhere).\n", "utf-8")
    assert any('/campaigns/safe-rotas/#nowhere has no heading "#nowhere"' in line for line in said(site_copy))


def test_wrong_settings_are_said(site_copy: Path) -> None:
    """A setting that is not one is a problem of the settings file."""
    file = site_copy / "siteconf.py"
    file.write_text(file.read_text("utf-8") + 'FRONTFOOT_SECTION = "x"\n', "utf-8")
    assert said(site_copy)[0].startswith("siteconf.py: FRONTFOOT_SECTION: is not a setting.")


def test_an_unchanged_site_is_not_read_again(site_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second verdict is the kept one; an edit, however dated, makes a new one."""
    first = verdict(str(site_copy / "siteconf.py"))
    monkeypatch.setattr("plugins.desk.findings.find", lambda *_: pytest.fail("read again"))
    assert verdict(str(site_copy / "siteconf.py")) == first
    monkeypatch.undo()
    monkeypatch.setenv("BUILD_TIME", first.since.isoformat())
    edit(site_copy, "news/old-note.md", "Date: ", "Date: about ")
    assert verdict(str(site_copy / "siteconf.py")).problems


def test_a_kept_verdict_ends_with_the_day(site_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guide becomes overdue overnight though no file was touched."""
    edit(site_copy, "advice/rotas-1.md", "Next_review: 2027-01-10", "Next_review: 2026-03-01")
    assert said(site_copy) == []
    monkeypatch.setenv("BUILD_TIME", "2026-03-02T00:00:00+00:00")
    assert said(site_copy) == [
        (
            "content/advice/rotas-1.md:9: Next_review: was 1 Mar 2026, and the guide has not been checked since. "
            "Check it, then set Reviewed and Next_review."
        )
    ]
    assert check(str(site_copy / "siteconf.py")) == 0
    assert check(str(site_copy / "siteconf.py"), strict=True) == 1


def test_a_damaged_verdict_counts_as_none(site_copy: Path) -> None:
    """Half a file in the cache is no answer."""
    assert said(site_copy) == []
    next((site_copy / ".cache" / command.KEPT).iterdir()).write_text('{"key": "', "utf-8")
    assert said(site_copy) == []


def test_a_campaign_past_its_deadline(site_copy: Path) -> None:
    """An active campaign that asks people to act by a day gone by is a warning, a won one is not."""
    file = site_copy / "content" / "campaigns" / "safe-rotas.md"
    head, _, body = file.read_text("utf-8").partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith(("Deadline:", "Campaign_status:"))]
    for status, count in (("active", 1), ("won", 0)):
        text = "\n".join([*lines, "Deadline: 2026-02", f"Campaign_status: {status}"])
        file.write_text(f"{text}\n\n{body}", "utf-8")
        found = [line for line in said(site_copy) if "Deadline: was Feb 2026" in line]
        assert len(found) == count


def test_an_edition_that_is_due(site_copy: Path) -> None:
    """Two days before its time an edition without a lock is a warning; one of long ago is not."""
    folder = site_copy / "content" / "digests"
    folder.mkdir(exist_ok=True)
    for name, send_at in (("2026-02", "2026-03-03 09:00"), ("2025-11", "2025-12-01 09:00")):
        text = f"Subject: News\nPreheader: What the month brought, in one line.\nSend_at: {send_at}\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    assert [line for line in said(site_copy) if "not frozen" in line] == [
        (
            "content/digests/2026-02.md:3: Send_at: is 2026-03-03 09:00, and the edition is not frozen. "
            "Look at it with digest.preview 2026-02, then: ./inv digest.freeze 2026-02"
        )
    ]


def test_house_style_covers_editions(site_copy: Path) -> None:
    """The words of the digest are words of the house."""
    folder = site_copy / "content" / "digests"
    folder.mkdir(exist_ok=True)
    text = "Subject: The color of rotas\nPreheader: What the month brought, in one line.\nSend_at: 2025-12-01 09:00\n"
    (folder / "2025-11.md").write_text(f"{text}\nWe met on 4th November.\n", "utf-8")
    found = [line for line in said(site_copy) if line.startswith("content/digests/2025-11.md")]
    assert [line.split(".md:")[1].split('"')[0] for line in found] == ["1: spelling: ", "5: style: "]


def test_the_text_form() -> None:
    """Grouped by file, warnings marked, counted at the end."""
    assert as_text(PROBLEMS) == (
        'content/news/a.md:3: Date: "soon" is not a date. Write 2018-10-04.\n'
        "content/news/a.md:9: warning: 50%, or\nless.\n\n"
        "content/news/b.md: is a link to another file. Put the file itself here.\n\n"
        "2 problems and 1 warning in 2 files."
    )


def test_the_json_form() -> None:
    """Every part of a problem has its name."""
    found = json.loads(as_json(PROBLEMS))
    assert (found["errors"], found["warnings"]) == (2, 1)
    assert found["problems"][0]["line"] == 3


def test_the_github_form() -> None:
    """One workflow command a problem, with what would end it escaped."""
    assert as_github(PROBLEMS).split("\n") == [
        '::error file=content/news/a.md,line=3,title=Date::"soon" is not a date. Write 2018-10-04.',
        "::warning file=content/news/a.md,line=9::50%25, or%0Aless.",
        "::error file=content/news/b.md,line=1::is a link to another file. Put the file itself here.",
    ]


def test_the_gitlab_form() -> None:
    """A Code Quality report whose fingerprints do not depend on the line."""
    found = json.loads(as_gitlab(PROBLEMS))
    assert found[0]["location"] == {"path": "content/news/a.md", "lines": {"begin": 3}}
    assert [entry["severity"] for entry in found] == ["major", "minor", "major"]
    moved = Problem("content/news/a.md", 30, "Date", '"soon" is not a date.', "Write 2018-10-04.")
    assert json.loads(as_gitlab([moved]))[0]["fingerprint"] == found[0]["fingerprint"]


def test_an_unknown_form(capsys: pytest.CaptureFixture[str]) -> None:
    """A form that is none is refused with those that are."""
    assert check(form="xml") == 1
    assert capsys.readouterr().err == '"xml" is not one of: text, json, github, gitlab.\n'


def test_the_verdict_lasts_until_the_next_story_appears(site_copy: Path) -> None:
    """A scheduled story bounds the time for which a verdict holds."""
    edit(site_copy, "news/old-note.md", "Title: ", "Publish_at: 2026-03-01 15:00\nTitle: ")
    assert verdict(str(site_copy / "siteconf.py")).until == datetime.fromisoformat("2026-03-01T15:00+00:00")


def test_colour_on_a_terminal_alone() -> None:
    """A terminal gets bold places and coloured counts; a file gets plain text, long lines unbroken."""
    terminal = Console(
        force_terminal=True, color_system="standard", file=StringIO(), width=40, highlight=False
    )
    show(PROBLEMS, "text", terminal)
    there = terminal.file.getvalue()
    assert "\x1b[1mcontent/news/a.md:3\x1b[0m: Date" in there
    assert "\x1b[1;31m2 problems\x1b[0m" in there
    plain = Console(file=StringIO(), width=40, highlight=False)
    show(PROBLEMS, "text", plain)
    assert plain.file.getvalue() == as_text(PROBLEMS) + "\n"
