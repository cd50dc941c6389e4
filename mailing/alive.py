"""Whether another sender still lives, told by a lock that ends with its process and never by a clock.

PostgreSQL: a session's advisory lock. SQLite: a locked file beside the database, on the same machine.
"""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from mailing import ledger
from mailing.database import file_of

log = logging.getLogger(__name__)

OUR_LOCKS = 1179010631  # the first of two numbers that name an advisory lock


@contextlib.contextmanager
def hold(engine: Engine, connection: Connection, sender_id: int) -> Iterator[None]:
    """Hold a sender's lock for as long as the block runs (or the process lives)."""
    if engine.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_lock(OUR_LOCKS, sender_id)))
        connection.commit()
        yield
        return
    path = lock_file(engine, sender_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def is_dead(engine: Engine, connection: Connection, sender_id: int) -> bool:
    """Tell that a sender's process has ended. Not to be asked about the caller itself."""
    if engine.dialect.name == "postgresql":
        free = connection.scalar(select(func.pg_try_advisory_lock(OUR_LOCKS, sender_id)))
        if free:
            connection.execute(select(func.pg_advisory_unlock(OUR_LOCKS, sender_id)))
        return bool(free)
    path = lock_file(engine, sender_id)
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(descriptor)


def release_dead(engine: Engine, connection: Connection, edition: str, *, at: int, ours: int = 0) -> int:
    """Hold as `unknown` what senders that no longer live had in hand; give how many rows."""
    held = 0
    for number in ledger.holders(connection, edition):
        if number != ours and is_dead(engine, connection, number):
            rows = ledger.give_up(connection, number, at)
            log.warning("sender %d ended without settling %d messages: unknown", number, rows)
            held += rows
    return held


def lock_file(engine: Engine, sender_id: int) -> Path:
    """Give the lock file of a sender that uses a SQLite database."""
    database = file_of(engine.url)
    return database.with_name(database.name + ".senders") / f"{sender_id}.lock"
