"""RenewLinks: what a run finds takes the place of what streams' windows stored on the same pairs, and of no other evidence.

A window judges with what is known as it comes. The next batch run compares its articles once more, as if they were its own, and
the last row of a pair counts: so after it the evidence on each pair is what a batch run that had brought all these articles
would have left.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import numpy as np

from transforms.records import CopyLink
from transforms.renewal import renewed_links
from transforms.similarity.arrays import among
from transforms.similarity.candidates import Keys
from transforms.similarity.pairs import keys_of
from transforms.wiring import key_bytes

MET = "met"


def _by_pair(link: Any, met: Keys) -> Iterator[tuple[bytes, Any]]:
    """A link, found or of the lake, by its pair, if it has one of the articles `met`."""
    pair = keys_of(link)
    if among(np.array(pair, np.uint64), met).any():
        yield key_bytes(pair[0]) + key_bytes(pair[1]), link


def _part(link: CopyLink, met: Keys) -> Iterator[Any]:
    """A link that was found: by its pair, tagged MET, if the lake may hold rows of it to be outdone; else as it is."""
    keyed = list(_by_pair(link, met))
    yield from (beam.pvalue.TaggedOutput(MET, one) for one in keyed)
    if not keyed:
        yield link


def _renew(element: tuple[bytes, dict[str, Iterable[Any]]], windows: frozenset[str]) -> list[CopyLink]:
    return renewed_links(list(element[1]["found"]), list(element[1]["stored"]), windows)


@dataclass
class RenewLinks(beam.PTransform):  # type: ignore[misc]
    """The links of a run, as they have to be written beside those that the lake has.

    Takes (CopyLink, RunLink, Keys): what the run found; rows of the lake, among them all that have an article of the third;
    one element, the sorted keys of the articles of which the run has a new revision, and of both ends of all links that the
    windows stored. Links without such an article pass. Gives CopyLinks. Needs the global window.
    """

    windows: frozenset[str]

    def expand(self, inputs: Any) -> Any:
        found, stored, keys = inputs
        met = beam.pvalue.AsSingleton(keys)
        parted = found | "PartFound" >> beam.FlatMap(_part, met).with_outputs(MET, main="others")
        known = stored | "PartStored" >> beam.FlatMap(_by_pair, met)
        renewed = (
            {"found": parted[MET], "stored": known}
            | "MeetStored" >> beam.CoGroupByKey()
            | "Renew" >> beam.FlatMap(_renew, self.windows).with_output_types(CopyLink)
        )
        others = parted["others"]
        others.element_type = CopyLink
        return (others, renewed) | "Renewed" >> beam.Flatten()
