"""ComparePairs: candidate pairs to links, each block of pairs with the signatures of its articles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import numpy.typing as npt

from transforms import counters
from transforms.bodies import Names
from transforms.history import ids_of
from transforms.naming import components
from transforms.offload import Call, InWorkers
from transforms.packing import pack_signature, unpack_signature
from transforms.pool import PoolSettings
from transforms.records import CopyLink, PackedSignature, Signature
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.arrays import sorted_set
from transforms.similarity.pairs import Judged, keys_of, latest_links, verify_pairs
from transforms.similarity.signing import unpack_fingerprints
from transforms.wiring import count, typed

PAIRS_A_CALL = 400  # verified by one call in a worker process: about 0.2 s


class Wanted(NamedTuple):
    """Which articles blocks of pairs need: sorted by key, then block, each once. Both columns have shape (n,)."""

    keys: c.Keys
    blocks: npt.NDArray[np.uint8]


class PackWanted(beam.CombineFn):  # type: ignore[misc]
    """Blocks with keys of articles that they need, to one Wanted."""

    def create_accumulator(self) -> dict[int, set[int]]:
        return {}

    def add_input(self, accumulator: dict[int, set[int]], element: tuple[int, c.Keys]) -> dict[int, set[int]]:
        block, keys = element
        accumulator.setdefault(block, set()).update(keys.tolist())
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[dict[int, set[int]]]) -> dict[int, set[int]]:
        merged = self.create_accumulator()
        for accumulator in accumulators:
            for block, keys in accumulator.items():
                merged.setdefault(block, set()).update(keys)
        return merged

    def extract_output(self, accumulator: dict[int, set[int]]) -> Wanted:
        sizes = [len(keys) for keys in accumulator.values()]
        keys = np.fromiter(chain.from_iterable(accumulator.values()), np.uint64, sum(sizes))
        blocks = np.repeat(np.array(list(accumulator), np.uint8), sizes)
        order = np.lexsort((blocks, keys))
        return Wanted(keys[order], blocks[order])


def wanted_by(element: tuple[int, c.Pairs]) -> tuple[int, c.Keys]:
    """Which articles some pairs of a block need."""
    return element[0], sorted_set(np.concatenate((element[1].left, element[1].right)))


def ends_by(element: tuple[int, CopyLink]) -> tuple[int, c.Keys]:
    """The articles of a link that is judged again."""
    return element[0], np.array(keys_of(element[1]), np.uint64)


def name_wanted(names: Names, wanted: Wanted) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The id of each article that blocks need, with the blocks."""
    first = np.searchsorted(wanted.keys, names.keys, "left")
    end = np.searchsorted(wanted.keys, names.keys, "right")
    for at in np.flatnonzero(end > first).tolist():
        yield names.ids[at], tuple(wanted.blocks[first[at] : end[at]].tolist())


def hand_out(signature: PackedSignature, blocks: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[int, PackedSignature]]:
    """A signature to each block of pairs that needs its article."""
    for block in blocks.get(signature.article_id, ()):
        yield block, signature


def latest(signatures: Iterable[PackedSignature]) -> dict[int, PackedSignature]:
    """The latest signature of each article, by key."""
    found: dict[int, PackedSignature] = {}
    for one in signatures:
        key = c.article_key(one.article_id)
        if key not in found or one.revision > found[key].revision:
            found[key] = one
    return found


@dataclass
class _VerifyPairs(InWorkers):
    """The pairs of one block to links, those above the floor of `copy_link`."""

    def process(  # type: ignore[override]  # with a side input
        self,
        element: tuple[int, dict[str, Iterable[Any]]],
        weights: Sequence[f.Weights],
        window: Any = beam.DoFn.WindowParam,
        timestamp: Any = beam.DoFn.TimestampParam,
    ) -> Iterator[Any]:
        signatures = latest((*element[1]["new"], *element[1]["old"]))
        pairs = c.distinct(c.concatenated(element[1]["pairs"]))
        judged = {keys_of(link): link for link in latest_links(element[1]["stored"])}
        wanted = sorted({*judged, *zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)})
        count(counters.PAIRS, len(wanted))
        calls = verify_calls(wanted, signatures, f.merge_weights(list(weights)), judged)
        yield from self.hand_out(calls, window, timestamp)

    def outputs(self, result: list[CopyLink]) -> Iterator[CopyLink]:
        count(counters.LINKS, len(result))
        yield from result


def verify_calls(
    pairs: Sequence[tuple[int, int]], signatures: dict[int, PackedSignature], weights: f.Weights, judged: Judged
) -> Iterator[Call]:
    """Calls of `verify_pairs` on about PAIRS_A_CALL pairs each, with the signatures and weights that they need.

    Pairs that hang together come one after the other: a call prepares each of its articles once.

    Args:
        pairs: keys of their articles; distinct, sorted.
        signatures: of their articles, by key; a pair of which one is missing is left out (it was forgotten meanwhile).
        weights: of fingerprints.
        judged: what earlier runs found on some of the pairs.
    """
    held = _together([pair for pair in pairs if signatures.keys() >= set(pair)])
    for at in range(0, len(held), PAIRS_A_CALL):
        some = held[at : at + PAIRS_A_CALL]
        needed = {key: signatures[key] for key in sorted({key for pair in some for key in pair})}
        own = sorted_set(np.concatenate([unpack_fingerprints(unpack_signature(one)) for one in needed.values()]))
        found = f.weights_of(own, weights)
        before = {pair: judged[pair] for pair in some if pair in judged}
        yield verify_pairs, (some, needed, f.Weights(own[found < 1], found[found < 1]), before)


def _together(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs by the component that they are of."""
    ends = np.array(pairs, np.uint64).reshape(-1, 2)
    keys, labels = components(ends)
    order = np.argsort(labels[np.searchsorted(keys, ends[:, 0])], kind="stable")
    return [pairs[at] for at in order.tolist()]


@dataclass
class ComparePairs(beam.PTransform):  # type: ignore[misc]
    """Pairs of articles to links.

    Takes (pairs, stored, names, new, weights): Pairs by block; CopyLinks of the lake that are judged again, by block; Names
    of all articles; the run's PackedSignatures (`history` reads those of the lake); Weights by range. Gives CopyLinks: those
    above the floor of `copy_link`, and of what was judged before those that have changed. Needs the global window.
    """

    pool: PoolSettings
    history: Any  # (table, record, column) -> a transform that reads those rows by id

    def expand(self, inputs: Any) -> Any:
        pairs, stored, names, new, weights = inputs
        blocks = (
            pairs | "WantedBy" >> beam.Map(wanted_by),
            stored | "EndsBy" >> beam.Map(ends_by),
        ) | "Blocks" >> beam.Flatten()
        packed_blocks = beam.pvalue.AsSingleton(blocks | "PackWanted" >> beam.CombineGlobally(PackWanted()))
        wanted = names | "NameWanted" >> beam.FlatMap(name_wanted, packed_blocks)
        old = (
            wanted
            | "WantedIds" >> ids_of(itemgetter(slice(1)))
            | "ReadSignatures" >> self.history("signatures", Signature, "article_id")
        )
        packed = old | "PackSignatures" >> beam.Map(pack_signature).with_output_types(PackedSignature)
        blocks_of = beam.pvalue.AsDict(wanted)
        handed = {
            tag: typed(some | label >> beam.FlatMap(hand_out, blocks_of), tuple[int, PackedSignature])
            for tag, label, some in (("new", "HandOutNew", new), ("old", "HandOutOld", packed))
        }
        verify = beam.ParDo(_VerifyPairs(self.pool), beam.pvalue.AsList(weights))
        met = {"pairs": pairs, "stored": stored, **handed}
        links = met | "MeetPairs" >> beam.CoGroupByKey() | "VerifyPairs" >> verify
        return typed(links, CopyLink)
