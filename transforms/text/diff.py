"""What one text did with the paragraphs of another: kept, changed, moved, added, cut. Pure; linear but for the sorting.

Equal paragraphs are paired first, the first with the first (after Heckel 1978, "A technique for isolating differences between
files"); what is left is paired where it shares enough words. The longest run of pairs in one order is what stayed in place.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from transforms.text.unicode import fold

MIN_ALIKE: Final = 0.5
"""Share of the shorter paragraph's pairs of words that the other one needs for the two to be one paragraph, changed."""

MAX_WORDS: Final = 400
"""Words of a paragraph that are looked at to pair it, and that are compared one by one (that is quadratic)."""

MAX_POSTINGS: Final = 20
"""A pair of words that more paragraphs have tells nothing about which one is meant."""

_BREAK: Final = re.compile(r"\n\s*\n")
_WORD: Final = re.compile(r"\S+")
_MARKS: Final = re.compile(r"\W+")


class Kind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    MOVED = "moved"  # the same, elsewhere
    CHANGED = "changed"
    ADDED = "added"
    CUT = "cut"


class Change(NamedTuple):
    """One paragraph of either text, or one of each that are taken for one."""

    kind: Kind
    base: int | None  # its number in the base text, from 0; None if added
    other: int | None  # its number in the other text; None if cut


class Piece(NamedTuple):
    """Some words of a changed paragraph."""

    kind: Kind  # SAME, ADDED or CUT
    text: str


def split_paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, which blank lines part; none of them empty."""
    return [paragraph.strip() for paragraph in _BREAK.split(body) if paragraph.strip()]


def diff_paragraphs(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    """What `other` did with the paragraphs of `base`.

    Paragraphs that differ in nothing but quotation marks, dashes, capitals and white space are the same.

    Returns:
        every paragraph of both texts in exactly one Change, in the order of `other`; what was cut stands where it stood.
    """
    pairs = _equal(base, other)
    equal = set(pairs)
    pairs += _alike(
        base,
        other,
        sorted(set(range(len(base))) - {at for at, _ in pairs}),
        sorted(set(range(len(other))) - {at for _, at in pairs}),
    )
    pairs.sort(key=lambda pair: pair[1])
    in_place = set(_longest_rising(pairs))
    base_of = {there: here for here, there in pairs}
    cut = deque(sorted(set(range(len(base))) - set(base_of.values())))
    changes = []
    for there in range(len(other)):
        here = base_of.get(there)
        if here is None:
            changes.append(Change(Kind.ADDED, None, there))
            continue
        if (here, there) in in_place:
            while cut and cut[0] < here:
                changes.append(Change(Kind.CUT, cut.popleft(), None))
        kind = Kind.CHANGED if (here, there) not in equal else Kind.SAME if (here, there) in in_place else Kind.MOVED
        changes.append(Change(kind, here, there))
    return changes + [Change(Kind.CUT, here, None) for here in cut]


def diff_words(base: str, other: str) -> list[Piece]:
    """The words of a changed paragraph as runs that are the same, cut or added.

    The words of all pieces but the added ones are those of `base`, of all but the cut ones those of `other`. Where more than
    MAX_WORDS differ, they are one run cut and one run added.
    """
    old, new = _WORD.findall(base), _WORD.findall(other)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    pieces = [(Kind.SAME, old[:start])]
    if max(len(left), len(right)) > MAX_WORDS:
        pieces += [(Kind.CUT, left), (Kind.ADDED, right)]
    else:
        for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            pieces += [(Kind.SAME, left[a:b])] if tag == "equal" else [(Kind.CUT, left[a:b]), (Kind.ADDED, right[c:d])]
    pieces.append((Kind.SAME, old[len(old) - end :]))
    return [Piece(kind, " ".join(words)) for kind, words in _joined(pieces) if words]


def _joined(pieces: Sequence[tuple[Kind, list[str]]]) -> list[tuple[Kind, list[str]]]:
    """Pieces of one kind that follow one another as one."""
    out: list[tuple[Kind, list[str]]] = []
    for kind, words in pieces:
        if out and words and out[-1][0] is kind:
            out[-1][1].extend(words)
        elif words:
            out.append((kind, list(words)))
    return out


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words the two begin with alike."""
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _equal(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal paragraphs: of those that stand several times the first with the first."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for at, paragraph in enumerate(base):
        waiting[fold(paragraph)].append(at)
    return [(waiting[key].popleft(), at) for at, key in enumerate(map(fold, other)) if waiting.get(key)]


def _alike(base: Sequence[str], other: Sequence[str], left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of unequal paragraphs that share enough pairs of words, the most alike first."""
    bigrams = {at: _bigrams(base[at]) for at in left}
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, found in bigrams.items():
        for bigram in found:
            if len(postings[bigram]) <= MAX_POSTINGS:
                postings[bigram].append(at)
    scored = []
    for there in right:
        own = _bigrams(other[there])
        shared = Counter(here for bigram in own for here in postings.get(bigram, ()) if len(postings[bigram]) <= MAX_POSTINGS)
        for here, count in shared.items():
            share = count / min(len(own), len(bigrams[here]))
            if share >= MIN_ALIKE:
                scored.append((-share * count, abs(here - there), here, there))
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for _, _, here, there in sorted(scored):
        if here not in taken[0] and there not in taken[1]:
            taken[0].add(here)
            taken[1].add(there)
            pairs.append((here, there))
    return pairs


def _bigrams(paragraph: str) -> set[tuple[str, str]]:
    """Pairs of neighbouring words at the beginning of a paragraph, its edges counted as words: one word makes pairs too."""
    text = fold(paragraph[: MAX_WORDS * 20])
    words = ["", *(word for word in _MARKS.split(text)[:MAX_WORDS] if word), ""]
    return set(pairwise(words))


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose first numbers rise, the pairs being sorted by the second (patience sorting)."""
    tops: list[int] = []  # the smallest end of a run of each length
    ends: list[int] = []  # which pair that is
    before: list[int | None] = []
    for number, (here, _) in enumerate(pairs):
        place = bisect_left(tops, here)
        before.append(ends[place - 1] if place else None)
        tops[place : place + 1] = [here]
        ends[place : place + 1] = [number]
    run = []
    at: int | None = ends[-1] if ends else None
    while at is not None:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]
