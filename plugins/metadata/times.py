"""The moments that feeds, the head and sitemaps claim for an article, all from the article alone.

An editor writes a date (`2018-10-04`), or a date with a time (`2018-10-04 09:30`). Where a format asks for a
full moment and only the day is known, midday in the article's own zone stands for it: it is the same calendar
day for readers from the Americas to India, which midnight is not.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from plugins.front_matter.values import LONDON, date_text

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When something without any story was last changed: the epoch, so that no clock is needed."""


def has_time(moment: datetime) -> bool:
    """Tell whether an editor gave a time of day: a bare date is read as midnight."""
    return moment.time() != time()


def full_moment(moment: datetime) -> datetime:
    """Return a moment that RSS and Atom may print: itself, or midday when only the day is known."""
    return moment if has_time(moment) else moment.replace(hour=12)


def published(article: Any) -> datetime:
    """Return when the article appeared; `date_precision` says how much of that is known."""
    return full_moment(article.date)


def changed(article: Any) -> datetime:
    """Return the latest honest change of an article: its date, its `Modified` or its last correction."""
    moments = [published(article)]
    if article.updated:
        moments.append(full_moment(article.modified))
    moments += [full_moment(start_of(correction.date.iso)) for correction in article.corrections or ()]
    return max(moments)


def start_of(iso: str) -> datetime:
    """Return the first moment of an ISO 8601 year, month, day or moment (in Europe/London without offset)."""
    moment = datetime.fromisoformat({4: f"{iso}-01-01", 7: f"{iso}-01"}.get(len(iso), iso))
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def claimed(moment: datetime, precision: str) -> str:
    """Return ISO 8601 that claims no more than is known: a year, a month, a day, or a moment with offset."""
    if precision != "day":
        return date_text(moment, precision).iso
    return moment.isoformat() if has_time(moment) else moment.date().isoformat()


def claimed_published(article: Any) -> str:
    """Return the publication date as structured data may print it."""
    return claimed(article.date, article.date_precision)


def claimed_changed(article: Any) -> str:
    """Return the last change as structured data may print it: the date itself when nothing changed."""
    latest = changed(article)
    if latest == published(article):
        return claimed_published(article)
    return latest.isoformat() if article.updated and latest == article.modified else latest.date().isoformat()


def latest_change(articles: Any) -> datetime:
    """Return the last change among articles, or `NEVER`."""
    return max(map(changed, articles), default=NEVER)
