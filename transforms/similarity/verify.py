"""Verification: is one article a copy of another? Features from two signatures and the shared weights, and links from them.

Matched words are those inside a run of at least three words that the other text has too, wherever it stands there. All shares
are weighted: words of common phrases and of boilerplate count little (`frequencies`).
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.records import CopyLink, Signature
from transforms.similarity.arrays import sorted_set
from transforms.similarity.candidates import MIN_SHARED
from transforms.similarity.frequencies import Weights, weights_of
from transforms.similarity.model import Features, Model, probability
from transforms.similarity.signing import (
    IS_NAME,
    IS_NUMBER,
    LEAD,
    QUOTED,
    SHINGLE,
    Fingerprints,
    Words,
    is_sampled,
    shingles,
    unpack_words,
)

RUN: Final = 3
SLOT: Final = 8
BLOCKS: Final = 10
MIN_WEIGHT: Final = 8.0
MIN_PLAIN: Final = 4.0
"""Weighted words outside quotations: more than `she said`. A statement alone may be out of any story that has it."""
MIN_PROBABILITY: Final = 0.005
MIN_CONTAINMENT: Final = 0.12
"""Below it a pair is not worth a closer look: no copy of the generator or of the development corpus lies there."""
IDENTICAL: Final = "identical"
"""`CopyLink.method` of two articles with one body; such articles are one before anything else is looked at."""
METHOD: Final = "shingles"
WITHDRAWN: Final = "withdrawn"
"""`CopyLink.method` of a pair that is no evidence any more: what a stream's window found and a batch run did not find again."""
_DAY: Final = 86_400_000_000

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


class Text(NamedTuple):
    """One signature, prepared for any number of comparisons. Arrays over words have shape (n,)."""

    words: Words
    runs: Fingerprints  # hashes of RUN words in a row, sorted, (n - 2,)
    at: npt.NDArray[np.intp]  # where each of them starts
    vocabulary: Words  # sorted, unique
    weight: Floats  # of each word, 0 to 1
    total: float  # sum of the weights
    plain: Floats  # weight outside quotations
    plain_total: float
    lead: Floats  # weight inside the lead
    lead_total: float
    block: npt.NDArray[np.intp]  # which tenth of the text, by weight
    third: npt.NDArray[np.float64]  # a third of the weight of each tenth that has any
    tenths: Places  # which these are
    numbers: Places  # of the words that are numbers
    names: Places


def prepare(signature: Signature, weights: Weights) -> Text:
    """A signature made ready for `compare`."""
    words, flags = unpack_words(signature)
    runs, hashes = shingles(words, RUN, SHINGLE)
    weight = word_weights(hashes, len(words), weights)
    at = np.argsort(runs)
    quoted = (flags & QUOTED) != 0
    plain = np.where(quoted, np.float32(0), weight)
    lead = np.where((flags & LEAD) != 0, weight, np.float32(0))
    total = float(weight.sum())
    block = (
        np.minimum(np.cumsum(weight) * (BLOCKS / total), BLOCKS - 1).astype(np.intp) if total else np.zeros(len(words), np.intp)
    )
    third = np.bincount(block, weights=weight, minlength=BLOCKS) / 3
    tenths = third.nonzero()[0]
    return Text(
        words, runs[at], at, sorted_set(words), weight, total, plain, float(plain.sum()), lead, float(lead.sum()), block,
        third[tenths], tenths, (flags & IS_NUMBER).nonzero()[0], (flags & IS_NAME).nonzero()[0],
    )  # fmt: skip


def word_weights(hashes: Fingerprints, count: int, weights: Weights) -> Floats:
    """A weight for each of `count` words, read between the nearest fingerprints on either side: shape (count,).

    Args:
        hashes: of every SHINGLE words in a row.
        count: of words.
        weights: of fingerprints.
    """
    at = is_sampled(hashes).nonzero()[0]
    if not len(at) or not len(weights.weights):
        return np.ones(count, np.float32)
    known = weights_of(hashes[at], weights)
    return np.interp(np.arange(count), at + (SHINGLE - 1) / 2, known).astype(np.float32)


def compare(a: Text, b: Text, same_publisher: bool = False) -> Features | None:
    """The features of a pair, the same whichever text comes first.

    None if too little text is left to tell: a few words, one word over and over, boilerplate, or hardly more than a quotation.
    """
    found = _compare(a, b, same_publisher, 0.0)
    return found[0] if found else None


def _compare(a: Text, b: Text, same_publisher: bool, least: float) -> tuple[Features, int] | None:
    """Features and the matched words of the shorter text; None also if the containment is below `least`."""
    if (
        min(a.total, b.total, len(a.vocabulary), len(b.vocabulary)) < MIN_WEIGHT
        or min(a.plain_total, b.plain_total) < MIN_PLAIN
    ):
        return None
    (in_a, there_a), (in_b, there_b) = _matched(a, b), _matched(b, a)
    weight_a, weight_b = float(a.weight[in_a].sum()), float(b.weight[in_b].sum())
    if not weight_a or not weight_b or max(weight_a / a.total, weight_b / b.total) < least:
        return None
    shared = int((in_a if len(a.words) <= len(b.words) else in_b).sum())
    near_a, near_b = _with_slots(in_a, there_a), _with_slots(in_b, there_b)
    if (weight_b / b.total, b.total) > (weight_a / a.total, a.total):  # `a` is the text that is held more
        a, b, in_a, in_b, near_a, near_b, weight_a, weight_b = b, a, in_b, in_a, near_b, near_a, weight_b, weight_a
    numbers = _agreement(a, b, near_a, a.numbers), _agreement(b, a, near_b, b.numbers)
    names = _agreement(a, b, near_a, a.names), _agreement(b, a, near_b, b.names)
    leads = sorted((_share(a.lead[in_a], a.lead_total), _share(b.lead[in_b], b.lead_total)), reverse=True)
    plain_a = float(a.plain[in_a].sum())
    features = Features(
        containment=weight_a / a.total,
        other_containment=weight_b / b.total,
        jaccard=(weight_a + weight_b) / (a.total + b.total),
        plain_containment=plain_a / a.plain_total,
        lead_coverage=leads[0],
        other_lead_coverage=leads[1],
        number_agreement=_smoothed(numbers),
        number_conflicts=_conflicts(numbers),
        name_agreement=_smoothed(names),
        name_conflicts=_conflicts(names),
        longest_run=math.log1p(_longest(in_a & (a.plain > 0))),
        matched=math.log(weight_a),
        quoted_share=1.0 - plain_a / weight_a,
        rarity=weight_a / float(np.count_nonzero(in_a)),
        spread=_spread(a, in_a),
        other_spread=_spread(b, in_b),
        length_ratio=min(a.total, b.total) / max(a.total, b.total),
        same_publisher=float(same_publisher),
    )
    return features, shared


def copy_link(left: Signature, right: Signature, a: Text, b: Text, model: Model | None = None) -> CopyLink | None:
    """The evidence on a candidate pair; None if its probability or its containment is below the minimum.

    Args:
        left: one article's signature.
        right: the other's.
        a: `left`, prepared.
        b: `right`, prepared.
        model: if not the default one.

    Returns:
        a link from the later article (by publication, else retrieval, then id) to the earlier one; a date without a time counts
        as the end of that day.
    """
    compared = _compare(a, b, left.publisher is not None and left.publisher == right.publisher, MIN_CONTAINMENT)
    if compared is None:
        return None
    features, shared = compared
    found = probability(features, model)
    return _link(left, right, found, features.containment, shared, METHOD) if found >= MIN_PROBABILITY else None


def unlikely_link(left: Signature, right: Signature) -> CopyLink:
    """The evidence on a pair that was linked before and is below the minimum now."""
    return _link(left, right, MIN_PROBABILITY, 0.0, 0, METHOD)


def identical_links(signatures: Sequence[Signature], window_days: int) -> list[CopyLink]:
    """Links between articles with one body, each to the one before it in time if that is within the window: n - 1 at most.

    Bodies with fewer than MIN_SHARED fingerprints are not linked: they are notices, not stories.
    """
    if not signatures or len(signatures[0].fingerprints) < 8 * MIN_SHARED:
        return []
    ordered = sorted(signatures, key=_when)
    out = []
    for dated in (True, False):
        chain = [s for s in ordered if (s.date_published is not None) is dated]
        out += [_identical(b, a) for a, b in pairwise(chain) if _when(b)[0] - _when(a)[0] <= window_days * _DAY]
    undated = [s for s in ordered if s.date_published is None]
    if undated and len(undated) < len(ordered):
        near = [
            (abs(u.retrieved_at - d.retrieved_at), u, d) for u in undated[:1] for d in ordered if d.date_published is not None
        ]
        distance, one, other = min(near, key=lambda item: (item[0], item[2].article_id))
        if distance <= window_days * _DAY:
            out.append(_identical(one, other))
    return out


def _identical(left: Signature, right: Signature) -> CopyLink:
    return _link(left, right, 1.0, 1.0, left.word_count, IDENTICAL)


def _link(left: Signature, right: Signature, probability: float, containment: float, shared: int, method: str) -> CopyLink:
    earlier, later = sorted((left, right), key=_latest)
    return CopyLink(
        article_id=later.article_id,
        is_based_on=earlier.article_id,
        probability=probability,
        containment=containment,
        shared_words=shared,
        method=method,
        signature_version=later.signature_version,
        published_date=later.published_date,
    )


def _when(signature: Signature) -> tuple[int, str]:
    moment = signature.retrieved_at if signature.date_published is None else signature.date_published
    return moment, signature.article_id


def _latest(signature: Signature) -> tuple[int, str]:
    """The latest moment at which an article may have been published, as `order.latest_time` has it, and its id."""
    moment, article_id = _when(signature)
    known_by_day = signature.date_published is not None and signature.date_published_precision == "day"
    return moment + (_DAY - 1 if known_by_day else 0), article_id


def _matched(text: Text, other: Text) -> tuple[Mask, Places]:
    """Which words stand in a run that the other text has, and where the run that starts with each word starts there: (n,) each.

    The places of words that start no such run mean nothing.
    """
    covered = np.zeros(len(text.words), bool)
    there = np.zeros(len(text.words), np.intp)
    if len(text.runs) and len(other.runs):
        place = np.minimum(other.runs.searchsorted(text.runs), len(other.runs) - 1)
        held = other.runs[place] == text.runs
        starts = text.at[held]
        there[starts] = other.at[place[held]]
        for offset in range(RUN):
            covered[starts + offset] = True
    return covered, there


def _agreement(text: Text, other: Text, near: Mask, kind: Places) -> tuple[int, int]:
    """Words of a kind, by their places, in matched text or its slots: (those that the other text has too, all)."""
    chosen = text.words[kind[near[kind]]]
    if not len(chosen):
        return 0, 0
    found = np.minimum(other.vocabulary.searchsorted(chosen), len(other.vocabulary) - 1)
    return int(np.count_nonzero(other.vocabulary[found] == chosen)), len(chosen)


def _with_slots(covered: Mask, there: Places) -> Mask:
    """Matched words and the slots between them, where a template's instances differ: gaps of 1 to SLOT words in both texts.

    What a newsroom puts into a sentence leaves no gap in the other text, and runs that stand apart there enclose no slot.

    Args:
        covered: which words are matched, (n,).
        there: where the runs that start with them stand in the other text, (n,).
    """
    edges = _edges(covered)
    near = covered.copy()
    ends, starts = edges[1:-1:2], edges[2::2]  # of the gaps between matched runs
    gaps = there[starts] - (there[ends - RUN] + RUN)
    slots = (starts - ends <= SLOT) & (gaps >= 1) & (gaps <= SLOT)
    for end, start in zip(ends[slots].tolist(), starts[slots].tolist(), strict=True):
        near[end:start] = True
    return near


def _edges(mask: Mask) -> Places:
    """Where each run of True begins and, one further, ends, in turn."""
    padded = np.zeros(len(mask) + 2, bool)
    padded[1:-1] = mask
    found: Places = (padded[1:] != padded[:-1]).nonzero()[0]
    return found


def _smoothed(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
    """Agreement over both texts, drawn to the middle where little was counted."""
    return (counts[0][0] + counts[1][0] + 1.0) / (counts[0][1] + counts[1][1] + 2.0)


def _conflicts(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
    return math.log1p(counts[0][1] - counts[0][0] + counts[1][1] - counts[1][0])


def _share(part: Floats, total: float) -> float:
    return float(part.sum()) / total if total > 0 else 0.0


def _longest(mask: Mask) -> int:
    """The length of the longest run of True."""
    edges = _edges(mask)
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _spread(text: Text, covered: Mask) -> float:
    """The share of the text's tenths that are covered to a third or more."""
    held = np.bincount(text.block, weights=text.weight * covered, minlength=BLOCKS)
    return float(np.count_nonzero(held[text.tenths] >= text.third)) / float(len(text.tenths))
