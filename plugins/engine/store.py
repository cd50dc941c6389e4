"""What the engine remembers between builds: one SQLite file of checksummed records.

A record is (kind, key) -> plain data or a text. Anything doubtful is a miss: a record whose checksum does not match its
kind, key and bytes is dropped; a file that SQLite cannot read is put aside and begun anew. A miss costs time, never a
wrong page.
"""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from plugins.engine.encoding import decode, encode

logger = logging.getLogger(__name__)

_FORMAT = 5
_SUM = 8  # bytes of checksum in front of every record


class Store:
    """A key-value store in the file `path`; writes are collected and made in one transaction by `commit`."""

    def __init__(self, path: Path) -> None:
        """Open the store, or begin an empty one when the file is missing, unreadable or of another format."""
        self._path = path
        self._writes: dict[tuple[str, str], bytes | None] = {}
        self.owner = os.getpid()
        try:
            self._connection = self._connect()
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-2000")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _FORMAT):
            connection.close()
            raise sqlite3.DatabaseError(f"format {version}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS record"
            " (kind TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version={_FORMAT}")
        return connection

    def _begin_anew(self, error: Exception) -> None:
        logger.info("The build store cannot be read (%s): everything is built again", error)
        if hasattr(self, "_connection"):
            self._connection.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        self._connection = self._connect()

    def reopen(self) -> None:
        """Take a connection of one's own, for reading, in a forked process; the inherited one is left alone.

        One transaction spans all that is read, so that the file is locked once: until this process ends, none commits.
        """
        self._inherited = self._connection
        self._connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, isolation_level=None)
        self._query("BEGIN", ())

    def get(self, kind: str, key: str) -> Any:
        """The value of one record, or None."""
        payload = self._payload(kind, key)
        return None if payload is None else decode(payload)

    def get_text(self, kind: str, key: str) -> str | None:
        """The text of one record that `put_text` wrote, or None."""
        payload = self._payload(kind, key)
        return None if payload is None else payload.decode("utf-8", "surrogatepass")

    def _payload(self, kind: str, key: str) -> bytes | None:
        if (kind, key) in self._writes:
            blob = self._writes[kind, key]
            return None if blob is None else blob[_SUM:]
        rows = self._query("SELECT value FROM record WHERE kind=? AND key=?", (kind, key))
        return _open(kind, key, rows[0][0]) if rows else None

    def all(self, kind: str) -> dict[str, Any]:
        """Every sound record of a kind as it was at the last commit, by key."""
        rows = self._query("SELECT key, value FROM record WHERE kind=?", (kind,))
        opened = ((key, _open(kind, key, value)) for key, value in rows)
        return {key: decode(payload) for key, payload in opened if payload is not None}

    def _query(self, statement: str, parameters: tuple[str, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except (sqlite3.DatabaseError, OverflowError) as error:
            if os.getpid() == self.owner:
                self._begin_anew(error)
            return []

    def put(self, kind: str, key: str, value: Any) -> None:
        """Write a record at the next commit; `value` must survive JSON. A forked process writes nothing."""
        if os.getpid() != self.owner:
            return
        self._writes[kind, key] = seal(kind, key, value)

    def put_text(self, kind: str, key: str, text: str) -> None:
        """Write a text as it is, which is quicker to write and read than a value."""
        if os.getpid() == self.owner:
            payload = text.encode("utf-8", "surrogatepass")
            self._writes[kind, key] = _checksum(kind, key, payload) + payload

    def put_sealed(self, kind: str, key: str, record: bytes) -> None:
        """Write a record that `seal` made, here or in another process, at the next commit."""
        self._writes[kind, key] = record

    def keys(self, kind: str) -> list[str]:
        """The keys of a kind as they were at the last commit, sorted."""
        return [row[0] for row in self._query("SELECT key FROM record WHERE kind=? ORDER BY key", (kind,))]

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        """Remove records at the next commit."""
        for key in keys:
            self._writes[kind, key] = None

    def commit(self) -> None:
        """Make all collected changes in one transaction; raises sqlite3.Error or OSError when the disk refuses."""
        if not self._writes:
            return
        with self._transaction() as connection:
            gone = [key for key, blob in self._writes.items() if blob is None]
            connection.executemany("DELETE FROM record WHERE kind=? AND key=?", gone)
            kept = ((*key, blob) for key, blob in self._writes.items() if blob is not None)
            connection.executemany("INSERT OR REPLACE INTO record VALUES (?,?,?)", kept)
        self._writes.clear()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Forget what was not committed and close the file."""
        self._connection.close()


def seal(kind: str, key: str, value: Any) -> bytes:
    """A record as it stands in the store; `value` must survive JSON."""
    payload = encode(value)
    return _checksum(kind, key, payload) + payload


def _open(kind: str, key: str, blob: object) -> bytes | None:
    """What a record holds, when it is sound."""
    sound = isinstance(blob, bytes) and blob[:_SUM] == _checksum(kind, key, blob[_SUM:])
    return blob[_SUM:] if sound else None  # type: ignore[index]


def _checksum(kind: str, key: str, payload: bytes) -> bytes:
    digest = blake2b(f"{kind}\0{key}\0".encode("utf-8", "surrogatepass"), digest_size=_SUM)
    digest.update(payload)
    return digest.digest()
