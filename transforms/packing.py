"""Many rows that go one way, of an article, a story or a range of bodies, as one compact value: a shuffle pays by the element.

The bytes of a pack are the value itself, or a reference to it where the process has a spool (`transforms.spool`).
"""

import pickle
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import zstandard

from transforms.records import (
    Article,
    CopyLink,
    Fact,
    FactSet,
    LinkSet,
    PackedArticle,
    PackedSignature,
    PackedStory,
    Signature,
    Story,
    StoryFact,
    StoryFactSet,
)
from transforms.spool import fetch, keep

_LEVEL = 1  # the sentence of each fact repeats: the fastest level takes that out already

T = TypeVar("T")


def _dump(value: Any) -> bytes:
    return keep(zstandard.ZstdCompressor(level=_LEVEL).compress(pickle.dumps(value, protocol=5)))


def _load(packed: bytes) -> Any:
    """Only for values that a run packed itself: it unpickles."""
    return pickle.loads(zstandard.ZstdDecompressor().decompress(fetch(packed)))


def pack_rows(rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Rows of one kind as one value. `unpack_rows` gives them back."""
    return _dump([tuple(row) for row in rows])


def unpack_rows(kind: Callable[..., T], packed: bytes) -> list[T]:
    """The rows that `pack_rows` packed, each made of its fields by `kind`."""
    return [kind(*row) for row in _load(packed)]


def pack_links(links: Sequence[CopyLink]) -> LinkSet:
    """Links of many pairs, packed. `unpack_links` gives them back."""
    return LinkSet(len(links), pack_rows(links))


def unpack_links(links: LinkSet) -> list[CopyLink]:
    """The links that `pack_links` packed."""
    return unpack_rows(CopyLink, links.packed)


def pack_article(article: Article) -> PackedArticle:
    """An article, packed. `unpack_article` gives it back."""
    return PackedArticle(article.article_id, article.revision, article.published_date, _dump(tuple(article)))


def unpack_article(packed: PackedArticle) -> Article:
    """The article that `pack_article` packed."""
    return Article(*_load(packed.packed))


def unpack_articles(some: Iterable[PackedArticle]) -> list[Article]:
    """Several articles."""
    return [unpack_article(one) for one in some]


def pack_signature(signature: Signature) -> PackedSignature:
    """A signature, packed. `unpack_signature` gives it back."""
    return PackedSignature(signature.article_id, signature.revision, signature.published_date, _dump(tuple(signature)))


def unpack_signature(packed: PackedSignature) -> Signature:
    """The signature that `pack_signature` packed."""
    return Signature(*_load(packed.packed))


def unpack_signatures(some: Iterable[PackedSignature]) -> list[Signature]:
    """Several signatures."""
    return [unpack_signature(one) for one in some]


def pack_facts(article: Article | PackedArticle, facts: Sequence[Fact]) -> FactSet:
    """The facts of `article`, packed. `unpack_facts` gives the same facts in the same order."""
    return FactSet(article.article_id, article.revision, article.published_date, len(facts), pack_rows(facts))


def unpack_facts(facts: FactSet) -> list[Fact]:
    """The facts that `pack_facts` packed."""
    return unpack_rows(Fact, facts.packed)


def unpack_all(sets: Iterable[FactSet]) -> list[Fact]:
    """The facts of several articles, one after the other."""
    return [fact for one in sets for fact in unpack_facts(one)]


def pack_story_facts(story: Story, facts: Sequence[StoryFact]) -> StoryFactSet:
    """The facts of `story`, packed. `unpack_story_facts` gives the same facts in the same order."""
    return StoryFactSet(story.story_id, story.published_date, len(facts), pack_rows(facts))


def unpack_story_facts(sets: Iterable[StoryFactSet]) -> list[StoryFact]:
    """The facts of several stories, one after the other."""
    return [fact for one in sets for fact in unpack_rows(StoryFact, one.packed)]


def pack_story(story: Story) -> PackedStory:
    """A story, packed. `unpack_stories` gives it back."""
    return PackedStory(story.story_id, story.published_date, _dump(story))


def unpack_stories(some: Iterable[PackedStory]) -> list[Story]:
    """Several stories."""
    return [_load(one.packed) for one in some]
