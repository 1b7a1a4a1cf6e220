"""WriteTable: records in, staged Parquet parts out. Nothing becomes visible before the run is committed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import xxhash

from pipeline.lake.layout import Lake
from pipeline.lake.staging import StagedPart, stage
from transforms.tables import TABLES, partition_value, to_arrow
from transforms.wiring import typed

ROWS_A_PART = 50_000

Rows = Callable[[Iterable[Any]], Iterable[Any]]


def shard_of(key: str, shards: int) -> int:
    """The shard of a row: a function of its key alone, so that a replay writes the same files."""
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) % shards


def row_order(name: str, rows: Iterable[Any]) -> list[Any]:
    """Rows in the order of the table's key, so that the same rows give the same file."""
    keys = [column for column in TABLES[name].key if column != "run_id"]
    return sorted(rows, key=lambda row: tuple(getattr(row, column) for column in keys))


class _KeyRow(beam.DoFn):  # type: ignore[misc]
    """A row under its partition and shard; the number of shards follows from the number of rows in the partition."""

    def process(self, row: Any, sizes: dict[str, int]) -> Iterator[tuple[tuple[str, int], Any]]:
        place = _partition_of(row)
        shards = -(-sizes[place] // ROWS_A_PART)
        yield (place, shard_of(str(row[0]), shards)), row


def _partition_of(row: Any) -> str:
    return partition_value(getattr(row, "published_date", None))


@dataclass
class _StagePart(beam.DoFn):  # type: ignore[misc]
    """All rows of one partition and shard as one staged file."""

    lake: Lake
    run_id: str
    table: str
    extra: dict[str, Any]
    unpack: Rows | None

    def process(self, element: tuple[tuple[str, int], Iterable[Any]]) -> Iterator[StagedPart]:
        (_, shard), packed = element
        listed = list(packed)
        rows = row_order(self.table, listed if self.unpack is None else self.unpack(listed))
        if not rows:
            return
        partition = TABLES[self.table].partition
        extra = dict(self.extra)
        if partition is not None and partition not in extra:
            extra[partition] = listed[0].published_date  # the same for all: it is part of the key
        data = to_arrow(self.table, rows, **extra)
        day = None if partition is None else extra[partition]
        yield stage(self.lake, self.run_id, self.table, day, f"{shard:05d}", data)


@dataclass
class WriteTable(beam.PTransform):  # type: ignore[misc]
    """Stages the rows of one table, one file a partition and shard of at most about ROWS_A_PART rows.

    Takes records of the table, or packs of them with `unpack`; gives StagedParts. A file's name is a function of table, run,
    partition and shard, its rows are in the order of the table's key: the same rows give the same files, and a replayed bundle
    writes over its own. Needs a window in which all rows of a run meet.
    """

    table: str
    lake: Lake
    run_id: str
    extra: dict[str, Any]  # columns with one value for all rows
    unpack: Rows | None = None

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise ValueError(f"no table {self.table!r}; the tables are {', '.join(TABLES)}")

    def expand(self, rows: Any) -> Any:
        keyed = tuple[tuple[str, int], rows.element_type]
        sizes = rows | "Partitions" >> beam.Map(_partition_of) | "Sizes" >> beam.combiners.Count.PerElement()
        parts = (
            rows
            | "KeyRows" >> beam.ParDo(_KeyRow(), beam.pvalue.AsDict(sizes)).with_output_types(keyed)
            | "GroupRows" >> beam.GroupByKey()
            | "Stage" >> beam.ParDo(_StagePart(self.lake, self.run_id, self.table, self.extra, self.unpack))
        )
        return typed(parts, StagedPart)
