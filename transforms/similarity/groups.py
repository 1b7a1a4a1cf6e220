"""Which of the bodies that have one fingerprint meet: all of them, or, where there are many, each a few of the others.

A fingerprint of more than HOT bodies is hot: each body meets the HUBS longest, which hold most of what the others have, and
NEAR others in the order of their keys, which are hashes. The longest alone would not do: they carry the most foreign text, and
where a story is told in the words of a template they are other instances of it. The order of keys is blind, so a story has its
share of an article's neighbours, and it is the same in every group: two copies that are near in it meet in all groups of their
story, and what they share is counted in full.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.similarity.arrays import spans

HOT: Final = 64
HUBS: Final = 8
NEAR: Final = 8
_BLOCK: Final = 1 << 22

Places = npt.NDArray[np.int64]
Meetings = Iterator[tuple[Places, Places]]


def meetings(keys: npt.NDArray[np.uint64], new: npt.NDArray[np.bool_], starts: Places, sizes: Places) -> Meetings:
    """The pairs of postings whose bodies meet, in blocks of about _BLOCK: places in the columns, shape (b,) each.

    Two old bodies do not meet. The number of pairs is linear in the size of a hot group.

    Args:
        keys: of the bodies, (n,); postings are sorted by group, in each the new ones first, then the longer first.
        new: whether a body is of this run or judged again, (n,).
        starts: where each group begins, (g,).
        sizes: postings of each, (g,).
    """
    group = np.repeat(np.arange(len(sizes)), sizes)
    offset = np.arange(len(keys)) - starts[group]
    news = np.add.reduceat(new.astype(np.int64), starts) if len(starts) else np.empty(0, np.int64)
    first = np.minimum(offset, np.where(sizes > HOT, HUBS, sizes)[group])
    every = np.arange(len(keys))
    rest = np.flatnonzero((sizes[group] > HOT) & (offset >= HUBS))
    rest = rest[np.lexsort((keys[rest], group[rest]))]
    before: Places = np.cumsum(new[rest]) - new[rest]  # new ones before each, in all groups
    inside: Places = before - before[np.searchsorted(group[rest], group[rest])] if len(rest) else before
    near = np.minimum(inside, NEAR)
    fresh = rest[new[rest]]
    yield from _with_those_before(  # those that meet the first of their group, then those that meet their neighbours
        np.concatenate((every, fresh)),
        np.concatenate((every, rest)),
        np.concatenate((starts[group], before - near + len(every))),
        np.concatenate((np.where(new, first, np.minimum(first, news[group])), near)),
    )


def _with_those_before(lefts: Places, rights: Places, begin: Places, counts: Places) -> Meetings:
    """Each of `rights` with `counts` of `lefts` from `begin` on; `begin` and `counts` have the shape of `rights`."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    first = 0
    for stop in range(_BLOCK, total + _BLOCK, _BLOCK):
        last = min(max(int(np.searchsorted(ends, stop, side="right")), first + 1), len(rights))
        if last <= first:
            break
        some = counts[first:last]
        right = np.repeat(np.arange(first, last), some)
        yield lefts[spans(begin[first:last], some)], rights[right]
        first = last
