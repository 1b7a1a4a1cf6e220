"""Does the lake hold what its logs say? Files, logs, keys and counts against each other.

Nothing is changed; what a run in progress has staged is its own affair.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.commit import is_decided, staged_runs
from pipeline.lake.delta import snapshot
from pipeline.lake.layout import DELTA_LOG, Lake, LakeError
from pipeline.lake.lock import COMMIT_LOCK, hold
from pipeline.lake.parquet import file_schema
from pipeline.lake.reading import committed_files, dataset_of, forgotten_ids, list_runs
from pipeline.lake.staging import CommittedFile
from transforms import counters
from transforms.tables import TABLES, partition_value

_SHOWN: Final = 3
"""Examples that one line names."""


class TableSummary(NamedTuple):
    """One table in numbers."""

    files: int
    rows: int
    bytes: int
    version: int  # of its log


class Report(NamedTuple):
    """What was found."""

    problems: list[str]
    tables: dict[str, TableSummary]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_lake(lake: Lake) -> Report:
    """Check a lake: each committed file is there and holds the rows that its log says; nothing else lies between them for plain
    readers to find; keys are unique; each run's counters agree with its rows; no decided run is unfinished.

    Waits while a commit is being made: between its steps a lake is not in order.
    """
    with hold(lake, COMMIT_LOCK, "verify"):
        problems = [
            f"run {run_id} is decided and not finished; `wirelake lake recover` finishes it"
            for run_id in staged_runs(lake)
            if is_decided(lake, run_id)
        ]
        tables = {}
        for table in TABLES:
            try:
                log = snapshot(lake, table)
            except LakeError as error:
                problems.append(str(error))
                continue
            if log is None:
                continue
            files = committed_files(lake, table)
            problems += _check_files(lake, table, files)
            problems += _check_keys(lake, table, files)
            tables[table] = TableSummary(
                len(files), sum(file.rows for file in files), sum(file.size for file in files), int(log.version())
            )
        missing = [table for table in TABLES if table not in tables]
        if tables and missing and not problems:
            problems.append(f"tables without a log: {', '.join(missing)}")
        if not problems:  # rows that cannot be read cannot be counted
            problems += _check_runs(lake)
            problems += _check_forgotten(lake)
    return Report(problems, tables)


def _check_files(lake: Lake, table: str, files: list[CommittedFile]) -> Iterator[str]:
    found = {entry.path: entry.size for entry in lake.store.files(table) if not entry.path.startswith(f"{table}/{DELTA_LOG}/")}
    column = TABLES[table].partition
    for file in files:
        size = found.pop(file.path, None)
        if size is None:
            yield f"{file.path} is in the log and not in the lake"
        elif size != file.size:
            yield f"{file.path} has {size} bytes, the log says {file.size}"
        else:
            yield from _check_footer(lake, table, file)
        if column and f"/{column}={partition_value(file.partition)}/" not in file.path:
            yield f"{file.path} lies in another folder than its partition {partition_value(file.partition)}"
    yield from (f"{path} is in the lake and not in the log" for path in sorted(found))


def _check_footer(lake: Lake, table: str, file: CommittedFile) -> Iterator[str]:
    try:
        with lake.store.open_input(file.path) as opened:
            footer = pq.ParquetFile(opened)
            rows, schema = footer.metadata.num_rows, footer.schema_arrow
    except (pa.ArrowInvalid, OSError) as error:
        yield f"{file.path} cannot be read: {str(error).splitlines()[0]}"
        return
    if rows != file.rows:
        yield f"{file.path} holds {rows} rows, the log says {file.rows}"
    wanted = file_schema(table)
    for field in schema:
        if field.name not in wanted.names or wanted.field(field.name).type != field.type:
            yield f"{file.path} has a column {field.name} ({field.type}) that is not of table {table}"


def _check_keys(lake: Lake, table: str, files: list[CommittedFile]) -> Iterator[str]:
    """Keys that more than one row has; only the key columns are read."""
    key = list(TABLES[table].key)
    try:
        rows = dataset_of(lake, table, files).to_table(columns=key)
    except (pa.ArrowInvalid, OSError):
        return  # `_check_files` has said so
    counted = rows.group_by(key).aggregate([([], "count_all")])
    repeated = counted.filter(pc.greater(counted["count_all"], 1))
    if repeated.num_rows:
        shown = ", ".join(str(tuple(row[name] for name in key)) for row in repeated.slice(0, _SHOWN).to_pylist())
        yield f"{table}: {repeated.num_rows} keys ({', '.join(key)}) have more than one row, such as {shown}"


def _check_forgotten(lake: Lake) -> Iterator[str]:
    """Articles that were taken down and are there."""
    ids = dataset_of(lake, "articles", committed_files(lake, "articles")).to_table(columns=["article_id"])["article_id"]
    there = sorted(forgotten_ids(lake).intersection(pc.unique(ids).to_pylist()))
    if there:
        yield f"articles: {len(there)} were taken down and are there, such as {there[0]}; `wirelake lake forget` takes them out"


def _check_runs(lake: Lake) -> Iterator[str]:
    """Records in = sightings + rejects for each run, and its counters against the rows that it left."""
    rows_of = {table: _rows_by_run(lake, table) for table in ("sightings", "articles", "rejects")}
    rows_of["new"] = _rows_by_run(lake, "sightings", only_new=True)
    known: set[str] = set()
    for run in list_runs(lake).to_pylist():
        run_id = run["run_id"]
        known.add(run_id)
        counted: dict[str, int] = json.loads(run["counters"] or "{}")
        yield from _check_counters(run_id, counted, {name: rows[run_id] for name, rows in rows_of.items()})
    for name, rows in rows_of.items():
        for run_id in sorted(set(rows) - known):
            yield f"{name}: {rows[run_id]} rows are of run {run_id}, which is not in runs"


def _check_counters(run_id: str, counted: dict[str, int], rows: dict[str, int]) -> Iterator[str]:
    if counters.RECORDS in counted:
        ends = counted.get(counters.SIGHTINGS, 0) + counted.get(counters.REJECTS, 0)
        if counted[counters.RECORDS] != ends:
            yield f"run {run_id}: {counted[counters.RECORDS]} records came in, {ends} ended as sightings or rejects"
    for name in (counters.SIGHTINGS, counters.ARTICLES, counters.REJECTS):
        known = counted.get(counters.REJECTS_KNOWN, 0) if name == counters.REJECTS else 0
        added = counted.get(name, 0) - known - counted.get(counters.REMOVED + name, 0)
        if name in counted and added != rows[name]:
            yield f"run {run_id}: its counters say {added} {name}, the table has {rows[name]}"
    if rows["new"] != rows["articles"]:
        yield f"run {run_id}: {rows['new']} sightings are marked new, {rows['articles']} articles were added"


def _rows_by_run(lake: Lake, table: str, only_new: bool = False) -> Counter[str]:
    dataset: Any = dataset_of(lake, table, committed_files(lake, table))
    condition = pc.field("new") if only_new else None
    counted = dataset.to_table(columns=["run_id"], filter=condition).group_by("run_id").aggregate([([], "count_all")])
    return Counter(dict(zip(counted["run_id"].to_pylist(), counted["count_all"].to_pylist(), strict=True)))
