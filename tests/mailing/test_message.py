"""The messages: deterministic, foldable without harm, and the same after a mail program has parsed them."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from mailing_parts import make_edition, make_settings

from mailing import message
from mailing.edition import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Variant
from mailing.message import Envelope

SETTINGS = make_settings("unused")


def make(
    number: int = 7, address: str = "jo@reader.example", topic: str | None = None, **changes: object
) -> Envelope:
    messages = message.prepare(SETTINGS, make_edition(**changes))
    return messages.make(delivery_id=number, subscriber_id=number, address=address, topic=topic)


def parse(envelope: Envelope) -> EmailMessage:
    return email.message_from_bytes(envelope.data.replace(b"\r\n..", b"\r\n."), policy=email.policy.default)


def test_the_same_twice() -> None:
    """The same edition and recipient give the same bytes; another's differ in what is theirs only."""
    assert make() == make()
    ours, theirs = make(7).data.split(b"\r\n"), make(8).data.split(b"\r\n")
    differing = [line for line, other in zip(ours, theirs, strict=True) if line != other]
    assert len(differing) == 7
    assert len(make(7).data) == len(make(2**60).data)


def test_headers() -> None:
    """All list headers are there and as their standards ask, after parsing back."""
    parsed = parse(make())
    assert parsed["To"] == "jo@reader.example"
    assert parsed["From"] == "Managers in Partnership <news@mip.example>"
    assert parsed["Reply-To"] == "hello@mip.example"
    assert parsed["Subject"] == "The managers’ voice: October"
    assert parsed["Date"].datetime == datetime(2018, 11, 2, 9, tzinfo=UTC)
    assert parsed["List-Id"] == "<monthly.mip.example>"
    assert parsed["List-Post"] == "NO"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = SETTINGS.tokens.number("unsubscribe", 7)
    web, post = parsed["List-Unsubscribe"].split(", ")
    assert web == f"<https://signup.mip.example/unsubscribe/{token}>"
    assert re.fullmatch(r"<mailto:u-[a-z2-7]{29}@bounce\.mip\.example\?subject=unsubscribe>", post)
    assert re.fullmatch(r"<[0-9a-f]{40}@monthly\.mip\.example>", parsed["Message-ID"])


def test_long_headers_fold_after_commas_only() -> None:
    """However long the address, List-Unsubscribe holds no encoded word and folds after the comma."""
    settings = replace(
        SETTINGS, signup_url="https://a-very-long-name-for-a-service." + "sub." * 15 + "example"
    )
    messages = message.prepare(settings, make_edition())
    raw = messages.make(delivery_id=1, subscriber_id=1, address="a@b.example", topic=None).data
    header = re.search(rb"List-Unsubscribe: (.*?)\r\n(?! )", raw, re.DOTALL)[1]
    assert b"=?" not in header
    assert header.count(b"\r\n") == 1
    assert b">,\r\n <mailto:" in header


def test_both_parts_come_back_whole() -> None:
    """Text and HTML decode to what was frozen, with the recipient's links in place of the marks."""
    parsed = parse(make(topic="pay"))
    edition = make_edition()
    for kind in ("plain", "html"):
        wanted = edition.variants["pay"].text if kind == "plain" else edition.variants["pay"].html
        tokens = SETTINGS.tokens
        for mark, purpose in ((UNSUBSCRIBE_ADDRESS, "unsubscribe"), (PREFERENCES_ADDRESS, "preferences")):
            wanted = wanted.replace(mark, f"https://signup.mip.example/{purpose}/{tokens.number(purpose, 7)}")
        assert parsed.get_body((kind,)).get_content().replace("\r\n", "\n") == wanted


def test_lines_keep_their_limits() -> None:
    """No line is longer than 76 octets in the body, whatever the text, and no lone CR or LF occurs."""
    long = "dŵr " * 400 + UNSUBSCRIBE_ADDRESS + " x" * 300
    variant = Variant(f"<p>{long}</p>", f"{long}\r\rone\rtwo\n.\n..\n")
    raw = make(variants={"": variant}).data
    body = raw.split(b"\r\n\r\n", 1)[1]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.endswith(b"\r\n")


def test_a_dot_alone_ends_nothing() -> None:
    """A line with a dot in the text does not end the message on the wire."""
    raw = make(variants={"": Variant(f".\n{UNSUBSCRIBE_ADDRESS}", f".\n.\n{UNSUBSCRIBE_ADDRESS}\n.\n")}).data
    assert b"\r\n.\r\n" not in raw


def test_an_unknown_topic_gets_the_common_variant() -> None:
    """A topic for which the edition has no variant receives the edition for everybody."""
    assert b"Everybody" in make(topic="careers").data
    assert b"Pay first" in make(topic="pay").data


@pytest.mark.parametrize(
    "name", ["Managers, Partners", 'The "Voice"', "Rheolwyr dŵr", "a@b", "=?utf-8?q?x?=", "x" * 200, "<b>"]
)
def test_any_name_is_one_sender(name: str) -> None:
    """Commas, quotes and other letters in the sender's name never make a second address."""
    settings = replace(SETTINGS, sender_name=name)
    messages = message.prepare(settings, make_edition())
    envelope = messages.make(delivery_id=1, subscriber_id=1, address="a@b.example", topic=None)
    sender = parse(envelope)["From"].addresses
    assert [(one.display_name, one.addr_spec) for one in sender] == [(name, "news@mip.example")]


def test_short_messages() -> None:
    """The service's own messages parse back, marked as automatic."""
    raw = message.simple(
        SETTINGS,
        to="a@b.example",
        subject="Bitte: dŵr",
        text="Hello\n.\nŵ\n",
        identity="1",
        at=datetime(2018, 10, 4, tzinfo=UTC),
    )
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed["Subject"] == "Bitte: dŵr"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed.get_content().replace("\r\n", "\n") == "Hello\n.\nŵ\n"
