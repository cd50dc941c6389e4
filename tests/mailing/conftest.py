"""Real parts for the mailing tests: SQLite, PostgreSQL and an SMTP sink."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import mailing_postgres
import mailing_relay
import pytest
from aiosmtpd.controller import Controller
from mailing_parts import Sink, free_port
from mailing_programs import open_folder
from mailing_relay import Relay
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


@pytest.fixture(scope="session")
def backend() -> Iterator[Sink]:
    """Give a sink that the relay's tests share."""
    with sinking() as handler:
        yield handler


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL server of our own; give its URL."""
    with mailing_postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def relay(backend: Sink) -> Iterator[Relay]:
    """Start a relay in front of the shared sink."""
    with open_folder() as folder, mailing_relay.running(folder, backend.port) as started:
        yield started


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
