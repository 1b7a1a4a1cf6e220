"""Locks and leases: who may write, and who is alive.

- `ingest`: held by a batch run from start to end, and by `lake compact`; a second one waits.
- `commit`: held for the moments in which a run, a stream's checkpoint, a compaction or a recovery changes tables.
- `run-<run_id>`: the lease of a run on its own staging; who holds it is alive, and nobody removes that staging.

On the local disk a lock is `flock` on a file: the kernel gives it back when its process ends, however it ends. On an object
store it is an object with a heartbeat, written conditionally (`pipeline.lake.leases`); it expires when the heartbeat stops.
"""

import datetime
import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from pipeline.lake.layout import LOCKS, Lake, LakeError

INGEST_LOCK: Final = "ingest"
COMMIT_LOCK: Final = "commit"
BUSY: Final = 75
"""Exit code that says: not tried, try later (EX_TEMPFAIL of BSD's sysexits.h)."""
_LOCAL_POLL: Final = 0.1  # seconds between two tries for a local lock
_REMOTE_POLL: Final = 2.0


class LakeBusy(LakeError):
    """Another run holds the lock that this one was not to wait for: exit code BUSY."""

    def __init__(self, message: str) -> None:
        """Keep the line to show."""
        super().__init__(message, BUSY)


class Lock(Protocol):
    """A lock that is held."""

    def check(self) -> None:
        """Raise LakeError if the lock may be lost: its holder must stop writing."""

    def release(self) -> None:
        """Give it back."""


def lease_name(run_id: str) -> str:
    """The name of a run's lease on its own staging."""
    return f"run-{run_id}"


@contextmanager
def hold(lake: Lake, name: str, holder: str, wait: bool = True, on_wait: Callable[[str], None] | None = None) -> Iterator[Lock]:
    """Hold a lock of the lake for the time of the block.

    Args:
        lake: the lake.
        name: the lock.
        holder: the run id, or what else is to be named to those who wait.
        wait: wait for a lock that is held; otherwise raise.
        on_wait: told once, in one line, who holds the lock.

    Raises:
        LakeBusy: if the lock is held and `wait` is false.
        LakeError: if the place cannot hold locks.
    """
    lock = try_lock(lake, name, holder)
    told = False
    while lock is None:
        text = f"{lake.uri} is in use by {holder_of(lake, name)}"
        if not wait:
            raise LakeBusy(f"{text}; try again later, or wait for it by leaving out --no-wait")
        if on_wait and not told:
            on_wait(text)
            told = True
        time.sleep(_LOCAL_POLL if lake.local else _REMOTE_POLL)
        lock = try_lock(lake, name, holder)
    try:
        yield lock
    finally:
        lock.release()


def try_lock(lake: Lake, name: str, holder: str) -> Lock | None:
    """The lock, or None if somebody holds it."""
    if lake.local:
        return _try_local(_local_path(lake, name), _describe(holder))
    from pipeline.lake.leases import try_lease

    return try_lease(lake, name, _describe(holder))


def holder_of(lake: Lake, name: str) -> str:
    """Who holds a lock, in words."""
    if lake.local:
        try:
            with open(_local_path(lake, name), encoding="utf-8") as file:
                content = json.load(file)
        except (OSError, ValueError):  # given back, or not yet written
            content = {}
    else:
        from pipeline.lake.leases import read_lease

        content = read_lease(lake, name)
    if not content:
        return "another run"
    return f"{content['holder']} (process {content['pid']} on {content['host']}, since {content['since']})"


def leased_runs(lake: Lake) -> list[str]:
    """The runs that have a lease, alive or left by a process that died."""
    names = [entry.path.removeprefix(f"{LOCKS}/") for entry in lake.store.files(LOCKS)]
    return sorted(name.rpartition(".")[0].removeprefix("run-") for name in names if name.startswith("run-"))


def _describe(holder: str) -> dict[str, str | int]:
    since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {"holder": holder, "pid": os.getpid(), "host": socket.gethostname(), "since": since}


def _local_path(lake: Lake, name: str) -> str:
    return os.path.join(lake.uri, LOCKS, f"{name}.lock")


class _LocalLock:
    def __init__(self, path: str, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def check(self) -> None:
        """Nothing to check: the kernel takes it from nobody alive."""

    def release(self) -> None:
        with suppress(OSError):  # if it cannot be removed, it is free all the same
            os.unlink(self._path)  # those who wait on this file see that it is no longer the one of this name
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)  # also for descriptors that a forked child has
        os.close(self._descriptor)


def _try_local(path: str, description: dict[str, str | int]) -> _LocalLock | None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return None
            if _is_file_of(descriptor, path):
                break
            os.close(descriptor)
        with suppress(OSError):  # a full disk: the lock holds without the name of its holder
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(description).encode(), 0)
    except OSError as error:
        raise LakeError(f"{path} cannot be locked: {error.strerror or error}") from error
    return _LocalLock(path, descriptor)


def _is_file_of(descriptor: int, path: str) -> bool:
    """Whether the file that was locked still has the name: it was unlinked if its holder gave it back meanwhile."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
