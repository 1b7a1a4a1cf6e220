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

T = TypeVar("T")


class _Packing(beam.DoFn):  # type: ignore[misc]
    """Holds the rows of a bundle, ROWS_A_PACK at most, and gives them out as packs."""

    def start_bundle(self) -> None:
        self._held: list[Any] = []

    def process(self, row: Any) -> Iterator[Any]:
        self._held.append(row)
        if len(self._held) >= ROWS_A_PACK:
            yield from self._packed()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        for one in self._packed():
            yield last_of_bundle(one)

    def _packed(self) -> Iterator[Any]:
        held, self._held = self._held, []
        if held:
            yield from self.packs(held)

    def packs(self, rows: list[Any]) -> Iterator[Any]:
        """The packs that some rows, at least one, become."""
        raise NotImplementedError


class _PackRows(_Packing):
    def packs(self, rows: list[Any]) -> Iterator[bytes]:
        yield pack_rows(rows)


class _PackLinks(_Packing):
    def packs(self, rows: list[Any]) -> Iterator[LinkSet]:
        yield pack_links(rows)


class _PackByKey(_Packing):
    def packs(self, rows: list[Any]) -> Iterator[tuple[Any, bytes]]:
        by_key = defaultdict(list)
        for key, row in rows:
            by_key[key].append(row)
        for key, some in by_key.items():
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


def unpacked(kind: Callable[..., T], packs: Iterable[bytes]) -> Iterator[T]:
    """The rows of several packs."""
    return chain.from_iterable(unpack_rows(kind, one) for one in packs)
