"""The command `report`: one page on what a lake holds. It starts without Beam."""

import datetime
import os
from typing import Annotated

import typer

from pipeline.cli_types import LakeOption, TextOrJson, say


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command()(report)


def report(
    lake: LakeOption,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Only what runs brought that began on this day (UTC) or later: 2024-03-01."),
    ] = None,
    out: Annotated[str, typer.Option(metavar="FILE", help="The page to write; - is standard output.")] = "report.html",
    form: Annotated[TextOrJson, typer.Option("--format", help="What to print: a line, or one JSON object.")] = TextOrJson.TEXT,
) -> None:
    """Write one HTML page on a lake: its runs, stories, figures and rejects.

    The page is one file that loads nothing: it opens from a disk or a mail. It shows what came in and what became of it, the
    newest run beside those before it, stories with any two copies side by side, figures over time, and what was refused and
    why. What does not fit into 5 MB is left out, and the page says so.

    \b
    Examples:
      wirelake report --lake out/lake --out out/report.html
      wirelake report --lake s3://bucket/lake --since 2024-03-01 --out march.html
      wirelake ingest wire/ --lake out/lake --report out/report.html
    """
    from pipeline.report.write import STDOUT, write_report

    check_file(out)
    written = write_report(lake, out, _day(since))
    if form is TextOrJson.JSON:
        from pipeline.output import to_json

        typer.echo(to_json(written), err=out == STDOUT)
    elif out != STDOUT:
        left = written.stories - written.stories_in_page, written.facts - written.facts_in_page
        cut = f"; {left[0]:,} stories and {left[1]:,} facts did not fit" if any(left) else ""
        typer.echo(
            f"{out}: {written.bytes / 1e6:.1f} MB, {written.articles:,} articles in {written.stories:,} stories, "
            f"{written.facts:,} facts, {written.rejects:,} rejects{cut}"
        )


def check_file(out: str) -> None:
    """Refuse a place where no report can be, before a run takes its time.

    Raises:
        UserError: (wrong usage) if it is a folder.
    """
    from transforms.errors import UserError

    if os.path.isdir(out):
        raise UserError(f"{out}: a folder; give the name of a file, such as {os.path.join(out, 'report.html')}", 2)


def write_after_run(lake: str, out: str, told: bool) -> None:
    """Write the report of a lake after a run; the run itself is as it is, so a report that fails is said, and no more."""
    from pipeline.report.write import write_report
    from transforms.errors import UserError

    try:
        written = write_report(lake, out)
    except UserError as error:
        say(str(error))
    else:
        if told:
            typer.echo(f"Report: {out} ({written.bytes / 1e6:.1f} MB, opens in a browser)")


def _day(text: str | None) -> datetime.date | None:
    from transforms.errors import UserError

    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--since {text}: no day; write it as 2024-03-01", 2) from error
