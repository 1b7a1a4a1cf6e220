"""Options that several commands share."""

from typing import Annotated

import typer

from pipeline.output import Format

QUIET_HELP = "Print nothing but warnings and errors."

LakeOption = Annotated[
    str, typer.Option("--lake", metavar="DIR", help="The lake: a folder, local or on a store (s3://, gs://).")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the rows.")]
