"""Rows of one partition as one staged Parquet file. Pure code, run in worker processes: it imports no Beam."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipeline.lake.layout import Lake
from pipeline.lake.staging import StagedPart, stage_batches
from transforms.tables import TABLES, to_arrow

PACKS_A_BATCH = 500
"""Packs that are unpacked at a time, and become a row group: what memory holds beside the file itself."""

Rows = Callable[[Iterable[Any]], Iterable[Any]]


def in_order(table: str, rows: Iterable[Any]) -> list[Any]:
    """Rows, or packs of them, in the order of those columns of the table's key that they have."""
    listed = list(rows)
    keys = [column for column in TABLES[table].key if listed and column in listed[0]._fields]
    return sorted(listed, key=lambda row: tuple(getattr(row, column) for column in keys or listed[0]._fields[:2]))


def stage_part(
    lake: Lake, run_id: str, table: str, shard: str, packs: Sequence[Any], extra: dict[str, Any], unpack: Rows | None
) -> list[StagedPart]:
    """Stage the rows of one partition and shard: one part, or none for packs without rows.

    Args:
        lake: the lake.
        run_id: the run that will commit it.
        table: a table.
        shard: unique within run, table and partition, and the same when the work is done again.
        packs: records of the table in any order, or packs of them; all of one partition.
        extra: columns with one value for all rows.
        unpack: what makes records of packs; None: they are the records.

    Returns:
        the same file for the same rows: packs are sorted by id, the rows of PACKS_A_BATCH of them by the key of the table.
    """
    partition = TABLES[table].partition
    day = None if partition is None else extra.get(partition, getattr(packs[0], partition, None))
    columns = extra if partition is None else extra | {partition: day}
    batches = _batches(table, in_order(table, packs), columns, unpack)
    part = stage_batches(lake, run_id, table, day, shard, batches)
    return [] if part is None else [part]


def _batches(table: str, packs: Sequence[Any], columns: dict[str, Any], unpack: Rows | None) -> Iterator[pa.Table]:
    for at in range(0, len(packs), PACKS_A_BATCH):
        some = packs[at : at + PACKS_A_BATCH]
        rows = some if unpack is None else in_order(table, unpack(some))
        if rows:
            yield to_arrow(table, rows, **columns)
