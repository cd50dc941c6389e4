"""The whole way through a real relay: postfix, signed by opendkim, in front of a sink that misbehaves."""

import email
import email.policy
import mailbox
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from mailing_parts import NOON, Sink, begin, fill, make_edition, make_settings, states, wait_for
from mailing_relay import Relay
from sqlalchemy import Engine, select

from mailing import message, smtp, subscribers
from mailing.commands import Office, subscribers_collect
from mailing.errors import RelayRefusedError
from mailing.schema import returns
from mailing.sender import Sender
from mailing.settings import Settings

pytestmark = pytest.mark.xdist_group("relay")
BOUNCES = "@bounce.mip.example"


def settings_for(relay: Relay) -> Settings:
    settings = make_settings("unused", relay.port)
    secure = replace(settings.relay, host="localhost", tls="starttls", ca_file=str(relay.ca_file))
    return replace(settings, relay=secure)


def test_through_postfix_and_back(lite: Engine, backend: Sink, relay: Relay, tmp_path: Path) -> None:
    """Six recipients: two taken, one slow, one put off, one dropped after DATA, one unknown, one full.

    All are sent as far as we know; the signature survives; genuine bounces come back to the signed return
    path, the hard one suppresses, the soft one counts.
    """
    once = {"p2@reader.example": "451 4.3.0 later", "p4@reader.example": "drop"}
    always = {
        "p1@reader.example": "550 5.1.1 no such user",
        "p3@reader.example": "slow",
        "p5@reader.example": "552 5.2.2 mailbox full",
    }

    def rule(stage: str, address: str) -> str | None:
        if stage != "data":
            return None
        return once.pop(address, None) or always.get(address)

    sink = backend
    sink.rule = rule
    settings = settings_for(relay)
    fill(lite, settings, 7)
    begin(lite, make_edition())
    messages = message.prepare(settings, make_edition())
    assert Sender(lite, messages).run().ended == "done"
    assert states(lite) == {"sent": 7}
    delivered = {f"p{n}@reader.example" for n in (0, 2, 3, 4, 6)}
    wait_for(
        lambda: delivered <= set(sink.recipients()) and sum(BOUNCES in r for r in sink.recipients()) == 2
    )
    assert len([r for r in sink.recipients() if BOUNCES not in r]) == 5
    check_signature(sink, relay)
    collect(lite, sink, settings, tmp_path)
    with lite.begin() as connection:
        bounced = subscribers.find(connection, settings, "p1@reader.example")
        full = subscribers.find(connection, settings, "p5@reader.example")
        kinds = {row.subscriber_id: (row.kind, row.status) for row in connection.execute(select(returns))}
    assert (bounced["status"], full["status"]) == ("bounced", "active")
    assert kinds == {bounced["id"]: ("hard", "5.1.1"), full["id"]: ("soft", "5.2.2")}


def check_signature(sink: Sink, relay: Relay) -> None:
    """See that what the relay signed verifies at the receiver, and covers the headers for one-click."""
    raw = next(data for _s, recipient, data in sink.got if recipient == "p0@reader.example")
    assert dkim.verify(raw, dnsfunc=lambda _name, **_more: relay.dkim_record)
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    signed = parsed["DKIM-Signature"].replace(" ", "").lower()
    assert "list-unsubscribe" in signed
    assert "list-unsubscribe-post" in signed
    assert parsed["List-Unsubscribe"].startswith("<https://signup.mip.example/unsubscribe/")


def collect(engine: Engine, sink: Sink, settings: Settings, tmp_path: Path) -> None:
    """Read the bounces from a Maildir, twice: nothing is left, and nothing counts twice."""
    box = mailbox.Maildir(tmp_path / "returned", create=True)
    for _sender, recipient, data in sink.got:
        if BOUNCES in recipient:
            box.add(f"Delivered-To: {recipient}\n".encode() + data)
    settings = replace(settings, returned=f"maildir:{tmp_path / 'returned'}")
    said: list[str] = []
    office = Office(settings, engine, tmp_path, said.append, lambda: NOON)
    assert subscribers_collect(office) == 0
    assert subscribers_collect(office) == 0
    assert said[-1] == "0 messages read."
    assert len(box) == 0
    assert not [line for line in said if "@" in line]


def test_a_certificate_that_does_not_verify(relay: Relay) -> None:
    """Without the relay's authority, or under another name, nothing is sent, not even in plain text."""
    good = settings_for(relay).relay
    smtp.goodbye(smtp.connect(good))
    for bad in (replace(good, ca_file=""), replace(good, host="127.0.0.2")):
        with pytest.raises((RelayRefusedError, smtp.RelayDownError)):
            smtp.connect(bad)
    with pytest.raises(RelayRefusedError, match="certificate"):
        smtp.connect(replace(good, ca_file=""))


def test_a_relay_without_starttls(sink: Sink) -> None:
    """A relay that offers no STARTTLS is refused; there is no falling back."""
    plain = replace(make_settings("unused", sink.port).relay, tls="starttls")
    with pytest.raises(RelayRefusedError, match="STARTTLS"):
        smtp.connect(plain)
    assert sink.got == []


def test_refusals_among_commands_sent_together(backend: Sink, relay: Relay) -> None:
    """A relay that takes MAIL, RCPT and DATA together refuses one recipient; the next message goes out as it should."""
    settings = settings_for(relay)
    backend.rule = lambda _stage, _address: None
    messages = message.prepare(settings, make_edition())
    connection = smtp.connect(settings.relay)
    assert connection.has_extn("pipelining")
    outcomes = []
    for name in ("nobody", "first", "later", "second"):
        address = f"{name}@reader.example"
        envelope = messages.make(delivery_id=1, subscriber_id=1, address=address, topic=None)
        outcomes.append(smtp.hand_over(connection, envelope))
    smtp.goodbye(connection)
    assert [(one.state, one.code, one.broken) for one in outcomes] == [
        ("failed", "550 5.1.1", False),
        ("sent", "250 2.0.0", False),
        ("deferred", "451 4.3.0", False),
        ("sent", "250 2.0.0", False),
    ]
    wait_for(lambda: {"first@reader.example", "second@reader.example"} <= set(backend.recipients()))
