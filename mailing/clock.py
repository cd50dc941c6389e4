"""Time as it is stored: whole milliseconds since 1970, UTC. Callers pass the clock in."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> int:
    """Give the time of the wall clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def to_text(moment: int | None) -> str:
    """Give a stored time as ISO 8601 in UTC, to the second; an empty text for None."""
    if moment is None:
        return ""
    return datetime.fromtimestamp(moment / SECOND, UTC).isoformat(timespec="seconds")


def from_text(text: str) -> int:
    """Read ISO 8601 with an offset, or a date alone (midnight UTC); raise ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        if len(text) > len("2018-10-04"):
            raise ValueError("a time needs its offset from UTC")
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * SECOND)
