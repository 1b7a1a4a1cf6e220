"""Points at which a test may end the process, as a power cut or the kernel would: the proof that a run is atomic.

A point does nothing unless the environment variable WIRELAKE_CRASH_AT names it: `name`, or `name:n` for the n-th time it is
passed (from 1). The process then ends by SIGKILL: no handler, no `finally`, no buffer is run or written. A worker process takes
the process that it works for along.
"""

import multiprocessing
import os
import signal
from collections import Counter
from typing import Final

VARIABLE: Final = "WIRELAKE_CRASH_AT"

CRASH_POINTS: Final[dict[str, str]] = {
    "lake.before_marker": "the folder is made, the marker that makes it a lake is not",
    "lake.after_marker": "the lake is made and holds nothing",
    "poll.before_feed": "a feed is about to be asked for",
    "poll.after_feed": "a feed has answered, the pages of its entries are not fetched",
    "poll.after_page": "a page is fetched and not parsed",
    "poll.after_chain": "a feed is done, what is remembered of it is not told",
    "stage.before_write": "a part is about to be staged",
    "stage.after_write": "a part is staged",
    "rewrite.after_write": "the remaining rows of a file of a derived table are staged",
    "decision.before_write": "all parts are staged, the run is not decided",
    "decision.after_write": "the run is decided, nothing is in place",
    "table.created": "a table has its log and no rows",
    "move.before": "a staged part is about to be moved into place",
    "move.after": "a part is in place and not in its table's log",
    "delta.before_commit": "all parts of a table are in place, its log does not name them",
    "delta.after_commit": "the log of a table names the parts, the replaced files are still there",
    "replaced.before_delete": "a replaced file is about to be deleted",
    "replaced.after_delete": "a replaced file is deleted",
    "checkpoint.before_write": "a checkpoint of a log is due",
    "checkpoint.after_write": "a checkpoint of a log is written",
    "runs.before_part": "all tables are committed, the row of `runs` is not written",
    "runs.before_commit": "the row of `runs` is in place and not in the log",
    "runs.after_commit": "the run is finished, its staging is still there",
    "staging.before_remove": "staging is about to be removed",
    "staging.between": "the decision is removed, the rest of staging is not",
    "recover.before_roll": "a decided run was found and is about to be rolled forward",
    "recover.before_remove": "the staging of a dead run was found and is about to be removed",
    "compact.after_write": "a merged file is staged",
    "compact.before_decision": "all merged files are staged, the compaction is not decided",
}
"""Each point with the state in which the lake is there."""

_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """End the process here if the environment asks for it.

    Args:
        name: one of CRASH_POINTS.

    Raises:
        KeyError: if the name is not in the list, so that no point is left out of the tests.
    """
    CRASH_POINTS[name]
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    point, _, nth = wanted.partition(":")
    if point != name:
        return
    _passed[name] += 1
    if _passed[name] == int(nth or 1):
        launcher = multiprocessing.parent_process()
        if launcher is not None and launcher.pid is not None:
            os.kill(launcher.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
