"""Mail that comes back: bounces (RFC 3464), requests to stop, complaints (RFC 5965).

A returned message is believed only for the recipient whose signed address it was sent to or quotes: who can
return a message has received it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from sqlalchemy import Connection, func, select

from mailing import subscribers
from mailing.database import add_missing
from mailing.schema import deliveries, returns
from mailing.settings import Settings
from mailing.tokens import MAIL_TOKEN, BadTokenError

HARD, SOFT, DELAYED, UNSUBSCRIBE, COMPLAINT, AUTOMATIC = (
    "hard",
    "soft",
    "delayed",
    "unsubscribe",
    "complaint",
    "automatic",
)
LEAVES = {HARD: "bounced", UNSUBSCRIBE: "unsubscribed", COMPLAINT: "complained"}
# RFC 3463: the mailbox or its domain does not exist, has moved, or is switched off.
GONE = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
SOFT_LIMIT = 3  # soft bounces, each of another delivery, before the address is given up
ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-RcptTo", "To")
QUOTED = ("List-Unsubscribe", "Return-Path", "X-Original-Mail-From")
REPORTED = ("Original-Mail-From", "Original-Rcpt-To")


@dataclass(frozen=True)
class Returned:
    """One returned message: its kind, whose it is (purpose and number of the token), the status."""

    kind: str
    purpose: str
    number: int
    status: str = ""


def read(raw: bytes, settings: Settings) -> Returned | None:
    """Give what a returned message means, or None when only a person can tell."""
    message = email.message_from_bytes(raw)
    report = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() == "multipart/report" and report == "feedback-report":
        return _complaint(message, settings)
    found = _token(_values(message, ENVELOPE), settings)
    if found is None:
        return None
    purpose, number = found
    if message.get_content_type() == "multipart/report" and report == "delivery-status":
        kind, status = _bounce(message)
        return Returned(kind, purpose, number, status) if kind else None
    if purpose == "u":
        return Returned(UNSUBSCRIBE, purpose, number)
    if str(message.get("Auto-Submitted", "no")).lower().startswith("auto-replied"):
        return Returned(AUTOMATIC, purpose, number)
    return None


def apply(connection: Connection, returned: Returned, at: int) -> bool:
    """Act on a returned message; give whether it changed anything. Doing it twice changes nothing more."""
    if returned.kind in {DELAYED, AUTOMATIC}:
        return False
    subscriber, delivery = _whose(connection, returned)
    if not subscriber:
        return False
    row = {
        "subscriber_id": subscriber,
        "delivery_id": delivery,
        "kind": returned.kind,
        "status": returned.status,
        "at": at,
    }
    new = connection.execute(add_missing(connection, returns).values(**row).returning(returns.c.id)).first()
    if returned.kind in {UNSUBSCRIBE, COMPLAINT}:
        status = LEAVES[returned.kind]
        return subscribers.leave(connection, subscriber, status, f"mail: {returned.kind}", at)
    if new is None:
        return False
    if returned.kind == HARD or _soft_ones(connection, subscriber) >= SOFT_LIMIT:
        how = f"mail: bounce {returned.status}"
        return subscribers.leave(connection, subscriber, LEAVES[HARD], how, at)
    return True


def note_refusal(connection: Connection, delivery_id: int, code: str, at: int) -> None:
    """Treat what the relay itself refused for a recipient as a bounce; `code` is `550 5.1.1` or `550`."""
    status = code.rpartition(" ")[2]
    kind = HARD if status in GONE else SOFT
    apply(connection, Returned(kind, "b", delivery_id, status), at)


def _whose(connection: Connection, returned: Returned) -> tuple[int, int]:
    """Give the subscriber's and the delivery's number; 0 where there is none."""
    if returned.purpose in {"u", "c"}:
        return returned.number, 0
    row = connection.execute(
        select(deliveries.c.subscriber_id).where(deliveries.c.id == returned.number)
    ).first()
    return (row.subscriber_id, returned.number) if row else (0, 0)


def _soft_ones(connection: Connection, subscriber_id: int) -> int:
    counted = select(func.count()).where(returns.c.subscriber_id == subscriber_id, returns.c.kind == SOFT)
    return connection.scalar(counted) or 0


def _complaint(message: Message, settings: Settings) -> Returned | None:
    values = []
    kind = ""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            fields = _fields(part)
            kind = str(fields.get("Feedback-Type", "")).strip().lower()
            values += _values(fields, REPORTED)
        elif part is not message and not part.is_multipart():
            # The original comes whole (message/rfc822) or as its headers alone (text/rfc822-headers).
            values += _values(_fields(part), QUOTED)
        values += _values(part, QUOTED)
    found = _token(values, settings)
    if found is None or kind not in {"abuse", "fraud", "other", "virus"}:
        return None
    return Returned(COMPLAINT, *found)


def _fields(part: Message) -> Message:
    """Give the header-like fields in a part's body."""
    content = part.get_payload()
    if isinstance(content, list):
        first = content[0] if content else None
        return first if isinstance(first, Message) else Message()
    return email.message_from_string(content if isinstance(content, str) else "")


def _bounce(message: Message) -> tuple[str, str]:
    """Give the kind and status of a delivery status notification, or ("", "") when nothing failed."""
    for block in _recipient_blocks(message):
        action = str(block.get("Action", "")).strip().lower()
        status = str(block.get("Status", "")).split("(")[0].strip()
        if action == "delayed":
            return DELAYED, status
        if action == "failed" and re.fullmatch(r"[45]\.\d{1,3}\.\d{1,3}", status):
            diagnostic = str(block.get("Diagnostic-Code", ""))
            plain_550 = status == "5.0.0" and re.match(r"smtp;\s*55[01]\b", diagnostic, re.IGNORECASE)
            return (HARD if status in GONE or plain_550 else SOFT), status
    return "", ""


def _recipient_blocks(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (block for block in blocks if isinstance(block, Message))


def _values(message: Message, names: tuple[str, ...]) -> list[str]:
    return [str(value) for name in names for value in message.get_all(name, [])]


def _token(values: list[str], settings: Settings) -> tuple[str, int] | None:
    """Give purpose and number of the first genuine token in the addresses of some header fields."""
    domain = re.escape(settings.bounce_domain)
    pattern = re.compile(rf"\b([buc])-([a-z2-7]{{{MAIL_TOKEN}}})@{domain}", re.IGNORECASE)
    for value in values:
        for purpose, token in pattern.findall(value):
            try:
                return purpose.lower(), settings.tokens.read_mail(purpose.lower(), token)
            except BadTokenError:
                continue
    return None
