"""Mail that comes back, message by message, and through a real IMAP server."""

import contextlib
import imaplib
import mailbox
import os
import pwd
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mailing_parts import NOON, begin, fill, free_port, make_edition, make_settings, wait_for
from mailing_programs import need, open_folder
from mailing_relay import make_keys
from sqlalchemy import Engine

from mailing import message, returned, subscribers
from mailing.commands import Office, subscribers_collect
from mailing.errors import MailingError
from mailing.settings import Settings

SETTINGS = make_settings("unused")


def bounce(to: str, status: str, action: str = "failed", diagnostic: str = "smtp; 550 no") -> bytes:
    return (
        f"To: {to}\r\nFrom: MAILER-DAEMON\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; p0@reader.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {diagnostic}\r\n\r\n--B--\r\n"
    ).encode()


def complaint(kind: str = "abuse", inner: str = "message/rfc822") -> bytes:
    messages = message.prepare(SETTINGS, make_edition())
    ours = messages.make(delivery_id=1, subscriber_id=1, address="p0@reader.example", topic=None).data
    if inner == "text/rfc822-headers":
        ours = ours.split(b"\r\n\r\n")[0]
    head = (
        "To: complaints@bounce.mip.example\r\nFrom: feedback@provider.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\r\n\r\n'
        f"--B\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\n"
        f"Version: 1\r\nUser-Agent: P\r\n\r\n--B\r\nContent-Type: {inner}\r\n\r\n"
    )
    return head.encode() + ours + b"\r\n--B--\r\n"


def address(purpose: str, number: int) -> str:
    return message.bounce_address(SETTINGS, purpose, number)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (bounce(address("b", 1), "5.1.1"), "hard"),
        (bounce(address("b", 1).upper(), "5.1.10"), "hard"),
        (bounce(address("b", 1), "5.2.1"), "hard"),
        (bounce(address("b", 1), "5.0.0"), "hard"),
        (bounce(address("b", 1), "5.0.0", diagnostic="smtp; 554 spam"), "soft"),
        (bounce(address("b", 1), "5.7.1"), "soft"),
        (bounce(address("b", 1), "4.4.7"), "soft"),
        (bounce(address("b", 1), "4.4.1", action="delayed"), "delayed"),
        (bounce(address("b", 1), "2.0.0", action="delivered"), None),
        (complaint(), "complaint"),
        (complaint(inner="text/rfc822-headers"), "complaint"),
        (complaint("not-spam"), None),
        (f"To: {address('u', 1)}\r\nSubject: unsubscribe\r\n\r\n".encode(), "unsubscribe"),
        (f"To: {address('b', 1)}\r\nAuto-Submitted: auto-replied\r\n\r\nAway".encode(), "automatic"),
        (f"To: {address('b', 1)}\r\n\r\nWho are you?".encode(), None),
        (b"To: b-" + b"a" * 29 + b"@bounce.mip.example\r\n\r\n", None),
        (bounce(address("b", 1).replace("b-", "u-"), "5.1.1"), None),
        (b"", None),
        (b"\xff\xfe\0" * 100, None),
        (b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n--", None),
    ],
)
def test_what_a_message_means(raw: bytes, kind: str | None) -> None:
    """Each kind of returned mail is told apart; forged, foreign and broken ones are left for a person."""
    meaning = returned.read(raw, SETTINGS)
    assert (meaning.kind if meaning else None) == kind


def act(engine: Engine, raw: bytes) -> bool:
    meaning = returned.read(raw, SETTINGS)
    with engine.begin() as connection:
        return returned.apply(connection, meaning, NOON)


def status(engine: Engine, number: int = 1) -> str:
    with engine.begin() as connection:
        return subscribers.by_id(connection, number)["status"]


def test_soft_bounces_count_each_delivery_once(engine: Engine) -> None:
    """Three soft bounces of three editions give an address up; the same one three times does not."""
    fill(engine, SETTINGS, 1)
    for month in ("2018-10", "2018-11", "2018-12"):
        begin(engine, make_edition(edition=month))
    for _ in range(3):
        act(engine, bounce(address("b", 1), "5.2.2"))
    act(engine, bounce(address("b", 2), "4.4.7"))
    assert status(engine) == "active"
    act(engine, bounce(address("b", 3), "5.2.2"))
    assert status(engine) == "bounced"


def test_stop_by_mail_and_complaint(engine: Engine) -> None:
    """A mail to the list's own address ends a subscription; a complaint ends it for good."""
    fill(engine, SETTINGS, 1)
    begin(engine, make_edition())
    assert act(engine, f"To: {address('u', 1)}\r\n\r\n".encode())
    assert status(engine) == "unsubscribed"
    assert act(engine, complaint())
    assert status(engine) == "complained"
    assert not act(engine, complaint())


def test_a_bounced_confirmation(engine: Engine) -> None:
    """A confirmation that bounces hard suppresses the address that was typed in."""
    with engine.begin() as connection:
        number = subscribers.add(connection, SETTINGS, "x@y.example", status="pending", topic=None, at=NOON)
    assert act(engine, bounce(address("c", number), "5.1.1"))
    assert status(engine, number) == "bounced"


def test_who_is_gone_is_no_error(engine: Engine) -> None:
    """Mail about an erased subscriber or a purged delivery changes nothing."""
    assert not act(engine, bounce(address("b", 99), "5.1.1"))
    assert not act(engine, f"To: {address('u', 99)}\r\n\r\n".encode())


def test_what_only_a_person_can_read_stays(lite: Engine, tmp_path: Path) -> None:
    """An unreadable message stays in the Maildir, marked as seen, and is not counted again."""
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(b"To: somebody\n\nDear editors\n")
    said: list[str] = []
    office = Office(replace(SETTINGS, returned=f"maildir:{tmp_path}/box"), lite, tmp_path, said.append)
    subscribers_collect(office)
    subscribers_collect(office)
    assert said == ["       1  left for a person", "1 messages read.", "0 messages read."]
    assert len(box) == 1


def test_no_mailbox(lite: Engine, tmp_path: Path) -> None:
    """A mailbox that is not named, or is not there, is an error with the fix."""
    for name in ("", "maildir:/nowhere", "imap://plain@host/INBOX"):
        office = Office(replace(SETTINGS, returned=name), lite, tmp_path, print)
        with pytest.raises(MailingError, match="FRONTFOOT_RETURNED"):
            subscribers_collect(office)


@contextlib.contextmanager
def dovecot(folder: Path) -> Iterator[int]:
    """Run a real IMAP server with TLS and one user; give its port."""
    program = need("dovecot", "dovecot-imapd")
    make_keys(folder)
    port, user = free_port(), pwd.getpwuid(65534)
    (folder / "mail").mkdir()
    os.chown(folder / "mail", user.pw_uid, user.pw_gid)
    (folder / "dovecot.conf").write_text(f"""
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service stats {{
  chroot =
}}
service anvil {{
  chroot =
}}
""")
    server = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        wait_for(lambda: (folder / "log").exists() and "starting up" in (folder / "log").read_text())
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_through_imap(lite: Engine, tmp_path: Path) -> None:
    """An IMAP mailbox is read over verified TLS: what was understood is deleted, the rest marked as seen."""
    if os.geteuid():
        pytest.fail("This test starts dovecot and needs root")
    fill(lite, SETTINGS, 1)
    begin(lite, make_edition())
    with open_folder() as folder, dovecot(folder) as port:
        relay = replace(SETTINGS.relay, ca_file=str(folder / "cert.pem"))
        where = f"imaps://digest@localhost:{port}/INBOX"
        settings: Settings = replace(SETTINGS, returned=where, imap_password="secret", relay=relay)  # noqa: S106
        context = ssl.create_default_context(cafile=relay.ca_file)
        with imaplib.IMAP4_SSL("localhost", port, ssl_context=context) as connection:
            connection.login("digest", "secret")
            for raw in (bounce(address("b", 1), "5.1.1"), b"To: x\r\n\r\nDear editors\r\n"):
                connection.append("INBOX", "", "", raw)
        said: list[str] = []
        office = Office(settings, lite, tmp_path, said.append, lambda: NOON)
        subscribers_collect(office)
        assert said == ["       1  hard", "       1  left for a person", "2 messages read."]
        assert status(lite) == "bounced"
        subscribers_collect(office)
        assert said[-1] == "0 messages read."
        distrusting = replace(settings, relay=replace(relay, ca_file=""))
        with pytest.raises(MailingError, match="cannot be read"):
            subscribers_collect(Office(distrusting, lite, tmp_path, said.append))
