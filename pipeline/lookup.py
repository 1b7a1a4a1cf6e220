"""Articles and stories of a lake by id, by the beginning of an id, or by a member: what `story` and `explain` read. No Beam."""

import datetime
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple, Optional, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.console import shorten
from pipeline.lake.layout import Lake
from pipeline.lake.reading import committed_files, open_dataset
from pipeline.lake.staging import CommittedFile
from transforms.errors import UserError
from transforms.records import Article, Copy, Micros
from transforms.stored import read_rows

MIN_PREFIX = 6
"""Characters of an id that must be given if not the whole of it."""

_TRIES = 3  # a reader may lose a file to a commit or to compaction: it lists and reads again
_NAMED = 4  # ids that a message names
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_DAY: Micros = 86_400_000_000

T = TypeVar("T")


class StoryPlace(NamedTuple):
    """Where a story's row is, and who is in it."""

    story_id: str
    copies: list[Copy]
    published_date: Optional[datetime.date]


class ArticlePlace(NamedTuple):
    """Where an article's row is."""

    article_id: str
    revision: int
    published_date: Optional[datetime.date]


def read_by(
    lake: Lake,
    table: str,
    record: type[T],
    by: tuple[str, ...],
    ids: Collection[str],
    days: Collection[datetime.date | None] | None = None,
) -> list[T]:
    """The rows of a table that hold one of `ids` in any of the columns `by`.

    Args:
        lake: the lake.
        table: the table.
        record: what a row becomes: a NamedTuple with some of the table's columns.
        by: columns of ids, or `copies.article_id`.
        ids: those that are wanted.
        days: partitions that are looked into; None: all.
    """
    wanted = pa.array(sorted(ids), pa.string())

    def read() -> list[T]:
        files: Iterable[CommittedFile] = committed_files(lake, table)
        held = [file for file in files if days is None or file.partition in days]
        return [row for file in held for row in read_rows(lake, table, file, record, by, wanted)]

    return again(read) if ids else []


def again(read: Callable[[], T]) -> T:
    """What `read` gives, tried anew if a file that it lists is replaced meanwhile."""
    for _ in range(_TRIES - 1):
        try:
            return read()
        except FileNotFoundError:
            continue
    return read()


def find_article(lake: Lake, given: str) -> str:
    """The id of the one article whose id is, or begins with, `given`.

    Raises:
        UserError: if there is none, or several.
    """
    found = _beginning(lake, "articles", "article_id", given)
    _check_length(given, found)
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(given, "articles", found)
    raise _none(given, "article", "SELECT article_id, publisher, headline FROM articles")


def find_story(lake: Lake, given: str) -> str:
    """The id of the one story that `given` names: by its id, a member's article id, or the beginning of either.

    Raises:
        UserError: if there is none, or several.
    """
    stories = _beginning(lake, "stories", "story_id", given)
    if stories != [given]:
        members = _beginning(lake, "articles", "article_id", given)
        places = read_by(lake, "stories", StoryPlace, ("copies.article_id",), members)
        stories = sorted({*stories, *(place.story_id for place in places)})
        _check_length(given, [*stories, *members])
    if len(stories) == 1:
        return stories[0]
    if stories:
        raise _several(given, "stories", stories)
    raise _none(given, "story or article", "SELECT story_id, copy_count, headline FROM stories")


def latest_articles(
    lake: Lake, ids: Collection[str], days: Collection[datetime.date | None] | None = None
) -> dict[str, Article]:
    """The latest revision of each article, by id; without `days` the rows are located first, so that few bodies are read."""
    if days is None:
        days = {place.published_date for place in read_by(lake, "articles", ArticlePlace, ("article_id",), ids)}
    return latest(read_by(lake, "articles", Article, ("article_id",), ids, days))


def latest(rows: Iterable[T]) -> dict[str, T]:
    """Of rows with `article_id` and `revision` the latest of each article."""
    found: dict[str, Any] = {}
    for row in rows:
        one: Any = row
        if one.article_id not in found or one.revision > found[one.article_id].revision:
            found[one.article_id] = one
    return found


def days_of(moments: Iterable[Micros | None]) -> set[datetime.date | None]:
    """The partitions in which articles of these times of publication lie: a publisher's day may be UTC's neighbour."""
    near = (None if micros is None else moment(micros + step * _DAY) for micros in moments for step in (-1, 0, 1))
    return {when and when.date() for when in near}


def moment(micros: Micros | None) -> datetime.datetime | None:
    """A moment in UTC; None where it is not known or beyond the calendar."""
    try:
        return None if micros is None else _EPOCH + datetime.timedelta(microseconds=micros)
    except OverflowError:
        return None


def _beginning(lake: Lake, table: str, column: str, given: str) -> list[str]:
    """The ids of a column that begin with `given`, sorted; only the one that is equal if there is one."""

    def read() -> list[str]:
        rows = open_dataset(lake, table).to_table(columns=[column], filter=pc.starts_with(pc.field(column), pattern=given))
        return sorted(set(rows.column(column).to_pylist()))

    found = again(read)
    return [given] if given in found else found


def _check_length(given: str, found: Collection[str]) -> None:
    if len(given) < MIN_PREFIX and given not in found:
        raise UserError(f"{shorten(given) or 'an empty id'}: too short; give at least {MIN_PREFIX} characters of the id")


def _several(given: str, what: str, ids: list[str]) -> UserError:
    named = ", ".join(shorten(one) for one in ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
    return UserError(f"{shorten(given)}: {len(ids):,} {what} match ({named}); give more characters of the id")


def _none(given: str, what: str, sql: str) -> UserError:
    return UserError(f'{shorten(given)}: no {what} has such an id; wirelake query "{sql}" lists them')
