"""Verification of many pairs in one call, each article prepared once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.packing import unpack_signature
from transforms.records import CopyLink, PackedSignature, Signature
from transforms.similarity.arrays import ODD, among, parts_of, sorted_set, spans, sums
from transforms.similarity.candidates import Keys, article_key
from transforms.similarity.cluster import log_odds
from transforms.similarity.frequencies import Weights, weights_of
from transforms.similarity.prepared import prepare_all
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import IDENTICAL, WITHDRAWN, copy_links, unlikely_link

MIN_WEIGHTED_SHARE: Final = 0.04
"""Of the weight of the shorter text's fingerprints. Below it texts share little but what many have: of 4,394 pairs of copies of
the development corpus none lies there, of all candidates a quarter, of those between a night and its history four in five."""

WORN: Final = 0.1
"""Mean loss of weight of the text that two articles share: below it, no run has found that the text is a template's."""

LIKELY: Final = 0.9
"""Probability from which on a link is sure enough not to be judged again for its own sake."""

UNLIKELY: Final = 0.1
"""Probability below which a link is not judged again: it counts hardly more or less than a missing one. Of 6,369 such links
that a night judged again none came to be likely."""

CHANGE: Final = 0.5
"""Log-odds by which the judgement on a pair has to change to be new evidence."""

Judged = Mapping[tuple[int, int], CopyLink]
"""The evidence that earlier runs found on some of the pairs; the rest was not judged before."""


class Weighted(NamedTuple):
    """The fingerprints of one text and what they are worth; both columns have shape (n,)."""

    fingerprints: Keys  # sorted
    weights: npt.NDArray[np.float32]
    total: float  # their sum


class Texts(NamedTuple):
    """The fingerprints of many texts with their weights, in any order; all columns have shape (n,)."""

    owners: Keys  # of articles
    fingerprints: Keys
    weights: npt.NDArray[np.float32]
    worn: npt.NDArray[np.float32]  # what a fingerprint has lost of its weight if an article of the run has it, else 0


NO_TEXTS: Final = Texts(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.float32), np.empty(0, np.float32))


class Shares(NamedTuple):
    """What pairs of texts share. Both columns have shape (n,)."""

    share: npt.NDArray[np.float64]  # `weighted_share`
    worn: npt.NDArray[np.float64]  # mean of `Texts.worn` over the shared fingerprints; 0 if there are none


def verify_pairs(
    pairs: Iterable[tuple[int, int]], signatures: Mapping[int, PackedSignature], weights: Weights, judged: Judged
) -> list[CopyLink]:
    """The links that pairs give: those above the floor of `copy_link`; of pairs that were judged before, what has changed.

    Args:
        pairs: keys of articles (`candidates.article_key`).
        signatures: of all these articles, by key.
        weights: of their fingerprints.
        judged: what earlier runs found.
    """
    return links_of(pairs, {key: unpack_signature(packed) for key, packed in signatures.items()}, weights, judged)


def links_of(
    pairs: Iterable[tuple[int, int]], signatures: Mapping[int, Signature], weights: Weights, judged: Judged
) -> list[CopyLink]:
    """`verify_pairs` of signatures that are not packed."""
    compared = list(pairs)
    keys = {key for pair in compared for key in pair}
    weighted = dict(zip(keys, weigh_texts([signatures[key] for key in keys], weights), strict=True))
    close = [(a, b) for a, b in compared if weighted_share(weighted[a], weighted[b]) >= MIN_WEIGHTED_SHARE]
    found = dict(zip(close, _copies(close, signatures, weights), strict=True))
    links = []
    for pair in compared:
        link = found.get(pair)
        if pair in judged:
            link = changed_link(link or unlikely_link(signatures[pair[0]], signatures[pair[1]]), judged[pair])
        if link is not None:
            links.append(link)
    return links


def _copies(pairs: Sequence[tuple[int, int]], signatures: Mapping[int, Signature], weights: Weights) -> list[CopyLink | None]:
    """What `copy_link` finds of each pair."""
    place = {key: at for at, key in enumerate({key for pair in pairs for key in pair})}
    needed = [signatures[key] for key in place]
    return copy_links(needed, prepare_all(needed, weights), [(place[a], place[b]) for a, b in pairs])


def changed_link(link: CopyLink, before: CopyLink) -> CopyLink | None:
    """The evidence on a pair that was judged before, counted on; None if it has not changed by CHANGE."""
    if abs(log_odds(link.probability) - log_odds(before.probability)) < CHANGE:
        return None
    return link._replace(judged_before=(before.judged_before or 0) + 1)


def may_change(links: Sequence[CopyLink], shares: Shares) -> npt.NDArray[np.bool_]:
    """Which links may be judged otherwise than an earlier run did, from what their articles share now: shape (n,).

    A likely one whose articles share much cannot become less likely but by what the run has in common with what they share.
    """
    found = np.array([link.probability for link in links])
    return np.asarray((found >= UNLIKELY) & ((found < LIKELY) | (shares.worn >= WORN) | (shares.share < MIN_WEIGHTED_SHARE)))


def keys_of(link: CopyLink) -> tuple[int, int]:
    """The keys of a link's two articles, as in `Pairs`."""
    a, b = sorted((article_key(link.article_id), article_key(link.is_based_on)))
    return a, b


def ends_array(links: Sequence[Any]) -> Keys:
    """The keys of the articles of CopyLinks, or of rows with such fields, as `keys_of` gives them: shape (n, 2)."""
    return np.array([keys_of(link) for link in links], np.uint64).reshape(-1, 2)


def latest_links(links: Iterable[CopyLink]) -> list[CopyLink]:
    """The last judgement on each pair that stands, without the links of identical bodies: those are not judged."""
    found: dict[tuple[int, int], CopyLink] = {}
    for link in sorted(links, key=lambda one: (one.judged_before or 0, one.probability)):
        if link.method != IDENTICAL:
            found[keys_of(link)] = link
    return [link for link in found.values() if link.method != WITHDRAWN]


def weigh_text(signature: Signature, weights: Weights) -> Weighted:
    """The fingerprints of a text with their weights."""
    return weigh_texts([signature], weights)[0]


def weigh_texts(signatures: Sequence[Signature], weights: Weights) -> list[Weighted]:
    """`weigh_text` of many texts."""
    texts = [unpack_fingerprints(signature) for signature in signatures]
    sizes = [len(text) for text in texts]
    found = weights_of(np.concatenate([*texts, np.empty(0, np.uint64)]), weights)
    totals = sums(found, np.array(sizes, np.int64)).tolist()
    return [Weighted(text, found[own], total) for text, own, total in zip(texts, parts_of(sizes), totals, strict=True)]


def weighted_shares(left: Keys, right: Keys, texts: Texts) -> Shares:
    """What pairs of articles share; nothing where `texts` has none of an article.

    Args:
        left: of shape (n,).
        right: of shape (n,).
        texts: of their articles.
    """
    keys = sorted_set(np.concatenate((left, right)))
    kept = among(texts.owners, keys)
    owners = keys.searchsorted(texts.owners[kept])
    order = np.argsort(owners, kind="stable")
    owners, (fingerprints, weights, worn) = owners[order], (column[kept][order] for column in texts[1:])
    sizes = np.bincount(owners, minlength=len(keys))
    starts, totals = np.cumsum(sizes) - sizes, np.bincount(owners, weights, len(keys))
    a, b = keys.searchsorted(left), keys.searchsorted(right)
    lighter = np.minimum(totals[a], totals[b])
    a, b = np.where(sizes[a] <= sizes[b], a, b), np.where(sizes[a] <= sizes[b], b, a)
    pair = np.repeat(np.arange(len(a)), sizes[a])
    at = spans(starts[a], sizes[a])
    held = among(b[pair].astype(np.uint64) * ODD + fingerprints[at], np.sort(owners.astype(np.uint64) * ODD + fingerprints))
    shared = np.bincount(pair[held], weights[at[held]], len(a))
    lost = np.bincount(pair[held], worn[at[held]], len(a))
    number = np.bincount(pair[held], minlength=len(a))
    return Shares(shared / np.where(lighter > 0, lighter, np.inf), lost / np.maximum(number, 1))


def weighted_share(a: Weighted, b: Weighted) -> float:
    """The weight of the fingerprints that two texts share, as a share of the lighter text's: 0 to 1."""
    if len(a.fingerprints) > len(b.fingerprints):
        a, b = b, a
    lighter = min(a.total, b.total)
    if not lighter:
        return 0.0
    at = np.minimum(b.fingerprints.searchsorted(a.fingerprints), len(b.fingerprints) - 1)
    return float(a.weights[b.fingerprints[at] == a.fingerprints].sum()) / lighter
