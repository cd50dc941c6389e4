"""Work shared among forked processes, from the one place where forking is safe: a process with a single thread."""

import gc
import marshal
import os
import selectors
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")
Emit = Callable[[Any], None]
_HEADER = 8
_COLLECT = 20_000  # new objects between two collections in a worker
_WORTH = 24  # fewer tasks than this are done sooner than shared


class WorkerError(RuntimeError):
    """A worker process failed; the message holds its traceback or its signal."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether forking is safe here: no other thread, Python's or a library's, could hold a lock."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) == 1 if tasks.is_dir() else sys.platform != "darwin"


def worth_sharing(count: int, jobs: int) -> bool:
    """Whether `count` tasks are better done by several processes."""
    return jobs > 1 and count >= _WORTH and can_fork()


def run_forked(work: Callable[[list[T], Emit], None], tasks: list[T], jobs: int) -> Iterator[Any]:
    """Give every process an equal share of the tasks; yields what `work` emits (plain data, in no order).

    `work(share, emit)` runs in this process when sharing does not pay. Raises WorkerError when a process fails.
    """
    if not worth_sharing(len(tasks), jobs):
        results: list[Any] = []
        work(tasks, results.append)
        yield from results
        return
    gc.collect()
    gc.freeze()
    try:
        children = dict(_start(work, tasks[number::jobs]) for number in range(jobs))
    finally:
        gc.unfreeze()
    try:
        yield from _gather(children)
    except BaseException:
        for pid in children.values():
            os.kill(pid, signal.SIGKILL)
        raise
    finally:
        statuses = [os.waitpid(pid, 0)[1] for pid in children.values()]
    failed = [status for status in statuses if status != 0]
    if failed:
        raise WorkerError(f"a worker ended with status {os.waitstatus_to_exitcode(failed[0])}")


def _start(work: Callable[[list[T], Emit], None], share: list[T]) -> tuple[int, int]:
    """Fork one process; gives the reading end of its pipe and its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return reading, pid
    code = 1
    try:
        os.close(reading)
        gc.set_threshold(_COLLECT)  # what came from the parent is frozen and never looked through
        with os.fdopen(writing, "wb", buffering=1 << 16) as pipe:
            _serve(work, share, pipe)
        code = 0
    finally:
        os._exit(code)


def _serve(work: Callable[[list[T], Emit], None], share: list[T], pipe: BinaryIO) -> None:
    def emit(value: Any) -> None:
        frame = marshal.dumps(value)
        pipe.write(len(frame).to_bytes(_HEADER, "big") + frame)

    try:
        work(share, emit)
    except BaseException:  # noqa: BLE001 - it is raised again in the parent
        emit(("\0error", traceback.format_exc()))


def _gather(children: dict[int, int]) -> Iterator[Any]:
    buffers = {reading: bytearray() for reading in children}
    with selectors.DefaultSelector() as selector:
        for reading in children:
            selector.register(reading, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                data = os.read(key.fd, 1 << 20)
                if not data:
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    continue
                buffers[key.fd] += data
                yield from _frames(buffers[key.fd])


def _frames(buffer: bytearray) -> Iterator[Any]:
    """Take the complete frames off a buffer."""
    start = 0
    while len(buffer) - start >= _HEADER:
        size = int.from_bytes(buffer[start : start + _HEADER], "big")
        if len(buffer) - start - _HEADER < size:
            break
        value = marshal.loads(bytes(buffer[start + _HEADER : start + _HEADER + size]))  # noqa: S302 - our own child
        start += _HEADER + size
        if isinstance(value, tuple) and value and value[0] == "\0error":
            raise WorkerError(value[1])
        yield value
    del buffer[:start]
