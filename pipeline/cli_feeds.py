"""The commands `feeds check`, `discover`, `import` and `export`, and the option `--feeds`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_types import FormatOption, say
from pipeline.output import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.feed_check import Checked

FeedsOption = Annotated[
    str | None, typer.Option("--feeds", metavar="FILE", help="A YAML list of feeds that are polled (`wirelake feeds --help`).")
]
_ConfigOption = Annotated[str | None, typer.Option("--config", metavar="FILE", help="A YAML file of settings, as of ingest.")]
_SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="One setting, as of ingest; repeatable.")
]
_OutputOption = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="A new file; else standard output.")]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Lists of feeds: try them, find them, bring them from and to feed readers.",
)

_COLUMNS = ("feed", "status", "entries", "newest", "pages", "stored", "note")


def add_commands(parent: typer.Typer) -> None:
    """Add the commands of this module to the application."""
    parent.add_typer(app, name="feeds")


@app.command()
def check(
    feeds: Annotated[str, typer.Argument(metavar="FILE", help="A YAML list of feeds.")],
    config: _ConfigOption = None,
    assignments: _SetOption = None,
    form: FormatOption = Format.TABLE,
) -> int:
    """Try each feed of a list, and show what a first run would take. Nothing is stored; pages are not fetched.

    A row says whether the feed answers, how many entries it has and of when the newest is, how many pages would be fetched and
    how many entries stored as the feed has them. The note says what is wrong, or where the feed has moved to.

    \b
    Examples:
      wirelake feeds check seeds/feeds.yaml
      wirelake feeds check feeds.yaml --format json --set fetch.contact=desk@paper.example
    """
    from pipeline.feed_check import check_feeds
    from pipeline.feeds import load_feeds
    from pipeline.options import load_settings

    return _show(check_feeds(load_feeds(feeds), load_settings(config, assignments or [])), form)


@app.command()
def discover(
    url: Annotated[str, typer.Argument(metavar="URL", help="A page of a site, such as its front page.")],
    config: _ConfigOption = None,
    assignments: _SetOption = None,
    form: FormatOption = Format.TABLE,
) -> int:
    """Find the feeds that a page names, and try each.

    \b
    Examples:
      wirelake feeds discover https://www.example.org/
    """
    from pipeline.feed_check import discover_feeds
    from pipeline.options import load_settings

    found = discover_feeds(url, load_settings(config, assignments or []))
    if not found:
        say(f"{url} names no feed")
        return 1
    return _show(found, form)


def _show(checked: "Sequence[Checked]", form: Format) -> int:
    """Print what was tried; 1 if any feed failed."""
    from pipeline.output import write_rows

    if form is Format.TABLE:
        rows = [_cells(one) for one in checked]
        write_rows(_COLUMNS, iter(rows), form, sys.stdout, {"entries", "pages", "stored"})
        good = sum(one.status == "ok" for one in checked)
        pages = sum(one.pages or 0 for one in checked)
        print(f"{good:,} of {len(checked):,} feeds can be read; a first run would fetch {pages:,} pages.")
    else:
        write_rows(checked[0]._fields, iter(checked), form, sys.stdout)
    return 0 if all(one.status == "ok" for one in checked) else 1


def _cells(one: "Checked") -> tuple[object, ...]:
    """A row of the table."""
    notes = [f"moved to {one.moved_to}"] if one.moved_to else []
    notes += [one.message] if one.message else []
    newest = f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else None
    shown = one.url.partition("://")[2]
    return shown, one.status, one.entries, newest, one.pages, one.stored, "; ".join(notes)


@app.command(name="import")
def import_(
    opml: Annotated[str, typer.Argument(metavar="OPML", help="A file as feed readers export it.")],
    output: _OutputOption = None,
) -> int:
    """Make a YAML list of an OPML file.

    Titles become publishers; country, language, agency and whether pages are fetched can be added by hand.

    \b
    Examples:
      wirelake feeds import subscriptions.opml --output feeds.yaml
    """
    from pipeline.feeds import read_opml, to_yaml, write_text

    feeds, left_out = read_opml(opml)
    for line in left_out:
        say(line)
    write_text(to_yaml(feeds), output)
    if output is not None:
        typer.echo(f"{output}: {len(feeds):,} feeds. Next: wirelake feeds check {output}")
    return 0


@app.command()
def export(
    feeds: Annotated[str, typer.Argument(metavar="FILE", help="A YAML list of feeds.")],
    output: _OutputOption = None,
) -> int:
    """Make an OPML file of a list, for feed readers.

    \b
    Examples:
      wirelake feeds export seeds/feeds.yaml --output feeds.opml
    """
    from pipeline.feeds import load_feeds, to_opml, write_text

    write_text(to_opml(load_feeds(feeds)), output)
    return 0
