"""The work that waits until the answer has gone out: looking an address up and writing to it.

Whatever the look-up finds, the person at the form has already seen the same page.
"""

import logging
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from mailing import clock, smtp, subscribers
from mailing.errors import MailingError
from mailing.message import Envelope, bounce_address, double_dots, simple
from mailing.schema import confirmation_mails, confirmations, requests
from mailing.settings import Settings
from mailing.signup import letters

log = logging.getLogger(__name__)

CONFIRM = "confirm"
A_DAY_FOR_ONE = 3  # confirmations that one address is sent in 24 hours, whoever asks
AN_HOUR_FOR_ALL = 600
TRIES = 4
PAUSE = 5 * clock.MINUTE
LIFE = 7 * clock.DAY  # how long a confirmation link works
NAP = 2.0  # seconds between looks for new requests


@dataclass(frozen=True)
class Letter:
    """One message to hand over for one request."""

    envelope: Envelope
    request_id: int


@dataclass
class Outbox:
    """Takes requests one by one and writes to their addresses."""

    engine: Engine
    settings: Settings
    now: clock.Clock = clock.now
    woken: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until `ended` is set; trouble is logged, and the request is tried again later."""
        while not self.ended.is_set():
            try:
                busy = self.work()
            except Exception:
                log.exception("the outbox met an error; it goes on")
                busy = False
            if not busy:
                self.woken.wait(NAP)
                self.woken.clear()

    def work(self) -> bool:
        """Serve the next request, if any; give whether there was one."""
        with self.engine.begin() as connection:
            request = self._next(connection)
            letter = self._prepare(connection, request) if request is not None else None
        if letter is not None:
            self._send(letter)
        return request is not None

    def _next(self, connection: Connection) -> RowMapping | None:
        at = self.now()
        recent = select(func.count()).where(confirmation_mails.c.at > at - clock.HOUR)
        if (connection.scalar(recent) or 0) >= AN_HOUR_FOR_ALL:
            return None
        due = select(requests).where(requests.c.not_before <= at).order_by(requests.c.id).limit(1)
        due = due.with_for_update(skip_locked=True)
        return connection.execute(due).mappings().first()

    def _prepare(self, connection: Connection, request: RowMapping) -> Letter | None:
        """Decide what to write, inside the transaction that counts it; None when nothing is to be sent."""
        address, at = request["address"], self.now()
        if request["attempts"] >= TRIES or self._has_enough(connection, address, at):
            connection.execute(delete(requests).where(requests.c.id == request["id"]))
            return None
        if subscribers.is_suppressed(connection, self.settings, address) == "complained":
            connection.execute(delete(requests).where(requests.c.id == request["id"]))
            return None
        tried = update(requests).where(requests.c.id == request["id"])
        connection.execute(tried.values(attempts=request["attempts"] + 1, not_before=at + PAUSE))
        key = self.settings.address_key(address)
        connection.execute(insert(confirmation_mails).values(address_key=key, at=at))
        return self._letter(connection, request, at)

    def _has_enough(self, connection: Connection, address: str, at: int) -> bool:
        key = self.settings.address_key(address)
        mails = confirmation_mails.c
        sent = select(func.count()).where(mails.address_key == key, mails.at > at - clock.DAY)
        return (connection.scalar(sent) or 0) >= A_DAY_FOR_ONE

    def _letter(self, connection: Connection, request: RowMapping, at: int) -> Letter:
        address = request["address"]
        subscribers.add(connection, self.settings, address, status="pending", topic=None, at=at)
        row = subscribers.find(connection, self.settings, address)
        if row is None:
            raise MailingError("a subscriber vanished inside a transaction")
        if row["status"] == "active":
            subject, text = letters.already(self.settings, row["id"])
        else:
            subject, text = letters.confirm(self.settings, self._invite(connection, row, request, at))
        data = simple(
            self.settings,
            to=address,
            subject=subject,
            text=text,
            identity=f"{request['id']}-{request['attempts']}-{at}",
            at=datetime.fromtimestamp(at / clock.SECOND, UTC).replace(microsecond=0),
        )
        sender = bounce_address(self.settings, "c", row["id"])
        return Letter(Envelope(sender, address, double_dots(data)), request["id"])

    def _invite(self, connection: Connection, row: RowMapping, request: RowMapping, at: int) -> str:
        """Store a fresh confirmation and give its token."""
        nonce = secrets.token_bytes(16)
        values = {
            "nonce_key": nonce_key(self.settings, nonce),
            "subscriber_id": row["id"],
            "topic": request["topic"],
            "wording_id": request["wording_id"],
            "at": at,
        }
        connection.execute(insert(confirmations).values(**values))
        how, wording_id = "sign-up form", request["wording_id"]
        subscribers.note(connection, row["id"], "asked", how, at=request["at"], wording_id=wording_id)
        return self.settings.tokens.make(CONFIRM, nonce)

    def _send(self, letter: Letter) -> None:
        connection = None
        try:
            connection = smtp.connect(self.settings.relay)
            outcome = smtp.hand_over(connection, letter.envelope)
        except (MailingError, smtp.RelayDownError) as error:
            log.warning("request %d: %s", letter.request_id, error)
            return
        finally:
            smtp.goodbye(connection)
        log.info("request %d: %s %s", letter.request_id, outcome.state, outcome.code)
        if outcome.state in {smtp.SENT, smtp.FAILED, smtp.UNKNOWN}:
            with self.engine.begin() as database:
                database.execute(delete(requests).where(requests.c.id == letter.request_id))


def nonce_key(settings: Settings, nonce: bytes) -> str:
    """Give the form in which a confirmation's secret is stored."""
    return settings.suppression.digest("confirmation", nonce.hex())
