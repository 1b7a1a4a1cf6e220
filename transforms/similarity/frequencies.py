"""What a fingerprint is worth: little if many different stories have it, nothing if it is one publisher's boilerplate.

Frequencies count stories, not documents, else a story that everyone carries would make its own words worthless. Stories are not
known yet when frequencies are needed: an article stands here for the story of the longest article that it strongly shares
fingerprints with (`story_labels`), which is enough, since a weight only needs the order of magnitude. A story is copied within
days, though: what comes back week after week in bodies that share much is a template, and counts as a story each time.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.similarity.arrays import ODD, among, changes, groups, look_up
from transforms.similarity.candidates import UNDATED, Keys, Pairs, Postings, article_key

STRONG_SHARE: Final = 0.3
STEPS: Final = 2
BOILERPLATE_STORIES: Final = 3
BOILERPLATE_SHARE: Final = 0.25
EXPONENT: Final = 0.75
STORY_DAYS: Final = 3
"""Days between two bodies of one story."""


class Labels(NamedTuple):
    """The stand-in story of each article that has one; `keys` sorted. Articles that are not listed stand for themselves."""

    keys: Keys
    labels: Keys


class Weights(NamedTuple):
    """Weights of fingerprints, `fingerprints` sorted. Those that are not listed weigh 1."""

    fingerprints: Keys
    weights: npt.NDArray[np.float32]


def no_weights() -> Weights:
    """Every fingerprint weighs 1: all that is known when nothing was counted."""
    return Weights(np.empty(0, np.uint64), np.empty(0, np.float32))


def story_labels(choices: Pairs) -> Labels:
    """The longest strong partner of each `left` article; an article that is the longest itself is left out.

    Args:
        choices: pairs from either end (`both_ways`), all of an article's pairs together.
    """
    shorter = np.minimum(choices.left_size, choices.right_size)
    longer = (choices.right_size > choices.left_size) | (
        (choices.right_size == choices.left_size) & (choices.right < choices.left)
    )
    kept = longer & (choices.shared >= np.maximum(STRONG_SHARE * shorter, 1))
    left, right, size = choices.left[kept], choices.right[kept], choices.right_size[kept].astype(np.int64)
    order = np.lexsort((right, -size, left))
    left, right = left[order], right[order]
    first = changes(left)
    return Labels(left[first], right[first])


def known_labels(story_of: Mapping[str, str]) -> Labels:
    """Labels of articles whose story is known from earlier runs.

    Args:
        story_of: article id -> story id.
    """
    keys = np.array([article_key(article) for article in story_of], np.uint64)
    labels = np.array([article_key(story) for story in story_of.values()], np.uint64)
    order = np.argsort(keys)
    return Labels(keys[order], labels[order])


def with_known(labels: Labels, known: Labels) -> Labels:
    """Labels led on: what stands for an article that stands for another stands for that one, or for its story if it is known.

    Args:
        labels: of all articles (`merge_labels` of `story_labels`).
        known: stories of articles of earlier runs (`known_labels`); may be empty.
    """
    story = look_up(labels.keys, known.keys, known.labels, ~labels.keys)
    told = (story != ~labels.keys) & ~among(labels.labels, known.keys)  # known articles that stand for a new one tell its story
    heads, stories = labels.labels[told], story[told]
    order = np.lexsort((stories, heads))
    heads, stories = heads[order], stories[order]
    first = changes(heads)
    known = merge_labels([known, Labels(heads[first], stories[first])])
    found = labels.labels
    for _ in range(STEPS):
        found = look_up(found, labels.keys, labels.labels, found)
    found = look_up(found, known.keys, known.labels, look_up(labels.labels, known.keys, known.labels, found))
    new = ~among(labels.keys, known.keys)
    return merge_labels([known, Labels(labels.keys[new], found[new])])


def without(labels: Labels, keys: Keys) -> Labels:
    """Labels but for those of some articles; `keys` sorted."""
    kept = ~among(labels.keys, keys)
    return Labels(labels.keys[kept], labels.labels[kept])


def merge_labels(parts: list[Labels]) -> Labels:
    """Labels of disjoint sets of articles as one."""
    keys = np.concatenate([part.keys for part in parts]) if parts else np.empty(0, np.uint64)
    labels = np.concatenate([part.labels for part in parts]) if parts else np.empty(0, np.uint64)
    order = np.argsort(keys)
    return Labels(keys[order], labels[order])


def weigh(postings: Postings, labels: Labels) -> Weights:
    """The weights of one range's fingerprints, only those that are not 1.

    A fingerprint weighs n ** -EXPONENT, n being the effective number of stories that have it: of all pairs of the bodies that
    have it the share that are one story, inverted, each body with itself included (Simpson's reciprocal index, with pairs that
    are alike; Leinster and Cobbold, "Measuring diversity: the importance of species similarity", Ecology 93, 2012). One story
    are bodies of one label within STORY_DAYS of each other. A story with a hundred copies of which a few got labels of their
    own is still about one; the instances of a template, which stand for its longest one, are many. What a single publisher has
    in BOILERPLATE_STORIES labels or more, which make up BOILERPLATE_SHARE of all or more, weighs 0.
    """
    stories = look_up(postings.entries["key"], labels.keys, labels.labels, postings.entries["key"])
    several = _repeated(postings.fingerprints, 2)  # what one body has weighs 1
    fingerprints, owner = postings.fingerprints[several], np.repeat(np.arange(len(stories)), postings.lengths)[several]
    story, publisher = stories[owner], postings.entries["publisher"].astype(np.uint64)[owner]
    values, frequency, effective = _story_counts(fingerprints, story, _days(postings.entries)[owner])
    named = publisher != 0
    boilerplate = _boilerplate(fingerprints[named], publisher[named], story[named], values, frequency)
    weights = effective ** np.float32(-EXPONENT)
    weights[boilerplate] = 0.0
    listed = weights < 1.0
    return Weights(values[listed], weights[listed])


def merge_weights(parts: list[Weights]) -> Weights:
    """Weights of disjoint ranges as one."""
    if not parts:
        return no_weights()
    fingerprints = np.concatenate([part.fingerprints for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    order = np.argsort(fingerprints)
    return Weights(fingerprints[order], weights[order])


def weights_of(fingerprints: Keys, weights: Weights) -> npt.NDArray[np.float32]:
    """The weight of each fingerprint, 1 where it is not listed."""
    return look_up(fingerprints, weights.fingerprints, weights.weights, np.ones(len(fingerprints), np.float32))


def _repeated(values: Keys, times: int) -> npt.NDArray[np.bool_]:
    """Which of some values are there so many times at least."""
    order = np.argsort(values)
    _, sizes = groups(values[order])
    found = np.empty(len(values), bool)
    found[order] = np.repeat(sizes >= times, sizes)
    return found


def _days(entries: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """The day on which each body was first published, else retrieved."""
    published = entries["first_published"]
    return np.where(published == UNDATED, entries["first_retrieved"], published).astype(np.int64)


def _story_counts(
    values: Keys, stories: Keys, days: npt.NDArray[np.int64]
) -> tuple[Keys, npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Each value, sorted, with the number of distinct stories that it goes with, and the effective number of them."""
    order = np.lexsort((days, stories, values))
    values, stories, days = values[order], stories[order], days[order]
    if not len(values):
        return values, np.empty(0, np.int64), np.empty(0, np.float32)
    new_pair = changes(values, stories)
    apart = np.ptp(days) + STORY_DAYS + 1  # from one story's last possible day to the next one's first: too far to be one
    moment = np.cumsum(new_pair) * apart + days
    alike = np.searchsorted(moment, moment + STORY_DAYS, side="right") - np.searchsorted(moment, moment - STORY_DAYS)
    starts, bodies = groups(values)
    distinct = np.add.reduceat(new_pair.astype(np.int64), starts)
    return values[starts], distinct, (bodies**2 / np.add.reduceat(alike, starts)).astype(np.float32)


def _boilerplate(
    fingerprints: Keys, publisher: Keys, story: Keys, values: Keys, frequency: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Which of `values` are some publisher's boilerplate."""
    often = _repeated(fingerprints * ODD + publisher, BOILERPLATE_STORIES)  # what else meets in a sum is told apart below
    fingerprints, publisher, story = fingerprints[often], publisher[often], story[often]
    order = np.lexsort((story, publisher, fingerprints))
    fingerprints, publisher, story = fingerprints[order], publisher[order], story[order]
    found = np.zeros(len(values), bool)
    if not len(fingerprints):
        return found
    new_group, new_story = changes(fingerprints, publisher), changes(fingerprints, publisher, story)
    starts = np.flatnonzero(new_group)
    counts = np.add.reduceat(new_story.astype(np.int64), starts)
    at = np.searchsorted(values, fingerprints[starts])
    repeated = (counts >= BOILERPLATE_STORIES) & (counts >= BOILERPLATE_SHARE * frequency[at])
    found[at[repeated]] = True
    return found
