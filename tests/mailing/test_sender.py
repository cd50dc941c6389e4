"""The sender against a real SMTP server that answers in every way."""

import itertools
import os
import signal
import threading
from dataclasses import replace
from typing import Any

import pytest
from mailing_parts import NOON, Clock, Sink, begin, fill, make_edition, make_settings, states
from sqlalchemy import Engine, select, text, update

from mailing import database, dispatch, ledger, message, subscribers
from mailing.errors import MailingError, RelayRefusedError
from mailing.pace import Policy
from mailing.schema import deliveries, returns
from mailing.sender import Sender

QUICK = Policy(back_off=(30, 60), trip=4, cool_down=0.05, most_trips=3, refusals=12)


def make_sender(
    engine: Engine, port: int, *, connections: int = 4, rate: float = 0.0, **changes: Any
) -> Sender:
    settings = make_settings("unused", port)
    relay = replace(settings.relay, connections=connections, rate=rate)
    settings = replace(settings, relay=relay)
    messages = message.prepare(settings, make_edition())
    return Sender(engine, messages, changes.pop("policy", QUICK), **changes)


def test_everybody_gets_one_copy_of_their_variant(engine: Engine, sink: Sink) -> None:
    """Every active subscriber receives exactly one message, with the variant of their topic."""
    settings = make_settings("unused", sink.port)
    fill(engine, settings, 30)
    fill(engine, settings, 10, start=30, topic="pay")
    begin(engine, make_edition())
    assert make_sender(engine, sink.port).run().ended == "done"
    assert sorted(sink.recipients()) == sorted(f"p{n}@reader.example" for n in range(40))
    assert sum(b"Pay first" in data for _s, _r, data in sink.got) == 10
    assert states(engine) == {"sent": 40}


def test_a_second_run_sends_nothing(engine: Engine, sink: Sink) -> None:
    """Running the same send again gives nobody a second copy."""
    fill(engine, make_settings("unused"), 5)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    begin(engine, make_edition())
    assert make_sender(engine, sink.port).run().ended == "done"
    assert len(sink.got) == 5


def test_temporary_refusals_are_tried_again(engine: Engine, sink: Sink) -> None:
    """A 451 is retried after its back-off, and the recipient gets one copy."""
    seen = set()

    def rule(stage: str, address: str) -> str | None:
        if stage == "rcpt" and address not in seen and address.startswith("p1"):
            seen.add(address)
            return "451 4.3.0 later"
        return None

    sink.rule = rule
    fill(engine, make_settings("unused"), 12)
    begin(engine, make_edition())
    assert make_sender(engine, sink.port).run().ended == "done"
    assert states(engine) == {"sent": 12}
    assert len(set(sink.recipients())) == len(sink.got) == 12


def test_a_recipient_always_put_off_fails_in_the_end(engine: Engine, sink: Sink) -> None:
    """After the last back-off a message that is still put off counts as failed, with the relay's code."""
    sink.rule = lambda stage, address: "451 4.2.1 no" if stage == "rcpt" and address[:3] == "p1@" else None
    fill(engine, make_settings("unused"), 3)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    assert states(engine) == {"sent": 2, "failed": 1}
    with engine.begin() as connection:
        row = connection.execute(select(deliveries).where(deliveries.c.state == "failed")).one()
    assert (row.code, row.attempts) == ("451 4.2.1", 3)


def test_a_permanent_refusal_is_recorded_without_its_words(engine: Engine, sink: Sink) -> None:
    """A 550 5.1.1 is final and suppresses; the ledger keeps the codes and not the words, which quote the address."""
    sink.rule = lambda stage, address: (
        f"550 5.1.1 <{address}> unknown" if stage == "rcpt" and address[:3] == "p1@" else None
    )
    fill(engine, make_settings("unused"), 3)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    with engine.begin() as connection:
        row = connection.execute(select(deliveries).where(deliveries.c.state == "failed")).one()
        refused = subscribers.by_id(connection, row.subscriber_id)
    assert row.code == "550 5.1.1"
    assert refused["status"] == "bounced"


def test_a_refusal_that_is_not_about_the_address_counts_only(engine: Engine, sink: Sink) -> None:
    """A mailbox that is full counts as a soft bounce; the subscriber stays."""
    sink.rule = lambda stage, a: "552 5.2.2 full" if stage == "rcpt" and a[:3] == "p1@" else None
    fill(engine, make_settings("unused"), 3)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    with engine.begin() as connection:
        assert subscribers.stats(connection) == {"active": 3}
        assert [row.kind for row in connection.execute(select(returns))] == ["soft"]


def test_a_connection_lost_after_the_message_is_unknown(engine: Engine, sink: Sink) -> None:
    """A drop after DATA is unknown, is held, and is not sent again by another run."""
    sink.rule = lambda stage, address: "drop after" if stage == "data" and address[:3] == "p1@" else None
    fill(engine, make_settings("unused"), 6)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    assert states(engine) == {"sent": 5, "unknown": 1}
    make_sender(engine, sink.port).run()
    assert sink.recipients().count("p1@reader.example") == 1
    with engine.begin() as connection:
        assert ledger.resolve(connection, "2018-10", "sent", NOON) == 1
    assert states(engine) == {"sent": 6}


def test_unknown_can_be_sent_again_by_a_person(engine: Engine, sink: Sink) -> None:
    """Resolving as queued sends again, with the same Message-ID, so that mail programs can tell."""
    sink.rule = lambda stage, _address: "drop after" if stage == "data" else None
    fill(engine, make_settings("unused"), 1)
    begin(engine, make_edition())
    make_sender(engine, sink.port).run()
    sink.rule = lambda _stage, _address: None
    with engine.begin() as connection:
        ledger.resolve(connection, "2018-10", "queued", NOON)
    make_sender(engine, sink.port).run()
    assert states(engine) == {"sent": 1}
    first, second = (data for _s, _r, data in sink.got)
    assert first == second


def test_who_leaves_while_it_is_sent_gets_nothing_after(engine: Engine, sink: Sink) -> None:
    """Suppression is read again at the moment of handing over, also for who was queued long before."""
    settings = make_settings("unused")
    fill(engine, settings, 60)
    begin(engine, make_edition())
    left = []

    def rule(stage: str, _address: str) -> str | None:
        if stage == "data" and len(sink.got) == 10 and not left:
            with engine.begin() as connection:
                for n in range(40, 60):
                    left.append(n)
                    row = subscribers.find(connection, settings, f"p{n}@reader.example")
                    subscribers.leave(connection, row["id"], "unsubscribed", "test", NOON)

    sink.rule = rule
    make_sender(engine, sink.port, connections=2).run()
    assert states(engine) == {"sent": 40, "suppressed": 20}
    assert not {f"p{n}@reader.example" for n in left} & set(sink.recipients())


def test_an_erased_subscriber_is_left_alone(engine: Engine, sink: Sink) -> None:
    """Erasing somebody who is queued leaves a row that is accounted for and no message."""
    settings = make_settings("unused")
    fill(engine, settings, 2)
    begin(engine, make_edition())
    with engine.begin() as connection:
        subscribers.erase(connection, settings, "P1@Reader.example", NOON)
    make_sender(engine, sink.port).run()
    assert states(engine) == {"sent": 1, "suppressed": 1}


def test_pause_stops_all_senders(engine: Engine, sink: Sink) -> None:
    """Pausing ends the run with the rest still queued, and lifting it finishes the send."""
    fill(engine, make_settings("unused"), 50)
    begin(engine, make_edition())

    def rule(stage: str, _address: str) -> str | None:
        if stage == "data" and len(sink.got) == 5:
            with engine.begin() as connection:
                ledger.pause(connection, "2018-10", NOON)

    sink.rule = rule
    assert make_sender(engine, sink.port, connections=2).run().ended == "paused"
    assert states(engine)["queued"] > 30
    assert make_sender(engine, sink.port).run().ended == "paused"
    with engine.begin() as connection:
        ledger.pause(connection, "2018-10", None)
    sink.rule = lambda _stage, _address: None
    assert make_sender(engine, sink.port).run().ended == "done"
    assert len(set(sink.recipients())) == len(sink.got) == 50


def test_our_own_sender_refused_stops_at_once(lite: Engine, sink: Sink) -> None:
    """A relay that refuses our MAIL FROM stops the run; nobody is marked as failed in numbers."""
    sink.rule = lambda stage, _address: "550 5.7.1 who are you" if stage == "mail" else None
    fill(lite, make_settings("unused"), 30)
    begin(lite, make_edition())
    with pytest.raises(RelayRefusedError):
        make_sender(lite, sink.port, connections=2).run()
    assert states(lite) == {"queued": 30}


def test_a_dead_relay_opens_the_breaker(lite: Engine) -> None:
    """With no relay the run gives up after its pauses, and nothing has left the queue."""
    fill(lite, make_settings("unused"), 5)
    begin(lite, make_edition())
    run = make_sender(lite, 1).run()
    assert run.ended == "stopped"
    assert "trouble" in run.why
    assert states(lite) == {"queued": 5}


def test_messages_refused_in_a_row_stop_the_run(lite: Engine, sink: Sink) -> None:
    """A relay that refuses every message says something about the message: the rest stays queued."""
    sink.rule = lambda stage, _address: "554 5.7.1 spam" if stage == "data" else None
    fill(lite, make_settings("unused"), 60)
    begin(lite, make_edition())
    run = make_sender(lite, sink.port).run()
    assert run.ended == "stopped"
    assert states(lite)["queued"] >= 40


def test_a_clock_that_jumps_sends_nothing_twice(engine: Engine, sink: Sink) -> None:
    """Clock jumps of a year, both ways, during a send give one copy each and leave nobody waiting."""
    times = Clock()
    jumps = iter([365, -365, -365, 730] * 100)

    def rule(stage: str, address: str) -> str | None:
        times.at += next(jumps) * 86_400_000
        return "451 later" if stage == "rcpt" and address.startswith("p2") and len(sink.got) < 8 else None

    sink.rule = rule
    fill(engine, make_settings("unused"), 20)
    begin(engine, make_edition())
    make_sender(engine, sink.port, connections=2, now=times).run()
    assert len(set(sink.recipients())) == len(sink.got) == 20


def test_a_row_with_a_bad_address_fails_alone(engine: Engine, sink: Sink) -> None:
    """A row that was damaged in the database is refused before SMTP; the others are sent."""
    fill(engine, make_settings("unused"), 3)
    begin(engine, make_edition())
    with engine.begin() as connection:
        table = subscribers.subscribers
        connection.execute(
            update(table).where(table.c.id == 2).values(address="a@x.example>\r\nRCPT TO:<b@x.example")
        )
    make_sender(engine, sink.port).run()
    assert states(engine) == {"sent": 2, "failed": 1}


def test_the_rate_is_kept(lite: Engine, sink: Sink) -> None:
    """A rate limit spreads the messages evenly, whatever the number of connections."""
    fill(lite, make_settings("unused"), 10)
    begin(lite, make_edition())
    steps = iter(n / 300 for n in range(100_000))
    stamps = []
    current = [0.0]

    def steady() -> float:
        current[0] = next(steps)
        return current[0]

    sink.rule = lambda stage, _address: stamps.append(current[0]) if stage == "mail" else None
    make_sender(lite, sink.port, rate=100.0, steady=steady).run()
    assert len(sink.got) == 10
    assert stamps[-1] - stamps[0] >= 0.08


def test_stop_leaves_a_ledger_that_goes_on(engine: Engine, sink: Sink) -> None:
    """A wish to stop lets the messages in hand finish; the next run sends the rest, once each."""
    fill(engine, make_settings("unused"), 40)
    begin(engine, make_edition())
    stop = threading.Event()
    sink.rule = lambda _stage, _address: stop.set() if len(sink.got) > 4 else None
    assert make_sender(engine, sink.port, stop=stop).run().ended == "stopped"
    assert "sending" not in states(engine)
    make_sender(engine, sink.port).run()
    assert len(set(sink.recipients())) == len(sink.got) == 40


def test_a_relay_that_closes_all_connections_is_no_trouble(lite: Engine, sink: Sink) -> None:
    """A 421 on every connection at once, as after so many messages each, neither pauses nor costs a copy."""
    calls = itertools.count()
    sink.rule = lambda stage, _a: "421 4.7.0 enough" if stage == "mail" and 6 <= next(calls) < 12 else None
    fill(lite, make_settings("unused"), 40)
    begin(lite, make_edition())
    policy = replace(QUICK, most_trips=0)
    assert make_sender(lite, sink.port, connections=6, policy=policy).run().ended == "done"
    assert len(set(sink.recipients())) == len(sink.got) == 40


def test_an_interrupt_finishes_what_is_in_hand(lite: Engine, sink: Sink) -> None:
    """Ctrl-C lets the messages in hand finish; nothing is left `sending` and the rest stays queued."""
    settings = make_settings("unused", sink.port)
    fill(lite, settings, 200)
    begin(lite, make_edition())
    once = [signal.SIGINT]

    def rule(_stage: str, _address: str) -> None:
        if len(sink.got) == 3 and once:
            os.kill(os.getpid(), once.pop())

    sink.rule = rule
    run = dispatch.send_list(lite, settings, make_edition())
    assert (run.ended, run.why) == ("stopped", "interrupted")
    assert set(states(lite)) == {"sent", "queued"}


def test_a_lost_database_ends_the_run(postgres_url: str, sink: Sink) -> None:
    """When the database goes away the run ends with a message, and what was in hand is unknown afterwards."""
    engine = database.open_database(postgres_url)
    fill(engine, make_settings("unused"), 200)
    begin(engine, make_edition())
    other = database.open_database(postgres_url)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    cut += " AND datname = 'postgres'"

    def rule(stage: str, _address: str) -> str | None:
        if stage == "data" and len(sink.got) == 5:
            with other.begin() as connection:
                connection.execute(text(cut))
        return None

    sink.rule = rule
    with pytest.raises(MailingError, match="database failed"):
        dispatch.send_list(engine, make_settings("unused", sink.port), make_edition())
    sink.rule = lambda _stage, _address: None
    make_sender(other, sink.port).run()
    numbers = states(other)
    assert numbers["sent"] + numbers.get("unknown", 0) == 200
    assert len(set(sink.recipients())) == len(sink.got)
    other.dispose()
