"""Stories without some of their articles: told anew from the evidence that remains, as a run tells them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.lake.layout import Lake
from pipeline.lake.staging import PartWriter, StagedPart
from pipeline.lookup import latest, read_by
from pipeline.rebuild_stories import StoredStory, story_members, touched_stories
from transforms.assembly import assemble_story
from transforms.naming import StoredStory as Members
from transforms.naming import StoredWords, name_stories
from transforms.packing import unpack_story_facts
from transforms.records import Copy, CopyLink
from transforms.tables import to_arrow

_BATCH = 500  # stories whose members are in memory at a time


class Restated(NamedTuple):
    """What becomes of the stories that lose an article."""

    stories: list[StoredStory]  # as they are now: the members that each has
    replaced: frozenset[str]  # ids whose rows go: of these stories as they were, and of those that are no more
    kept: frozenset[str]  # of these, the ids that go on


def restate(lake: Lake, removed: Collection[str]) -> Restated:
    """Tell the stories of removed articles anew; a story keeps its id as long as one of its members does.

    The evidence is that of a run that touches them (`transforms.cluster`), without the links of removed articles: what only
    one of these held together falls apart.
    """
    touched = touched_stories(lake, None, removed)
    core = {copy.article_id for story in touched for copy in story.copies} - set(removed)
    stories, links = _evidence(lake, core, removed)
    members = {copy.article_id for story in stories for copy in story.copies}
    words = latest(read_by(lake, "signatures", StoredWords, ("article_id",), members))
    counts = {one: words[one].word_count if one in words else 0 for one in members}
    held = [Members(story.story_id, story.copies) for story in stories]
    named = name_stories(counts, core, (), links, held)
    before = {story.story_id: story for story in [*touched, *stories]}
    told: dict[str, list[str]] = {}
    merged: dict[str, set[str]] = {}
    for membership in named.memberships:
        told.setdefault(membership.story_id, []).append(membership.article_id)
        merged.setdefault(membership.story_id, set()).update(membership.merged_from)
    copies = {copy.article_id: (copy, story) for story in stories for copy in story.copies}
    now = [_story(story_id, ids, merged[story_id], copies, before) for story_id, ids in sorted(told.items())]
    replaced = {story.story_id for story in touched} | set(told).intersection(before) | set(named.vanished)
    return Restated(now, frozenset(replaced), frozenset(replaced.intersection(told)))


def _evidence(lake: Lake, core: set[str], removed: Collection[str]) -> tuple[list[StoredStory], list[CopyLink]]:
    """The stories near the articles of `core`, and the links of their members: two steps out, as in `ClusterStories`."""
    ends = ("article_id", "is_based_on")
    near = _without(read_by(lake, "links", CopyLink, ends, core), removed)
    ids = core.union(*((link.article_id, link.is_based_on) for link in near))
    found = read_by(lake, "stories", StoredStory, ("copies.article_id",), ids)
    stories = [story._replace(copies=[copy for copy in story.copies if copy.article_id not in removed]) for story in found]
    members = ids.union(copy.article_id for story in stories for copy in story.copies)
    return stories, _without(read_by(lake, "links", CopyLink, ends, members), removed)


def _without(links: Sequence[CopyLink], removed: Collection[str]) -> list[CopyLink]:
    return [link for link in links if link.article_id not in removed and link.is_based_on not in removed]


def _story(
    story_id: str,
    ids: Sequence[str],
    merged: Collection[str],
    copies: dict[str, tuple[Copy, StoredStory]],
    before: dict[str, StoredStory],
) -> StoredStory:
    """A story as it is now; its rows keep the run that last touched it, or the story that it split from."""
    was = before.get(story_id) or copies[ids[0]][1]
    taken_in = set(merged).union(was.merged_from if was.story_id == story_id else ())
    return StoredStory(story_id, [copies[one][0] for one in ids], sorted(taken_in), None, was.run_id)


def stage_restated(lake: Lake, run_id: str, restated: Restated) -> list[StagedPart]:
    """Stage the rows of `stories` and `story_facts` of stories that were told anew."""
    rows, facts = PartWriter(lake, run_id, "stories", ""), PartWriter(lake, run_id, "story_facts", "")
    for start in range(0, len(restated.stories), _BATCH):
        batch = restated.stories[start : start + _BATCH]
        for stored, members in zip(batch, story_members(lake, batch), strict=True):
            story, packed = assemble_story(members)
            rows.add(to_arrow("stories", [story], run_id=stored.run_id))
            facts.add(
                to_arrow("story_facts", unpack_story_facts([packed]), run_id=stored.run_id, published_date=story.published_date)
            )
    return rows.close() + facts.close()
