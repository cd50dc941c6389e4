"""Work shared among forked processes, from the one place where forking is safe: a process with a single thread."""

import gc
import marshal
import os
import selectors
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

T = TypeVar("T")
Emit = Callable[[Any], None]
_HEADER = 8
_COLLECT = 20_000  # new objects between two collections in a worker
_WORTH = 24  # fewer tasks than this are done sooner than shared
_AT_ONCE = 4  # tasks that a process takes from the queue
_NUMBER = 4  # bytes of a group's number in the queue
_MOST_GROUPS = 4096 // _NUMBER  # what the smallest pipe buffer holds


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


def run_forked(work: Callable[[Iterable[T], Emit], None], tasks: list[T], jobs: int) -> Iterator[Any]:
    """Share tasks among processes, each of which takes the next few when it is free.

    Yields what `work` emits (plain data, in no order). `work(share, emit)` runs in this process when sharing does not
    pay. Raises WorkerError when a process fails.
    """
    if not worth_sharing(len(tasks), jobs):
        results: list[Any] = []
        work(tasks, results.append)
        yield from results
        return
    gc.freeze()  # so that no child looks through, and thereby copies, what all share
    queue = _queue(len(tasks))
    try:
        children = dict(_start(work, _claimed(tasks, queue)) for _ in range(jobs))
    finally:
        gc.unfreeze()
        os.close(queue)
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


class Ahead(Generic[T]):
    """The outcome of a function, found in a process of its own while this one does something else.

    The function must change nothing and give what marshal can carry. Where forking is not safe or not wanted, or when
    the other process fails, it is called here, when it is asked for.
    """

    def __init__(self, function: Callable[[], T], wanted: bool) -> None:
        self._function = function
        self._pid = 0
        if wanted and can_fork():
            self._reading, self._pid = _start(_answer, [function])

    def __call__(self) -> T:
        """Wait for the outcome."""
        if not self._pid:
            return self._function()
        with os.fdopen(self._reading, "rb") as pipe:
            data = bytearray(pipe.read())
        pid, self._pid = self._pid, 0
        os.waitpid(pid, 0)
        try:
            return next(_frames(data))  # type: ignore[no-any-return]
        except (WorkerError, StopIteration):
            return self._function()

    def drop(self) -> None:
        """Let go of an outcome that nobody asked for."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            os.close(self._reading)
            self._pid = 0


def _answer(functions: Iterable[Callable[[], Any]], emit: Emit) -> None:
    for function in functions:
        emit(function())


def _queue(count: int) -> int:
    """A pipe that holds the number of each group of so many tasks; gives its reading end."""
    reading, writing = os.pipe()
    groups = range(-(-count // _group(count)))
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "big") for number in groups))
    os.close(writing)
    return reading


def _group(count: int) -> int:
    """How many of so many tasks a process takes at once: few, and not more groups than a pipe holds."""
    return max(_AT_ONCE, -(-count // _MOST_GROUPS))


def _claimed(tasks: list[T], queue: int) -> Iterator[T]:
    """The tasks that this process gets. A read of so few bytes is whole, and no other process gets the same."""
    size = _group(len(tasks))
    while number := os.read(queue, _NUMBER):
        start = int.from_bytes(number, "big") * size
        yield from tasks[start : start + size]


def _start(work: Callable[[Iterable[T], Emit], None], share: Iterable[T]) -> tuple[int, int]:
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


def _serve(work: Callable[[Iterable[T], Emit], None], share: Iterable[T], pipe: BinaryIO) -> None:
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
