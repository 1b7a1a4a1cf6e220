"""AssembleStories: the rows of `stories` and `story_facts`, made anew from all members of each story that a run touched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from transforms import counters
from transforms.assembly import Assembled, assemble_packed, latest_member
from transforms.offload import InWorkers
from transforms.pool import PoolSettings
from transforms.records import (
    Fact,
    FactSet,
    Membership,
    PackedArticle,
    PackedSignature,
    PackedStory,
    StoryFactSet,
    StoryMember,
)
from transforms.wiring import count, typed

MEMBERS_A_CALL = 25  # a call costs the launching process as much as the assembly of a story


def _meet(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[tuple[str, StoryMember]]:
    found = element[1]
    for membership in found["memberships"]:
        rows = (found[tag] for tag in ("articles", "packed", "facts", "signatures"))
        yield membership.story_id, latest_member(membership, *rows)


@dataclass
class _Assemble(InWorkers):
    """All members of one story to its row, and to its facts, tagged `facts`. Needs the global window."""

    def start_bundle(self) -> None:
        super().start_bundle()
        self._held: list[list[StoryMember]] = []

    def process(self, element: tuple[str, Iterable[StoryMember]]) -> Iterator[Any]:  # type: ignore[override]
        self._held.append(list(element[1]))
        if sum(map(len, self._held)) >= MEMBERS_A_CALL:
            yield from self._hand_out_held()

    def finish_bundle(self) -> Iterator[Any]:
        yield from self._hand_out_held()
        yield from super().finish_bundle()

    def _hand_out_held(self) -> Iterator[Any]:
        held, self._held = self._held, []
        if held:
            yield from self.hand_out([(assemble_packed, (held,))], GlobalWindow(), MIN_TIMESTAMP)

    def outputs(self, result: list[Assembled]) -> Iterator[Any]:
        for one in result:
            count(counters.STORIES)
            count(counters.STORY_FACTS, one.facts.fact_count)
            yield one.story
            yield beam.pvalue.TaggedOutput("facts", one.facts)


def _by_article(record: Any) -> tuple[str, Any]:
    return record.article_id, record


@dataclass
class AssembleStories(beam.PTransform):  # type: ignore[misc]
    """Stories and their facts from memberships.

    Takes five PCollections: Membership (all members of every touched story), PackedArticle (new ones, and the stored ones of
    members that are not new), FactSet (new ones), Fact (stored ones) and PackedSignature (new ones; others are made again).
    Gives (PackedStory, StoryFactSet). Needs the global window.
    """

    pool: PoolSettings

    def expand(self, inputs: Any) -> Any:
        memberships, articles, packed, facts, signatures = inputs
        outputs = (
            {
                "memberships": memberships | "KeyMembers" >> beam.Map(_by_article).with_output_types(tuple[str, Membership]),
                "articles": articles | "KeyArticles" >> beam.Map(_by_article).with_output_types(tuple[str, PackedArticle]),
                "packed": packed | "KeyPacked" >> beam.Map(_by_article).with_output_types(tuple[str, FactSet]),
                "facts": facts | "KeyFacts" >> beam.Map(_by_article).with_output_types(tuple[str, Fact]),
                "signatures": signatures
                | "KeySignatures" >> beam.Map(_by_article).with_output_types(tuple[str, PackedSignature]),
            }
            | "MeetMembers" >> beam.CoGroupByKey()
            | "Latest" >> beam.FlatMap(_meet).with_output_types(tuple[str, StoryMember])
            | "GroupStories" >> beam.GroupByKey()
            | "Assemble" >> beam.ParDo(_Assemble(self.pool)).with_outputs("facts", main="stories")
        )
        return typed(outputs["stories"], PackedStory), typed(outputs["facts"], StoryFactSet)
