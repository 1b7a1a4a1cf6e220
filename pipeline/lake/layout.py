"""Where everything lies in a lake, and what makes a folder a lake.

    <lake>/_wirelake.json                                  the marker, with the version of this layout
    <lake>/<table>/<column>=<day>/part-<run>-<shard>.parquet   rows (tables without partition: directly in <table>/)
    <lake>/<table>/_delta_log/                             the table's Delta log: the list of its committed files
    <lake>/_staging/<run_id>/<path as above>               parts of a run that is not in place yet
    <lake>/_staging/<run_id>/COMMIT.json                   the run's decision (pipeline.lake.commit)
    <lake>/_raw/<day>/<run_id>-<digest>.warc.gz            what a run fetched, as it came (--keep-raw)
    <lake>/_locks/                                         locks and leases (pipeline.lake.lock)

Names that start with `_` or `.` are skipped by Hive-style readers.
"""

import datetime
import json
import os
import re
from dataclasses import dataclass
from typing import Final

from pipeline.lake.faults import crash_point
from pipeline.lake.store import TEMPORARY, Store, is_local, normal_uri, open_store, storage_options
from transforms.errors import UserError
from transforms.tables import TABLES, partition_value

LAYOUT_VERSION: Final = 1
MARKER: Final = "_wirelake.json"
STAGING: Final = "_staging"
RAW: Final = "_raw"
LOCKS: Final = "_locks"
DELTA_LOG: Final = "_delta_log"
DECISION: Final = "COMMIT.json"
COMPACTION: Final = "_compact-"
"""Start of the run ids of compactions: no user's run id can begin so."""
REBUILD: Final = "_rebuild-"
"""Start of the run ids of rebuilds."""
FORGETTING: Final = "_forget-"
"""Start of the run ids of removals: takedowns, and what is too old."""

_RUN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_SHARD: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class LakeError(UserError):
    """The lake is not as its logs say, or is busy: one line with what is wrong and what to do."""


@dataclass(frozen=True)
class Lake:
    """One lake by its address; small and picklable, so that workers build it anew."""

    uri: str  # as `normal_uri` spells it

    @property
    def store(self) -> Store:
        """Its files."""
        return open_store(self.uri)

    @property
    def local(self) -> bool:
        """Whether it lies on the local disk."""
        return is_local(self.uri)

    @property
    def options(self) -> dict[str, str]:
        """Storage options for `deltalake`."""
        return storage_options(self.uri)

    def table_uri(self, table: str) -> str:
        """The address of a table's folder."""
        return f"{self.uri}/{table}"


def check_run_id(run_id: str) -> str:
    """The run id, if it can be a folder and a file name on any store.

    Raises:
        UserError: (wrong usage) otherwise.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise UserError(
            f"run id {run_id!r} cannot be used: take 1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit", 2
        )
    return run_id


def part_path(table: str, partition: datetime.date | None, run_id: str, shard: str) -> str:
    """The path of a part below the lake: a function of table, partition, run and shard, so that a replay names the same file.

    Raises:
        ValueError: if the shard is no plain name of at most 64 characters.
    """
    if not _SHARD.fullmatch(shard):
        raise ValueError(f"shard {shard!r} is no plain name")
    column = TABLES[table].partition
    folder = f"{table}/{column}={partition_value(partition)}" if column else table
    return f"{folder}/part-{run_id}-{shard}.parquet"


def staged_path(run_id: str, path: str = "") -> str:
    """Where a run keeps the file that will be `path`; the run's staging folder if no path is given."""
    return f"{STAGING}/{run_id}/{path}" if path else f"{STAGING}/{run_id}"


def decision_path(run_id: str) -> str:
    """Where a run's decision lies."""
    return staged_path(run_id, DECISION)


def lake_exists(uri: str) -> bool:
    """Whether there is a lake at this address."""
    return open_store(normal_uri(uri)).exists(MARKER)


def open_lake(uri: str, create: bool = False) -> Lake:
    """The lake at an address.

    Args:
        uri: a path or the address of a folder on an object store.
        create: make an empty lake if there is nothing yet (a folder that is missing or empty).

    Raises:
        LakeError: if there is none (and `create` is false), if the place holds something else, if it cannot be written, or if
            the lake's layout is newer than this code.
    """
    lake = Lake(normal_uri(uri))
    try:
        if not lake.store.exists(MARKER):
            if not create:
                raise LakeError(f"{lake.uri} is no lake; `wirelake ingest INPUT --lake {uri}` makes one")
            _create(lake)
        _check_version(lake)
    except OSError as error:
        raise LakeError(f"{lake.uri} cannot be used as a lake: {str(error.strerror or error).splitlines()[0]}") from error
    return lake


def _create(lake: Lake) -> None:
    if _holds_something(lake):
        raise LakeError(f"{lake.uri} holds something that is no lake; name an empty or a new folder")
    if lake.local:
        os.makedirs(lake.uri, exist_ok=True)
    crash_point("lake.before_marker")
    content = json.dumps({"layout_version": LAYOUT_VERSION, "made_by": "wirelake"}) + "\n"
    lake.store.write_bytes(MARKER, content.encode())
    crash_point("lake.after_marker")


def _holds_something(lake: Lake) -> bool:
    """Whether the place is in use; what a killed `_create` left does not count."""
    if lake.local:
        if os.path.lexists(lake.uri) and not os.path.isdir(lake.uri):
            return True
        return os.path.isdir(lake.uri) and any(not name.startswith(TEMPORARY) for name in os.listdir(lake.uri))
    return next(iter(lake.store.files()), None) is not None


def _check_version(lake: Lake) -> None:
    try:
        version = json.loads(lake.store.read_bytes(MARKER))["layout_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise LakeError(f'{lake.uri}/{MARKER} is damaged; it should read {{"layout_version": {LAYOUT_VERSION}}}') from error
    if version != LAYOUT_VERSION:
        raise LakeError(f"{lake.uri} has layout {version}, this wirelake reads layout {LAYOUT_VERSION}; use a matching version")
