"""Stories from links: average-link clustering, and a guard that keeps digests alone.

Two groups become one story where the mean log-odds of the links between them are high enough: one strong link of an article
that mixes two stories does not outweigh its weak ones. Pairs without a link count against, unless an article has so many links
that the rest of its pairs was never looked at. An article is in one story at most.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from transforms.records import CopyLink
from transforms.similarity.candidates import BEST
from transforms.similarity.verify import IDENTICAL, WITHDRAWN

THRESHOLD: Final = 0.25
MISSING: Final = -3.0
LIMIT: Final = 6.0
DIGEST_OWN_SHARE: Final = 0.5
DIGEST_SURE_SHARE: Final = 0.4
DIGEST_OTHERS_RATIO: Final = 0.75
DIGEST_OTHER_SHARE: Final = 0.15
DIGEST_HELD_SHARE: Final = 0.2

Links = dict[str, dict[str, "_Evidence"]]


class _Evidence(NamedTuple):
    log_odds: float
    shared_words: int
    later: str  # of the two articles


def cluster(word_counts: Mapping[str, int], links: Iterable[CopyLink]) -> list[list[str]]:
    """The stories of one connected component, or of many.

    Args:
        word_counts: of every article, also of those without links.
        links: evidence in any order, in any direction; of one pair what was judged last counts, several such are averaged.
            Links to articles that are not in `word_counts` are left out.

    Returns:
        article ids by story, each sorted, the stories sorted: the same for the same set, whatever its order.
    """
    pairs = _evidence(word_counts, links)
    stands_for = _identical(word_counts, pairs)
    graph = _graph(pairs, stands_for)
    heads = sorted(set(stands_for.values()))
    stories = _average_link(heads, graph)
    digests = _digests(stories, graph, word_counts)
    if digests:
        kept = {a: {b: e for b, e in near.items() if b not in digests} for a, near in graph.items() if a not in digests}
        stories = _average_link([head for head in heads if head not in digests], kept) + [[head] for head in digests]
    members = defaultdict(list)
    for article, head in stands_for.items():
        members[head].append(article)
    return sorted(sorted(article for head in story for article in members[head]) for story in stories)


def log_odds(probability: float) -> float:
    """Log-odds, held within LIMIT so that no single pair decides."""
    held = min(max(probability, 1e-9), 1 - 1e-9)
    return max(-LIMIT, min(LIMIT, round(math.log(held / (1 - held)), 6)))


def _evidence(known: Mapping[str, int], links: Iterable[CopyLink]) -> dict[tuple[str, str], tuple[_Evidence, bool]]:
    """One piece of evidence a pair, and whether the bodies are identical, sorted by pair."""
    found: dict[tuple[str, str], list[CopyLink]] = defaultdict(list)
    for link in links:
        a, b = sorted((link.article_id, link.is_based_on))
        if a != b and a in known and b in known:
            found[a, b].append(link)
    out = {}
    for pair in sorted(found):
        last = max(link.judged_before or 0 for link in found[pair])
        several = [link for link in found[pair] if (link.judged_before or 0) == last]
        if any(link.method == WITHDRAWN for link in several):
            continue
        odds = math.fsum(log_odds(link.probability) for link in several) / len(several)
        same = any(link.method == IDENTICAL for link in several)
        later = min(link.article_id for link in several)
        out[pair] = _Evidence(odds, max(link.shared_words for link in several), later), same
    return out


def _identical(articles: Iterable[str], pairs: Mapping[tuple[str, str], tuple[_Evidence, bool]]) -> dict[str, str]:
    """The first id of each group of articles with one body, by article."""
    parent = {article: article for article in articles}

    def root(article: str) -> str:
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    for (a, b), (_, same) in pairs.items():
        if same:
            first, second = sorted((root(a), root(b)))
            parent[second] = first
    return {article: root(article) for article in sorted(parent)}


def _graph(pairs: Mapping[tuple[str, str], tuple[_Evidence, bool]], stands_for: Mapping[str, str]) -> Links:
    """Evidence between heads, the strongest where several pairs of articles stand for one."""
    graph: Links = defaultdict(dict)
    for (a, b), (found, _) in pairs.items():
        evidence = found._replace(later=stands_for[found.later])
        a, b = stands_for[a], stands_for[b]
        if a != b:
            best = max(evidence, graph[a].get(b, evidence))
            graph[a][b] = graph[b][a] = best
    return graph


def _average_link(heads: list[str], graph: Links) -> list[list[str]]:
    """Merge the two groups with the highest affinity until none is above THRESHOLD. Ties go to the smaller ids."""
    members = {head: [head] for head in heads}
    group_of = {head: head for head in heads}
    near = {head: set(graph.get(head, ())) for head in heads}
    open_ = {head: int(len(near[head]) < BEST) for head in heads}  # articles of each group that looked at all they might have
    version = dict.fromkeys(heads, 0)
    heap = [
        (-evidence.log_odds, head, other, 0, 0)  # the affinity of two single articles
        for head in heads
        for other, evidence in graph.get(head, {}).items()
        if head < other and evidence.log_odds > THRESHOLD
    ]
    heapq.heapify(heap)
    while heap:
        _, a, b, version_a, version_b = heapq.heappop(heap)
        if a not in members or b not in members or version[a] != version_a or version[b] != version_b:
            continue
        group_of.update(dict.fromkeys(members[b], a))
        members[a] = sorted(members[a] + members.pop(b))
        open_[a] += open_.pop(b)
        version[a] += 1
        for other in near.pop(b) - {a}:
            near[other].discard(b)
            near[other].add(a)
            near[a].add(other)
        near[a].discard(b)
        for other in near[a]:
            small, large = sorted((min(a, other), max(a, other)), key=lambda group: len(members[group]))
            score = _affinity(members[small], large, open_[large], group_of, graph)
            if score > THRESHOLD:
                first, second = min(a, other), max(a, other)
                heapq.heappush(heap, (-score, first, second, version[first], version[second]))
    return list(members.values())


def _affinity(small: list[str], large: str, unlooked: int, group_of: Mapping[str, str], graph: Links) -> float:
    """The mean, over the articles of the smaller group, of the better half of their links into the larger one.

    Two copies that kept different halves of a story share nothing; what both share with a third one joins them. That is what
    the better half is for. A pair without a link counts as MISSING, unless one of the two is saturated. No more
    than BEST are counted with its links: an article chose no more partners, however large the other group is.

    Args:
        small: articles of the smaller group.
        large: the larger group.
        unlooked: articles of it that are not saturated.
        group_of: the group of each article.
        graph: links.
    """
    scores = []
    for article in small:
        links = graph.get(article, {})
        inside = [other for other in links if group_of.get(other) == large]
        found = sorted([links[other].log_odds for other in inside], reverse=True)
        missing = 0
        if len(links) < BEST:
            looked = sum([len(graph[other]) < BEST for other in inside])
            missing = min(unlooked - looked, BEST - len(links))
        total = len(found) + missing
        half = max(1, (total + 1) // 2)
        scores.append(math.fsum([*found[:half], MISSING * max(0, half - len(found))]) / half if total else MISSING)
    return math.fsum(scores) / len(scores)


def _digests(stories: list[list[str]], graph: Links, word_counts: Mapping[str, int]) -> list[str]:
    """Articles of a story that take less than DIGEST_OWN_SHARE from any one story and much from others, sorted.

    From the others together it is DIGEST_OTHERS_RATIO of that, unless that is less than DIGEST_SURE_SHARE: a mixture of two
    stories is mostly of one. A digest comes after what it takes from: the first text of a story is none, however much other
    stories repeat of it. What shares less than DIGEST_HELD_SHARE of its own words with an article is not held by it: it is
    quoted by that.
    """
    story_of = {head: number for number, story in enumerate(stories) for head in story}
    found = []
    for head, own in story_of.items():
        if len(stories[own]) < 2:
            continue
        common = 0.0  # with any text of its own story, later ones too
        taken: dict[int, float] = defaultdict(float)
        for other, evidence in graph.get(head, {}).items():
            share = evidence.shared_words / max(word_counts[head], 1)
            common = max(common, share if story_of[other] == own else 0.0)
            held = story_of[other] == own or evidence.shared_words >= DIGEST_HELD_SHARE * word_counts[other]
            if held and evidence.later == head:
                taken[story_of[other]] = max(taken[story_of[other]], share)
        others = math.fsum(share for story, share in taken.items() if story != own)
        mixed = common >= DIGEST_SURE_SHARE and others < DIGEST_OTHERS_RATIO * common
        if own in taken and common < DIGEST_OWN_SHARE and others >= DIGEST_OTHER_SHARE and not mixed:
            found.append(head)
    return sorted(found)
