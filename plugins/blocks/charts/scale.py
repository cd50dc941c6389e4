"""From numbers to places in a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Scale:
    """A straight scale that always has zero on it: the number `low` stands at `start`, `high` at `end`."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    @classmethod
    def of(cls, values: Iterable[Decimal], start: int, end: int) -> Scale:
        """Return the scale that fits numbers between two places."""
        found = [Decimal(0), *values]
        low, high = min(found), max(found)
        return cls(low, high if high > low else low + 1, Decimal(start), Decimal(end))

    def at(self, value: Decimal | None) -> Decimal:
        """Return the place of a number; an unknown one is at zero."""
        share = ((value or Decimal(0)) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def zero(self) -> Decimal:
        """The place of zero."""
        return self.at(Decimal(0))

    def span(self, value: Decimal) -> tuple[Decimal, Decimal]:
        """Return where a bar begins and ends, from left to right."""
        place = self.at(value)
        return min(place, self.zero), max(place, self.zero)


def places(names: Sequence[str], first: Decimal, last: Decimal) -> list[Decimal]:
    """Return where rows stand along a line: years in proportion to their distance, anything else evenly."""
    years = [Decimal(name) for name in names if name.isdigit()]
    steps = years if len(years) == len(names) else [Decimal(index) for index in range(len(names))]
    width = (steps[-1] - steps[0]) or Decimal(1)
    return [first + (step - steps[0]) / width * (last - first) for step in steps]


def apart(places: Sequence[Decimal], least: int) -> list[Decimal]:
    """Return places moved down where two would be closer than `least`, in the order given."""
    moved: dict[int, Decimal] = {}
    previous: Decimal | None = None
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        place = places[index] if previous is None else max(places[index], previous + least)
        moved[index] = previous = place
    return [moved[index] for index in range(len(places))]
