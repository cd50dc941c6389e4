"""An address that was published keeps working, or says why it does not."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.desk.addresses import fix, keep_record
from plugins.front_matter.newsroom import Newsroom, read_newsroom
from plugins.redirects.addresses import load, record, save
from plugins.redirects.moves import Move, address_problems, key, moves
from tests.support.sites import BUILD_TIME, ROOT, build_to, run_build

STORY = "Title: A story\nDate: 2026-01-01\nSummary: Words.\n{}\nText.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A copy of tests/site."""
    shutil.copytree(ROOT / "tests" / "site", tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def here(desk: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of the copy, all of its stories on record."""
    now = datetime.fromisoformat(BUILD_TIME)
    mine = {**settings, "PATH": str(desk / "content"), "FRONTFOOT_BUILD_TIME": now}
    save(desk / "content", record(read_newsroom(mine), mine))
    return mine


def said(here: dict[str, Any]) -> list[str]:
    newsroom: Newsroom = read_newsroom(here)
    return sorted(map(str, address_problems(newsroom, here)))


def content(here: dict[str, Any]) -> Path:
    return Path(here["PATH"])


def line_in_record(here: dict[str, Any], address: str) -> int:
    text = (content(here) / "addresses.json").read_text("utf-8")
    return next(number for number, line in enumerate(text.split("\n"), 1) if f'"{address}"' in line)


def test_a_new_site_is_in_order(here: dict[str, Any]) -> None:
    """Nothing is said of a site whose addresses are all there; drafts and the future are not on record."""
    assert said(here) == []
    addresses = {one.address for one in load(content(here))}
    assert {"/news/old-note/", "/about/history/", "/people/mair-wyn/", "/topics/rotas/"} <= addresses
    assert not {"/news/a-draft/", "/news/a-future/", "/news/an-embargo/"} & addresses


def test_the_record_is_one_sorted_line_an_address(here: dict[str, Any]) -> None:
    """People can read the record and git can merge it; writing it again changes nothing."""
    text = (content(here) / "addresses.json").read_text("utf-8")
    lines = text.split("\n")[1:-2]
    assert [json.loads(line.rstrip(","))["address"] for line in lines] == sorted(
        one.address for one in load(content(here))
    )
    assert save(content(here), record(read_newsroom(here), here)) is False


def test_a_new_slug_asks_for_an_alias(here: dict[str, Any]) -> None:
    """The message names the line to add."""
    file = content(here) / "news" / "old-note.md"
    file.write_text(file.read_text("utf-8").replace("Title:", "Slug: new-note\nTitle:", 1), "utf-8")
    assert said(here) == [
        (
            "content/news/old-note.md:1: Aliases: /news/old-note/ was published and would lead nowhere. "
            "Add: Aliases: /news/old-note/"
        )
    ]


def test_a_move_to_another_section_is_recognised(here: dict[str, Any]) -> None:
    """A file of the same name in another folder is the same story."""
    (content(here) / "news" / "old-note.md").rename(content(here) / "features" / "old-note.md")
    assert said(here) == [
        (
            "content/features/old-note.md:1: Aliases: /news/old-note/ was published and would lead nowhere. "
            "Add: Aliases: /news/old-note/"
        )
    ]


def test_a_page_under_another_parent(here: dict[str, Any]) -> None:
    """A page that moves up loses its old address, too."""
    file = content(here) / "pages" / "history.md"
    file.write_text(file.read_text("utf-8").replace("Parent: about\n", ""), "utf-8")
    assert any("/about/history/ was published and would lead nowhere" in line for line in said(here))


def test_a_deleted_story(here: dict[str, Any]) -> None:
    """Nobody guesses: the message says both ways out, and stands at the line of the record."""
    (content(here) / "news" / "old-note.md").unlink()
    line = line_in_record(here, "/news/old-note/")
    assert said(here) == [
        (
            f"content/addresses.json:{line}: /news/old-note/ was published and would lead nowhere. "
            'Add "Aliases: /news/old-note/" to what replaces it (content/news/older-note.md?), or put '
            "news/old-note.md back with Status: retracted and a Retraction."
        )
    ]


@pytest.mark.parametrize("line", ["Status: draft\n", "Embargo: 2027-01-01\n"])
def test_a_published_story_cannot_go_back_to_draft(line: str, here: dict[str, Any]) -> None:
    """To take a story back is to retract it."""
    file = content(here) / "news" / "old-note.md"
    file.write_text(line + file.read_text("utf-8"), "utf-8")
    assert [text.split(": ", 1)[1] for text in said(here)] == [
        (
            "Status: /news/old-note/ was published and would lead nowhere. "
            "Publish it again, or set Status: retracted and say why in Retraction."
        )
    ]


def test_what_is_published_later_than_this_build_does_not_count(here: dict[str, Any]) -> None:
    """A build of an earlier moment knows nothing of later addresses."""
    (content(here) / "news" / "old-note.md").unlink()
    before = here["FRONTFOOT_BUILD_TIME"].replace(year=2025)
    assert said({**here, "FRONTFOOT_BUILD_TIME": before}) == []


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ("/news/old-note/", "/news/old-note/ is the address of content/news/old-note.md. Delete it, or"),
        ("/NEWS/Old-Note", "/NEWS/Old-Note is the address of content/news/old-note.md."),
        ("/news/x/", "/news/x/ is this page's own address. Delete it."),
    ],
)
def test_circles_chains_and_claims(aliases: str, message: str, here: dict[str, Any]) -> None:
    """An alias that is an address in use would be a loop or a chain: refused, whatever its case."""
    (content(here) / "pages" / "history.md").write_text(
        "Title: History\nParent: about\nAliases: /our-history/\n\nText.\n", "utf-8"
    )
    (content(here) / "news" / "x.md").write_text(STORY.format(f"Aliases: {aliases}\n"), "utf-8")
    assert any(f"content/news/x.md:4: Aliases: {message}" in line for line in said(here))


def test_two_claims_to_one_old_address(here: dict[str, Any]) -> None:
    """Only one file can have been read at an address: the message names the other."""
    (content(here) / "news" / "x.md").write_text(STORY.format("Aliases: /History.html\n"), "utf-8")
    assert said(here) == [
        (
            "content/pages/history.md:7: Aliases: /history.html is already claimed by content/news/x.md. "
            "Keep it in one of the two."
        )
    ]


def test_an_alias_where_the_site_makes_a_page(desk: Path) -> None:
    """The archive, a section, a topic: an alias there stops the build and the line is named."""
    (desk / "content" / "news" / "x.md").write_text(
        STORY.format("Aliases:\n    /archive/\n    /News\n"), "utf-8"
    )
    result = run_build(desk / "siteconf.py", f'{{"OUTPUT_PATH": "{desk / "output"}"}}')
    assert result.returncode == 1
    assert (
        "content/news/x.md:5: Aliases: /archive/ is a page that the site makes. Delete it." in result.stderr
    )
    assert "content/news/x.md:6: Aliases: /News is a page that the site makes. Delete it." in result.stderr


def test_two_forms_of_one_address() -> None:
    """Case and the last slash do not make two addresses; parameters in another order do not either."""
    assert key("/Home/X.aspx") == key("/home/x.aspx/")
    assert key("/?p=1&x=2") == key("/?x=2&p=1") != key("/?p=2&x=2")


def test_fix_adds_the_line_and_the_id_survives(
    here: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a move, `--fix` writes the alias, keeps both addresses on record under one id, and does it once."""
    monkeypatch.setattr("plugins.desk.addresses.read_settings", lambda _file: here)
    old = content(here) / "news" / "old-note.md"
    moved = content(here) / "features" / "old-note.md"
    old.rename(moved)
    before = {one.address: one.id for one in load(content(here))}
    assert fix() == 0
    assert "content/features/old-note.md: Aliases: /news/old-note/" in capsys.readouterr().out
    assert "\nAliases: /news/old-note/\n\n" in moved.read_text("utf-8")
    after = {one.address: one for one in load(content(here))}
    assert after["/features/old-note/"].id == after["/news/old-note/"].id == before["/news/old-note/"]
    assert after["/news/old-note/"].file == "features/old-note.md"
    assert said(here) == []
    text = moved.read_text("utf-8")
    assert fix() == 0
    assert capsys.readouterr().out == ""
    moved.rename(content(here) / "opinion" / "old-note.md")
    assert fix() == 0
    text = (content(here) / "opinion" / "old-note.md").read_text("utf-8")
    assert "\nAliases: /news/old-note/\n    /features/old-note/\n\n" in text
    assert said(here) == []


def test_fix_decides_nothing_by_itself(
    here: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A deleted story is left to people: exit 1 and the message."""
    monkeypatch.setattr("plugins.desk.addresses.read_settings", lambda _file: here)
    (content(here) / "news" / "old-note.md").unlink()
    assert fix() == 1
    assert "/news/old-note/ was published and would lead nowhere." in capsys.readouterr().err


def test_publish_keeps_the_record(here: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A new story gets its line; what was there stays as it was."""
    monkeypatch.setattr("plugins.desk.addresses.read_settings", lambda _file: here)
    before = load(content(here))
    (content(here) / "news" / "x.md").write_text(STORY.format(""), "utf-8")
    assert keep_record() is True
    after = load(content(here))
    assert [one for one in after if one not in before] == [one for one in after if one.address == "/news/x/"]
    assert len(after) == len(before) + 1
    assert keep_record() is False


def test_a_withdrawn_story(desk: Path, here: dict[str, Any]) -> None:
    """Its page says why, and the story is nowhere: not in lists, feeds, sitemap, or its own words."""
    file = content(here) / "news" / "old-note.md"
    text = "Status: retracted\nRetraction: The figures were not ours to give.\nAliases: /news/note-1/\n"
    file.write_text(text + file.read_text("utf-8") + "\nSecret words.\n", "utf-8")
    assert said(here) == []
    for drafts in ("false", "true"):
        result = run_build(
            desk / "siteconf.py", f'{{"OUTPUT_PATH": "{desk / "output"}", "FRONTFOOT_DRAFTS": {drafts}}}'
        )
        assert result.returncode == 0, result.stderr
    output = build_to(desk / "siteconf.py", desk / "out")
    page = (output / "news" / "old-note" / "index.html").read_text("utf-8")
    assert "This story has been withdrawn" in page
    assert "The figures were not ours to give." in page
    assert 'content="noindex, follow"' in page
    others = [one for one in output.rglob("*.*ml") if one.parent.name not in {"old-note", "note-1"}]
    assert not [one for one in others if "old-note" in one.read_text("utf-8").replace("older-note", "")]
    assert not [one for one in output.rglob("*.*ml") if "Secret words" in one.read_text("utf-8")]
    assert Move("/news/note-1/", "/news/old-note/") in moves(read_newsroom(here), here)
    rules = (output / "_redirects").read_text("utf-8")
    assert "\n/news/old-note/ /news/old-note/index.html 410!\n" in rules
    assert "\n/news/note-1 /news/old-note/ 301\n" in rules


def test_one_old_address_in_two_forms(desk: Path) -> None:
    """The same address in other letters, or with its index.html, is one page and no collision."""
    aliases = "Aliases:\n    /Old/Way/\n    /old/way\n    /old/way/index.html\n"
    (desk / "content" / "news" / "x.md").write_text(STORY.format(aliases), "utf-8")
    output = build_to(desk / "siteconf.py", desk / "output")
    pages = [file for file in output.rglob("index.html") if file.parent.name.lower() == "way"]
    assert len(pages) == 1
    assert 'href="/news/x/"' in pages[0].read_text("utf-8")
