"""What editors run, on a newsroom of its own, through the real reading of a site."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path

import pytest

from plugins.digest import commands
from plugins.digest.lock import load
from plugins.digest.reading import read_site
from tests.digest.newsroom import Newsroom


def outcome(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    return out + err


def test_new_scaffolds_a_month(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """The file names the period, the day to send and the lead; it is accepted as it stands."""
    october.story("news/late", "2018-10-30")
    october.story("news/november", "2018-11-09", "Rotas agreed")
    october.content.joinpath("digests/2018-10.md").unlink()
    assert commands.new(october.settings, "2018-10") == 0
    text = october.content.joinpath("digests/2018-10.md").read_text("utf-8")
    assert text == (
        "Subject: Long read, and four more stories\n"
        "Preheader: Also: Late; Rota talks; Pay deal; Say it\n"
        "Period: 2018-10-01 | 2018-11-01\n"
        "Send_at: 2018-11-01 09:00\n"
        "Lead: features/long-read\n"
        "\n"
    )
    assert "carries 5" in outcome(capsys)
    assert (
        read_site(october.settings).assemblies["2018-10"].digest.subject == "Long read, and four more stories"
    )


def test_new_leaves_an_edition_alone(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there is an editor's work."""
    before = october.content.joinpath("digests/2018-10.md").read_text("utf-8")
    assert commands.new(october.settings, "2018-10") == 1
    assert "is there already" in outcome(capsys)
    assert october.content.joinpath("digests/2018-10.md").read_text("utf-8") == before


def test_an_empty_month_is_said_and_makes_nothing(
    october: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was published, nothing is written, nothing is wrong."""
    assert commands.new(october.settings, "2018-12") == 0
    assert "Nothing was published in December 2018" in outcome(capsys)
    assert not october.content.joinpath("digests/2018-12.md").exists()


def test_new_refuses_a_month_that_another_edition_covers(
    october: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before a file is there that no build would accept."""
    october.story("news/november", "2018-11-09")
    october.edition("2018-10", "Period: 2018-10-01 | 2018-11-15\n", send_at="2018-11-20")
    assert commands.new(october.settings, "2018-11") == 1
    assert "2018-10 covers a part of November 2018" in outcome(capsys)


@pytest.mark.parametrize("name", ["2018-13", "October", "../x"])
def test_a_name_that_is_no_month(october: Newsroom, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Every command says how to name an edition."""
    assert commands.preview(october.settings, name) == 1
    assert "such as 2018-10" in outcome(capsys)


def test_preview_writes_three_files_that_repeat(
    october: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same content gives the same bytes, and a list of checks that are all in order."""
    for folder in ("one", "two"):
        assert commands.preview(october.settings, "2018-10", into=tmp_path / folder) == 0
    said = outcome(capsys)
    assert "warning" not in said
    assert "error" not in said
    for name in ("2018-10.eml", "2018-10.html", "2018-10.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    picture = tmp_path / "one" / "digests/2018-10/pictures/features-long-read.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert 'src="digests/2018-10/pictures/features-long-read.png"' in (
        tmp_path / "one/2018-10.html"
    ).read_text("utf-8")


def test_the_message_is_sound(october: Newsroom, tmp_path: Path) -> None:
    """Parsed back it has both parts, the date of sending, and the headers that let a reader leave."""
    october.edition("2018-10", body="Llŷr writes.", send_at="2018-11-05 09:00")
    commands.preview(october.settings, "2018-10", into=tmp_path)
    data = (tmp_path / "2018-10.eml").read_bytes()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    message = email.message_from_bytes(data, policy=policy.default)
    assert not message.defects
    assert message["List-Unsubscribe"] == "<https://ccu.example/unsubscribe/preview/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Date"] == "Mon, 05 Nov 2018 09:00:00 +0000"
    assert message["Subject"] == "The month in brief"
    plain, html = message.iter_parts()
    assert "Llŷr writes." in plain.get_content()
    assert "https://ccu.example/digests/2018-10/pictures/features-long-read.png" in html.get_content()
    assert "front-foot.invalid" not in plain.get_content() + html.get_content()


def test_preview_for_a_topic(october: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A topic's readers can be shown theirs; one that changes nothing is said to."""
    assert commands.preview(october.settings, "2018-10", topic="rotas", into=tmp_path) == 0
    assert "ROTAS: THE TOPIC YOU FOLLOW" in (tmp_path / "2018-10.rotas.txt").read_text("utf-8")
    assert commands.preview(october.settings, "2018-10", topic="knots", into=tmp_path) == 1
    assert "the same as for everybody" in outcome(capsys)


def test_what_was_frozen_stays(october: Newsroom, tmp_path: Path) -> None:
    """Later edits change neither the lock nor a preview made from it, nor the choice for the web page."""
    assert commands.freeze(october.settings, "2018-10") == 0
    before = october.lock("2018-10").read_bytes()
    commands.preview(october.settings, "2018-10", into=tmp_path / "before")
    october.story("news/pay-deal", "2018-10-02", "Another headline")
    october.story("news/late", "2018-10-30")
    october.edition("2018-10", "Exclude:\n    opinion/say-it\n", body="Another introduction.")
    commands.preview(october.settings, "2018-10", into=tmp_path / "after")
    assert october.lock("2018-10").read_bytes() == before
    for name in ("2018-10.eml", "2018-10.html", "2018-10.txt"):
        assert (tmp_path / "before" / name).read_bytes() == (tmp_path / "after" / name).read_bytes()
    digest = read_site(october.settings).assemblies["2018-10"].digest
    assert [story.title for story in digest.stories] == ["Long read", "Rota talks", "Pay deal", "Say it"]


def test_a_late_story_goes_into_the_next_edition(october: Newsroom) -> None:
    """After the freeze of October, a story dated October is carried by November."""
    commands.freeze(october.settings, "2018-10")
    october.story("news/late", "2018-10-30")
    october.story("news/november", "2018-11-09")
    october.edition("2018-11")
    digest = read_site(october.settings).assemblies["2018-11"].digest
    assert [story.key for story in digest.stories] == ["news/november", "news/late"]


def test_the_lock_holds_what_was_previewed(october: Newsroom) -> None:
    """All stories, every form, the time of freezing from the build's clock."""
    commands.freeze(october.settings, "2018-10")
    lock = load(october.lock("2018-10"))
    assert [story.address for story in lock.stories][:2] == [
        "https://ccu.example/features/long-read/",
        "https://ccu.example/news/rota-talks/",
    ]
    assert sorted(lock.variants) == ["", "pay", "rotas"]
    assert lock.frozen_at.isoformat() == "2026-03-01T09:00:00+00:00"


def test_freezing_twice_is_refused(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """The way to take in changes is to thaw."""
    assert commands.freeze(october.settings, "2018-10") == 0
    assert commands.freeze(october.settings, "2018-10") == 1
    assert "digest.thaw 2018-10" in outcome(capsys)


def test_a_faulty_edition_cannot_be_frozen(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """A link that would not work from a mailbox stops the freeze."""
    october.edition("2018-10", body="Look [here](http://example.org/).")
    assert commands.freeze(october.settings, "2018-10") == 1
    assert "http://example.org/" in outcome(capsys)
    assert not october.lock("2018-10").exists()


def test_thawing_until_it_was_sent(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """Delivery says whether the list has it; then the lock stays."""
    commands.freeze(october.settings, "2018-10")
    assert commands.thaw(october.settings, "2018-10", sent=lambda _: True) == 1
    assert "has been sent" in outcome(capsys)
    assert october.lock("2018-10").exists()
    assert commands.thaw(october.settings, "2018-10", sent=lambda _: False) == 0
    assert not october.lock("2018-10").exists()
    assert commands.thaw(october.settings, "2018-10", sent=lambda _: False) == 1


def test_a_retracted_story_blocks_sending(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """It leaves the edition's page, and the email does not go out with it."""
    assert commands.may_be_sent(october.settings, "2018-10") == 1
    assert "is not frozen" in outcome(capsys)
    commands.freeze(october.settings, "2018-10")
    assert commands.may_be_sent(october.settings, "2018-10") == 0
    october.content.joinpath("news/pay-deal.md").unlink()
    assert commands.may_be_sent(october.settings, "2018-10") == 1
    assert "“Pay deal”" in outcome(capsys)
    digest = read_site(october.settings).assemblies["2018-10"].digest
    assert "news/pay-deal" not in [story.key for story in digest.stories]


def test_delivery_can_ask_what_is_public(october: Newsroom) -> None:
    """The ids are those in the lock; a retracted story's is not among them."""
    commands.freeze(october.settings, "2018-10")
    ids = load(october.lock("2018-10")).ids
    assert ids == commands.published_ids(october.settings)
    october.content.joinpath("news/pay-deal.md").unlink()
    assert len(ids - commands.published_ids(october.settings)) == 1


def test_an_edition_that_is_not_there(october: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer says how to make it."""
    assert commands.preview(october.settings, "2019-01") == 1
    assert "digest.new 2019-01" in outcome(capsys)


def test_drafts_and_embargoes_are_never_carried(october: Newsroom) -> None:
    """What may not appear yet is in no edition."""
    october.story("news/draft", "2018-10-05", more="Status: draft\n")
    october.story("news/embargo", "2018-10-06", more="Embargo: 2099-01-01\n")
    keys = [story.key for story in read_site(october.settings).assemblies["2018-10"].digest.stories]
    assert "news/draft" not in keys
    assert "news/embargo" not in keys
