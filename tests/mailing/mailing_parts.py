"""What the mailing tests share: settings, an edition, a filled ledger, a clock, an SMTP sink."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from mailing import clock, ledger, subscribers
from mailing.edition import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Edition, LockedStory, Variant
from mailing.settings import RelaySettings, Settings, Site

NOON = clock.from_text("2018-11-02T12:00:00+00:00")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], seconds: float = 20) -> object:
    """Wait until a condition holds; fail when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def make_settings(url: str, port: int = 25, **changes: object) -> Settings:
    relay = RelaySettings(host="127.0.0.1", port=port, tls="off", timeout=20, connections=4)
    base = Settings(
        database_url=url,
        keys=("k" * 40,),
        suppression_key="s" * 40,
        sender_name="Managers in Partnership",
        sender_address="news@mip.example",
        reply_to="hello@mip.example",
        list_id="monthly.mip.example",
        bounce_domain="bounce.mip.example",
        signup_url="https://signup.mip.example",
        relay=relay,
        site=Site("MiP", "https://mip.example", topics={"pay": "Pay", "careers": "Careers"}, demo=True),
    )
    return replace(base, **changes)


def make_edition(**changes: object) -> Edition:
    def variant(name: str) -> Variant:
        html = (
            f'<html><body><h1>{name} – dŵr</h1>\n<p>.leading dot\n<a href="{UNSUBSCRIBE_ADDRESS}">Stop</a> '
            f'<a href="{PREFERENCES_ADDRESS}">Choose</a></p></body></html>\n'
        )
        return Variant(
            html, f"{name} – dŵr\n.dot\n\nStop: {UNSUBSCRIBE_ADDRESS}\nChoose: {PREFERENCES_ADDRESS}\n"
        )

    base = Edition(
        edition="2018-10",
        subject="The managers’ voice: October",
        preheader="What changed",
        send_at=datetime(2018, 11, 2, 9, tzinfo=UTC),
        frozen_at=datetime(2018, 11, 1, 9, tzinfo=UTC),
        stories=(LockedStory("tag:mip.example,2018:1", "/news/welcome/", "Welcome"),),
        variants={"": variant("Everybody"), "pay": variant("Pay first")},
    )
    return replace(base, **changes)


def fill(
    engine: Engine, settings: Settings, number: int, *, start: int = 0, topic: str | None = None
) -> None:
    with engine.begin() as connection:
        for n in range(start, start + number):
            subscribers.add(
                connection, settings, f"p{n}@reader.example", status="active", topic=topic, at=NOON
            )


def begin(engine: Engine, edition: Edition) -> None:
    with engine.begin() as connection:
        ledger.note_test(connection, edition.edition, edition.sha256, NOON)
        ledger.begin(connection, edition.edition, edition.sha256, NOON)


def states(engine: Engine, edition: str = "2018-10") -> dict[str, int]:
    with engine.begin() as connection:
        return {name: number for name, number in ledger.count(connection, edition).items() if number}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    at: int = NOON

    def __call__(self) -> int:
        """Give the time."""
        return self.at


@dataclass
class Sink:
    """An SMTP server that answers as `rule` says: the stage and recipient give a reply or None."""

    rule: Callable[[str, str], str | None] = lambda _stage, _address: None
    port: int = 0
    got: list[tuple[str, str, bytes]] = field(default_factory=list)  # MAIL FROM, RCPT TO, message

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer MAIL."""
        if reply := self.rule("mail", address):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Answer RCPT."""
        if reply := self.rule("rcpt", address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer the message itself."""
        reply = self.rule("data", envelope.rcpt_tos[0])
        if reply in {None, "drop after"}:
            self.got += [(envelope.mail_from, address, envelope.content) for address in envelope.rcpt_tos]
        if reply == "slow":
            await asyncio.sleep(0.5)
            self.got += [(envelope.mail_from, address, envelope.content) for address in envelope.rcpt_tos]
            reply = None
        if reply and reply.startswith("drop"):
            server.transport.abort()
            return "250 never read"
        return reply or "250 OK"

    def recipients(self) -> list[str]:
        """Give everybody to whom a message was delivered, in order."""
        return [recipient for _sender, recipient, _data in self.got]
