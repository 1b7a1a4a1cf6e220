"""Deduplication in memory, over the same pure functions as the pipeline: one run or many nights. For the benchmarks only."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from transforms.naming import ends_of
from transforms.records import CopyLink, Signature
from transforms.similarity import arrays, candidates, frequencies, model, prepared, signing, verify
from transforms.similarity.cluster import cluster
from transforms.similarity.pairs import Judged, Texts, keys_of, latest_links, links_of, may_change, weigh_texts, weighted_shares

RANGES = 4
Chosen = tuple[Signature, candidates.Entry]


class Night(NamedTuple):
    """What one run found."""

    links: list[CopyLink]
    pairs: int
    hot: int


def deduplicate(
    new: Sequence[Signature],
    history: Sequence[Signature] = (),
    stories: Mapping[str, str] | None = None,
    window_days: int = candidates.LOOKBACK_DAYS,
    stored: Iterable[CopyLink] = (),
) -> Night:
    """Links of the new articles among themselves and with the history, and changed links of the history.

    Args:
        new: signatures of this run.
        history: signatures of earlier runs within the lookback window.
        stories: story of each article of the history that has copies.
        window_days: the lookback window.
        stored: links of the history.
    """
    wanted = arrays.sorted_set(np.concatenate([signing.unpack_fingerprints(s) for s in new]))
    held = [int(arrays.among(signing.unpack_fingerprints(s), wanted).sum()) for s in history]
    near = [s for s, some in zip(history, held, strict=True) if some >= candidates.MIN_SHARED]
    much = {
        s.article_id
        for s, some in zip(history, held, strict=True)
        if candidates.is_much(some, len(signing.unpack_fingerprints(s)))
    }
    stands = [link for link in latest_links(stored) if much.issuperset(ends_of(link))]
    judged = {keys_of(link): link for link in stands}
    again = {end for link in stands for end in ends_of(link)}
    bodies = _by_body([*new, *near])
    links = [link for same in bodies.values() if len(same) > 1 for link in verify.identical_links(same, window_days)]
    fresh = {s.article_id for s in new}
    chosen = [candidates.represent(same, fresh, again) for same in bodies.values()]
    known = {article: story for article, story in (stories or {}).items() if article not in again}
    pairs, weights, hot = _candidates(chosen, known, window_days)
    links += _verify([s for s, _ in chosen], pairs, weights, judged, wanted)
    return Night(links, len(pairs.left), hot)


def _by_body(signatures: Iterable[Signature]) -> dict[str, list[Signature]]:
    bodies: dict[str, list[Signature]] = defaultdict(list)
    for signature in signatures:
        bodies[signature.body_sha256].append(signature)
    return bodies


def _candidates(
    chosen: Sequence[Chosen], stories: Mapping[str, str], window_days: int
) -> tuple[candidates.Pairs, frequencies.Weights, int]:
    """Candidate pairs, the weights of fingerprints, and how many of these were hot."""
    ranges = list(candidates.postings_by_range(chosen, RANGES).values())
    counted = [candidates.count_pairs(postings, window_days) for postings in ranges]
    both = candidates.both_ways(candidates.enough(candidates.merge_pairs(pairs for pairs, _ in counted)))
    labels = frequencies.with_known(frequencies.story_labels(both), frequencies.known_labels(stories))
    weights = frequencies.merge_weights([frequencies.weigh(postings, labels) for postings in ranges])
    return candidates.distinct(candidates.best(both)), weights, sum(hot for _, hot in counted)


def compared_pairs(signatures: Sequence[Signature]) -> list[tuple[str, str, model.Features]]:
    """Candidate pairs of one run with their features: (article id, article id, features)."""
    fresh = {s.article_id for s in signatures}
    chosen = [candidates.represent(same, fresh) for same in _by_body(signatures).values()]
    pairs, weights, _ = _candidates(chosen, {}, candidates.LOOKBACK_DAYS)
    by_key = {candidates.article_key(s.article_id): s for s, _ in chosen}
    place = {key: at for at, key in enumerate(by_key)}
    articles = list(by_key.values())
    ends = [(place[a], place[b]) for a, b in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)]
    same_publisher = [articles[a].publisher == articles[b].publisher for a, b in ends]
    found = verify.compare_all(prepared.prepare_all(articles, weights), ends, same_publisher)
    told = zip(ends, found, strict=True)
    return [(articles[a].article_id, articles[b].article_id, one.features) for (a, b), one in told if one]


def signatures_of(corpus: Iterable[Mapping[str, Any]]) -> list[Signature]:
    """Signatures of rows with `id`, `text`, `source` and `published`."""
    out = []
    for row in corpus:
        words, flags = signing.words_of(row["text"])
        published = int(datetime.fromisoformat(row["published"].replace("Z", "+00:00")).timestamp() * 1e6)
        out.append(
            Signature(
                article_id=row["id"],
                revision=0,
                publisher=row["source"],
                source_organization=None,
                in_language="en",
                date_published=published,
                date_published_precision="minute",
                retrieved_at=published,
                body_sha256=hashlib.sha256(row["text"].encode()).hexdigest(),
                word_count=len(words),
                fingerprints=signing.fingerprints_of(words).tobytes(),
                words=words.tobytes(),
                flags=flags.tobytes(),
                signature_version=signing.SIGNATURE_VERSION,
                published_date=None,
            )
        )
    return out


def stories_of(word_counts: Mapping[str, int], links: Iterable[CopyLink]) -> dict[str, str]:
    """Article id -> the first article id of its story."""
    return {article: story[0] for story in cluster(word_counts, links) for article in story}


def nights(parts: Sequence[Sequence[Signature]], window_days: int = candidates.LOOKBACK_DAYS) -> dict[str, str]:
    """Stories after several runs, each of which knows the links and signatures of those before it."""
    history: list[Signature] = []
    links: list[CopyLink] = []
    stories: dict[str, str] = {}
    for part in parts:
        copies = Counter(stories.values())
        night = deduplicate(part, history, {a: s for a, s in stories.items() if copies[s] > 1}, window_days, links)
        links += night.links
        history += part
        stories = stories_of({s.article_id: s.word_count for s in history}, links)
    return stories


def _verify(
    signatures: Sequence[Signature],
    pairs: candidates.Pairs,
    weights: frequencies.Weights,
    judged: Judged,
    wanted: candidates.Keys,
) -> list[CopyLink]:
    """Links of the pairs, and of those `judged` that may change since the new articles have fingerprints `wanted`."""
    by_key = {candidates.article_key(s.article_id): s for s in signatures}
    again = {pair for pair in judged if by_key.keys() >= set(pair)}
    compared = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    if again:
        texts = weigh_texts(signatures, weights)
        owners = np.repeat(np.array(list(by_key), np.uint64), [len(text.fingerprints) for text in texts])
        fingerprints, known = (np.concatenate([text[at] for text in texts]) for at in (0, 1))
        worn = np.where(arrays.among(fingerprints, wanted), 1 - known, np.float32(0))
        ends = np.array(sorted(again), np.uint64)
        shares = weighted_shares(ends[:, 0], ends[:, 1], Texts(owners, fingerprints, known, worn))
        changing = may_change([judged[pair] for pair in sorted(again)], shares).tolist()
        kept = {pair for pair, may in zip(sorted(again), changing, strict=True) if may}
        judged = {pair: link for pair, link in judged.items() if pair in kept | compared}
    return links_of(sorted(compared | judged.keys() & again), by_key, weights, judged)
