"""What happens to the holder of a link. Each function gives the page to show; only those for POST act."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, select, update

from mailing import addresses, subscribers
from mailing.database import reading
from mailing.message import PREFERENCES, TEST, UNSUBSCRIBE
from mailing.schema import confirmations
from mailing.settings import Settings
from mailing.signup.outbox import CONFIRM, LIFE, nonce_key
from mailing.tokens import BadTokenError

OK, GONE, NOT_FOUND = 200, 410, 404


@dataclass(frozen=True)
class Page:
    """A template with its values and the status of the answer."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    status: int = OK


BROKEN = Page("broken.html", status=NOT_FOUND)
EXPIRED = Page("expired.html", status=GONE)


def show_confirm(settings: Settings, token: str) -> Page:
    """Show the button; whether the link still works is told only after it is pressed."""
    try:
        settings.tokens.read(CONFIRM, token)
    except BadTokenError:
        return BROKEN
    return Page("confirm.html")


def confirm(engine: Engine, settings: Settings, token: str, at: int) -> Page:
    """Make the subscriber active, once, on a link that is neither old nor used."""
    try:
        nonce = settings.tokens.read(CONFIRM, token)
    except BadTokenError:
        return BROKEN
    with engine.begin() as connection:
        return _confirm(connection, settings, nonce_key(settings, nonce), at)


def _confirm(connection: Connection, settings: Settings, key: str, at: int) -> Page:
    found = select(confirmations).where(confirmations.c.nonce_key == key).with_for_update()
    invitation = connection.execute(found).mappings().first()
    row = subscribers.by_id(connection, invitation["subscriber_id"]) if invitation else None
    if invitation is None or row is None or at - invitation["at"] > LIFE:
        return EXPIRED
    if invitation["used_at"] is None:
        words, topic = invitation["wording_id"], invitation["topic"]
        how = "confirmation link"
        subscribers.activate(connection, row, topic=topic, wording_id=words, how=how, at=at)
        used = update(confirmations).where(confirmations.c.nonce_key == key)
        connection.execute(used.values(used_at=at))
        mine = confirmations.c.subscriber_id == row["id"]
        connection.execute(delete(confirmations).where(mine, confirmations.c.nonce_key != key))
    elif row["status"] != "active":
        return EXPIRED
    return Page("confirmed.html", {"preferences": settings.tokens.number(PREFERENCES, row["id"])})


def show_preferences(engine: Engine, settings: Settings, token: str) -> Page:
    """Show the choice of a topic."""
    try:
        number = settings.tokens.read_number(PREFERENCES, token)
    except BadTokenError:
        return BROKEN
    with reading(engine) as connection:
        row = subscribers.by_id(connection, number)
    return _preferences(settings, number, row)


def choose(engine: Engine, settings: Settings, token: str, topic: str | None, at: int) -> Page:
    """Store the choice of a topic; an unknown topic means none."""
    try:
        number = settings.tokens.read_number(PREFERENCES, token)
    except BadTokenError:
        return BROKEN
    wanted = topic if topic in settings.site.topics else None
    with engine.begin() as connection:
        row = subscribers.by_id(connection, number)
        if row is not None and row["status"] == "active":
            subscribers.choose_topic(connection, number, wanted, at)
            row = subscribers.by_id(connection, number)
    return _preferences(settings, number, row, saved=True)


def _preferences(settings: Settings, number: int, row: RowMapping | None, *, saved: bool = False) -> Page:
    if number == TEST:
        return Page("test.html")
    if row is None or row["status"] != "active":
        return Page("not-subscribed.html")
    values = {
        "address": addresses.mask(row["address"]),
        "topic": row["topic"],
        "saved": saved,
        "unsubscribe": settings.tokens.number(UNSUBSCRIBE, number),
    }
    return Page("preferences.html", values)


def show_unsubscribe(settings: Settings, token: str) -> Page:
    """Show the button that ends the subscription."""
    try:
        settings.tokens.read_number(UNSUBSCRIBE, token)
    except BadTokenError:
        return BROKEN
    return Page("unsubscribe.html")


def unsubscribe(engine: Engine, settings: Settings, token: str, at: int, *, how: str) -> Page:
    """End the subscription at once (RFC 8058); the answer is the same when it had ended before."""
    try:
        number = settings.tokens.read_number(UNSUBSCRIBE, token)
    except BadTokenError:
        return BROKEN
    if number == TEST:
        return Page("test.html")
    with engine.begin() as connection:
        subscribers.leave(connection, number, "unsubscribed", how, at)
    return Page("unsubscribed.html")
