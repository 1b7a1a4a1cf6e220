"""NewRejects: the same bad input does not repeat its reject, neither within a run nor in a later one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam

from transforms import counters
from transforms.records import Reject
from transforms.wiring import count


class KnownReject(NamedTuple):
    """A reject that the lake already holds."""

    reject_id: str


def _first_new(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[Reject]:
    _, found = element
    rejects = list(found["rejects"])
    known = any(True for _ in found["known"])
    count(counters.REJECTS, len(rejects))
    count(counters.REJECTS_KNOWN, len(rejects) if known else len(rejects) - 1)
    if rejects and not known:
        yield min(rejects, key=lambda reject: (reject.retrieved_at, reject.message))


@dataclass
class NewRejects(beam.PTransform):  # type: ignore[misc]
    """Rejects that are not in the lake yet, each once.

    Takes (Reject, KnownReject); gives Rejects. Needs a window in which all records of a run meet.
    """

    def expand(self, inputs: Any) -> Any:
        rejects, known = inputs
        return (
            {
                "rejects": rejects | "KeyRejects" >> beam.Map(_by_id).with_output_types(tuple[str, Reject]),
                "known": known | "KeyKnown" >> beam.Map(_by_id).with_output_types(tuple[str, KnownReject]),
            }
            | "MeetKnown" >> beam.CoGroupByKey()
            | "FirstNew" >> beam.FlatMap(_first_new).with_output_types(Reject)
        )


def _by_id(record: Any) -> tuple[str, Any]:
    return record.reject_id, record
