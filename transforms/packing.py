"""Facts of one article as one compact value: they are many and small, and a shuffle pays by the element."""

import pickle
from collections.abc import Iterable, Sequence

import zstandard

from transforms.records import Article, Fact, FactSet

_LEVEL = 1  # the sentence of each fact repeats: the fastest level takes that out already


def pack_facts(article: Article, facts: Sequence[Fact]) -> FactSet:
    """The facts of `article`, packed. `unpack_facts` gives the same facts in the same order."""
    raw = pickle.dumps([tuple(fact) for fact in facts], protocol=5)
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(raw)
    return FactSet(article.article_id, article.revision, article.published_date, len(facts), packed)


def unpack_facts(facts: FactSet) -> list[Fact]:
    """The facts that `pack_facts` packed. Only for values that this process's own run made: it unpickles."""
    return [Fact(*row) for row in pickle.loads(zstandard.ZstdDecompressor().decompress(facts.packed))]


def unpack_all(sets: Iterable[FactSet]) -> list[Fact]:
    """The facts of several articles, one after the other."""
    return [fact for one in sets for fact in unpack_facts(one)]
