"""What a writer finds when it comes, and puts in order before it starts: decided runs are finished, dead ones cleared away."""

from typing import NamedTuple

from pipeline.lake.commit import remove_staging, roll_forward_decided, staged_runs
from pipeline.lake.faults import crash_point
from pipeline.lake.layout import Lake
from pipeline.lake.lock import COMMIT_LOCK, hold, lease_name, leased_runs, try_lock


class Recovered(NamedTuple):
    """What was put in order."""

    rolled_forward: list[str]  # runs that were decided and are now finished
    removed: list[str]  # runs that had died undecided: their staging is gone


def recover(lake: Lake) -> Recovered:
    """Finish decided runs and remove the staging of dead ones; a run whose lease is held is alive and left alone.

    Raises:
        LakeError: if a decided run cannot be finished because its files are gone.
    """
    with hold(lake, COMMIT_LOCK, "recovery") as lock:
        rolled = roll_forward_decided(lake, lock.check)
        removed = []
        staged = set(staged_runs(lake))
        for run_id in sorted(staged.union(leased_runs(lake))):
            lock.check()
            lease = try_lock(lake, lease_name(run_id), "recovery")
            if lease is None:
                continue
            try:
                if run_id in staged:
                    crash_point("recover.before_remove")
                    remove_staging(lake, run_id)
                    removed.append(run_id)
            finally:
                lease.release()  # this also removes the lease that a dead run left
    return Recovered(rolled, removed)
