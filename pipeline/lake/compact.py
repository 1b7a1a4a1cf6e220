"""Fewer, larger files: the small files of a partition become one, by a decision and a roll-forward like a run's.

The rows stay as they are. The files that were merged are deleted at once, so that readers of plain Parquet see each row once;
therefore a compaction holds the `ingest` lock: no batch run is reading the history whose files go away.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.commit import Manifest, discard, roll_forward, roll_forward_decided, write_decision
from pipeline.lake.delta import Change
from pipeline.lake.faults import crash_point
from pipeline.lake.layout import COMPACTION, Lake, LakeError, part_path, staged_path
from pipeline.lake.lock import COMMIT_LOCK, INGEST_LOCK, hold, lease_name
from pipeline.lake.parquet import conform, file_schema, write_parquet
from pipeline.lake.reading import committed_files
from pipeline.lake.recover import recover
from pipeline.lake.staging import CommittedFile, StagedPart, packed
from transforms.tables import TABLES

TARGET_BYTES: Final = 128_000_000
"""Size up to which files are merged: larger ones gain nothing from it."""
MAX_FILES: Final = 16
"""Files of one partition at which an ingest compacts it by itself."""
_BATCH_ROWS: Final = 8_192


class Compacted(NamedTuple):
    """What a compaction did to one table."""

    table: str
    files_before: int
    files_after: int
    rows: int


def compact_lake(
    lake: Lake,
    tables: Iterable[str] | None = None,
    min_files: int = 2,
    target_bytes: int = TARGET_BYTES,
    wait: bool = True,
    on_wait: Callable[[str], None] | None = None,
) -> list[Compacted]:
    """Merge the small files of each partition, as a writer of its own.

    Args:
        lake: the lake.
        tables: which tables; None: all.
        min_files: a partition with fewer small files is left alone.
        target_bytes: files of at least this size are left alone, and merged files are not made larger.
        wait: wait for a run that is writing; otherwise raise LakeBusy.
        on_wait: told once who is being waited for.

    Returns:
        what was done to each table that changed.
    """
    with hold(lake, INGEST_LOCK, "compaction", wait, on_wait):
        recover(lake)
        return _merge_small_files(lake, tables, min_files, target_bytes)


def compact_if_needed(lake: Lake, max_files: int = MAX_FILES) -> list[Compacted]:
    """Merge the partitions that have `max_files` small files or more; an ingest calls it after its commit, as a writer."""
    return _merge_small_files(lake, None, max_files, TARGET_BYTES)


def _merge_small_files(lake: Lake, tables: Iterable[str] | None, min_files: int, target_bytes: int) -> list[Compacted]:
    done = []
    with hold(lake, COMMIT_LOCK, "compaction") as lock:
        roll_forward_decided(lake, lock.check)
        for table in TABLES if tables is None else tables:
            groups = _groups(committed_files(lake, table), min_files, target_bytes)
            if groups:
                lock.check()
                done.append(_compact_table(lake, table, groups, lock.check))
    return done


def _groups(files: list[CommittedFile], min_files: int, target_bytes: int) -> list[list[CommittedFile]]:
    """Which files become one: small files of one partition, in order, up to the target together."""
    small = [file for file in files if file.size < target_bytes]
    counts = Counter(file.partition for file in small)
    many = [file for file in small if counts[file.partition] >= max(2, min_files)]
    return [group for group in packed(many, target_bytes) if len(group) > 1]


def _compact_table(lake: Lake, table: str, groups: list[list[CommittedFile]], check: Callable[[], None]) -> Compacted:
    removed = [file.path for group in groups for file in group]
    run_id = COMPACTION + hashlib.sha256("\n".join([table, *removed]).encode()).hexdigest()[:24]
    with hold(lake, lease_name(run_id), "compaction"):
        try:
            parts = tuple(_merge(lake, run_id, table, number, group) for number, group in enumerate(groups))
            check()
            crash_point("compact.before_decision")
            write_decision(lake, Manifest(run_id, (Change(table, parts, tuple(removed)),), None, data_change=False))
        except BaseException:
            discard(lake, run_id)
            raise
        roll_forward(lake, run_id, check)
    return Compacted(table, len(removed), len(parts), sum(part.rows for part in parts))


def _merge(lake: Lake, run_id: str, table: str, number: int, group: list[CommittedFile]) -> StagedPart:
    """Stage one file with the rows of several, a batch at a time.

    Raises:
        LakeError: if the files have not the rows that the log says.
    """
    schema = file_schema(table)
    path = part_path(table, group[0].partition, run_id, str(number))
    rows, size, stats = write_parquet(lake.store, staged_path(run_id, path), schema, _batches(lake, group, schema))
    expected = sum(file.rows for file in group)
    if rows != expected:
        raise LakeError(
            f"{lake.uri}/{table}: files to be merged hold {rows} rows, the log says {expected}; run `wirelake lake verify`"
        )
    crash_point("compact.after_write")
    return StagedPart(table, path, group[0].partition, rows, size, stats)


def _batches(lake: Lake, group: list[CommittedFile], schema: pa.Schema) -> Iterator[pa.Table]:
    for committed in group:
        with lake.store.open_input(committed.path) as file:
            for batch in pq.ParquetFile(file).iter_batches(_BATCH_ROWS):
                yield conform(pa.Table.from_batches([batch]), schema)
