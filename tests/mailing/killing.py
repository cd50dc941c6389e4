"""kill -9 at random moments of a send, and the count afterwards: shared by the tests and the soak."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mailing_parts import Sink, begin, fill, make_edition, make_settings, states, wait_for
from sqlalchemy import Engine, select

from mailing import alive
from mailing.schema import deliveries, subscribers

HERE = Path(__file__).parent
CONNECTIONS = 4


@dataclass
class Killing:
    """Sends to many, killing senders on the way; `kills` counts those that died in the middle."""

    engine: Engine
    url: str
    sink: Sink
    dice: random.Random
    kills: int = 0

    def start(self, edition: str) -> subprocess.Popen[bytes]:
        """Start one sending process."""
        root = str(HERE.parent.parent)
        environment = {**os.environ, "PYTHONPATH": f"{root}:{HERE}"}
        command = [
            sys.executable,
            str(HERE / "send_once.py"),
            self.url,
            edition,
            str(self.sink.port),
            str(CONNECTIONS),
        ]
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def run(self, recipients: int, kills: int, senders: int = 1) -> None:
        """Send edition after edition, until so many senders were killed, and check each."""
        fill(self.engine, make_settings(self.url), recipients)
        for month in itertools.count():
            self.send(f"{2018 + month // 12}-{month % 12 + 1:02}", recipients, kills, senders)
            if self.kills >= kills:
                return

    def send(self, edition: str, recipients: int, kills: int, senders: int) -> None:
        """Send one edition, with kills on the way, to the end; check what must hold."""
        self.sink.got.clear()
        killed = self.kills
        begin(self.engine, make_edition(edition=edition))
        while self.kills < kills and states(self.engine, edition).get("queued"):
            self.kill_all([self.start(edition) for _ in range(senders)])
        finish = [self.start(edition) for _ in range(senders)]
        assert [process.wait(timeout=120) for process in finish] == [0] * senders
        with self.engine.begin() as connection:
            alive.release_dead(self.engine, connection, edition, at=0)
        self.check(edition, recipients, self.kills - killed)

    def kill_all(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """Kill all at different moments once the sending has begun."""
        before = len(self.sink.got)
        wait_for(lambda: len(self.sink.got) > before or all(p.poll() is not None for p in processes))
        for process in processes:
            time.sleep(self.dice.random() * 0.15)
            process.kill()
            self.kills += process.wait() < 0

    def check(self, edition: str, recipients: int, kills: int) -> None:
        """0 sent twice, 0 unaccounted for, at most one unknown a connection and kill."""
        copies = Counter(self.sink.recipients())
        assert not [address for address, number in copies.items() if number > 1]
        numbers = states(self.engine, edition)
        assert numbers.get("sent", 0) + numbers.get("unknown", 0) == recipients
        assert numbers.get("unknown", 0) <= CONNECTIONS * kills
        assert not self.addresses(edition, "sent") - set(copies)
        print(f"{edition}: {kills} kills, {len(copies)} of {recipients} received, {numbers}")

    def addresses(self, edition: str, state: str) -> set[str]:
        """Give the addresses whose rows have a state."""
        joined = select(subscribers.c.address).join(
            deliveries, deliveries.c.subscriber_id == subscribers.c.id
        )
        wanted = joined.where(deliveries.c.edition == edition, deliveries.c.state == state)
        with self.engine.begin() as connection:
            return set(connection.scalars(wanted))
