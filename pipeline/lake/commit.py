"""How a run becomes part of the lake: one decision, then steps that may be done again until they are all done.

The decision is a file, `_staging/<run_id>/COMMIT.json`, that names all parts. Before it is there, the run leaves nothing but
staging; from then on the run is committed, and whoever writes next finishes what its own process did not
(`roll_forward`). Each step looks first whether it was done, so that any prefix of them may be repeated.
"""

import datetime
import errno
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, NamedTuple

import pyarrow as pa

from pipeline.lake.delta import Change, checkpoint_if_due, commit_change, committed_version, drop_torn_entries, ensure_table
from pipeline.lake.faults import crash_point
from pipeline.lake.layout import STAGING, Lake, LakeError, decision_path, staged_path
from pipeline.lake.lock import COMMIT_LOCK, hold
from pipeline.lake.reading import committed_files
from pipeline.lake.staging import Rewritten, StagedPart, packed, rewrite_without, stage
from transforms.tables import TABLES, Run, to_arrow

_RESERVE: Final = 8_000_000
"""Bytes that must be free when a run is decided: log entries, a checkpoint and the row of `runs` are still to be written."""
_THREADS: Final = 8
_REWRITTEN_BYTES: Final = 8_000_000
"""Files of a partition up to this size together are rewritten as one; in memory they are several times larger."""


class Manifest(NamedTuple):
    """What a decision says."""

    run_id: str
    changes: tuple[Change, ...]
    run: Run | None  # None: maintenance (a compaction, a rebuild), which is no run
    data_change: bool = True
    files: tuple[str, ...] = ()  # that belong to no table: where they are to be, below the lake


class Replaced(NamedTuple):
    """Rows that a commit takes out of whatever files hold them then."""

    table: str
    columns: Sequence[str]  # of texts
    values: Collection[str]  # of these columns: the rows that have one of them in any go
    days: Collection[datetime.date | None] | None = None  # only files of these partitions; None: all


class Committed(NamedTuple):
    """What came of `commit_run`."""

    run_id: str
    already: bool  # the run was committed before: nothing was changed
    versions: dict[str, int]  # of each table's log; empty if it was committed before


def _nothing() -> None:
    """The check of a caller that holds no lock that could be lost."""


def commit_run(
    lake: Lake,
    run: Run,
    parts: Iterable[StagedPart],
    replaced: Mapping[str, Collection[str]] | None = None,
    check: Callable[[], None] = _nothing,
    files: Iterable[str] = (),
) -> Committed:
    """Commit what a run has staged, all of it or nothing.

    Args:
        lake: the lake.
        run: its row of `runs`; `table_versions` is filled in here.
        parts: the staged parts of all tables but `runs`.
        replaced: for each derived table the values of its first key column whose rows the new parts replace: those of the new
            rows and those that vanish. Rows are taken out of whatever files hold them now, wherever they lie.
        check: raises if the run may no longer commit (`Writer.check`).
        files: staged files that belong to no table (`pipeline.lake.raw`): where they are to be, below the lake.

    Returns:
        the versions of all logs; `already` if the run was committed before, by this process or another.

    Raises:
        LakeError: if the lake is not as its logs say.
        OSError: if the disk is full or the store is lost. Before the decision nothing has changed; after it the next writer
            finishes the run.
    """
    parts = list(parts)
    if any(part.table == "runs" for part in parts):
        raise ValueError("the row of runs is written by the commit itself")
    with hold(lake, COMMIT_LOCK, run.run_id) as lock:
        roll_forward_decided(lake, lock.check)
        if committed_version(lake, "runs", run.run_id) is not None:
            remove_staging(lake, run.run_id)
            return Committed(run.run_id, True, {})
        changes = _changes(lake, run.run_id, parts, _by_key(replaced or {}))
        check()
        lock.check()
        write_decision(lake, Manifest(run.run_id, changes, run, files=tuple(files)))
        return Committed(run.run_id, False, roll_forward(lake, run.run_id, lock.check))


def replace_rows(
    lake: Lake, run_id: str, parts: Iterable[StagedPart], replaced: Iterable[Replaced], check: Callable[[], None] = _nothing
) -> dict[str, int]:
    """Commit staged parts in place of rows of any tables, evidence too: maintenance, which is no run and has no row in `runs`.

    The caller holds the commit lock and has rolled forward what was decided. Atomic as `commit_run` is.

    Args:
        lake: the lake.
        run_id: under which the parts are staged; each call has one of its own.
        parts: the staged parts, those of `runs` too if its rows are replaced.
        replaced: the rows that they replace, each table once.
        check: raises if the caller may no longer commit.

    Returns:
        the versions of the logs that changed.

    Raises:
        LakeError, OSError: as `commit_run`.
    """
    changes = _changes(lake, run_id, parts, replaced)
    check()
    write_decision(lake, Manifest(run_id, changes, None))
    return roll_forward(lake, run_id, check)


def _by_key(replaced: Mapping[str, Collection[str]]) -> Iterator[Replaced]:
    for table, ids in replaced.items():
        if not TABLES[table].derived:
            raise ValueError(f"{table} is append-only: a run does not replace its rows")
        yield Replaced(table, TABLES[table].key[:1], ids)


def _changes(lake: Lake, run_id: str, parts: Iterable[StagedPart], replaced: Iterable[Replaced]) -> tuple[Change, ...]:
    adds: dict[str, dict[str, StagedPart]] = {}
    for part in parts:
        adds.setdefault(part.table, {})[part.path] = part  # a part that was reported twice is one part
    removes: dict[str, list[str]] = {}
    for rows in replaced:
        for rewritten in _rewrite(lake, run_id, rows):
            removes.setdefault(rows.table, []).extend(rewritten.removed)
            if rewritten.part:
                adds.setdefault(rows.table, {})[rewritten.part.path] = rewritten.part
    return tuple(
        Change(table, tuple(sorted(adds.get(table, {}).values(), key=lambda part: part.path)), tuple(removes.get(table, ())))
        for table in TABLES
        if table in adds or table in removes
    )


def _rewrite(lake: Lake, run_id: str, rows: Replaced) -> list[Rewritten]:
    files = [file for file in committed_files(lake, rows.table) if rows.days is None or file.partition in rows.days]
    if not rows.values or not files:
        return []
    wanted = pa.array(list(rows.values), pa.string())
    with ThreadPoolExecutor(_THREADS) as pool:
        groups = packed(files, _REWRITTEN_BYTES)
        done = list(pool.map(lambda group: rewrite_without(lake, run_id, rows.table, group, wanted, rows.columns), groups))
    return [rewritten for rewritten in done if rewritten]


def write_decision(lake: Lake, manifest: Manifest) -> None:
    """Decide a run: from here on it is committed. The caller holds the commit lock.

    Raises:
        LakeError: if it is decided already, or a part is not staged as it was reported.
        OSError: if there is no room for what follows, or the decision cannot be written.
    """
    where = decision_path(manifest.run_id)
    if lake.store.exists(where):
        raise LakeError(f"run {manifest.run_id} is decided already; `wirelake lake recover` finishes it")
    staged = {entry.path: entry.size for entry in lake.store.files(staged_path(manifest.run_id))}
    paths = []
    for change in manifest.changes:
        for part in change.adds:
            path = staged_path(manifest.run_id, part.path)
            if staged.get(path) != part.size:
                raise LakeError(f"{lake.uri}/{path} should have {part.size} bytes and has {staged.get(path)}; run it again")
            paths.append(path)
    for path in manifest.files:
        if staged_path(manifest.run_id, path) not in staged:
            raise LakeError(f"{lake.uri}/{staged_path(manifest.run_id, path)} should be staged and is not; run it again")
        paths.append(staged_path(manifest.run_id, path))
    free = lake.store.free_bytes()
    if free is not None and free < _RESERVE:
        raise OSError(
            errno.ENOSPC, f"only {free:,} bytes are free, {_RESERVE:,} are needed to commit; nothing was changed", lake.uri
        )
    lake.store.sync(paths)
    crash_point("decision.before_write")
    lake.store.write_bytes(where, _to_json(manifest))
    crash_point("decision.after_write")


def roll_forward(lake: Lake, run_id: str, check: Callable[[], None] = _nothing) -> dict[str, int]:
    """Do, or finish, what a decision says. The caller holds the commit lock.

    Returns:
        the version of each table's log.

    Raises:
        LakeError: if a part is neither staged nor in place, or a file to be replaced is not in its table.
    """
    manifest = _from_json(lake.store.read_bytes(decision_path(run_id)))
    changes = {change.table: change for change in manifest.changes}
    versions = {}
    _place(lake, run_id, manifest.files)
    for table in TABLES:
        check()
        if table in changes:
            versions[table] = _apply(lake, manifest, changes[table])
        elif manifest.run and table != "runs":
            versions[table] = int(ensure_table(lake, table).version())
    if manifest.run:
        check()
        versions["runs"] = _finish(lake, manifest.run, versions)
    remove_staging(lake, run_id)
    return versions


def _apply(lake: Lake, manifest: Manifest, change: Change) -> int:
    version = committed_version(lake, change.table, manifest.run_id)
    if version is None:
        _place(lake, manifest.run_id, [part.path for part in change.adds])
        version = commit_change(lake, manifest.run_id, change, manifest.data_change)
    for path in change.removes:
        crash_point("replaced.before_delete")
        lake.store.delete(path)
        crash_point("replaced.after_delete")
    lake.store.sync(change.removes)
    checkpoint_if_due(lake, change.table, version)
    return version


def _place(lake: Lake, run_id: str, paths: Sequence[str]) -> None:
    for path in paths:
        crash_point("move.before")
        try:
            lake.store.move(staged_path(run_id, path), path)
        except FileNotFoundError as error:
            raise LakeError(f"{lake.uri}/{path}: run {run_id} is decided and this part is gone; restore it") from error
        crash_point("move.after")
    lake.store.sync(paths)


def _finish(lake: Lake, run: Run, versions: Mapping[str, int]) -> int:
    version = committed_version(lake, "runs", run.run_id)
    if version is None:
        crash_point("runs.before_part")
        row = run._replace(table_versions=json.dumps(versions, sort_keys=True))
        part = stage(lake, run.run_id, "runs", None, "run", to_arrow("runs", [row]))
        _place(lake, run.run_id, [part.path])
        crash_point("runs.before_commit")
        version = commit_change(lake, run.run_id, Change("runs", (part,), ()))
        crash_point("runs.after_commit")
    checkpoint_if_due(lake, "runs", version)
    return version


def remove_staging(lake: Lake, run_id: str) -> None:
    """Remove what a run has staged: its decision first, so that what a crash leaves of the rest is undecided staging."""
    crash_point("staging.before_remove")
    lake.store.delete(decision_path(run_id))
    lake.store.sync([decision_path(run_id)])
    crash_point("staging.between")
    lake.store.delete_tree(staged_path(run_id))


def discard(lake: Lake, run_id: str) -> None:
    """Remove what a failed run has staged, unless it is decided; a store that is lost is left to the next recovery."""
    with suppress(OSError):
        if not is_decided(lake, run_id):
            remove_staging(lake, run_id)


def staged_runs(lake: Lake) -> list[str]:
    """The runs that have anything in staging, oldest name first."""
    return lake.store.folders(STAGING)


def is_decided(lake: Lake, run_id: str) -> bool:
    """Whether a run in staging has its decision."""
    return lake.store.exists(decision_path(run_id))


def roll_forward_decided(lake: Lake, check: Callable[[], None] = _nothing) -> list[str]:
    """Finish all decided runs; the caller holds the commit lock. Returns their ids."""
    decided = [run_id for run_id in staged_runs(lake) if is_decided(lake, run_id)]
    for run_id in decided:
        crash_point("recover.before_roll")
        for table in TABLES:
            drop_torn_entries(lake, table)
        roll_forward(lake, run_id, check)
    return decided


def _to_json(manifest: Manifest) -> bytes:
    def plain(part: StagedPart) -> dict[str, Any]:
        return part._asdict() | {"partition": part.partition.isoformat() if part.partition else None}

    content = {
        "run_id": manifest.run_id,
        "data_change": manifest.data_change,
        "changes": [
            {"table": change.table, "adds": [plain(part) for part in change.adds], "removes": list(change.removes)}
            for change in manifest.changes
        ],
        "run": manifest.run._asdict() if manifest.run else None,
        "files": list(manifest.files),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _from_json(data: bytes) -> Manifest:
    content = json.loads(data)

    def part(fields: dict[str, Any]) -> StagedPart:
        day = fields["partition"]
        return StagedPart(**fields | {"partition": datetime.date.fromisoformat(day) if day else None})

    changes = tuple(
        Change(change["table"], tuple(part(fields) for fields in change["adds"]), tuple(change["removes"]))
        for change in content["changes"]
    )
    row = content["run"]
    run = Run(**row | {"inputs": tuple(row["inputs"])}) if row else None
    return Manifest(content["run_id"], changes, run, content["data_change"], tuple(content.get("files", ())))
