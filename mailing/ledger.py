"""The ledger: one row a recipient, and the rules by which rows change state.

    queued -> sending -> sent | failed | deferred | unknown         deferred -> sending
    queued | deferred -> suppressed                                 unknown -> queued | sent (by a person)

`sending` is committed before a message is handed over, so a crash loses nobody and doubles nobody: a row
left `sending` by a dead sender becomes `unknown`, and only a person moves it on.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select, update

from mailing import statements
from mailing.database import add_missing
from mailing.errors import RefusedError
from mailing.pace import FREE_TRIES, Policy, delay
from mailing.schema import deliveries, senders, sends, subscribers, suppressions, test_sends
from mailing.smtp import DEFERRED, FAILED, NOT_TRIED, SENT, UNKNOWN, Outcome

QUEUED, SENDING, SUPPRESSED = "queued", "sending", "suppressed"
STATES = (QUEUED, SENDING, SENT, DEFERRED, FAILED, SUPPRESSED, UNKNOWN)
LONGEST_WAIT = 12 * 3600 * 1000  # a later `not_before` comes from a clock that jumped: it is due


@dataclass(frozen=True)
class Job:
    """A recipient whose message may now be handed over."""

    delivery_id: int
    subscriber_id: int
    address: str
    topic: str | None
    attempts: int


@dataclass(frozen=True)
class Result:
    """What became of a job."""

    job: Job
    outcome: Outcome


def begin(connection: Connection, edition: str, sha256: str, at: int) -> int | None:
    """Queue everybody for an edition; give how many, or None when that was done before.

    Raises RefusedError when the edition was begun from another lock.
    """
    row = {
        "edition": edition,
        "lock_sha256": sha256,
        "started_at": at,
        "candidates": 0,
        "excluded": "{}",
    }
    begun = connection.execute(
        add_missing(connection, sends).values(**row).returning(sends.c.edition)
    ).first()
    if begun is None:
        known = connection.scalar(select(sends.c.lock_sha256).where(sends.c.edition == edition))
        if known != sha256:
            raise RefusedError(
                f"{edition} was begun from another lock. Put that lock back; nothing was sent."
            )
        return None
    return _queue(connection, edition, at)


def _queue(connection: Connection, edition: str, at: int) -> int:
    """Fill the ledger in one statement, so that memory does not grow with the list."""
    state = case((suppressions.c.address_key.is_not(None), SUPPRESSED), else_=QUEUED)
    same = suppressions.c.address_key == subscribers.c.address_key
    chosen = (
        select(literal(edition), subscribers.c.id, state, literal(0), literal(0), literal(at), literal(""))
        .select_from(subscribers.outerjoin(suppressions, same))
        .where(subscribers.c.status == "active")
        .order_by(subscribers.c.id)
    )
    names = ["edition", "subscriber_id", "state", "attempts", "not_before", "changed_at", "code"]
    connection.execute(insert(deliveries).from_select(names, chosen))
    queued = sum(count(connection, edition).values())
    others = select(subscribers.c.status, func.count()).where(subscribers.c.status != "active")
    excluded = {row[0]: row[1] for row in connection.execute(others.group_by(subscribers.c.status))}
    noted = {"candidates": queued + sum(excluded.values()), "excluded": json.dumps(excluded, sort_keys=True)}
    connection.execute(update(sends).where(sends.c.edition == edition).values(**noted))
    return queued


def claim(connection: Connection, edition: str, sender_id: int, number: int, at: int) -> list[Job]:
    """Take up to `number` recipients for a sender: they are `sending` once the transaction is committed.

    Suppression, consent and pause are read again here; who has left meanwhile becomes `suppressed`. On
    PostgreSQL other senders skip the rows we hold; on SQLite the transaction holds the write lock.
    """
    jobs: list[Job] = []
    while len(jobs) < number:
        rows = _candidates(connection, edition, number - len(jobs), at)
        if not rows:
            break
        fit = [row for row in rows if row.status == "active" and row.reason is None]
        left = [row for row in rows if row.status != "active" or row.reason is not None]
        if left:
            gone = [{"b_id": row.id, "b_at": at} for row in left]
            connection.execute(statements.exclude(), gone)
        if fit:
            taken = [{"b_id": row.id, "b_sender": sender_id, "b_at": at} for row in fit]
            connection.execute(statements.take(), taken)
        jobs += [Job(row.id, row.subscriber_id, row.address, row.topic, row.attempts + 1) for row in fit]
    return jobs


def _candidates(connection: Connection, edition: str, number: int, at: int) -> Sequence[Any]:
    values = {"b_edition": edition, "b_number": number}
    fresh = connection.execute(statements.fresh(), values).all()
    due = {"b_at": at, "b_far": at + LONGEST_WAIT}
    return fresh or connection.execute(statements.put_off(), {**values, **due}).all()


def settle(
    connection: Connection, sender_id: int, results: Iterable[Result], policy: Policy, at: int
) -> list[str]:
    """Write down what became of jobs this sender claimed; give the states they took.

    A row that others already gave up as `unknown` is settled too: we alone know what happened.
    """
    rows = []
    for result in results:
        state, wait = _next(result, policy)
        rows.append(
            {
                "b_id": result.job.delivery_id,
                "b_state": state,
                "b_code": result.outcome.code,
                "b_not_before": at + wait,
                "b_at": at,
                "b_sender": sender_id,
            }
        )
    if rows:
        connection.execute(statements.settle(), rows)
    return [str(row["b_state"]) for row in rows]


def _next(result: Result, policy: Policy) -> tuple[str, int]:
    """Give the state after an outcome and the wait in milliseconds."""
    state, attempts = result.outcome.state, result.job.attempts
    if state == NOT_TRIED and attempts <= FREE_TRIES:
        return QUEUED, 0
    if state in {NOT_TRIED, DEFERRED}:
        wait = delay(policy, attempts, result.job.delivery_id)
        return (FAILED, 0) if wait is None else (DEFERRED, wait)
    return state, 0


def next_due(connection: Connection, edition: str) -> int | None:
    """Give the time at which the next deferred message is due, or None when none waits."""
    waiting = select(func.min(deliveries.c.not_before)).where(
        deliveries.c.edition == edition, deliveries.c.state.in_([DEFERRED, QUEUED])
    )
    due: int | None = connection.scalar(waiting)
    return due


def is_paused(connection: Connection, edition: str) -> bool:
    """Tell whether everybody must stop sending the edition."""
    return connection.scalar(select(sends.c.paused_at).where(sends.c.edition == edition)) is not None


def pause(connection: Connection, edition: str, at: int | None) -> bool:
    """Stop every sender of the edition (or let them go on, with None); give whether it was ever begun."""
    changed = update(sends).where(sends.c.edition == edition).values(paused_at=at)
    return bool(connection.execute(changed).rowcount)


def resolve(connection: Connection, edition: str, state: str, at: int) -> int:
    """Settle the `unknown` rows of an edition as QUEUED (send again) or SENT; give how many."""
    held = update(deliveries).where(deliveries.c.edition == edition, deliveries.c.state == UNKNOWN)
    values = {"state": state, "changed_at": at, "not_before": 0, "sender_id": None, "code": "resolved"}
    return connection.execute(held.values(**values)).rowcount


def note_test(connection: Connection, edition: str, sha256: str, at: int) -> None:
    """Remember that this very lock was sent as a test."""
    row = {"edition": edition, "lock_sha256": sha256, "at": at}
    connection.execute(add_missing(connection, test_sends).values(**row))


def was_tested(connection: Connection, sha256: str) -> bool:
    """Tell whether this very lock was sent as a test."""
    return connection.scalar(select(test_sends.c.at).where(test_sends.c.lock_sha256 == sha256)) is not None


def count(connection: Connection, edition: str) -> dict[str, int]:
    """Give the number of rows in every state."""
    grouped = select(deliveries.c.state, func.count()).where(deliveries.c.edition == edition)
    found = {row[0]: row[1] for row in connection.execute(grouped.group_by(deliveries.c.state))}
    return {state: found.get(state, 0) for state in STATES}


def holders(connection: Connection, edition: str) -> list[int]:
    """Give the senders that hold `sending` rows of an edition."""
    held = select(deliveries.c.sender_id).distinct()
    held = held.where(deliveries.c.edition == edition, deliveries.c.state == SENDING)
    return sorted(connection.scalars(held))


def give_up(connection: Connection, sender_id: int, at: int) -> int:
    """Hold as `unknown` what a dead sender left `sending`; give how many."""
    left = update(deliveries).where(deliveries.c.sender_id == sender_id, deliveries.c.state == SENDING)
    return connection.execute(left.values(state=UNKNOWN, code="crash", changed_at=at)).rowcount


def enrol(connection: Connection, edition: str, at: int) -> int:
    """Give a new sender its number."""
    added = insert(senders).values(edition=edition, started_at=at).returning(senders.c.id)
    number: int = connection.execute(added).scalar_one()
    return number


def archive(connection: Connection, before: int) -> int:
    """Fold the rows of editions begun before a time into their totals; give how many rows went."""
    gone = 0
    for send in connection.execute(select(sends).where(sends.c.started_at < before)).all():
        states = {f"archived: {k}": v for k, v in count(connection, send.edition).items() if v}
        if not states:
            continue
        excluded = json.dumps({**json.loads(send.excluded), **states}, sort_keys=True)
        connection.execute(update(sends).where(sends.c.edition == send.edition).values(excluded=excluded))
        gone += connection.execute(delete(deliveries).where(deliveries.c.edition == send.edition)).rowcount
    return gone
