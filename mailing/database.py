"""Opening the database, after making sure that it lies where personal data may lie."""

import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, insert, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext

from mailing import schema
from mailing.addresses import scrub
from mailing.errors import MailingError

WAIT_SECONDS = 30
READ_ONLY = {"front_foot_reads": True}


class UnsafePlaceError(MailingError):
    """The database file lies where others, or the public, could read it."""


def open_database(url: str, forbidden: Iterable[Path] = ()) -> Engine:
    """Open (and make, when new) the database; give its engine.

    Takes a SQLAlchemy URL of SQLite or PostgreSQL and folders in which no database may lie, such as the
    site's output. Raises UnsafePlaceError, or MailingError for another kind of database or schema.
    """
    parsed = normal_url(url)
    if parsed.get_backend_name() == "sqlite":
        prepare_file(file_of(parsed), forbidden)
    engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    event.listen(engine, "handle_error", _hide_addresses)
    if engine.dialect.name == "sqlite":
        _make_sqlite_strict(engine)
    with engine.begin() as connection:
        _make_tables(connection)
    return engine


def normal_url(url: str) -> URL:
    """Give the URL with the driver we bring; raise MailingError for a database we do not support."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed
    raise MailingError("FRONTFOOT_DATABASE_URL: use sqlite:////a/file or postgresql://user@host/name.")


def file_of(url: URL) -> Path:
    """Give the resolved file of a SQLite URL."""
    return Path(url.database or "").resolve()


def prepare_file(path: Path, forbidden: Iterable[Path] = ()) -> None:
    """Make the file with mode 0600 if it is new; raise UnsafePlaceError if its place or mode is wrong."""
    for cause in place_faults(path, forbidden):
        raise UnsafePlaceError(cause)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def place_faults(path: Path, forbidden: Iterable[Path] = ()) -> list[str]:
    """Give what is wrong with a place for personal data, each with its fix; empty when it is safe."""
    path = path.resolve()
    faults = [
        f"{path} lies in the git work tree {folder}. Keep personal data elsewhere."
        for folder in path.parents
        if (folder / ".git").exists()
    ]
    faults += [
        f"{path} lies in {folder}, which is published. Keep personal data elsewhere."
        for folder in forbidden
        if path.is_relative_to(folder.resolve())
    ]
    if path.exists():
        faults += mode_faults(path)
    return faults


def mode_faults(path: Path) -> list[str]:
    """Give what is wrong with a file's owner and mode."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return [f"{path} is not a plain file. Name a plain file."]
    if status.st_uid != os.geteuid():
        return [f"{path} belongs to another user. Run as its owner, or: chown $(id -un) {path}"]
    if status.st_mode & 0o077:
        return [f"{path} can be read by others. Run: chmod 600 {path}"]
    return []


def add_missing(connection: Connection, table: Table) -> Insert:
    """Give an INSERT into the table that leaves existing rows as they are (ON CONFLICT DO NOTHING)."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def read_meta(connection: Connection, name: str) -> Any:
    """Give a stored note about the database itself, or None."""
    text = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == name))
    return None if text is None else json.loads(text)


def write_meta(connection: Connection, name: str, value: Any) -> None:
    """Store a note about the database itself."""
    connection.execute(schema.meta.delete().where(schema.meta.c.name == name))
    connection.execute(insert(schema.meta).values(name=name, value=json.dumps(value)))


def forget(engine: Engine) -> None:
    """Make SQLite drop its journal, in which rows just erased still stand. PostgreSQL vacuums by itself."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads: on SQLite it waits for no writer."""
    with engine.connect().execution_options(**READ_ONLY) as connection, connection.begin():
        yield connection


def _hide_addresses(context: ExceptionContext) -> None:
    """Take addresses out of the database's own messages (PostgreSQL shows the row that failed)."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(scrub(part) if isinstance(part, str) else part for part in error.args)


def _make_tables(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes may meet a new database together: CREATE TABLE IF NOT EXISTS alone can collide.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1179010630)")
    schema.metadata.create_all(connection)
    connection.execute(add_missing(connection, schema.meta).values(name="schema", value=schema.VERSION))
    version = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "schema"))
    if version != schema.VERSION:
        raise MailingError(
            f"The database has schema {version}; this is {schema.VERSION}. Run the matching release."
        )


def _make_sqlite_strict(engine: Engine) -> None:
    """Durable commits, real deletion, and transactions that take the write lock when they begin."""

    @event.listens_for(engine, "connect")
    def connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in (
            f"busy_timeout={WAIT_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("front_foot_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def private(path: str, flags: int) -> int:
    """Open a file readable by its owner alone: an opener for `open`."""
    return os.open(path, flags, 0o600)
