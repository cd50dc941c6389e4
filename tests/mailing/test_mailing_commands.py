"""What people run: the rules of a send, the report, the doctor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mailing_parts import NOON, Clock, Sink, fill, make_edition, make_settings, states
from sqlalchemy import Engine

from mailing import clock, commands, doctor, ledger, report, subscribers
from mailing.commands import Office
from mailing.errors import MailingError, RefusedError
from mailing.settings import SettingsError, from_environment

NAME = "2018-10"
STORIES = frozenset({"tag:mip.example,2018:1"})
GOOD = {
    "FRONTFOOT_SECRET_KEYS": "k" * 40,
    "FRONTFOOT_SUPPRESSION_KEY": "s" * 40,
    "FRONTFOOT_SENDER_NAME": "Managers",
    "FRONTFOOT_SENDER_ADDRESS": "news@mip.example",
    "FRONTFOOT_LIST_ID": "monthly.mip.example",
    "FRONTFOOT_BOUNCE_DOMAIN": "bounce.mip.example",
    "FRONTFOOT_SIGNUP_BASE": "https://signup.mip.example",
    "FRONTFOOT_SMTP_HOST": "relay.mip.example",
}


class Desk:
    """An office with a lock, and what it said."""

    def __init__(self, engine: Engine, sink: Sink, content: Path) -> None:
        self.said: list[str] = []
        self.clock = Clock()
        self.sink = sink
        self.engine = engine
        settings = make_settings("unused", sink.port)
        self.office = Office(settings, engine, content, self.said.append, self.clock)
        self.freeze()

    def freeze(self, **changes: object) -> None:
        """Write a lock."""
        folder = self.office.content / "digests"
        folder.mkdir(exist_ok=True)
        (folder / f"{NAME}.lock.json").write_bytes(make_edition(**changes).to_json())

    def test(self) -> None:
        """Send the test and forget what arrived."""
        assert commands.digest_test(self.office, NAME, "editor@mip.example") == 0
        self.sink.got.clear()

    def send(self, typed: str | None = None, **options: object) -> int:
        """Send to the list, typing the right number unless told otherwise."""

        def ask(question: str) -> str:
            number = next(word for word in question.split() if word.isdigit())
            return number if typed is None else typed

        return commands.digest_send(self.office, NAME, ask=ask, published=STORIES, **options)


@pytest.fixture
def desk(engine: Engine, sink: Sink, tmp_path: Path) -> Desk:
    """Give an office on both databases, with five subscribers and one who has left."""
    desk = Desk(engine, sink, tmp_path)
    fill(engine, desk.office.settings, 6)
    with engine.begin() as connection:
        subscribers.leave(connection, 6, "unsubscribed", "page", NOON)
    return desk


def test_a_send_from_test_to_report(desk: Desk) -> None:
    """Test, send, report: five copies, and the numbers add up."""
    desk.test()
    assert desk.send() == 0
    assert sorted(desk.sink.recipients()) == [f"p{n}@reader.example" for n in range(5)]
    desk.said.clear()
    assert commands.digest_report(desk.office, NAME) == 0
    text = "\n".join(desk.said)
    assert "6  candidates" in text
    assert "1  unsubscribed (excluded)" in text
    assert "5  sent" in text
    assert "It adds up." in text
    assert "@" not in text


def test_twice_is_once(desk: Desk) -> None:
    """A second list send says what was done and mails nobody."""
    desk.test()
    desk.send()
    assert desk.send(typed="not asked") == 0
    assert len(desk.sink.got) == 5


def test_the_test_sends_every_variant(desk: Desk) -> None:
    """A test message is sent for each variant, and is in no ledger."""
    commands.digest_test(desk.office, NAME, "editor@mip.example")
    assert desk.sink.recipients() == ["editor@mip.example"] * 2
    assert states(desk.engine) == {}


def spoil_lock(desk: Desk) -> None:
    desk.freeze(subject="Another subject")


def make_old(desk: Desk) -> None:
    desk.clock.at += 8 * clock.DAY


def come_early(desk: Desk) -> None:
    desk.clock.at -= 5 * clock.HOUR


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [(spoil_lock, "never sent as a test"), (make_old, "--late"), (come_early, "is set for")],
)
def test_a_send_that_must_not_start(desk: Desk, spoil: Callable[[Desk], None], cause: str) -> None:
    """No test of this very lock, a lock that is old, or a time not reached: nobody is mailed."""
    desk.test()
    spoil(desk)
    with pytest.raises(RefusedError, match=cause):
        desk.send()
    assert desk.sink.got == []
    assert states(desk.engine) == {}


def test_late_is_possible_when_said(desk: Desk) -> None:
    """An old lock is sent with --late."""
    desk.test()
    make_old(desk)
    assert desk.send(late=True) == 0


def test_a_retracted_story_blocks(desk: Desk) -> None:
    """A story that is public no more blocks the send, and is named."""
    desk.test()
    with pytest.raises(RefusedError, match="Welcome"):
        commands.digest_send(desk.office, NAME, ask=lambda _q: "5", published=frozenset())
    assert desk.sink.got == []


@pytest.mark.parametrize("typed", ["", "4", "yes", "5 people"])
def test_the_number_must_be_typed(desk: Desk, typed: str) -> None:
    """Anything but the number of recipients sends nothing."""
    desk.test()
    with pytest.raises(RefusedError, match="number"):
        desk.send(typed=typed)
    assert desk.sink.got == []


def test_an_empty_list_sends_nothing(engine: Engine, sink: Sink, tmp_path: Path) -> None:
    """Without subscribers nothing is sent, which is said and is no error."""
    desk = Desk(engine, sink, tmp_path)
    desk.test()
    assert desk.send() == 0
    assert "no active subscribers" in desk.said[-1]


def test_another_lock_cannot_take_over(desk: Desk) -> None:
    """Once a send was begun, another lock of the same edition is refused."""
    desk.test()
    desk.send()
    spoil_lock(desk)
    desk.test()
    with pytest.raises(RefusedError, match="another lock"):
        desk.send()


def test_pause_and_resume(desk: Desk) -> None:
    """A paused edition sends nothing until it is resumed; what was never begun cannot be resumed."""
    with pytest.raises(MailingError, match="has not been sent"):
        commands.digest_resume(desk.office, NAME)
    desk.test()
    with desk.engine.begin() as connection:
        ledger.begin(connection, NAME, make_edition().sha256, NOON)
    commands.digest_pause(desk.office, NAME)
    assert desk.send() == 1
    assert desk.sink.got == []
    assert commands.digest_resume(desk.office, NAME, STORIES) == 0
    assert len(desk.sink.got) == 5


def test_unknown_is_shown_and_resolved(desk: Desk) -> None:
    """What stays uncertain fails the task, is listed by number, and is settled by a person."""
    desk.test()
    desk.sink.rule = lambda stage, a: "drop after" if stage == "data" and a.startswith("p3") else None
    assert desk.send() == 1
    assert any("ledger rows 4" in line for line in desk.said)
    assert commands.digest_resolve(desk.office, NAME, resend=False) == 0
    assert states(desk.engine) == {"sent": 5}


def test_old_ledgers_fold_into_their_totals(desk: Desk) -> None:
    """After the retention period the rows are gone and the report still adds up."""
    desk.test()
    desk.send()
    desk.clock.at += 500 * clock.DAY
    commands.subscribers_purge(desk.office)
    with desk.engine.begin() as connection:
        kept = report.make(connection, NAME)
    assert kept.adds_up
    assert kept.excluded["archived: sent"] == 5


def test_stats_and_erase(desk: Desk) -> None:
    """Numbers are said without addresses, and an erased address is out of the next send."""
    commands.subscribers_erase(desk.office, "P1@reader.example")
    commands.subscribers_stats(desk.office)
    assert "       4  active" in desk.said
    desk.test()
    desk.send()
    assert "p1@reader.example" not in desk.sink.recipients()


def test_settings_are_checked_together() -> None:
    """Every missing or wrong setting is named in one message, and no secret is shown."""
    wrong = {
        "FRONTFOOT_SECRET_KEYS": "short",
        "FRONTFOOT_SMTP_PORT": "x",
        "FRONTFOOT_SIGNUP_BASE": "http://a.example",
    }
    with pytest.raises(SettingsError) as caught:
        from_environment(wrong)
    text = str(caught.value)
    for name in ("SECRET_KEYS", "SMTP_PORT", "SIGNUP_BASE", "SENDER_ADDRESS", "LIST_ID", "SMTP_HOST"):
        assert f"FRONTFOOT_{name}" in text
    assert "short'" not in text
    assert "kkkk" not in repr(from_environment(GOOD))


def test_plain_text_leaves_this_machine_never() -> None:
    """TLS can be switched off for a relay on this machine only."""
    off = {**GOOD, "FRONTFOOT_SMTP_TLS": "off"}
    with pytest.raises(SettingsError, match="unencrypted"):
        from_environment(off)
    assert from_environment({**off, "FRONTFOOT_SMTP_HOST": "127.0.0.1"}).relay.port == 25


def test_the_doctor(tmp_path: Path) -> None:
    """The doctor names what is wrong with its fix, and is content when nothing is."""
    said: list[str] = []
    assert commands.examine({}, say=said.append) == 1
    assert any("FRONTFOOT_SECRET_KEYS" in line for line in said)
    box = tmp_path / "box"
    box.mkdir(mode=0o700)
    good = {
        **GOOD,
        "FRONTFOOT_DATABASE_URL": f"sqlite:///{tmp_path}/s.sqlite",
        "FRONTFOOT_RETURNED": f"maildir:{box}",
        "FRONTFOOT_BACKUP_TO": "news@mip.example",
    }
    said.clear()
    assert commands.examine(good, say=said.append) == 0
    (tmp_path / "s.sqlite").touch(mode=0o600)
    (tmp_path / "s.sqlite").chmod(0o644)
    box.chmod(0o755)
    said.clear()
    worse = {**good, "FRONTFOOT_SUPPRESSION_KEY": "k" * 40, "FRONTFOOT_BACKUP_TO": ""}
    assert commands.examine(worse, say=said.append) == 1
    assert sum("wrong" in line for line in said) == 4


def test_the_doctor_asks_the_dns() -> None:
    """Records are looked for at the right names; a DNS that cannot be asked is no verdict."""
    settings = replace(make_settings("unused"), sender_address="news@mip.example")
    records = {
        ("bounce.mip.example", "TXT"): ['"v=spf1 -all"'],
        ("bounce.mip.example", "MX"): ["10 mx.example."],
    }
    found = doctor.check_dns(settings, lambda name, kind: records.get((name, kind), []))
    assert [finding.state for finding in found] == ["ok", "wrong", "ok"]
    assert {finding.state for finding in doctor.check_dns(settings, lambda _n, _k: None)} == {"unsure"}


def test_an_edition_frozen_long_ago_stays_readable(tmp_path: Path, lite: Engine, sink: Sink) -> None:
    """A lock of another year loads from the content folder by its name."""
    desk = Desk(lite, sink, tmp_path)
    desk.freeze(frozen_at=datetime(2018, 10, 31, 18, tzinfo=UTC))
    assert desk.office.edition(NAME).frozen_at.year == 2018
