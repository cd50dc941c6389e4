"""Months and moments of editions. Everything is Europe/London time; a period holds its start and not its end."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from plugins.front_matter.values import LONDON, MONTHS

NAME = re.compile(r"^(?P<year>(?:19|20)\d{2})-(?P<month>0[1-9]|1[0-2])$")
LOOK_BACK_DAYS = 90
SEND_HOUR = 9
FRIDAY = 4

Period = tuple[datetime, datetime]


def is_name(text: str) -> bool:
    """Tell whether a text can name an edition: a year and a month, `2018-10`."""
    return NAME.match(text) is not None


def month_period(name: str) -> Period:
    """Return the calendar month that an edition is named after. Raises ValueError for another name."""
    found = NAME.match(name)
    if not found:
        raise ValueError(f'"{name}" does not name an edition: write a year and a month, such as 2018-10.')
    year, month = int(found["year"]), int(found["month"])
    after = (year + 1, 1) if month == len(MONTHS) else (year, month + 1)
    return datetime(year, month, 1, tzinfo=LONDON), datetime(*after, 1, tzinfo=LONDON)


def label(name: str) -> str:
    """Return the month as people say it: `October 2018`."""
    first, _ = month_period(name)
    return f"{MONTHS[first.month - 1]} {first.year}"


def look_back(period: Period) -> datetime:
    """Return the first moment from which an edition still takes stories that no earlier one carried.

    Ninety calendar days before the period's start, at the same time of the clock.
    """
    return period[0] - timedelta(days=LOOK_BACK_DAYS)


def usual_send_time(period: Period) -> datetime:
    """Return nine in the morning of the first weekday after a period, but never on New Year's Day."""
    day = period[1].astimezone(LONDON).date()
    while day.weekday() > FRIDAY or (day.month, day.day) == (1, 1):
        day += timedelta(days=1)
    return datetime.combine(day, time(SEND_HOUR), LONDON)


def overlap(one: Period, other: Period) -> bool:
    """Tell whether two periods have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]
