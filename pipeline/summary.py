"""What `ingest` prints when it is done: what came out, a few rows of each kind, and the next command to type."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.console import count_of, make_console, shorten
from pipeline.output import as_text, plain
from pipeline.query import connect
from transforms import counters as names

_ROWS = 5  # shown of each kind

_STORIES = """
    SELECT copy_count, source_organization, published_date, headline, publishers FROM stories
    WHERE run_id = $run ORDER BY copy_count DESC, published_date DESC NULLS LAST, story_id LIMIT $rows"""
_FACTS = """
    SELECT exact, value, unit, agreement, f.copy_count, reporter, partner, flow, coalesce(measure, commodity),
           CASE WHEN unit = '1' THEN unit_text END, period_start, period_end
    FROM story_facts f WHERE run_id = $run AND kind <> 'date'
    ORDER BY agreement DESC, (kind = 'money') DESC, (flow IS NOT NULL) DESC, story_fact_id LIMIT $rows"""
_REJECTS = "SELECT reason, source_uri, message FROM rejects WHERE run_id = $run ORDER BY source_uri, reason LIMIT $rows"
_TOTALS = """
    SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories), (SELECT count(*) FROM facts),
           (SELECT count(*) FROM rejects), (SELECT count(*) FROM runs)"""


def print_summary(lake: str, run_id: str, counters: Mapping[str, int], console: Console | None = None) -> None:
    """Print what run `run_id` brought to `lake`, or what the lake holds if it brought nothing new."""
    out = console or make_console()
    connection = connect(lake)
    if counters:  # a run that was committed before has none
        _print_counts(out, run_id, counters)
    if counters.get(names.ARTICLES, 0):
        _print_stories(out, connection, run_id)
        _print_facts(out, connection, run_id)
    new_rejects = counters.get(names.REJECTS, 0) - counters.get(names.REJECTS_KNOWN, 0)
    if new_rejects:
        _print_rejects(out, connection, run_id, new_rejects)
    gap = "\n" if counters else ""
    articles, stories, facts, rejects, runs = _fetch(connection, _TOTALS)[0]
    out.print(
        f"{gap}The lake {lake} holds {count_of(articles, 'article')} in {count_of(stories, 'story', 'stories')}, "
        f"{count_of(facts, 'fact')}, {count_of(rejects, 'reject')}, from {count_of(runs, 'run')}."
    )
    ask = 'query "SELECT copy_count, publishers, headline FROM stories"' if stories else "rejects"
    out.print(f"Next: {_command()} {ask} --lake {shlex.quote(lake)}")


def _print_counts(out: Console, run_id: str, counters: Mapping[str, int]) -> None:
    """One line: records in, and what became of each."""
    records, skipped = counters.get(names.RECORDS, 0), counters.get(names.SKIPPED, 0)
    new, seen = counters.get(names.ARTICLES, 0), counters.get(names.SIGHTINGS, 0) - counters.get(names.ARTICLES, 0)
    rejects = counters.get(names.REJECTS, 0)
    parts = [count_of(new, "new article")]
    if seen:
        parts.append(f"{seen:,} already there")
    parts.append(count_of(rejects, "reject"))
    if records:
        parts.append(count_of(counters.get(names.FACTS, 0), "fact"))
    if feeds := counters.get(names.FEEDS, 0):
        quiet, failed = counters.get(names.FEEDS_UNCHANGED, 0), counters.get(names.FEEDS_FAILED, 0)
        parts.append(f"{count_of(feeds, 'feed')} asked ({quiet:,} unchanged, {failed:,} failed)")
    if skipped:
        parts.append(f"{count_of(skipped, 'input')} skipped, unchanged since an earlier run (--reread reads them again)")
    out.print(Text(f"Run {run_id}: {count_of(records, 'record')} read: {', '.join(parts)}."))


def _print_stories(out: Console, connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    rows = _fetch(connection, _STORIES, run_id)
    if rows:
        out.print("\nStories (copies, agency, day, headline):", style="bold")
    for copies, agency, day, headline, publishers in rows:
        when = (f"{as_text(day) or '-':10}  ", "dim")
        _line(out, "  ", (f"{copies} ×", "cyan"), f" {agency or '-':8} ", when, shorten(headline or "(no headline)", 80))
        if copies > 1:
            _line(out, (f"      run by {shorten(', '.join(publishers), 200) or 'publishers unknown'}", "dim"))


def _print_facts(out: Console, connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    rows = _fetch(connection, _FACTS, run_id)
    if rows:
        out.print("\nFacts (as stated, normalised, how many copies agree, what it is about):", style="bold")
    for exact, value, unit, agreement, copies, reporter, partner, flow, measure, counted, start, end in rows:
        figure = f"{plain(value):,} {counted or unit or ''}" if value is not None else ""
        who = "-".join(part for part in (reporter, partner) if part)
        when = f"{as_text(start)} to {as_text(end)}" if start and end else ""
        about = ", ".join(part for part in (flow, measure, who, when) if part)
        agreed = (f"{agreement} of {copies}", "green" if agreement > 1 else "")
        _line(out, f"  {shorten(exact, 26):26}  ", (f"{shorten(figure, 24):24}  ", "cyan"), agreed, f"  {about}".rstrip())


def _print_rejects(out: Console, connection: duckdb.DuckDBPyConnection, run_id: str, number: int) -> None:
    out.print("\nRejects (reason, input, message):", style="bold")
    for reason, uri, message in _fetch(connection, _REJECTS, run_id):
        _line(out, "  ", (f"{reason:16}", "red"), f" {shorten(os.path.basename(uri.rstrip('/')))}: {shorten(message, 80)}")
    if number > _ROWS:
        out.print(f"  … and {number - _ROWS:,} more: {_command()} rejects shows them")


def _line(out: Console, *parts: str | tuple[str, str]) -> None:
    """One line of texts, some with a style, cut where a terminal ends."""
    out.print(Text.assemble(*parts), no_wrap=True, overflow="ellipsis")


def _fetch(connection: duckdb.DuckDBPyConnection, sql: str, run_id: str | None = None) -> Sequence[Any]:
    parameters = {"run": run_id, "rows": _ROWS} if run_id is not None else {}
    return connection.execute(sql, parameters).fetchall()


def _command() -> str:
    """How this program is called: by its name where that finds it, else by the path it was started with."""
    found = shutil.which("wirelake")
    return "wirelake" if found and os.path.samefile(found, sys.argv[0]) else sys.argv[0]
