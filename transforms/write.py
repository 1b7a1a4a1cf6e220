"""WriteTable: records in, staged Parquet parts out. Nothing becomes visible before the run is committed."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import xxhash

from pipeline.lake.layout import Lake
from pipeline.lake.staging import StagedPart
from transforms.offload import Call, InWorkers
from transforms.packs import packed_by_key
from transforms.parts import stage_packed
from transforms.pool import PoolSettings
from transforms.tables import TABLES, partition_value
from transforms.wiring import typed

INPUT_A_SHARD = 512 << 20
"""Bytes of input for a shard of a partition: at worst all of a run is of one day and all of it is text, and one worker process
holds the file that becomes of it."""


def shards_of(input_bytes: int) -> int:
    """How many shards a partition is cut into by a run over so many bytes."""
    return 1 + max(input_bytes, 0) // INPUT_A_SHARD


def shard_of(key: str, shards: int) -> int:
    """The shard of a row: a function of its key alone, so that a replay writes the same files."""
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) % shards


def place_of(row: Any, shards: int) -> tuple[str, int]:
    """The partition and the shard of a row."""
    return partition_value(getattr(row, "published_date", None)), shard_of(str(row[0]), shards)


@dataclass
class _StagePart(InWorkers):
    """All rows of one partition and shard as one staged file, written by a worker process."""

    lake: Lake
    run_id: str
    table: str
    run_day: datetime.date
    kind: Callable[..., Any]

    def calls(self, element: tuple[tuple[str, int], Iterable[bytes]]) -> Iterator[Call]:
        (_, shard), packs = element
        yield stage_packed, (self.lake, self.run_id, self.run_day, self.table, f"{shard:05d}", self.kind, list(packs))

    def outputs(self, result: list[StagedPart]) -> Iterator[StagedPart]:
        yield from result


@dataclass
class WriteTable(beam.PTransform):  # type: ignore[misc]
    """Stages the rows of one table, one file a partition and shard.

    Takes records of the table, or packs of them (`transforms.parts.UNPACK`); gives StagedParts. A partition is cut into at most
    `shards` files, a number that follows from the size of the run (`shards_of`), so that no file holds more than memory does. A
    file's name is a function of table, run, partition and shard, and the same rows give the same file: a replayed bundle writes
    over its own. Needs a window in which all rows of a run meet.
    """

    table: str
    lake: Lake
    run_id: str
    run_day: datetime.date
    pool: PoolSettings
    shards: int = 1

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise ValueError(f"no table {self.table!r}; the tables are {', '.join(TABLES)}")
        if self.shards < 1:
            raise ValueError("a partition has at least one shard")

    def expand(self, rows: Any) -> Any:
        parts = (
            rows
            | "KeyRows" >> beam.Map(lambda row, shards: (place_of(row, shards), row), self.shards)
            | "PackRows" >> packed_by_key(tuple[str, int])
            | "GroupRows" >> beam.GroupByKey()
            | "Stage" >> beam.ParDo(_StagePart(self.pool, self.lake, self.run_id, self.table, self.run_day, rows.element_type))
        )
        return typed(parts, StagedPart)
