"""The incremental run again and again, on one machine without a scheduler. Each round is a process of its own.

So no round overlaps the next, none leaves anything in memory, and one that fails or is killed does not end the watch.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final

from transforms import counters
from transforms.errors import RETRYABLE, UserError
from transforms.listing import list_input
from transforms.records import Micros

COMMITTED: Final = (0, 3)
"""Exit codes of a round whose run is in the lake."""

Seen = frozenset[tuple[str, int, Micros | None, str | None]]
"""The files that are there and settled: address, size, time, etag."""


@dataclass
class Stop:
    """Ends a watch by signals: the first ends it after the round, the second ends the round too, the third kills it."""

    asked: int = 0
    _event: threading.Event = field(default_factory=threading.Event)
    _child: "subprocess.Popen[str] | None" = None

    def listen(self) -> None:
        """Take SIGTERM and SIGINT from here on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        self._event.set()
        if self._child is not None and self.asked > 1:
            with suppress(ProcessLookupError):
                self._child.send_signal(signal.SIGINT if self.asked == 2 else signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until a signal; whether there was one."""
        return self._event.wait(max(seconds, 0.0))

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run a process that signals to this one do not reach; its exit code and what it printed."""
        # a session of its own: Ctrl-C on a terminal goes to the whole group, and the round is to be committed first
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as child:
            self._child = child
            printed, _ = child.communicate()
            self._child = None
        return child.returncode, printed


@dataclass(frozen=True)
class Watch:
    """What is watched, and how often."""

    ingest: Sequence[str]  # arguments of `wirelake ingest`, the lake among them
    inputs: Sequence[str]  # files, folders and globs
    every: float  # seconds from the start of a round to that of the next
    settle: float  # seconds that a file must have been left alone
    polls: bool = False  # feeds too: whether there is anything new is not seen from here

    def command(self) -> list[str]:
        """A round as a process."""
        options = ["--settle", f"{self.settle:.3f}s", "--format", "json", "--quiet"]
        return [sys.executable, "-m", "pipeline.cli", "ingest", *options, *self.ingest]

    def look(self) -> Seen | None:
        """What a round would read; None where only the run can tell."""
        if self.polls:
            return None
        before = time.time_ns() // 1000 - round(self.settle * 1e6)
        try:
            files = [listed for uri in self.inputs for listed in list_input(uri, before) if listed.settled]
        except UserError:  # the round says so, and the next may find it
            return None
        return frozenset((listed.uri, listed.size, listed.mtime, listed.etag) for listed in files)


def watch(watched: Watch, stop: Stop, tell: Callable[[dict[str, Any]], None], rounds: int | None = None) -> None:
    """Run round after round until `stop` is asked for, or so many are done.

    A round in which no file is new or changed since one that was committed starts no run at all.

    Args:
        watched: what and how often.
        stop: listens to signals already.
        tell: is given the summary of each round, as `wirelake ingest --format json` prints it, with its number under `round`.
        rounds: None: for ever.
    """
    done: Seen | None = None
    start = time.monotonic()
    number = 0
    while rounds is None or number < rounds:
        if stop.wait(start - time.monotonic()):
            return
        number += 1
        seen = watched.look()
        if seen is not None and seen == done:
            tell({"round": number, "status": "nothing_new", "exit_code": 0, "seconds": 0.0})
        else:
            summary = run_round(watched, stop)
            tell({"round": number, **summary})
            done = seen if is_settled(summary) else None
        start = max(start + watched.every, time.monotonic())


def run_round(watched: Watch, stop: Stop) -> dict[str, Any]:
    """One run in a process of its own; its summary, also if it died without one."""
    began = time.monotonic()
    code, printed = stop.run(watched.command())
    try:
        summary = json.loads(printed.strip().rpartition("\n")[2])
        if isinstance(summary, dict):
            return summary
    except ValueError:
        pass
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code} and without a summary"
    return {"status": "failed", "exit_code": code, "seconds": round(time.monotonic() - began, 3), "error": f"the run {how}"}


def is_settled(summary: dict[str, Any]) -> bool:
    """Whether a round leaves nothing to be tried again: it is committed, and no reject may work at the next try."""
    counted: dict[str, int] = summary.get("counters", {})
    again = any(counted.get(counters.REJECT_REASON + reason) for reason in RETRYABLE)
    return summary["exit_code"] in COMMITTED and not again
