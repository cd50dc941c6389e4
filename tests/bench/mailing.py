"""Delivery: throughput against a bare smtplib loop, connections in parallel, memory; and the long soak.

The sink is Postfix's smtp-sink. Every message weighs 60 KB, the ledger is on, the database is SQLite with
durable commits on the disk that holds the temporary folder.
"""

from __future__ import annotations

import contextlib
import os
import resource
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "tests" / "mailing"
sys.path[:0] = [str(ROOT), str(PARTS)]

from mailing_parts import NOON, free_port, make_edition, make_settings, wait_for  # noqa: E402
from mailing_programs import need  # noqa: E402
from sqlalchemy import Engine, insert  # noqa: E402

from mailing import database, ledger, message, schema  # noqa: E402
from mailing.edition import UNSUBSCRIBE_ADDRESS, Edition, Variant  # noqa: E402
from mailing.sender import Sender  # noqa: E402

WEIGHT = 60_000
ROUNDS = 7
EACH = 1500


def run() -> None:
    """Print the figures of delivery."""
    throughput()
    parallel()
    memory()


def throughput() -> None:
    """Compare our sender, its ledger on, with a bare smtplib loop that sends the same bytes."""
    edition = heavy()
    ratios, rates = [], []
    with sink() as port:
        for number in range(ROUNDS):
            before = bare(port, edition)
            ours = send(port, edition, EACH, connections=8)
            after = bare(port, edition)
            rates.append(ours)
            ratios.append(ours / statistics.mean((before, after)))
            print(
                f"  round {number + 1}: bare {before:.0f} and {after:.0f}, ours {ours:.0f} messages a second"
            )
    print(f"a durable write takes {durable_write() * 1000:.1f} ms on this disk at this moment")
    print(f"delivery of 60 KB messages, median of {ROUNDS}: {statistics.median(rates):.0f} a second")
    print(f"  {statistics.median(ratios):.2f} of a bare smtplib loop (goal: at least 0.6; moonshot 0.8)")


def durable_write() -> float:
    """Give the median seconds of a small write that is flushed to the disk: a commit needs one."""
    with tempfile.TemporaryFile() as file:
        times = []
        for _ in range(50):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def parallel() -> None:
    """Compare eight connections with one against a sink that takes 100 ms for each message."""
    edition = heavy(2000)
    with slow_sink() as port:
        ratios = [
            send(port, edition, 320, connections=8) / send(port, edition, 40, connections=1) for _ in range(5)
        ]
    ratio = statistics.median(ratios)
    print(f"8 connections against 1, each DATA delayed by 100 ms: {ratio:.2f} times (goal: at least 7)")


def memory() -> None:
    """Compare the peak memory of a process that sends to 1,000 with one that sends to 100,000."""
    peaks = {}
    with sink() as port:
        for number in (1_000, 100_000):
            code = f"from tests.bench import mailing; mailing.send_and_tell({port}, {number})"
            command = [sys.executable, "-c", code]
            answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
            peaks[number] = int(answer.stdout.split()[-1]) / 1024
    few, many = peaks.values()
    print(
        f"peak memory: {few:.0f} MB for 1,000 subscribers, {many:.0f} MB for 100,000 ({many / few:.2f} times)"
    )


def send_and_tell(port: int, number: int) -> None:
    """Send a light edition and print the peak memory in KiB."""
    send(port, heavy(2000), number, connections=8)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def soak(kills: int = 200) -> None:
    """Kill senders many times in a send to 2,000, over and over; print what was found."""
    environment = {**os.environ, "FRONTFOOT_SOAK_KILLS": str(kills)}
    command = [sys.executable, "-m", "pytest", "-q", str(PARTS / "test_kill.py")]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def heavy(weight: int = WEIGHT) -> Edition:
    """Give an edition whose message weighs about so many octets."""
    line = "Managers told us what the plan means for their teams, sites and patients.\n"
    text = line * (weight // 3 // len(line)) + f"{UNSUBSCRIBE_ADDRESS}\n"
    html = f"<p>{line * (weight * 2 // 3 // len(line))}</p><a href='{UNSUBSCRIBE_ADDRESS}'>Stop</a>\n"
    return make_edition(variants={"": Variant(html, text)})


def bare(port: int, edition: Edition) -> float:
    """Give the messages a second of a plain loop over one connection."""
    data = message.prepare(make_settings("unused"), edition).make(
        delivery_id=1, subscriber_id=1, address="p@reader.example", topic=None
    )
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for number in range(EACH // 2):
            connection.sendmail("news@mip.example", f"p{number}@reader.example", data.data)
    return EACH // 2 / (time.perf_counter() - start)


def send(port: int, edition: Edition, number: int, connections: int) -> float:
    """Give the messages a second of our sender, from a new ledger."""
    settings = make_settings("unused", port)
    settings = replace(settings, relay=replace(settings.relay, connections=connections))
    messages = message.prepare(settings, edition)
    with tempfile.TemporaryDirectory() as folder:
        engine = database.open_database(f"sqlite:///{folder}/s.sqlite")
        fill(engine, number)
        with engine.begin() as connection:
            ledger.begin(connection, edition.edition, edition.sha256, NOON)
        start = time.perf_counter()
        if Sender(engine, messages).run().ended != "done":
            raise SystemExit("the benchmark's send did not end")
        seconds = time.perf_counter() - start
        with engine.begin() as connection:
            if ledger.count(connection, edition.edition)["sent"] != number:
                raise SystemExit("the benchmark's ledger is not complete")
        engine.dispose()
    return number / seconds


def fill(engine: Engine, number: int) -> None:
    """Add subscribers in batches."""
    common = {"status": "active", "created_at": NOON, "changed_at": NOON}
    for start in range(0, number, 1000):
        rows = [
            {"address": f"p{n}@reader.example", "address_key": f"{n:064d}", **common}
            for n in range(start, min(start + 1000, number))
        ]
        with engine.begin() as connection:
            connection.execute(insert(schema.subscribers), rows)


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """Run Postfix's smtp-sink; give its port."""
    port = free_port()
    program = need("smtp-sink", "postfix")
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with running([program, *user, f"127.0.0.1:{port}", "100"], port):
        yield port


@contextlib.contextmanager
def slow_sink() -> Iterator[int]:
    """Run a sink that answers each message after 100 ms; give its port."""
    port = free_port()
    with running([sys.executable, str(PARTS / "slow_sink.py"), str(port), "0.1"], port):
        yield port


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block ends."""
    server = subprocess.Popen(command)
    try:
        wait_for(lambda: listens(port))
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def listens(port: int) -> bool:
    """Tell whether a server greets on a port."""
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
    except OSError:
        return False
    return True
