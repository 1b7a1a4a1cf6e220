"""The stories of a report: the most copied first, as a list that can be searched."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import duckdb

from pipeline.report import budget
from pipeline.report.budget import Names, clip

ROWS: Final = 8_000
"""Stories that are looked at for the list; how many of them fit is a matter of bytes."""

HEADLINE: Final = 220
"""Characters of a headline that are shown."""

PUBLISHERS: Final = 8
"""Publishers of one story that the list names."""

COLUMNS: Final = (
    "id", "headline", "agency", "copies", "publishers", "publisher_count", "first", "last", "language", "url", "conflicts",
)  # fmt: skip

_LIST = """
    WITH conflicts AS (
        SELECT story_id, count(*) AS number FROM story_facts WHERE conflict AND list_contains($runs, run_id) GROUP BY story_id)
    SELECT s.story_id, left(s.headline, 900), s.source_organization, s.copy_count, list_slice(s.publishers, 1, $names),
           len(s.publishers), epoch_ms(s.first_published), epoch_ms(s.last_published), s.in_language, left(s.url, 500),
           coalesce(c.number, 0)
    FROM (SELECT * EXCLUDE (article_body, copies) FROM stories WHERE list_contains($runs, run_id)) s
    LEFT JOIN conflicts c ON c.story_id = s.story_id
    ORDER BY s.copy_count DESC, s.last_published DESC NULLS LAST, s.story_id LIMIT $rows"""

_TOTALS = """
    SELECT count(*), count(*) FILTER (copy_count > 1), coalesce(sum(copy_count), 0)::BIGINT, coalesce(max(copy_count), 0)
    FROM stories WHERE list_contains($runs, run_id)"""


def story_totals(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> dict[str, int]:
    """How many stories these runs made or changed: all, those with copies, their copies, the copies of the largest."""
    row = connection.execute(_TOTALS, {"runs": list(run_ids)}).fetchone() or (0, 0, 0, 0)
    return dict(zip(("stories", "copied", "copies", "largest"), row, strict=True))


def list_stories(
    connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str], names: Names, most: int = budget.STORIES
) -> list[list[Any]]:
    """The stories that these runs made or changed, the most copied first, as many as `most` bytes hold.

    Returns:
        rows in the order of COLUMNS; `agency` and `publishers` are numbers of `names`, moments are milliseconds UTC.
    """
    found = connection.execute(_LIST, {"runs": list(run_ids), "names": PUBLISHERS, "rows": ROWS}).fetchall()

    def rows() -> Iterator[list[Any]]:
        for story_id, headline, agency, copies, publishers, publisher_count, first, last, language, url, conflicts in found:
            named = [names(publisher) for publisher in publishers or ()]
            yield [
                story_id, clip(headline, HEADLINE), names(agency), copies, named, publisher_count or 0, first, last,
                clip(language, 20) or None, web_address(url), conflicts,
            ]  # fmt: skip

    return budget.fit(rows(), most, names)


def web_address(url: str | None) -> str | None:
    """An address that a link may have: http or https; None for all else, such as `javascript:`.

    >>> web_address("https://a.example/x"), web_address("JavaScript:alert(1)")
    ('https://a.example/x', None)
    """
    whole = url is not None and len(url) < 500  # a cut address leads nowhere
    return url if url is not None and whole and url.lower().startswith(("http://", "https://")) else None
