"""Deduplication in memory, over the same pure functions as the pipeline: one run or many nights. For the benchmarks only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from transforms.records import CopyLink, Signature
from transforms.similarity import candidates, frequencies, verify
from transforms.similarity.cluster import cluster

RANGES = 4


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
) -> Night:
    """Links of the new articles among themselves and with the history.

    Args:
        new: signatures of this run.
        history: signatures of earlier runs within the lookback window.
        stories: story of each article of the history.
        window_days: the lookback window.
    """
    fresh = {s.article_id for s in new}
    bodies: dict[str, list[Signature]] = defaultdict(list)
    for signature in (*new, *history):
        bodies[signature.body_sha256].append(signature)
    links = [link for same in bodies.values() if len(same) > 1 for link in verify.identical_links(same, window_days)]
    chosen = [candidates.represent(same, fresh) for same in bodies.values()]
    ranges = list(_postings(chosen))
    counted = [candidates.count_pairs(postings, window_days) for postings in ranges]
    pairs = candidates.enough(candidates.merge_pairs(pairs for pairs, _ in counted))
    both = candidates.both_ways(pairs)
    labels = frequencies.story_labels(both)
    if stories:
        labels = frequencies.with_known(labels, frequencies.known_labels(stories))
    weights = frequencies.merge_weights([frequencies.weigh(postings, labels) for postings in ranges])
    chosen_pairs = candidates.distinct(candidates.best(both))
    links += _verify([s for s, _ in chosen], chosen_pairs, weights)
    return Night(links, len(chosen_pairs.left), sum(hot for _, hot in counted))


def stories_of(word_counts: Mapping[str, int], links: Iterable[CopyLink]) -> dict[str, str]:
    """Article id -> the first article id of its story."""
    return {article: story[0] for story in cluster(word_counts, links) for article in story}


def nights(parts: Sequence[Sequence[Signature]], window_days: int = candidates.LOOKBACK_DAYS) -> dict[str, str]:
    """Stories after several runs, each of which knows the links and signatures of those before it."""
    history: list[Signature] = []
    links: dict[tuple[str, str], CopyLink] = {}
    stories: dict[str, str] = {}
    for part in parts:
        night = deduplicate(part, history, stories, window_days)
        links.update({(min(n.article_id, n.is_based_on), max(n.article_id, n.is_based_on)): n for n in night.links})
        history += part
        stories = stories_of({s.article_id: s.word_count for s in history}, links.values())
    return stories


def _postings(chosen: Sequence[tuple[Signature, np.ndarray]]) -> Iterable[candidates.Postings]:
    old = [item for item in chosen if not item[1]["new"][0]]
    new = candidates.postings_by_range([item for item in chosen if item[1]["new"][0]], RANGES)
    before = candidates.postings_by_range(old, RANGES)
    for number, postings in new.items():
        parts = [postings]
        if number in before:
            parts.append(candidates.keep_shared(before[number], np.unique(postings.fingerprints)))
        yield candidates.merge_postings(parts)


def _verify(signatures: Sequence[Signature], pairs: candidates.Pairs, weights: frequencies.Weights) -> list[CopyLink]:
    wanted = set(pairs.left.tolist()) | set(pairs.right.tolist())
    by_key = {key: s for s in signatures if (key := candidates.article_key(s.article_id)) in wanted}
    texts = {key: verify.prepare(s, weights) for key, s in by_key.items()}
    found = (
        verify.copy_link(by_key[a], by_key[b], texts[a], texts[b])
        for a, b in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    )
    return [link for link in found if link is not None]
