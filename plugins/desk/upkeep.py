"""What time has overtaken: guides overdue for review, campaigns past their deadline, editions due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from plugins.front_matter.entry import Entry
from plugins.front_matter.newsroom import Newsroom
from plugins.front_matter.values import LONDON, DateText
from plugins.problems import Problem

SOON = timedelta(days=7)
"""How long before its time an edition that is not frozen is a matter for the desk."""
HISTORY = timedelta(days=31)
"""How long after its time an edition that was never frozen still is."""


def overtaken(
    newsroom: Newsroom, editions: Iterable[Entry], frozen: Callable[[Entry], bool], now: datetime
) -> Iterator[Problem]:
    """Yield a warning for each thing that time has overtaken. `frozen` tells whether an edition has its lock."""
    today = now.astimezone(LONDON).date()
    for entry in newsroom.entries.values():
        if entry.values.get("status") != "published":
            continue
        review, deadline = entry.values.get("next_review"), entry.values.get("deadline")
        if review and last_day(review) < today:
            cause = f"was {review.short}, and the guide has not been checked since."
            yield warning(entry, "Next_review", cause, "Check it, then set Reviewed and Next_review.")
        if deadline and last_day(deadline) < today and is_active(entry):
            cause = f"was {deadline.short}, and the campaign still asks people to act."
            yield warning(entry, "Deadline", cause, "Give it a new one, or set Campaign_status.")
    yield from editions_due(editions, frozen, now)


def editions_due(
    editions: Iterable[Entry], frozen: Callable[[Entry], bool], now: datetime
) -> Iterator[Problem]:
    """Yield a warning for each edition whose time is near, or just past, and that nobody has frozen."""
    for edition in editions:
        send_at = edition.values.get("send_at")
        if send_at and now - HISTORY < send_at < now + SOON and not frozen(edition):
            cause = f"is {send_at.astimezone(LONDON):%Y-%m-%d %H:%M}, and the edition is not frozen."
            fix = f"Look at it with digest.preview {edition.slug}, then: ./inv digest.freeze {edition.slug}"
            yield warning(edition, "Send_at", cause, fix)


def is_active(entry: Entry) -> bool:
    """Tell a campaign that still asks for something."""
    return entry.kind == "campaign" and (entry.values.get("campaign_status") or "active") == "active"


def last_day(moment: DateText) -> date:
    """Return the last day of a date given to the year, the month or the day."""
    parts = [int(part) for part in moment.iso.split("-")]
    if len(parts) == 3:  # noqa: PLR2004 (year, month, day)
        return date(*parts)
    year, month = (parts[0] + 1, 1) if len(parts) == 1 or parts[1] == 12 else (parts[0], parts[1] + 1)  # noqa: PLR2004
    return date(year, month, 1) - timedelta(days=1)


def warning(entry: Entry, field: str, cause: str, fix: str) -> Problem:
    """Return a warning at the line of a field."""
    return Problem(entry.source.path, entry.source.line(field), field, cause, fix, "warning")
