"""TrackSources: what a run leaves in `source_state`, so that the next one leaves out what has not changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from transforms.process import Outcome
from transforms.records import Micros, SourceState

FILE = "file"


def file_state(outcomes: Iterable[Outcome], previous: SourceState | None, polled_at: Micros) -> SourceState | None:
    """The state of one input file after a run, or None for what is no file (standard input).

    Args:
        outcomes: one or more a range of the file.
        previous: what was known of it before.
        polled_at: the time of the run, in microseconds UTC.
    """
    listed = list(outcomes)
    document = listed[0].document
    if document.path is not None or document.size < 0:
        return None
    retryable = any(outcome.retryable for outcome in listed)
    same = previous is not None and (previous.size, previous.mtime, previous.etag) == (
        document.size,
        document.mtime,
        document.etag,
    )
    failures = (previous.failures if previous is not None and same else 0) + 1 if retryable else 0
    return SourceState(
        source_uri=document.source_uri,
        kind=FILE,
        size=document.size,
        mtime=document.mtime,
        etag=document.etag,
        last_modified=None,
        last_polled_at=polled_at,
        last_status=None,
        failures=failures,
        next_poll_at=None,
        seen_entry_ids=[],
    )


@dataclass
class TrackSources(beam.PTransform):  # type: ignore[misc]
    """States of the files that a run read.

    Takes (Outcome, SourceState as it was before); gives SourceStates. Needs a window in which all ranges of a file meet.
    """

    polled_at: Micros

    def expand(self, inputs: Any) -> Any:
        outcomes, states = inputs
        return (
            {
                "outcomes": outcomes | "KeyOutcomes" >> beam.Map(lambda one: (one.document.source_uri, one)),
                "states": states | "KeyStates" >> beam.Map(lambda one: (one.source_uri, one)),
            }
            | "MeetStates" >> beam.CoGroupByKey()
            | "FileStates" >> beam.FlatMap(_states, self.polled_at).with_output_types(SourceState)
        )


def _states(element: tuple[str, dict[str, Iterable[Any]]], polled_at: Micros) -> Iterator[SourceState]:
    found = element[1]
    outcomes = list(found["outcomes"])
    if outcomes:
        state = file_state(outcomes, next(iter(found["states"]), None), polled_at)
        if state is not None:
            yield state
