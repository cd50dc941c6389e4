"""Around the stories: corrections, republishing, guides due for review."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lxml import html

from plugins.front_matter.newsroom import read_newsroom
from plugins.front_matter.values import Correction, partial_date
from plugins.record import corrections, guides, republish


def story(url: str, *days: str) -> Any:
    return SimpleNamespace(url=url, corrections=tuple(Correction(partial_date(day), "x") for day in days))


def test_the_log_is_newest_first() -> None:
    """Corrections of all stories stand in one order: by day, newest first, then by address."""
    found = corrections.log([story("news/b/", "2026-01-02", "2025-01-01"), story("news/a/", "2026-01-02")])
    assert [(one.story.url, one.correction.date.iso) for one in found] == [
        ("news/a/", "2026-01-02"),
        ("news/b/", "2026-01-02"),
        ("news/b/", "2025-01-01"),
    ]


def test_the_log_has_a_page(site: Path) -> None:
    """/corrections/ shows each correction with its story and its date."""
    text = (site / "corrections" / "index.html").read_text("utf-8")
    assert "An earlier version gave 12 hospitals. There are 14." in text
    assert 'href="/news/rotas-agreed/#corrections"' in text
    assert "/corrections/" in (site / "sitemap.xml").read_text("utf-8")


def test_a_story_for_others_is_clean(site: Path) -> None:
    """The text to paste has headline, credit with link and story, and nothing that loads, runs or follows readers."""
    page = html.document_fromstring(
        (site / "features/the-night-desk/republish/index.html").read_text("utf-8")
    )
    text = page.find(".//textarea").text
    pasted = html.fragment_fromstring(text)
    assert pasted.findtext("h1") == "The night desk"
    assert "First published by" in text
    assert pasted.xpath(".//a[@href='https://ccu.example/features/the-night-desk/']")
    assert pasted.xpath(".//img | .//script | .//style | .//iframe | .//form | .//@class | .//@style") == []
    assert "somebody who knows them all" in text
    assert "on Tuesday 20 January 2026." in text
    assert "This is a demonstration." in text
    assert "Nobody else knows which bed" in text


def test_only_offered_stories_can_be_republished(site: Path) -> None:
    """A story without the field has no such page and no link to one."""
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("republish"))
    assert found == ["features/the-night-desk"]
    assert "Republish" not in (site / "news/rotas-agreed/index.html").read_text("utf-8")


def test_a_picture_must_be_free(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A story with a picture that others may not print cannot be offered; one with an open licence can."""
    text = (
        "Title: {0}\nDate: 2026-01-01\nSummary: Words.\nRepublish: yes\nImage: a.jpg\nImage_alt: A desk\n"
        "Image_licence: {1}\n\nText.\n"
    )
    news = tmp_path / "content" / "news"
    news.mkdir(parents=True)
    (news / "free.md").write_text(text.format("Free", "CC BY 4.0"), "utf-8")
    (news / "bought.md").write_text(text.format("Bought", "Agency, one use"), "utf-8")
    newsroom = read_newsroom({**settings, "PATH": str(tmp_path / "content")})
    [problem] = republish.problems(newsroom.entries)
    assert str(problem) == (
        "content/news/bought.md:4: Republish: the picture's licence does not let others republish it. "
        "Take the line out, or use a picture under an open licence (Image_licence: CC BY 4.0)."
    )


def test_guides_due_are_listed(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Overdue guides come first, then those due within 60 days; others are not named."""
    folder = tmp_path / "content" / "advice"
    folder.mkdir(parents=True)
    text = "Title: {0}\nDate: 2025-01-01\nSummary: Words.\nReviewed: 2025-01-01\nNext_review: {1}\n\nText.\n"
    for name, day in {"late": "2026-01-15", "soon": "2026-04-01", "far": "2027-01-01"}.items():
        (folder / f"{name}.md").write_text(text.format(name.capitalize(), day), "utf-8")
    now = datetime.fromisoformat("2026-03-01T09:00:00+00:00")
    changed = {**settings, "PATH": str(tmp_path / "content"), "FRONTFOOT_BUILD_TIME": now}
    assert guides.due(changed) == [
        "content/advice/late.md: overdue since Thursday 15 January 2026: Late",
        "content/advice/soon.md: due by Wednesday 1 April 2026: Soon",
    ]
    assert guides.report({**changed, "PATH": str(tmp_path / "none")}) == (
        "No guide is due for review in the next 60 days."
    )
