"""Where a stream stands in its topics: positions of messages, and which stretches of each partition the lake holds.

A window's run names in `runs.inputs` the stretch of each partition that it brought, `kafka://topic/0/120-179`. The stretches
of one stream say together what is committed: a message in one of them is never stored again, and a new job reads on where the
first gap is. So the lake alone decides, whatever an engine remembers, forgets or does twice.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

_SCHEME: Final = "kafka://"
_MESSAGE: Final = re.compile(r"kafka://([A-Za-z0-9._-]+)/(\d+)/(\d+)(?:#.*)?")
_STRETCH: Final = re.compile(r"kafka://([A-Za-z0-9._-]+)/(\d+)/(\d+)-(\d+)")


class Partition(NamedTuple):
    """One partition of a topic."""

    topic: str
    number: int


class Position(NamedTuple):
    """One message."""

    partition: Partition
    offset: int


class Stretch(NamedTuple):
    """The messages of a partition from one offset to another, both included."""

    partition: Partition
    first: int
    last: int

    def __str__(self) -> str:
        return f"{_SCHEME}{self.partition.topic}/{self.partition.number}/{self.first}-{self.last}"


def message_uri(topic: str, partition: int, offset: int) -> str:
    """The `source_uri` of a message."""
    return f"{_SCHEME}{topic}/{partition}/{offset}"


def position_of(source_uri: str) -> Position | None:
    """The message that a `source_uri` names, also that of a record of it (`#n`); None for what came from elsewhere."""
    found = _MESSAGE.fullmatch(source_uri)
    return None if found is None else Position(Partition(found[1], int(found[2])), int(found[3]))


def stretches(inputs: Iterable[str]) -> list[Stretch]:
    """The stretches among the inputs of a run."""
    found = (_STRETCH.fullmatch(one) for one in inputs)
    return [Stretch(Partition(one[1], int(one[2])), int(one[3]), int(one[4])) for one in found if one is not None]


class Committed:
    """What is committed of each partition, as sorted stretches without overlap; adjoining ones are one."""

    def __init__(self, known: Iterable[Stretch] = ()) -> None:
        """Take what is known."""
        self._held: dict[Partition, list[tuple[int, int]]] = {}
        for stretch in known:
            self.add(stretch)

    def add(self, stretch: Stretch) -> None:
        """Take one stretch."""
        first, last = stretch.first, stretch.last
        kept = []
        for one in self._held.get(stretch.partition, []):
            if one[1] < first - 1 or one[0] > last + 1:
                kept.append(one)
            else:
                first, last = min(first, one[0]), max(last, one[1])
        self._held[stretch.partition] = sorted([*kept, (first, last)])

    def __contains__(self, position: Position) -> bool:
        held = self._held.get(position.partition, [])
        at = bisect_right(held, position.offset, key=lambda one: one[0]) - 1
        return at >= 0 and position.offset <= held[at][1]

    def next_offset(self, partition: Partition, first: int | None = None) -> int | None:
        """The offset to read on from: that of the first gap; None if nothing is committed of the partition.

        Args:
            partition: the partition.
            first: the oldest message that the stream is to have; None: the oldest that it has.
        """
        held = self._held.get(partition)
        if not held:
            return None
        return first if first is not None and first < held[0][0] else held[0][1] + 1
