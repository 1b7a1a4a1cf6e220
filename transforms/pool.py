"""Worker processes that can be killed: limits of time and memory hold for each task, and a lost worker loses one task only.

A page may hang its parser or eat all memory, and a thread cannot be stopped. Workers come from a fork server that has the
per-record chain imported and has never imported Beam, so that starting or replacing one takes milliseconds.
"""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing import forkserver, resource_tracker
from typing import Any, NamedTuple, TypeVar

from pebble import ProcessExpired, ProcessPool

from transforms.errors import RejectError
from transforms.spool import open_spool

OWN_SECONDS = 3600.0
"""What one call on records that passed the limits may take: one that hangs is a bug."""

_MEGABYTE = 1 << 20
_PRELOAD = ["transforms.warm"]

T = TypeVar("T")


class PoolSettings(NamedTuple):
    """How many worker processes there are, and what one task may cost."""

    processes: int = 0  # 0: one a core
    seconds: float = 30.0  # of one task
    memory_mb: int = 1024  # beyond what the worker has when idle
    max_tasks: int = 2000  # a worker is replaced after so many: bounds what leaks in native libraries
    spool: str | None = None  # a folder for packed values (`transforms.spool`), where all steps are on one machine


def _set_up(megabytes: int, spool: str | None, environment: dict[str, str]) -> None:
    """What a worker process does first.

    The fork server keeps the environment of the moment it was started; keys and endpoints of a store may have come after.
    """
    os.environ.clear()
    os.environ.update(environment)
    _limit_memory(megabytes)
    open_spool(spool)


def _limit_memory(megabytes: int) -> None:
    """Let this process grow by `megabytes` of private memory and no more (Linux counts it as data)."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            used = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (used + megabytes * _MEGABYTE, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    except (OSError, StopIteration, ValueError):
        pass  # another system: the limit of time still holds


def warm_up() -> None:
    """Start the process that workers are forked from; it loads what they need while this process goes on."""
    forkserver.set_forkserver_preload(_PRELOAD)
    resource_tracker.ensure_running()  # else the fork server starts it, which unblocks signals
    # What starts with Ctrl-C blocked, and all that it forks, is ended by the run that heeds it, and prints nothing of its own.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _without_limit(megabytes: int, function: Callable[..., T], *args: Any) -> T:
    """Run `function(*args)` with as much memory as it needs; then the limit is `megabytes` above what the process has kept."""
    highest = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (highest, highest))
    try:
        return function(*args)
    finally:
        _limit_memory(megabytes)


class WorkerPool:
    """A pool of killable worker processes for functions of modules that import no Beam."""

    def __init__(self, settings: PoolSettings) -> None:
        """Start nothing yet: the workers come with the first task."""
        context = multiprocessing.get_context("forkserver")
        warm_up()
        self.settings = settings
        self.processes = settings.processes or len(os.sched_getaffinity(0))
        self._pool = ProcessPool(
            max_workers=self.processes,
            max_tasks=settings.max_tasks,
            initializer=_set_up,
            initargs=[settings.memory_mb, settings.spool, dict(os.environ)],
            context=context,
        )

    def submit(self, function: Callable[..., Any], *args: Any, seconds: float | None = None) -> "Future[Any]":
        """Run `function(*args)` in a worker; the future fails with what `task_error` tells apart."""
        future: Future[Any] = self._pool.schedule(function, args=list(args), timeout=seconds or self.settings.seconds)
        return future

    def submit_own(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Run work on records that passed the limits already: memory has none, time one that only a bug exceeds."""
        return self.submit(_without_limit, self.settings.memory_mb, function, *args, seconds=OWN_SECONDS)

    def stop(self) -> None:
        """End all workers now. What they were doing is lost."""
        self._pool.stop()
        self._pool.join()


def task_error(error: BaseException, settings: PoolSettings) -> RejectError | None:
    """What a task's failure says of its input, or None when it is a fault of the code."""
    if isinstance(error, RejectError):
        return error
    if isinstance(error, FutureTimeout | TimeoutError):
        return RejectError("timeout", f"not done within {settings.seconds:g} s; raise limits.seconds if it is worth more")
    if isinstance(error, MemoryError):
        return RejectError(
            "out_of_memory", f"needs more than {settings.memory_mb} MB; raise limits.memory_mb if it is worth more"
        )
    if isinstance(error, ProcessExpired):
        return RejectError("worker_died", f"the worker process ended with code {error.exitcode} on this document")
    return None


_lock = threading.Lock()
_pools: dict[PoolSettings, WorkerPool] = {}


def shared_pool(settings: PoolSettings) -> WorkerPool:
    """The one pool of this process with these settings: transforms of all threads share it."""
    with _lock:
        pool = _pools.get(settings)
        if pool is None:
            pool = _pools[settings] = WorkerPool(settings)
        return pool


def stop_pools() -> None:
    """End the workers of all shared pools; the next `shared_pool` starts new ones."""
    with _lock:
        for pool in _pools.values():
            pool.stop()
        _pools.clear()
