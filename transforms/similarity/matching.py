"""What two texts have in common, of many pairs at once: an operation on all their words costs hardly more than on one text's.

Matched words are those inside a run of at least three words that the other text has too, wherever it stands there.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.similarity.arrays import among, parts_of, ranks, spans, sums
from transforms.similarity.prepared import RUN, TENTHS, Places, Text, in_texts
from transforms.similarity.signing import IS_NAME, IS_NUMBER

SLOT: Final = 8

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


class Sides(NamedTuple):
    """The texts of some pairs, one after the other: 0 and 1 are a pair, 2 and 3 are. Arrays over words have shape (n,)."""

    texts: Sequence[Text]  # those that are different
    number: Places  # which of these it is, (s,)
    fields: dict[str, tuple[Any, ...]]  # of Text, by name, s of each
    sizes: Places  # words, (s,)
    starts: Places  # (s,)
    there: Places  # where in the pair's other text the run that starts with a word starts; -1: nowhere
    covered: Mask  # words inside a run that the other text has
    at: Places  # where these are, (m,)
    counts: Places  # of these, (s,)

    def column(self, name: str) -> npt.NDArray[Any]:
        """A field that is an array over words."""
        return np.concatenate(self.fields[name])

    def totals(self, name: str) -> Numbers:
        """A field that is a number, (s,)."""
        return np.array(self.fields[name])

    def sums(self, *names: str) -> Numbers:
        """The sums of columns over the matched words of each text, (columns, s)."""
        values = np.concatenate([self.column(name)[self.at] for name in names])
        return sums(values, np.tile(self.counts, len(names))).reshape(len(names), -1).astype(float)

    def sides_of(self, places: Places) -> Places:
        """The texts that words are of, by their places."""
        return np.asarray(self.starts.searchsorted(places, "right") - 1)


def match(texts: Sequence[Text], number: Places) -> Sides:
    """The sides of some pairs, and which words match.

    Args:
        texts: that are different; none is empty.
        number: which of these they are, the two of a pair in turn; (s,).
    """
    sides = [texts[one] for one in number.tolist()]
    sizes = np.array([len(text.words) for text in sides])
    starts = np.cumsum(sizes) - sizes
    there = _places(texts, number, starts, int(sizes.sum()))
    held = there >= 0
    covered = held.copy()
    for offset in range(1, RUN):
        covered[offset:] |= held[:-offset]
    at = covered.nonzero()[0]
    counts = np.diff(at.searchsorted([*starts, len(covered)]))
    fields = dict(zip(Text._fields, zip(*sides, strict=True), strict=True))
    return Sides(texts, number, fields, sizes, starts, there, covered, at, counts)


def _places(texts: Sequence[Text], number: Places, starts: Places, count: int) -> Places:
    """`Sides.there`: of equal runs of a text the first stands for all."""
    ids = ranks(np.concatenate([text.runs for text in texts]))
    runs = [ids[own] for own in parts_of([len(text.runs) for text in texts])]
    backwards = [text.order[::-1] for text in texts]  # of what is written to one place, the last stays
    ordered = [own[order] for own, order in zip(runs, backwards, strict=True)]
    there, place = np.full(count, -1), np.full(len(ids), -1)
    others = number.reshape(-1, 2)[:, ::-1].ravel()
    for start, text, other in zip(starts.tolist(), number.tolist(), others.tolist(), strict=True):
        place[ordered[other]] = backwards[other]
        there[start : start + len(runs[text])] = place[runs[text]]
        place[ordered[other]] = -1
    return there


def agreement(sides: Sides) -> tuple[Places, Places]:
    """Of numbers and names in matched text or its slots: how many the other text has too, and how many there are; (2, s)."""
    flags = sides.column("flags")
    at = (_with_slots(sides) & ((flags & (IS_NUMBER | IS_NAME)) != 0)).nonzero()[0]
    side = sides.sides_of(at)
    vocabularies = [text.vocabulary for text in sides.texts]
    number = np.repeat(np.arange(len(vocabularies)), [len(own) for own in vocabularies])
    wanted = in_texts(sides.number[side ^ 1], sides.column("words")[at])
    held = among(wanted, in_texts(number, np.concatenate(vocabularies)))
    kinds = [(flags[at] & kind) != 0 for kind in (IS_NUMBER, IS_NAME)]
    count = len(sides.number)
    return (
        np.array([np.bincount(side[kind & held], minlength=count) for kind in kinds]),
        np.array([np.bincount(side[kind], minlength=count) for kind in kinds]),
    )


def longest_run(sides: Sides) -> Places:
    """The most words of weight in a row that match and are outside quotations, (s,)."""
    starts, ends = _edges(sides.covered & (sides.column("plain") > 0), sides.starts)
    found = np.zeros(len(sides.number), np.intp)
    np.maximum.at(found, sides.sides_of(starts), ends - starts)
    return found


def spread(sides: Sides) -> Numbers:
    """The share of each text's tenths that are covered to a third or more, (s,)."""
    third = np.array(sides.fields["third"])
    tenth = np.repeat(np.arange(len(third)), sides.counts) * TENTHS + sides.column("tenth")[sides.at]
    held = np.bincount(tenth, sides.column("weight")[sides.at], third.size).reshape(third.shape)
    weighty = third > 0
    return np.asarray(np.count_nonzero(weighty & (held >= third), axis=1) / np.count_nonzero(weighty, axis=1))


def _with_slots(sides: Sides) -> Mask:
    """Matched words and the slots between them, where a template's instances differ: gaps of 1 to SLOT words in both texts.

    What a newsroom puts into a sentence leaves no gap in the other text, and runs that stand apart there enclose no slot.
    """
    starts, ends = _edges(sides.covered, sides.starts)
    side = sides.sides_of(starts)
    starts, ends, together = starts[1:], ends[:-1], side[1:] == side[:-1]  # of the gaps between matched runs
    gaps = sides.there[starts] - (sides.there[ends - RUN] + RUN)
    slots = together & (starts - ends <= SLOT) & (gaps >= 1) & (gaps <= SLOT)
    near = sides.covered.copy()
    near[spans(ends[slots], (starts - ends)[slots])] = True
    return near


def _edges(mask: Mask, texts: Places) -> tuple[Places, Places]:
    """Where each run of True begins and, one further, ends. None goes on into the next of the texts, by where they start."""
    begins, ends = mask.copy(), mask.copy()
    begins[1:] &= ~mask[:-1]
    begins[texts] = mask[texts]
    ends[:-1] &= ~mask[1:]
    ends[texts - 1] = mask[texts - 1]  # before the first text is the last word of all
    return begins.nonzero()[0], ends.nonzero()[0] + 1
