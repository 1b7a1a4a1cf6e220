"""RenewLinks: what a run finds takes the place of what streams' windows stored on the same pairs, and of no other evidence.

A window judges with what is known as it comes. The next batch run compares its articles once more, as if they were its own, and
the last row of a pair counts: so after it the evidence on each pair is what a batch run that had brought all these articles
would have left.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import apache_beam as beam
import numpy as np

from transforms.packing import pack_links, unpack_links, unpack_rows
from transforms.packs import links_packed
from transforms.records import CopyLink, LinkSet
from transforms.renewal import RunLink, renewed_links
from transforms.similarity.arrays import among
from transforms.similarity.candidates import Keys
from transforms.similarity.pairs import ends_array
from transforms.wiring import key_bytes, typed

MET = "met"

Link = TypeVar("Link", CopyLink, RunLink)


def _by_pair(links: Sequence[Link], met: Keys) -> tuple[list[tuple[bytes, Link]], list[Link]]:
    """Of some links those that have one of the articles `met`, each by its pair; and the others."""
    ends = ends_array(links)
    which = np.any(among(ends, met), axis=1).tolist()
    keyed, others = [], []
    for link, (a, b), meets in zip(links, ends.tolist(), which, strict=True):
        if meets:
            keyed.append((key_bytes(a) + key_bytes(b), link))
        else:
            others.append(link)
    return keyed, others


def _part_found(links: LinkSet, met: Keys) -> Iterator[Any]:
    """Links that were found, by their pair, tagged MET, if the lake may hold rows of it to be outdone; else as they are."""
    keyed, others = _by_pair(unpack_links(links), met)
    yield from (beam.pvalue.TaggedOutput(MET, one) for one in keyed)
    if others:
        yield pack_links(others) if keyed else links


def _part_stored(packed: bytes, met: Keys) -> list[tuple[bytes, RunLink]]:
    """Links of the lake that may have to be outdone, by their pair."""
    keyed, _ = _by_pair(unpack_rows(RunLink, packed), met)
    return keyed


def _renew(element: tuple[bytes, dict[str, Iterable[Any]]], windows: frozenset[str]) -> list[CopyLink]:
    return renewed_links(list(element[1]["found"]), list(element[1]["stored"]), windows)


@dataclass
class RenewLinks(beam.PTransform):  # type: ignore[misc]
    """The links of a run, as they have to be written beside those that the lake has.

    Takes (LinkSet, RunLinks in packs, Keys): what the run found; rows of the lake, among them all that have an article of the
    third; one element, the sorted keys of the articles of which the run has a new revision, and of both ends of all links
    that the windows stored. Links without such an article pass. Gives LinkSets. Needs the global window.
    """

    windows: frozenset[str]

    def expand(self, inputs: Any) -> Any:
        found, stored, keys = inputs
        met = beam.pvalue.AsSingleton(keys)
        parted = found | "PartFound" >> beam.FlatMap(_part_found, met).with_outputs(MET, main="others")
        known = stored | "PartStored" >> beam.FlatMap(_part_stored, met)
        renewed = (
            {"found": parted[MET], "stored": known}
            | "MeetStored" >> beam.CoGroupByKey()
            | "Renew" >> beam.FlatMap(_renew, self.windows).with_output_types(CopyLink)
            | "PackRenewed" >> links_packed()
        )
        return (typed(parted["others"], LinkSet), renewed) | "Renewed" >> beam.Flatten()
