"""When to send, when to wait, when to stop: rate, back-off and circuit breaker. No clock, no thread."""

import hashlib
from dataclasses import dataclass

from mailing.clock import HOUR, MINUTE

BACK_OFF = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR)
FREE_TRIES = 2  # a connection that was already gone costs a message nothing, this often


@dataclass(frozen=True)
class Policy:
    """How patient delivery is. `back_off` in milliseconds: one more try after each; then it failed.

    After `trip` troubles in a row (and two more for each connection) everybody waits `cool_down` seconds,
    doubled each time; after `most_trips` the run stops, as after `refusals` messages refused in a row.
    """

    back_off: tuple[int, ...] = BACK_OFF
    trip: int = 5
    cool_down: float = 30.0
    most_trips: int = 6
    refusals: int = 25


def delay(policy: Policy, attempts: int, delivery_id: int) -> int | None:
    """Give the wait in milliseconds before the next try, or None when the last one was made.

    Spread by up to a quarter, by the row's number, so that a crowd put off together does not return together.
    """
    if attempts > len(policy.back_off):
        return None
    base = policy.back_off[attempts - 1] if attempts else 0
    spread = hashlib.sha256(str(delivery_id).encode()).digest()[0] / 255
    return base + round(base * spread / 4)


class Rate:
    """Lets through so many a second, evenly; 0 means no limit. Times in seconds, from any steady clock."""

    def __init__(self, per_second: float) -> None:
        self.gap = 1 / per_second if per_second else 0.0
        self.next = 0.0

    def allowed(self, now: float, wanted: int) -> int:
        """Give how many of the wanted may go at once, and count them as gone."""
        if not self.gap:
            return wanted
        self.next = max(self.next, now - self.gap)
        number = min(wanted, max(0, int((now - self.next) / self.gap)))
        self.next += number * self.gap
        return number


class Breaker:
    """Stops a sender from hammering a relay in trouble. Times in seconds, from any steady clock."""

    def __init__(self, policy: Policy, connections: int = 0) -> None:
        self.policy = policy
        # A relay may close all connections at once, after so many messages each: that alone is no trouble.
        self.trip = policy.trip + 2 * connections
        self.troubles = 0
        self.trips = 0
        self.open_until = 0.0
        self.refused = 0

    def good(self) -> None:
        """Note a message that the relay took."""
        self.troubles = self.trips = self.refused = 0

    def trouble(self, now: float) -> None:
        """Note a lost or refused connection, or a temporary failure of the relay itself."""
        self.troubles += 1
        if self.troubles >= self.trip and now >= self.open_until:
            self.open_until = now + self.policy.cool_down * 2**self.trips
            self.trips += 1
            # Half open: after the wait a single trouble opens it again.
            self.troubles = self.trip - 1

    def refusal(self) -> None:
        """Note a message refused for good: many in a row mean that something is wrong with us."""
        self.refused += 1

    def wait(self, now: float) -> float:
        """Give the seconds for which nothing may be sent; 0 when the way is free."""
        return max(0.0, self.open_until - now)

    @property
    def verdict(self) -> str:
        """Why the run must stop, or an empty text."""
        if self.refused >= self.policy.refusals:
            return f"the relay refused {self.refused} messages in a row"
        if self.trips > self.policy.most_trips:
            return f"the relay stayed in trouble through {self.policy.most_trips} pauses"
        return ""
