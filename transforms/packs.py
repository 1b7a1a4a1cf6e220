"""Rows of a bundle as packs: a shuffle pays by the element, and links, names and members are small and many.

All steps here need the global window.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

import apache_beam as beam
from apache_beam.utils.windowed_value import WindowedValue

from transforms.packing import pack_links, pack_rows, unpack_rows
from transforms.records import LinkSet
from transforms.wiring import last_of_bundle

ROWS_A_PACK = 4_000

K = TypeVar("K")
T = TypeVar("T")


class Packing(beam.DoFn):  # type: ignore[misc]
    """Holds the rows of a bundle, ROWS_A_PACK at most, and gives them out as what a sub-class makes of them."""

    def start_bundle(self) -> None:
        """Nothing is held yet."""
        self._held: list[Any] = []

    def process(self, row: Any) -> Iterator[Any]:
        """Hold a row; give out packs when there are enough."""
        self._held.append(row)
        if len(self._held) >= ROWS_A_PACK:
            yield from self._packed()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Packs of what is left."""
        for one in self._packed():
            yield last_of_bundle(one)

    def _packed(self) -> Iterator[Any]:
        held, self._held = self._held, []
        if held:
            yield from self.packs(held)

    def packs(self, rows: list[Any]) -> Iterator[Any]:
        """The packs that some rows, at least one, become."""
        raise NotImplementedError


class _PackRows(Packing):
    def packs(self, rows: list[Any]) -> Iterator[bytes]:
        yield pack_rows(rows)


class _PackLinks(Packing):
    def packs(self, rows: list[Any]) -> Iterator[LinkSet]:
        yield pack_links(rows)


class _PackByKey(Packing):
    def packs(self, rows: list[Any]) -> Iterator[tuple[Any, bytes]]:
        for key, some in grouped(rows).items():
            yield key, pack_rows(some)


def rows_packed() -> beam.ParDo:
    """Rows to `packing.pack_rows` of many."""
    return beam.ParDo(_PackRows()).with_output_types(bytes)


def links_packed() -> beam.ParDo:
    """CopyLinks to LinkSets."""
    return beam.ParDo(_PackLinks()).with_output_types(LinkSet)


def packed_by_key(key: Any = int) -> beam.ParDo:
    """Pairs of a key, of type `key`, and a row to pairs of a key and `packing.pack_rows` of many rows."""
    return beam.ParDo(_PackByKey()).with_output_types(tuple[key, bytes])


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Values by their keys, both in the order in which they come."""
    found: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def unpacked(kind: Callable[..., T], packs: Iterable[bytes]) -> Iterator[T]:
    """The rows of several packs."""
    return chain.from_iterable(unpack_rows(kind, one) for one in packs)
