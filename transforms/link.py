"""LinkCopies: which of a run's articles are copies of which, among themselves and against the lake's recent history.

The steps are those of `transforms.similarity`, carried by shuffles of packed arrays: bodies -> postings by fingerprint range ->
counted pairs -> candidates -> verified links. No step holds more than a range, a block of pairs, or one shuffle key.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from transforms import counters
from transforms.naming import ends_of
from transforms.offload import Call, InWorkers
from transforms.packing import pack_signature, unpack_signature
from transforms.pool import PoolSettings
from transforms.records import CopyLink, PackedSignature, Signature
from transforms.renew import RenewLinks
from transforms.renewal import RunLink, link_of
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.pairs import Judged, keys_of, latest_links, verify_pairs
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import IDENTICAL, identical_links
from transforms.wiring import count, key_bytes, typed

RANGES = 16  # of fingerprints: each is joined in one piece
BLOCKS = 16  # of pairs: each is verified in one piece
BODIES_A_PACK = 4_000
PAIRS_A_CALL = 400  # verified by one call in a worker process: about 0.2 s
DAY = 86_400_000_000  # in microseconds
LINKS = "links"
LABELS = "labels"


class LinkSettings(NamedTuple):
    """How copies are looked for."""

    lookback_days: int = c.LOOKBACK_DAYS


class Light(NamedTuple):
    """A signature without its words: what finding candidates needs."""

    signature: Signature
    is_new: bool  # of this run
    again: bool = False  # of the lake, and judged again: it shares much with the run


class Body(NamedTuple):
    """One text, however many articles have it."""

    chosen: Signature  # the article that stands for it, without its words
    entry: Any  # one ENTRY of transforms.similarity.candidates


def same_body(element: tuple[str, Iterable[Light]], lookback_days: int) -> Iterator[Any]:
    """One Body for all articles with a text; the links of the others to the one that stands for them, tagged `links`."""
    listed = list(element[1])
    new_ids = {one.signature.article_id for one in listed if one.is_new}
    again_ids = {one.signature.article_id for one in listed if one.again}
    signatures = sorted({one.signature.article_id: one.signature for one in listed}.values())
    chosen, entry = c.represent(signatures, new_ids, again_ids)
    yield Body(chosen, entry)
    for link in identical_links(signatures, lookback_days):
        if not new_ids.isdisjoint((link.article_id, link.is_based_on)):
            count(counters.LINKS)
            yield beam.pvalue.TaggedOutput(LINKS, link)


@dataclass
class _PackPostings(beam.DoFn):  # type: ignore[misc]
    """Bodies of a bundle to one packed element a fingerprint range. Needs the global window."""

    def start_bundle(self) -> None:
        self._held: list[tuple[Signature, Any]] = []

    def process(self, body: Body) -> Iterator[tuple[int, c.Postings]]:
        self._held.append((body.chosen, body.entry))
        if len(self._held) >= BODIES_A_PACK:
            yield from self._packed()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        for element in self._packed():
            yield WindowedValue(element, MIN_TIMESTAMP, [GlobalWindow()])

    def _packed(self) -> Iterator[tuple[int, c.Postings]]:
        held, self._held = self._held, []
        yield from c.postings_by_range(held, RANGES).items()


def by_block(pairs: c.Pairs, owners: c.Keys | None = None) -> Iterator[tuple[int, c.Pairs]]:
    """Pairs parted by the block of their `left` article, or of what stands for it in `owners`."""
    blocks = ((pairs.left if owners is None else owners) % np.uint64(BLOCKS)).astype(np.int64)
    for block in np.unique(blocks).tolist():
        yield block, c.Pairs(*(column[blocks == block] for column in pairs))


@dataclass
class _CountPairs(beam.DoFn):  # type: ignore[misc]
    """The postings of one range to counted pairs, by block."""

    lookback_days: int

    def process(self, element: tuple[int, Iterable[c.Postings]]) -> Iterator[tuple[int, c.Pairs]]:
        pairs, hot = c.count_pairs(c.merge_postings(element[1]), self.lookback_days)
        count(counters.HOT_FINGERPRINTS, hot)
        yield from by_block(pairs)


def choices_of(element: tuple[int, Iterable[c.Pairs]]) -> Iterator[tuple[int, c.Pairs]]:
    """All counts of a block's pairs added up; the pairs that share enough, from either end, by the block of the end."""
    yield from by_block(c.both_ways(c.enough(c.merge_pairs(element[1]))))


def choose(element: tuple[int, Iterable[c.Pairs]]) -> Iterator[Any]:
    """The best partners of each article of a block, by block of the pair; the articles' stand-in stories, tagged `labels`."""
    choices = c.concatenated(element[1])
    yield beam.pvalue.TaggedOutput(LABELS, f.story_labels(choices))
    yield from by_block(c.best(choices))


def by_agency_and_day(signature: Signature) -> Iterator[tuple[tuple[str, int], str]]:
    """The language of an article that an agency wrote, by the agency and the day (of publication, else of retrieval)."""
    if signature.source_organization and signature.in_language:
        moment = signature.retrieved_at if signature.date_published is None else signature.date_published
        yield (signature.source_organization, moment // DAY), signature.in_language.partition("-")[0].lower()


def count_languages(element: tuple[tuple[str, int], dict[str, int]]) -> Iterator[Any]:
    """Count the articles of an agency and a day if they are in several languages: copies are not looked for across these."""
    if len(element[1]) > 1:
        count(counters.CROSS_LANGUAGE, sum(element[1].values()))
    yield from ()


class CountEach(beam.CombineFn):  # type: ignore[misc]
    """How often each value comes: value -> number."""

    def create_accumulator(self) -> Counter[str]:
        return Counter()

    def add_input(self, accumulator: Counter[str], element: str) -> Counter[str]:
        accumulator[element] += 1
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[Counter[str]]) -> Counter[str]:
        return sum(accumulators, Counter())

    def extract_output(self, accumulator: Counter[str]) -> dict[str, int]:
        return dict(accumulator)


class PackKeys(beam.CombineFn):  # type: ignore[misc]
    """Article ids to their keys: one sorted, unique array."""

    def create_accumulator(self) -> set[int]:
        return set()

    def add_input(self, accumulator: set[int], element: str) -> set[int]:
        accumulator.add(c.article_key(element))
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[set[int]]) -> set[int]:
        return set().union(*accumulators)

    def extract_output(self, accumulator: set[int]) -> c.Keys:
        return np.array(sorted(accumulator), np.uint64)


def lead_labels(_: None, labels: Sequence[f.Labels], stories: Sequence[f.Labels], again: c.Keys) -> f.Labels:
    """The stand-in story of every article that has one.

    Args:
        labels: by what articles share now.
        stories: by what earlier runs found; these win, also for articles that share with their members.
        again: articles that are judged again: what they share counts, whatever stories they are in, else a wrong story would
            keep itself alive.
    """
    return f.with_known(f.merge_labels(list(labels)), f.without(f.merge_labels(list(stories)), again))


def weigh_range(element: tuple[int, Iterable[c.Postings]], labels: f.Labels) -> f.Weights:
    """The weights of the fingerprints of one range."""
    return f.weigh(c.merge_postings(element[1]), labels)


def by_story(element: tuple[int, c.Pairs], led: f.Labels) -> Iterator[tuple[int, c.Pairs]]:
    """Pairs parted by the stand-in story of their `left` article: what belongs together is verified in one block, and the
    signatures of its articles are sent and prepared once.
    """
    pairs = element[1]
    yield from by_block(pairs, f.look_up(pairs.left, led.keys, led.labels, pairs.left))


def stored_by_story(row: RunLink, again: c.Keys, led: f.Labels, windows: Collection[str]) -> Iterator[tuple[int, CopyLink]]:
    """A link of the lake between two articles that are judged again, by the block in which `by_story` would put its pair.

    What `windows` stored is not judged again: the run finds it for itself.
    """
    link = link_of(row)
    pair = np.array(keys_of(link), np.uint64)
    if link.method != IDENTICAL and row.run_id not in windows and f.among(pair, again).all():
        yield int(f.look_up(pair[:1], led.keys, led.labels, pair[:1])[0] % BLOCKS), link


def ends_by(element: tuple[int, CopyLink]) -> Iterator[tuple[bytes, int]]:
    """The articles of a link that is judged again: (key, block)."""
    block, link = element
    for key in keys_of(link):
        yield key_bytes(key), block


def wanted_by(element: tuple[int, Iterable[c.Pairs]]) -> Iterator[tuple[bytes, int]]:
    """Which articles a block of pairs needs: (key, block)."""
    block, parts = element
    pairs = c.distinct(c.concatenated(parts))
    for key in np.union1d(pairs.left, pairs.right).tolist():
        yield key_bytes(key), block


def name_wanted(element: tuple[bytes, dict[str, Iterable[Any]]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The id of each article that blocks need, with the blocks."""
    blocks = tuple(sorted(set(element[1]["blocks"])))
    if blocks:
        for article_id in sorted(set(element[1]["ids"])):
            yield article_id, blocks


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
        signatures = latest(element[1]["signatures"])
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

    Args:
        pairs: keys of their articles; distinct, sorted.
        signatures: of their articles, by key; a pair of which one is missing is left out (it was forgotten meanwhile).
        weights: of fingerprints.
        judged: what earlier runs found on some of the pairs.
    """
    held = [pair for pair in pairs if signatures.keys() >= set(pair)]
    for at in range(0, len(held), PAIRS_A_CALL):
        some = held[at : at + PAIRS_A_CALL]
        needed = {key: signatures[key] for key in sorted({key for pair in some for key in pair})}
        own = np.unique(np.concatenate([unpack_fingerprints(unpack_signature(one)) for one in needed.values()]))
        found = f.weights_of(own, weights)
        before = {pair: judged[pair] for pair in some if pair in judged}
        yield verify_pairs, (some, needed, f.Weights(own[found < 1], found[found < 1]), before)


@dataclass
class LinkCopies(beam.PTransform):  # type: ignore[misc]
    """Links between the articles of a run, and between them and those of the lake's recent history; old links as judged now.

    What a text is worth is known better with each run: a link of the first ones may owe much to a template that nobody had seen
    twice yet. So old articles that share much with the run are weighed as if they were new, and the links between them judged
    again; what has changed is one more row of evidence.

    Takes (Signature, PackedSignature, Light, Labels): the signatures of the run, without words and whole; those of the lake
    within the lookback window that share fingerprints with the run (`transforms.recent`); the stand-in stories that earlier
    runs found. The articles of `windows` are among the first as if they were the run's; their whole signatures are read.
    `history` reads whole signatures by id, and links by id and by run. Gives CopyLinks, each pair once. Bounded, in the global
    window.
    """

    settings: LinkSettings
    pool: PoolSettings
    history: Any  # (table, record, column) -> a transform that reads those rows by id
    windows: frozenset[str] = frozenset()  # runs of streams whose links give way to what this run finds (`transforms.renew`)

    def expand(self, inputs: Any) -> Any:
        new, whole, recent, stories = inputs
        languages = new | "AgencyDays" >> beam.FlatMap(by_agency_and_day) | "Languages" >> beam.CombinePerKey(CountEach())
        _ = languages | "CountLanguages" >> beam.FlatMap(count_languages)
        lights = (new | "Light" >> beam.Map(Light, True).with_output_types(Light), recent) | "AllLights" >> beam.Flatten()
        bodies = (
            lights
            | "KeyBodies" >> beam.Map(lambda one: (one.signature.body_sha256, one)).with_output_types(tuple[str, Light])
            | "GroupBodies" >> beam.GroupByKey()
            | "SameBody" >> beam.FlatMap(same_body, self.settings.lookback_days).with_outputs(LINKS, main="bodies")
        )
        ranges = bodies["bodies"] | "PackPostings" >> beam.ParDo(_PackPostings()) | "GroupRanges" >> beam.GroupByKey()
        chosen = (
            ranges
            | "CountPairs" >> beam.ParDo(_CountPairs(self.settings.lookback_days))
            | "GroupCounts" >> beam.GroupByKey()
            | "Choices" >> beam.FlatMap(choices_of)
            | "GroupChoices" >> beam.GroupByKey()
            | "Choose" >> beam.FlatMap(choose).with_outputs(LABELS, main="pairs")
        )
        labels = beam.pvalue.AsList(chosen[LABELS])
        old = (
            recent
            | "Again" >> beam.Filter(lambda one: one.again)
            | "AgainIds" >> beam.Map(lambda one: one.signature.article_id)
        )
        again = beam.pvalue.AsSingleton(old | "PackAgain" >> beam.CombineGlobally(PackKeys()))
        once = new.pipeline | "Once" >> beam.Create([None], reshuffle=False)
        met = self._met(new, once)
        read = self.history("links", RunLink, "article_id", "is_based_on")
        links = (old, met) | "WithLinks" >> beam.Flatten() | "ReadLinks" >> read
        leads = once | "LeadLabels" >> beam.Map(lead_labels, labels, beam.pvalue.AsList(stories), again)
        led = beam.pvalue.AsSingleton(leads)
        weights = ranges | "Weigh" >> beam.Map(weigh_range, led)
        pairs = chosen["pairs"] | "ByStory" >> beam.FlatMap(by_story, led)
        stored = links | "StoredByStory" >> beam.FlatMap(stored_by_story, again, led, self.windows)
        verified = self._verified(bodies["bodies"], pairs, typed(stored, tuple[int, CopyLink]), whole, weights)
        found = (typed(bodies[LINKS], CopyLink), verified) | "AllLinks" >> beam.Flatten()
        met_keys = met | "PackMet" >> beam.CombineGlobally(PackKeys())
        return (found, links, met_keys) | "RenewLinks" >> RenewLinks(self.windows)

    def _met(self, new: Any, once: Any) -> Any:
        """The ids of articles on which the lake may hold evidence that gives way: of an earlier text, or of a window."""
        revised = new | "Revised" >> beam.Filter(lambda one: one.revision > 0)
        met = revised | "RevisedIds" >> beam.Map(lambda one: one.article_id).with_output_types(str)
        if not self.windows:
            return met
        runs = once | "Windows" >> beam.FlatMap(lambda _: self.windows).with_output_types(str)
        links = runs | "ReadWindowLinks" >> self.history("links", RunLink, "run_id")
        return (met, links | "WindowEnds" >> beam.FlatMap(ends_of)) | "Met" >> beam.Flatten()

    def _verified(self, bodies: Any, pairs: Any, stored: Any, new: Any, weights: Any) -> Any:
        """Bring each block of pairs and the signatures it needs together, and compare."""
        ids = bodies | "KeyIds" >> beam.Map(
            lambda body: (key_bytes(c.article_key(body.chosen.article_id)), body.chosen.article_id)
        )
        grouped = pairs | "GroupPairs" >> beam.GroupByKey()
        blocks = (
            grouped | "WantedBy" >> beam.FlatMap(wanted_by),
            stored | "EndsBy" >> beam.FlatMap(ends_by),
        ) | "Blocks" >> beam.Flatten()
        wanted = {"ids": ids, "blocks": blocks} | "MeetIds" >> beam.CoGroupByKey() | "NameWanted" >> beam.FlatMap(name_wanted)
        old = wanted | "WantedIds" >> beam.Keys() | "ReadSignatures" >> self.history("signatures", Signature, "article_id")
        packed = old | "PackSignatures" >> beam.Map(pack_signature).with_output_types(PackedSignature)
        known = (new, packed) | "AllSignatures" >> beam.Flatten()
        handed = known | "HandOut" >> beam.FlatMap(hand_out, beam.pvalue.AsDict(wanted))
        signatures = typed(handed, tuple[int, PackedSignature])
        verify = beam.ParDo(_VerifyPairs(self.pool), beam.pvalue.AsList(weights))
        met = {"pairs": pairs, "stored": stored, "signatures": signatures}
        links = met | "MeetPairs" >> beam.CoGroupByKey() | "VerifyPairs" >> verify
        links.element_type = CopyLink
        return links
