"""Make what is not kept yet, in several processes when that pays."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from PIL import Image

from plugins.images import monograms
from plugins.images.covers import Composition, to_image
from plugins.images.monograms import Monogram
from plugins.images.store import Store

WORTH_PROCESSES = 3.0
"""Seconds of work from which starting processes pays: each takes about half a second to begin."""
MOST_PROCESSES = 8
COLOURS = 192


class Task(Protocol):
    """Something to make: its cost in seconds of one core, and key and bytes of every file that comes of it."""

    @property
    def cost(self) -> float:
        """About how long it takes, in seconds of one core."""

    def make(self) -> Iterator[tuple[str, bytes]]:
        """Yield key and bytes of every file."""


@dataclass(frozen=True)
class RasterTask:
    """A cover or monogram to draw as PNG."""

    key: str
    drawn: Composition | Monogram
    width: int
    height: int

    cost = 0.12

    def make(self) -> Iterator[tuple[str, bytes]]:
        """Yield the key and the PNG."""
        yield self.key, png(raster(self.drawn, self.width, self.height))


def raster(drawn: Composition | Monogram, width: int, height: int) -> Image.Image:
    """Return a drawing as an RGB image."""
    if isinstance(drawn, Monogram):
        return monograms.image(drawn, width, height)
    return to_image(drawn, width, height)


def png(image: Image.Image) -> bytes:
    """Return a flat drawing as a small PNG: its few colours and the steps between them fit a palette."""
    out = BytesIO()
    few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def make(tasks: Sequence[Task], store: Store) -> int:
    """Do tasks and keep what they make; return how many files were made.

    An exception in any of them is raised here, after the others of its process have stopped.
    """
    ordered = sorted(tasks, key=lambda task: -task.cost)
    workers = min(len(ordered), os.cpu_count() or 1, MOST_PROCESSES)
    if workers < 2 or sum(task.cost for task in ordered) < WORTH_PROCESSES:  # noqa: PLR2004 (one is no pool)
        return sum(_do(task, store) for task in ordered)
    # Spawned, not forked: the build has threads of its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return sum(pool.map(_do, ordered, [store] * len(ordered)))


def _do(task: Task, store: Store) -> int:
    """Do one task; return how many files it made."""
    count = 0
    for key, data in task.make():
        store.put(key, data)
        count += 1
    return count
