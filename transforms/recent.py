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
from transforms import counters
from transforms.bodies import Light
from transforms.history import PackKeys, ids_of
from transforms.naming import id_of
from transforms.records import Micros, Signature
from transforms.similarity.arrays import sorted_set
from transforms.similarity.candidates import Keys, is_much
from transforms.similarity.frequencies import Labels
from transforms.similarity.signing import unpack_fingerprints
from transforms.stored import Window, read_batches, read_held, read_of_runs, story_labels
from transforms.wiring import count, spread, typed

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
        return [sorted_set(np.concatenate(accumulator))] if len(accumulator) > 1_000 else accumulator

    def merge_accumulators(self, accumulators: Iterable[list[Keys]]) -> list[Keys]:
        return [array for accumulator in accumulators for array in accumulator]

    def extract_output(self, accumulator: list[Keys]) -> bytes:
        return sorted_set(np.concatenate([*accumulator, np.empty(0, np.uint64)])).astype("<u8").tobytes()


def window_of(span: Span, days: int) -> Window:
    """The times of stored articles that may be compared with a run's (`candidates.comparable`), within so many days of them."""
    return Window(
        _around(span.first_day, span.last_day, days),
        _around(_day(span.first_retrieved), _day(span.last_retrieved), days),
        _around(_day(span.first_undated), _day(span.last_undated), days),
    )


def may_hold(day: datetime.date | None, window: Window) -> bool:
    """Whether a partition can hold articles of a window."""
    if day is None or window.with_undated is not None:
        return True  # by the time of retrieval, which any partition may have
    if window.published is None:
        return False
    at = (day - _EPOCH).days * _DAY  # the partition is the publisher's local day, the window counts days of UTC
    return window.published[0] - _DAY <= at <= window.published[1] + _DAY


def _day(moment: Micros | None) -> int | None:
    return None if moment is None else moment // _DAY


def _around(first: int | None, last: int | None, days: int) -> tuple[Micros, Micros] | None:
    """The moments from so many days before the first day to so many after the last."""
    return None if first is None or last is None else ((first - days) * _DAY, (last + days + 1) * _DAY - 1)


@dataclass
class _ReadBodies(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    window_days: int
    windows: frozenset[str]

    def process(self, file: CommittedFile, span: Span | None, wanted: bytes) -> Iterator[Light]:
        if span is None or not may_hold(file.partition, window := window_of(span, self.window_days)):
            return
        for signature, held in read_held(self.lake, file, np.frombuffer(wanted, "<u8"), window=window, leave_out=self.windows):
            yield Light(signature, False, is_much(held, len(signature.fingerprints) // 8))


@dataclass
class _ReadLabels(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    window_days: int

    def process(self, file: CommittedFile, span: Span | None, renewed: Any) -> Iterator[Labels]:
        if span is None or not may_hold(file.partition, window_of(span, 2 * self.window_days)):
            return
        for rows in read_batches(self.lake, file, ["copy_count", "copies"]):
            yield story_labels(rows.filter(pc.greater(rows.column("copy_count"), 1)), renewed)


@dataclass
class _ReadRenewed(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    windows: frozenset[str]

    def process(self, file: CommittedFile) -> Iterator[Signature]:
        for signature in read_of_runs(self.lake, file, self.windows):
            count(counters.RENEWED)
            yield signature


@dataclass
class ReadRecent(beam.PTransform):  # type: ignore[misc]
    """What the lake's recent history has to do with a run's articles.

    Takes the run's Signatures. Gives (Signature, Light, Labels): the articles of streams' `windows`, without words, which are
    compared as if they were the run's, or None if there are no windows; the signatures, without words, of other committed
    articles that may be compared with all these and share fingerprints with them; the stand-in stories of those that have
    copies, near the days of all these. The files are listed when the graph is built. Bounded.
    """

    lake: Lake
    signatures: list[CommittedFile]
    stories: list[CommittedFile]
    window_days: int
    windows: frozenset[str] = frozenset()  # ids of runs

    def expand(self, new: Any) -> Any:
        if not self.signatures:  # a new lake: nothing to compare with
            nothing = (new.pipeline | label >> beam.Create([], reshuffle=False) for label in ("NoBodies", "NoLabels"))
            return None, *nothing
        files = spread(new.pipeline, self.signatures, "SignatureFiles")
        renewed, compared, keys = None, new, np.empty(0, np.uint64)
        if self.windows:
            renewed = typed(files | "ReadRenewed" >> beam.ParDo(_ReadRenewed(self.lake, self.windows)), Signature)
            compared = (new, renewed) | "Compared" >> beam.Flatten()
            ids = renewed | "RenewedIds" >> ids_of(id_of)
            keys = beam.pvalue.AsSingleton(ids | "PackRenewed" >> beam.CombineGlobally(PackKeys()))
        span = beam.pvalue.AsSingleton(compared | "Span" >> beam.CombineGlobally(SpanOf()))
        wanted = beam.pvalue.AsSingleton(compared | "Fingerprints" >> beam.CombineGlobally(FingerprintsOf()))
        bodies = beam.ParDo(_ReadBodies(self.lake, self.window_days, self.windows), span, wanted)
        labels = beam.ParDo(_ReadLabels(self.lake, self.window_days), span, keys)
        return (
            renewed,
            typed(files | "ReadBodies" >> bodies, Light),
            spread(new.pipeline, self.stories, "StoryFiles") | "ReadLabels" >> labels,
        )
