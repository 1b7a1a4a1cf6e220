"""What a run leaves for those who operate it: one line of JSON, and a file of metrics. Numbers, names and addresses, no text.

Both are written however the run ends, so that a scheduler sees the failure too.
"""

import contextlib
import datetime
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.moments import Interval
from transforms import counters as names
from transforms.errors import UserError

FAILED: Final = "failed"
STOPPED: Final = "stopped"
_STATUS: Final = {0: "done", 3: "done_with_warnings"}


@dataclass
class RunReport:
    """How one run went; filled while it goes."""

    lake: str
    interval: Interval | None = None
    run_id: str | None = None
    status: str = FAILED  # done, done_with_warnings, nothing_to_do (was committed before), failed, stopped
    exit_code: int = 1
    counters: Mapping[str, int] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    error: str | None = None
    started: float = field(default_factory=time.time)  # seconds since 1970
    seconds: float = 0.0

    @property
    def committed(self) -> bool:
        """Whether the run is in the lake."""
        return self.status not in (FAILED, STOPPED)

    @property
    def duplicates(self) -> int:
        """Records of articles that were there already, or that came twice."""
        return self.counters.get(names.SIGHTINGS, 0) - self.counters.get(names.ARTICLES, 0)

    @property
    def rejects(self) -> dict[str, int]:
        """Rejects by reason, those that the lake had already among them."""
        found = sorted(self.counters.items())
        prefix = names.REJECT_REASON
        return {name.removeprefix(prefix): number for name, number in found if name.startswith(prefix)}

    @property
    def stage_seconds(self) -> dict[str, float]:
        """Seconds of each link of the chain, summed over all worker processes."""
        return {stage: self.counters.get(name, 0) / 1e6 for stage, name in names.STAGE_MICROS.items()}

    def done(self, run_id: str, counters: Mapping[str, int], exit_code: int, messages: list[str]) -> None:
        """Take over how the run ended; one that was committed before has no counters."""
        self.run_id, self.counters, self.exit_code, self.messages = run_id, counters, exit_code, list(messages)
        self.status = _STATUS[exit_code] if counters else "nothing_to_do"

    def as_json(self) -> dict[str, Any]:
        """The summary as JSON takes it: the stable names that README lists."""
        start, end = (None, None) if self.interval is None else (moment.isoformat() for moment in self.interval)
        return {
            "run_id": self.run_id,
            "lake": self.lake,
            "status": self.status,
            "exit_code": self.exit_code,
            "started_at": datetime.datetime.fromtimestamp(self.started, datetime.UTC).isoformat(timespec="milliseconds"),
            "seconds": round(self.seconds, 3),
            "data_interval_start": start,
            "data_interval_end": end,
            "duplicates": self.duplicates,
            "rejects": self.rejects,
            "stage_seconds": {stage: round(seconds, 3) for stage, seconds in self.stage_seconds.items()},
            "counters": dict(sorted(self.counters.items())),
            "messages": self.messages,
            "error": self.error,
        }


@contextlib.contextmanager
def reporting(report: RunReport) -> Iterator[RunReport]:
    """Fill in how long the block took and, if it failed, why; the failure goes on."""
    began = time.monotonic()
    try:
        yield report
    except KeyboardInterrupt:
        report.status, report.exit_code, report.error = STOPPED, 130, "stopped"
        raise
    except UserError as error:
        report.exit_code, report.error = error.code, str(error)
        raise
    except Exception as error:
        report.error = f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
        raise
    finally:
        report.seconds = time.monotonic() - began
