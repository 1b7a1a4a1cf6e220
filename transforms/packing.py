"""Many small rows of one article or story as one compact value: a shuffle pays by the element."""

import pickle
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import zstandard

from transforms.records import Article, Fact, FactSet, Story, StoryFact, StoryFactSet

_LEVEL = 1  # the sentence of each fact repeats: the fastest level takes that out already

T = TypeVar("T", bound=tuple[Any, ...])


def _pack(rows: Sequence[tuple[Any, ...]]) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(pickle.dumps([tuple(row) for row in rows], protocol=5))


def _unpack(kind: type[T], packed: bytes) -> list[T]:
    """Only for values that a run packed itself: it unpickles."""
    return [kind(*row) for row in pickle.loads(zstandard.ZstdDecompressor().decompress(packed))]


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
