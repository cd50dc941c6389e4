"""What can happen to a subscriber. Each function is one step inside the caller's transaction.

Nobody who objected comes back except by confirming afresh, and every change leaves evidence.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from mailing import addresses
from mailing.clock import DAY
from mailing.database import add_missing
from mailing.schema import (
    confirmation_mails,
    confirmations,
    consents,
    requests,
    subscribers,
    suppressions,
    wordings,
)
from mailing.settings import Settings

LEFT = {"unsubscribed": "unsubscribed", "bounced": "bounced", "complained": "complained"}


@dataclass(frozen=True)
class Retention:
    """How long what is kept, in days (UK GDPR Art. 5(1)(e)): a deployment may shorten them."""

    pending: int = 30
    left: int = 30
    requests: int = 2
    ledger: int = 400


def keep_wording(connection: Connection, text: str) -> str:
    """Store a wording once; give its id."""
    identity = hashlib.sha256(text.encode()).hexdigest()
    connection.execute(add_missing(connection, wordings).values(id=identity, text=text))
    return identity


def find(connection: Connection, settings: Settings, address: str) -> RowMapping | None:
    """Give the row of an address in any spelling, or None."""
    key = settings.address_key(address)
    return connection.execute(select(subscribers).where(subscribers.c.address_key == key)).mappings().first()


def by_id(connection: Connection, subscriber_id: int) -> RowMapping | None:
    """Give a subscriber's row, or None when there is none (any more)."""
    return connection.execute(select(subscribers).where(subscribers.c.id == subscriber_id)).mappings().first()


def add(
    connection: Connection,
    settings: Settings,
    address: str,
    *,
    status: str,
    topic: str | None,
    at: int,
) -> int | None:
    """Add an address; give its new id, or None when it was there already (then nothing changes)."""
    values = {
        "address": address,
        "address_key": settings.address_key(address),
        "topic": topic,
        "status": status,
        "created_at": at,
        "changed_at": at,
    }
    added = add_missing(connection, subscribers).values(**values).returning(subscribers.c.id)
    identity: int | None = connection.scalar(added)
    return identity


def note(
    connection: Connection,
    subscriber_id: int,
    action: str,
    how: str,
    *,
    at: int,
    wording_id: str | None = None,
) -> None:
    """Keep evidence of one step: asked, confirmed, imported, changed, left."""
    values = {
        "subscriber_id": subscriber_id,
        "action": action,
        "how": how,
        "at": at,
        "wording_id": wording_id,
    }
    connection.execute(insert(consents).values(**values))


def is_suppressed(connection: Connection, settings: Settings, address: str) -> str | None:
    """Give the reason for which an address must not be mailed, or None."""
    key = settings.address_key(address)
    return connection.scalar(select(suppressions.c.reason).where(suppressions.c.address_key == key))


def suppress(connection: Connection, address_key: str, reason: str, at: int) -> None:
    """Add a keyed hash to the list of those not to be mailed; a complaint outweighs what was there."""
    if reason == "complained":
        connection.execute(delete(suppressions).where(suppressions.c.address_key == address_key))
    values = {"address_key": address_key, "reason": reason, "since": at}
    connection.execute(add_missing(connection, suppressions).values(**values))


def leave(connection: Connection, subscriber_id: int, status: str, how: str, at: int) -> bool:
    """End a subscription (unsubscribed, bounced, complained) and suppress the address.

    Gives False when the subscriber is unknown or had already left this way: leaving twice is no error.
    """
    row = by_id(connection, subscriber_id)
    if row is None:
        return False
    suppress(connection, row["address_key"], LEFT[status], at)
    if row["status"] in {status, "complained"}:
        return False
    changed = update(subscribers).where(subscribers.c.id == subscriber_id)
    connection.execute(changed.values(status=status, changed_at=at))
    connection.execute(delete(confirmations).where(confirmations.c.subscriber_id == subscriber_id))
    note(connection, subscriber_id, "left", how, at=at)
    return True


def activate(
    connection: Connection, row: RowMapping, *, topic: str | None, wording_id: str, how: str, at: int
) -> None:
    """Make a subscriber active on fresh consent; this alone lifts a suppression."""
    connection.execute(delete(suppressions).where(suppressions.c.address_key == row["address_key"]))
    changed = update(subscribers).where(subscribers.c.id == row["id"])
    connection.execute(changed.values(status="active", topic=topic, changed_at=at))
    note(connection, row["id"], "confirmed", how, at=at, wording_id=wording_id)


def choose_topic(connection: Connection, subscriber_id: int, topic: str | None, at: int) -> None:
    """Change the topic whose stories come first."""
    changed = update(subscribers).where(subscribers.c.id == subscriber_id)
    connection.execute(changed.values(topic=topic, changed_at=at))
    note(connection, subscriber_id, "changed", f"preferences: topic {topic or 'none'}", at=at)


def erase(connection: Connection, settings: Settings, address: str, at: int) -> bool:
    """Delete everything about an address but the keyed hash that keeps it from being mailed again.

    Gives whether there was anything (UK GDPR Art. 17). What the ledger keeps is a number without a person.
    """
    key = settings.address_key(address)
    same = func.lower(requests.c.address) == addresses.same(address)
    waiting = connection.execute(delete(requests).where(same)).rowcount
    connection.execute(delete(confirmation_mails).where(confirmation_mails.c.address_key == key))
    gone = connection.execute(delete(subscribers).where(subscribers.c.address_key == key)).rowcount
    suppress(connection, key, "erased", at)
    return bool(gone or waiting)


def purge(connection: Connection, retention: Retention, at: int) -> dict[str, int]:
    """Delete what has been kept long enough; give how much of each went. Suppressions stay."""

    def since(days: int) -> int:
        return at - days * DAY

    old = {
        "never confirmed": delete(subscribers).where(
            subscribers.c.status == "pending", subscribers.c.changed_at < since(retention.pending)
        ),
        "left": delete(subscribers).where(
            subscribers.c.status.in_(list(LEFT)), subscribers.c.changed_at < since(retention.left)
        ),
        "requests": delete(requests).where(requests.c.at < since(retention.requests)),
        "confirmations": delete(confirmations).where(confirmations.c.at < since(retention.pending)),
        "counts of confirmations": delete(confirmation_mails).where(
            confirmation_mails.c.at < since(retention.requests)
        ),
    }
    return {name: connection.execute(statement).rowcount for name, statement in old.items()}


def stats(connection: Connection) -> dict[str, int]:
    """Give the number of subscribers in each status and of suppressed addresses for each reason."""
    counted = select(subscribers.c.status, func.count()).group_by(subscribers.c.status)
    reasons = select(suppressions.c.reason, func.count()).group_by(suppressions.c.reason)
    numbers = {row[0]: row[1] for row in connection.execute(counted)}
    numbers |= {f"suppressed: {row[0]}": row[1] for row in connection.execute(reasons)}
    return dict(sorted(numbers.items()))
