"""Sorted arrays as sets and tables, which `numpy.unique` and `numpy.isin` are slow at. Pure numpy."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

ODD: Final = np.uint64(0x9E3779B97F4A7C15)
"""`a * ODD + b` makes one sort key of two 64-bit numbers, the same for hardly any two pairs."""

_T = TypeVar("_T", bound=np.generic)


def changes(*columns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a row of some columns, all of shape (n,), differs from the one before it; the first always does: shape (n,)."""
    found = np.ones(len(columns[0]), bool)
    if len(found):
        found[1:] = columns[0][1:] != columns[0][:-1]
        for column in columns[1:]:
            found[1:] |= column[1:] != column[:-1]
    return found


def groups(*columns: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each run of equal rows of some columns, all of shape (n,), begins, and how long it is: shape (g,) each."""
    starts = np.flatnonzero(changes(*columns))
    return starts, np.diff(np.append(starts, len(columns[0])))


def parted(numbers: npt.NDArray[Any], count: int) -> tuple[npt.NDArray[np.int64], Iterator[tuple[int, slice]]]:
    """Rows by small numbers: an order of the rows that keeps those of one number in theirs, and each number's part of it.

    Args:
        numbers: of the rows, each less than `count`; (n,). Small types sort faster.
        count: numbers that there may be; those without a row are left out.
    """
    ends = np.cumsum(np.bincount(numbers, minlength=count)).tolist()
    parts = ((number, slice(*span)) for number, span in enumerate(pairwise([0, *ends])) if span[1] > span[0])
    return np.argsort(numbers, kind="stable"), parts


def spans(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The places of some spans, one span after the other: shape (sum of sizes,).

    Args:
        starts: where each begins; (s,).
        sizes: how long each is; (s,).
    """
    places: npt.NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return places


def parts_of(sizes: npt.NDArray[Any] | Sequence[int]) -> Iterator[slice]:
    """The part of each of some spans that lie one after the other, by their sizes."""
    return (slice(*ends) for ends in pairwise([0, *np.cumsum(sizes).tolist()]))


def sums(values: npt.NDArray[_T], sizes: npt.NDArray[Any]) -> npt.NDArray[_T]:
    """The sum of each of some spans that lie one after the other, to the last digit what `numpy.sum` finds: shape (s,).

    Args:
        values: of the spans; (sum of sizes,).
        sizes: how long each is; (s,).
    """
    starts = np.cumsum(sizes) - sizes
    # `reduceat` adds the rest of a span to its first value, and gives the next span's where it is empty: both begin with a 0
    return np.add.reduceat(np.insert(values, starts, 0), starts + np.arange(len(starts)))


def batches(sizes: Sequence[int], most: int) -> Iterator[slice]:
    """Rows in turn, as many together as have `most` by their sizes, but one at least."""
    ends = np.cumsum(sizes)
    at = done = 0
    while at < len(sizes):
        end = max(at + 1, int(ends.searchsorted(done + most, "right")))
        yield slice(at, end)
        at, done = end, int(ends[end - 1])


def ranks(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """For each of some numbers, how many smaller ones there are, each counted once: shape (n,)."""
    order = np.argsort(values)
    found = np.empty(len(values), np.int64)
    found[order] = np.cumsum(changes(values[order])) - 1
    return found


def sorted_set(values: npt.NDArray[_T]) -> npt.NDArray[_T]:
    """The distinct ones of some numbers, sorted: `numpy.unique`, which hashes them, takes ten times as long."""
    ordered = np.sort(values)
    found: npt.NDArray[_T] = ordered[changes(ordered)]
    return found


def look_up(
    wanted: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64], values: npt.NDArray[_T], default: npt.NDArray[_T]
) -> npt.NDArray[_T]:
    """`values` at the place of each wanted key in the sorted `keys`, `default` where it is not there."""
    if not len(keys):
        return default
    at = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], default)


def among(wanted: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which of the wanted keys are in the sorted `keys`: shape (n,)."""
    found: npt.NDArray[np.bool_] = look_up(wanted, keys, keys, ~wanted) == wanted
    return found
