"""LinkCopies: which of a run's articles are copies of which, among themselves and against the lake's recent history.

The steps are those of `transforms.similarity`, carried by shuffles of packed arrays: bodies -> postings by fingerprint range ->
counted pairs -> candidates -> verified links. No step holds more than a range, a block of pairs, or one shuffle key; only
counted pairs are held by the bundle of ranges: they are added up before they are shuffled, and as many again wait at most.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np

from transforms import counters
from transforms.bodies import GroupBodies
from transforms.compare import BLOCKS, ComparePairs
from transforms.history import PackKeys, ids_of
from transforms.naming import ends_in, ends_of
from transforms.packing import pack_links, unpack_links, unpack_rows
from transforms.packs import rows_packed
from transforms.pool import PoolSettings
from transforms.records import LinkSet, Signature
from transforms.renew import RenewLinks
from transforms.renewal import RunLink, link_of
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.arrays import among, look_up, parted
from transforms.similarity.pairs import ends_array
from transforms.similarity.verify import IDENTICAL
from transforms.wiring import count, typed

PAIRS_WAITING = 150_000  # to be added up: 5 MB a block
DAY = 86_400_000_000  # in microseconds
LABELS = "labels"


class LinkSettings(NamedTuple):
    """How copies are looked for."""

    lookback_days: int = c.LOOKBACK_DAYS


def by_block(pairs: c.Pairs, owners: c.Keys | None = None) -> Iterator[tuple[int, c.Pairs]]:
    """Pairs parted by the block of their `left` article, or of what stands for it in `owners`."""
    blocks = ((pairs.left if owners is None else owners) % np.uint64(BLOCKS)).astype(np.uint8)
    order, parts = parted(blocks, BLOCKS)
    ordered = c.take(pairs, order)
    for block, part in parts:
        yield block, c.take(ordered, part)


@dataclass
class _CountPairs(beam.DoFn):  # type: ignore[misc]
    """The postings of one range to counted pairs, by block."""

    lookback_days: int

    def process(self, element: tuple[int, Iterable[c.Postings]]) -> Iterator[tuple[int, c.Pairs]]:
        pairs, hot = c.count_pairs(c.merge_postings(element[1]), self.lookback_days)
        count(counters.HOT_FINGERPRINTS, hot)
        yield from by_block(pairs)


class AddPairs(beam.CombineFn):  # type: ignore[misc]
    """Counted pairs of several ranges added up. A worker adds those of its ranges before any of them is shuffled.

    Parts are added when together they are many, and more than what is added up: that bounds what waits, and costs a few sorts.
    """

    def create_accumulator(self) -> list[c.Pairs]:
        return []

    def add_input(self, accumulator: list[c.Pairs], element: c.Pairs) -> list[c.Pairs]:
        accumulator.append(element)
        added, *waiting = (len(pairs.left) for pairs in accumulator)
        return self.compact(accumulator) if sum(waiting) > max(added, PAIRS_WAITING) else accumulator

    def merge_accumulators(self, accumulators: Iterable[list[c.Pairs]]) -> list[c.Pairs]:
        return [pairs for accumulator in accumulators for pairs in accumulator]

    def compact(self, accumulator: list[c.Pairs]) -> list[c.Pairs]:
        return [c.merge_pairs(accumulator)] if len(accumulator) > 1 else accumulator

    def extract_output(self, accumulator: list[c.Pairs]) -> c.Pairs:
        return c.concatenated(self.compact(accumulator))


def choices_of(element: tuple[int, c.Pairs]) -> Iterator[tuple[int, c.Pairs]]:
    """Of a block's pairs those that share enough, from either end, by the block of the end."""
    yield from by_block(c.both_ways(c.enough(element[1])))


def choose(element: tuple[int, Iterable[c.Pairs]]) -> Iterator[Any]:
    """The best partners of the articles of a block; the articles' stand-in stories, tagged `labels`."""
    choices = c.concatenated(element[1])
    yield beam.pvalue.TaggedOutput(LABELS, f.story_labels(choices))
    yield c.best(choices)


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


def lead_labels(_: None, labels: Sequence[f.Labels], stories: Sequence[f.Labels], again: c.Keys) -> f.Labels:
    """The stand-in story of every article that has one.

    Args:
        labels: by what articles share now.
        stories: by what earlier runs found; these win, also for articles that share with their members.
        again: articles that are judged again: what they share counts, whatever stories they are in, else a wrong story would
            keep itself alive.
    """
    return f.with_known(f.merge_labels(list(labels)), f.without(f.merge_labels(list(stories)), again))


def by_story(pairs: c.Pairs, led: f.Labels) -> Iterator[tuple[int, c.Pairs]]:
    """Pairs parted by the stand-in story of their `left` article: what belongs together is verified in one block, and the
    signatures of its articles are sent and prepared once.
    """
    yield from by_block(pairs, look_up(pairs.left, led.keys, led.labels, pairs.left))


def judged_again(packed: bytes, much: c.Keys, windows: Collection[str]) -> Iterator[LinkSet]:
    """Of some RunLinks of the lake those of which both articles share much with the run (`much`).

    What `windows` stored is not judged again: the run finds it for itself.
    """
    rows = [row for row in unpack_rows(RunLink, packed) if row.method != IDENTICAL and row.run_id not in windows]
    again = np.all(among(ends_array(rows), much), axis=1)
    if again.any():
        yield pack_links([link_of(row) for row, judged in zip(rows, again.tolist(), strict=True) if judged])


def links_by_story(links: LinkSet, led: f.Labels) -> Iterator[tuple[int, LinkSet]]:
    """Links that are judged again, by the block in which `by_story` would put their pairs."""
    listed = unpack_links(links)
    left = ends_array(listed)[:, 0]
    blocks = (look_up(left, led.keys, led.labels, left) % np.uint64(BLOCKS)).astype(np.uint8)
    order, parts = parted(blocks, BLOCKS)
    for block, part in parts:
        yield block, pack_links([listed[at] for at in order[part].tolist()])


@dataclass
class LinkCopies(beam.PTransform):  # type: ignore[misc]
    """Links between the articles of a run, and between them and those of the lake's recent history; old links as judged now.

    What a text is worth is known better with each run: a link of the first ones may owe much to a template that nobody had seen
    twice yet. So old articles that are linked with each other and both share much with the run are weighed as if they were
    new, and the link is judged again; what has changed is one more row of evidence.

    Takes (Signature, PackedSignature, Light, Labels): the signatures of the run, without words and whole; those of the lake
    within the lookback window that share fingerprints with the run (`transforms.recent`); the stand-in stories that earlier
    runs found. The articles of `windows` are among the first as if they were the run's; their whole signatures are read.
    `history` reads whole signatures by id, and links by id and by run. Gives LinkSets, each pair once. Bounded, in the global
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
        shares_much = recent | "Much" >> ids_of(lambda one: (one.signature.article_id,) if one.much else ())
        much = beam.pvalue.AsSingleton(shares_much | "PackMuch" >> beam.CombineGlobally(PackKeys()))
        once = new.pipeline | "Once" >> beam.Create([None], reshuffle=False)
        met = self._met(new, once)
        read = self.history("links", RunLink, "article_id", "is_based_on")
        links = (shares_much, met) | "WithLinks" >> beam.Flatten() | "ReadLinks" >> read | "PackLinks" >> rows_packed()
        judged = typed(links | "JudgedAgain" >> beam.FlatMap(judged_again, much, self.windows), LinkSet)
        judged_ids = judged | "JudgedIds" >> ids_of(ends_in)
        again = judged_ids | "PackAgain" >> beam.CombineGlobally(PackKeys())
        postings, names, same = (new, recent, again) | "GroupBodies" >> GroupBodies(self.settings.lookback_days)
        ranges = postings | "GroupRanges" >> beam.GroupByKey()
        chosen = (
            ranges
            | "CountPairs" >> beam.ParDo(_CountPairs(self.settings.lookback_days))
            | "AddCounts" >> beam.CombinePerKey(AddPairs())
            | "Choices" >> beam.FlatMap(choices_of)
            | "GroupChoices" >> beam.GroupByKey()
            | "Choose" >> beam.FlatMap(choose).with_outputs(LABELS, main="pairs")
        )
        labels = beam.pvalue.AsList(chosen[LABELS])
        leads = once | "LeadLabels" >> beam.Map(
            lead_labels, labels, beam.pvalue.AsList(stories), beam.pvalue.AsSingleton(again)
        )
        led = beam.pvalue.AsSingleton(leads)
        pairs = chosen["pairs"] | "ByStory" >> beam.FlatMap(by_story, led)
        stored = typed(judged | "LinksByStory" >> beam.FlatMap(links_by_story, led), tuple[int, LinkSet])
        compared = (pairs, stored, names, whole, ranges, leads) | "ComparePairs" >> ComparePairs(self.pool, self.history)
        found = (same, compared) | "AllLinks" >> beam.Flatten()
        met_keys = met | "PackMet" >> beam.CombineGlobally(PackKeys())
        return (found, links, met_keys) | "RenewLinks" >> RenewLinks(self.windows)

    def _met(self, new: Any, once: Any) -> Any:
        """The ids of articles on which the lake may hold evidence that gives way: of an earlier text, or of a window."""
        met = new | "Revised" >> ids_of(lambda one: (one.article_id,) if one.revision > 0 else ())
        if not self.windows:
            return met
        runs = once | "Windows" >> beam.FlatMap(lambda _: self.windows).with_output_types(str)
        links = runs | "ReadWindowLinks" >> self.history("links", RunLink, "run_id")
        return (met, links | "WindowEnds" >> ids_of(ends_of)) | "Met" >> beam.Flatten()
