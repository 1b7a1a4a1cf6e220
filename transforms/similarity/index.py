"""An index of fingerprints that grows: which of the known bodies share any with new ones. Pure numpy.

Postings are kept sorted in segments, like a log-structured merge tree: a new window is a small segment, and segments of near
size are merged. Asking for a few thousand fingerprints takes a binary search in each segment, whatever the index holds.
"""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.similarity.candidates import ENTRY, Entry, Keys, Postings

_FIRST_ROOM: Final = 1024
_DEAD_SHARE: Final = 0.5


class Body(NamedTuple):
    """One text that the index is given."""

    name: str  # body_sha256
    entry: Entry
    fingerprints: Keys


class _Segment(NamedTuple):
    fingerprints: Keys  # sorted
    owners: npt.NDArray[np.uint32]  # numbers of bodies


class FingerprintIndex:
    """Bodies by fingerprint. About 12 bytes a fingerprint and 100 a body."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._numbers: dict[str, int] = {}
        self._entries = np.zeros(_FIRST_ROOM, ENTRY)
        self._alive = np.zeros(_FIRST_ROOM, bool)
        self._used = 0
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        arrays = [self._entries, self._alive, *(array for segment in self._segments for array in segment)]
        return sum(array.nbytes for array in arrays)

    def put(self, bodies: Iterable[Body]) -> None:
        """Take bodies; one that is known has its entry replaced: the same text has the same fingerprints."""
        new = []
        for body in bodies:
            number = self._numbers.get(body.name)
            if number is None:
                number = self._take_number(body.name)
                new.append((number, body.fingerprints))
            self._entries[number] = body.entry
            self._entries[number]["new"] = 0
        if new:
            fingerprints = np.concatenate([one for _, one in new])
            owners = np.repeat(np.array([number for number, _ in new], np.uint32), [len(one) for _, one in new])
            self._segments.append(_sorted_segment(fingerprints, owners))
            self._merge()

    def restate(self, name: str, entry: Entry) -> None:
        """Replace what is known of a body, but for the number of its fingerprints; one that is not known stays unknown."""
        number = self._numbers.get(name)
        if number is None:
            return
        size = self._entries[number]["size"]
        self._entries[number] = entry
        self._entries[number]["size"], self._entries[number]["new"] = size, 0

    def remove(self, names: Iterable[str]) -> None:
        """Forget bodies."""
        for name in names:
            number = self._numbers.pop(name, None)
            if number is not None:
                self._alive[number] = False
        if self._used > _FIRST_ROOM and len(self._numbers) < _DEAD_SHARE * self._used:
            self._renumber()

    def sharing(self, fingerprints: Keys, without: Collection[str] = ()) -> Postings:
        """The postings of known bodies, cut to the given fingerprints (sorted, unique), but for those of some bodies."""
        asked = self._alive.copy()
        asked[[self._numbers[name] for name in without if name in self._numbers]] = False
        values, owners = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
        for segment in self._segments:
            first = np.searchsorted(segment.fingerprints, fingerprints, "left")
            counts = np.searchsorted(segment.fingerprints, fingerprints, "right") - first
            at = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
            held = asked[segment.owners[at]]
            values.append(np.repeat(fingerprints, counts)[held])
            owners.append(segment.owners[at][held])
        owner, value = np.concatenate(owners), np.concatenate(values)
        order = np.argsort(owner, kind="stable")
        numbers, lengths = np.unique(owner, return_counts=True)
        return Postings(self._entries[numbers], lengths.astype(np.uint32), value[order])

    def _take_number(self, name: str) -> int:
        if self._used == len(self._alive):
            self._entries = np.concatenate([self._entries, np.zeros(self._used, ENTRY)])
            self._alive = np.concatenate([self._alive, np.zeros(self._used, bool)])
        number = self._numbers[name] = self._used
        self._alive[number] = True
        self._used += 1
        return number

    def _merge(self) -> None:
        """Merge the last segments as long as one is not much smaller than the one before it."""
        while len(self._segments) > 1 and 2 * len(self._segments[-1].owners) >= len(self._segments[-2].owners):
            last, before = self._segments.pop(), self._segments.pop()
            owners = np.concatenate([before.owners, last.owners])
            kept = self._alive[owners]
            self._segments.append(_sorted_segment(np.concatenate([before.fingerprints, last.fingerprints])[kept], owners[kept]))

    def _renumber(self) -> None:
        """Give the bodies that are left the first numbers, and drop the postings of the others."""
        old = np.array(list(self._numbers.values()), np.int64)
        new_of = np.zeros(self._used, np.uint32)
        new_of[old] = np.arange(len(old))
        room = max(_FIRST_ROOM, 2 * len(old))
        entries, alive = np.zeros(room, ENTRY), np.zeros(room, bool)
        entries[: len(old)], alive[: len(old)] = self._entries[old], True
        kept = [(segment, self._alive[segment.owners]) for segment in self._segments]
        self._segments = [_Segment(one.fingerprints[held], new_of[one.owners[held]]) for one, held in kept if held.any()]
        self._numbers = {name: number for number, name in enumerate(self._numbers)}
        self._entries, self._alive, self._used = entries, alive, len(old)


def _sorted_segment(fingerprints: Keys, owners: npt.NDArray[np.uint32]) -> _Segment:
    order = np.argsort(fingerprints, kind="stable")
    return _Segment(fingerprints[order], owners[order])
