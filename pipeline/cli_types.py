"""Options that several commands share."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.output import Format

QUIET_HELP = "Print nothing but warnings and errors."

LakeOption = Annotated[
    str, typer.Option("--lake", metavar="DIR", help="The lake: a folder, local or on a store (s3://, gs://).")
]


class TextOrJson(StrEnum):
    """How a command tells what it did: to a reader, or to a program."""

    TEXT = "text"
    JSON = "json"


TellOption = Annotated[TextOrJson, typer.Option("--format", help="Text to read, or one JSON object.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the rows.")]


def say(line: str) -> None:
    """Print a message of the command on standard error, where it is not taken for output."""
    typer.echo(f"wirelake: {line}", err=True)


def lines_in_json(form: TextOrJson | None) -> bool:
    """Whether a command that goes on tells in JSON: if not said, where nobody reads along."""
    return form is TextOrJson.JSON if form is not None else not sys.stdout.isatty()
