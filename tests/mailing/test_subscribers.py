"""The subscriber store, on SQLite and on PostgreSQL."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from mailing_parts import NOON, fill, make_settings
from sqlalchemy import Engine, select

from mailing import clock, database, subscribers
from mailing.schema import consents, requests
from mailing.schema import subscribers as table

SETTINGS = make_settings("unused")
SOMEBODY = "Jo.Bloggs@Reader.example"


def add(engine: Engine, address: str = SOMEBODY, status: str = "active") -> int | None:
    with engine.begin() as connection:
        return subscribers.add(connection, SETTINGS, address, status=status, topic=None, at=NOON)


def status_of(engine: Engine, address: str = SOMEBODY) -> str | None:
    with engine.begin() as connection:
        row = subscribers.find(connection, SETTINGS, address)
        return row["status"] if row else None


def test_two_spellings_are_one_person(engine: Engine) -> None:
    """The same address in another case is not added a second time."""
    assert add(engine, "jo@reader.example") is not None
    assert add(engine, "JO@Reader.Example") is None


def test_leaving_suppresses_and_is_noted(engine: Engine) -> None:
    """Who leaves is suppressed by keyed hash, with evidence of when and how."""
    number = add(engine)
    with engine.begin() as connection:
        assert subscribers.leave(connection, number, "unsubscribed", "one-click", NOON)
        assert not subscribers.leave(connection, number, "unsubscribed", "one-click", NOON)
        assert subscribers.is_suppressed(connection, SETTINGS, SOMEBODY.upper()) == "unsubscribed"
        evidence = connection.execute(select(consents.c.action, consents.c.how, consents.c.at)).all()
    assert [tuple(row) for row in evidence] == [("left", "one-click", NOON)]


def test_a_complaint_outweighs_an_unsubscribe(engine: Engine) -> None:
    """A complaint after an unsubscribe is kept as a complaint, never the other way round."""
    number = add(engine)
    with engine.begin() as connection:
        subscribers.leave(connection, number, "unsubscribed", "page", NOON)
        subscribers.leave(connection, number, "complained", "mail", NOON)
        subscribers.leave(connection, number, "unsubscribed", "page", NOON)
        assert subscribers.is_suppressed(connection, SETTINGS, SOMEBODY) == "complained"
    assert status_of(engine) == "complained"


def test_erasing_leaves_a_hash_and_nothing_else(engine: Engine) -> None:
    """After erasure no table holds the address, and the hash still keeps it out."""
    add(engine)
    with engine.begin() as connection:
        wording = subscribers.keep_wording(connection, "words")
        values = {"address": SOMEBODY.lower(), "wording_id": wording, "at": NOON}
        connection.execute(requests.insert().values(**values))
        assert subscribers.erase(connection, SETTINGS, SOMEBODY, NOON)
        assert not subscribers.erase(connection, SETTINGS, SOMEBODY, NOON)
        assert subscribers.is_suppressed(connection, SETTINGS, SOMEBODY) == "erased"
        assert connection.execute(select(requests)).all() == []
        assert connection.execute(select(consents)).all() == []
        assert connection.execute(select(table)).all() == []


def test_numbers_are_never_used_again(engine: Engine) -> None:
    """The number of an erased subscriber, which old emails carry, goes to nobody else."""
    first = add(engine)
    with engine.begin() as connection:
        subscribers.erase(connection, SETTINGS, SOMEBODY, NOON)
    assert add(engine, "other@reader.example") > first


def test_erased_octets_are_gone_from_the_file(lite: Engine, sqlite_url: str) -> None:
    """SQLite overwrites what is deleted: the file holds no trace of an erased address."""
    add(lite)
    with lite.begin() as connection:
        subscribers.erase(connection, SETTINGS, SOMEBODY, NOON)
    database.forget(lite)
    path = database.file_of(database.normal_url(sqlite_url))
    files = [file for file in path.parent.iterdir() if file.is_file()]
    assert not [file.name for file in files if b"Bloggs" in file.read_bytes()]


def test_purge_keeps_to_the_periods(engine: Engine) -> None:
    """What is older than its period goes, what is younger stays, and suppressions stay for ever."""
    left = add(engine)
    add(engine, "pending@reader.example", "pending")
    add(engine, "active@reader.example")
    with engine.begin() as connection:
        subscribers.leave(connection, left, "unsubscribed", "page", NOON)
    keep = subscribers.Retention(pending=10, left=20)
    with engine.begin() as connection:
        assert subscribers.purge(connection, keep, NOON + 15 * clock.DAY)["never confirmed"] == 1
        assert subscribers.purge(connection, keep, NOON + 25 * clock.DAY)["left"] == 1
        assert subscribers.stats(connection) == {"active": 1, "suppressed: unsubscribed": 1}


def test_fresh_consent_alone_lifts_a_suppression(engine: Engine) -> None:
    """Confirming afresh makes the subscriber active, lifts the suppression and keeps the wording."""
    number = add(engine)
    with engine.begin() as connection:
        subscribers.leave(connection, number, "unsubscribed", "page", NOON)
        row = subscribers.by_id(connection, number)
        wording = subscribers.keep_wording(connection, "I agree.")
        subscribers.activate(connection, row, topic="pay", wording_id=wording, how="link", at=NOON)
        assert subscribers.is_suppressed(connection, SETTINGS, SOMEBODY) is None
    assert status_of(engine) == "active"


def test_the_file_is_private(lite: Engine, sqlite_url: str) -> None:
    """A new database, its journal and its folder can be read by their owner alone."""
    fill(lite, SETTINGS, 1)
    path = database.file_of(database.normal_url(sqlite_url))
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir() if file.is_file()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """A database that anybody else may read is not opened; the message says how to mend it."""
    path = tmp_path / "s.sqlite"
    path.touch(mode=0o600)
    path.chmod(mode)
    with pytest.raises(database.UnsafePlaceError, match="chmod 600"):
        database.open_database(f"sqlite:///{path}")


def test_a_git_work_tree_is_refused(tmp_path: Path) -> None:
    """No database in a repository, nor behind a symlink that leads into one, nor in a git worktree."""
    tree = tmp_path / "tree"
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    (tree / "sub").mkdir()
    link = tmp_path / "innocent"
    link.symlink_to(tree / "sub")
    for place in (tree / "s.sqlite", tree / "sub" / "s.sqlite", link / "s.sqlite"):
        with pytest.raises(database.UnsafePlaceError, match="git work tree"):
            database.open_database(f"sqlite:///{place}")
        assert not place.exists()


def test_the_output_is_refused(tmp_path: Path) -> None:
    """No database in what is published."""
    with pytest.raises(database.UnsafePlaceError, match="published"):
        database.open_database(f"sqlite:///{tmp_path}/output/s.sqlite", [tmp_path / "output"])


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x@y/z"])
def test_other_databases_are_refused(url: str) -> None:
    """A database in memory, which would forget everybody, and other kinds are refused."""
    with pytest.raises(Exception, match="FRONTFOOT_DATABASE_URL"):
        database.open_database(url)


def test_a_newer_schema_is_refused(engine: Engine, url: str) -> None:
    """A database of another release is left untouched."""
    with engine.begin() as connection:
        database.write_meta(connection, "schema", "x")
    with pytest.raises(Exception, match="schema"):
        database.open_database(url)


def test_no_error_shows_an_address(engine: Engine) -> None:
    """A database error that reaches a log hides the parameters of the statement."""
    with pytest.raises(Exception, match="hidden") as caught, engine.begin() as connection:
        connection.execute(table.insert().values(address=SOMEBODY, address_key="x" * 64))
    assert "Bloggs" not in str(caught.value)


if os.geteuid() == 0:

    def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
        """A database that belongs to somebody else is not opened."""
        path = tmp_path / "s.sqlite"
        path.touch(mode=0o600)
        os.chown(path, 65534, 65534)
        with pytest.raises(database.UnsafePlaceError, match="another user"):
            database.open_database(f"sqlite:///{path}")
