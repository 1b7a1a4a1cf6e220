"""What in the newest run stands out against those before it: a feed gone silent, a parser gone bad."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any, Final

from pipeline.report.runs import Compared, RunRow
from transforms import counters as names

MIN_RUNS: Final = 3
"""Earlier runs that are needed to say what is usual."""

MIN_ARTICLES: Final = 10
"""New articles of one format from which their median length and their dates mean something."""

MIN_REJECTS: Final = 3
REJECTS_MORE: Final = 0.05
REJECTS_TIMES: Final = 2.0
"""A format's rejects stand out from 3 of them, if their share is twice the usual one and 5 points above it."""

WORDS_LESS: Final = 0.5
"""Articles half as long as usual: a parser that loses paragraphs."""

UNDATED_MORE: Final = 0.2
"""20 points more of articles without a date: a page layout that changed."""

OFTEN: Final = 0.75
BY_CHANCE: Final = 0.5
"""A source that three in four runs saw is missed when it is silent, unless some of its size would be by chance: fewer than
BY_CHANCE of all sources may be expected to, if records come independently (Poisson)."""

FEWER: Final = 0.25
FEWER_FROM: Final = 12
"""A source that usually brings 12 or more stands out with less than a quarter of that."""

RECORDS_LESS: Final = 0.5
FAILED: Final = 3
"""Failures in a row from which a feed is told of."""

MOST: Final = 12
"""Notes of one kind."""


def notes(
    newest: RunRow, before: Sequence[RunRow], formats: Iterable[Compared], sources: Iterable[Compared]
) -> list[dict[str, Any]]:
    """What stands out, the gravest first.

    Returns:
        objects with `kind` (`rejects`, `short`, `undated`, `silent`, `fewer`, `records`), `name` of the format or source, and
        the figures `now` and `usual`; of each kind at most MOST.
    """
    if len(before) < MIN_RUNS or not newest.count(names.RECORDS):
        return []
    found = [*_of_run(newest, before)]
    for one in formats:
        found += _of_format(one)
    named = [one for one in sources if one.name]
    by_source = [note for one in named for note in _of_source(one, len(named))]
    silent = [note for note in by_source if note["kind"] == "silent"][:MOST]
    return [*found, *silent, *[note for note in by_source if note["kind"] == "fewer"][:MOST]]


def feed_notes(feeds: Iterable[tuple[str, int | None, int, int | None]]) -> list[dict[str, Any]]:
    """Feeds that failed FAILED times or more in a row: kind `feed`, `now` the failures, `usual` the last status or 0.

    Args:
        feeds: address, last status, failures in a row, last poll; of `source_state`.
    """
    failing = [(uri, status, failures) for uri, status, failures, _ in feeds if failures >= FAILED]
    return [_note("feed", uri, failures, status or 0) for uri, status, failures in failing[:MOST]]


def _of_run(newest: RunRow, before: Sequence[RunRow]) -> list[dict[str, Any]]:
    records = sorted(run.count(names.RECORDS) for run in before)
    usual = records[len(records) // 2]
    now = newest.count(names.RECORDS)
    return [_note("records", "", now, usual)] if now < RECORDS_LESS * usual else []


def _of_format(one: Compared) -> list[dict[str, Any]]:
    found = []
    share, usual = one.reject_share or 0.0, one.usual_reject_share or 0.0
    if one.now.rejected >= MIN_REJECTS and share >= REJECTS_TIMES * usual and share >= usual + REJECTS_MORE:
        found.append(_note("rejects", one.name, share, usual))
    if one.now.new >= MIN_ARTICLES:
        if one.now.words is not None and one.usual_words is not None and one.now.words < WORDS_LESS * one.usual_words:
            found.append(_note("short", one.name, one.now.words, one.usual_words))
        undated = one.now.undated / one.now.new
        if one.usual_undated_share is not None and undated >= one.usual_undated_share + UNDATED_MORE:
            found.append(_note("undated", one.name, undated, one.usual_undated_share))
    return found


def _of_source(one: Compared, sources: int) -> list[dict[str, Any]]:
    seen = sum(number > 0 for number in one.before)
    chance = sources * math.exp(-fmean(one.before or [0]))
    if not one.now.records and seen >= OFTEN * len(one.before) and chance < BY_CHANCE:
        return [_note("silent", one.name, seen, len(one.before))]
    if one.now.records and (one.usual or 0) >= FEWER_FROM and one.now.records < FEWER * (one.usual or 0):
        return [_note("fewer", one.name, one.now.records, one.usual or 0)]
    return []


def _note(kind: str, name: str, now: float, usual: float) -> dict[str, Any]:
    return {"kind": kind, "name": name, "now": round(now, 4), "usual": round(usual, 4)}
