"""Committed rows, and nothing else: what the Delta logs name now."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as pads

from pipeline.lake.delta import committed_version, files_of, snapshot
from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.records import SourceState
from transforms.tables import TABLES, from_arrow

FORGOTTEN: Final = "forgotten"
"""`source_state.kind` of an article that is refused: `source_uri` is FORGOTTEN/<article_id>, `last_polled_at` the time. Neither
address nor text is kept."""


def committed_files(
    lake: Lake,
    table: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    with_null: bool = True,
) -> list[CommittedFile]:
    """The files of a table's snapshot, in the order of their paths.

    Args:
        lake: the lake.
        table: a table of `transforms.tables`.
        since: the first day of the partitions wanted; None: from the beginning.
        until: the last day, itself included; None: to the end.
        with_null: also the partition of rows without a date.
    """
    log = snapshot(lake, table)
    if log is None:
        return []
    column = TABLES[table].partition
    found = []
    for row in files_of(log):
        day: Any = row[f"partition.{column}"] if column else None
        if column and not _wanted(day, since, until, with_null):
            continue
        path = f"{table}/{row['path']}"
        found.append(
            CommittedFile(table, path, f"{lake.uri}/{path}", day, int(str(row["num_records"])), int(str(row["size_bytes"])))
        )
    return sorted(found)


def _wanted(day: datetime.date | None, since: datetime.date | None, until: datetime.date | None, with_null: bool) -> bool:
    if day is None:
        return with_null
    return (since is None or since <= day) and (until is None or day <= until)


def open_dataset(
    lake: Lake,
    table: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    with_null: bool = True,
) -> pads.Dataset:
    """The committed rows of a table, with exactly the columns of `transforms.tables` (a column that a file lacks is null).

    A table without rows, or a lake without commits, gives an empty dataset. Arguments as in `committed_files`.
    """
    return dataset_of(lake, table, committed_files(lake, table, since, until, with_null))


def dataset_of(lake: Lake, table: str, files: list[CommittedFile]) -> pads.Dataset:
    """The rows of some files of a table."""
    column = TABLES[table].partition
    schema = TABLES[table].schema
    filesystem, root = lake.store.arrow()
    parquet = pads.ParquetFileFormat()
    fragments = [
        parquet.make_fragment(
            f"{root}/{file.path}",
            filesystem=filesystem,
            partition_expression=_expression(column, file.partition) if column else None,
        )
        for file in files
    ]
    return pads.FileSystemDataset(fragments, schema, parquet, filesystem)


def scan(dataset: pads.Dataset, columns: Sequence[str], condition: Any = None, rows: int = 1_000) -> Iterator[pa.Table]:
    """The rows of a dataset that fulfil a condition, at most `rows` at a time and few of them read ahead.

    Args:
        dataset: of `open_dataset` or `dataset_of`.
        columns: those wanted.
        condition: an expression of pyarrow.dataset; None: all rows.
        rows: of one table.
    """
    for batch in dataset.to_batches(
        columns=list(columns), filter=condition, batch_size=rows, batch_readahead=2, fragment_readahead=1
    ):
        yield pa.Table.from_batches([batch])


def _expression(column: str, day: datetime.date | None) -> pads.Expression:
    field = pads.field(column)
    return field.is_null() if day is None else field == pa.scalar(day, pa.date32())


def has_run(lake: Lake, run_id: str) -> bool:
    """Whether a run is finished: its row is in `runs`."""
    return committed_version(lake, "runs", run_id) is not None


def forgotten_ids(lake: Lake) -> frozenset[str]:
    """The ids of the articles that a lake refuses: they were taken down."""
    rows = open_dataset(lake, "source_state").to_table(["source_uri"], filter=pads.field("kind") == FORGOTTEN)
    return frozenset(uri.partition("/")[2] for uri in rows["source_uri"].to_pylist())


def stored_states(lake: Lake, kind: str) -> dict[str, SourceState]:
    """What a lake remembers of all feeds, or all files (`kind`, as in `source_state`), by their `source_uri`.

    Raises:
        OSError: if a file is gone: another writer replaced it meanwhile.
    """
    rows = open_dataset(lake, "source_state").to_table(filter=pads.field("kind") == kind)
    return {state.source_uri: state for state in from_arrow(SourceState, rows)}


def list_runs(lake: Lake) -> pa.Table:
    """The rows of `runs`, the newest last."""
    return open_dataset(lake, "runs").to_table().sort_by([("ended_at", "ascending"), ("run_id", "ascending")])
