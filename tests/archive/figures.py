"""Reading the figures out of plain English: dates, money, shares, counts, pay bands and ordinals.

Every figure becomes a word that two sentences share when they state the same thing: "four in five",
"80 per cent" and "80%" are all `share 4/5`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

MONTHS = ("January February March April May June July August September October November December").split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SMALL = "zero one two three four five six seven eight nine ten".split()
TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: value for value, word in enumerate(SMALL + TEENS)}
NUMBERS |= {word: 10 * value for value, word in enumerate(TENS, start=2)}
NUMBERS |= {f"{ten}-{one}": NUMBERS[ten] + NUMBERS[one] for ten in TENS for one in SMALL[1:10]}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
SCALES = {"million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
# A number in words up to ten is a figure before one of these, and a turn of phrase elsewhere.
COUNTED = (
    "bodies|challenges|days|directors|employers|executives|hours|managers|members|months|officers|owners|"
    "patients|points|posts|recommendations|replies|reports|reps|reviews|seats|services|trusts|unions|updates|"
    "vice-chairs|voices|votes|weeks|years"
)

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
PERCENT = r"\d{1,3}(?:\.\d+)?"
WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
LARGE = "|".join(word for word in WORD.split("|") if NUMBERS[word] > 10)
SEVERAL = "|".join(SMALL[3:])
MONTH = f"(?-i:{'|'.join(MONTHS)})"
WEEKDAY = "|".join(WEEKDAYS)
SCALE = r"(?:[ ]?(?P<scale>million|billion|bn|m)\b)?"


class Figure(NamedTuple):
    """One figure: what it states, as a word to compare, and the text that states it."""

    value: str
    text: str


def amount(text: str) -> Decimal:
    """Return the value of a number in digits or in words."""
    word = text.lower()
    return Decimal(NUMBERS[word]) if word in NUMBERS else Decimal(text.replace(",", ""))


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros or an exponent."""
    return f"{value.normalize():f}"


def share(top: str, bottom: str) -> str:
    """Return a share as a fraction in its lowest terms."""
    return f"share {Fraction(amount(top)) / Fraction(amount(bottom))}"


def _dates(found: re.Match[str]) -> list[str]:
    """Return the days of "4 May 2017", of "Thursday 4 October" and of "4-5 May 2017"."""
    month = MONTHS.index(found["month"]) + 1
    days = [found["day"], *([found["to"]] if found["to"] else [])]
    if len(set(days)) < len(days):
        return [f"the same day twice: {found[0]}"]
    if not found["year"]:
        return [f"day {month:02}-{int(day):02}" for day in days]
    try:
        moments = [date(int(found["year"]), month, int(day)) for day in days]
    except ValueError:
        return [f"no such day: {found[0]}"]
    weekday = found["weekday"]
    if weekday and WEEKDAYS[moments[0].weekday()] != weekday:
        return [f"a {weekday} that was a {WEEKDAYS[moments[0].weekday()]}: {moments[0]}"]
    return [f"date {moment}" for moment in moments]


def _month(found: re.Match[str]) -> list[str]:
    return [f"month {found['year']}-{MONTHS.index(found['month']) + 1:02}"]


def _money(found: re.Match[str]) -> list[str]:
    return [f"money {plain(amount(found['number']) * SCALES.get((found['scale'] or '').lower(), 1))}"]


def _percents(found: re.Match[str]) -> list[str]:
    numbers = [found["number"], *([found["to"]] if found["to"] else [])]
    return [share(number, "100") for number in numbers]


def _number(found: re.Match[str]) -> list[str]:
    return [f"number {plain(amount(found['number']) * SCALES.get((found['scale'] or '').lower(), 1))}"]


def _bands(found: re.Match[str]) -> list[str]:
    bands = [band.upper() for band in re.findall(r"\d[A-Da-d]?\b", found[0])]
    return (
        [f"band {band}" for band in bands] if len(set(bands)) == len(bands) else [f"a band twice: {found[0]}"]
    )


def _ratio(found: re.Match[str]) -> list[str]:
    return [share(found["top"], found["bottom"])]


def _part(found: re.Match[str]) -> list[str]:
    top = found["top"] if found["top"].lower() in NUMBERS else "1"
    return [share(top, str(PARTS[found["part"].lower()]))]


def _half(_: re.Match[str]) -> list[str]:
    return ["share 1/2"]


def _points(found: re.Match[str]) -> list[str]:
    return [f"points {plain(amount(found['number']))}"]


def _times(found: re.Match[str]) -> list[str]:
    return [f"times {plain(amount(found['number']))}"]


def _place(found: re.Match[str]) -> list[str]:
    return [f"place {found['number']}"]


def _as_written(kind: str) -> Reading:
    return lambda found: [f"{kind} {found[0]}"]


Reading = Callable[[re.Match[str]], list[str]]
DAY = rf"\b(?P<day>\d{{1,2}})(?:(?:-| and | to )(?P<to>\d{{1,2}}))? (?P<month>{MONTH})\b"
RATIO = (
    rf"(?<![\d,.])\b(?P<top>{WORD}|\d{{1,2}})(?: [a-z]+){{0,2}}? (?:in|in every|out of) "
    rf"(?P<bottom>{WORD}|\d{{2}}|100)\b(?![,.]?\d)"
)
HALF = (
    r"\bhalf (?=as many|its size|would|the (?:managers|posts|beds|size)|of (?:the|those|NHS|its|all)\b)"
    r"|(?<=than )half\b"
)
BANDS = r"\b(?:bands? \d[A-Da-d]?|\d[A-Da-d])\b(?:(?:, | and | or | to |/)\d[A-Da-d]?\b(?![,.]?\d))*"
# In this order: what one pattern has read is gone for those below it.
READINGS: tuple[tuple[str, Reading], ...] = (
    (rf"(?:(?P<weekday>{WEEKDAY}) )?{DAY}(?: (?P<year>\d{{4}}))?", _dates),
    (rf"\b(?P<month>{MONTH}) (?P<year>\d{{4}})\b", _month),
    (rf"£(?P<number>{DIGITS}){SCALE}", _money),
    (
        rf"(?<![\d,.])(?P<number>{PERCENT})(?:%?(?:-| to )(?P<to>{PERCENT}))?(?:%|[ ]per[ ]cent\b)",
        _percents,
    ),
    (rf"\b(?P<number>{WORD})(?P<to>)[ ]per[ ]cent\b", _percents),
    (rf"\b(?P<number>{DIGITS}|{WORD}) percentage points?\b", _points),
    (RATIO, _ratio),
    (rf"\b(?P<top>{WORD}|a|an|one)[ -](?P<part>third|quarter|fifth|tenth)s?\b", _part),
    (HALF, _half),
    (rf"\b(?P<number>{DIGITS}|{WORD})(?:[ -]fold| times)\b", _times),
    (BANDS, _bands),
    (r"\b(?P<number>\d+)(?:st|nd|rd|th)\b", _place),
    (r"\b(?:19|20)\d\ds\b", _as_written("decade")),
    (r"\b(?:19|20)\d\d-\d\d\b", _as_written("session")),
    (r"(?<![\w£.,-])(?:19|20)\d\d\b(?![%,]\d)", _as_written("year")),
    (rf"(?<![\w£.,-])(?P<number>{DIGITS}){SCALE}", _number),
    (rf"\b(?P<number>{LARGE}){SCALE}\b", _number),
    (rf"\b(?P<number>{SEVERAL})(?P<scale>)(?=(?: [a-z-]+)? (?:{COUNTED})\b)", _number),
    (rf"\b(?P<number>two|{SEVERAL})(?P<scale>)(?=[ -](?:day|hour|week|month|year)s?\b)", _number),
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in READINGS)


def read_figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a text.

    A number in words up to ten counts only before something that is counted (COUNTED); an ordinal
    in words ("the first") never does.
    """
    rest = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{EN DASH}", "-")
    for pattern, read in PATTERNS:
        for found in pattern.finditer(rest):
            yield from (Figure(value, found[0].strip()) for value in read(found))
        rest = pattern.sub(lambda found: "\0" * len(found[0]), rest)


def implied(values: set[str]) -> set[str]:
    """Return the values and what follows from them: a day implies its month, its year and its date alone."""
    more = set(values)
    for value in values:
        kind, _, moment = value.partition(" ")
        if kind == "date":
            more |= {f"month {moment[:7]}", f"day {moment[5:]}"}
        if kind in {"date", "month", "session"}:
            more.add(f"year {moment[:4]}")
    return more
