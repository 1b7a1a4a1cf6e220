"""What the lake's recent history has to do with a run's articles: bodies that share fingerprints with them, and known stories.

History is read as columns, file by file, and cut with numpy before any of it becomes records: of ten days only the articles
that share text with the run's are shuffled.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import pyarrow.compute as pc

from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.link import Light
from transforms.records import Micros, Signature
from transforms.similarity.candidates import Keys
from transforms.similarity.frequencies import Labels
from transforms.similarity.signing import unpack_fingerprints
from transforms.stored import read_batches, read_sharing, story_labels
from transforms.wiring import spread, typed

_DAY: Micros = 86_400_000_000
_EPOCH = datetime.date(1970, 1, 1)


class Span(NamedTuple):
    """The days and times over which a run's articles stretch; None where it has none such."""

    first_day: int | None  # of publication, days since 1970
    last_day: int | None
    first_undated: Micros | None  # retrieval of those without a date
    last_undated: Micros | None
    first_retrieved: Micros
    last_retrieved: Micros


class SpanOf(beam.CombineFn):  # type: ignore[misc]
    """The Span of Signatures."""

    def create_accumulator(self) -> list[Span]:
        return []

    def add_input(self, accumulator: list[Span], element: Signature) -> list[Span]:
        day = None if element.date_published is None else element.date_published // _DAY
        at = element.retrieved_at
        undated = at if day is None else None
        return [self._joined([*accumulator, Span(day, day, undated, undated, at, at)])]

    def merge_accumulators(self, accumulators: Iterable[list[Span]]) -> list[Span]:
        spans = [span for accumulator in accumulators for span in accumulator]
        return [self._joined(spans)] if spans else []

    def extract_output(self, accumulator: list[Span]) -> Span | None:
        return accumulator[0] if accumulator else None

    @staticmethod
    def _joined(spans: list[Span]) -> Span:
        values = [[value for value in column if value is not None] for column in zip(*spans, strict=True)]
        ends = [(min if number % 2 == 0 else max)(column, default=None) for number, column in enumerate(values)]
        return Span(*ends)  # type: ignore[arg-type]


class FingerprintsOf(beam.CombineFn):  # type: ignore[misc]
    """All fingerprints of Signatures: one sorted, unique array as bytes."""

    def create_accumulator(self) -> list[Keys]:
        return []

    def add_input(self, accumulator: list[Keys], element: Signature) -> list[Keys]:
        accumulator.append(unpack_fingerprints(element))
        return [np.unique(np.concatenate(accumulator))] if len(accumulator) > 1_000 else accumulator

    def merge_accumulators(self, accumulators: Iterable[list[Keys]]) -> list[Keys]:
        return [array for accumulator in accumulators for array in accumulator]

    def extract_output(self, accumulator: list[Keys]) -> bytes:
        return np.unique(np.concatenate([*accumulator, np.empty(0, np.uint64)])).astype("<u8").tobytes()


def may_hold(day: datetime.date | None, span: Span, window_days: int) -> bool:
    """Whether a partition can hold articles that may be compared with those of a span."""
    if day is None or span.first_undated is not None:
        return True  # by the time of retrieval, which any partition may have
    number = (day - _EPOCH).days
    margin = window_days + 1  # the partition is the publisher's local day, the window counts days of UTC
    return span.first_day is not None and span.first_day - margin <= number <= (span.last_day or 0) + margin


@dataclass
class _ReadBodies(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    window_days: int

    def process(self, file: CommittedFile, span: Span | None, wanted: bytes) -> Iterator[Light]:
        if span is None or not may_hold(file.partition, span, self.window_days):
            return
        fingerprints = np.frombuffer(wanted, "<u8")
        for signature in read_sharing(self.lake, file, fingerprints):
            yield Light(signature, False)


@dataclass
class ReadRecentBodies(beam.PTransform):  # type: ignore[misc]
    """The signatures, without words, of committed articles that may be compared with a run's and share fingerprints with them.

    Takes the run's Signatures, gives Lights. The files are listed when the graph is built. Bounded.
    """

    lake: Lake
    files: list[CommittedFile]
    window_days: int

    def expand(self, new: Any) -> Any:
        if not self.files:  # a new lake: nothing to compare with
            return new.pipeline | "NoFiles" >> beam.Create([], reshuffle=False)
        span = new | "Span" >> beam.CombineGlobally(SpanOf())
        wanted = new | "Fingerprints" >> beam.CombineGlobally(FingerprintsOf())
        reader = beam.ParDo(
            _ReadBodies(self.lake, self.window_days), beam.pvalue.AsSingleton(span), beam.pvalue.AsSingleton(wanted)
        )
        return typed(spread(new.pipeline, self.files) | "ReadBodies" >> reader, Light)


@dataclass
class _ReadLabels(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    window_days: int

    def process(self, file: CommittedFile, span: Span | None) -> Iterator[Labels]:
        if span is None or not may_hold(file.partition, span, 2 * self.window_days):
            return
        for rows in read_batches(self.lake, file, ["article_id", "copy_count", "copies"]):
            yield story_labels(rows.filter(pc.greater(rows.column("copy_count"), 1)))


@dataclass
class ReadStoryLabels(beam.PTransform):  # type: ignore[misc]
    """The stand-in stories of committed articles that have copies, near the days of a run's articles.

    Takes the run's Signatures, gives Labels. The files are listed when the graph is built. Bounded.
    """

    lake: Lake
    files: list[CommittedFile]
    window_days: int

    def expand(self, new: Any) -> Any:
        if not self.files:  # a new lake: nothing to compare with
            return new.pipeline | "NoFiles" >> beam.Create([], reshuffle=False)
        span = new | "Span" >> beam.CombineGlobally(SpanOf())
        reader = beam.ParDo(_ReadLabels(self.lake, self.window_days), beam.pvalue.AsSingleton(span))
        return spread(new.pipeline, self.files) | "ReadLabels" >> reader
