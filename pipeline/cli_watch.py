"""The command `watch`."""

import datetime
import json
from typing import Annotated, Any

import typer

from pipeline.cli_types import LakeOption, TextOrJson, lines_in_json


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the application."""
    app.command()(watch)


def watch(
    context: typer.Context,
    lake: LakeOption,
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="Files, folders or globs, local or on a store (s3://, gs://).")
    ] = None,
    feeds: Annotated[str | None, typer.Option(metavar="FILE", help="A list of feeds, as of ingest.")] = None,
    every: Annotated[str, typer.Option(metavar="TIME", help="From the start of a round to the next: 90s, 15m, 1h.")] = "15m",
    settle: Annotated[str, typer.Option(metavar="TIME", help="Leave files that changed within this time for later.")] = "10s",
    rounds: Annotated[int | None, typer.Option(min=1, metavar="N", help="End after so many rounds.")] = None,
    keep_raw: Annotated[bool, typer.Option("--keep-raw", help="Keep what is fetched as WARC, as of ingest.")] = False,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="A YAML file of settings, as of ingest.")] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="One setting, as of ingest; repeatable.")
    ] = None,
    metrics_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write metrics for the node exporter after each round.")
    ] = None,
    lines: Annotated[
        TextOrJson | None, typer.Option("--format", help="A line a round; text on a terminal, else json, if not given.")
    ] = None,
) -> int:
    """Read what is new into a lake, again and again, without a scheduler.

    Each round is a run as of ingest, in a process of its own: it never overlaps the next, and one that fails does not end the
    watch. Files that are still being written wait for the next round; a round that finds no new or changed file starts nothing.
    SIGTERM and Ctrl-C end the watch after the round; a second one ends the round too, without a commit.

    \b
    Examples:
      wirelake watch incoming/ --lake out/lake --every 15m
      wirelake watch 'wire/*.jsonl' --lake out/lake --every 1h --settle 1m --metrics-file /var/lib/metrics/wirelake.prom
    """
    from pipeline.moments import parse_length, parse_pause
    from pipeline.options import load_settings
    from pipeline.watch import Stop, Watch
    from pipeline.watch import watch as run_watch
    from transforms.errors import UserError

    if not inputs and not feeds:
        raise UserError("nothing to watch: name files or folders, or --feeds FILE", 2)
    if "-" in (inputs or ()):
        raise UserError("standard input ends and cannot be watched; name a file or a folder", 2)
    load_settings(config, assignments or ())  # what is wrong with them is said once, not every round
    given = {"--lake": lake, "--feeds": feeds, "--config": config, "--metrics-file": metrics_file}
    options = [part for name, value in given.items() if value is not None for part in (name, value)]
    options += [part for one in assignments or () for part in ("--set", one)]
    options += ["--keep-raw"] if keep_raw else []
    seconds = parse_pause(every, "--every")
    arguments = [*(inputs or ()), *options, *(["--", *context.obj] if context.obj else [])]
    watched = Watch(arguments, inputs or (), seconds, parse_length(settle, "--settle"), feeds is not None)
    stop = Stop()
    stop.listen()
    as_json = lines_in_json(lines)
    run_watch(watched, stop, _print_json if as_json else _print_plain, rounds)
    return 130 if stop.asked > 1 else 0


def _print_json(summary: dict[str, Any]) -> None:
    typer.echo(json.dumps(summary, ensure_ascii=False))


def _print_plain(summary: dict[str, Any]) -> None:
    from pipeline.console import count_of

    counted = summary.get("counters", {})
    now = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    said = summary.get("error") or (
        f"{count_of(counted.get('articles', 0), 'new article')}, {summary['duplicates']:,} already there, "
        f"{count_of(counted.get('rejects', 0), 'reject')}"
        if counted
        else ""
    )
    status = summary["status"].replace("_", " ")
    typer.echo(f"{now}  round {summary['round']}: {status}{': ' + said if said else ''} ({summary['seconds']:.0f} s)")
