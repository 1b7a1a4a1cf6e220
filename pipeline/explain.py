"""Why two articles of a lake are, or are not, linked and in one story: evidence gathered anew beside what the lake holds."""

import datetime
import math
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple, Optional

import numpy as np

from pipeline.lake.layout import Lake
from pipeline.lake.reading import committed_files
from pipeline.lookup import StoryPlace, again, find_article, latest, latest_articles, moment, read_by
from pipeline.story_view import StoredLink, newest_links
from transforms.errors import UserError
from transforms.records import Article, CopyLink, Signature
from transforms.similarity.cluster import DIGEST_HELD_SHARE, DIGEST_OTHER_SHARE, DIGEST_OWN_SHARE, THRESHOLD, cluster, log_odds
from transforms.similarity.evidence import Evidence, gather
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import IDENTICAL
from transforms.stored import read_held

MAX_MEMBERS = 2_000
"""Articles of a component that are clustered again to see why two stories stay apart."""

_PATH = 12  # links of a chain that are followed


class SignedWords(NamedTuple):
    """The length of an article as it was signed."""

    article_id: str
    revision: int
    word_count: int


class Side(NamedTuple):
    """One of the two articles."""

    article_id: str
    revision: int
    publisher: str | None
    headline: str | None
    date_published: Optional[datetime.datetime]
    date_published_precision: str | None
    word_count: int
    story_id: str | None
    copy_count: int  # of that story


class Explanation(NamedTuple):
    """What is known of two articles."""

    a: Side
    b: Side
    linked: bool
    one_story: bool
    summary: str
    evidence: Evidence
    compared: bool
    stored_links: list[StoredLink]  # of the two, or of the articles that stand for their bodies
    clustering: list[str]  # why they are in one story, or are not, as far as the evidence tells


def explain(lake: Lake, first: str, second: str, lookback_days: int) -> Explanation:
    """Why two articles are, or are not, linked.

    Args:
        lake: the lake.
        first: the id of an article, or its first characters.
        second: that of another.
        lookback_days: as in the runs' setting `dedup.lookback_days`.

    Raises:
        UserError: if either is not found, or is found more than once, or both are one.
    """
    ids = find_article(lake, first), find_article(lake, second)
    if ids[0] == ids[1]:
        raise UserError(f"both ids name the article {ids[0]}; give two articles")
    a, b = _signatures(lake, ids)
    evidence = gather(a, b, _near(lake, a, b, lookback_days), lookback_days)
    articles = latest_articles(lake, ids)
    places = read_by(lake, "stories", StoryPlace, ("copies.article_id",), ids)
    story_of = {copy.article_id: place for place in places for copy in place.copies}
    sides = [_side(articles[one], story_of.get(one)) for one in ids]
    ends = frozenset(ids), frozenset(evidence.stands_for)
    links = newest_links(lake, read_by(lake, "links", StoredLink, ("article_id", "is_based_on"), {*ids, *evidence.stands_for}))
    stored = [link for link in links if frozenset(link[:2]) in ends]
    threshold = 1 / (1 + math.exp(-THRESHOLD))
    linked = any(link.probability >= threshold for link in stored)
    one_story = sides[0].story_id is not None and sides[0].story_id == sides[1].story_id
    return Explanation(
        a=sides[0],
        b=sides[1],
        linked=linked,
        one_story=one_story,
        summary=_summary(evidence, linked, stored, threshold),
        evidence=evidence,
        compared=evidence.compared,
        stored_links=stored,
        clustering=_clustering(lake, ids, list({place.story_id: place for place in places}.values()), threshold),
    )


def _signatures(lake: Lake, ids: tuple[str, str]) -> tuple[Signature, Signature]:
    found = latest(read_by(lake, "signatures", Signature, ("article_id",), ids))
    missing = [one for one in ids if one not in found]
    if missing:
        raise UserError(f"{missing[0]}: the lake has no signature of this article; wirelake lake verify checks it")
    return found[ids[0]], found[ids[1]]


def _near(lake: Lake, a: Signature, b: Signature, lookback_days: int) -> list[Signature]:
    """The latest signatures, without words, within the lookback window of either that share a fingerprint with one of them."""
    wanted = np.union1d(unpack_fingerprints(a), unpack_fingerprints(b))
    days = [one.published_date for one in (a, b) if one.published_date is not None]
    margin = lookback_days + 1  # the partition is the publisher's local day, the window counts days of UTC

    def held(day: datetime.date | None) -> bool:
        undated = day is None or len(days) < 2
        return undated or any(abs((day - own).days) <= margin for own in days if day is not None)

    def read() -> list[Signature]:
        files = [file for file in committed_files(lake, "signatures") if held(file.partition)]
        return [one for file in files for one, _ in read_held(lake, file, wanted, at_least=1)]

    return list(latest(again(read)).values())


def _side(article: Article, story: StoryPlace | None) -> Side:
    return Side(
        article_id=article.article_id,
        revision=article.revision,
        publisher=article.publisher,
        headline=article.headline,
        date_published=moment(article.date_published),
        date_published_precision=article.date_published_precision,
        word_count=article.word_count,
        story_id=story.story_id if story else None,
        copy_count=len(story.copies) if story else 0,
    )


def _summary(evidence: Evidence, linked: bool, stored: Collection[StoredLink], threshold: float) -> str:
    """One line: linked or not, and the first reason."""
    if linked:
        best = max(stored, key=lambda link: link.probability)
        why = "the same body, word for word" if best.method == IDENTICAL else f"probability {best.probability:.3f}"
        return f"linked: {why} ({threshold:.3f} is needed)"
    failed = next((check for check in evidence.checks if not check.passed), None)
    if failed is not None:
        return f"not linked, not compared: {failed.name}: {failed.found}; needed: {failed.needed}"
    if evidence.identical:
        return "not linked to each other: the same body; copies of one body are linked in a chain, each to the one before it"
    if evidence.verdict is None:
        return "not linked: too little text is left to tell (a few words, or boilerplate and quotations only)"
    if evidence.verdict.probability >= threshold:
        return (
            f"not linked by the runs that saw them, though the probability is {evidence.verdict.probability:.3f} now: "
            "the weights change as the lake grows"
        )
    return f"not linked: probability {evidence.verdict.probability:.3f}, {threshold:.3f} is needed"


def _clustering(lake: Lake, ids: tuple[str, str], stories: list[StoryPlace], threshold: float) -> list[str]:
    """Why the two are in one story, or are not."""
    members = {copy.article_id: story.story_id for story in stories for copy in story.copies}
    links = newest_links(lake, read_by(lake, "links", StoredLink, ("article_id", "is_based_on"), set(members)))
    if not stories or any(one not in members for one in ids):
        return ["a story is missing: its row was replaced while it was read; ask again"]
    if members[ids[0]] == members[ids[1]]:
        return [_joined(ids, [link for link in links if members.keys() >= set(link[:2])], threshold)]
    return _apart(lake, ids, members, links)


def _joined(ids: tuple[str, str], links: Iterable[StoredLink], threshold: float) -> str:
    """How links lead from one to the other inside their story."""
    strong: dict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        if link.probability >= threshold:
            strong[link.article_id][link.is_based_on] = strong[link.is_based_on][link.article_id] = link.probability
    if ids[1] in strong[ids[0]]:
        return "one story: the two are linked to each other"
    path = _path(strong, *ids)
    if path:
        steps = ", ".join(f"{b[:8]} ({strong[a][b]:.3f})" for a, b in pairwise(path))
        return f"one story through others, with the probability of each step: {ids[0][:8]}, {steps}"
    return f"one story by the mean of all links between its groups; no chain of {_PATH} strong links or fewer joins the two"


def _path(near: Mapping[str, Mapping[str, float]], start: str, goal: str) -> list[str]:
    """The shortest chain from one article to another; empty if there is none of at most _PATH links."""
    paths = deque([[start]])
    seen = {start}
    while paths:
        path = paths.popleft()
        for other in sorted(near.get(path[-1], ()), key=lambda one: -near[path[-1]][one]):
            if other == goal:
                return [*path, other]
            if other not in seen and len(path) < _PATH:
                seen.add(other)
                paths.append([*path, other])
    return []


def _apart(lake: Lake, ids: tuple[str, str], members: Mapping[str, str], links: list[StoredLink]) -> list[str]:
    """Why two stories are two: no link between them, a digest that is kept alone, or links that are too weak on the whole."""
    own = members[ids[0]], members[ids[1]]
    between = [link for link in links if {members.get(end) for end in link[:2]} == set(own)]
    if not between:
        return ["two stories: no link is stored between any copy of the one and any of the other"]
    mean = math.fsum(log_odds(link.probability) for link in between) / len(between)
    told = [
        f"two stories: {len(between):,} {'link is' if len(between) == 1 else 'links are'} stored between their copies, "
        f"with mean log-odds of {mean:.2f}; more than {THRESHOLD:.2f} over all pairs is needed, those without a link included"
    ]
    around = {end for link in links for end in link[:2]}
    if len(around) > MAX_MEMBERS:
        return told
    story_of = {**members, **_stories_of(lake, around - members.keys())}
    words = {one.article_id: one.word_count for one in latest(_words(lake, set(story_of))).values()}
    alone = {one for one in ids if list(members.values()).count(members[one]) == 1}
    told += [line for one in ids if one in alone for line in _digest(one, links, story_of, words)]
    if any(set(ids) <= set(story) for story in cluster(words, map(_copy_link, links))):
        told.append("the links that are stored now would join them: the next run that touches either story decides anew")
    return told


def _stories_of(lake: Lake, ids: Collection[str]) -> dict[str, str]:
    places = read_by(lake, "stories", StoryPlace, ("copies.article_id",), ids)
    return {copy.article_id: place.story_id for place in places for copy in place.copies if copy.article_id in ids}


def _words(lake: Lake, ids: Collection[str]) -> list[SignedWords]:
    return read_by(lake, "signatures", SignedWords, ("article_id",), ids)


def _digest(article: str, links: Iterable[StoredLink], story_of: Mapping[str, str], words: Mapping[str, int]) -> list[str]:
    """What the digest guard sees in an article that is alone: how much of it each of the two nearest stories holds."""
    shares: dict[str, float] = defaultdict(float)
    held: dict[str, float] = defaultdict(float)  # of stories of which it holds something, rather than being quoted by them
    for link in links:
        if article in link[:2]:
            other = link.is_based_on if link.article_id == article else link.article_id
            share = link.shared_words / max(words.get(article, 0), 1)
            if other in story_of:
                shares[story_of[other]] = max(shares[story_of[other]], share)
                if link.shared_words >= DIGEST_HELD_SHARE * words.get(other, 0):
                    held[story_of[other]] = max(held[story_of[other]], share)
    nearest = max(shares, key=lambda story: (shares[story], story), default="")
    most = shares.get(nearest, 0.0)
    second = max((share for story, share in held.items() if story != nearest), default=0.0)
    if most < DIGEST_OWN_SHARE and second >= DIGEST_OTHER_SHARE:
        return [
            f"{article[:8]} is kept alone by the digest guard: at most {most:.0%} of it is in any one story "
            f"({DIGEST_OWN_SHARE:.0%} is needed) and {second:.0%} in a second one ({DIGEST_OTHER_SHARE:.0%} make a digest)"
        ]
    return []


def _copy_link(link: StoredLink) -> CopyLink:
    return CopyLink(*link[:6], signature_version="", published_date=None)
