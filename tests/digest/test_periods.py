"""Months in Europe/London, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugins.digest.periods import is_name, label, look_back, month_period, overlap, usual_send_time

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("2018-10", 31 * 24 + 1),  # the clocks go back
        ("2019-03", 31 * 24 - 1),  # and forward
        ("2020-02", 29 * 24),
        ("2018-12", 31 * 24),
        ("2018-04", 30 * 24),
    ],
)
def test_a_month_is_as_long_as_it_is(name: str, hours: int) -> None:
    """A period runs from midnight of the first to midnight of the next first, in London."""
    first, last = month_period(name)
    assert (last.astimezone(UTC) - first.astimezone(UTC)) / HOUR == hours
    assert (first.day, first.hour, last.day, last.hour) == (1, 0, 1, 0)


def test_summer_months_begin_an_hour_early_in_utc() -> None:
    """October begins under summer time, November does not."""
    first, last = month_period("2018-10")
    assert first.astimezone(UTC) == datetime(2018, 9, 30, 23, tzinfo=UTC)
    assert last.astimezone(UTC) == datetime(2018, 11, 1, tzinfo=UTC)


def test_looking_back_counts_calendar_days() -> None:
    """Ninety days before 1 January is 3 October at midnight in London, though the clocks changed between."""
    back = look_back(month_period("2019-01"))
    assert (back.month, back.day, back.hour) == (10, 3, 0)
    assert back.astimezone(UTC) == datetime(2018, 10, 2, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018-10", "2018-11-01"),
        ("2018-11", "2018-12-03"),
        ("2019-08", "2019-09-02"),
        ("2018-12", "2019-01-02"),
    ],
)
def test_an_edition_goes_out_on_a_weekday(name: str, day: str) -> None:
    """The first Monday to Friday after the period, at nine in London, and never New Year's Day."""
    moment = usual_send_time(month_period(name))
    assert (moment.date().isoformat(), moment.hour, moment.utcoffset()) in [
        (day, 9, timedelta(0)),
        (day, 9, HOUR),
    ]


@pytest.mark.parametrize(
    "name", ["2018-13", "2018-00", "2018", "18-10", "2018-1", "2018-10-01", "", "../2018-10"]
)
def test_other_names_are_no_edition(name: str) -> None:
    """Only a year and a month name an edition."""
    assert not is_name(name)
    with pytest.raises(ValueError, match="2018-10"):
        month_period(name)


def test_label() -> None:
    """Readers see the month in words."""
    assert label("2018-10") == "October 2018"


def test_neighbours_do_not_overlap() -> None:
    """Half-open periods share no moment with the next; a period shares all with itself."""
    assert not overlap(month_period("2018-10"), month_period("2018-11"))
    assert overlap(month_period("2018-10"), month_period("2018-10"))
