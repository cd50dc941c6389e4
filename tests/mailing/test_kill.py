"""Senders killed with kill -9 at random moments."""

import os
import random

from killing import Killing
from mailing_parts import Sink
from sqlalchemy import Engine

from mailing import database

KILLS = int(os.environ.get("FRONTFOOT_SOAK_KILLS", "10"))


def test_ten_kills_of_one_sender(lite: Engine, sqlite_url: str, sink: Sink) -> None:
    """A send to 2,000, killed ten times: nobody twice, nobody lost, few unknown."""
    killing = Killing(lite, sqlite_url, sink, random.Random(2018))  # noqa: S311
    killing.run(recipients=2000, kills=KILLS)
    assert killing.kills >= KILLS


def test_two_senders_on_postgresql_with_kills(postgres_url: str, sink: Sink) -> None:
    """Two senders share one ledger and are killed: the same."""
    engine = database.open_database(postgres_url)
    killing = Killing(engine, postgres_url, sink, random.Random(10))  # noqa: S311
    killing.run(recipients=2000, kills=KILLS, senders=2)
    engine.dispose()
    assert killing.kills >= KILLS
