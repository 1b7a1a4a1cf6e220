"""What runs brought: by format, by source and by stage, each held against the runs before it."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import duckdb

from transforms import counters as names

BEFORE: Final = 14
"""Earlier runs that the newest is compared with: two weeks of nights."""

SOURCES: Final = 120
"""Sources that are told of."""

_FORMATS: Final = {
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".xml": "feed", ".rss": "feed",
    ".atom": "feed", ".rdf": "feed", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc",
}  # fmt: skip


class RunRow(NamedTuple):
    """One run; moments in milliseconds since 1970, UTC."""

    run_id: str
    started: int
    ended: int
    status: str
    runner: str
    inputs: list[str]
    counters: dict[str, int]

    def count(self, name: str) -> int:
        """A counter of `transforms.counters`; 0 if the run has none."""
        return self.counters.get(name, 0)


class Came(NamedTuple):
    """Records of one format or one source in one run."""

    run_id: str
    name: str
    new: int  # articles that the lake did not have
    seen: int  # articles that it had
    rejected: int
    words: float | None = None  # median of the new articles
    undated: int = 0  # new articles without a date
    untitled: int = 0  # new articles without a headline

    @property
    def records(self) -> int:
        """All of them."""
        return self.new + self.seen + self.rejected


class Compared(NamedTuple):
    """One format or source in the newest run and in those before it."""

    name: str
    now: Came
    before: list[int]  # records in each earlier run, the oldest first
    usual: float | None  # median of `before`
    reject_share: float | None  # of the newest run
    usual_reject_share: float | None  # of all earlier runs together
    usual_words: float | None  # median of the earlier runs' medians
    usual_undated_share: float | None  # of all earlier runs' new articles together


def list_run_rows(connection: duckdb.DuckDBPyConnection) -> list[RunRow]:
    """All runs of the lake, the newest last."""
    sql = """
        SELECT run_id, epoch_ms(started_at), epoch_ms(ended_at), status, runner, inputs, counters
        FROM runs ORDER BY ended_at, run_id"""
    return [
        RunRow(run_id, started, ended, status, runner, list(inputs or ()), json.loads(counted or "{}"))
        for run_id, started, ended, status, runner, inputs, counted in connection.execute(sql).fetchall()
    ]


def newest_and_before(runs: Sequence[RunRow]) -> tuple[RunRow | None, list[RunRow]]:
    """The newest run, and those before it that read anything, at most BEFORE, the oldest first."""
    if not runs:
        return None, []
    return runs[-1], [run for run in runs[:-1] if run.count(names.RECORDS)][-BEFORE:]


def came_by(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str], what: str) -> list[Came]:
    """What came in these runs, for each `source_format` or `publisher`; what was rejected counts by its name (`format_of`).

    Args:
        connection: of `pipeline.query.connect`.
        run_ids: the runs.
        what: the column of `articles` to count by.
    """
    sql = f"""
        SELECT s.run_id, coalesce(a.{what}, ''), count(*) FILTER (s.new), count(*) FILTER (NOT s.new),
               median(a.word_count) FILTER (s.new), count(*) FILTER (s.new AND a.date_published IS NULL),
               count(*) FILTER (s.new AND coalesce(a.headline, '') = '')
        FROM sightings s JOIN articles a ON a.article_id = s.article_id AND a.revision = s.revision
        WHERE list_contains($runs, s.run_id) GROUP BY ALL ORDER BY ALL"""
    found = connection.execute(sql, {"runs": list(run_ids)}).fetchall()
    rows = [Came(run, name, new, seen, 0, words, undated, untitled) for run, name, new, seen, words, undated, untitled in found]
    if what != "source_format":
        return rows
    refused = connection.execute(
        "SELECT run_id, source_uri FROM rejects WHERE list_contains($runs, run_id)", {"runs": list(run_ids)}
    ).fetchall()
    return _with_rejects(rows, Counter((run, format_of(uri)) for run, uri in refused))


def _with_rejects(rows: Iterable[Came], rejected: Mapping[tuple[str, str], int]) -> list[Came]:
    by_key = {(row.run_id, row.name): row for row in rows}
    for key, number in rejected.items():
        by_key[key] = by_key.get(key, Came(*key, 0, 0, 0))._replace(rejected=number)
    return [by_key[key] for key in sorted(by_key)]


def format_of(uri: str) -> str:
    """The format that the name of an input tells; `other` if it tells none.

    >>> format_of("/in/crawl.warc.gz#12"), format_of("https://a.example/feed"), format_of("/in/a.HTM")
    ('warc', 'other', 'html')
    """
    path = uri.partition("#")[0].partition("?")[0].lower().removesuffix(".gz")
    return _FORMATS.get(os.path.splitext(path)[1], "other")


def source_of(uri: str) -> str:
    """Where an input came from: the host of an address, the container of a record, else the folder of a file.

    >>> source_of("https://a.example/x?y"), source_of("/in/wire.jsonl#4"), source_of("/in/2024/a.html")
    ('a.example', 'wire.jsonl', '2024/')
    """
    parts = urlsplit(uri) if "://" in uri else None
    if parts is not None and parts.scheme in ("http", "https"):
        return parts.hostname or uri
    path, _, record = uri.partition("#")
    if record:
        return os.path.basename(path)
    return os.path.basename(os.path.dirname(path)) + "/" if "/" in path else path


def compare(rows: Iterable[Came], newest: str, before: Sequence[str]) -> list[Compared]:
    """Each format or source of `rows`, the newest run beside earlier ones; what brings most first."""
    held: dict[str, dict[str, Came]] = {}
    for row in rows:
        held.setdefault(row.name, {})[row.run_id] = row
    return sorted(
        (_compared(name, by_run, newest, before) for name, by_run in held.items()),
        key=lambda one: (-max(one.now.records, one.usual or 0), one.name),
    )


def _compared(name: str, by_run: Mapping[str, Came], newest: str, before: Sequence[str]) -> Compared:
    now = by_run.get(newest, Came(newest, name, 0, 0, 0))
    earlier = [by_run.get(run, Came(run, name, 0, 0, 0)) for run in before]
    words = [one.words for one in earlier if one.words is not None]
    return Compared(
        name=name,
        now=now,
        before=[one.records for one in earlier],
        usual=median(one.records for one in earlier) if earlier else None,
        reject_share=_share(now.rejected, now.records),
        usual_reject_share=_share(sum(one.rejected for one in earlier), sum(one.records for one in earlier)),
        usual_words=median(words) if words else None,
        usual_undated_share=_share(sum(one.undated for one in earlier), sum(one.new for one in earlier)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def stage_times(newest: RunRow, before: Sequence[RunRow]) -> list[dict[str, Any]]:
    """Time in each link of the chain: seconds over all worker processes, milliseconds a record, and what was usual."""
    stages = []
    for stage, counter in names.STAGE_MICROS.items():
        usual = [run.count(counter) / 1000 / run.count(names.RECORDS) for run in before if run.count(names.RECORDS)]
        records = newest.count(names.RECORDS)
        stages.append(
            {
                "stage": stage,
                "seconds": round(newest.count(counter) / 1e6, 3),
                "ms": round(newest.count(counter) / 1000 / records, 3) if records else None,
                "usual_ms": round(median(usual), 3) if usual else None,
            }
        )
    return stages
