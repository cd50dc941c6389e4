"""Real parts for the mailing tests: SQLite, PostgreSQL and an SMTP sink."""

import contextlib
import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from mailing_parts import Sink, free_port, wait_for
from mailing_programs import need
from sqlalchemy import Engine, text

from mailing import database


@contextlib.contextmanager
def sinking() -> Iterator[Sink]:
    """Run a sink on a free port."""
    handler = Sink(port=free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Give a sink of the test's own."""
    with sinking() as handler:
        yield handler


@pytest.fixture(scope="module")
def backend() -> Iterator[Sink]:
    """Give a sink that a module's tests share."""
    with sinking() as handler:
        yield handler


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server of our own, on a socket; give its URL."""
    initdb, server = need("initdb", "postgresql"), need("postgres", "postgresql")
    server = str(Path(initdb).parent / "postgres")
    folder = tmp_path_factory.mktemp("pg")
    user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    port = free_port()
    for place in [*folder.parents, folder]:
        if place.is_relative_to("/tmp/"):  # noqa: S108
            place.chmod(place.stat().st_mode | 0o011)
    os.chown(folder, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    data = folder / "data"
    make = [initdb, "-D", str(data), "-A", "trust", "-U", "front", "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
    command = [server, "-D", str(data), "-p", str(port), *options]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who
    )
    wait_for((folder / f".s.PGSQL.{port}").exists)
    url = f"postgresql://front@/postgres?host={folder}&port={port}"
    wait_for(lambda: _answers(url))
    yield url
    process.terminate()
    process.wait(timeout=20)


def _answers(url: str) -> bool:
    engine = database.create_engine(database.normal_url(url))
    try:
        with engine.connect():
            return True
    except Exception:  # noqa: BLE001 (the server is starting)
        return False
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Give the URL of a PostgreSQL database that is empty."""
    engine = database.create_engine(database.normal_url(postgres))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the URL of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store' / 'subscribers.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the URL of an empty database, once of each kind."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Give an open, empty database, once of each kind."""
    opened = database.open_database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Engine]:
    """Give an open, empty SQLite database."""
    opened = database.open_database(sqlite_url)
    yield opened
    opened.dispose()
