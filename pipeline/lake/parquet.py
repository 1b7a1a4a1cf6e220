"""Rows to Parquet and back: one way of writing for staging, rewriting and compaction."""

import datetime
import json
from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.store import Store
from transforms.tables import TABLES

_BOUNDED: Final = frozenset({"run_id"})
"""Text columns whose bounds are worth keeping; other texts are hashes or prose, whose bounds prune nothing."""


def file_schema(table: str) -> pa.Schema:
    """The columns of a table's files: all but the partition column, which the folder's name carries."""
    return pa.schema([field for field in TABLES[table].schema if field.name != TABLES[table].partition])


def conform(data: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of `schema`, in its order and types; a column that `data` lacks is null.

    Raises:
        ValueError: if `data` has a column that the schema lacks, or one that cannot be cast.
    """
    unknown = [name for name in data.column_names if name not in schema.names]
    if unknown:
        raise ValueError(f"columns {', '.join(unknown)} are not in the table")
    columns = [
        data.column(field.name).cast(field.type) if field.name in data.column_names else pa.nulls(len(data), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def write_parquet(store: Store, path: str, schema: pa.Schema, batches: Iterable[pa.Table]) -> tuple[int, int, str]:
    """Write one file, whole or not at all. It is put together in memory: parts are at most of the size that compaction aims at.

    Returns:
        rows, bytes, and the statistics of a Delta add action as JSON.
    """
    buffer = pa.BufferOutputStream()
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch)
    data = buffer.getvalue()
    with store.create(path) as file:
        file.write(data)
    metadata = pq.read_metadata(pa.BufferReader(data))
    return metadata.num_rows, data.size, _statistics(metadata)


def _statistics(metadata: Any) -> str:
    """numRecords, null counts, and bounds of the flat columns by which readers prune (Delta protocol, per-file statistics)."""
    stats: dict[str, Any] = {"numRecords": metadata.num_rows}
    nulls: dict[str, int] = {}
    lows: dict[str, Any] = {}
    highs: dict[str, Any] = {}
    for index in range(metadata.num_columns):
        column = metadata.schema.column(index)
        if column.path != column.name:  # within a list or struct
            continue
        chunks = [metadata.row_group(group).column(index).statistics for group in range(metadata.num_row_groups)]
        if any(chunk is None or not chunk.has_null_count for chunk in chunks):
            continue
        nulls[column.name] = sum(chunk.null_count for chunk in chunks)
        bounded = [chunk for chunk in chunks if chunk.has_min_max]
        if bounded and len(bounded) == len([c for c in chunks if c.num_values]) and _prunes(column.name, bounded[0].min):
            lows[column.name] = _bound(min(chunk.min for chunk in bounded))
            highs[column.name] = _bound(max(chunk.max for chunk in bounded))
    if metadata.num_rows:
        stats |= {"minValues": lows, "maxValues": highs, "nullCount": nulls}
    return json.dumps(stats, separators=(",", ":"))


def _prunes(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return name in _BOUNDED
    return isinstance(value, int | datetime.date) and not isinstance(value, bool)


def _bound(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, datetime.date) else value
