"""An encrypted copy of everything, and how it comes back.

The dump is JSON, one row a line, and goes straight into age or GPG: no plain copy ever lies on a disk. It
does not depend on the kind of database, so it also moves a newsroom from SQLite to PostgreSQL.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text, update

from mailing import database, schema
from mailing.errors import MailingError

FORMAT = "front-foot-backup-1"
BATCH = 500
# Sent since the backup was made, perhaps: after a restore nobody can tell.
UNCERTAIN = ("queued", "sending", "deferred")


def back_up(engine: Engine, path: Path, recipient: str) -> dict[str, int]:
    """Write an encrypted backup to a new file; give the number of rows of each table.

    `recipient` is an age or ssh public key (then age must be installed) or a GPG key (then gpg). Raises
    MailingError when the file exists or the program is missing or fails.
    """
    if path.exists():
        raise MailingError(f"{path} exists already. Name a new file.")
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb", opener=database.private) as target:
        process = _start(encrypting(recipient), stdin=subprocess.PIPE, stdout=target)
        counts = _dump(engine, _pipe(process.stdin))
        _finish(process)
    partial.rename(path)
    return counts


def restore(engine: Engine, path: Path, identity: str = "") -> dict[str, int]:
    """Fill an empty database from a backup; give the number of rows of each table.

    `identity` is the file of the age key; GPG finds its own. What was still to be sent becomes `unknown`,
    because it may have been sent after the backup. Raises MailingError; then the database stays empty.
    """
    with path.open("rb") as source:
        process = _start(decrypting(path, identity), stdin=source, stdout=subprocess.PIPE)
        try:
            with engine.begin() as connection:
                counts = _load(connection, _pipe(process.stdout))
                _finish(process)
        finally:
            process.kill()
            process.wait()
    return counts


def encrypting(recipient: str) -> list[str]:
    """Give the command that encrypts its input to a recipient."""
    if recipient.startswith(("age1", "ssh-")):
        return [_program("age"), "--encrypt", "--recipient", recipient]
    if not recipient or recipient.startswith("-"):
        raise MailingError("FRONTFOOT_BACKUP_TO: name an age public key or a GPG key.")
    return [_program("gpg"), "--batch", "--trust-model", "always", "--encrypt", "--recipient", recipient]


def decrypting(path: Path, identity: str) -> list[str]:
    """Give the command that decrypts a backup, told by the file's first octets."""
    with path.open("rb") as file:
        is_age = file.read(4) == b"age-"
    if not is_age:
        return [_program("gpg"), "--batch", "--decrypt"]
    if not identity:
        raise MailingError("This backup needs the file of its age key: --identity FILE.")
    return [_program("age"), "--decrypt", "--identity", identity]


def _dump(engine: Engine, target: IO[bytes]) -> dict[str, int]:
    counts = {}
    with target, engine.connect().execution_options(**database.READ_ONLY) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        target.write(_line({"format": FORMAT, "schema": schema.VERSION}))
        for table in schema.metadata.sorted_tables:
            counts[table.name] = _dump_table(connection, table, target)
        target.write(_line({"end": counts}))
    return counts


def _dump_table(connection: Connection, table: Table, target: IO[bytes]) -> int:
    number = 0
    query = select(table).order_by(*table.primary_key)
    for row in connection.execute(query, execution_options={"yield_per": BATCH}).mappings():
        target.write(_line({"table": table.name, "row": dict(row)}))
        number += 1
    return number


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _load(connection: Connection, source: IO[bytes]) -> dict[str, int]:
    if connection.scalar(select(func.count()).select_from(schema.subscribers)):
        raise MailingError("The database is not empty. Restore into a new one.")
    counts = {table.name: 0 for table in schema.metadata.sorted_tables}
    connection.execute(schema.meta.delete())
    ended = None
    for name, rows in _batches(source):
        if name == "end":
            ended = rows[0]
            continue
        connection.execute(insert(schema.metadata.tables[name]), rows)
        counts[name] += len(rows)
    if ended != counts:
        raise MailingError("The backup is incomplete or could not be decrypted. Nothing was restored.")
    _hold_uncertain(connection)
    _renumber(connection)
    return counts


def _batches(source: IO[bytes]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield rows of one table at a time, at most BATCH together; the last is ("end", [counts])."""
    if json.loads(source.readline() or b"{}").get("format") != FORMAT:
        raise MailingError("This is no backup, or it could not be decrypted. Nothing was restored.")
    name = ""
    rows: list[dict[str, Any]] = []
    for line in source:
        entry = json.loads(line)
        if rows and (entry.get("table") != name or len(rows) == BATCH):
            yield name, rows
            rows = []
        if "end" in entry:
            yield "end", [entry["end"]]
            return
        name = entry["table"]
        rows.append(entry["row"])


def _hold_uncertain(connection: Connection) -> None:
    ledger = schema.deliveries
    held = update(ledger).where(ledger.c.state.in_(UNCERTAIN))
    connection.execute(held.values(state="unknown", code="restored"))


def _renumber(connection: Connection) -> None:
    """Let PostgreSQL go on counting where the restored rows end (SQLite does so by itself)."""
    if connection.dialect.name != "postgresql":
        return
    for table in schema.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is True:
            highest = connection.scalar(select(func.max(table.c.id)))
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MailingError(f"{name} is not installed. Install it (Debian: apt-get install {name}).")
    return found


def _start(command: list[str], stdin: Any, stdout: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=stdin, stdout=stdout)  # noqa: S603 (our own words, no shell)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise MailingError("The encryption program gave no pipe.")
    return pipe


def _finish(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise MailingError("The encryption program failed (its message is above). There is no backup.")
