"""Commands that tell why: story, explain. They start without Beam."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli_types import LakeOption


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command()(story)


class TellFormat(StrEnum):
    """How a story or an explanation is printed."""

    TEXT = "text"
    JSON = "json"


TellOption = Annotated[TellFormat, typer.Option("--format", help="Text to read, or one JSON object.")]


def story(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A story's id or a member's article id, or its first characters (6 or more).")
    ],
    lake: LakeOption,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Copies to compare; 0: all.")] = 20,
    form: TellOption = TellFormat.TEXT,
) -> None:
    """Show a story: its copies side by side, and the facts they agree and differ on.

    Each copy is held against the canonical article: the paragraphs that it kept, changed, moved, added and cut, why it was
    linked, its role, publisher and time, and what it says of its agency.

    \b
    Examples:
      wirelake query "SELECT story_id, copy_count, headline FROM stories ORDER BY 2 DESC" --lake out/lake
      wirelake story 7307fe8d --lake out/lake
      wirelake story 7307fe8d --lake out/lake --limit 0 --format json
    """
    from pipeline.lake.layout import open_lake
    from pipeline.story_view import view_story

    view = view_story(open_lake(lake), identifier.strip(), limit)
    if form is TellFormat.JSON:
        from pipeline.output import to_json

        print(to_json(view))
    else:
        from pipeline.console import make_console
        from pipeline.story_text import print_story

        print_story(make_console(sys.stdout), view)
