"""Facts of stored articles read again with the present rules, a partition of `facts` at a time. Imports no Beam.

Each partition is one commit: its new facts in place of the older ones, the facts of the stories that they touch, and a row of
`source_state` that remembers with which rules it was read. A call that was killed goes on where it was.
"""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from pipeline.lake.commit import Replaced, discard, replace_rows, roll_forward_decided
from pipeline.lake.compact import compact_if_needed
from pipeline.lake.delta import log_version
from pipeline.lake.layout import REBUILD, Lake
from pipeline.lake.lock import COMMIT_LOCK, INGEST_LOCK, hold, lease_name
from pipeline.lake.reading import committed_files, dataset_of, open_dataset, scan
from pipeline.lake.recover import recover
from pipeline.lake.staging import PartWriter, StagedPart, stage
from pipeline.rebuild_stories import Day, ReadAgain, stage_story_facts
from transforms.chain import packed_facts
from transforms.extraction.extract import GRAMMAR_VERSION
from transforms.packing import unpack_facts
from transforms.pool import PoolSettings, WorkerPool, task_error
from transforms.records import Article, FactSet, SourceState
from transforms.tables import TABLES, from_arrow, partition_value, to_arrow

KIND: Final = "facts"
"""`source_state.kind` of a partition that was read again: `etag` is the version of the rules, `seen_entry_ids` are the runs
whose articles were read, `size` is the number of revisions, `last_polled_at` the time."""
_IN_FLIGHT: Final = 32  # articles a worker process that are handed out ahead


class Rebuilt(NamedTuple):
    """What was done so far."""

    checked: int = 0  # partitions that were looked at
    partitions: int = 0  # of these, those that were changed
    of: int = 0  # partitions that there are
    articles: int = 0  # revisions read again
    facts: int = 0  # that they have now
    stories: int = 0  # whose facts were made anew
    failed: int = 0  # revisions that could not be read within the limits: they keep the facts that they had


class Stale(NamedTuple):
    """The articles of a partition that the present rules have not read."""

    article_ids: frozenset[str]
    outdated: frozenset[str]  # of these, those that have facts by other rules
    run_ids: frozenset[str]  # the runs that brought them


@dataclass(frozen=True)
class _Rebuild:
    """What is the same for all partitions of one call."""

    lake: Lake
    workers: WorkerPool
    check: Callable[[], None]  # raises if the lock of writers is lost
    tell: Callable[[Rebuilt], None]


def rebuild_facts(
    lake: Lake,
    pool: PoolSettings | None = None,
    listener: Callable[[Rebuilt], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Rebuilt:
    """Read again what other rules than the present ones have read, as a writer of its own; nothing to do changes nothing.

    Args:
        lake: the lake.
        pool: worker processes, and the limits of one article; None: the defaults.
        listener: told how far it is.
        on_wait: told once, in one line, who is being waited for.

    Raises:
        LakeError: if the lake is not as its logs say.
        OSError: if it cannot be written. Partitions that were committed stay.
    """
    done = Rebuilt()
    with hold(lake, INGEST_LOCK, "rebuild of facts", on_wait=on_wait) as lock, _workers(pool or PoolSettings()) as workers:
        recover(lake)
        call = _Rebuild(lake, workers, lock.check, listener or (lambda _: None))
        days = sorted({file.partition for file in committed_files(lake, "articles")}, key=_null_last)
        known, markers = _runs_of_these_rules(lake), _markers(lake)
        done = Rebuilt(of=len(days))
        for number, day in enumerate(days, 1):
            marker = markers.get(marker_uri(day))
            stale = find_stale(lake, day, known, marker)
            if stale.article_ids:
                done = _rebuild_partition(call, day, stale, marker, done)
            done = done._replace(checked=number)
            call.tell(done)
        if done.partitions:
            compact_if_needed(lake)
    return done


def _null_last(day: Day) -> tuple[bool, str]:
    return day is None, partition_value(day)


@contextmanager
def _workers(settings: PoolSettings) -> Iterator[WorkerPool]:
    pool = WorkerPool(settings)
    try:
        yield pool
    finally:
        pool.stop()


# ------------------------------------------------------------------ what is to be done


def marker_uri(day: Day) -> str:
    """The key in `source_state` of a partition of `facts`."""
    return f"facts/published_date={partition_value(day)}"


def _markers(lake: Lake) -> dict[str, SourceState]:
    rows = open_dataset(lake, "source_state").to_table(filter=pads.field("kind") == KIND)
    return {state.source_uri: state for state in from_arrow(SourceState, rows)}


def _runs_of_these_rules(lake: Lake) -> frozenset[str]:
    rows = open_dataset(lake, "runs").to_table(["run_id"], filter=pads.field("rule_version") == GRAMMAR_VERSION)
    return frozenset(rows["run_id"].to_pylist())


def find_stale(lake: Lake, day: Day, known: Collection[str], marker: SourceState | None) -> Stale:
    """The articles of a partition that the present rules have not read.

    Those are the articles that have facts by other rules, and articles without facts, unless they came by a run of `known` or
    the marker says that they were read again.
    """
    versions = _rows_of(lake, "facts", day).to_table(["article_id", "revision", "rule_version"])
    current = pc.fill_null(pc.equal(versions["rule_version"], GRAMMAR_VERSION), False)
    by_others = set(versions.filter(pc.invert(current))["article_id"].to_pylist())
    stated = set(zip(versions["article_id"].to_pylist(), versions["revision"].to_pylist(), strict=True))
    read = set(known)
    if marker and marker.etag == GRAMMAR_VERSION:
        read.update(marker.seen_entry_ids)
    rows = _rows_of(lake, "articles", day).to_table(["article_id", "revision", "run_id"])
    columns = (rows[name].to_pylist() for name in rows.column_names)
    found = [
        (article_id, run_id)
        for article_id, revision, run_id in zip(*columns, strict=True)
        if article_id in by_others or ((article_id, revision) not in stated and run_id not in read)
    ]
    ids = frozenset(article_id for article_id, _ in found)
    return Stale(ids, ids & by_others, frozenset(run_id for _, run_id in found))


def _rows_of(lake: Lake, table: str, day: Day) -> pads.Dataset:
    return dataset_of(lake, table, [file for file in committed_files(lake, table) if file.partition == day])


# ------------------------------------------------------------------ one partition


def _rebuild_partition(call: _Rebuild, day: Day, stale: Stale, marker: SourceState | None, done: Rebuilt) -> Rebuilt:
    """Read a partition's stale articles again and commit what came of it; nothing if no article could be read."""
    run_id = REBUILD + uuid4().hex
    with hold(call.lake, lease_name(run_id), "rebuild of facts"):
        try:
            reading = _Reading(call, run_id, day, stale)
            reading.read(done)
            if reading.articles:
                stories = _commit(call, run_id, reading, marker)
                done = done._replace(
                    partitions=done.partitions + 1,
                    articles=done.articles + reading.articles,
                    facts=done.facts + reading.facts,
                    stories=done.stories + stories,
                )
            else:
                discard(call.lake, run_id)
        except BaseException:
            discard(call.lake, run_id)
            raise
    return done._replace(failed=done.failed + len(reading.failed))


class _Reading:
    """The stale articles of one partition, read again: their facts are staged as they come."""

    def __init__(self, call: _Rebuild, run_id: str, day: Day, stale: Stale) -> None:
        """Nothing is read yet."""
        self.day = day
        self.stale = stale
        self.parts: list[StagedPart] = []
        self.changed = set(stale.outdated)  # articles that had facts, or have
        self.failed: dict[tuple[str, int], str] = {}  # revisions that could not be read, with the runs that brought them
        self.unread_runs: set[str] = set()  # runs of failed revisions without facts: no older row tells of them
        self.articles = self.facts = 0
        self._call = call
        self._writer = PartWriter(call.lake, run_id, "facts", "")

    def read(self, done: Rebuilt) -> None:
        """Read all of them; `done` is what to add to when telling how far it is."""
        waiting: deque[tuple[Article, str, Future[FactSet]]] = deque()
        workers = self._call.workers
        for article, run_id in self._articles():
            waiting.append((article, run_id, workers.submit(packed_facts, article)))
            if len(waiting) > _IN_FLIGHT * workers.processes:
                self._take(*waiting.popleft())
                self._call.tell(done._replace(articles=done.articles + self.articles, facts=done.facts + self.facts))
        while waiting:
            self._take(*waiting.popleft())
        self._keep_facts_of_failed()
        self.parts = self._writer.close()

    def _articles(self) -> Iterator[tuple[Article, str]]:
        columns = [*Article._fields, "run_id"]
        wanted = pads.field("article_id").isin(sorted(self.stale.article_ids))
        for rows in scan(_rows_of(self._call.lake, "articles", self.day), columns, wanted):
            yield from zip(from_arrow(Article, rows), rows["run_id"].to_pylist(), strict=True)

    def _take(self, article: Article, run_id: str, future: "Future[FactSet]") -> None:
        """The facts of one article; they keep the `run_id` of the run that brought it."""
        try:
            facts = unpack_facts(future.result())
        except Exception as error:
            if task_error(error, self._call.workers.settings) is None:
                raise
            self.failed[article.article_id, article.revision] = run_id
            return
        self.articles += 1
        self.facts += len(facts)
        if facts:
            self.changed.add(article.article_id)
            self._writer.add(to_arrow("facts", facts, run_id=run_id, published_date=self.day))

    def _keep_facts_of_failed(self) -> None:
        """Stage what a revision that could not be read has now: all rows of its article are replaced."""
        if self.failed:
            kept: set[tuple[str, int]] = set()
            wanted = pads.field("article_id").isin(sorted({article_id for article_id, _ in self.failed}))
            for rows in scan(_rows_of(self._call.lake, "facts", self.day), TABLES["facts"].schema.names, wanted):
                keys = list(zip(rows["article_id"].to_pylist(), rows["revision"].to_pylist(), strict=True))
                self._writer.add(rows.filter(pa.array([key in self.failed for key in keys], pa.bool_())))
                kept.update(keys)
            self.unread_runs = {run_id for key, run_id in self.failed.items() if key not in kept}


def _commit(call: _Rebuild, run_id: str, reading: _Reading, marker: SourceState | None) -> int:
    """Commit the facts of one partition with those of the stories that they touch; the number of these stories.

    A stream may write meanwhile: if it changed stories, theirs are made anew once more, where nobody can change them.
    """
    lake = call.lake
    read = ReadAgain(reading.day, reading.stale.article_ids, reading.changed, reading.parts)
    seen = log_version(lake, "stories")
    made = stage_story_facts(lake, run_id, read, call.workers, "")
    state = _new_marker(reading, marker)
    marked = stage(lake, run_id, "source_state", None, "facts", to_arrow("source_state", [state], run_id=run_id))
    replaced = [
        Replaced("facts", ["article_id"], reading.stale.article_ids, [reading.day]),
        Replaced("source_state", ["source_uri"], [state.source_uri] if marker else []),
    ]
    with hold(lake, COMMIT_LOCK, "rebuild of facts") as lock:

        def check() -> None:
            call.check()
            lock.check()

        roll_forward_decided(lake, check)
        if log_version(lake, "stories") != seen:
            made = stage_story_facts(lake, run_id, read, call.workers, "again-")
        replace_rows(lake, run_id, [*reading.parts, *made.parts, marked], [*replaced, made.replaced], check)
    return len(made.replaced.values)


def _new_marker(reading: _Reading, marker: SourceState | None) -> SourceState:
    """What is remembered: the runs of which each article of the partition without facts has none by the present rules."""
    runs = set(reading.stale.run_ids)
    if marker and marker.etag == GRAMMAR_VERSION:
        runs.update(marker.seen_entry_ids)
    return SourceState(
        source_uri=marker_uri(reading.day),
        kind=KIND,
        size=reading.articles,
        mtime=None,
        etag=GRAMMAR_VERSION,
        last_modified=None,
        last_polled_at=time.time_ns() // 1000,
        last_status=None,
        failures=len(reading.failed),
        next_poll_at=None,
        seen_entry_ids=sorted(runs - reading.unread_runs),
    )
