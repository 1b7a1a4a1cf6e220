"""The commands of `wirelake`: the application, `ingest`, and the help that leads to the others.

Commands import what they need when they run, so that each starts with no more than it uses.
"""

from importlib.metadata import version
from typing import Annotated

import typer

from pipeline import cli_feeds, cli_lake, cli_report, cli_story, cli_stream, cli_text, cli_watch
from pipeline.cli_feeds import FeedsOption
from pipeline.cli_types import QUIET_HELP, LakeOption, TextOrJson, say

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wirelake {version('wirelake')}")
        raise typer.Exit


@app.callback()
def wirelake(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn news articles into a clean, deduplicated lake that SQL can query.

    \b
    Start here:
      wirelake ingest articles/ --lake out/lake
      wirelake query "SELECT copy_count, headline FROM stories" --lake out/lake

    \b
    Exit codes:
        0  done
        1  failed: the message says what and what to do
        2  wrong usage: an unknown option, setting or value
        3  done, but more than half of the records, or all feeds, were rejected
       75  not tried: another run has the lake, and --no-wait was given
      130  stopped by Ctrl-C or SIGTERM
    """


@app.command()
def ingest(
    context: typer.Context,
    lake: LakeOption,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT", help="Files, folders or globs, local or on a store (s3://, gs://); - reads JSON lines."
        ),
    ] = None,
    feeds: FeedsOption = None,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="A YAML file of settings (configs/batch.yaml has all).")
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One setting, such as limits.seconds=10; repeatable."),
    ] = None,
    run_id: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Name of the run; from the time if not given. A finished one is not run again."),
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read files again that are unchanged since a committed run.")
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="End with an error if another run has the lake, do not wait.")
    ] = False,
    max_reject_rate: Annotated[
        float | None, typer.Option(metavar="RATE", help="Fail and commit nothing if more of the records are rejected (0 to 1).")
    ] = None,
    keep_raw: Annotated[
        bool, typer.Option("--keep-raw", help="Keep what is fetched, as it came, as WARC files beside the tables.")
    ] = False,
    interval_start: Annotated[
        str | None, typer.Option("--data-interval-start", metavar="MOMENT", help="Logical start of the run, ISO 8601.")
    ] = None,
    interval_end: Annotated[
        str | None, typer.Option("--data-interval-end", metavar="MOMENT", help="Logical end; both make the run's id.")
    ] = None,
    settle: Annotated[
        str | None, typer.Option(metavar="TIME", help="Leave files that changed within this time (10s) for the next run.")
    ] = None,
    metrics_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write metrics for the node exporter: a .prom file, replaced as a whole.")
    ] = None,
    report: Annotated[TextOrJson, typer.Option("--format", help="What to print at the end.")] = TextOrJson.TEXT,
    report_file: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="Write the report of the lake when the run is done.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=QUIET_HELP)] = False,
) -> int:
    """Read articles into a lake: clean, find copies, extract facts.

    Reads .txt, .html, saved RSS and Atom (.xml), .json, .jsonl and .warc, each also gzipped; the content decides where the name
    does not tell. With --feeds also what is new in feeds, and the pages that they link to. What cannot be read becomes a row of
    the table rejects and the run goes on. Files unchanged since a committed run are skipped, so the same command can run every
    night. Options after -- are Beam's.

    \b
    Examples:
      wirelake ingest articles/ --lake out/lake
      wirelake ingest 'wire/2024-*.jsonl.gz' page.html --lake s3://bucket/lake
      curl -s https://news.example/api | wirelake ingest - --lake out/lake
      wirelake ingest wire/ --lake out/lake --config configs/nightly.yaml --set limits.seconds=5
      wirelake ingest --feeds seeds/feeds.yaml --lake out/lake --set fetch.contact=desk@paper.example
      wirelake ingest wire/ --lake out/lake -- --runner DirectRunner
      wirelake ingest wire/ --lake out/lake --data-interval-start 2024-03-01 --data-interval-end 2024-03-02 --format json
    """
    from pipeline.cli_reporting import reported
    from pipeline.console import ProgressDisplay
    from pipeline.moments import parse_interval, parse_length
    from pipeline.options import load_settings
    from transforms.errors import UserError
    from transforms.pool import warm_up

    if not inputs and not feeds:
        raise UserError("nothing to read: missing argument INPUT or option --feeds (see `wirelake ingest --help`)", 2)
    extra = list(assignments or [])
    if max_reject_rate is not None:
        extra.append(f"run.max_reject_rate={max_reject_rate}")
    settings = load_settings(config, extra)
    if report_file is not None:
        cli_report.check_file(report_file)
    interval = parse_interval(interval_start, interval_end)
    seconds = None if settle is None else parse_length(settle, "--settle")
    with reported(lake, interval, metrics_file, report is TextOrJson.JSON) as told, ProgressDisplay(quiet) as progress:
        warm_up()  # while this process loads Beam, which takes as long
        from pipeline.ingest import ingest as run_ingest

        result = run_ingest(
            settings,
            inputs or [],
            lake,
            run_id,
            beam_args=context.obj or [],
            reread=reread,
            wait=not no_wait,
            listener=progress,
            on_wait=say,
            interval=interval,
            settle=seconds,
            keep_raw=keep_raw,
            feeds=feeds,
        )
        told.done(*result)
        for message in result.messages:
            say(message)
    if report is TextOrJson.TEXT and not quiet:
        from pipeline.summary import print_summary

        print_summary(lake, result.run_id, result.counters)
    if report_file is not None:
        cli_report.write_after_run(lake, report_file, report is TextOrJson.TEXT and not quiet)
    return result.exit_code


cli_text.add_commands(app)
cli_lake.add_commands(app)
cli_story.add_commands(app)
cli_report.add_commands(app)
cli_feeds.add_commands(app)
cli_watch.add_commands(app)
cli_stream.add_commands(app)
