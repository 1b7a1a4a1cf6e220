"""ProcessWhole: the per-record chain for streams, with all that a document gives as one element.

What waits for the end of a window, comes late or comes again is then a document with all its records, never a part of one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

import apache_beam as beam
from apache_beam.utils.windowed_value import WindowedValue

from transforms.chain import ChainResult
from transforms.limits import Limits
from transforms.pool import PoolSettings
from transforms.process import OUTCOMES, PROCESSED, Outcome, RunChain
from transforms.records import Document, PolledFeed, Processed, Reject
from transforms.wiring import typed


class Whole(NamedTuple):
    """A document and all that became of it."""

    outcome: Optional[Outcome]  # None: a source refused it before it was opened
    processed: Sequence[Processed]
    rejects: Sequence[Reject]
    polled: Optional[PolledFeed] = None  # a feed that was asked, in an element of its own


class _Open(NamedTuple):
    """What a document of this bundle has given so far."""

    outcomes: list[Outcome]
    processed: list[Processed]
    rejects: list[Reject]
    timestamp: Any
    windows: Sequence[Any]


@beam.typehints.with_input_types(Document)
@dataclass
class _ProcessWhole(RunChain):
    """Gathers by document until the end of the bundle."""

    def start_bundle(self) -> None:
        super().start_bundle()
        self._open: dict[tuple[str, int], _Open] = {}

    def finish_bundle(self) -> Iterator[WindowedValue]:
        yield from super().finish_bundle()
        for found in self._open.values():
            retryable = any(one.retryable for one in found.outcomes)
            outcome = found.outcomes[0]._replace(retryable=retryable) if found.outcomes else None
            yield WindowedValue(Whole(outcome, found.processed, found.rejects), found.timestamp, found.windows)

    def emit(self, origin: Any, result: ChainResult) -> Iterator[Any]:
        key = (origin.document.source_uri, origin.document.offset)
        found = self._open.setdefault(key, _Open([], [], [], origin.timestamp, origin.windows))
        for output in super().emit(origin, result):
            kind: Any = {PROCESSED: found.processed, OUTCOMES: found.outcomes}.get(output.tag, found.rejects)
            kind.append(output.value.value)
        yield from ()


@dataclass
class ProcessWhole(beam.PTransform):  # type: ignore[misc]
    """Runs the per-record chain on documents, as `ProcessDocuments` does.

    Takes Documents, bounded or not; gives one Whole a document, in its window and at its time, at the end of its bundle.
    """

    limits: Limits = field(default_factory=Limits)
    pool: PoolSettings = field(default_factory=PoolSettings)
    in_flight: int = 32

    def expand(self, documents: "beam.PCollection[Document]") -> Any:
        chain = beam.ParDo(_ProcessWhole(self.limits, self.pool, self.in_flight, frozenset()))
        return typed(documents | "RunChain" >> chain, Whole)
