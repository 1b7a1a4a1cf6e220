"""Many small rows of one article or story as one compact value: a shuffle pays by the element."""

import pickle
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import zstandard

from transforms.records import (
    Article,
    Fact,
    FactSet,
    PackedArticle,
    PackedStory,
    Story,
    StoryFact,
    StoryFactSet,
    StoryMember,
)

_LEVEL = 1  # the sentence of each fact repeats: the fastest level takes that out already

T = TypeVar("T", bound=tuple[Any, ...])


def _dump(value: Any) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(pickle.dumps(value, protocol=5))


def _load(packed: bytes) -> Any:
    """Only for values that a run packed itself: it unpickles."""
    return pickle.loads(zstandard.ZstdDecompressor().decompress(packed))


def _pack(rows: Sequence[tuple[Any, ...]]) -> bytes:
    return _dump([tuple(row) for row in rows])


def _unpack(kind: type[T], packed: bytes) -> list[T]:
    return [kind(*row) for row in _load(packed)]


def pack_article(article: Article) -> PackedArticle:
    """An article, packed. `unpack_article` gives it back."""
    return PackedArticle(article.article_id, article.revision, article.published_date, _dump(tuple(article)))


def unpack_article(packed: PackedArticle) -> Article:
    """The article that `pack_article` packed."""
    return Article(*_load(packed.packed))


def unpack_articles(some: Iterable[PackedArticle]) -> list[Article]:
    """Several articles."""
    return [unpack_article(one) for one in some]


def pack_member(member: StoryMember) -> bytes:
    """A story's member, packed. `unpack_member` gives it back."""
    return _dump(member)


def unpack_member(packed: bytes) -> StoryMember:
    """The member that `pack_member` packed."""
    member: StoryMember = _load(packed)
    return member


def pack_facts(article: Article, facts: Sequence[Fact]) -> FactSet:
    """The facts of `article`, packed. `unpack_facts` gives the same facts in the same order."""
    return FactSet(article.article_id, article.revision, article.published_date, len(facts), _pack(facts))


def unpack_facts(facts: FactSet) -> list[Fact]:
    """The facts that `pack_facts` packed."""
    return _unpack(Fact, facts.packed)


def unpack_all(sets: Iterable[FactSet]) -> list[Fact]:
    """The facts of several articles, one after the other."""
    return [fact for one in sets for fact in unpack_facts(one)]


def pack_story_facts(story: Story, facts: Sequence[StoryFact]) -> StoryFactSet:
    """The facts of `story`, packed. `unpack_story_facts` gives the same facts in the same order."""
    return StoryFactSet(story.story_id, story.published_date, len(facts), _pack(facts))


def unpack_story_facts(sets: Iterable[StoryFactSet]) -> list[StoryFact]:
    """The facts of several stories, one after the other."""
    return [fact for one in sets for fact in _unpack(StoryFact, one.packed)]


def pack_story(story: Story) -> PackedStory:
    """A story, packed. `unpack_stories` gives it back."""
    return PackedStory(story.story_id, story.published_date, _dump(story))


def unpack_stories(some: Iterable[PackedStory]) -> list[Story]:
    """Several stories."""
    return [_load(one.packed) for one in some]
