"""WatchFolders: files as they come into folders, as Documents without end. And Ticks, what makes a stream look again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import apache_beam as beam
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Duration

from pipeline.lake.layout import Lake
from pipeline.lake.reading import stored_states
from transforms.chain import make_reject
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.listing import Listed, list_input
from transforms.reading import document_of, is_unchanged, split_container
from transforms.records import Document, Micros, Reject, SourceState
from transforms.states import FILE
from transforms.topics import WATERMARK, EndlessFrom, advance
from transforms.wiring import typed

REJECTS: Final = "rejects"


def _first_tick(_: Any) -> int:
    return 0


_RESTRICTION: Final = beam.DoFn.RestrictionParam(EndlessFrom(_first_tick))


@dataclass
class _Tick(beam.DoFn):  # type: ignore[misc]
    seconds: float

    @beam.DoFn.unbounded_per_element()
    def process(self, _: Any, tracker: Any = _RESTRICTION, estimator: Any = WATERMARK) -> Iterator[TimestampedValue]:
        number = tracker.current_restriction().start
        if tracker.try_claim(number):
            now = advance(estimator)
            yield TimestampedValue(now.micros, now)
            tracker.defer_remainder(Duration(self.seconds))


@dataclass
class Ticks(beam.PTransform):  # type: ignore[misc]
    """The time, in microseconds, every so many seconds, without end; the watermark goes along.

    Takes the pipeline's root. An engine that was away for long ticks once and goes on: missed ticks are not made up for.
    """

    seconds: float

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ValueError("the time between two ticks must be more than nothing")

    def expand(self, root: Any) -> Any:
        ticks = root | "Once" >> beam.Create([0], reshuffle=False) | "Tick" >> beam.ParDo(_Tick(self.seconds))
        return typed(ticks, int)


Stamp = tuple[int, Micros | None, str | None]


class Watcher:
    """Tells which files of some inputs are new, have changed, and are no longer being written."""

    def __init__(self, inputs: Sequence[str], states: dict[str, SourceState]) -> None:
        """Begin with what the lake knows of files."""
        self._inputs = sorted(set(inputs))
        self._states = states
        self._before: dict[str, Stamp] = {}
        self._given: dict[str, Stamp] = {}

    def look(self) -> list[Listed]:
        """The files to be read now: those that two looks in a row found the same, and that were not read as they are.

        What cannot be opened, such as a pipe, is given once too.
        """
        listed = {one.uri: one for uri in self._inputs for one in list_input(uri)}
        stamps: dict[str, Stamp] = {uri: (one.size, one.mtime, one.etag) for uri, one in listed.items()}
        self._given = {uri: stamp for uri, stamp in self._given.items() if stamps.get(uri) == stamp}
        ready = [uri for uri, stamp in stamps.items() if self._before.get(uri) == stamp and uri not in self._given]
        self._before = stamps
        self._given |= {uri: stamps[uri] for uri in ready}
        return [listed[uri] for uri in sorted(ready) if not self._is_known(listed[uri])]

    def _is_known(self, listed: Listed) -> bool:
        return listed.reason is None and is_unchanged(document_of(listed, 0), self._states.get(listed.uri))


@dataclass
class _Watch(beam.DoFn):  # type: ignore[misc]
    inputs: tuple[str, ...]
    lake: Lake
    limits: Limits

    def setup(self) -> None:
        self._watcher = Watcher(self.inputs, stored_states(self.lake, FILE))

    def process(self, now: Micros) -> Iterator[Any]:
        for listed in self._watcher.look():
            if listed.reason is None:
                yield document_of(listed, now)
            else:
                error = RejectError(listed.reason, listed.message or "")
                yield beam.pvalue.TaggedOutput(REJECTS, make_reject(error, "read", listed.uri, b"", now, self.limits))


@dataclass
class WatchFolders(beam.PTransform):  # type: ignore[misc]
    """The files of folders, at once and as they come, each when it has stopped growing.

    Takes the pipeline's root. Gives (Documents, Rejects, None), unbounded, at the time at which they were found. Files that the
    lake has read as they are now are left out; one that an engine reads twice is told apart when its window is committed.
    """

    inputs: tuple[str, ...]
    lake: Lake
    seconds: float
    limits: Limits

    def expand(self, root: Any) -> Any:
        found = (
            root
            | "Ticks" >> Ticks(self.seconds)
            | "Watch" >> beam.ParDo(_Watch(self.inputs, self.lake, self.limits)).with_outputs(REJECTS, main="documents")
        )
        documents = typed(found["documents"], Document) | "SplitContainers" >> beam.FlatMap(
            split_container, self.limits
        ).with_output_types(Document)
        return documents | "SpreadDocuments" >> beam.Reshuffle(), typed(found[REJECTS], Reject), None
