"""The Delta log of each table: creation, new columns, one commit for one change, checkpoints.

A commit carries the application transaction `wirelake/<run_id>`, whose version is the log version that the commit makes:
`deltalake` accepts a replayed transaction without a word, so it is looked up first, and a replay is told the version it made.
"""

import json
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Field, PostCommitHookProperties, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from pipeline.lake.faults import crash_point
from pipeline.lake.layout import DELTA_LOG, Lake, LakeError
from pipeline.lake.staging import StagedPart
from transforms.tables import TABLES

CHECKPOINT_INTERVAL: Final = 20
"""Commits between two checkpoints of a log: a reader opens one checkpoint and at most as many entries."""
_ATTEMPTS: Final = 5
_LAST_CHECKPOINT: Final = "_last_checkpoint"
_HOOKS: Final = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)


class Change(NamedTuple):
    """What one run changes in one table, in one commit."""

    table: str
    adds: tuple[StagedPart, ...]
    removes: tuple[str, ...]  # paths below the lake


def application(run_id: str) -> str:
    """The application id of a run's transactions."""
    return f"wirelake/{run_id}"


def snapshot(lake: Lake, table: str) -> DeltaTable | None:
    """The table as its log says now; None if it has no log yet.

    Raises:
        LakeError: if the log cannot be read.
    """
    try:
        return DeltaTable(lake.table_uri(table), storage_options=lake.options)
    except TableNotFoundError:
        return None
    except DeltaError as error:
        raise LakeError(f"the log of {lake.table_uri(table)} cannot be read: {_one_line(error)}") from error


def log_version(lake: Lake, table: str) -> int:
    """The version of a table's log, which changes with each commit; -1 if it has no log yet.

    Raises:
        LakeError: if the log cannot be read.
    """
    log = snapshot(lake, table)
    return -1 if log is None else int(log.version())


def committed_version(lake: Lake, table: str, run_id: str) -> int | None:
    """The log version that a run made in a table; None if it made none."""
    log = snapshot(lake, table)
    return None if log is None else log.transaction_version(application(run_id))


def ensure_table(lake: Lake, table: str) -> DeltaTable:
    """The table's log, created if there is none, with the columns that this code knows and the log does not.

    Raises:
        LakeError: if a column has another type than in `transforms.tables`.
    """
    wanted = TABLES[table]
    log = snapshot(lake, table)
    if log is None:
        try:
            log = DeltaTable.create(
                lake.table_uri(table),
                schema=wanted.schema,
                partition_by=[wanted.partition] if wanted.partition else [],
                configuration={"delta.checkpointInterval": str(CHECKPOINT_INTERVAL)},
                storage_options=lake.options,
            )
        except DeltaError as error:
            raise _failed(lake, table, error) from error
        _sync(lake, table, log.version())
        crash_point("table.created")
        return log
    new = _new_columns(lake, table, log)
    if new:
        try:
            log.alter.add_columns(new, post_commithook_properties=_HOOKS)
        except DeltaError as error:
            raise _failed(lake, table, error) from error
        log = DeltaTable(lake.table_uri(table), storage_options=lake.options)
        _sync(lake, table, log.version())
    return log


def _new_columns(lake: Lake, table: str, log: DeltaTable) -> list[Field]:
    known = {field.name: field.type for field in log.schema().fields}
    wanted = Schema.from_arrow(TABLES[table].schema).fields
    for field in wanted:
        if field.name in known and known[field.name] != field.type:
            raise LakeError(
                f"{lake.uri}: column {field.name} of {table} is {known[field.name]} and this wirelake writes {field.type}; "
                "use the version that wrote the lake, or a new lake"
            )
    return [field for field in wanted if field.name not in known]


def commit_change(lake: Lake, run_id: str, change: Change, data_change: bool = True) -> int:
    """Add and remove files of one table in one commit. The added files are in place already.

    Args:
        lake: the lake.
        run_id: whose transaction it is; done before, it is not done again.
        change: the files.
        data_change: false if the rows stay the same (a compaction).

    Returns:
        the version of the log that holds the change.

    Raises:
        LakeError: if a file to be removed is not in the table, or another program keeps committing to it.
    """
    reason = ""
    for _ in range(_ATTEMPTS):
        log = ensure_table(lake, change.table)
        done = log.transaction_version(application(run_id))
        if done is not None:
            return int(done)
        actions = _actions(lake, log, change, data_change)
        version = int(log.version()) + 1
        crash_point("delta.before_commit")
        try:
            log.create_write_transaction(
                actions,
                mode="append",
                schema=log.schema(),
                partition_by=log.metadata().partition_columns,
                commit_properties=CommitProperties(
                    app_transactions=[Transaction(application(run_id), version)],
                    custom_metadata={"run_id": run_id},
                    max_commit_retries=0,  # a retry would be checked against files that are gone: look again instead
                ),
                post_commithook_properties=_HOOKS,
            )
        except CommitFailedError as error:
            reason = _one_line(error)
            continue
        except DeltaError as error:
            raise _failed(lake, change.table, error) from error
        _sync(lake, change.table, version)
        crash_point("delta.after_commit")
        return version
    raise LakeError(f"{lake.uri}/{change.table}: another program commits to this table all the time; stop it ({reason})")


def _failed(lake: Lake, table: str, error: DeltaError) -> LakeError:
    return LakeError(f"the log of {lake.table_uri(table)} cannot be written: {_one_line(error)}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _actions(lake: Lake, log: DeltaTable, change: Change, data_change: bool) -> list[AddAction | RemoveAction]:
    """The log entries of a change; checks that what is to be removed is there."""
    now = time.time_ns() // 1_000_000
    column = TABLES[change.table].partition
    prefix = f"{change.table}/"
    actions: list[AddAction | RemoveAction] = [
        AddAction(
            path=part.path.removeprefix(prefix),
            size=part.size,
            partition_values={column: part.partition.isoformat() if part.partition else None} if column else {},
            modification_time=now,
            data_change=data_change,
            stats=part.stats,
        )
        for part in change.adds
    ]
    files = pa.table(log.get_add_actions(flatten=True))
    present = dict(zip(files["path"].to_pylist(), range(len(files)), strict=True))
    for path in change.removes:
        relative = path.removeprefix(prefix)
        if relative not in present:
            raise LakeError(f"{lake.uri}/{path} is to be replaced and is not in the table; run `wirelake lake verify`")
        row = files.slice(present[relative], 1).to_pylist()[0]
        value = row[f"partition.{column}"] if column else None
        values = {column: value.isoformat() if value else None} if column else {}
        actions.append(RemoveAction(relative, data_change, now, row["size_bytes"], values))
    return actions


def _sync(lake: Lake, table: str, version: int) -> None:
    lake.store.sync([f"{table}/{DELTA_LOG}/{version:020d}.json"])


def checkpoint_if_due(lake: Lake, table: str, version: int) -> None:
    """Write a checkpoint of the log at each CHECKPOINT_INTERVAL-th version; one that a crash left out waits for the next."""
    if version == 0 or version % CHECKPOINT_INTERVAL:
        return
    crash_point("checkpoint.before_write")
    log = snapshot(lake, table)
    if log is not None:
        try:
            log.create_checkpoint()
        except DeltaError as error:
            raise _failed(lake, table, error) from error
        lake.store.sync([f"{table}/{DELTA_LOG}/{version:020d}.checkpoint.parquet", f"{table}/{DELTA_LOG}/{_LAST_CHECKPOINT}"])
    crash_point("checkpoint.after_write")


def drop_torn_entries(lake: Lake, table: str) -> None:
    """Remove what a power cut left half written of a log: its last entry, its last checkpoint.

    `deltalake` does not flush what it writes, `_sync` does right after it; between the two there is always a decided run, which
    writes the entry again. Called before a decided run is finished, never else.
    """
    listed = sorted(entry.path for entry in lake.store.files(f"{table}/{DELTA_LOG}"))
    entries = [path for path in listed if path.endswith(".json")]
    if entries and not _is_whole_entry(lake.store.read_bytes(entries[-1])):
        lake.store.delete(entries[-1])
    checkpoints = [path for path in listed if path.endswith(".checkpoint.parquet")]
    if checkpoints and not _is_whole_checkpoint(lake, checkpoints[-1]):
        lake.store.delete(f"{table}/{DELTA_LOG}/{_LAST_CHECKPOINT}")
        lake.store.delete(checkpoints[-1])


def _is_whole_entry(data: bytes) -> bool:
    try:
        return bool([json.loads(line) for line in data.splitlines()])
    except ValueError:
        return False


def _is_whole_checkpoint(lake: Lake, path: str) -> bool:
    try:
        with lake.store.open_input(path) as file:
            return bool(pq.ParquetFile(file).metadata.num_rows)
    except (pa.ArrowInvalid, OSError):
        return False


def files_of(log: DeltaTable) -> Sequence[dict[str, object]]:
    """The committed files of a snapshot: path below the table, size_bytes, num_records and the partition columns."""
    actions = pa.table(log.get_add_actions(flatten=True))
    wanted = [name for name in actions.column_names if name in _FILE_COLUMNS or name.startswith("partition.")]
    listed: list[dict[str, object]] = actions.select(wanted).to_pylist()
    return listed


_FILE_COLUMNS: Final = frozenset({"path", "size_bytes", "num_records"})
