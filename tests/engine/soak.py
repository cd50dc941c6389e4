"""Thousands of random edits and hundreds of kills, for as long as one likes: `run(minutes)`, called by a task."""

from __future__ import annotations

import itertools
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from plugins.engine.fork import cores
from tests.engine.harness import Site
from tests.engine.test_atomic import survives_kills
from tests.engine.test_incremental import Edits, steps

_AT_ONCE = 10  # sequences between two looks at the clock
_KILLS = 3  # after so many sequences


def run(minutes: float = 60.0, length: int = 6) -> None:
    """Edit and kill at random on all processors until the time is over; prints how much ran.

    `length` is how many edits a sequence has; every sequence begins with a new site. Raises AssertionError at the first
    fault.
    """
    end = time.monotonic() + minutes * 60
    begun, done = int(time.time()), 0
    with ProcessPoolExecutor(cores(), multiprocessing.get_context("fork")) as pool:
        batches = (pool.submit(_batch, begun + number, length) for number in itertools.count())
        for finished in _as_completed(batches, end):
            finished.result()
            done += 1
            print(
                f"{done * _AT_ONCE} sequences of {length} edits, {done * _KILLS} kills, seed {begun}: all exact",
                flush=True,
            )


def _as_completed(batches: Iterator[Future[None]], end: float) -> Iterator[Future[None]]:
    """Keep every processor busy until the end; then wait for what has begun."""
    running = set(itertools.islice(batches, cores()))
    while running:
        finished, running = wait(running, return_when=FIRST_COMPLETED)
        yield from finished
        if time.monotonic() < end:
            running |= set(itertools.islice(batches, len(finished)))


def _batch(number: int, length: int) -> None:
    machine = seed(number)(type("Soak", (Edits,), {}))
    run_state_machine_as_test(machine, settings=steps(_AT_ONCE, length, derandomize=False))
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        site = Site(folder)
        site.begin()
        survives_kills(site, _KILLS, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
