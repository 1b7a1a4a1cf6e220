"""ReadHistory: the rows of a table that earlier runs committed, cut to what this run needs before anything is shuffled."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
from apache_beam.utils.windowed_value import WindowedValue

from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.similarity.candidates import Keys, article_key
from transforms.stored import read_rows
from transforms.wiring import last_of_bundle, spread, typed

IDS_A_TEXT = 10_000


class IdsOf(beam.DoFn):  # type: ignore[misc]
    """The identifiers of rows, a bundle's joined by line breaks: a shuffle pays by the element. Needs the global window."""

    def __init__(self, ids: Callable[[Any], Iterable[str]]) -> None:
        """`ids` gives the identifiers of one row: text without line breaks."""
        self._ids = ids

    def start_bundle(self) -> None:
        self._held: set[str] = set()

    def process(self, row: Any) -> Iterator[str]:
        self._held.update(self._ids(row))
        if len(self._held) >= IDS_A_TEXT:
            yield self._joined()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        if self._held:
            yield last_of_bundle(self._joined())

    def _joined(self) -> str:
        held, self._held = self._held, set()
        return "\n".join(sorted(held))


def ids_of(ids: Callable[[Any], Iterable[str]]) -> beam.ParDo:
    """Rows to texts of their identifiers (`IdsOf`)."""
    return beam.ParDo(IdsOf(ids)).with_output_types(str)


class PackIds(beam.CombineFn):  # type: ignore[misc]
    """Identifiers, one or many (`IdsOf`) an element, to one value: sorted, unique, joined by line breaks. Empty: no bytes."""

    def create_accumulator(self) -> set[str]:
        return set()

    def add_input(self, accumulator: set[str], element: str) -> set[str]:
        accumulator.update(element.split("\n"))
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[set[str]]) -> set[str]:
        return set().union(*accumulators)

    def extract_output(self, accumulator: set[str]) -> Any:
        return "\n".join(sorted(accumulator)).encode()


class PackKeys(PackIds):
    """Article ids to their keys: one sorted, unique array."""

    def extract_output(self, accumulator: set[str]) -> Keys:
        return np.sort(np.fromiter(map(article_key, accumulator), np.uint64, len(accumulator)))


@dataclass
class _ReadFile(beam.DoFn):  # type: ignore[misc]
    lake: Lake
    table: str
    record: type[Any]
    by: tuple[str, ...]

    def process(self, file: CommittedFile, wanted: bytes | None = None) -> Iterator[Any]:
        ids = None
        if self.by:
            if not wanted:
                return
            ids = pa.array(wanted.decode().split("\n"))
        yield from read_rows(self.lake, self.table, file, self.record, self.by, ids)


@dataclass
class ReadHistory(beam.PTransform):  # type: ignore[misc]
    """Reads rows of committed files of one table as `record`s, file by file.

    With columns `by`, takes a PCollection of the texts that are wanted there (one an element, or many: `IdsOf`) and reads no
    other rows; without, takes the pipeline's root. The files are listed when the graph is built: rows that are committed later
    are not seen. Bounded.
    """

    lake: Lake
    table: str
    files: list[CommittedFile]
    record: type[Any]
    by: tuple[str, ...] = ()

    def expand(self, root: Any) -> Any:
        pipeline = root if isinstance(root, beam.Pipeline) else root.pipeline
        if not self.files:  # a new lake: nothing to ask for
            return typed(pipeline | "NoFiles" >> beam.Create([], reshuffle=False), self.record)
        files = spread(pipeline, self.files)
        reader = _ReadFile(self.lake, self.table, self.record, self.by)
        if not self.by:
            rows = files | "Read" >> beam.ParDo(reader)
        else:
            wanted = root | "Wanted" >> beam.CombineGlobally(PackIds()).without_defaults()
            rows = files | "Read" >> beam.ParDo(reader, beam.pvalue.AsSingleton(wanted, default_value=b""))
        return typed(rows, self.record)
