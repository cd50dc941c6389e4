"""From the text of a field to its value. Each function takes text and returns a value, or raises FieldError."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.memory import pure

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
YEARS = range(1900, 2101)
ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
ISO_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?( ?(Z|[+-]\d{2}:?\d{2}))?$")
OLD_ADDRESS = re.compile(r"^/[\w.~%!()*+,=:@&/?-]*$")
HOST = re.compile(r"^[^\s/\\<>\"'|]+$")
SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
RESERVED_SLUGS = frozenset({"index", "page", "con", "prn", "aux", "nul"})
LONGEST_TITLE = 300
LONGEST_SLUG = 100


class FieldError(ValueError):
    """A value that cannot stand: what is wrong with it, and what to write instead."""

    def __init__(self, cause: str, fix: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.fix = fix


@dataclass(frozen=True)
class DateText:
    """A date as people and machines read it, claiming no more than its precision (day, month or year)."""

    iso: str
    text: str
    short: str


@dataclass(frozen=True)
class SourceLink:
    """A source of a story: its title, its address and, when known, its date."""

    title: str
    url: str
    date: DateText | None


@dataclass(frozen=True)
class Correction:
    """What was put right in a story, and when."""

    date: DateText
    text: str


class Link(NamedTuple):
    """A labelled address."""

    label: str
    url: str


def typographic(text: str) -> str:
    """Return plain text with the quotation marks and apostrophes that a printer sets."""
    if "'" in text:
        text = re.sub(r"(^|[\s(\[—–])'(?=\S)", r"\1‘", text).replace("'", "’")
    if '"' in text:
        text = re.sub(r'(^|[\s(\[—–])"(?=\S)', r"\1“", text).replace('"', "”")
    return text


def one_line(text: str) -> str:
    """Return plain text of at most 300 characters with at least one letter or digit, quotation marks set."""
    if len(text) > LONGEST_TITLE:
        raise FieldError(f"is {len(text):,} characters long.", f"Keep it under {LONGEST_TITLE}.")
    if not any(character.isalnum() for character in text):
        raise FieldError("has no letter or digit.", "Write it in words.")
    return typographic(text)


def as_typed(text: str) -> str:
    """Return the text untouched: a file's name, an identifier."""
    return text


def prose(text: str) -> str:
    """Return plain text of any sensible length (a standfirst, a disclaimer)."""
    if len(text) > 4 * LONGEST_TITLE:
        raise FieldError(f"is {len(text):,} characters long.", f"Keep it under {4 * LONGEST_TITLE}.")
    return typographic(text)


def slug(text: str) -> str:
    """Return a part of an address: small letters, digits and single hyphens."""
    if text.lower() in RESERVED_SLUGS:
        raise FieldError(f'"{text}" is a reserved name.', "Choose another word.")
    if len(text) > LONGEST_SLUG or not SLUG.match(text):
        raise FieldError(
            f'"{text[:60]}" cannot be part of an address.',
            "Use small letters a-z, digits and single hyphens.",
        )
    return text


def moment(text: str) -> datetime:
    """Return an aware datetime from ISO 8601 (`2018-10-04`, `2018-10-04 09:30`, with or without an offset).

    Without an offset the time is Europe/London; a date alone is its midnight there. Of the two times of an
    autumn night the first is taken; a time in the gap of a spring night is refused.
    """
    if day := ISO_DATE.match(text):
        return checked(datetime.combine(calendar_date(*map(int, day.groups())), time(), LONDON))
    if not ISO_TIME.match(text):
        raise FieldError(f'"{text}" is not a date in the form 2018-10-04.', how_to_write(text))
    try:
        value = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise FieldError(f'"{text}" does not exist in the calendar.', "Check day, month and time.") from None
    if value.tzinfo is None:
        value = value.replace(tzinfo=LONDON)
        if value.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != value.replace(tzinfo=None):
            raise FieldError(
                f'"{text}" does not exist: the clocks went forward over it.', "Choose a time an hour later."
            )
    return checked(value)


def calendar_date(year: int, month: int, day: int) -> date:
    """Return the date, or say that the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        raise FieldError(
            f'"{year:04}-{month:02}-{day:02}" does not exist in the calendar.', "Check the day and the month."
        ) from None


def checked(value: datetime) -> datetime:
    """Refuse years that can only be slips."""
    if value.year not in YEARS:
        raise FieldError(f"the year {value.year} is not between 1900 and 2100.", "Check the year.")
    return value


def how_to_write(text: str) -> str:
    """Return the fix for a date in another form, with the date itself where it can only mean one thing."""
    if re.match(r"^\d{1,2}[/.]\d{1,2}[/.]\d{4}", text):
        return "Write the year first (2026-04-03 for 3 April 2026): 03/04 can be read two ways."
    if re.search(r"[A-Z]{2,4}$", text):
        return "Give the zone as an offset, such as +01:00, or leave it out for UK time."
    return "Write year-month-day, such as 2018-10-04, and a time as 2018-10-04 09:30 when it matters."


@pure
def date_text(value: datetime, precision: str = "day") -> DateText:
    """Return the words and the ISO form for a date, in London, at a precision of day, month or year.

    However its offset is written, a moment gives the same.
    """
    local = value.astimezone(LONDON)
    month = MONTHS[local.month - 1]
    if precision == "year":
        return DateText(f"{local.year:04}", str(local.year), str(local.year))
    if precision == "month":
        return DateText(f"{local:%Y-%m}", f"{month} {local.year}", f"{month[:3]} {local.year}")
    words = f"{WEEKDAYS[local.weekday()]} {local.day} {month} {local.year}"
    return DateText(f"{local:%Y-%m-%d}", words, f"{local.day} {month[:3]} {local.year}")


def partial_date(text: str) -> DateText:
    """Return a date given as `2018`, `2018-10` or `2018-10-04`, at that precision."""
    parts = text.split("-")
    if not re.match(r"^\d{4}(-\d{2}){0,2}$", text):
        raise FieldError(f'"{text}" is not a date.', "Write 2018, 2018-10 or 2018-10-04.")
    year, month, day = (int(parts[i]) if i < len(parts) else 1 for i in range(3))
    value = checked(datetime.combine(calendar_date(year, month, day), time(), LONDON))
    return date_text(value, ("year", "month", "day")[len(parts) - 1])


def choice(*options: str) -> Callable[[str], str]:
    """Return a converter that takes one of the options, whatever the case."""

    def convert(text: str) -> str:
        if text.lower() in options:
            return text.lower()
        raise FieldError(
            f'"{text}" is not one of: {", ".join(options)}.', did_you_mean(text.lower(), options)
        )

    return convert


def did_you_mean(text: str, options: Sequence[str]) -> str:
    """Return `Did you mean "pay"?`, or nothing when no option is close."""
    close = get_close_matches(text, options, n=1)
    return f'Did you mean "{close[0]}"?' if close else ""


def yes_or_no(text: str) -> bool:
    """Return True for yes, False for no."""
    return choice("yes", "no")(text) == "yes"


def whole_number(text: str) -> int:
    """Return a number from 1 to 999."""
    if not re.match(r"^[1-9]\d{0,2}$", text):
        raise FieldError(f'"{text}" is not a whole number.', "Write 1, 2, 3 …")
    return int(text)


def names(text: str) -> tuple[str, ...]:
    """Return the entries of a comma-separated list, in order, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def web_address(text: str) -> str:
    """Return an absolute http or https address, or one within the site that begins with a slash."""
    inside = text.startswith("/") and not text.startswith("//")
    if "\\" in text or not (inside or is_web_address(text)):
        raise FieldError(
            f'"{text}" is not a web address.', "Begin it with https:// (or with / within this site)."
        )
    return text.replace(" ", "%20")


def is_web_address(text: str) -> bool:
    """Tell an absolute http or https address whose host could exist."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    del port  # reading it is what checks it
    return parts.scheme in {"http", "https"} and bool(parts.hostname and HOST.match(parts.hostname))


def outside_address(text: str) -> str:
    """Return an absolute http or https address."""
    if text.startswith("/"):
        raise FieldError(f'"{text}" has no site in it.', "Begin it with https://.")
    return web_address(text)


def old_address(text: str) -> str:
    """Return a former address within the site, such as `/news/old-slug/` or `/?p=123`."""
    if not OLD_ADDRESS.match(text) or text.startswith("//") or ".." in text:
        raise FieldError(
            f'"{text}" is not an address within this site.', "Begin it with a slash: /news/old/."
        )
    return text


def parts_of(text: str, form: str, least: int) -> list[str]:
    """Return the parts between ` | `; `form` says in the message what was expected."""
    parts = [part.strip() for part in text.split(" | ")]
    if not least <= len(parts) <= form.count("|") + 1 or not all(parts):
        raise FieldError(f'"{text[:60]}" is not of the form {form}.', "Separate the parts by a bar: |")
    return parts


def source_link(text: str) -> SourceLink:
    """Return a source from `Title | https://address | 2018-10-04` (the date may be left out)."""
    title, address, *day = parts_of(text, "Title | address | date", 2)
    return SourceLink(title, outside_address(address), partial_date(day[0]) if day else None)


def correction(text: str) -> Correction:
    """Return a correction from `2018-10-05 | what was put right`."""
    day, words = parts_of(text, "date | text", 2)
    return Correction(partial_date(day), words)


def labelled_link(text: str) -> Link:
    """Return a link from `Label | https://address`."""
    label, address = parts_of(text, "Label | address", 2)
    return Link(label, web_address(address))


def focus(text: str) -> tuple[float, float]:
    """Return the focal point of a picture, `40% 30%`, as fractions from the left and from the top."""
    found = re.match(r"^(\d{1,3})% (\d{1,3})%$", text)
    if not found or any(int(number) > 100 for number in found.groups()):  # noqa: PLR2004 (per cent)
        raise FieldError(
            f'"{text}" is not a point in the picture.', "Write it as 40% 30% (from left, from top)."
        )
    return int(found[1]) / 100, int(found[2]) / 100


def story_reference(text: str) -> str:
    """Return `section/slug`, the way to name another story."""
    if not re.match(r"^[a-z0-9-]+/[a-z0-9-]+$", text):
        raise FieldError(f'"{text}" does not name a story.', "Write its folder and file: news/slug.")
    return text
