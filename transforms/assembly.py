"""One story from its members: its row and its reconciled facts. Pure code, run in worker processes."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from transforms.extraction.reconcile import Member, reconcile
from transforms.packing import pack_facts, pack_story, pack_story_facts, unpack_article, unpack_facts, unpack_signature
from transforms.records import (
    Article,
    Copy,
    Fact,
    FactSet,
    Membership,
    PackedArticle,
    PackedSignature,
    PackedStory,
    Signature,
    Story,
    StoryFactSet,
    StoryMember,
)
from transforms.similarity.frequencies import no_weights
from transforms.similarity.model import probability
from transforms.similarity.order import order_key, roles
from transforms.similarity.prepared import prepare_all
from transforms.similarity.signing import sign
from transforms.similarity.verify import compare_all


def in_text_order(fact: Fact) -> tuple[int, str]:
    """Where a fact comes among those of its text."""
    return fact.start, fact.fact_id


def latest_member(
    membership: Membership,
    articles: Iterable[PackedArticle],
    packed: Iterable[FactSet],
    facts: Iterable[Fact],
    signatures: Iterable[PackedSignature] = (),
) -> StoryMember:
    """The member with the latest revision of its article, and the facts and the signature of that revision.

    Raises:
        LookupError: if there is no such article; a membership is only made of articles that exist.
    """
    article = max(articles, key=lambda one: one.revision, default=None)
    if article is None:
        raise LookupError(f"article {membership.article_id} of story {membership.story_id} is neither new nor in the lake")
    signature = next((one for one in signatures if one.revision == article.revision), None)
    for one in packed:
        if one.revision == article.revision:
            return StoryMember(membership, article, one, signature)
    stored = sorted((fact for fact in facts if fact.revision == article.revision), key=in_text_order)
    return StoryMember(membership, article, pack_facts(article, stored), signature)


WITNESSES = 8
"""Articles of a story, from its first, that each member is compared with: enough for any cut or mixed copy, and linear."""


class _Read(NamedTuple):
    """A member with its article unpacked."""

    membership: Membership
    article: Article
    facts: FactSet
    signature: PackedSignature | None


class Assembled(NamedTuple):
    """One story, told."""

    story: PackedStory
    facts: StoryFactSet
    canonical: str  # its canonical article


def assemble_packed(stories: Iterable[Iterable[StoryMember]]) -> list[Assembled]:
    """`assemble_stories`, packed: what a worker process takes and gives."""
    return [Assembled(pack_story(story), facts, story.article_id) for story, facts in assemble_stories(stories)]


def assemble_story(members: Iterable[StoryMember]) -> tuple[Story, StoryFactSet]:
    """`assemble_stories` of one."""
    return assemble_stories([members])[0]


def assemble_stories(stories: Iterable[Iterable[StoryMember]]) -> list[tuple[Story, StoryFactSet]]:
    """Stories and their reconciled facts, each from all its members in any order.

    The canonical article is the first in the total order of `transforms.similarity.order`.
    """
    read = [
        [_Read(one.membership, unpack_article(one.article), one.facts, one.signature) for one in members] for members in stories
    ]
    ordered = [sorted(members, key=lambda member: order_key(member.article)) for members in read]
    return [_assembled(members, chances) for members, chances in zip(ordered, _probabilities(ordered), strict=True)]


def _assembled(ordered: Sequence[_Read], chances: Sequence[float]) -> tuple[Story, StoryFactSet]:
    """One story from its members, in their order, and the probabilities of these."""
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
        copies=_copies(ordered, chances),
        first_published=min(moments, default=None),
        last_published=max(moments, default=None),
        merged_from=sorted(ordered[0].membership.merged_from),
        published_date=first.published_date or min(days, default=None),
    )
    facts = reconcile(story.story_id, story.published_date, [_fact_member(rank, one) for rank, one in enumerate(ordered)])
    return story, pack_story_facts(story, facts)


def _copies(ordered: Sequence[_Read], chances: Sequence[float]) -> list[Copy]:
    articles = [member.article for member in ordered]
    found = zip(articles, roles(articles), chances, strict=True)
    return [Copy(one.article_id, one.url, one.publisher, one.date_published, role, chance) for one, role, chance in found]


def _probabilities(stories: Sequence[Sequence[_Read]]) -> list[list[float]]:
    """For each member of each story, in its order, the probability that it is a copy of another of the first WITNESSES.

    Judged by the texts alone: frequencies change with what else a lake holds, and with them the evidence in `links`; the same
    story is to read the same. An article that is alone has 1.
    """
    bodies = {member.article.body_sha256: member for ordered in stories for member in ordered}
    told = [_witnesses([member.article.body_sha256 for member in ordered]) for ordered in stories]
    looked_up = [(text, other) for members in told for text, others in members if text not in others for other in others]
    pairs = list(dict.fromkeys(looked_up))
    number = {body: at for at, body in enumerate(dict.fromkeys(chain.from_iterable(pairs)))}
    prepared = prepare_all([_signature(bodies[body]) for body in number], no_weights())
    compared = compare_all(prepared, [(number[a], number[b]) for a, b in pairs], [False] * len(pairs))
    chance = {pair: probability(one.features if one else None) for pair, one in zip(pairs, compared, strict=True)}
    return [[_highest(text, others, chance) for text, others in members] for members in told]


def _witnesses(texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The text (its hash) of each member of a story with those of the others of the first WITNESSES."""
    return [(text, [*texts[: min(at, WITNESSES)], *texts[at + 1 : WITNESSES]]) for at, text in enumerate(texts)]


def _highest(text: str, others: Sequence[str], chance: Mapping[tuple[str, str], float]) -> float:
    if not others or text in others:
        return 1.0
    return round(max(chance[text, other] for other in others), 6)


def _signature(member: _Read) -> Signature:
    return sign(member.article) if member.signature is None else unpack_signature(member.signature)


def _fact_member(rank: int, member: _Read) -> Member:
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
