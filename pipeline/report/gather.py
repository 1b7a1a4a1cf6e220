"""All that a report shows, gathered from the committed rows of a lake."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import duckdb

from pipeline.lake.layout import Lake
from pipeline.lookup import again
from pipeline.query import connect
from pipeline.report.budget import Names
from pipeline.report.details import lay_open
from pipeline.report.facts import COLUMNS as FACT_COLUMNS
from pipeline.report.facts import POINT_COLUMNS, fact_totals, list_facts, list_frames
from pipeline.report.flow import Picture, draw, fates_of, flow_of
from pipeline.report.rejects import reject_counts, reject_items
from pipeline.report.runs import (
    SOURCES,
    Compared,
    RunRow,
    came_by,
    compare,
    list_run_rows,
    newest_and_before,
    stage_times,
)
from pipeline.report.stand_out import feed_notes, notes
from pipeline.report.stories import COLUMNS as STORY_COLUMNS
from pipeline.report.stories import list_stories, story_totals
from transforms import counters as names

RUNS: Final = 60
"""Runs that the chart and the table show, the newest."""

FEEDS: Final = 100
"""Feeds that are told of, those that fail first."""

_FEEDS: Final = """
    SELECT left(source_uri, 300), last_status, failures, epoch_ms(last_polled_at) FROM source_state WHERE kind = 'feed'
    ORDER BY failures DESC, source_uri LIMIT $rows"""

T = TypeVar("T")


class Gathered(NamedTuple):
    """What a page shows; moments in milliseconds since 1970, UTC."""

    lake: str
    since: datetime.date | None
    runs: list[RunRow]  # those that the report is about, the newest last
    newest: RunRow | None  # the last of them
    earlier: int  # runs that the newest is compared with
    last_ever: RunRow | None  # the newest of the lake, also if it was before `since`
    totals: dict[str, int]  # of all runs together
    flows: list[tuple[str, Picture]]  # with a title
    notes: list[dict[str, Any]]  # what stands out
    stages: list[dict[str, Any]]
    formats: list[Compared]
    sources: list[Compared]
    feeds: list[tuple[str, int | None, int, int | None]]  # address, last status, failures, last polled
    stories: dict[str, Any]
    details: list[dict[str, Any]]
    facts: dict[str, Any]
    frames: dict[str, Any]
    rejects: list[dict[str, Any]]
    reject_items: list[dict[str, Any]]
    names: Sequence[str]


def gather(lake: Lake, since: datetime.date | None = None) -> Gathered:
    """Gather what a report shows.

    Args:
        lake: the lake.
        since: only what runs brought that began on this day (UTC) or later; None: all.

    Raises:
        UserError: if it is no lake.
    """
    return again(lambda: _retryable(lambda: _gather(lake, since)))


def _retryable(read: Callable[[], T]) -> T:
    """What `read` gives; a file that a commit took away meanwhile is a FileNotFoundError also where DuckDB tells of it."""
    try:
        return read()
    except duckdb.Error as error:
        if "FileNotFoundError" in str(error) or "No such file" in str(error):
            raise FileNotFoundError(str(error)) from error
        raise


def _gather(lake: Lake, since: datetime.date | None) -> Gathered:
    connection = connect(lake.uri)
    every = list_run_rows(connection)
    first = 0 if since is None else _millis(since)
    runs = [run for run in every if run.started >= first]
    ids = [run.run_id for run in runs]
    newest, before = newest_and_before(every) if runs else (None, [])
    formats, sources = _compared(connection, newest, before)
    feeds = connection.execute(_FEEDS, {"rows": FEEDS}).fetchall()
    texts = Names()
    story_rows = list_stories(connection, ids, texts)
    place = {row[0]: number for number, row in enumerate(story_rows)}
    stories, facts = story_totals(connection, ids), fact_totals(connection, ids)
    fact_rows = list_facts(connection, ids, texts, place)
    frames = list_frames(connection, ids, texts, place)
    totals = {
        name: sum(run.count(name) for run in runs)
        for name in (names.RECORDS, names.ARTICLES, names.SIGHTINGS, names.REJECTS, names.SKIPPED)
    }
    return Gathered(
        lake=lake.uri,
        since=since,
        runs=runs[-RUNS:],
        newest=newest,
        earlier=len(before),
        last_ever=every[-1] if every else None,
        totals={**totals, **stories, **facts, "runs": len(runs)},
        flows=_flows(connection, runs, newest),
        notes=[*notes(newest, before, formats, sources), *feed_notes(feeds)] if newest else [],
        stages=stage_times(newest, before) if newest else [],
        formats=formats,
        sources=sources[:SOURCES],
        feeds=feeds,
        stories={"columns": STORY_COLUMNS, "rows": story_rows, "total": stories["stories"], "copied": stories["copied"]},
        details=lay_open(lake, [row[0] for row in story_rows], texts),
        facts={"columns": FACT_COLUMNS, "rows": fact_rows, "total": facts["facts"]},
        frames={"columns": POINT_COLUMNS, "rows": frames},
        rejects=reject_counts(connection, ids),
        reject_items=reject_items(connection, ids),
        names=texts.texts,
    )


def _compared(
    connection: duckdb.DuckDBPyConnection, newest: RunRow | None, before: Sequence[RunRow]
) -> tuple[list[Compared], list[Compared]]:
    """Formats and sources of the newest run beside those before it."""
    if newest is None:
        return [], []
    earlier = [run.run_id for run in before]
    ids = [*earlier, newest.run_id]
    formats, sources = (came_by(connection, ids, column) for column in ("source_format", "publisher"))
    return compare(formats, newest.run_id, earlier), compare(sources, newest.run_id, earlier)


def _flows(connection: duckdb.DuckDBPyConnection, runs: Sequence[RunRow], newest: RunRow | None) -> list[tuple[str, Picture]]:
    """The picture of the newest run and, if there are several, that of all together; none of what read nothing."""
    wanted = [("Newest run", [newest])] if newest else []
    if len(runs) > 1:
        wanted.append((f"All {len(runs):,} runs", list(runs)))
    pictures = []
    for title, some in wanted:
        ids = [run.run_id for run in some]
        flow = flow_of(came_by(connection, ids, "source_format"), some, fates_of(connection, ids))
        if flow.nodes:
            pictures.append((title, draw(flow)))
    return pictures


def _millis(day: datetime.date) -> int:
    return (day - datetime.date(1970, 1, 1)).days * 86_400_000
