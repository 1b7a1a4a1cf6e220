"""ReadHistory: the rows of a table that earlier runs committed, cut to what this run needs before anything is shuffled."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.tables import TABLES, from_arrow
from transforms.wiring import spread, typed

_BATCH_ROWS = 20_000


class PackIds(beam.CombineFn):  # type: ignore[misc]
    """Identifiers (text without line breaks) to one value: sorted, unique, joined by line breaks. Empty: no bytes."""

    def create_accumulator(self) -> set[str]:
        return set()

    def add_input(self, accumulator: set[str], element: str) -> set[str]:
        accumulator.add(element)
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[set[str]]) -> set[str]:
        return set().union(*accumulators)

    def extract_output(self, accumulator: set[str]) -> bytes:
        return "\n".join(sorted(accumulator)).encode()


def read_rows(
    lake: Lake, table: str, file: CommittedFile, record: type[Any], by: tuple[str, ...], wanted: pa.Array | None
) -> Iterator[Any]:
    """The rows of one committed file as records: all, or those that hold one of `wanted` in any of the columns `by`.

    A column may be `copies.article_id`: then a row is taken if any of its copies is wanted.
    """
    partition = TABLES[table].partition
    with lake.store.open_input(file.path) as source:
        parquet = pq.ParquetFile(source)
        held = set(parquet.schema_arrow.names)
        columns = [name for name in record._fields if name in held]  # type: ignore[attr-defined]
        for batch in parquet.iter_batches(_BATCH_ROWS, columns=columns):
            rows = pa.Table.from_batches([batch])
            if by:
                rows = rows.filter(functools.reduce(pc.or_, (_mask(rows, column, wanted) for column in by)))
            if partition is not None and partition in record._fields:  # type: ignore[attr-defined]
                days = pa.array([file.partition] * len(rows), pa.date32())
                rows = rows.append_column(partition, days)
            yield from from_arrow(record, rows)


def _mask(rows: pa.Table, column: str, wanted: pa.Array | None) -> pa.Array:
    name, _, inner = column.partition(".")
    values = rows.column(name).combine_chunks()
    if not inner:
        return pc.is_in(values, value_set=wanted)
    hits = pc.is_in(pc.struct_field(pc.list_flatten(values), inner), value_set=wanted)
    parents = pc.list_parent_indices(values).filter(hits)
    return pc.is_in(pa.array(range(len(rows)), pa.int64()), value_set=pc.cast(parents, pa.int64()))


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

    With columns `by`, takes a PCollection of the texts that are wanted there and reads no other rows; without, takes the
    pipeline's root. The files are listed when the graph is built: rows that are committed later are not seen. Bounded.
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
