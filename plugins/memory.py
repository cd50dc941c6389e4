"""What one process may remember from build to build: what pure functions gave, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

KEPT = 1024
"""How many results of a function are kept; the one not asked for longest makes room."""

Value = TypeVar("Value")
Function = TypeVar("Function", bound=Callable[..., Any])


def pure(function: Function) -> Function:
    """Remember what a function gave, and say with the mark `pure` that this holds for as long as the process runs.

    Its result hangs on its arguments alone, or on code, which a process loads once: on no file, clock, setting or
    state. Nobody changes a result. Arguments are hashable and plain; those that are equal must mean the same, which
    two moments do not whose offsets differ, nor True and 1. What is raised is not remembered.
    """
    remembered: Any = lru_cache(KEPT)(function)
    remembered.pure = True
    return cast(Function, remembered)


@pure
def first(value: Value) -> Value:
    """Return the first of all values that equal this one, so that what is alike in two builds is one object."""
    return value


@pure
def code(*places: str) -> str:
    """Return a digest of files of our own code, and of all code below folders.

    What becomes of them later does not change what this process runs.
    """
    return fingerprint(
        file
        for place in map(Path, places)
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    )


def fingerprint(files: Iterable[Path]) -> str:
    """Return a digest of some files' bytes, in the order given."""
    digest = blake2b(digest_size=16)
    for file in files:
        digest.update(file.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()
