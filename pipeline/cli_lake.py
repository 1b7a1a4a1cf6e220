"""Commands that read or look after a lake: query, runs, rejects; lake verify, recover, compact, rebuild."""

import json
import sys
from typing import Annotated

import typer

from pipeline import cli_keeping
from pipeline.cli_types import QUIET_HELP, FormatOption, LakeOption, TellOption, TextOrJson, say
from pipeline.output import Format

lake_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, recover, compact, rebuild or clear a lake.")
rebuild_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Make rows anew with the present rules.")


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command()(query)
    app.command()(runs)
    app.command()(rejects)
    lake_app.add_typer(rebuild_app, name="rebuild")
    cli_keeping.add_commands(lake_app)
    app.add_typer(lake_app, name="lake")


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One statement in DuckDB's SQL.")],
    lake: LakeOption,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask a lake in SQL: DuckDB over committed rows, one view a table.

    The tables: stories, story_facts, articles, facts, links, sightings, signatures, rejects, runs, source_state. A table on the
    screen cuts long texts; csv and json have them whole. JSON is one array of objects.

    \b
    Examples:
      wirelake query "SELECT copy_count, publishers, headline FROM stories ORDER BY 1 DESC" --lake out/lake
      wirelake query "DESCRIBE story_facts" --lake out/lake
      wirelake query "SELECT exact, value, unit FROM story_facts WHERE flow = 'export'" --lake out/lake --format csv
    """
    from pipeline.query import connect, run_query, write_result

    write_result(run_query(connect(lake), sql), form, sys.stdout)


def runs(lake: LakeOption, form: FormatOption = Format.TABLE) -> None:
    """List the finished runs of a lake, the newest last.

    csv and json also have the runner, the seconds of the start and the inputs skipped.

    \b
    Example:
      wirelake runs --lake out/lake --format json
    """
    from pipeline.lake.layout import open_lake
    from pipeline.lake.reading import list_runs
    from pipeline.output import write_rows
    from transforms import counters as names

    counted = [names.RECORDS, names.ARTICLES, names.STORIES, names.FACTS, names.REJECTS, names.SKIPPED]
    rows = []
    for run in list_runs(open_lake(lake)).to_pylist():
        numbers = json.loads(run["counters"] or "{}")
        seconds = (run["ended_at"] - run["started_at"]).total_seconds()
        head = [run["run_id"], run["status"], run["started_at"].replace(microsecond=0), round(seconds, 1), run["runner"]]
        rows.append([*head, *(numbers.get(name, 0) for name in counted)])
    columns = ["run_id", "status", "started_at", "seconds", "runner", *counted]
    if form is Format.TABLE:  # what fits into 80 columns
        rows = [[row[0], row[1], f"{row[2]:%Y-%m-%d %H:%M}", *row[3:4], *row[5:10]] for row in rows]
        columns, counted = ["run", "status", "began", "s", "read", "new", *counted[2:5]], ["s", "read", "new", *counted[2:5]]
    write_rows(columns, iter(rows), form, sys.stdout, {"seconds", *counted})


def rejects(
    lake: LakeOption,
    reason: Annotated[str | None, typer.Option(metavar="REASON", help="Only rejects of this reason, such as no_text.")] = None,
    run_id: Annotated[str | None, typer.Option(metavar="ID", help="Only rejects of this run.")] = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Rows to print, the newest first; 0: all.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """List what was rejected and why, the newest first.

    \b
    Examples:
      wirelake rejects --lake out/lake
      wirelake rejects --lake out/lake --reason timeout --limit 0 --format csv
    """
    from pipeline.query import connect, run_query, write_result
    from transforms.errors import REASONS, UserError

    if reason is not None and reason not in REASONS:
        from pipeline.options import did_you_mean

        raise UserError(
            f"--reason {reason}: no such reason{did_you_mean(reason, REASONS) or '; known: ' + ', '.join(REASONS)}", 2
        )
    where = "WHERE ($1 IS NULL OR reason = $1) AND ($2 IS NULL OR run_id = $2)"
    columns = "reason, stage, source_uri, message, retryable, retrieved_at, run_id, reject_id"
    sql = f"SELECT {columns} FROM rejects {where} ORDER BY retrieved_at DESC, source_uri, reject_id"
    connection = connect(lake)
    write_result(run_query(connection, sql + (f" LIMIT {limit}" if limit else ""), [reason, run_id]), form, sys.stdout)
    total = run_query(connection, f"SELECT count(*) FROM rejects {where}", [reason, run_id]).fetchone()
    if form is Format.TABLE and total and limit and total[0] > limit:
        typer.echo(f"{limit} of {total[0]:,} rejects; --limit 0 prints all", err=True)


@lake_app.command()
def verify(lake: LakeOption, form: TellOption = TextOrJson.TEXT) -> int:
    """Check files, logs and row counts against each other.

    Exit code 1 if something is wrong.

    \b
    Examples:
      wirelake lake verify --lake out/lake
      wirelake lake verify --lake out/lake --format json
    """
    from pipeline.lake.layout import open_lake
    from pipeline.lake.verify import verify_lake
    from pipeline.output import write_rows

    report = verify_lake(open_lake(lake))
    if form is TextOrJson.JSON:
        from pipeline.output import to_json

        typer.echo(to_json({"ok": report.ok, "problems": report.problems, "tables": report.tables}))
        return 0 if report.ok else 1
    rows = [[name, *summary] for name, summary in report.tables.items()]
    fields = next(iter(report.tables.values()))._fields if report.tables else ()
    write_rows(["table", *fields], iter(rows), Format.TABLE, sys.stdout, fields)
    for problem in report.problems:
        say(problem)
    typer.echo("the lake is sound" if report.ok else f"{len(report.problems)} problems", err=not report.ok)
    return 0 if report.ok else 1


@lake_app.command()
def recover(lake: LakeOption) -> None:
    """Finish or clear what dead runs left.

    A run that died after its decision to commit is finished, what others left is removed. The next run does the same by itself.

    \b
    Example:
      wirelake lake recover --lake out/lake
    """
    from pipeline.lake.layout import open_lake
    from pipeline.lake.recover import recover as recover_lake

    recovered = recover_lake(open_lake(lake))
    for what, run_ids in (("finished", recovered.rolled_forward), ("removed what was left of", recovered.removed)):
        for run_id in run_ids:
            typer.echo(f"{what} run {run_id}")
    if not recovered.rolled_forward and not recovered.removed:
        typer.echo("nothing to recover")


@lake_app.command()
def compact(
    lake: LakeOption,
    tables: Annotated[list[str] | None, typer.Option("--table", metavar="TABLE", help="Only this table; repeatable.")] = None,
) -> None:
    """Merge small files and remove replaced ones.

    \b
    Examples:
      wirelake lake compact --lake out/lake
      wirelake lake compact --lake out/lake --table articles --table facts
    """
    from pipeline.lake.compact import compact_lake
    from pipeline.lake.layout import open_lake
    from transforms.errors import UserError
    from transforms.tables import TABLES

    for table in tables or ():
        if table not in TABLES:
            from pipeline.options import did_you_mean

            raise UserError(f"--table {table}: no such table{did_you_mean(table, TABLES)}", 2)
    compacted = compact_lake(open_lake(lake), tables or None)
    for done in compacted:
        typer.echo(f"{done.table}: {done.files_before} files became {done.files_after}, {done.rows:,} rows")
    if not compacted:
        typer.echo("nothing to compact")


@rebuild_app.command("facts")
def rebuild(
    lake: LakeOption,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=QUIET_HELP)] = False,
) -> None:
    """Read stored articles again where facts are of older rules.

    Their rows of facts are replaced and story_facts of their stories made anew, in one commit a day of publication. A call that
    was stopped goes on where it was.

    \b
    Example:
      wirelake lake rebuild facts --lake out/lake
    """
    from pipeline.console import ProgressDisplay
    from pipeline.lake.layout import open_lake
    from pipeline.rebuild import Rebuilt, rebuild_facts
    from transforms.extraction.extract import GRAMMAR_VERSION

    with ProgressDisplay(quiet) as display:

        def show(done: Rebuilt) -> None:
            display.show(f"{done.checked:,} of {done.of:,} days, {done.articles:,} articles read again, {done.facts:,} facts")

        opened = open_lake(lake)
        done = rebuild_facts(opened, listener=show, on_wait=say)
    if done.failed:
        say(f"{done.failed:,} articles could not be read within the limits and keep their older facts")
    if quiet:
        return
    if done.partitions:
        typer.echo(
            f"read {done.articles:,} articles of {done.partitions:,} days again with rules {GRAMMAR_VERSION}: "
            f"{done.facts:,} facts; facts of {done.stories:,} stories made anew"
        )
    elif not done.failed:
        typer.echo(f"nothing to rebuild: all facts are of rules {GRAMMAR_VERSION}")
