"""The graph of a stream: the per-record steps of a batch run, then windows, each committed as a run."""

import pickle
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import apache_beam as beam
from apache_beam.transforms.window import FixedWindows

import transforms.coders  # noqa: F401  # registers the coders of records
from pipeline.stream.commit import Committer, StreamSettings, Window
from transforms.limits import Limits
from transforms.process import Outcome, ProcessDocuments
from transforms.records import Processed, Reject
from transforms.wiring import count

Item = tuple[str, bytes]
"""The stream's name, and one packed Processed, Reject or Outcome: what waits in an engine's state for the end of its window."""


class StreamPlan(NamedTuple):
    """All that the graph of a stream needs to know."""

    source: Any  # a PTransform from the pipeline's root to (Documents, Rejects); Rejects may be None
    window_seconds: float
    limits: Limits
    in_flight: int
    commit: StreamSettings


def build_stream(pipeline: beam.Pipeline, plan: StreamPlan) -> None:
    """Put the steps of a stream on `pipeline`."""
    documents, unlisted = pipeline | "ReadSource" >> plan.source
    processed, rejects, outcomes = documents | "ProcessDocuments" >> ProcessDocuments(
        plan.limits, plan.commit.pool, plan.in_flight
    )
    items = [
        processed | "PackProcessed" >> _pack(plan.commit.name),
        rejects | "PackRejects" >> _pack(plan.commit.name),
        outcomes | "PackOutcomes" >> _pack(plan.commit.name),
    ]
    if unlisted is not None:
        items.append(unlisted | "PackUnlisted" >> _pack(plan.commit.name))
    _ = (
        tuple(items)
        | "AllItems" >> beam.Flatten()
        | "Windows" >> beam.WindowInto(FixedWindows(plan.window_seconds))
        | "GroupWindow" >> beam.GroupByKey()
        | "CommitWindow" >> beam.ParDo(_CommitWindow(plan.commit))
    )


def _pack(name: str) -> Any:
    return beam.Map(lambda value, key: (key, pack_item(value)), name).with_output_types(Item)


_KINDS: Final[dict[str, type[Any]]] = {"processed": Processed, "reject": Reject, "outcome": Outcome}


def pack_item(value: Processed | Reject | Outcome) -> bytes:
    """One record on its way to the end of its window. `unpack_items` gives it back."""
    kind = next(name for name, record in _KINDS.items() if isinstance(value, record))
    return pickle.dumps((kind, value), protocol=5)


def unpack_items(items: Iterable[bytes]) -> dict[str, list[Any]]:
    """The records that were packed, by kind: `processed`, `reject`, `outcome`. Only for what a stream packed: it unpickles."""
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for item in items:
        kind, value = pickle.loads(item)
        found[kind].append(value)
    return found


_lock = threading.Lock()
_committers: dict[StreamSettings, Committer] = {}


def shared_committer(settings: StreamSettings) -> Committer:
    """The one committer of this process for a job: bundles of all threads share its history."""
    with _lock:
        return _committers.setdefault(settings, Committer(settings))


@dataclass
class _CommitWindow(beam.DoFn):  # type: ignore[misc]
    """All records of a window to committed rows. Idempotent: a window that comes again adds what is missing of it."""

    settings: StreamSettings

    def process(self, element: tuple[str, Iterable[bytes]], window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        found = unpack_items(element[1])
        start, end = int(window.start.micros), int(window.end.micros)
        whole = Window(start, end, found["processed"], found["reject"], found["outcome"])
        for name, number in shared_committer(self.settings).commit(whole).items():
            count(name, number)
        yield from ()
