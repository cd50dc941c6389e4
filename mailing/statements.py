"""The statements that run for every message, built once: building them costs more than running them."""

import functools

from sqlalchemy import Select, Update, bindparam, select, update

from mailing.schema import deliveries, sends, subscribers, suppressions


@functools.cache
def fresh() -> Select[*tuple[object, ...]]:
    """Select queued recipients: b_edition, b_number. Nobody while the edition is paused."""
    return _ready().where(deliveries.c.state == "queued")


@functools.cache
def put_off() -> Select[*tuple[object, ...]]:
    """Select deferred recipients that are due: b_edition, b_number, b_at, b_far (a clock that jumped)."""
    due = (deliveries.c.not_before <= bindparam("b_at")) | (deliveries.c.not_before > bindparam("b_far"))
    return _ready().where(deliveries.c.state == "deferred", due)


def _ready() -> Select[*tuple[object, ...]]:
    person = deliveries.outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
    everything = person.outerjoin(suppressions, suppressions.c.address_key == subscribers.c.address_key)
    columns = select(
        deliveries.c.id,
        deliveries.c.subscriber_id,
        deliveries.c.attempts,
        subscribers.c.address,
        subscribers.c.topic,
        subscribers.c.status,
        suppressions.c.reason,
    )
    paused = select(sends.c.paused_at).where(sends.c.edition == bindparam("b_edition")).scalar_subquery()
    return (
        columns.select_from(everything)
        .where(deliveries.c.edition == bindparam("b_edition"), paused.is_(None))
        .order_by(deliveries.c.id)
        .limit(bindparam("b_number"))
        .with_for_update(skip_locked=True, of=deliveries)
    )


@functools.cache
def take() -> Update:
    """Mark a recipient as `sending`, if nobody else did: b_id, b_sender, b_at."""
    free = (deliveries.c.state == "queued") | (deliveries.c.state == "deferred")
    values = {"state": "sending", "sender_id": bindparam("b_sender"), "changed_at": bindparam("b_at")}
    ours = update(deliveries).where(deliveries.c.id == bindparam("b_id"), free)
    return ours.values(**values, attempts=deliveries.c.attempts + 1)


@functools.cache
def exclude() -> Update:
    """Mark a recipient who has left as `suppressed`: b_id, b_at."""
    gone = update(deliveries).where(deliveries.c.id == bindparam("b_id"))
    return gone.values(state="suppressed", changed_at=bindparam("b_at"))


@functools.cache
def settle() -> Update:
    """Write down an outcome: b_id, b_sender, b_state, b_code, b_not_before, b_at.

    Only the sender that holds the row may; also when others gave the row up as `unknown` meanwhile.
    """
    ours = update(deliveries).where(
        deliveries.c.id == bindparam("b_id"),
        deliveries.c.sender_id == bindparam("b_sender"),
        (deliveries.c.state == "sending") | (deliveries.c.state == "unknown"),
    )
    return ours.values(
        state=bindparam("b_state"),
        code=bindparam("b_code"),
        not_before=bindparam("b_not_before"),
        changed_at=bindparam("b_at"),
    )
