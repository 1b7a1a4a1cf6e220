"""Being a writer: the locks that a run holds from its start to its end, and the recovery that it owes to those before."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from pipeline.lake.commit import discard
from pipeline.lake.layout import Lake, check_run_id
from pipeline.lake.lock import INGEST_LOCK, Lock, hold, lease_name
from pipeline.lake.recover import Recovered, recover


class Writer(NamedTuple):
    """A run that may write."""

    lake: Lake
    run_id: str
    recovered: Recovered  # what it found and put in order
    locks: tuple[Lock, ...]

    def check(self) -> None:
        """Raise LakeError if a lock of this run is lost (object stores only: its heartbeat stopped too long)."""
        for lock in self.locks:
            lock.check()


@contextmanager
def writing(
    lake: Lake,
    run_id: str,
    wait: bool = True,
    exclusive: bool = True,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[Writer]:
    """Be a writer of the lake for the time of the block; what it staged and did not commit is removed if the block fails.

    Args:
        lake: the lake.
        run_id: the run; checked here.
        wait: wait for another writer to end; otherwise raise.
        exclusive: no other batch run at the same time; false for streams, which hold only the lease of their own run.
        on_wait: told once, in one line, who is being waited for.

    Raises:
        UserError: if the run id cannot be used.
        LakeBusy: if another run writes and `wait` is false.
    """
    check_run_id(run_id)
    with ExitStack() as stack:
        locks: list[Lock] = []
        if exclusive:
            locks.append(stack.enter_context(hold(lake, INGEST_LOCK, f"run {run_id}", wait, on_wait)))
        recovered = recover(lake)  # before the own lease is taken: what an earlier try of this run left is cleared too
        wait = wait or exclusive  # then only another's recovery can hold the lease, and only for a moment
        locks.append(stack.enter_context(hold(lake, lease_name(run_id), f"run {run_id}", wait, on_wait)))
        try:
            yield Writer(lake, run_id, recovered, tuple(locks))
        except BaseException:
            discard(lake, run_id)
            raise
