"""Facts of stories made anew from facts of their articles that were read again and are staged, not committed."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Optional

import pyarrow as pa
import pyarrow.dataset as pads

from pipeline.lake.commit import Replaced
from pipeline.lake.layout import Lake, staged_path
from pipeline.lake.reading import committed_files, dataset_of, open_dataset, scan
from pipeline.lake.staging import CommittedFile, PartWriter, StagedPart
from transforms.assembly import assemble_story, latest_member
from transforms.packing import pack_article, unpack_story_facts
from transforms.pool import WorkerPool
from transforms.records import Article, Copy, Fact, Membership, PackedArticle, StoryMember
from transforms.tables import from_arrow, to_arrow

Day = datetime.date | None

_BATCH: Final = 500  # stories whose members are in memory at a time
_ZONES: Final = datetime.timedelta(days=2)
"""How far a publisher's local day may be from the UTC day, and a day more."""


class StoredStory(NamedTuple):
    """What is needed of a row of `stories`."""

    story_id: str
    copies: Sequence[Copy]
    merged_from: Sequence[str]
    published_date: Optional[datetime.date]
    run_id: str


class ReadAgain(NamedTuple):
    """What was read again of one partition of `facts`."""

    day: Day
    article_ids: Collection[str]  # all their rows of this partition are in `parts`
    changed: Collection[str]  # of these, those that have or had facts
    parts: Sequence[StagedPart]  # of `facts`


NOTHING_READ: Final = ReadAgain(None, (), (), ())
"""All facts are those of the lake."""


class StoryFacts(NamedTuple):
    """What is to be committed."""

    parts: list[StagedPart]
    replaced: Replaced


def stage_story_facts(lake: Lake, run_id: str, read: ReadAgain, workers: WorkerPool, shards: str) -> StoryFacts:
    """Stage the facts of all stories that have a changed article.

    Their rows keep the `run_id` of the story: the run that last touched it.

    Args:
        lake: the lake, as it is now.
        run_id: under which `read` is staged, and what is made here.
        read: what was read again.
        workers: reconcile the members of stories.
        shards: begins the name of each shard.
    """
    stories = touched_stories(lake, read.day, read.changed)
    writer = PartWriter(lake, run_id, "story_facts", shards)
    for start in range(0, len(stories), _BATCH):
        batch = stories[start : start + _BATCH]
        members = story_members(lake, batch, read, run_id)
        futures = [workers.submit_own(assemble_story, one) for one in members]
        for story, future in zip(batch, futures, strict=True):
            rows = unpack_story_facts([future.result()[1]])
            writer.add(to_arrow("story_facts", rows, run_id=story.run_id, published_date=story.published_date))
    days = {story.published_date for story in stories}
    return StoryFacts(writer.close(), Replaced("story_facts", ["story_id"], [story.story_id for story in stories], days))


def touched_stories(lake: Lake, day: Day, article_ids: Collection[str]) -> list[StoredStory]:
    """The stories that have any of these articles of one day, stories of near days together."""
    if not article_ids:
        return []
    condition = None
    if day is not None:
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        first, last = pads.field("first_published"), pads.field("last_published")
        near = (first <= pa.scalar(noon + _ZONES)) & (last >= pa.scalar(noon - _ZONES))
        condition = near | first.is_null() | last.is_null()
    found = []
    columns = list(StoredStory._fields)
    for rows in scan(open_dataset(lake, "stories"), columns, condition):
        found += [one for one in from_arrow(StoredStory, rows) if any(copy.article_id in article_ids for copy in one.copies)]
    return sorted(found, key=lambda one: (one.published_date or datetime.date.max, one.story_id))


def story_members(
    lake: Lake, stories: Sequence[StoredStory], read: ReadAgain = NOTHING_READ, run_id: str = ""
) -> Iterator[list[StoryMember]]:
    """The members of each story with their latest articles and facts; of what was read again, those staged under `run_id`."""
    ids = {copy.article_id for story in stories for copy in story.copies}
    days = _days(stories) | {read.day}
    articles: dict[str, list[PackedArticle]] = defaultdict(list)
    for article in _rows(lake, Article, _files(lake, "articles", days), ids):
        articles[article.article_id].append(pack_article(article))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in _facts(lake, run_id, read, days, ids):
        facts[fact.article_id].append(fact)
    for story in stories:
        yield [
            latest_member(
                Membership(story.story_id, copy.article_id, story.merged_from),
                articles[copy.article_id],
                (),
                facts[copy.article_id],
            )
            for copy in story.copies
        ]


def _days(stories: Iterable[StoredStory]) -> set[Day]:
    """The partitions in which the members of these stories may lie."""
    days: set[Day] = {None}
    for moment in {copy.date_published for story in stories for copy in story.copies if copy.date_published is not None}:
        day = datetime.datetime.fromtimestamp(moment // 1_000_000, datetime.UTC).date()
        days.update(day + datetime.timedelta(days=shift) for shift in (-1, 0, 1))
    return days


def _facts(lake: Lake, run_id: str, read: ReadAgain, days: set[Day], ids: set[str]) -> Iterator[Fact]:
    """Facts of articles: the staged ones of what was read again, the committed ones of all else."""
    again = ids.intersection(read.article_ids)
    yield from _rows(lake, Fact, _files(lake, "facts", days - {read.day}), ids)
    yield from _rows(lake, Fact, _files(lake, "facts", {read.day}), ids - again)
    staged = [
        CommittedFile(part.table, staged_path(run_id, part.path), "", part.partition, part.rows, part.size)
        for part in read.parts
    ]
    yield from _rows(lake, Fact, staged, again)


def _files(lake: Lake, table: str, days: set[Day]) -> list[CommittedFile]:
    return [file for file in committed_files(lake, table) if file.partition in days]


def _rows(lake: Lake, record: type[Any], files: list[CommittedFile], ids: set[str]) -> Iterator[Any]:
    if files and ids:
        wanted = pads.field("article_id").isin(sorted(ids))
        for rows in scan(dataset_of(lake, files[0].table, files), list(record._fields), wanted):
            yield from from_arrow(record, rows)
