"""Encrypted backups that come back, on and between both databases."""

import subprocess
from pathlib import Path

import pytest
from mailing_parts import NOON, begin, fill, make_edition, make_settings, states
from mailing_programs import need
from sqlalchemy import Engine, select

from mailing import backup, database, ledger, schema, subscribers
from mailing.errors import MailingError

SETTINGS = make_settings("unused")


@pytest.fixture(scope="session")
def age_key(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Give an age public key and the file of its identity."""
    need("age", "age")
    path = tmp_path_factory.mktemp("age") / "key.txt"
    made = subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True, text=True)
    return made.stderr.split()[-1], str(path)


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.begin() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in schema.metadata.sorted_tables
        }


def some_data(engine: Engine) -> None:
    fill(engine, SETTINGS, 1200)
    with engine.begin() as connection:
        subscribers.leave(connection, 1, "unsubscribed", "page – dŵr", NOON)
        subscribers.keep_wording(connection, 'I "agree",\nfully.')


def test_a_backup_comes_back_whole(
    engine: Engine, sqlite_url: str, tmp_path: Path, age_key: tuple[str, str]
) -> None:
    """Everything is restored, row for row, into a new SQLite database, from either kind."""
    some_data(engine)
    path = tmp_path / "backup.age"
    backup.back_up(engine, path, age_key[0])
    assert b"reader.example" not in path.read_bytes()
    other = database.open_database(sqlite_url.replace("store", "other"))
    backup.restore(other, path, age_key[1])
    assert everything(other) == everything(engine)


def test_a_newsroom_can_move_to_postgresql(
    lite: Engine, postgres_url: str, tmp_path: Path, age_key: tuple[str, str]
) -> None:
    """A backup from SQLite fills PostgreSQL, and new rows get new numbers there."""
    some_data(lite)
    backup.back_up(lite, tmp_path / "b.age", age_key[0])
    other = database.open_database(postgres_url)
    backup.restore(other, tmp_path / "b.age", age_key[1])
    assert everything(other) == everything(lite)
    with other.begin() as connection:
        new = subscribers.add(
            connection, SETTINGS, "new@reader.example", status="active", topic=None, at=NOON
        )
    assert new == 1201


def test_what_was_being_sent_is_held_after_a_restore(
    lite: Engine, tmp_path: Path, sqlite_url: str, age_key: tuple[str, str]
) -> None:
    """Rows still to be sent at the time of the backup are unknown after it: perhaps they were sent since."""
    fill(lite, SETTINGS, 3)
    begin(lite, make_edition())
    with lite.begin() as connection:
        ledger.claim(connection, "2018-10", 1, 1, NOON)
    backup.back_up(lite, tmp_path / "b.age", age_key[0])
    other = database.open_database(sqlite_url.replace("store", "other"))
    backup.restore(other, tmp_path / "b.age", age_key[1])
    assert states(other) == {"unknown": 3}


def test_a_truncated_or_foreign_backup_restores_nothing(
    lite: Engine, tmp_path: Path, sqlite_url: str, age_key: tuple[str, str]
) -> None:
    """A backup that lost its end, or is none, is refused and leaves the database empty."""
    some_data(lite)
    path = tmp_path / "b.age"
    backup.back_up(lite, path, age_key[0])
    other = database.open_database(sqlite_url.replace("store", "other"))
    before = everything(other)
    path.write_bytes(path.read_bytes()[:-70000])
    with pytest.raises((MailingError, ValueError)):
        backup.restore(other, path, age_key[1])
    assert everything(other) == before


def test_a_full_database_is_not_overwritten(lite: Engine, tmp_path: Path, age_key: tuple[str, str]) -> None:
    """A restore goes into an empty database only."""
    some_data(lite)
    backup.back_up(lite, tmp_path / "b.age", age_key[0])
    with pytest.raises(MailingError, match="not empty"):
        backup.restore(lite, tmp_path / "b.age", age_key[1])


def test_gpg_serves_where_age_is_not_used(
    lite: Engine, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A GPG key works as well, without a passphrase prompt."""
    need("gpg", "gnupg")
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = [
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "news@mip.example",
        "default",
        "default",
    ]
    subprocess.run(make, check=True, capture_output=True)
    some_data(lite)
    backup.back_up(lite, tmp_path / "b.gpg", "news@mip.example")
    other = database.open_database(sqlite_url.replace("store", "other"))
    backup.restore(other, tmp_path / "b.gpg")
    assert everything(other) == everything(lite)
    subprocess.run(["gpgconf", "--kill", "all"], check=False)


def test_no_key_no_backup(lite: Engine, tmp_path: Path) -> None:
    """Without a recipient nothing is written, and a failed program leaves no backup behind."""
    with pytest.raises(MailingError, match="FRONTFOOT_BACKUP_TO"):
        backup.back_up(lite, tmp_path / "b", "")
    with pytest.raises((MailingError, OSError)):
        backup.back_up(lite, tmp_path / "b", "age1nonsense")
    assert not (tmp_path / "b").exists()
