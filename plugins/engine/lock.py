"""One build at a time: an advisory lock that names its holder and dies with it."""

import contextlib
import fcntl
import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)


class LockedError(RuntimeError):
    """Another build holds the lock and did not finish within the time allowed."""


@contextlib.contextmanager
def build_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock file `path` while the block runs.

    A second build waits up to `wait` seconds, saying whom it waits for, then raises `LockedError`.
    The kernel drops the lock when its holder ends, however it ends (flock(2)), so no stale lock exists.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, wait)
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    announced = False
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            message = f"{path.parent} is in use by {_holder(descriptor)}: another build is running."
            raise LockedError(message)
        if not announced:
            logger.warning("Waiting for another build to finish: %s", _holder(descriptor))
            announced = True
        time.sleep(0.05)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int) -> None:
    record = json.dumps({"pid": os.getpid(), "host": socket.gethostname()})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, record.encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        record = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {record['pid']} on {record['host']}"
    except (ValueError, KeyError, TypeError):
        return "a process that has not signed yet"
