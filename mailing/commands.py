"""One function for each task that people run: it opens what it needs, acts, and says what it did.

Each gives the exit code of its task. MailingError, raised by any of them, is for the task to print.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from mailing import (
    alive,
    backup,
    clock,
    csvfile,
    database,
    doctor,
    ledger,
    quiet,
    report,
    returned,
    subscribers,
)
from mailing.addresses import BadAddressError, clean
from mailing.dispatch import check_may_send, send_list, send_test
from mailing.edition import Edition, load, lock_path
from mailing.errors import MailingError, RefusedError
from mailing.postbox import open_postbox
from mailing.settings import Settings, Site, from_environment

Say = Callable[[str], None]
Ask = Callable[[str], str]


@dataclass(frozen=True)
class Office:
    """What every command needs: settings, database, where the content lies, a clock, a voice."""

    settings: Settings
    engine: Engine
    content: Path
    say: Say = print
    now: clock.Clock = clock.now

    def edition(self, name: str) -> Edition:
        """Load the lock of an edition."""
        return load(lock_path(self.content, name))


def open_office(
    content: Path,
    *,
    site: Site | None = None,
    output: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    say: Say = print,
) -> Office:
    """Read the settings and open the database, which may not lie in `output` nor in a git work tree."""
    quiet.set_up()
    settings = from_environment(environ, site)
    engine = database.open_database(settings.database_url, (output,) if output else ())
    return Office(settings, engine, content, say)


def subscribers_import(office: Office, path: Path) -> int:
    """Import a CSV file: all rows or none, through the suppression list."""
    with office.engine.begin() as connection:
        done = csvfile.import_file(connection, office.settings, path, office.now())
    office.say(f"{done.added} added, {done.known} known before, {done.suppressed} suppressed and left out.")
    return 0


def subscribers_export(office: Office, path: Path, output: Path | None = None) -> int:
    """Export all subscribers to a new CSV file of mode 0600."""
    with database.reading(office.engine) as connection:
        number = csvfile.export_file(connection, path, (output,) if output else ())
    office.say(f"{number} subscribers written to {path}. It is personal data: delete it when you are done.")
    return 0


def subscribers_erase(office: Office, address: str) -> int:
    """Delete everything about an address but the keyed hash that keeps it out."""
    try:
        wanted = clean(address)
    except BadAddressError as error:
        raise MailingError(f"The address: {error}.") from None
    with office.engine.begin() as connection:
        found = subscribers.erase(connection, office.settings, wanted, office.now())
    database.forget(office.engine)
    office.say("Erased, and suppressed." if found else "Nothing was stored about it; suppressed now.")
    return 0


def subscribers_purge(office: Office, retention: subscribers.Retention | None = None) -> int:
    """Delete what has been kept long enough."""
    rules, at = retention or subscribers.Retention(), office.now()
    with office.engine.begin() as connection:
        gone = subscribers.purge(connection, rules, at)
        gone["ledger rows"] = ledger.archive(connection, at - rules.ledger * clock.DAY)
    database.forget(office.engine)
    for name, number in gone.items():
        office.say(f"{number:>8}  {name}")
    return 0


def subscribers_stats(office: Office) -> int:
    """Say how many subscribers there are in each state."""
    with database.reading(office.engine) as connection:
        numbers = subscribers.stats(connection)
    for name, number in numbers.items():
        office.say(f"{number:>8}  {name}")
    return 0


def subscribers_backup(office: Office, path: Path) -> int:
    """Write an encrypted backup to a new file."""
    counts = backup.back_up(office.engine, path, office.settings.backup_to)
    office.say(f"{sum(counts.values())} rows, {counts['subscribers']} of them subscribers, in {path}.")
    return 0


def subscribers_restore(office: Office, path: Path, identity: str = "") -> int:
    """Fill an empty database from a backup."""
    counts = backup.restore(office.engine, path, identity)
    office.say(f"{counts['subscribers']} subscribers restored. Who left since the backup is not in it:")
    office.say("read the returned mail again and see docs/operating.md before you send anything.")
    return 0


def subscribers_collect(office: Office) -> int:
    """Read the mail that came back and act on it."""
    counts: dict[str, int] = {}

    def handle(raw: bytes) -> bool:
        meaning = returned.read(raw, office.settings)
        name = meaning.kind if meaning else "left for a person"
        counts[name] = counts.get(name, 0) + 1
        if meaning is not None:
            with office.engine.begin() as connection:
                returned.apply(connection, meaning, office.now())
        return meaning is not None

    with open_postbox(office.settings) as box:
        box.each(handle)
    for name, number in sorted(counts.items()):
        office.say(f"{number:>8}  {name}")
    office.say(f"{sum(counts.values())} messages read.")
    return 0


def digest_test(office: Office, name: str, address: str) -> int:
    """Send every variant of a frozen edition to one address."""
    edition = office.edition(name)
    number = send_test(office.engine, office.settings, edition, address, office.now())
    office.say(f"{number} message(s) sent as a test of {name}, lock {edition.sha256[:12]}.")
    return 0


def digest_send(
    office: Office,
    name: str,
    *,
    ask: Ask = input,
    late: bool = False,
    published: frozenset[str] | None = None,
) -> int:
    """Send a frozen edition to the list, or go on with a send that was interrupted.

    The first time, the number of recipients must be typed back. Raises RefusedError when a rule forbids it.
    """
    edition, at = office.edition(name), office.now()
    with office.engine.begin() as connection:
        begun = is_begun(office, name)
        check_may_send(connection, edition, at=at, late=late or begun, published=published)
        number = subscribers.stats(connection).get("active", 0)
    if not begun:
        if not number:
            office.say("There are no active subscribers: nothing was sent.")
            return 0
        typed = ask(f"{edition.subject!r} goes to {number} people. Type the number to send it: ")
        if typed.strip() != str(number):
            raise RefusedError("That is not the number. Nothing was sent.")
    with office.engine.begin() as connection:
        ledger.begin(connection, name, edition.sha256, at)
    return _run(office, edition)


def is_begun(office: Office, name: str) -> bool:
    """Tell whether an edition was ever sent to the list: from then on it cannot be thawed."""
    with database.reading(office.engine) as connection:
        try:
            report.make(connection, name)
        except MailingError:
            return False
    return True


def _run(office: Office, edition: Edition) -> int:
    run = send_list(office.engine, office.settings, edition, now=office.now)
    with office.engine.begin() as connection:
        result = report.make(connection, edition.edition)
    for line in result.lines():
        office.say(line)
    if run.ended != "done":
        office.say(f"Ended: {run.ended} ({run.why}). Go on with: ./inv digest.resume {edition.edition}")
    return 0 if run.ended == "done" and result.adds_up and not result.unknown else 1


def digest_pause(office: Office, name: str) -> int:
    """Stop every sender of an edition, on every machine."""
    return _pause(office, name, office.now(), "Paused. Messages in hand are finished; then all senders end.")


def digest_resume(office: Office, name: str, published: frozenset[str] | None = None) -> int:
    """Lift a pause and go on sending."""
    edition = office.edition(name)
    with office.engine.begin() as connection:
        report.make(connection, name)
        ledger.begin(connection, name, edition.sha256, office.now())
        check_may_send(connection, edition, at=office.now(), late=True, published=published)
    _pause(office, name, None, "Going on.")
    return _run(office, edition)


def _pause(office: Office, name: str, at: int | None, done: str) -> int:
    with office.engine.begin() as connection:
        if not ledger.pause(connection, name, at):
            raise MailingError(f"{name} has not been sent to the list.")
    office.say(done)
    return 0


def digest_resolve(office: Office, name: str, *, resend: bool) -> int:
    """Settle what is unknown: send it again, or take it as sent."""
    with office.engine.begin() as connection:
        alive.release_dead(office.engine, connection, name, at=office.now())
        number = ledger.resolve(connection, name, ledger.QUEUED if resend else "sent", office.now())
    office.say(f"{number} row(s) {'queued again: now digest.resume' if resend else 'taken as sent'}.")
    return 0


def digest_report(office: Office, name: str, *, as_json: bool = False) -> int:
    """Say what became of every candidate of an edition; exit code 1 when it does not add up."""
    with office.engine.begin() as connection:
        alive.release_dead(office.engine, connection, name, at=office.now())
        result = report.make(connection, name)
    for line in [json.dumps(vars(result), sort_keys=True)] if as_json else result.lines():
        office.say(line)
    return 0 if result.adds_up else 1


def signup(office: Office, page: Path | None = None) -> int:
    """Run the sign-up service until it is interrupted, in the look of a built page of the site (its 404.html)."""
    from mailing.signup.serve import serve  # noqa: PLC0415 (only this task needs Flask)

    serve(office.settings, office.engine, page if page and page.exists() else None)
    return 0


def examine(
    environ: Mapping[str, str] = os.environ,
    *,
    site: Site | None = None,
    output: Path | None = None,
    online: bool = False,
    say: Say = print,
) -> int:
    """Say what is missing or misconfigured for mailing; exit code 1 when something is wrong."""
    findings = doctor.examine(environ, site, (output,) if output else (), online=online)
    for finding in findings:
        say(f"{finding.state:>6}  {finding.text}")
    return int(any(finding.state == "wrong" for finding in findings))
