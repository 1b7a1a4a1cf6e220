"""GroupBodies: the articles of a run and of the lake by their text, one body for all that have it, as postings of fingerprints.

Lights travel in packs by range of their body's hash: a shuffle pays by the element, and of a long history there are many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np

from transforms import counters
from transforms.naming import ends_of
from transforms.packing import pack_links
from transforms.packs import packed_by_key, unpacked
from transforms.records import CopyLink, LinkSet, Signature
from transforms.similarity import candidates as c
from transforms.similarity.verify import identical_links
from transforms.wiring import count, typed

RANGES = 16  # of fingerprints, and of bodies: each is joined in one piece
LINKS = "links"
NAMES = "names"


class Light(NamedTuple):
    """A signature without its words: what finding candidates needs."""

    signature: Signature
    is_new: bool  # of this run
    much: bool = False  # of the lake, and shares much with the run


class Names(NamedTuple):
    """The ids of articles beside their keys."""

    keys: c.Keys  # (n,)
    ids: list[str]


class LastRevisions(beam.CombineFn):  # type: ignore[misc]
    """Ids of articles with revisions to the last revision of each."""

    def create_accumulator(self) -> dict[str, int]:
        return {}

    def add_input(self, accumulator: dict[str, int], element: tuple[str, int]) -> dict[str, int]:
        article_id, revision = element
        accumulator[article_id] = max(revision, accumulator.get(article_id, 0))
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[dict[str, int]]) -> dict[str, int]:
        merged = self.create_accumulator()
        for accumulator in accumulators:
            for element in accumulator.items():
                merged = self.add_input(merged, element)
        return merged

    def extract_output(self, accumulator: dict[str, int]) -> dict[str, int]:
        return accumulator


def by_body(light: Light) -> tuple[int, Light]:
    """A light by the range of its body."""
    return c.code(light.signature.body_sha256) % RANGES, light


def revisions(signature: Signature) -> Iterator[tuple[str, int]]:
    """The article and number of a text that is not the article's first."""
    if signature.revision > 0:
        yield signature.article_id, signature.revision


def join_bodies(
    element: tuple[int, Iterable[bytes]], lookback_days: int, last: Mapping[str, int], again: c.Keys
) -> Iterator[Any]:
    """The bodies of one range as postings by range of fingerprints.

    The names of the articles that stand for the bodies are tagged `names`; the links of the other articles that have a body,
    tagged `links`. A text that an article had before its `last` revision is left out: else it would be paired with both.
    `again` are the articles that are judged again.
    """
    judged = frozenset(again.tolist())
    groups: dict[str, list[Light]] = defaultdict(list)
    for light in unpacked(Light, element[1]):
        if light.signature.revision >= last.get(light.signature.article_id, 0):
            groups[light.signature.body_sha256].append(light)
    chosen, links = [], []
    for _, lights in sorted(groups.items()):
        body, found = same_body(lights, lookback_days, judged)
        chosen.append(body)
        links += found
    count(counters.LINKS, len(links))
    if links:
        yield beam.pvalue.TaggedOutput(LINKS, pack_links(links))
    ids = [signature.article_id for signature, _ in chosen]
    yield beam.pvalue.TaggedOutput(NAMES, Names(np.array([c.article_key(one) for one in ids], np.uint64), ids))
    yield from c.postings_by_range(chosen, RANGES).items()


def same_body(
    lights: Sequence[Light], lookback_days: int, judged: Set[int]
) -> tuple[tuple[Signature, c.Entry], list[CopyLink]]:
    """What stands for all articles with one text (`candidates.represent`), and the links between them that are of this run."""
    new_ids = {one.signature.article_id for one in lights if one.is_new}
    shares_much = (one.signature.article_id for one in lights if one.much)
    again_ids = {one for one in shares_much if c.article_key(one) in judged}
    if len(lights) == 1:
        return c.represent([lights[0].signature], new_ids, again_ids), []
    signatures = sorted({one.signature.article_id: one.signature for one in lights}.values())
    links = identical_links(signatures, lookback_days) if len(signatures) > 1 else []
    fresh = [link for link in links if not new_ids.isdisjoint(ends_of(link))]
    return c.represent(signatures, new_ids, again_ids), fresh


@dataclass
class GroupBodies(beam.PTransform):  # type: ignore[misc]
    """The bodies of articles as postings of fingerprints.

    Takes (Signature, Light, keys of articles that are judged again, a singleton), the first of the run, the second of the lake;
    gives (postings by range of fingerprints, Names of the articles that stand for the bodies, LinkSets between articles with
    one body of which one is of the run). Bounded, in the global window.
    """

    lookback_days: int

    def expand(self, inputs: Any) -> Any:
        new, recent, again = inputs
        lights = new | "Light" >> beam.Map(Light, True)
        texts = (
            new | "Texts" >> beam.FlatMap(revisions),
            recent | "RecentTexts" >> beam.FlatMap(lambda light: revisions(light.signature)),
        ) | "AllTexts" >> beam.Flatten()
        last = beam.pvalue.AsSingleton(texts | "LastRevisions" >> beam.CombineGlobally(LastRevisions()))
        join = beam.FlatMap(join_bodies, self.lookback_days, last, beam.pvalue.AsSingleton(again))
        packs = tuple(
            some | f"By{which}" >> beam.Map(by_body) | f"Pack{which}" >> packed_by_key()
            for some, which in ((lights, "New"), (recent, "Recent"))
        )
        joined = (
            packs
            | "AllLights" >> beam.Flatten()
            | "GroupBodies" >> beam.GroupByKey()
            | "JoinBodies" >> join.with_outputs(LINKS, NAMES, main="postings")
        )
        return joined["postings"], joined[NAMES], typed(joined[LINKS], LinkSet)
