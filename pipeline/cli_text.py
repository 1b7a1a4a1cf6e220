"""Commands that need no lake: facts, parse. They start without Beam."""

import sys
from contextlib import ExitStack
from typing import IO, Annotated

import typer

from pipeline.cli_types import TextOrJson


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command()(parse)
    app.command()(facts)


def parse(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Local files, of any kind that ingest reads.")],
    form: Annotated[
        TextOrJson, typer.Option("--format", help="Text to read, or one JSON array of articles.")
    ] = TextOrJson.TEXT,
    why: Annotated[bool, typer.Option("--why", help="Also say what was taken out of the text, and by which rule.")] = False,
) -> int:
    """Show the articles that ingest would store of a file.

    Nothing is written. Rejects are told on standard error; exit code 1 if no file gave an article.

    \b
    Examples:
      wirelake parse page.html
      wirelake parse article.txt --why
      wirelake parse saved-feed.xml --format json
    """
    from pipeline.parsing import parse_files

    return parse_files(files, form is TextOrJson.JSON, why, sys.stdout, sys.stderr)


def facts(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - or nothing: standard input.")] = "-",
    explain: Annotated[bool, typer.Option("--explain", help="Say which rules read each fact, and on which words.")] = False,
    form: Annotated[TextOrJson, typer.Option("--format", help="What comes out.")] = TextOrJson.JSON,
) -> int:
    """Extract figures and dates from JSON lines.

    JSON lines in; JSON lines out in the same order, or text to read.
    A line in is an object with "id", "text", and as far as known "published" (ISO 8601), "language" (en) and
    "publisher_country" (ISO 3166-1 alpha-2). A line out is {"id": …, "facts": […]}; the facts have the columns of the
    table facts.

    \b
    Examples:
      echo '{"id": "1", "text": "Exports rose 5% last year.", "published": "2024-03-01"}' | wirelake facts
      wirelake facts texts.jsonl > facts.jsonl
      wirelake facts texts.jsonl --explain --format text
    """
    from pipeline.facts import run

    with ExitStack() as stack:
        return run(_lines(file, stack), sys.stdout, sys.stderr, explain, form is TextOrJson.TEXT)


def _lines(file: str, stack: ExitStack) -> IO[str]:
    """The text lines of a file or of standard input, as UTF-8 with or without a byte order mark."""
    from transforms.errors import UserError

    if file == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        return sys.stdin
    try:
        return stack.enter_context(open(file, encoding="utf-8-sig", errors="replace"))
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror})") from error
