"""Thousands of random edits and hundreds of kills, for as long as one likes: `run(minutes)`, called by a task."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.harness import Site
from tests.engine.test_atomic import survives_kills
from tests.engine.test_incremental import Edits, steps

_AT_ONCE = 10  # sequences between two looks at the clock
_KILLS = 15  # of 300 in an hour, in equal parts


def run(minutes: float = 60.0, length: int = 12) -> None:
    """Edit and kill at random until the time is over; prints how much ran. Raises AssertionError at the first fault.

    `length` is how many edits a sequence has; every sequence begins with a new site.
    """
    end = time.monotonic() + minutes * 60
    sequences = kills = 0
    begun = int(time.time())
    while time.monotonic() < end:
        machine = seed(begun + sequences)(type("Soak", (Edits,), {}))
        run_state_machine_as_test(machine, settings=steps(_AT_ONCE, length, derandomize=False))
        sequences += _AT_ONCE
        kills += _killed(_KILLS, begun + sequences)
        print(f"{sequences} sequences of {length} edits, {kills} kills, seed {begun}: all exact", flush=True)


def _killed(count: int, chance: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        site = Site(folder)
        site.begin()
        survives_kills(site, count, chance)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return count
