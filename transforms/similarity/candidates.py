"""Candidate pairs: articles that share enough rare fingerprints, found by joins of packed arrays inside fingerprint ranges.

One element of a shuffle is one range's share of many articles (`Postings`), not one fingerprint. Inside a range the arrays
are joined with numpy. Of a fingerprint that many articles have each is paired with a few of the others only (`groups`), so its
cost is linear. Identical bodies are one entry (`represent`), whatever their number.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from transforms.records import Micros, Signature
from transforms.similarity.arrays import ODD, among, changes, groups, parted
from transforms.similarity.groups import HOT, Places, meetings
from transforms.similarity.signing import MAX_WORDS, unpack_fingerprints

MIN_SHARED: Final = 3
MIN_SHARE: Final = 0.06
BEST: Final = 12
AGAIN_SHARE: Final = 0.2
"""Of an old article's fingerprints that the run's articles have, together: from this on its links are judged again."""
AGAIN: Final = 1
NEW: Final = 2
"""Values of `ENTRY.new`: of an earlier run and judged again; of this one. The greater counts where an article comes twice."""
RARITY: Final = 2**32 // MAX_WORDS
"""What a fingerprint counts that two articles alone have. A whole number, so that sums do not depend on how they are parted;
as many words as a text may have, all of them such, still fit in 32 bits."""
LOOKBACK_DAYS: Final = 10
UNDATED: Final = np.iinfo(np.int32).min

_MICROS_A_DAY: Final = 86_400_000_000

Keys = npt.NDArray[np.uint64]
Columns = Mapping[str, npt.NDArray[Any]]


class Entry(NamedTuple):
    """What is known of one body: the article that stands for it and the spans of time over all articles that have it."""

    key: int  # article_key
    first_published: int  # days since 1970; UNDATED
    last_published: int
    first_retrieved: int
    last_retrieved: int
    language: int  # hash of the primary subtag; 0: unknown, comparable with any
    publisher: int  # hash; 0: unknown
    size: int  # fingerprints of the whole text
    new: int  # NEW, AGAIN or 0; two that are 0 are not paired


_TYPES: Final = ("<u8", "<i4", "<i4", "<i4", "<i4", "<u4", "<u4", "<u4", "u1")
ENTRY: Final = np.dtype(list(zip(Entry._fields, _TYPES, strict=True)))
"""An Entry as a row of an array."""


class Postings(NamedTuple):
    """Fingerprints of many bodies that fall in one range."""

    entries: npt.NDArray[np.void]  # (m,) of ENTRY
    lengths: npt.NDArray[np.uint32]  # (m,) fingerprints of each entry in this range
    fingerprints: Keys  # (sum of lengths,)


class Pairs(NamedTuple):
    """Counted pairs, `left` < `right`. All columns have shape (n,)."""

    left: Keys
    right: Keys
    shared: npt.NDArray[np.uint32]  # fingerprints
    rarity: npt.NDArray[np.uint32]  # sum over them of RARITY / (articles that have it - 1), each rounded down, 1 at least
    left_size: npt.NDArray[np.uint32]
    right_size: npt.NDArray[np.uint32]
    left_new: npt.NDArray[np.uint8]  # NEW, AGAIN or 0
    right_new: npt.NDArray[np.uint8]


_NO_PAIRS: Final = Pairs(
    left=np.empty(0, np.uint64),
    right=np.empty(0, np.uint64),
    shared=np.empty(0, np.uint32),
    rarity=np.empty(0, np.uint32),
    left_size=np.empty(0, np.uint32),
    right_size=np.empty(0, np.uint32),
    left_new=np.empty(0, np.uint8),
    right_new=np.empty(0, np.uint8),
)


def article_key(article_id: str) -> int:
    """The 64-bit key that stands for an article in arrays."""
    return xxhash.xxh3_64_intdigest(article_id.encode())


def is_much(held: int, size: int) -> bool:
    """Whether so many fingerprints of an article of `size` are enough for it to be judged again."""
    return held >= max(MIN_SHARED, AGAIN_SHARE * size)


def represent(signatures: Sequence[Signature], new_ids: Set[str], again_ids: Set[str] = frozenset()) -> tuple[Signature, Entry]:
    """The one article that stands for all that have the same body, and its entry.

    Args:
        signatures: of articles with one `body_sha256`, in any order, at least one.
        new_ids: article ids of this run.
        again_ids: of articles of earlier runs that are judged again.

    Returns:
        the signature with the smallest article id, and the entry.
    """
    chosen = min(signatures, key=lambda s: s.article_id) if len(signatures) > 1 else signatures[0]
    entries = [
        _entry(one, NEW if one.article_id in new_ids else AGAIN if one.article_id in again_ids else 0) for one in signatures
    ]
    if len(entries) == 1:  # as most are
        return chosen, entries[0]
    dated = [one for one in entries if one.first_published != UNDATED]
    return chosen, _entry(chosen, max(one.new for one in entries))._replace(
        first_published=min((one.first_published for one in dated), default=UNDATED),
        last_published=max((one.last_published for one in dated), default=UNDATED),
        first_retrieved=min(one.first_retrieved for one in entries),
        last_retrieved=max(one.last_retrieved for one in entries),
        publisher=entries[0].publisher if len({one.publisher for one in entries}) == 1 else 0,
    )


def _entry(signature: Signature, new: int) -> Entry:
    """The entry of a body that one article has."""
    published = UNDATED if signature.date_published is None else _day(signature.date_published)
    retrieved = _day(signature.retrieved_at)
    return Entry(
        key=article_key(signature.article_id),
        first_published=published,
        last_published=published,
        first_retrieved=retrieved,
        last_retrieved=retrieved,
        language=code(signature.in_language.split("-")[0].lower() if signature.in_language else None),
        publisher=code(signature.publisher),
        size=len(signature.fingerprints) // 8,
        new=new,
    )


@lru_cache(maxsize=1 << 14)
def code(name: str | None) -> int:
    """A name as a 32-bit number; 0 for none."""
    return xxhash.xxh32_intdigest(name.encode()) if name else 0


def range_of(fingerprints: Keys, ranges: int) -> npt.NDArray[np.intp]:
    """The range, 0 to ranges - 1, of each fingerprint. Fingerprints are spread evenly over 64 bits."""
    return ((fingerprints >> np.uint64(32)) * np.uint64(ranges) >> np.uint64(32)).astype(np.intp)


def postings_by_range(chosen: Sequence[tuple[Signature, Entry]], ranges: int) -> dict[int, Postings]:
    """A bundle of bodies, cut by fingerprint range: range -> its postings. Ranges without any are left out."""
    if not chosen:
        return {}
    entries = np.array([entry for _, entry in chosen], ENTRY)
    arrays = [unpack_fingerprints(signature) for signature, _ in chosen]
    owners = np.repeat(np.arange(len(arrays)), [len(a) for a in arrays])
    fingerprints = np.concatenate(arrays) if arrays else np.empty(0, np.uint64)
    where = range_of(fingerprints, ranges).astype(np.uint16)
    order, parts = parted(where, ranges)
    owners, fingerprints = owners[order], fingerprints[order]
    out: dict[int, Postings] = {}
    for number, part in parts:
        lengths = np.bincount(owners[part], minlength=len(entries)).astype(np.uint32)
        held = lengths > 0
        out[number] = Postings(entries[held], lengths[held], fingerprints[part])
    return out


def merge_postings(parts: Iterable[Postings]) -> Postings:
    """The postings of one range from many bundles."""
    listed = list(parts)
    if not listed:
        return Postings(np.empty(0, ENTRY), np.empty(0, np.uint32), np.empty(0, np.uint64))
    return Postings(*(np.concatenate(columns) for columns in zip(*listed, strict=True)))


def keep_shared(history: Postings, fingerprints: Keys) -> Postings:
    """History cut to the fingerprints that the new articles have (`fingerprints`: sorted, unique)."""
    held = among(history.fingerprints, fingerprints)
    owners = np.repeat(np.arange(len(history.entries)), history.lengths)[held]
    lengths = np.bincount(owners, minlength=len(history.entries)).astype(np.uint32)
    some = lengths > 0
    return Postings(history.entries[some], lengths[some], history.fingerprints[held])


def count_pairs(postings: Postings, window_days: int = LOOKBACK_DAYS) -> tuple[Pairs, int]:
    """Pairs of one range that may be compared (`comparable`), with what they share in it.

    Returns:
        the pairs, each once, and the number of hot fingerprints (in more than HOT bodies).
    """
    # New articles first, then the longer first: as `meetings` asks for them.
    order = np.lexsort((postings.entries["key"], -postings.entries["size"].astype(np.int64), postings.entries["new"] == 0))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    entries = {name: postings.entries[name][order] for name in ENTRY.names or ()}  # columns in one piece are read faster
    starts, owners = _by_value(postings.fingerprints, np.repeat(rank, postings.lengths))
    sizes = np.diff(np.append(starts, len(owners)))
    hot = int((sizes > HOT).sum())
    fresh = entries["new"] != 0
    some = np.logical_or.reduceat(fresh[owners], starts) & (sizes > 1) if len(starts) else sizes > 1
    owners, sizes = owners[np.repeat(some, sizes)], sizes[some]  # of a long history most postings meet nothing
    rarity = np.repeat(np.maximum(RARITY // np.maximum(sizes - 1, 1), 1).astype(np.uint32), sizes)
    met = meetings(entries["key"][owners], fresh[owners], np.cumsum(sizes) - sizes, sizes)
    counted = [_tally(entries, owners[left], owners[right], rarity[right], window_days) for left, right in met]
    distinct_keys = changes(np.sort(entries["key"])).all()  # else an article comes with several texts
    return counted[0] if len(counted) == 1 and distinct_keys else merge_pairs(counted), hot


def _by_value(values: Keys, owners: Places) -> tuple[Places, Places]:
    """Where each distinct value begins, and the owners of all values in their order, those of one value in their own."""
    order = np.argsort(values)
    first = changes(values[order])
    both = np.cumsum(first) << 32 | owners[order]
    both.sort()
    return np.flatnonzero(first), both & 0xFFFFFFFF


def _tally(
    entries: Columns,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    rarity: npt.NDArray[np.uint32],
    window_days: int,
) -> Pairs:
    """Count equal pairs of entry numbers and keep those that may be compared."""
    codes = left << 32 | right
    order = np.argsort(codes)
    codes = codes[order]
    first, times = groups(codes)
    shared = times.astype(np.uint32)
    score = np.add.reduceat(rarity[order], first, dtype=np.uint32) if len(first) else rarity
    a, b = codes[first] >> 32, codes[first] & 0xFFFFFFFF
    kept = comparable(entries, a, b, window_days)
    a, b, shared, score = a[kept], b[kept], shared[kept], score[kept]
    keys = entries["key"]
    swap = keys[a] > keys[b]
    low, high = np.where(swap, b, a), np.where(swap, a, b)
    sizes, news = entries["size"], entries["new"]
    return Pairs(keys[low], keys[high], shared, score, sizes[low], sizes[high], news[low], news[high])


def comparable(entries: Columns, a: Places, b: Places, window_days: int) -> npt.NDArray[np.bool_]:
    """Which pairs of places in columns of ENTRY may be compared: one language, published (else retrieved) within the window."""
    language = entries["language"]
    kept = (language[a] == language[b]) | (language[a] == 0) | (language[b] == 0)
    dated = entries["first_published"] != UNDATED
    near = _within(entries["first_published"], entries["last_published"], a, b, window_days)
    undated = np.flatnonzero(~(dated[a] & dated[b]))
    if len(undated):
        span = entries["first_retrieved"], entries["last_retrieved"]
        near[undated] = _within(*span, a[undated], b[undated], window_days)
    fresh, keys = entries["new"] != 0, entries["key"]
    return np.asarray(kept & near & (fresh[a] | fresh[b]) & (keys[a] != keys[b]))


def concatenated(parts: Iterable[Pairs]) -> Pairs:
    """Pairs of several blocks one after the other, none added up."""
    listed = list(parts)
    return Pairs(*(np.concatenate(columns) for columns in zip(_NO_PAIRS, *listed, strict=True)))


def merge_pairs(parts: Iterable[Pairs]) -> Pairs:
    """Counted pairs of several ranges or blocks added up. Associative and commutative, so fit for a combiner.

    Of an article that comes with several texts the longest stands, and it is new if one of them is.
    """
    joined = concatenated(parts)
    if not len(joined.left):
        return joined
    order = np.argsort(joined.left * ODD + joined.right)  # one key sorts many times as fast as two
    first = np.flatnonzero(changes(joined.left[order], joined.right[order]))
    ends = order[first]
    shared, rarity = _halves(np.add.reduceat(_halved(joined.shared, joined.rarity)[order], first))
    kept = (np.maximum.reduceat(column[order], first) for column in joined[4:])
    return Pairs(joined.left[ends], joined.right[ends], shared, rarity, *kept)


def _halved(high: npt.NDArray[Any], low: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Two columns of at most 32 bits as one, which is added up in one go: no sum overflows its half."""
    both: npt.NDArray[np.uint64] = high.astype(np.uint64) << np.uint64(32) | low
    return both


def _halves(both: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The two columns of `_halved`."""
    return (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)


def enough(pairs: Pairs) -> Pairs:
    """The pairs that share MIN_SHARED fingerprints and MIN_SHARE of the shorter text's."""
    shorter = np.minimum(pairs.left_size, pairs.right_size)
    kept = (pairs.shared >= MIN_SHARED) & (pairs.shared >= MIN_SHARE * shorter)
    return take(pairs, kept)


def both_ways(pairs: Pairs) -> Pairs:
    """Each pair twice, from either end: `left` is the article that chooses. To be parted by `left` for `best`."""
    return concatenated((pairs, _turned(pairs)))


def best(choices: Pairs, limit: int = BEST) -> Pairs:
    """Of each new `left` article its `limit` pairs that share the rarest text, all pairs of an article being in `choices`.

    An old article does not choose, not even one that is judged again: of tens of thousands in the history each would have its
    dozen among the new ones, most of them with text in common that everybody has.

    Returns:
        the chosen pairs with `left` < `right` again; one that both ends chose is there twice (`distinct` mends it).
    """
    choices = take(choices, choices.left_new == NEW)
    order = np.lexsort((choices.right, -choices.shared.astype(np.int64), -choices.rarity.astype(np.int64), choices.left))
    sorted_ = take(choices, order)
    place = np.arange(len(order)) - np.repeat(*groups(sorted_.left))
    chosen = take(sorted_, place < limit)
    ordered = chosen.left < chosen.right
    return concatenated((take(chosen, ordered), _turned(take(chosen, ~ordered))))


def distinct(pairs: Pairs) -> Pairs:
    """Each pair once, sorted by `left` and `right`."""
    pairs = take(pairs, np.lexsort((pairs.right, pairs.left)))
    return take(pairs, changes(pairs.left, pairs.right))


def select(pairs: Pairs, limit: int = BEST) -> Pairs:
    """The candidates of all counted pairs at once: `enough`, then the `best` of either end."""
    return distinct(best(both_ways(enough(pairs)), limit))


def take(pairs: Pairs, chosen: npt.NDArray[Any] | slice) -> Pairs:
    """The pairs at some places, or where a mask is true."""
    columns: list[npt.NDArray[Any]] = [column[chosen] for column in pairs]
    return Pairs(*columns)


def _turned(pairs: Pairs) -> Pairs:
    """The pairs with `left` and `right` exchanged."""
    right, left = pairs.left, pairs.right
    return Pairs(left, right, pairs.shared, pairs.rarity, pairs.right_size, pairs.left_size, pairs.right_new, pairs.left_new)


def _within(first: Places, last: Places, a: Places, b: Places, days: int) -> npt.NDArray[np.bool_]:
    """Which pairs of places in columns of days are spans that lie within so many days of each other."""
    first, last = first.astype(np.int64), last.astype(np.int64)
    return np.asarray((first[a] - last[b] <= days) & (first[b] - last[a] <= days))


def _day(moment: Micros) -> int:
    """Days since 1970, held within 32 bits for absurd dates."""
    return max(-(2**30), min(2**30, moment // _MICROS_A_DAY))
