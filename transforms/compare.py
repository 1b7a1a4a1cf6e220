"""ComparePairs: candidate pairs to links, each block of pairs with the signatures of its articles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import numpy.typing as npt

from transforms import counters
from transforms.bodies import Names
from transforms.history import ids_of
from transforms.naming import components
from transforms.offload import Call, InWorkers
from transforms.packing import pack_links, pack_signature, unpack_links, unpack_signature
from transforms.packs import packed_by_key, unpacked
from transforms.pool import PoolSettings
from transforms.records import CopyLink, LinkSet, PackedSignature, Signature
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.arrays import among, changes, look_up, parted, sorted_set, spans
from transforms.similarity.pairs import (
    MIN_WEIGHTED_SHARE,
    NO_TEXTS,
    Judged,
    Texts,
    ends_array,
    keys_of,
    latest_links,
    may_change,
    verify_pairs,
    weighted_shares,
)
from transforms.similarity.signing import unpack_fingerprints
from transforms.wiring import count, typed

BLOCKS = 16  # of pairs: each is verified in one piece
STORED = "stored"
WEIGHTS = "weights"
PAIRS_A_CALL = 400  # verified by one call in a worker process: about 0.2 s


Blocks = Mapping[str, tuple[int, ...]]
"""The blocks that need an article, by its id."""


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


def ends_by(element: tuple[int, LinkSet]) -> tuple[int, c.Keys]:
    """The articles of links that are judged again."""
    return element[0], sorted_set(ends_array(unpack_links(element[1])).ravel())


def name_wanted(names: Names, wanted: Wanted) -> Blocks:
    """The id of each article that blocks need, with the blocks."""
    first = np.searchsorted(wanted.keys, names.keys, "left")
    end = np.searchsorted(wanted.keys, names.keys, "right")
    some = np.flatnonzero(end > first).tolist()
    return {names.ids[at]: tuple(wanted.blocks[first[at] : end[at]].tolist()) for at in some}


def join_blocks(parts: Iterable[Blocks]) -> Blocks:
    """Blocks of different articles to those of all."""
    return dict(chain.from_iterable(one.items() for one in parts))


def hand_out(signature: PackedSignature, blocks: Blocks) -> Iterator[tuple[int, PackedSignature]]:
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


def weigh_range(element: tuple[int, Iterable[c.Postings]], labels: f.Labels, wanted: Wanted) -> Iterator[tuple[int, Texts]]:
    """The fingerprints of one range with their weights, those of each block's articles."""
    postings = c.merge_postings(element[1])
    weights = f.weights_of(postings.fingerprints, f.weigh(postings, labels))
    new = np.repeat(postings.entries["new"] == c.NEW, postings.lengths)
    worn = np.where(among(postings.fingerprints, np.sort(postings.fingerprints[new])), 1 - weights, np.float32(0))
    keys, lengths = postings.entries["key"], postings.lengths.astype(np.int64)
    starts, by_key = np.cumsum(lengths) - lengths, np.argsort(keys)
    places = look_up(wanted.keys, keys[by_key], by_key, np.full(len(wanted.keys), -1))
    order, parts = parted(wanted.blocks, BLOCKS)
    for block, part in parts:
        owners = places[order[part]]
        owners = owners[owners >= 0]
        sizes = lengths[owners]
        at = spans(starts[owners], sizes)
        yield block, Texts(np.repeat(keys[owners], sizes), postings.fingerprints[at], weights[at], worn[at])


def sort_out(element: tuple[int, dict[str, Iterable[Any]]]) -> Iterator[Any]:
    """Of a block's pairs those that share enough by weight: most of a long history's share only what many have.

    Its links that are judged again, those that `may_change` or whose pair comes up anew, are tagged `stored`; the weights of
    the fingerprints of its articles are tagged `weights`.
    """
    block, found = element
    pairs = c.distinct(c.concatenated(found["pairs"]))
    texts = Texts(*(np.concatenate(columns) for columns in zip(NO_TEXTS, *found["texts"], strict=True)))
    shares = weighted_shares(pairs.left, pairs.right, texts)
    pairs = c.take(pairs, shares.share >= MIN_WEIGHTED_SHARE)
    yield block, pairs
    links = latest_links(chain.from_iterable(map(unpack_links, found["stored"])))
    if links:
        ends = ends_array(links)
        changing = may_change(links, weighted_shares(ends[:, 0], ends[:, 1], texts)).tolist()
        compared = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        some = [link for link, may in zip(links, changing, strict=True) if may or keys_of(link) in compared]
        yield beam.pvalue.TaggedOutput(STORED, (block, pack_links(some)))
    less = texts.weights < 1
    fingerprints, weights = texts.fingerprints[less], texts.weights[less]
    order = np.argsort(fingerprints)
    first = changes(fingerprints[order])
    yield beam.pvalue.TaggedOutput(WEIGHTS, (block, f.Weights(fingerprints[order][first], weights[order][first])))


@dataclass
class _VerifyPairs(InWorkers):
    """The pairs of one block to links, those above the floor of `copy_link`."""

    def process(  # type: ignore[override]
        self,
        element: tuple[int, dict[str, Iterable[Any]]],
        window: Any = beam.DoFn.WindowParam,
        timestamp: Any = beam.DoFn.TimestampParam,
    ) -> Iterator[Any]:
        found = element[1]
        signatures = latest(unpacked(PackedSignature, (*found["new"], *found["old"])))
        pairs = c.concatenated(found["pairs"])
        judged = {keys_of(link): link for links in found["stored"] for link in unpack_links(links)}
        wanted = sorted({*judged, *zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)})
        count(counters.PAIRS, len(wanted))
        calls = verify_calls(wanted, signatures, f.merge_weights(list(found["weights"])), judged)
        yield from self.hand_out(calls, window, timestamp)

    def outputs(self, result: list[CopyLink]) -> Iterator[LinkSet]:
        count(counters.LINKS, len(result))
        if result:
            yield pack_links(result)


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

    Takes (pairs, stored, names, new, ranges, labels): Pairs by block; LinkSets of the lake to judge again, by block;
    Names of all articles; the run's PackedSignatures (`history` reads those of the lake); Postings by range, grouped; the
    Labels of all articles. Gives LinkSets: the links above the floor of `copy_link`, and of what was judged before those
    that have changed. Needs the global window.
    """

    pool: PoolSettings
    history: Any  # (table, record, column) -> a transform that reads those rows by id

    def expand(self, inputs: Any) -> Any:
        pairs, stored, names, new, ranges, labels = inputs
        wanted = beam.pvalue.AsSingleton(self._wanted("Compared", pairs, stored))
        weigh = beam.FlatMap(weigh_range, beam.pvalue.AsSingleton(labels), wanted)
        met = {"pairs": pairs, "stored": stored, "texts": typed(ranges | "Weigh" >> weigh, tuple[int, Texts])}
        sorted_out = (
            met
            | "MeetTexts" >> beam.CoGroupByKey()
            | "SortOut" >> beam.FlatMap(sort_out).with_outputs(STORED, WEIGHTS, main="pairs")
        )
        pairs = typed(sorted_out["pairs"], tuple[int, c.Pairs])
        stored = typed(sorted_out[STORED], tuple[int, LinkSet])
        packed_blocks = beam.pvalue.AsSingleton(self._wanted("Left", pairs, stored))
        wanted = names | "NameWanted" >> beam.Map(name_wanted, packed_blocks)
        ids = wanted | "WantedIds" >> ids_of(lambda blocks: blocks)
        old = ids | "ReadSignatures" >> self.history("signatures", Signature, "article_id")
        packed = old | "PackSignatures" >> beam.Map(pack_signature).with_output_types(PackedSignature)
        blocks_of = beam.pvalue.AsSingleton(wanted | "JoinBlocks" >> beam.CombineGlobally(join_blocks))
        handed = {
            which.lower(): some
            | f"HandOut{which}" >> beam.FlatMap(hand_out, blocks_of)
            | f"PackHanded{which}" >> packed_by_key()
            for which, some in (("New", new), ("Old", packed))
        }
        weights = typed(sorted_out[WEIGHTS], tuple[int, f.Weights])
        met = {"pairs": pairs, "stored": stored, "weights": weights, **handed}
        links = met | "MeetPairs" >> beam.CoGroupByKey() | "VerifyPairs" >> beam.ParDo(_VerifyPairs(self.pool))
        return typed(links, LinkSet)

    @staticmethod
    def _wanted(label: str, pairs: Any, stored: Any) -> Any:
        """Which articles the blocks of pairs and of links need, as one Wanted."""
        blocks = (pairs | f"{label}Pairs" >> beam.Map(wanted_by), stored | f"{label}Links" >> beam.Map(ends_by))
        return blocks | f"{label}Blocks" >> beam.Flatten() | f"Pack{label}" >> beam.CombineGlobally(PackWanted())
