"""A report written: gathered, rendered, and put in its place whole."""

import datetime
import sys
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.lake.layout import open_lake
from pipeline.report.gather import gather
from pipeline.report.page import render, write_whole
from transforms.errors import UserError

STDOUT: Final = "-"


class Written(NamedTuple):
    """What was written; what the page leaves out for its size is the difference to the totals."""

    path: str
    bytes: int
    runs: int
    records: int
    articles: int
    stories: int
    stories_in_page: int
    stories_side_by_side: int
    facts: int
    facts_in_page: int
    rejects: int
    rejects_in_page: int


def write_report(lake: str, out: str, since: datetime.date | None = None) -> Written:
    """Write the report of a lake.

    Args:
        lake: where the lake is.
        out: the file; its folder is made; `-`: standard output.
        since: only what runs brought that began on this day (UTC) or later.

    Raises:
        UserError: if there is no lake, or the file cannot be written; a file that was there stays as it was then.
    """
    target = Path(out)
    gathered = gather(open_lake(lake), since)._replace(lake=lake)  # the page names it as it was given
    page = render(gathered, datetime.datetime.now(datetime.UTC))
    if out == STDOUT:
        size = len(page.encode("utf-8", "replace"))
        sys.stdout.write(page)
    else:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            size = write_whole(target, page)
        except OSError as error:
            raise UserError(f"{out}: the report cannot be written ({error.strerror or error}); check --out") from error
    totals = gathered.totals
    return Written(
        path=out,
        bytes=size,
        runs=totals["runs"],
        records=totals["records"],
        articles=totals["articles"],
        stories=totals["stories"],
        stories_in_page=len(gathered.stories["rows"]),
        stories_side_by_side=len(gathered.details),
        facts=totals["facts"],
        facts_in_page=len(gathered.facts["rows"]),
        rejects=sum(reason["count"] for reason in gathered.rejects),
        rejects_in_page=len(gathered.reject_items),
    )
