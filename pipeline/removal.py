"""Articles taken out of a lake, out of every table and file; the stories that they were in are made anew from what remains.

One decision and a roll-forward like a run's: the files that hold a row of theirs are written again without it, the old ones are
deleted, and the runs that brought the rows say so (`removed_…` in `runs.counters`), so that `lake verify` still adds up.
"""

import datetime
import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple
from uuid import uuid4

import pyarrow as pa
import pyarrow.dataset as pads

from pipeline.lake.commit import Replaced, discard, replace_rows, roll_forward_decided
from pipeline.lake.layout import FORGETTING, Lake
from pipeline.lake.lock import COMMIT_LOCK, INGEST_LOCK, hold, lease_name
from pipeline.lake.raw import raw_before, raw_with, rewrite_raw
from pipeline.lake.reading import FORGOTTEN, forgotten_ids, open_dataset
from pipeline.lake.recover import recover
from pipeline.lake.staging import StagedPart, stage
from pipeline.removal_stories import Restated, restate, stage_restated
from transforms import counters
from transforms.records import SourceState
from transforms.tables import to_arrow
from transforms.text.urls import canonical_url

_COUNTED: Final = ("articles", "sightings", "rejects")
"""Tables whose rows `runs.counters` accounts for."""
_ID_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "articles": ("article_id",),
    "sightings": ("article_id",),
    "facts": ("article_id",),
    "signatures": ("article_id",),
    "links": ("article_id", "is_based_on"),
    "rejects": ("reject_id",),
}
"""Where a row tells which article it is of; a row of `links` is of two."""


class Removal(NamedTuple):
    """What is to go."""

    article_ids: Collection[str] = ()  # with all their revisions
    reject_ids: Collection[str] = ()
    forgotten: Collection[str] = ()  # article ids that are refused from now on, in the lake or not
    addresses: Collection[str] = ()  # what was fetched from these (`--keep-raw`)
    texts: Collection[bytes] = ()  # what was fetched and holds one of these
    before: datetime.date | None = None  # what was fetched on earlier days


class Removed(NamedTuple):
    """What went, or would go: rows by table, and what became of stories."""

    rows: dict[str, int]
    articles: int  # not revisions
    stories_changed: int
    stories_gone: int
    forgotten: int  # article ids that are refused and were not before
    raw_records: int  # answers that were kept as they came
    raw_files: int  # whole files of them, by their day


class Remover:
    """A writer that nobody writes beside, until its block ends: what it finds in the lake stays so."""

    def __init__(self, lake: Lake, check: Callable[[], None]) -> None:
        """Keep the lake; `check` raises if a lock is lost."""
        self.lake = lake
        self._check = check

    def remove(self, removal: Removal, dry_run: bool = False) -> Removed:
        """Take rows out in one commit; nothing to do changes nothing, and a dry run only counts.

        Raises:
            LakeError: if the lake is not as its logs say.
            OSError: if it cannot be written. Before the decision nothing has changed; after it the next writer finishes.
        """
        removal = removal._replace(forgotten=set(removal.forgotten) - forgotten_ids(self.lake))
        rows, lost = self._count(removal)
        restated = restate(self.lake, frozenset(removal.article_ids))
        changed, gone = len(restated.stories), len(restated.replaced) - len(restated.kept)
        records, files = self._raw(removal, dry_run)  # first: if this is killed, a second call finds the articles and goes on
        removed = Removed(rows, len(set(removal.article_ids)), changed, gone, len(removal.forgotten), records, files)
        if not dry_run and (any(rows.values()) or removal.forgotten):
            self._commit(removal, lost, restated)
        return removed

    def _raw(self, removal: Removal, dry_run: bool) -> tuple[int, int]:
        """Take out what was kept as it came; the numbers of records, and of whole files."""

        def wanted(address: str) -> bool:
            return address in removal.addresses or canonical_url(address) in removal.addresses

        files = raw_before(self.lake, removal.before) if removal.before else []
        found = raw_with(self.lake, wanted, removal.texts) if removal.addresses or removal.texts else {}
        if not dry_run:
            for path in files:
                self.lake.store.delete(path)
            for path, members in found.items():
                rewrite_raw(self.lake, path, members)
        return sum(member.goes for members in found.values() for member in members), len(files)

    def _count(self, removal: Removal) -> tuple[dict[str, int], dict[str, Counter[str]]]:
        """Rows that go by table, and by run for the tables that runs account for."""
        rows, lost = {}, {}
        for table, columns in _ID_COLUMNS.items():
            found = _rows_of(self.lake, table, columns, _ids(table, removal))
            rows[table] = len(found)
            if table in _COUNTED:
                lost[table] = Counter(found["run_id"].to_pylist())
        return rows, lost

    def _commit(self, removal: Removal, lost: dict[str, Counter[str]], restated: Restated) -> None:
        run_id = FORGETTING + uuid4().hex
        lake = self.lake
        with hold(lake, lease_name(run_id), "removal of articles"):
            try:
                parts = stage_restated(lake, run_id, restated)
                parts += _stage_states(lake, run_id, removal.forgotten)
                run_ids = set().union(*lost.values())
                parts += _stage_runs(lake, run_id, run_ids, lost)
                replaced = [Replaced(table, columns, _ids(table, removal)) for table, columns in _ID_COLUMNS.items()]
                replaced += [Replaced(table, ["story_id"], restated.replaced) for table in ("stories", "story_facts")]
                replaced.append(Replaced("runs", ["run_id"], run_ids))
                replace_rows(lake, run_id, parts, replaced, self._check)
            except BaseException:
                discard(lake, run_id)
                raise


@contextmanager
def removing(lake: Lake, wait: bool = True, on_wait: Callable[[str], None] | None = None) -> Iterator[Remover]:
    """Be the only writer of a lake, runs, streams and compaction kept out, for the time of the block.

    Raises:
        LakeBusy: if another run writes and `wait` is false.
    """
    with hold(lake, INGEST_LOCK, "removal of articles", wait, on_wait) as ingest:
        recover(lake)
        with hold(lake, COMMIT_LOCK, "removal of articles", True, on_wait) as commit:

            def check() -> None:
                ingest.check()
                commit.check()

            roll_forward_decided(lake, check)
            yield Remover(lake, check)


def _ids(table: str, removal: Removal) -> Collection[str]:
    return removal.reject_ids if table == "rejects" else removal.article_ids


def _rows_of(lake: Lake, table: str, columns: Collection[str], ids: Collection[str]) -> pa.Table:
    """The runs of the rows that have one of the ids in any of the columns."""
    wanted = pa.array(list(ids), pa.string())
    condition = pads.scalar(False)
    for column in columns:
        condition = condition | pads.field(column).isin(wanted)
    return open_dataset(lake, table).to_table(["run_id"], filter=condition)


def _stage_states(lake: Lake, run_id: str, forgotten: Collection[str]) -> list[StagedPart]:
    """The rows of `source_state` that refuse articles."""
    now = time.time_ns() // 1000
    states = [
        SourceState(f"{FORGOTTEN}/{article_id}", FORGOTTEN, None, None, None, None, now, None, 0, None, [])
        for article_id in sorted(forgotten)
    ]
    return (
        [stage(lake, run_id, "source_state", None, FORGOTTEN, to_arrow("source_state", states, run_id=run_id))]
        if states
        else []
    )


def _stage_runs(lake: Lake, run_id: str, run_ids: Collection[str], lost: dict[str, Counter[str]]) -> list[StagedPart]:
    """The rows of `runs` that lose rows, with what they lost added to their counters."""
    rows = open_dataset(lake, "runs").to_table(filter=pads.field("run_id").isin(pa.array(list(run_ids), pa.string())))
    if not rows.num_rows:
        return []
    texts = []
    for name, text in zip(rows["run_id"].to_pylist(), rows["counters"].to_pylist(), strict=True):
        counted: dict[str, int] = json.loads(text or "{}")
        for table, by_run in lost.items():
            if by_run[name]:
                key = counters.REMOVED + table
                counted[key] = counted.get(key, 0) + by_run[name]
        texts.append(json.dumps(counted, sort_keys=True))
    at = rows.schema.get_field_index("counters")
    return [stage(lake, run_id, "runs", None, "counted", rows.set_column(at, "counters", pa.array(texts, pa.string())))]
