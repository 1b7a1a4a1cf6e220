"""Commands that take articles out of a lake: `lake forget` and `lake expire`."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_types import QUIET_HELP, LakeOption, say

if TYPE_CHECKING:
    from pipeline.removal import Removed

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
NoWaitOption = Annotated[bool, typer.Option("--no-wait", help="End with an error if another run has the lake, do not wait.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help=QUIET_HELP)]


def add_commands(lake_app: typer.Typer) -> None:
    """Add the commands of this module to `wirelake lake`."""
    lake_app.command()(forget)
    lake_app.command()(expire)


def forget(
    names: Annotated[
        list[str], typer.Argument(metavar="URL|ARTICLE", help="Addresses, article ids, or the beginning of an id.")
    ],
    lake: LakeOption,
    dry_run: DryRunOption = False,
    no_wait: NoWaitOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take articles out of a lake and refuse them from then on (takedowns).

    All revisions go, from every table: facts, signatures, links, sightings, what rejects keep of the same input, and what was
    fetched (--keep-raw). Stories that they were in are made anew from the copies that remain; files that held their text are
    written again and the old ones deleted. When such an article comes again it becomes a reject with the reason forgotten. An
    address that is not in the lake is refused all the same. Not reached are copies outside the lake, such as pages of wirelake
    report, and old versions of objects that a bucket keeps.

    \b
    Examples:
      wirelake lake forget https://news.example/2024/03/a-name --lake out/lake --dry-run
      wirelake lake forget c85a9f8d --lake out/lake
    """
    from pipeline.forget import forget as forget_articles
    from pipeline.lake.layout import open_lake

    removed = forget_articles(open_lake(lake), names, dry_run, not no_wait, say)
    if not quiet:
        from pipeline.console import count_of

        _print_removed(removed, dry_run)
        if removed.forgotten:
            typer.echo(f"{count_of(removed.forgotten, 'article')} {_will(dry_run, 'refused')} from now on")


def expire(
    before: Annotated[
        datetime.datetime, typer.Option("--before", metavar="DAY", formats=["%Y-%m-%d"], help="The first day that stays.")
    ],
    lake: LakeOption,
    dry_run: DryRunOption = False,
    no_wait: NoWaitOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take articles of older days out of a lake, rejects of older runs and what these fetched (--keep-raw).

    An article is older when the day of its latest revision is, or, where that is not known, the day on which it was read.
    Stories with younger copies are made anew from these. The files that were read stay known, so that the next run does not
    bring all back; an article that comes in another file is stored again.

    \b
    Examples:
      wirelake lake expire --before 2023-01-01 --lake out/lake --dry-run
      wirelake lake expire --before 2023-01-01 --lake s3://bucket/lake
    """
    from pipeline.forget import expire as expire_articles
    from pipeline.lake.layout import open_lake

    removed = expire_articles(open_lake(lake), before.date(), dry_run, not no_wait, say)
    if not quiet:
        _print_removed(removed, dry_run)


def _will(dry_run: bool, verb: str) -> str:
    return f"would be {verb}" if dry_run else f"{verb}"


def _print_removed(removed: "Removed", dry_run: bool) -> None:
    """Rows by table, and what became of stories."""
    from pipeline.console import count_of

    if removed.raw_records or removed.raw_files:
        fetched = f"{removed.raw_records:,} answers, {removed.raw_files:,} whole files"
        typer.echo(f"{_will(dry_run, 'removed')} of what was fetched: {fetched}")
    if not any(removed.rows.values()):
        typer.echo("nothing to remove" if not removed.raw_records + removed.raw_files else "no rows to remove")
        return
    rows = ", ".join(f"{number:,} of {table}" for table, number in removed.rows.items() if number)
    typer.echo(f"{_will(dry_run, 'removed')}: {count_of(removed.articles, 'article')} ({rows})")
    typer.echo(
        f"stories: {removed.stories_changed:,} {_will(dry_run, 'made anew')}, {removed.stories_gone:,} {_will(dry_run, 'gone')}"
    )
