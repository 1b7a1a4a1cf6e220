"""Rows of one partition as one staged Parquet file. Pure code, run in worker processes: it imports no Beam."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import pyarrow as pa

from pipeline.lake.layout import Lake
from pipeline.lake.staging import StagedPart, stage_batches
from transforms.packing import unpack_all, unpack_articles, unpack_rows, unpack_signatures, unpack_stories, unpack_story_facts
from transforms.tables import TABLES, to_arrow

PACKS_A_BATCH = 500
"""Packs that are unpacked at a time, and become a row group: what memory holds beside the file itself."""

UNPACK: dict[str, Callable[[Iterable[Any]], Sequence[Any]]] = {
    "articles": unpack_articles,
    "facts": unpack_all,
    "signatures": unpack_signatures,
    "stories": unpack_stories,
    "story_facts": unpack_story_facts,
}
"""What makes records of the packs in which a table's rows travel; the rows of other tables travel as they are.

The first two fields of a pack say which one it is: the id of its article and the revision, or the id of its story.
"""


def stage_packed(
    lake: Lake,
    run_id: str,
    run_day: datetime.date,
    table: str,
    shard: str,
    kind: Callable[..., Any],
    packed: Iterable[bytes],
) -> list[StagedPart]:
    """`stage_part` of what `packing.pack_rows` packed: records, or packs of them, all of one `kind`."""
    return stage_part(lake, run_id, run_day, table, shard, [row for one in packed for row in unpack_rows(kind, one)])


def stage_part(
    lake: Lake, run_id: str, run_day: datetime.date, table: str, shard: str, packs: Sequence[Any]
) -> list[StagedPart]:
    """Stage the rows of one partition and shard: one part, or none for packs without rows.

    Args:
        lake: the lake.
        run_id: the run that will commit it.
        run_day: its day, UTC: the partition of the tables that say what came.
        table: a table.
        shard: unique within run, table and partition, and the same when the work is done again.
        packs: records of the table in any order, or packs of them (`UNPACK`); all of one partition.

    Returns:
        the same file for the same rows: packs are sorted by id, the rows of PACKS_A_BATCH of them by the key of the table.
    """
    partition = TABLES[table].partition
    columns: dict[str, Any] = {"run_id": run_id}
    if partition is not None:
        columns[partition] = run_day if partition == "run_date" else packs[0].published_date
    day = None if partition is None else columns[partition]
    batches = _batches(table, packs, columns)
    part = stage_batches(lake, run_id, table, day, shard, batches)
    return [] if part is None else [part]


def _batches(table: str, packs: Sequence[Any], columns: dict[str, Any]) -> Iterator[pa.Table]:
    key = [column for column in TABLES[table].key if column != "run_id"]  # which is the same for all
    unpack = UNPACK.get(table)
    ordered = _sorted(packs, packs[0]._fields[:2] if unpack else key)
    for at in range(0, len(ordered), PACKS_A_BATCH):
        some = ordered[at : at + PACKS_A_BATCH]
        rows = _sorted(unpack(some), key) if unpack else some
        if rows:
            yield to_arrow(table, rows, **columns)


def _sorted(rows: Iterable[Any], columns: Iterable[str]) -> list[Any]:
    return sorted(rows, key=attrgetter(*columns))
