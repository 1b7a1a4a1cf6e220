"""The graph of a stream: the per-record steps of a batch run, then windows, each committed as a run."""

import pickle
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import apache_beam as beam
from apache_beam.transforms.trigger import AccumulationMode, AfterCount, AfterWatermark
from apache_beam.transforms.window import FixedWindows, TimestampedValue

import transforms.coders  # noqa: F401  # registers the coders of records
from pipeline.stream.commit import Committer, StreamSettings, Window
from transforms.limits import Limits
from transforms.records import PolledFeed, Reject
from transforms.whole import ProcessWhole, Whole
from transforms.wiring import count

ALLOWED_LATENESS: Final = 600
"""Seconds for which an engine whose watermark ran ahead of a bundle may still bring what is in it. It is committed at once."""
AHEAD: Final = {"PrismRunner": 10.0}
"""Seconds by which documents are put ahead of their reading, by engine. Where two partitions are read at once, Prism takes the
watermark of the one that ends its turn first for both. What the other one then brings is late, and what Prism gets while it
fires the window it keeps back until ALLOWED_LATENESS is over. A turn and its work seldom take longer than this."""
Item = tuple[str, bytes]
"""The stream's name, and one packed Whole: what waits in an engine's state for the end of its window."""


class StreamPlan(NamedTuple):
    """All that the graph of a stream needs to know."""

    source: Any  # a PTransform from the pipeline's root to (Documents, Rejects, PolledFeeds); the last two may be None
    window_seconds: float
    limits: Limits
    in_flight: int
    commit: StreamSettings
    ahead_seconds: float = 0.0


def build_stream(pipeline: beam.Pipeline, plan: StreamPlan) -> None:
    """Put the steps of a stream on `pipeline`."""
    documents, unlisted, polled = pipeline | "ReadSource" >> plan.source
    name = plan.commit.name
    items = documents | "ProcessDocuments" >> ProcessWhole(plan.limits, plan.commit.pool, plan.in_flight)
    keyed = [items | "PackItems" >> beam.Map(_key_item, name).with_output_types(Item)]
    if unlisted is not None:
        keyed.append(unlisted | "PackUnlisted" >> beam.Map(_key_reject, name).with_output_types(Item))
    if polled is not None:
        keyed.append(polled | "PackPolled" >> beam.Map(_key_polled, name).with_output_types(Item))
    all_items = tuple(keyed) | "AllItems" >> beam.Flatten() if len(keyed) > 1 else keyed[0]
    if plan.ahead_seconds:
        all_items = all_items | "Ahead" >> beam.Map(_put_ahead, plan.ahead_seconds).with_output_types(Item)
    windows = beam.WindowInto(
        FixedWindows(plan.window_seconds),
        trigger=AfterWatermark(late=AfterCount(1)),
        accumulation_mode=AccumulationMode.DISCARDING,
        allowed_lateness=ALLOWED_LATENESS,
    )
    grouped = all_items | "Windows" >> windows | "GroupWindow" >> beam.GroupByKey()
    _ = grouped | "CommitWindow" >> beam.ParDo(_CommitWindow(plan.commit))


def _put_ahead(item: Item, seconds: float, timestamp: Any = beam.DoFn.TimestampParam) -> TimestampedValue:
    """An item that many seconds after the time at which it was read."""
    return TimestampedValue(item, timestamp + seconds)


def _key_item(item: Whole, name: str) -> Item:
    return name, pack_item(item)


def _key_reject(reject: Reject, name: str) -> Item:
    return name, pack_item(Whole(None, [], [reject]))


def _key_polled(polled: PolledFeed, name: str) -> Item:
    return name, pack_item(Whole(None, [], [], polled))


def pack_item(item: Whole) -> bytes:
    """One document's records on their way to the end of their window. `unpack_item` gives them back."""
    return pickle.dumps(item, protocol=5)


def unpack_item(packed: bytes) -> Whole:
    """What `pack_item` packed, by this version or the last one. Only for what a stream packed: it unpickles."""
    item: Whole = pickle.loads(packed)
    return item


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

    def start_bundle(self) -> None:
        self._held: dict[tuple[int, int], list[Whole]] = {}

    def process(self, element: tuple[str, Iterable[bytes]], window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        held = self._held.setdefault((int(window.end.micros), int(window.start.micros)), [])
        held.extend(unpack_item(packed) for packed in element[1])
        yield from ()

    def finish_bundle(self) -> None:
        """Commit: late documents that an engine brings one by one are one run a bundle."""
        windows = [
            Window(
                start,
                end,
                [one for item in items for one in item.processed],
                [one for item in items for one in item.rejects],
                [item.outcome for item in items if item.outcome is not None],
                [item.polled for item in items if item.polled is not None],
            )
            for (end, start), items in sorted(self._held.items())
        ]
        for name, number in shared_committer(self.settings).commit(*windows).items():
            count(name, number)
        self._held = {}
