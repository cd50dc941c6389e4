"""Ten thousand hostile addresses, names, subjects and rows."""

import email
import email.policy
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mailing_parts import NOON, Sink, begin, make_edition, make_settings, states
from sqlalchemy import Engine

from mailing import addresses, csvfile, edition, message, smtp, subscribers
from mailing.errors import MailingError
from mailing.sender import Sender
from mailing.settings import SettingsError, from_environment

SETTINGS = make_settings("unused")
NASTY = [
    "\r", "\n", "\r\n", "\0", "\t", "\x0b", "\x85", "\u2028", ",", ";", ":", "<", ">", '"', "'", "\\", "(",
    ")",
    "@", "@@", ".", "..", "%", "!", "=?utf-8?q?=0d=0aBcc:x?=", "Bcc: evil@evil.example",
    "\r\nRCPT TO:<evil@evil.example>",
    "\r\n.\r\n", "jo", "jo@reader.example", "reader.example", "ŵ", "xn--", "İ", "ß", "１", "。", "\u202e",
    "a" * 70, " ", "=", "+", "-", "{7*7}", "%0d%0a",
]  # fmt: skip
hostile = st.one_of(
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=8).map("".join),
    st.tuples(
        st.sampled_from(["jo", "=cmd", "o'neill", "a+b"]), st.sampled_from(NASTY), st.just("@reader.example")
    ).map("".join),
    st.text(max_size=40),
)
HEADERS = {
    "To", "Message-ID", "List-Unsubscribe", "From", "Reply-To", "Subject", "Date", "List-Id",
    "List-Unsubscribe-Post", "List-Post", "MIME-Version", "Content-Type",
}  # fmt: skip
many = settings(
    max_examples=2500,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
EDITION = make_edition()
MESSAGES = message.prepare(SETTINGS, EDITION)


def headers_of(raw: bytes) -> email.message.Message:
    return email.message_from_bytes(raw.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n", policy=email.policy.default)


@many
@given(hostile)
def test_addresses(text: str) -> None:
    """An address is refused, or is one plain recipient: one To, one RCPT, no other header."""
    try:
        address = addresses.clean(text)
    except addresses.BadAddressError:
        return
    assert addresses.clean(address) == address
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>"()\\[]')
    assert address.count("@") == 1
    envelope = MESSAGES.make(delivery_id=1, subscriber_id=1, address=address, topic=None)
    parsed = headers_of(envelope.data)
    assert set(parsed.keys()) == HEADERS
    assert [one.addr_spec for one in parsed["To"].addresses] == [address]
    assert envelope.recipient == address


@many
@given(hostile)
def test_subjects(text: str) -> None:
    """A subject is refused, or arrives as it is, without another header."""
    changed = replace(EDITION, subject=text)
    if edition.faults(changed):
        return
    raw = message.common_headers(SETTINGS, changed)
    parsed = headers_of(raw + b"\r\n")
    assert set(parsed.keys()) <= HEADERS
    assert len(parsed.keys()) == 7
    assert "".join(parsed["Subject"].split()) == "".join(text.split())
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@many
@given(hostile)
def test_names(text: str) -> None:
    """A sender's name is refused by the settings, or stays a name: one sender, our address."""
    environ = {"FRONTFOOT_SENDER_NAME": text}
    try:
        from_environment(environ)
    except SettingsError as error:
        if "FRONTFOOT_SENDER_NAME" in str(error):
            return
    raw = message.common_headers(replace(SETTINGS, sender_name=text.strip()), EDITION)
    parsed = headers_of(raw + b"\r\n")
    assert set(parsed.keys()) <= HEADERS
    assert [one.addr_spec for one in parsed["From"].addresses] == ["news@mip.example"]


@many
@given(st.lists(hostile, min_size=5, max_size=5))
def test_rows(cells: list[str]) -> None:
    """A row is refused without quoting it, or gives a clean address and no formula on the way out."""
    row = csvfile.read_row(SETTINGS, dict(zip(csvfile.COLUMNS, cells, strict=True)), NOON)
    if isinstance(row, list):
        assert not [cause for cause in row if "evil" in cause or "reader.example" in cause]
        return
    assert addresses.clean(row.address) == row.address
    assert not csvfile.defuse(row.address).startswith(("=", "+", "-", "@"))


def accepted() -> list[str]:
    """Give the strangest addresses that are accepted: every nasty text in every place."""
    found = set()
    for text in NASTY:
        for form in (
            "{}@reader.example",
            "jo{}@reader.example",
            "{}jo@reader.example",
            "jo@{}reader.example",
            "jo@reader.{}example",
        ):
            try:
                found.add(addresses.clean(form.format(text)))
            except addresses.BadAddressError:
                continue
    return sorted({addresses.same(address): address for address in found}.values())


def test_on_the_wire_and_in_the_logs(
    engine: Engine, sink: Sink, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """The strangest accepted addresses get one copy each and nobody else does.

    No log names any of them, though the relay quotes the address in every refusal.
    """
    caplog.set_level(logging.DEBUG)
    everybody = accepted()
    refused = set(everybody[::3])
    sink.rule = lambda stage, a: f"550 5.1.1 <{a}> is unknown" if stage == "rcpt" and a in refused else None
    with engine.begin() as connection:
        for address in everybody:
            subscribers.add(connection, SETTINGS, address, status="active", topic=None, at=NOON)
    begin(engine, EDITION)
    settings = make_settings("unused", sink.port)
    assert Sender(engine, message.prepare(settings, EDITION)).run().ended == "done"
    assert sorted(sink.recipients()) == sorted(set(everybody) - refused)
    assert states(engine) == {"sent": len(everybody) - len(refused), "failed": len(refused)}
    path = tmp_path / "bad.csv"
    path.write_text(
        "address,consent_at,consent_how,consent_wording\n" + "x y@reader.example,1,2,3\n", "utf-8"
    )
    with pytest.raises(MailingError) as caught, engine.begin() as connection:
        csvfile.import_file(connection, SETTINGS, path, NOON)
    own = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("mailing", "sqlalchemy", "waitress"))
    ]
    for text in [*own, str(caught.value)]:
        assert "reader.example" not in text


def test_smtp_refuses_a_line_break_itself(sink: Sink) -> None:
    """Even a recipient with a line break that got so far is not sent: no such command leaves."""
    connection = smtp.connect(make_settings("unused", sink.port).relay)
    bad = message.Envelope(
        "a@bounce.mip.example", "jo@reader.example>\r\nRCPT TO:<evil@evil.example", b"x\r\n"
    )
    with pytest.raises(ValueError, match="newline"):
        smtp.hand_over(connection, bad)
    assert sink.got == []
