"""AssembleStories: the rows of `stories` and `story_facts`, made anew from all members of each story that a run touched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from transforms import counters
from transforms.assembly import assemble_packed, latest_member
from transforms.offload import Call, InWorkers
from transforms.pool import PoolSettings
from transforms.records import Fact, FactSet, Membership, PackedArticle, PackedStory, StoryFactSet, StoryMember
from transforms.wiring import count, typed


def _meet(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[tuple[str, StoryMember]]:
    found = element[1]
    for membership in found["memberships"]:
        yield membership.story_id, latest_member(membership, found["articles"], found["packed"], found["facts"])


@dataclass
class _Assemble(InWorkers):
    """All members of one story to its row, and to its facts, tagged `facts`."""

    def calls(self, element: tuple[str, Iterable[StoryMember]]) -> Iterator[Call]:
        yield assemble_packed, (list(element[1]),)

    def outputs(self, result: tuple[PackedStory, StoryFactSet]) -> Iterator[Any]:
        story, facts = result
        count(counters.STORIES)
        count(counters.STORY_FACTS, facts.fact_count)
        yield story
        yield beam.pvalue.TaggedOutput("facts", facts)


def _by_article(record: Any) -> tuple[str, Any]:
    return record.article_id, record


@dataclass
class AssembleStories(beam.PTransform):  # type: ignore[misc]
    """Stories and their facts from memberships.

    Takes four PCollections: Membership (all members of every touched story), PackedArticle (new ones, and the stored ones of
    members that are not new), FactSet (new ones) and Fact (stored ones). Gives (PackedStory, StoryFactSet).
    """

    pool: PoolSettings

    def expand(self, inputs: Any) -> Any:
        memberships, articles, packed, facts = inputs
        outputs = (
            {
                "memberships": memberships | "KeyMembers" >> beam.Map(_by_article).with_output_types(tuple[str, Membership]),
                "articles": articles | "KeyArticles" >> beam.Map(_by_article).with_output_types(tuple[str, PackedArticle]),
                "packed": packed | "KeyPacked" >> beam.Map(_by_article).with_output_types(tuple[str, FactSet]),
                "facts": facts | "KeyFacts" >> beam.Map(_by_article).with_output_types(tuple[str, Fact]),
            }
            | "MeetMembers" >> beam.CoGroupByKey()
            | "Latest" >> beam.FlatMap(_meet).with_output_types(tuple[str, StoryMember])
            | "GroupStories" >> beam.GroupByKey()
            | "Assemble" >> beam.ParDo(_Assemble(self.pool)).with_outputs("facts", main="stories")
        )
        return typed(outputs["stories"], PackedStory), typed(outputs["facts"], StoryFactSet)
