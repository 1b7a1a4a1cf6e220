"""AssembleStories: the rows of `stories` and `story_facts`, made anew from all members of each story that a run touched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from transforms import counters
from transforms.extraction.reconcile import Member, reconcile
from transforms.packing import pack_facts, unpack_facts
from transforms.records import Article, Copy, Fact, FactSet, Membership, Story, StoryFact, StoryMember
from transforms.similarity.order import order_key, roles
from transforms.wiring import count, typed


def latest_member(
    membership: Membership, articles: Iterable[Article], packed: Iterable[FactSet], facts: Iterable[Fact]
) -> StoryMember:
    """The member with the latest revision of its article and the facts of that revision.

    Raises:
        LookupError: if there is no such article; a membership is only made of articles that exist.
    """
    article = max(articles, key=lambda one: one.revision, default=None)
    if article is None:
        raise LookupError(f"article {membership.article_id} of story {membership.story_id} is neither new nor in the lake")
    for one in packed:
        if one.revision == article.revision:
            return StoryMember(membership, article, one)
    stored = sorted((fact for fact in facts if fact.revision == article.revision), key=lambda fact: (fact.start, fact.fact_id))
    return StoryMember(membership, article, pack_facts(article, stored))


def assemble_story(members: Iterable[StoryMember]) -> tuple[Story, list[StoryFact]]:
    """One story and its reconciled facts, from all its members in any order.

    The canonical article is the first in the total order of `transforms.similarity.order`.
    """
    ordered = sorted(members, key=lambda member: order_key(member.article))
    articles = [member.article for member in ordered]
    first = articles[0]
    moments = [article.date_published for article in articles if article.date_published is not None]
    days = [article.published_date for article in articles if article.published_date is not None]
    story = Story(
        story_id=ordered[0].membership.story_id,
        article_id=first.article_id,
        headline=first.headline,
        url=first.url,
        publisher=first.publisher,
        date_published=first.date_published,
        in_language=first.in_language,
        article_body=first.article_body,
        source_organization=next((one.source_organization for one in articles if one.source_organization), None),
        copy_count=len(articles),
        publishers=sorted({article.publisher for article in articles if article.publisher}),
        copies=_copies(ordered),
        first_published=min(moments, default=None),
        last_published=max(moments, default=None),
        merged_from=sorted(ordered[0].membership.merged_from),
        published_date=first.published_date or min(days, default=None),
    )
    facts = reconcile(story.story_id, story.published_date, [_fact_member(rank, one) for rank, one in enumerate(ordered)])
    return story, facts


def _copies(ordered: Sequence[StoryMember]) -> list[Copy]:
    named = roles([member.article for member in ordered])
    return [
        Copy(one.article_id, one.url, one.publisher, one.date_published, role, member.membership.probability)
        for member, role in zip(ordered, named, strict=True)
        for one in (member.article,)
    ]


def _fact_member(rank: int, member: StoryMember) -> Member:
    article = member.article
    return Member(
        article_id=article.article_id,
        rank=rank,
        published=article.published_date,
        text=article.article_body,
        language=article.in_language or "en",
        publisher_country=article.publisher_country,
        facts=unpack_facts(member.facts),
        revision=article.revision,
    )


def _meet(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[tuple[str, StoryMember]]:
    found = element[1]
    for membership in found["memberships"]:
        yield membership.story_id, latest_member(membership, found["articles"], found["packed"], found["facts"])


def _assemble(element: tuple[str, Iterable[StoryMember]]) -> Iterator[Any]:
    story, facts = assemble_story(element[1])
    count(counters.STORIES)
    count(counters.STORY_FACTS, len(facts))
    yield story
    for fact in facts:
        yield beam.pvalue.TaggedOutput("facts", fact)


def _by_article(record: Any) -> tuple[str, Any]:
    return record.article_id, record


@dataclass
class AssembleStories(beam.PTransform):  # type: ignore[misc]
    """Stories and their facts from memberships.

    Takes four PCollections: Membership (all members of every touched story), Article and FactSet (those that are new), and Fact
    (stored ones, of members that are not new); stored Articles stand in the second. Gives (Story, StoryFact).
    """

    def expand(self, inputs: Any) -> Any:
        memberships, articles, packed, facts = inputs
        outputs = (
            {
                "memberships": memberships | "KeyMembers" >> beam.Map(_by_article).with_output_types(tuple[str, Membership]),
                "articles": articles | "KeyArticles" >> beam.Map(_by_article).with_output_types(tuple[str, Article]),
                "packed": packed | "KeyPacked" >> beam.Map(_by_article).with_output_types(tuple[str, FactSet]),
                "facts": facts | "KeyFacts" >> beam.Map(_by_article).with_output_types(tuple[str, Fact]),
            }
            | "MeetMembers" >> beam.CoGroupByKey()
            | "Latest" >> beam.FlatMap(_meet).with_output_types(tuple[str, StoryMember])
            | "GroupStories" >> beam.GroupByKey()
            | "Assemble" >> beam.FlatMap(_assemble).with_outputs("facts", main="stories")
        )
        return typed(outputs["stories"], Story), typed(outputs["facts"], StoryFact)
