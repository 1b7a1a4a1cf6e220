"""Windows become runs of the lake: once, whatever an engine does twice, and after whatever was in the way is gone.

A run is named by the stream and the end of its (last) window. It is a writer like a batch run, for as long as it merges and
commits: nightly runs, compaction and streams take turns. Which messages a run brought stands in its row of `runs`: a window
that comes again, whole or in part, before or after others, gives what is not committed yet, nothing else.
"""

import datetime
import json
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pipeline.lake.commit import commit_run
from pipeline.lake.compact import compact_if_needed
from pipeline.lake.delta import log_version
from pipeline.lake.layout import Lake, LakeError
from pipeline.lake.reading import has_run, stored_states
from pipeline.lake.staging import StagedPart
from pipeline.lake.writer import writing
from pipeline.removal import forgotten_ids
from pipeline.runs import run_row
from pipeline.stream.history import History
from pipeline.stream.merge import Merged, merge_window
from pipeline.stream.polls import feed_counts, feed_states, sift_polls
from pipeline.stream.runs import brought_by, committed_of, job_path, run_name
from transforms.chain import ChainResult
from transforms.fetching.decisions import FEED
from transforms.limits import Limits
from transforms.parts import stage_part
from transforms.pool import PoolSettings, WorkerPool, shared_pool
from transforms.positions import Committed, Stretch, position_of
from transforms.process import Outcome, refuse_forgotten
from transforms.reading import is_unchanged
from transforms.records import Micros, PolledFeed, Processed, Reject, SourceState
from transforms.states import FILE, file_state
from transforms.tables import Run

_LONGEST_WAIT: Final = 30.0
_TURN: Final = 0.2
"""Seconds between two windows in which another writer that polls for the lock gets it."""
_TOGETHER: Final = 2_000
"""Records up to which waiting windows become one run: some seconds of work, and a memory that does not grow with a backlog."""
_WATCHED: Final = ("runs", "facts")
"""Tables whose logs tell that somebody else has written: runs add to the first, rebuilds change the second."""


class StreamSettings(NamedTuple):
    """What committing a window takes."""

    lake: Lake
    name: str
    job: str  # this job's own id: the latest job of a name is the one that may commit
    settings_sha256: str
    runner: str
    lookback_days: int
    expiry: Micros
    most_articles: int
    patience: float  # seconds for which a lake that cannot be written is tried again
    compact_files: int
    limits: Limits
    pool: PoolSettings


class Window(NamedTuple):
    """One window's records, as they came."""

    start: Micros
    end: Micros
    processed: Sequence[Processed]
    rejects: Sequence[Reject]
    outcomes: Sequence[Outcome]
    polled: Sequence[PolledFeed] = ()

    @property
    def records(self) -> int:
        """Articles and rejects."""
        return len(self.processed) + len(self.rejects)


@dataclass(eq=False)
class _Waiting:
    """A window that waits for its turn, or for another's to take it along."""

    window: Window
    done: bool = False


def joined(windows: Iterable[Window]) -> Window:
    """Windows as one, their records in the order of their ends; at least one."""
    parts = sorted(windows, key=lambda one: (one.end, one.start))
    columns = zip(*(one[2:] for one in parts), strict=True)
    start, end = min(one.start for one in parts), parts[-1].end
    return Window(start, end, *([record for part in column for record in part] for column in columns))


class JobReplaced(LakeError):
    """The stream was stopped, or a newer job of its name has begun: this one must end."""


@dataclass
class Committer:
    """Commits the windows of one stream, one after the other. Keeps the history between them."""

    settings: StreamSettings
    tell: Callable[[str], None] = logging.getLogger(__name__).warning

    def __post_init__(self) -> None:
        self._history: History | None = None
        self._seen: tuple[int, ...] = ()
        self._positions = Committed()
        self._forgotten: frozenset[str] = frozenset()
        self._turn = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._queue = threading.Lock()  # of `_waiting`

    def commit(self, *windows: Window) -> dict[str, int]:
        """Bring windows into the lake; counters, empty if all of it was there or came in with windows of other threads.

        Windows that wait for the one that is being committed go together, as one run: a run has its price, however small.

        Raises:
            JobReplaced: if a newer job of the stream has begun.
            LakeError, OSError: if the lake cannot be written for longer than `patience`.
        """
        waiting = [_Waiting(window) for window in windows]
        with self._queue:
            self._waiting += waiting
        counts: Counter[str] = Counter()
        try:
            with self._turn:
                for one in waiting:
                    if not one.done:
                        counts.update(self._commit_with_others(one))
        finally:
            with self._queue:
                self._waiting = [one for one in self._waiting if one not in waiting]
        return dict(counts)

    def _commit_with_others(self, first: _Waiting) -> dict[str, int]:
        group, records = [first], first.window.records
        with self._queue:
            others = list(self._waiting)
        for one in others:
            if one is not first and not one.done and records + one.window.records <= _TOGETHER:
                group.append(one)
                records += one.window.records
        counts = self._commit_patiently(joined(one.window for one in group))
        for one in group:
            one.done = True
        return counts

    def _commit_patiently(self, window: Window) -> dict[str, int]:
        gives_up = time.monotonic() + self.settings.patience
        wait = 1.0
        while True:
            try:
                return self._commit(window)
            except JobReplaced:
                raise
            except (LakeError, OSError) as error:
                self._history = None  # whether the run was decided is read from the lake
                if time.monotonic() + wait > gives_up:
                    raise
                self.tell(f"{self.settings.lake.uri}: {error}; tried again in {wait:g} s")
            time.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _commit(self, window: Window) -> dict[str, int]:
        settings = self.settings
        lake = settings.lake
        time.sleep(_TURN)
        run_id = self._free_name(window.end)
        with writing(lake, run_id) as writer:
            self._check_job()
            if has_run(lake, run_id):
                return self._commit_again(window)
            history = self._refreshed()
            known = self._file_states_before(window.outcomes)
            rest = self._not_refused(self._not_committed(window, known))
            if not any((rest.processed, rest.rejects, rest.outcomes, rest.polled)):
                return {}
            started = time.time_ns() // 1000
            workers = shared_pool(settings.pool)
            merged = merge_window(history, rest.processed, rest.rejects, settings.lookback_days, workers)
            states = [*_file_states(rest.outcomes, known, started), *feed_states(rest.polled, rest.outcomes, started)]
            parts = stage_window(lake, run_id, merged, states, started, workers)
            brought = brought_by(rest.outcomes)
            run = self._run(run_id, rest, merged, brought, started, history)
            stories = [one.story_id for one in merged.stories]
            replaced: dict[str, Collection[str]] = {
                "stories": [*stories, *merged.vanished],
                "story_facts": [*stories, *merged.vanished],
                "source_state": [one.source_uri for one in states],
            }
            commit_run(lake, run, parts, replaced, writer.check)
            self._absorb(history, merged, brought)
            compact_if_needed(lake, settings.compact_files)
            self._seen = self._versions()
        return merged.counts

    def _commit_again(self, window: Window) -> dict[str, int]:
        """Another committed under this name since it was chosen: choose again."""
        raise LakeError(f"the run of window {window.end} was committed meanwhile")

    def _free_name(self, end: Micros) -> str:
        again = 0
        while has_run(self.settings.lake, run_name(self.settings.name, end, again)):
            again += 1
        return run_name(self.settings.name, end, again)

    def _check_job(self) -> None:
        path = job_path(self.settings.name)
        store = self.settings.lake.store
        if store.exists(path) and json.loads(store.read_bytes(path))["job"] != self.settings.job:
            raise JobReplaced(
                f"stream {self.settings.name} on {self.settings.lake.uri} was stopped, or has a newer job: this one ends"
            )

    def _versions(self) -> tuple[int, ...]:
        return tuple(log_version(self.settings.lake, table) for table in _WATCHED)

    def _refreshed(self) -> History:
        """The history, read anew if anybody else has written."""
        versions = self._versions()
        if self._history is None or versions != self._seen:
            settings = self.settings
            self._positions = committed_of(settings.lake, settings.name)
            self._history = History(settings.lake, settings.expiry, settings.most_articles)
            self._history.load()
            self._forgotten = forgotten_ids(settings.lake)
            self._seen = versions
        return self._history

    def _not_committed(self, window: Window, known: Mapping[str, SourceState]) -> Window:
        """What of a window is not in the lake yet; `known` is what the lake remembers of its files."""
        sifted = sift_polls(window.polled, stored_states(self.settings.lake, FEED) if window.polled else {})
        documents = [one.document for one in window.outcomes]
        read = {one.source_uri for one in documents if is_unchanged(one, known.get(one.source_uri))}
        read |= sifted.left_out(documents)

        def is_new(source_uri: str) -> bool:
            position = position_of(source_uri)
            if position is not None:
                return position not in self._positions
            return source_uri not in read and source_uri.rpartition("#")[0] not in read

        return window._replace(
            processed=[one for one in window.processed if is_new(one.sighting.source_uri)],
            rejects=[one for one in window.rejects if is_new(one.source_uri) and not sifted.is_of_overtaken(one)],
            outcomes=[one for one in window.outcomes if is_new(one.document.source_uri)],
            polled=sifted.kept,
        )

    def _not_refused(self, window: Window) -> Window:
        """The same with articles that were taken down as rejects."""
        refused = refuse_forgotten(
            ChainResult(list(window.processed), list(window.rejects)), self._forgotten, self.settings.limits
        )
        return window._replace(processed=refused.processed, rejects=refused.rejects)

    def _file_states_before(self, outcomes: Iterable[Outcome]) -> dict[str, SourceState]:
        """What the lake knows of files, if a window has any; topics have no such rows."""
        files = any(one.document.size >= 0 for one in outcomes)
        return stored_states(self.settings.lake, FILE) if files else {}

    def _run(
        self, run_id: str, window: Window, merged: Merged, brought: Sequence[Stretch], started: Micros, history: History
    ) -> Run:
        return run_row(
            run_id,
            interval=(window.start, window.end),
            started_at=started,
            settings_sha256=self.settings.settings_sha256,
            runner=self.settings.runner,
            inputs=map(str, brought),
            counters=merged.counts | history.counts() | feed_counts(window.polled),
        )

    def _absorb(self, history: History, merged: Merged, brought: Iterable[Stretch]) -> None:
        for stretch in brought:
            self._positions.add(stretch)
        rejects = [one.reject_id for one in merged.rejects]
        history.absorb(merged.new, merged.links, merged.memberships, merged.canonical, merged.vanished, rejects)


def _file_states(outcomes: Iterable[Outcome], before: Mapping[str, SourceState], now: Micros) -> list[SourceState]:
    """What is to be remembered of the files of a window; `before` is what was."""
    by_uri: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_uri[one.document.source_uri].append(one)
    states = (file_state(some, before.get(uri), now) for uri, some in sorted(by_uri.items()))
    return [state for state in states if state is not None]


def stage_window(
    lake: Lake, run_id: str, merged: Merged, states: Sequence[SourceState], started: Micros, workers: WorkerPool
) -> list[StagedPart]:
    """Write the rows of a window where its commit finds them; the same rows give the same files."""
    run_day = datetime.datetime.fromtimestamp(started / 1e6, datetime.UTC).date()
    tables: dict[str, Sequence[Any]] = {
        "articles": [one.article for one in merged.new],
        "sightings": merged.sightings,
        "facts": [one.facts for one in merged.new],
        "signatures": [one.signature for one in merged.new],
        "links": merged.links,
        "rejects": merged.rejects,
        "stories": merged.stories,
        "story_facts": merged.story_facts,
        "source_state": states,
    }
    calls = [
        workers.submit_own(stage_part, lake, run_id, run_day, table, "00000", some)
        for table, rows in tables.items()
        for some in _by_day(rows)
    ]
    return [part for call in calls for part in call.result()]


def _by_day(rows: Iterable[Any]) -> list[list[Any]]:
    """Rows, or packs of them, by their `published_date`; all together where they have none."""
    found: dict[datetime.date | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, "published_date", None)].append(row)
    return list(found.values())
