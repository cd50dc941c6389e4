"""Sending an edition: workers talk to the relay, one coordinator talks to the ledger.

Each worker owns one connection and has at most one message in hand. The coordinator settles what is done
and claims what comes next for all idle workers in one transaction, so eight connections share one commit.
"""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from mailing import alive, clock, ledger, returned
from mailing.errors import RelayRefusedError
from mailing.ledger import Job, Result
from mailing.message import Messages
from mailing.pace import Breaker, Policy, Rate
from mailing.smtp import FAILED, SENT, Outcome
from mailing.worker import Knock, Leave, Report, Worker, work

log = logging.getLogger(__name__)

LONGEST_GATHER = 0.05  # seconds to wait, at most, for more workers to become idle
STALE = 20.0  # seconds after which an idle connection is opened anew
NAP = 0.5  # seconds between looks at the ledger while nothing else happens
Progress = Callable[[list[str]], None]


@dataclass
class Run:
    """How a run ended: `ended` is done, paused, stopped or waiting (others still hold messages)."""

    ended: str = "done"
    why: str = ""


@dataclass
class Sender:
    """One sending process for one edition. `steady` is a clock in seconds that never jumps."""

    engine: Engine
    messages: Messages
    policy: Policy = field(default_factory=Policy)
    now: clock.Clock = clock.now
    steady: Callable[[], float] = time.monotonic
    progress: Progress = lambda _states: None
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Run:
        """Send until nothing is left that may be sent now or later; give how it ended.

        Raises RelayRefusedError when the relay cannot be used at all; the ledger is settled before.
        """
        with self._enrolled() as (connection, sender_id):
            return Coordinator(self, connection, sender_id).run()

    @contextlib.contextmanager
    def _enrolled(self) -> Iterator[tuple[Connection, int]]:
        edition = self.messages.edition.edition
        with self.engine.connect() as connection:
            connection.detach()  # a PostgreSQL session's lock must end with it, not return to the pool
            with connection.begin():
                sender_id = ledger.enrol(connection, edition, self.now())
            with alive.hold(self.engine, connection, sender_id):
                yield connection, sender_id


class Coordinator:
    """The one thread that talks to the ledger."""

    def __init__(self, sender: Sender, connection: Connection, sender_id: int) -> None:
        self.sender = sender
        self.connection = connection
        self.sender_id = sender_id
        self.edition = sender.messages.edition.edition
        self.workers = sender.messages.settings.relay.connections
        self.inbox: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self.idle: list[Worker] = []
        self.results: list[Result] = []
        self.breaker = Breaker(sender.policy, self.workers)
        self.rate = Rate(sender.messages.settings.relay.rate)
        self.error: BaseException | None = None
        self.paused = False
        self.commit_seconds = 0.0  # how long the last turn took
        self.dry = False  # the ledger gave less than was wanted; ask again only after news or a nap

    def run(self) -> Run:
        """Start the workers, serve them until the work is done, and end them."""
        self.release_dead()
        workers = [Worker(n, self.inbox) for n in range(self.workers)]
        threads = [
            threading.Thread(target=work, args=(w, self.sender.messages), daemon=True) for w in workers
        ]
        for thread in threads:
            thread.start()
        try:
            run = self.serve()
        finally:
            for worker in workers:
                worker.orders.put(Leave())
            for thread in threads:
                thread.join(timeout=5)
        if self.error is not None:
            raise self.error
        return run

    def serve(self) -> Run:
        """Settle and claim in turns until a run's end is reached and no message is in hand."""
        run: Run | None = None
        while True:
            self.listen(NAP if run else self.patience())
            run = run or self.end()
            if run and len(self.idle) == self.workers and not self.results:
                return run
            wanted = 0 if run else self.allowed()
            for worker, job in zip(self.ready(), self.turn(wanted), strict=False):
                self.idle.remove(worker)
                worker.orders.put(job)
            if not run and self.dry and len(self.idle) == self.workers:
                run = self.nothing_left()

    def listen(self, seconds: float) -> None:
        """Take the reports that are there, waiting a while for the first.

        While fewer than half of the workers are idle, wait for more, but no longer than a commit takes: one
        commit then serves them all, while the other half hands over.
        """
        self.dry = False
        with contextlib.suppress(queue.Empty):
            self.hear(self.inbox.get(timeout=seconds) if seconds else self.inbox.get_nowait())
            until = time.monotonic() + min(self.commit_seconds, LONGEST_GATHER)
            while True:
                left = until - time.monotonic() if len(self.idle) * 2 < self.workers else 0.0
                self.hear(self.inbox.get(timeout=left) if left > 0 else self.inbox.get_nowait())

    def hear(self, report: Report) -> None:
        """Take in one report and what it says about the relay."""
        report.worker.used = self.sender.steady()
        self.idle.append(report.worker)
        if report.error is not None:
            self.error = self.error or report.error
        if report.down:
            log.warning("relay: %s", report.down)
            self.breaker.trouble(self.sender.steady())
        if report.result is not None:
            self.results.append(report.result)
            self.judge(report.result.outcome)

    def judge(self, outcome: Outcome) -> None:
        """Let the breaker, and the sender's own standing, follow from an outcome."""
        if outcome.state == SENT:
            self.breaker.good()
        elif outcome.stage == "mail" and outcome.code.startswith("5"):
            text = f"The relay refused our own sender ({outcome.code}). Check FRONTFOOT_BOUNCE_DOMAIN."
            self.error = self.error or RelayRefusedError(text)
        elif outcome.state == FAILED:
            self.breaker.refusal()
        elif outcome.broken or outcome.stage in {"mail", "data"}:
            self.breaker.trouble(self.sender.steady())

    def ready(self) -> list[Worker]:
        """Give the idle workers whose connection can be trusted to be there still."""
        now = self.sender.steady()
        return [w for w in self.idle if w.connection is not None and now - w.used < STALE]

    def allowed(self) -> int:
        """Give the number of messages that may start now; let workers without a connection open one.

        After a pause for trouble, one worker alone tries until a message is taken.
        """
        now = self.sender.steady()
        busy = self.workers - len(self.idle)
        most = max(0, 1 - busy) if self.breaker.trips else self.workers
        if not most or self.breaker.wait(now):
            return 0
        ready = self.ready()
        for worker in [w for w in self.idle if w not in ready][: max(0, most - len(ready))]:
            self.idle.remove(worker)
            worker.orders.put(Knock())
        return self.rate.allowed(now, min(most, len(ready)))

    def patience(self) -> float:
        """Give the seconds to wait for a report: none while an idle worker could be given something."""
        if not self.idle or self.dry or self.breaker.trips:
            return NAP if not self.breaker.trips else NAP / 10
        return min(NAP, self.rate.gap / 2)

    def turn(self, wanted: int) -> list[Job]:
        """In one transaction: settle what is done, look whether all must stop, claim what comes next."""
        if not self.results and not wanted:
            return []
        at, policy, start = self.sender.now(), self.sender.policy, time.monotonic()
        with self.connection.begin():
            states = ledger.settle(self.connection, self.sender_id, self.results, policy, at)
            for result, state in zip(self.results, states, strict=True):
                if state == FAILED and result.outcome.stage == "rcpt":
                    returned.note_refusal(self.connection, result.job.delivery_id, result.outcome.code, at)
            jobs = ledger.claim(self.connection, self.edition, self.sender_id, wanted, at)
            self.dry = len(jobs) < wanted
            if self.dry:
                self.paused = ledger.is_paused(self.connection, self.edition)
        self.commit_seconds = time.monotonic() - start
        self.results.clear()
        self.sender.progress(states)
        return jobs

    def end(self) -> Run | None:
        """Give the run's end when a person, the relay or an error says so."""
        if self.error is not None:
            return Run("stopped", type(self.error).__name__)
        if self.paused:
            return Run("paused", "digest.pause was run")
        if self.sender.stop.is_set():
            return Run("stopped", "interrupted")
        if self.breaker.verdict:
            return Run("stopped", self.breaker.verdict)
        return None

    def nothing_left(self) -> Run | None:
        """With all workers idle: give the end, or wait until the next message is due."""
        self.release_dead()
        with self.connection.begin():
            due = ledger.next_due(self.connection, self.edition)
            others = [n for n in ledger.holders(self.connection, self.edition) if n != self.sender_id]
            self.paused = ledger.is_paused(self.connection, self.edition)
        if due is None:
            return Run("waiting", "another sender has messages in hand") if others else Run()
        self.sender.stop.wait(min(NAP, max(0.01, (due - self.sender.now()) / clock.SECOND)))
        return None

    def release_dead(self) -> None:
        """Hold as unknown what senders that no longer live had in hand."""
        with self.connection.begin():
            at, ours = self.sender.now(), self.sender_id
            alive.release_dead(self.sender.engine, self.connection, self.edition, at=at, ours=ours)
