"""Signatures made ready for verification: what the words of a text weigh, and what comparisons look them up in."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.records import Signature
from transforms.similarity.arrays import batches, parts_of, sorted_set, sums
from transforms.similarity.frequencies import Weights, weights_of
from transforms.similarity.signing import (
    LEAD,
    QUOTED,
    SHINGLE,
    Fingerprints,
    Flags,
    Words,
    is_sampled,
    shingles,
    unpack_words,
)

RUN: Final = 3
TENTHS: Final = 10
MIN_WEIGHT: Final = 8.0
MIN_PLAIN: Final = 4.0
"""Weighted words outside quotations: more than `she said`. A statement alone may be out of any story that has it."""
WORDS: Final = 1 << 17
"""Words that are prepared or compared at once: their columns take some ten megabytes."""

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


class Text(NamedTuple):
    """One signature, prepared for any number of comparisons. Arrays over words have shape (n,)."""

    words: Words
    flags: Flags
    vocabulary: Words  # sorted, unique
    runs: Fingerprints  # hashes of RUN words in a row, by the word that they start with, (n - 2,)
    order: Places  # which sorts them, equal ones as they come: the same on every machine
    weight: Floats  # of each word, 0 to 1
    plain: Floats  # weight outside quotations
    lead: Floats  # weight inside the lead
    tenth: npt.NDArray[np.uint8]  # which tenth of the text, by weight
    third: npt.NDArray[np.float64]  # a third of the weight of each tenth, (TENTHS,)
    total: float  # sum of the weights
    plain_total: float
    lead_total: float

    @property
    def tells(self) -> bool:
        """Whether it is more than a few words, one word over and over, boilerplate, or hardly more than a quotation."""
        return min(self.total, len(self.vocabulary)) >= MIN_WEIGHT and self.plain_total >= MIN_PLAIN


def prepare(signature: Signature, weights: Weights) -> Text:
    """A signature made ready for comparisons."""
    return prepare_all([signature], weights)[0]


def prepare_all(signatures: Sequence[Signature], weights: Weights) -> list[Text]:
    """`prepare` of many signatures at once: of one alone, most of the time goes into the calls, not into its words."""
    parts = batches([len(signature.flags) for signature in signatures], WORDS)
    return [text for part in parts for text in _prepared(signatures[part], weights)]


def in_texts(number: Places, words: Words) -> npt.NDArray[np.uint64]:
    """Words of numbered texts as keys that sort by text, then by word: shape (n,).

    Args:
        number: of the text that each word is of; (n,).
        words: of shape (n,).
    """
    return number.astype(np.uint64) << np.uint64(32) | words


def _prepared(signatures: Sequence[Signature], weights: Weights) -> Iterator[Text]:
    """`prepare_all` of so many at once."""
    words, flags = (np.concatenate(column) for column in zip(*map(unpack_words, signatures), strict=True))
    sizes = np.array([len(signature.flags) for signature in signatures])
    number = np.repeat(np.arange(len(sizes)), sizes)
    runs, hashes = shingles(words, RUN, SHINGLE)
    weight = _word_weights(hashes, sizes, weights)
    plain = np.where((flags & QUOTED) != 0, np.float32(0), weight)
    lead = np.where((flags & LEAD) != 0, weight, np.float32(0))
    totals = sums(np.concatenate((weight, plain, lead)), np.tile(sizes, 3)).reshape(3, -1).astype(float)
    tenth = _tenths(weight, sizes, totals[0])
    third = np.bincount(number * TENTHS + tenth, weight, len(sizes) * TENTHS).reshape(-1, TENTHS) / 3
    known = sorted_set(in_texts(number, words))
    vocabularies = parts_of(np.bincount(known >> np.uint64(32), minlength=len(sizes)))
    known = known.astype(np.uint32)
    rows = zip(parts_of(sizes), vocabularies, third, *totals.tolist(), strict=True)
    for at, own, thirds, *summed in rows:
        started = runs[at.start : max(at.start, at.stop - RUN + 1)]
        yield Text(
            words[at], flags[at], known[own], started, np.argsort(started, kind="stable"),
            weight[at], plain[at], lead[at], tenth[at], thirds, *summed,
        )  # fmt: skip


def _word_weights(hashes: Fingerprints, sizes: Places, weights: Weights) -> Floats:
    """A weight for each word of some texts, read between the nearest fingerprints on either side: shape (sum of sizes,).

    Args:
        hashes: of every SHINGLE words in a row of all the texts, one after the other.
        sizes: words of each text; (t,).
        weights: of fingerprints.
    """
    found = np.ones(int(sizes.sum()), np.float32)
    sampled = is_sampled(hashes).nonzero()[0]
    if not len(sampled) or not len(weights.weights):
        return found
    known = weights_of(hashes[sampled], weights)
    middle, place = sampled + (SHINGLE - 1) / 2, np.arange(len(found))
    starts = np.cumsum(sizes) - sizes
    first, last = sampled.searchsorted(starts), sampled.searchsorted(starts + sizes - SHINGLE, "right")
    for own, start, end in zip(parts_of(sizes), first.tolist(), last.tolist(), strict=True):
        if start < end:  # else the text is too short, or none of its hashes is a fingerprint
            found[own] = np.interp(place[own], middle[start:end], known[start:end])
    return found


def _tenths(weight: Floats, sizes: Places, totals: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """In which tenth of its text, by weight, each word stands: (n,)."""
    reached = np.concatenate([np.cumsum(weight[own]) for own in parts_of(sizes)])
    scale = np.divide(TENTHS, totals, out=np.zeros(len(totals)), where=totals > 0).astype(np.float32)
    return np.asarray(np.minimum(reached * np.repeat(scale, sizes), TENTHS - 1), np.uint8)
