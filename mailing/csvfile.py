"""Subscribers as a spreadsheet: bringing them in with proof of consent, taking them out safely."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select

from mailing import addresses, clock, database, subscribers
from mailing.edition import CONTROLS
from mailing.errors import MailingError
from mailing.schema import consents
from mailing.schema import subscribers as table
from mailing.settings import Settings

COLUMNS = ("address", "topic", "consent_at", "consent_how", "consent_wording")
REQUIRED = ("address", "consent_at", "consent_how", "consent_wording")
LONGEST_CELL = 2000
MOST_PROBLEMS = 200
# What a spreadsheet would run as a formula; a text that already starts with quotes gets one more.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
DEFUSED = re.compile(r"'+[=+\-@\t\r]")


class BadRowsError(MailingError):
    """Some rows are malformed, so none was imported; the message lists each by its line."""


@dataclass(frozen=True)
class Row:
    """One valid row of the file."""

    address: str
    topic: str | None
    consent_at: int
    how: str
    wording: str


@dataclass
class Imported:
    """What an import did, in numbers."""

    added: int = 0
    known: int = 0
    suppressed: int = 0
    problems: list[str] = field(default_factory=list)


def import_file(connection: Connection, settings: Settings, path: Path, at: int) -> Imported:
    """Add all rows of a CSV file, or none: the caller's transaction must end when this raises.

    The file is UTF-8 with the columns address, topic (optional), consent_at (ISO 8601), consent_how and
    consent_wording. Suppressed addresses stay out, known ones stay as they are. Raises BadRowsError, whose
    message names lines and columns and never an address.
    """
    result = Imported()
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            for number, cells in _rows(file):
                row = read_row(settings, cells, at)
                if isinstance(row, list):
                    result.problems += [f"{number}: {cause}" for cause in row]
                elif not result.problems:
                    _add(connection, settings, row, at, result)
        except UnicodeDecodeError:
            raise BadRowsError(f"{path}: not UTF-8. Save it as CSV UTF-8. Nothing was imported.") from None
        except csv.Error as error:
            raise BadRowsError(f"{path}: {error}. Nothing was imported.") from None
    if result.problems:
        many = len(result.problems)
        lines = [f"{path}:{problem}" for problem in result.problems[:MOST_PROBLEMS]]
        raise BadRowsError("\n".join([*lines, f"{many} problems. Nothing was imported."]))
    return result


def _rows(file: TextIO) -> Iterator[tuple[int, Mapping[Any, Any]]]:
    reader = csv.DictReader(file, strict=True)
    names = reader.fieldnames or ()
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown or len(set(names)) != len(names):
        raise BadRowsError(
            f"The first line must name the columns {', '.join(COLUMNS)} (topic may be left out), each once. "
            f"Missing: {', '.join(missing) or 'none'}; {len(unknown)} unknown. Nothing was imported."
        )
    for cells in reader:
        yield reader.line_num, cells


def read_row(settings: Settings, cells: Mapping[Any, Any], at: int) -> Row | list[str]:
    """Give the row, or the list of its faults as `column: cause`."""
    if None in cells or None in cells.values():
        return ["the row has more or fewer cells than the first line"]
    values = {name: arm(text) for name, text in cells.items()}
    faults = [f"{name}: empty" for name in REQUIRED if not values[name]]
    faults += [f"{name}: holds control characters" for name, text in values.items() if CONTROLS.search(text)]
    faults += [f"{name}: too long" for name, text in values.items() if len(text) > LONGEST_CELL]
    topic = values.get("topic") or None
    if topic and topic not in settings.site.topics:
        faults.append("topic: no such topic on the site")
    address, moment = "", 0
    try:
        address = addresses.clean(values["address"])
    except addresses.BadAddressError as error:
        faults.append(f"address: {error}")
    try:
        moment = clock.from_text(values["consent_at"])
    except (ValueError, OverflowError):
        faults.append("consent_at: write it as 2018-10-04 or 2018-10-04T09:00:00+01:00")
    if moment > at:
        faults.append("consent_at: lies in the future")
    how, wording = values["consent_how"][:120], values["consent_wording"]
    return faults or Row(address, topic, moment, how, wording)


def arm(text: str) -> str:
    """Give a cell as it was before `defuse`, without surrounding spaces."""
    text = text.strip(" ")
    return text[1:] if DEFUSED.match(text) else text


def defuse(text: str) -> str:
    """Give a cell that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return f"'{text}" if FORMULA.match(text) else text


def _add(connection: Connection, settings: Settings, row: Row, at: int, result: Imported) -> None:
    if subscribers.is_suppressed(connection, settings, row.address):
        result.suppressed += 1
        return
    identity = subscribers.add(connection, settings, row.address, status="active", topic=row.topic, at=at)
    if identity is None:
        result.known += 1
        return
    wording = subscribers.keep_wording(connection, row.wording)
    subscribers.note(connection, identity, "imported", row.how, at=row.consent_at, wording_id=wording)
    result.added += 1


def export_file(connection: Connection, path: Path, forbidden: tuple[Path, ...] = ()) -> int:
    """Write every subscriber to a new CSV file of mode 0600; give how many.

    Raises MailingError when the file exists, or lies in a git work tree or a published folder.
    """
    for fault in database.place_faults(path, forbidden):
        raise MailingError(fault)
    if path.exists():
        raise MailingError(f"{path} exists already. Name a new file.")
    number = 0
    with open(path, "x", encoding="utf-8", newline="", opener=database.private) as file:
        writer = csv.writer(file)
        writer.writerow(("address", "status", "topic", "created_at", "changed_at", "evidence"))
        for row in connection.execution_options(yield_per=500).execute(select(table).order_by(table.c.id)):
            evidence = _evidence(connection, row.id)
            cells = (row.address, row.status, row.topic or "", *map(clock.to_text, row[-2:]), evidence)
            writer.writerow([defuse(cell) for cell in cells])
            number += 1
    return number


def _evidence(connection: Connection, subscriber_id: int) -> str:
    steps = select(consents).where(consents.c.subscriber_id == subscriber_id).order_by(consents.c.id)
    return "; ".join(
        f"{clock.to_text(step.at)} {step.action} ({step.how}; wording {(step.wording_id or 'none')[:12]})"
        for step in connection.execute(steps)
    )
