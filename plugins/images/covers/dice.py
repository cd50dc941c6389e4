"""Decisions that look free and are fixed: every draw follows from a story's slug and the draw's own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Named draws from one seed.

    Because each draw has a name, a layout gives the same answer at every aspect ratio, and a draw that is
    added later changes none of the others.
    """

    seed: str

    def fraction(self, name: str) -> float:
        """Return a number from 0 up to, not including, 1."""
        digest = blake2b(f"{self.seed}\0{name}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / (1 << 48)

    def between(self, name: str, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        return low + (high - low) * self.fraction(name)

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.fraction(name) * (high - low + 1))

    def flag(self, name: str) -> bool:
        """Return yes or no."""
        return self.whole(name, 0, 1) == 1

    def choice(self, name: str, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self.fraction(name) * len(options))]
