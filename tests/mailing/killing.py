"""kill -9 at random moments of a send, and the count afterwards: shared by the tests and the soak."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mailing_parts import Sink, begin, fill, make_edition, make_settings, states, wait_for
from sqlalchemy import Engine

from mailing import alive, ledger

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

    def start(self) -> subprocess.Popen[bytes]:
        """Start one sending process."""
        root = str(HERE.parent.parent)
        environment = {**os.environ, "PYTHONPATH": f"{root}:{HERE}"}
        command = [
            sys.executable,
            str(HERE / "send_once.py"),
            self.url,
            str(self.sink.port),
            str(CONNECTIONS),
        ]
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def run(self, recipients: int, kills: int, senders: int = 1) -> None:
        """Fill, send with that many kills, send to the end, and check what must hold."""
        fill(self.engine, make_settings(self.url), recipients)
        begin(self.engine, make_edition())
        while self.kills < kills and states(self.engine).get("queued"):
            self.kill_all([self.start() for _ in range(senders)])
        finish = [self.start() for _ in range(senders)]
        assert [process.wait(timeout=120) for process in finish] == [0] * senders
        with self.engine.begin() as connection:
            alive.release_dead(self.engine, connection, "2018-10", at=0)
        self.check(recipients)

    def kill_all(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """Kill all at different moments once the sending has begun."""
        before = len(self.sink.got)
        wait_for(lambda: len(self.sink.got) > before or all(p.poll() is not None for p in processes))
        for process in processes:
            time.sleep(self.dice.random() * 0.15)
            process.kill()
            self.kills += process.wait() < 0

    def check(self, recipients: int) -> None:
        """0 sent twice, 0 unaccounted for, at most one unknown a connection and kill."""
        copies = Counter(self.sink.recipients())
        assert not [address for address, number in copies.items() if number > 1]
        numbers = states(self.engine)
        assert numbers.get("sent", 0) + numbers.get("unknown", 0) == recipients
        assert numbers.get("unknown", 0) <= CONNECTIONS * self.kills
        missing = recipients - len(copies)
        assert missing <= numbers.get("unknown", 0)
        with self.engine.begin() as connection:
            resolved = ledger.resolve(connection, "2018-10", "sent", 0)
        assert resolved == numbers.get("unknown", 0)
