"""The workers: each owns one connection to the relay and has at most one message in hand."""

import queue
import smtplib
from dataclasses import dataclass, field

from mailing import addresses, smtp
from mailing.ledger import Job, Result
from mailing.message import Messages
from mailing.smtp import FAILED, NOT_TRIED, Outcome


@dataclass(frozen=True)
class Knock:
    """The order to open a connection, in place of one that was idle for long."""


@dataclass(frozen=True)
class Leave:
    """The order to close the connection and end."""


@dataclass
class Worker:
    """A thread with one connection. It reports to the coordinator's inbox and is told by its own box."""

    number: int
    inbox: "queue.SimpleQueue[Report]"
    orders: "queue.SimpleQueue[Job | Knock | Leave]" = field(default_factory=queue.SimpleQueue)
    connection: smtplib.SMTP | None = None
    used: float = 0.0  # when it last reported, on the coordinator's steady clock


@dataclass(frozen=True)
class Report:
    """A worker is ready for a job, perhaps after finishing one, or it has met trouble or an error."""

    worker: Worker
    result: Result | None = None
    down: str = ""
    error: BaseException | None = None


def work(worker: Worker, messages: Messages) -> None:
    """Be a worker: report, take an order, obey; whatever goes wrong is the coordinator's to judge."""
    report = Report(worker)
    while True:
        worker.inbox.put(report)
        order = worker.orders.get()
        if isinstance(order, Leave):
            smtp.goodbye(worker.connection)
            return
        try:
            report = obey(worker, messages, order)
        except Exception as error:  # noqa: BLE001 (the coordinator raises it; a silent thread would hang it)
            report = Report(worker, error=error)


def obey(worker: Worker, messages: Messages, order: Job | Knock) -> Report:
    """Open a connection or hand one message over."""
    if isinstance(order, Job):
        return Report(worker, Result(order, deliver(worker, messages, order)))
    if worker.connection is not None:
        worker.connection.close()  # idle for long: the relay or a firewall may have dropped it
        worker.connection = None
    try:
        worker.connection = smtp.connect(messages.settings.relay)
    except smtp.RelayDownError as trouble:
        return Report(worker, down=str(trouble))
    return Report(worker)


def deliver(worker: Worker, messages: Messages, job: Job) -> Outcome:
    """Hand one message over. A row that holds no plain address is refused here, not by the relay."""
    if worker.connection is None:
        return Outcome(NOT_TRIED, broken=True)
    try:
        if addresses.clean(job.address) != job.address:
            return Outcome(FAILED, "address")
    except addresses.BadAddressError:
        return Outcome(FAILED, "address")
    envelope = messages.make(
        delivery_id=job.delivery_id, subscriber_id=job.subscriber_id, address=job.address, topic=job.topic
    )
    outcome = smtp.hand_over(worker.connection, envelope)
    if outcome.broken:
        worker.connection = None
    return outcome
