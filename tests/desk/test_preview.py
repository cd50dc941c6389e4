"""Previews: a tree with drafts, the pages a branch changes, stories kept outside the repository; what is due."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from plugins.desk.due import due
from plugins.desk.embargoed import preview, release
from plugins.desk.preview import changed, compare, drafts, pages_of, report
from tests.support.sites import ROOT, build_to

STORY = (
    "Title: Under embargo\nDate: 2026-04-01\nEmbargo: 2026-04-02 00:01\nSummary: Words.\n\nSecret words.\n"
)


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=Editor", "-c", "user.email=editor@ccu.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


def conf(site: Path) -> str:
    return str(site / "siteconf.py")


def set_clock(site: Path, moment: str) -> None:
    file = site / "siteconf.py"
    lines = [
        "from datetime import datetime",
        f'FRONTFOOT_BUILD_TIME = datetime.fromisoformat("{moment}")',
        "",
    ]
    file.write_text(file.read_text("utf-8") + "\n".join(lines), "utf-8")


def test_the_tree_with_drafts(site_copy: Path) -> None:
    """Drafts, scheduled and embargoed stories are there, in a tree of their own, each page marked and not indexed."""
    assert drafts(conf(site_copy)) == 0
    tree = site_copy / "output-drafts"
    for name, why in (
        ("a-draft", "draft"),
        ("a-future", "dated ahead until "),
        ("an-embargo", "under embargo until "),
    ):
        page = (tree / "news" / name / "index.html").read_text("utf-8")
        assert f"Not published: {why}" in page
        assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "Preview with drafts: not all of this is published." in (tree / "index.html").read_text("utf-8")
    assert not (site_copy / "output").exists()


def test_the_pages_that_a_branch_changes(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new story and a changed standfirst are listed by address and title; an untouched page is not."""
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, site_copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pelicanconf.py", site_copy)
    git(site_copy, "init", "-q", "-b", "main")
    git(site_copy, "add", "content", "siteconf.py", "plugins", "theme", "pelicanconf.py")
    git(site_copy, "commit", "-qm", "Begin")
    git(site_copy, "checkout", "-qb", "story")
    (site_copy / "content" / "news" / "x.md").write_text(STORY.replace("2026-04", "2026-02"), "utf-8")
    old = site_copy / "content" / "news" / "old-note.md"
    old.write_text(old.read_text("utf-8") + "\nOne more paragraph.\n", "utf-8")
    (site_copy / "content" / "news" / "older-note.md").unlink()
    assert changed(conf(site_copy)) == 0
    said = capsys.readouterr().out
    assert "- `/news/x/` Under embargo | Care Coordinators United" in said.partition("**Changed**")[0]
    assert "- `/news/old-note/` " in said.partition("**Changed**")[2].partition("**Gone**")[0]
    assert "- `/news/older-note/` " in said.partition("**Gone**")[2]
    assert "/about/history/" not in said
    assert "/news/rotas-agreed/" not in said, "its list of latest news changed, not the story"
    assert " more, only what stands beside the text changes." in said


def test_a_new_style_sheet_changes_no_page(tmp_path: Path) -> None:
    """Hashes in names are not compared."""
    for name, number in (("a", "0123456789"), ("b", "abcdef0123")):
        (tmp_path / name).mkdir()
        text = f'<title>T</title><link rel="stylesheet" href="/assets/css/site.{number}.css">'
        (tmp_path / name / "index.html").write_text(text, "utf-8")
    changes = compare(pages_of(tmp_path / "a"), pages_of(tmp_path / "b"))
    assert list(report(changes)) == ["This branch changes no page."]


def test_without_a_main_branch(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outside a repository there is nothing to compare with, and that is said."""
    assert changed(conf(site_copy)) == 1
    assert "There is no main branch here to compare with." in capsys.readouterr().err


def test_stories_outside_the_repository(
    site_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are previewed among the others, stay where they are until their time, and then move in."""
    vault = tmp_path / "vault"
    (vault / "news").mkdir(parents=True)
    (vault / "news" / "secret.md").write_text(STORY, "utf-8")
    assert preview(str(vault), conf(site_copy)) == 0
    page = site_copy / "output-drafts" / "news" / "secret" / "index.html"
    assert "Secret words." in page.read_text("utf-8")
    assert not (site_copy / "content" / "news" / "secret.md").exists()
    assert release(str(vault), conf(site_copy)) == 0
    assert capsys.readouterr().out.endswith("Nothing may appear yet.\n")
    set_clock(site_copy, "2026-04-02T08:00:00+01:00")
    assert release(str(vault), conf(site_copy)) == 0
    assert capsys.readouterr().out == "content/news/secret.md\nCheck them, and commit them.\n"
    assert (site_copy / "content" / "news" / "secret.md").read_text("utf-8") == STORY
    assert not (vault / "news" / "secret.md").exists()


def test_a_folder_that_could_be_published_is_refused(
    site_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder inside the project is no place for secrets; nor may a file take another's place."""
    assert preview(str(site_copy / "content"), conf(site_copy)) == 1
    assert "is inside the repository, which may be public. Keep it outside." in capsys.readouterr().err
    vault = site_copy.parent / "vault"
    (vault / "news").mkdir(parents=True)
    (vault / "news" / "old-note.md").write_text(STORY, "utf-8")
    assert preview(str(vault), conf(site_copy)) == 1
    assert "content/news/old-note.md is there already. Rename one of the two." in capsys.readouterr().err


def test_what_goes_out_next(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Soonest first, with what happens and when in London; then the moment at which the site changes."""
    for file in (site_copy / "content" / "news").glob("a*.md"):
        file.unlink()
    (site_copy / "content" / "news" / "x.md").write_text(STORY, "utf-8")
    later = STORY.replace("Embargo: 2026-04-02 00:01\n", "").replace("Under embargo", "Later")
    (site_copy / "content" / "news" / "y.md").write_text(
        later.replace("2026-04-01", "2026-05-01 07:00"), "utf-8"
    )
    (site_copy / "content" / "news" / "z.md").write_text("Status: draft\n" + later, "utf-8")
    set_clock(site_copy, "2026-03-30T08:00:00+01:00")
    assert due(conf(site_copy)) == 0
    assert capsys.readouterr().out == (
        "Thursday 2 April 2026, 00:01  embargo ends: Under embargo (content/news/x.md)\n"
        "Friday 1 May 2026, 07:00  appears: Later (content/news/y.md)\n"
        "2 things to come.\n"
        "Build again at 2026-04-02 00:01 (UK time): the site changes then.\n"
    )


def test_a_build_at_the_next_change_differs(site_copy: Path) -> None:
    """Just before that moment the site is as it was; at that moment it is not."""
    (site_copy / "content" / "news" / "x.md").write_text(STORY, "utf-8")
    before = build_to(conf(site_copy), site_copy / "before", BUILD_TIME="2026-04-02T00:00:59+01:00")
    after = build_to(conf(site_copy), site_copy / "after", BUILD_TIME="2026-04-02T00:01:00+01:00")
    assert not (before / "news" / "x").exists()
    assert (after / "news" / "x").exists()
