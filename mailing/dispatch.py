"""The safety rules of a send, and the run itself."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from mailing import addresses, clock, ledger, message, smtp
from mailing.edition import Edition
from mailing.errors import MailingError, RefusedError
from mailing.pace import Policy
from mailing.sender import Run, Sender
from mailing.settings import Settings

OLDEST_LOCK = 7 * clock.DAY
SETTLED = frozenset({"sent", "failed", "unknown"})


def send_test(engine: Engine, settings: Settings, edition: Edition, address: str, at: int) -> int:
    """Send every variant of an edition to one address and remember that it was tested; give how many.

    Raises MailingError when the address is bad or the relay does not take every message.
    """
    try:
        clean = addresses.clean(address)
    except addresses.BadAddressError as error:
        raise MailingError(f"The test address: {error}.") from None
    messages = message.prepare(settings, edition)
    try:
        connection = smtp.connect(settings.relay)
    except smtp.RelayDownError as error:
        raise MailingError(f"The relay cannot be reached: {error}.") from None
    try:
        for topic in sorted(edition.variants):
            nobody = {"delivery_id": message.TEST, "subscriber_id": message.TEST}
            envelope = messages.make(**nobody, address=clean, topic=topic)
            outcome = smtp.hand_over(connection, envelope)
            if outcome.state != smtp.SENT:
                raise MailingError(f"The relay did not take the test: {outcome.state} {outcome.code}.")
    finally:
        smtp.goodbye(connection)
    with engine.begin() as database:
        ledger.note_test(database, edition.edition, edition.sha256, at)
    return len(edition.variants)


def check_may_send(
    connection: Connection,
    edition: Edition,
    *,
    at: int,
    late: bool = False,
    published: frozenset[str] | None = None,
) -> None:
    """Raise RefusedError when a list send of this lock must not start.

    `published` holds the ids of the stories that are public now; None leaves that check out.
    """
    gone = [story.title for story in edition.stories if published is not None and story.id not in published]
    if gone:
        raise RefusedError(
            f"Retracted since the edition was frozen: {'; '.join(gone)}. Thaw and freeze again."
        )
    if not ledger.was_tested(connection, edition.sha256):
        raise RefusedError("This lock was never sent as a test. First: ./inv digest.send --test you@…")
    age = at - round(edition.frozen_at.timestamp() * clock.SECOND)
    if age > OLDEST_LOCK and not late:
        raise RefusedError(f"The lock is {age // clock.DAY} days old. Read it again, then add --late.")
    if at < round(edition.send_at.timestamp() * clock.SECOND):
        raise RefusedError(
            f"The edition is set for {edition.send_at.isoformat()}. Wait, or thaw and change it."
        )


def send_list(
    engine: Engine,
    settings: Settings,
    edition: Edition,
    *,
    policy: Policy | None = None,
    now: clock.Clock = clock.now,
) -> Run:
    """Send to everybody who is still queued; may run any number of times and on several machines at once.

    Ctrl-C and SIGTERM let the messages in hand finish and end the run; the next one goes on from there.
    """
    with engine.begin() as connection:
        states = ledger.count(connection, edition.edition)
    remaining = states["queued"] + states["deferred"]
    stop = threading.Event()
    messages = message.prepare(settings, edition)
    with _interruptible(stop), _bar(remaining) as progress:
        sender = Sender(engine, messages, policy or Policy(), now=now, progress=progress, stop=stop)
        try:
            return sender.run()
        except SQLAlchemyError as error:
            raise MailingError(
                f"The database failed ({type(error).__name__}). What was in hand will be unknown: run it again."
            ) from error


@contextlib.contextmanager
def _interruptible(stop: threading.Event) -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into a wish to stop; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def wish(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, wish)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Callable[[list[str]], None]]:
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("send", total=total)
        yield lambda states: bar.advance(task, sum(state in SETTLED for state in states))
