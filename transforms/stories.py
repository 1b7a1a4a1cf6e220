"""AssembleStories: the rows of `stories` and `story_facts`, made anew from all members of each story that a run touched."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from transforms import counters
from transforms.assembly import Assembled, assemble_packed, in_text_order, latest_member
from transforms.offload import InWorkers
from transforms.packing import pack_rows, unpack_all
from transforms.packs import Packing, grouped, packed_by_key, unpacked
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
from transforms.similarity.candidates import article_key
from transforms.wiring import count, typed

BLOCKS = 256
"""Of articles, and of stories: those of one meet in one piece."""

KINDS: dict[str, Callable[..., Any]] = {
    "memberships": Membership,
    "articles": PackedArticle,
    "facts": FactSet,
    "signatures": PackedSignature,
    "old_articles": PackedArticle,
    "old_facts": FactSet,
    "old_signatures": PackedSignature,
}
"""What a member is made of; what is old is of the lake."""

MEMBERS_A_CALL = 25  # a call costs the launching process as much as the assembly of a story


def block_of(identifier: str) -> int:
    """The block of an article or a story."""
    return article_key(identifier) % BLOCKS


def _by_article(record: Any) -> tuple[int, Any]:
    return block_of(record.article_id), record


def _meet(element: tuple[int, dict[str, Iterable[bytes]]]) -> Iterator[tuple[int, StoryMember]]:
    """The members whose articles are of one block, by the block of their story."""
    found = {tag: grouped((row.article_id, row) for row in unpacked(KINDS[tag], packs)) for tag, packs in element[1].items()}
    for article_id, memberships in found["memberships"].items():
        here = {tag: rows.get(article_id, []) for tag, rows in found.items()}
        articles, signatures = (here[tag] + here[f"old_{tag}"] for tag in ("articles", "signatures"))
        stored = here["old_facts"]
        whole = len(stored) == len({one.revision for one in stored})  # else they are of several packs
        packed, facts = (here["facts"] + stored, []) if whole else (here["facts"], unpack_all(stored))
        for one in memberships:
            yield block_of(one.story_id), latest_member(one, articles, packed, facts, signatures)


class _PackFacts(Packing):
    """Facts to those of an article's revision, as far as a pack has them, undated."""

    def packs(self, rows: list[Fact]) -> Iterator[FactSet]:
        for (article_id, revision), facts in grouped(((one.article_id, one.revision), one) for one in rows).items():
            facts.sort(key=in_text_order)
            yield FactSet(article_id, revision, None, len(facts), pack_rows(facts))


@dataclass
class _Assemble(InWorkers):
    """All members of a block of stories to the rows of these, and to their facts, tagged `facts`. Needs the global window."""

    def start_bundle(self) -> None:
        super().start_bundle()
        self._held: list[list[StoryMember]] = []

    def process(self, element: tuple[int, Iterable[bytes]]) -> Iterator[Any]:  # type: ignore[override]
        stories = grouped((one.membership.story_id, one) for one in unpacked(StoryMember, element[1]))
        for members in stories.values():
            self._held.append(members)
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


@dataclass
class AssembleStories(beam.PTransform):  # type: ignore[misc]
    """Stories and their facts from memberships.

    Takes seven PCollections: Membership (all members of every touched story); PackedArticle, FactSet and PackedSignature, new
    ones; PackedArticle, Fact and PackedSignature, stored ones of members that are not new. Signatures that are missing are made
    again. Gives (PackedStory, StoryFactSet). Needs the global window.
    """

    pool: PoolSettings

    def expand(self, inputs: Any) -> Any:
        # what is new and what is stored is not flattened: Flink's planner loses what feeds such a flatten, and refuses the job
        memberships, articles, facts, signatures, old_articles, old_facts, old_signatures = inputs
        old_facts = old_facts | "PackFacts" >> beam.ParDo(_PackFacts()).with_output_types(FactSet)
        parts = (memberships, articles, facts, signatures, old_articles, old_facts, old_signatures)
        labels = {tag: tag.title().replace("_", "") for tag in KINDS}
        outputs = (
            {
                tag: part | f"By{label}" >> beam.Map(_by_article) | f"Packed{label}" >> packed_by_key()
                for (tag, label), part in zip(labels.items(), parts, strict=True)
            }
            | "MeetMembers" >> beam.CoGroupByKey()
            | "Latest" >> beam.FlatMap(_meet)
            | "PackMembers" >> packed_by_key()
            | "GroupStories" >> beam.GroupByKey()
            | "Assemble" >> beam.ParDo(_Assemble(self.pool)).with_outputs("facts", main="stories")
        )
        return typed(outputs["stories"], PackedStory), typed(outputs["facts"], StoryFactSet)
