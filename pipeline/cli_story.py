"""Commands that tell why: story, explain. They start without Beam."""

import sys
from typing import Annotated

import typer

from pipeline.cli_types import LakeOption, TellOption, TextOrJson


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    app.command()(story)
    app.command()(explain)


def story(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A story's id or a member's article id, or its first characters (6 or more).")
    ],
    lake: LakeOption,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Copies to compare; 0: all.")] = 20,
    form: TellOption = TextOrJson.TEXT,
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
    if form is TextOrJson.JSON:
        from pipeline.output import to_json

        print(to_json(view))
    else:
        from pipeline.console import make_console
        from pipeline.story_text import print_story

        print_story(make_console(sys.stdout), view)


def explain(
    first: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or its first characters (6 or more).")],
    second: Annotated[str, typer.Argument(metavar="ID", help="Another article's.")],
    lake: LakeOption,
    lookback_days: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="The setting dedup.lookback_days of the runs, if they changed it.")
    ] = None,
    form: TellOption = TextOrJson.TEXT,
) -> None:
    """Say why two articles were, or were not, linked.

    Whether they were compared at all, what the copy model saw in them, the links that are stored, and what clustering made of
    them. The evidence is gathered anew from what the lake holds now, with the functions that a run uses.

    \b
    Examples:
      wirelake explain c85a9f8d 1f10e517 --lake out/lake
      wirelake explain c85a9f8d 224c7898 --lake out/lake --format json
    """
    from pipeline.explain import explain as explain_pair
    from pipeline.lake.layout import open_lake
    from pipeline.options import DedupSettings

    days = DedupSettings().lookback_days if lookback_days is None else lookback_days
    found = explain_pair(open_lake(lake), first.strip(), second.strip(), days)
    if form is TextOrJson.JSON:
        from pipeline.output import to_json

        print(to_json(found))
    else:
        from pipeline.console import make_console
        from pipeline.explain_text import print_explanation

        print_explanation(make_console(sys.stdout), found)
