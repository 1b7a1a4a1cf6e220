"""AssembleStories: the rows of `stories` and `story_facts`, made anew from all members of each story that a run touched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from transforms import counters
from transforms.assembly import Assembled, assemble_packed, in_text_order, latest_member
from transforms.offload import InWorkers
from transforms.packing import pack_rows, unpack_all
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
from transforms.wiring import count, last_of_bundle, typed

FACTS_HELD = 10_000
MEMBERS_A_CALL = 25  # a call costs the launching process as much as the assembly of a story


def _meet(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[tuple[str, StoryMember]]:
    found = element[1]
    for membership in found["memberships"]:
        stored = list(found["facts"])
        whole = len(stored) == len({one.revision for one in stored})  # else they are of several files
        packed = [*found["packed"], *(stored if whole else ())]
        facts = [] if whole else unpack_all(stored)
        signatures = [*found["signatures"], *found["old"]]
        yield membership.story_id, latest_member(membership, found["articles"], packed, facts, signatures)


class _PackFacts(beam.DoFn):  # type: ignore[misc]
    """Facts to those of an article's revision, as far as a bundle has them, undated. Needs the global window."""

    def start_bundle(self) -> None:
        self._held: dict[tuple[str, int], list[Fact]] = {}
        self._number = 0

    def process(self, fact: Fact) -> Iterator[FactSet]:
        if self._number >= FACTS_HELD and (fact.article_id, fact.revision) not in self._held:
            yield from self._packed()
        self._held.setdefault((fact.article_id, fact.revision), []).append(fact)
        self._number += 1

    def finish_bundle(self) -> Iterator[WindowedValue]:
        for one in self._packed():
            yield last_of_bundle(one)

    def _packed(self) -> Iterator[FactSet]:
        held, self._held, self._number = self._held, {}, 0
        for facts in held.values():
            facts.sort(key=in_text_order)
            yield FactSet(facts[0].article_id, facts[0].revision, None, len(facts), pack_rows(facts))


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

    Takes six PCollections: Membership (all members of every touched story), PackedArticle (new ones, and the stored ones of
    members that are not new), FactSet (new ones), Fact (stored ones), PackedSignature (new ones) and again PackedSignature
    (stored ones; what is missing is made again). Gives (PackedStory, StoryFactSet). Needs the global window.
    """

    pool: PoolSettings

    def expand(self, inputs: Any) -> Any:
        memberships, articles, packed, facts, signatures, old = inputs
        stored = facts | "PackFacts" >> beam.ParDo(_PackFacts()).with_output_types(FactSet)
        outputs = (
            {
                "memberships": memberships | "KeyMembers" >> beam.Map(_by_article).with_output_types(tuple[str, Membership]),
                "articles": articles | "KeyArticles" >> beam.Map(_by_article).with_output_types(tuple[str, PackedArticle]),
                "packed": packed | "KeyPacked" >> beam.Map(_by_article).with_output_types(tuple[str, FactSet]),
                "facts": stored | "KeyFacts" >> beam.Map(_by_article).with_output_types(tuple[str, FactSet]),
                "signatures": signatures
                | "KeySignatures" >> beam.Map(_by_article).with_output_types(tuple[str, PackedSignature]),
                # not flattened with the new ones: Flink's planner loses what feeds such a flatten, and refuses the job
                "old": old | "KeyOldSignatures" >> beam.Map(_by_article).with_output_types(tuple[str, PackedSignature]),
            }
            | "MeetMembers" >> beam.CoGroupByKey()
            | "Latest" >> beam.FlatMap(_meet).with_output_types(tuple[str, StoryMember])
            | "GroupStories" >> beam.GroupByKey()
            | "Assemble" >> beam.ParDo(_Assemble(self.pool)).with_outputs("facts", main="stories")
        )
        return typed(outputs["stories"], PackedStory), typed(outputs["facts"], StoryFactSet)
