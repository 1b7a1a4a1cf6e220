"""One story from its members: its row and its reconciled facts. Pure code, run in worker processes."""

from collections.abc import Iterable, Sequence

from transforms.extraction.reconcile import Member, reconcile
from transforms.packing import pack_facts, pack_story, pack_story_facts, unpack_facts, unpack_member
from transforms.records import Article, Copy, Fact, FactSet, Membership, PackedStory, Story, StoryFactSet, StoryMember
from transforms.similarity.order import order_key, roles


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


def assemble_packed(members: Iterable[bytes]) -> tuple[PackedStory, StoryFactSet]:
    """`assemble_story` of packed members, packed: what a worker process takes and gives."""
    story, facts = assemble_story(map(unpack_member, members))
    return pack_story(story), facts


def assemble_story(members: Iterable[StoryMember]) -> tuple[Story, StoryFactSet]:
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
    return story, pack_story_facts(story, facts)


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
