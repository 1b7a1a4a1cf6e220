"""Parts on their way into the lake: written under the run's staging folder, where no reader looks.

A part's name is a function of table, partition, run and shard: a bundle that is tried again writes the same file again.
"""

import datetime
import functools
import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Optional

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.faults import crash_point
from pipeline.lake.layout import Lake, part_path, staged_path
from pipeline.lake.parquet import conform, file_schema, write_parquet
from transforms.tables import TABLES

ROWS_A_PART: Final = 50_000
"""Rows that a PartWriter holds before it stages them."""


class StagedPart(NamedTuple):
    """One file that a run has staged."""

    table: str
    path: str  # where it will be, below the lake
    partition: Optional[datetime.date]
    rows: int
    size: int  # bytes
    stats: str  # JSON for the Delta add action


class CommittedFile(NamedTuple):
    """One file of a table's snapshot."""

    table: str
    path: str  # below the lake
    uri: str  # absolute
    partition: Optional[datetime.date]
    rows: int
    size: int  # bytes


class Rewritten(NamedTuple):
    """What replaces files of one partition."""

    removed: tuple[str, ...]  # paths below the lake
    part: Optional[StagedPart]  # the rows that stay; None if none does
    rows_removed: int


def packed(files: Iterable[CommittedFile], most_bytes: int) -> list[list[CommittedFile]]:
    """Files of the same partition together, in their order, up to so many bytes a group; a larger file is alone."""
    by_partition: dict[datetime.date | None, list[list[CommittedFile]]] = {}
    for file in files:
        groups = by_partition.setdefault(file.partition, [[]])
        if groups[-1] and sum(member.size for member in groups[-1]) + file.size > most_bytes:
            groups.append([])
        groups[-1].append(file)
    return [group for groups in by_partition.values() for group in groups]


def stage(lake: Lake, run_id: str, table: str, partition: datetime.date | None, shard: str, data: pa.Table) -> StagedPart:
    """Write rows of one partition as one staged part.

    Args:
        lake: the lake.
        run_id: the run that will commit it.
        table: a table of `transforms.tables`.
        partition: the day of all rows, or None (no date, or a table without partitions).
        shard: a plain name, unique within run, table and partition, and the same when the work is done again.
        data: the rows; the partition column may be there or not, other columns may be missing (null).

    Raises:
        ValueError: if there are no rows, a column is unknown or of a type that cannot be cast, or a row is of another day.
        OSError: if it cannot be written; nothing is left of it then.
    """
    part = stage_batches(lake, run_id, table, partition, shard, [data] if data.num_rows else [])
    if part is None:
        raise ValueError(f"no rows to stage for {table}")
    return part


def stage_batches(
    lake: Lake, run_id: str, table: str, partition: datetime.date | None, shard: str, batches: Iterable[pa.Table]
) -> StagedPart | None:
    """Write rows as `stage` does, a row group a batch, so that no more than one batch is held beside the file.

    Returns:
        None if there are no batches; then nothing is written.

    Raises:
        ValueError, OSError: as `stage`.
    """
    if not TABLES[table].partition and partition is not None:
        raise ValueError(f"{table} has no partitions")
    conformed = (_of_file(table, partition, batch) for batch in batches)
    first = next(conformed, None)
    if first is None:
        return None
    path = part_path(table, partition, run_id, shard)
    crash_point("stage.before_write")
    whole = itertools.chain([first], conformed)
    rows, size, stats = write_parquet(lake.store, staged_path(run_id, path), file_schema(table), whole)
    crash_point("stage.after_write")
    return StagedPart(table, path, partition, rows, size, stats)


def _of_file(table: str, partition: datetime.date | None, data: pa.Table) -> pa.Table:
    """Rows as a file of the partition has them."""
    column = TABLES[table].partition
    if column and column in data.column_names:
        if pc.unique(data[column]).to_pylist() != [partition]:
            raise ValueError(f"rows of {table} are not all of {column} {partition}")
        data = data.drop_columns([column])
    return conform(data, file_schema(table))


def stage_rows(lake: Lake, run_id: str, table: str, shard: str, data: pa.Table) -> list[StagedPart]:
    """Stage rows of any days: one part a day, all of the same shard name; none for no rows. See `stage`."""
    return [stage(lake, run_id, table, day, shard, rows) for day, rows in _by_partition(table, data)]


def _by_partition(table: str, data: pa.Table) -> Iterator[tuple[datetime.date | None, pa.Table]]:
    column = TABLES[table].partition
    if column is None:
        if data.num_rows:
            yield None, data
        return
    for day in sorted(pc.unique(data[column]).to_pylist(), key=lambda value: value or datetime.date.min):
        rows = pc.is_null(data[column]) if day is None else pc.equal(data[column], pa.scalar(day, pa.date32()))
        yield day, data.filter(rows)


class PartWriter:
    """Stages rows of a table as they come, in parts of about ROWS_A_PART rows, each in the order of the table's key."""

    def __init__(self, lake: Lake, run_id: str, table: str, shards: str) -> None:
        """Nothing is staged yet; `shards` begins the name of each shard."""
        self.parts: list[StagedPart] = []
        self._where = (lake, run_id, table)
        self._shards = shards
        self._number = 0
        self._pending: list[pa.Table] = []
        self._rows = 0

    def add(self, rows: pa.Table) -> None:
        """Take rows of any days."""
        self._pending.append(rows)
        self._rows += len(rows)
        if self._rows >= ROWS_A_PART:
            self._flush()

    def close(self) -> list[StagedPart]:
        """Stage what is left; all parts."""
        self._flush()
        return self.parts

    def _flush(self) -> None:
        if not self._rows:
            return
        lake, run_id, table = self._where
        rows = pa.concat_tables(self._pending).sort_by([(column, "ascending") for column in TABLES[table].key])
        self.parts += stage_rows(lake, run_id, table, f"{self._shards}{self._number:05d}", rows)
        self._number += 1
        self._pending, self._rows = [], 0


def read_part(lake: Lake, path: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of one file as they were written, without the partition column."""
    with lake.store.open_input(path) as file:
        return pq.ParquetFile(file).read(columns)


def rewrite_without(
    lake: Lake,
    run_id: str,
    table: str,
    files: Sequence[CommittedFile],
    ids: Collection[str] | pa.Array,
    columns: Sequence[str] = (),
) -> Rewritten | None:
    """Stage what is left of files of one partition when the rows of some keys are taken out: one part for all of them.

    Files that have none of the keys stay as they are. What is left is written anyway; as one file it is one to look into and to
    write again next time, however many windows of a stream it came from.

    Args:
        lake: the lake.
        run_id: the run that replaces the rows.
        table: a table.
        files: committed files of one of its partitions, as many as fit into memory together.
        ids: a row that has one of these in any of `columns` goes.
        columns: columns of texts; none: the table's first key column.

    Returns:
        None if no file has any of the ids, and nothing is staged.
    """
    keys = list(columns) or [TABLES[table].key[0]]
    wanted = ids if isinstance(ids, pa.Array) else pa.array(list(ids), pa.string())
    removed, rests, rows_removed = [], [], 0
    for file in files:
        if not pc.any(_has_any(read_part(lake, file.path, keys), keys, wanted)).as_py():
            continue
        data = read_part(lake, file.path)
        rest = data.filter(pc.invert(_has_any(data, keys, wanted)))
        removed.append(file.path)
        rests.append(conform(rest, file_schema(table)))
        rows_removed += data.num_rows - rest.num_rows
    if not removed:
        return None
    left = pa.concat_tables(rests)
    part = None
    if left.num_rows:
        shard = "rest-" + hashlib.sha256("\n".join(removed).encode()).hexdigest()[:16]
        part = stage(lake, run_id, table, files[0].partition, shard, left)
        crash_point("rewrite.after_write")
    return Rewritten(tuple(removed), part, rows_removed)


def _has_any(data: pa.Table, columns: Sequence[str], wanted: pa.Array) -> Any:
    """Which rows have one of the wanted values in any of the columns."""
    return functools.reduce(pc.or_, (pc.is_in(data[column], wanted) for column in columns))
