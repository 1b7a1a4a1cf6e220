"""Verification: is one article a copy of another? Features from two signatures and the shared weights, and links from them.

All shares are weighted: words of common phrases and of boilerplate count little (`frequencies`).
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.records import CopyLink, Signature
from transforms.similarity.arrays import batches
from transforms.similarity.candidates import MIN_SHARED
from transforms.similarity.matching import Numbers, Sides, agreement, longest_run, match, spread
from transforms.similarity.model import Features, Model, probability
from transforms.similarity.prepared import WORDS, Places, Text

MIN_PROBABILITY: Final = 0.005
MIN_CONTAINMENT: Final = 0.12
"""Below it a pair is not worth a closer look: no copy of the generator or of the development corpus lies there."""
IDENTICAL: Final = "identical"
"""`CopyLink.method` of two articles with one body; such articles are one before anything else is looked at."""
METHOD: Final = "shingles"
WITHDRAWN: Final = "withdrawn"
"""`CopyLink.method` of a pair that is no evidence any more: what a stream's window found and a batch run did not find again."""
_DAY: Final = 86_400_000_000


class Compared(NamedTuple):
    """What a comparison found."""

    features: Features
    shared: int  # matched words of the shorter text


def compare(a: Text, b: Text, same_publisher: bool = False) -> Features | None:
    """The features of a pair, the same whichever text comes first.

    None if too little text is left to tell: a few words, one word over and over, boilerplate, or hardly more than a quotation.
    """
    (found,) = compare_all([a, b], [(0, 1)], [same_publisher])
    return found.features if found else None


def compare_all(
    texts: Sequence[Text], pairs: Sequence[tuple[int, int]], same_publisher: Sequence[bool], least: float = 0.0
) -> list[Compared | None]:
    """`compare` of many pairs at once: of one alone, most of the time goes into the calls, not into its words.

    Args:
        texts: prepared.
        pairs: places of their texts among these.
        same_publisher: of each pair.
        least: containment below which there are no features.
    """
    found: list[Compared | None] = [None] * len(pairs)
    tells = [text.tells for text in texts]
    telling = [at for at, (a, b) in enumerate(pairs) if tells[a] and tells[b]]
    sizes = [len(texts[a].words) + len(texts[b].words) for a, b in (pairs[at] for at in telling)]
    for part in batches(sizes, WORDS):
        some = telling[part]
        ends = [end for at in some for end in pairs[at]]
        number = {end: number for number, end in enumerate(dict.fromkeys(ends))}
        sides = match([texts[end] for end in number], np.array([number[end] for end in ends]))
        same = np.array([same_publisher[at] for at in some], float)
        for at, one in zip(some, _compared(sides, same, least), strict=True):
            found[at] = one
    return found


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
    return copy_links([left, right], [a, b], [(0, 1)], model)[0]


def copy_links(
    signatures: Sequence[Signature], texts: Sequence[Text], pairs: Sequence[tuple[int, int]], model: Model | None = None
) -> list[CopyLink | None]:
    """`copy_link` of many candidate pairs.

    Args:
        signatures: of articles.
        texts: the same, prepared.
        pairs: places of their articles among these.
        model: if not the default one.
    """
    both = [(signatures[a], signatures[b]) for a, b in pairs]
    same_publisher = [left.publisher is not None and left.publisher == right.publisher for left, right in both]
    compared = compare_all(texts, pairs, same_publisher, MIN_CONTAINMENT)
    return [_likely(*ends, found, model) if found else None for ends, found in zip(both, compared, strict=True)]


def _likely(left: Signature, right: Signature, compared: Compared, model: Model | None) -> CopyLink | None:
    found = probability(compared.features, model)
    if found < MIN_PROBABILITY:
        return None
    return _link(left, right, found, compared.features.containment, compared.shared, METHOD)


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


def _compared(sides: Sides, same_publisher: Numbers, least: float) -> list[Compared | None]:
    """What is found of each pair; nothing if no word of weight matches, or if the containment is below `least`."""
    held = sides.sums("weight", "plain", "lead")
    weight, share = held[0], held[0] / sides.totals("total")
    kept = (weight.reshape(-1, 2).all(axis=1) & (share.reshape(-1, 2).max(axis=1) >= least)).nonzero()[0]
    left, right = sides.sizes.reshape(-1, 2)[kept].T
    shared = sides.counts[2 * kept + (left > right)].tolist()
    found: list[Compared | None] = [None] * len(same_publisher)
    for at, features, count in zip(kept.tolist(), _features(sides, held, kept, same_publisher), shared, strict=True):
        found[at] = Compared(features, count)
    return found


def _features(sides: Sides, held: Numbers, kept: Places, same_publisher: Numbers) -> list[Features]:
    """The features of the pairs `kept`; `held` is the weight of the matched words of all sides: all, plain, of the lead."""
    weight, plain, lead = held
    total, plain_total, lead_total = (sides.totals(name) for name in ("total", "plain_total", "lead_total"))
    a, b = _held_more(weight / total, total, kept)
    leads = np.divide(lead, lead_total, out=np.zeros(len(lead)), where=lead_total > 0)
    spreads = spread(sides)
    agreed, said = (counts[:, a] + counts[:, b] for counts in agreement(sides))
    number_agreement, name_agreement = (agreed + 1.0) / (said + 2.0)  # drawn to the middle where little was counted
    number_conflicts, name_conflicts = said - agreed
    columns = {
        "containment": weight[a] / total[a],
        "other_containment": weight[b] / total[b],
        "jaccard": (weight[a] + weight[b]) / (total[a] + total[b]),
        "plain_containment": plain[a] / plain_total[a],
        "lead_coverage": np.maximum(leads[a], leads[b]),
        "other_lead_coverage": np.minimum(leads[a], leads[b]),
        "number_agreement": number_agreement,
        "number_conflicts": _logs(math.log1p, number_conflicts),
        "name_agreement": name_agreement,
        "name_conflicts": _logs(math.log1p, name_conflicts),
        "longest_run": _logs(math.log1p, longest_run(sides)[a]),
        "matched": _logs(math.log, weight[a]),
        "quoted_share": 1.0 - plain[a] / weight[a],
        "rarity": weight[a] / sides.counts[a],
        "spread": spreads[a],
        "other_spread": spreads[b],
        "length_ratio": np.minimum(total[a], total[b]) / np.maximum(total[a], total[b]),
        "same_publisher": same_publisher[kept],
    }
    return list(map(Features._make, np.array([columns[name] for name in Features._fields]).T.tolist()))


def _held_more(share: Numbers, total: Numbers, pairs: Places) -> tuple[Places, Places]:
    """Of each of the pairs the side that is held more by the other, else has more weight, and the other side."""
    a, b = 2 * pairs, 2 * pairs + 1
    second = (share[b] > share[a]) | ((share[b] == share[a]) & (total[b] > total[a]))
    return np.where(second, b, a), np.where(second, a, b)


def _logs(log: Callable[[float], float], values: npt.NDArray[Any]) -> list[float]:
    """Logarithms by a function of `math`: those of numpy differ between machines in the last digit."""
    return list(map(log, values.tolist()))
