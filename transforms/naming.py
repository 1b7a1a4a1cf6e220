"""Which articles of one component are which story, and by what name. Pure code: `transforms.cluster` carries it.

Stories are derived from evidence: all links of the touched stories' members, of earlier runs too, decide again, so that
what an earlier run saw too early is mended. A story keeps its id as long as one of its members does.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.packing import unpack_links
from transforms.records import Copy, CopyLink, LinkSet, Membership
from transforms.renewal import RunLink
from transforms.similarity.cluster import cluster

Keys = npt.NDArray[np.uint64]


class StoredStory(NamedTuple):
    """What clustering needs of a row of `stories`."""

    story_id: str
    copies: Sequence[Copy]


class StoredWords(NamedTuple):
    """What clustering needs of a row of `signatures`."""

    article_id: str
    revision: int
    word_count: int
    renewed: bool = False  # not new, and compared anew


class Named(NamedTuple):
    """What became of one component: the places of its articles, and the stories that are no more."""

    memberships: list[Membership]
    vanished: list[str]


def name_stories(
    word_counts: Mapping[str, int],
    new_ids: Collection[str],
    new_links: Collection[CopyLink],
    stored_links: Collection[CopyLink],
    stories: Collection[StoredStory],
    renewed_ids: Collection[str] = (),
) -> Named:
    """Cluster one component and give its stories their ids.

    Only stories that have a new article or an end of a new link, and those that they gain members from, are told anew; the
    others stand in the component as evidence, and so does a story that comes out as it was, of articles that are as they were:
    its row would be the same. A story that exists keeps its id and gives it to the cluster that holds most of
    its members; a cluster that several stories meet in keeps the id that most of its members bring and names the others in
    `merged_from`.

    Args:
        word_counts: of every article of the component, as signed.
        new_ids: articles of this run.
        new_links: evidence of this run.
        stored_links: evidence of earlier runs.
        stories: those that have any of the articles, whole.
        renewed_ids: articles of earlier runs that were compared anew: their stories are told anew if they change.
    """
    old = {copy.article_id: story.story_id for story in stories for copy in story.copies}
    links = [*new_links, *stored_links]
    clusters = cluster(word_counts, links)
    ends = {end for link in new_links for end in ends_of(link)}
    told = _told_anew(clusters, stories, ends.union(new_ids, renewed_ids))
    clusters = [members for number, members in enumerate(clusters) if number in told]
    ids = _assign(clusters, old)
    new, as_it_was = set(new_ids), {story.story_id: set(members_of(story)) for story in stories}
    memberships = []
    touched = set()
    for members, story_id in zip(clusters, ids, strict=True):
        if as_it_was.get(story_id) == set(members) and new.isdisjoint(members):
            continue
        brought = {old[member] for member in members if member in old}
        touched |= brought
        merged = sorted(brought - set(ids))
        memberships += [Membership(story_id, member, merged) for member in members]
    return Named(memberships, sorted(touched - set(ids)))


def _told_anew(clusters: Sequence[Sequence[str]], stories: Iterable[StoredStory], core: set[str]) -> set[int]:
    """The numbers of the clusters that have a core article, or share a story with one that has."""
    number_of = {member: number for number, members in enumerate(clusters) for member in members}
    of_story = [{number_of[copy.article_id] for copy in story.copies if copy.article_id in number_of} for story in stories]
    core_stories = [numbers for numbers, story in zip(of_story, stories, strict=True) if core & set(members_of(story))]
    told = {number_of[article] for article in core if article in number_of}.union(*core_stories)
    while True:
        wider = told.union(*(numbers for numbers in of_story if numbers & told))
        if wider == told:
            return told
        told = wider


def _assign(clusters: Sequence[Sequence[str]], old: Mapping[str, str]) -> list[str]:
    """The story id of each cluster."""
    brought = [Counter(old[member] for member in members if member in old) for members in clusters]
    best: dict[str, int] = {}
    for number, counts in enumerate(brought):
        for story_id, share in counts.items():
            if story_id not in best or (-share, number) < (-brought[best[story_id]][story_id], best[story_id]):
                best[story_id] = number
    out = []
    for number, (members, counts) in enumerate(zip(clusters, brought, strict=True)):
        own = [story_id for story_id in counts if best[story_id] == number]
        out.append(min(own, key=lambda one: (-counts[one], one)) if own else new_story_id(members, set(old.values())))
    return out


def new_story_id(members: Sequence[str], taken: Collection[str]) -> str:
    """An id for a story of these articles that no other story has: a hash of the first member's id."""
    for attempt in range(len(taken) + 1):
        identity = f"{min(members)}\n{attempt}"
        story_id = hashlib.sha256(identity.encode()).hexdigest()[:32]
        if story_id not in taken:
            return story_id
    raise AssertionError("there is one more attempt than ids that are taken")


def ends_of(link: CopyLink | RunLink) -> tuple[str, str]:
    """The two articles of a link."""
    return link.article_id, link.is_based_on


def ends_in(links: LinkSet) -> list[str]:
    """The articles of many links."""
    return [end for link in unpack_links(links) for end in ends_of(link)]


def id_of(row: Any) -> tuple[str]:
    """The article of a row that has one, as `ends_of` and `members_of` give several."""
    return (row.article_id,)


def members_of(story: StoredStory) -> list[str]:
    """The articles of a story."""
    return [copy.article_id for copy in story.copies]


def edges_of(story: StoredStory) -> list[tuple[str, str]]:
    """Pairs of articles that hold a story together."""
    first, *others = members_of(story)
    return [(first, other) for other in others]


def components(edges: npt.NDArray[np.uint64]) -> tuple[Keys, Keys]:
    """Connected components.

    Args:
        edges: shape (n, 2), keys of articles.

    Returns:
        (keys, labels), both of shape (m,): every key once, sorted, with the smallest key of its component.
    """
    keys, ends = np.unique(edges, return_inverse=True)
    ends = ends.reshape(-1, 2)
    labels = np.arange(len(keys))
    while True:
        low = np.minimum(labels[ends[:, 0]], labels[ends[:, 1]])
        lowered = labels.copy()
        np.minimum.at(lowered, ends[:, 0], low)
        np.minimum.at(lowered, ends[:, 1], low)
        lowered = lowered[lowered]
        if (lowered == labels).all():
            return keys, keys[labels]
        labels = lowered
