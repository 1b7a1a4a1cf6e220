"""Copies among a run's articles, through the steps that carry them, and what is counted on the way."""

from collections import Counter
from dataclasses import dataclass

import apache_beam as beam
import numpy as np
import pytest
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from tests.unit.similarity.stories import DAY, NOON, signature, story
from transforms import counters, link
from transforms.bodies import Light
from transforms.link import AddPairs, LinkCopies, LinkSettings, by_agency_and_day
from transforms.packing import pack_signature, unpack_links
from transforms.pool import PoolSettings, stop_pools
from transforms.records import PackedSignature, Signature
from transforms.renewal import RunLink
from transforms.similarity.candidates import Pairs, merge_pairs
from transforms.similarity.frequencies import known_labels
from transforms.similarity.signing import without_words
from transforms.similarity.verify import METHOD

BODY = story(1, 300)


@pytest.fixture(autouse=True)
def _stop_workers():
    yield
    stop_pools()


def pairs_between(*lefts):
    columns = (lefts, [left + 1 for left in lefts], *([3] * len(lefts) for _ in range(6)))
    return Pairs(*(np.array(column, empty.dtype) for column, empty in zip(columns, merge_pairs([]), strict=True)))


@pytest.mark.parametrize("waiting", [0, 250, 10_000])
def test_what_waits_to_be_added_up_is_bounded(monkeypatch, waiting):
    monkeypatch.setattr(link, "PAIRS_WAITING", waiting)
    combine = AddPairs()
    accumulator = combine.create_accumulator()
    for number in range(20):  # ranges that have the same pairs, nearly
        accumulator = combine.add_input(accumulator, pairs_between(*range(100), 1_000 + number))
        assert sum(len(pairs.left) for pairs in accumulator) <= 2 * (100 + number) + 101 + waiting
    (added,) = combine.compact(accumulator)
    assert len(added.left) == 120
    assert added.shared.max() == 60


def article(name, paragraphs, **fields):
    return signature(name, "\n\n".join(paragraphs), **fields)


def counts_of(pipeline):
    counted = Counter()
    for one in pipeline.result.metrics().query()["counters"]:  # several steps may count one thing
        counted[one.key.metric.name] += one.committed
    return counted


def test_links_of_a_run_and_what_is_counted():
    afp = {"source_organization": "AFP"}
    articles = [
        article("first", BODY, **afp),
        article("same", BODY, date_published=NOON + 1),
        article("cut", BODY[:-2], date_published=NOON + 2),
        article("other", story(2)),
        article("french", story(3), **afp, in_language="fr"),
        article("next-day", story(4), **afp, in_language="fr", date_published=NOON + DAY),
    ]
    with in_process() as pipeline:
        light = pipeline | "Light" >> beam.Create([without_words(one) for one in articles])
        light.element_type = Signature
        whole = pipeline | "Whole" >> beam.Create([pack_signature(one) for one in articles])
        whole.element_type = PackedSignature
        nothing = [pipeline | label >> beam.Create([]) for label in ("NoBodies", "NoLabels")]
        step = LinkCopies(LinkSettings(), PoolSettings(1), lambda table, record, *_: _Held([], record))
        links = (light, whole, *nothing) | "LinkCopies" >> step
        pairs = (
            links
            | beam.FlatMap(unpack_links)
            | "Pairs" >> beam.Map(lambda link: (link.article_id, link.is_based_on, link.method))
        )
        assert_that(pairs, equal_to([("same", "first", "identical"), ("cut", "first", "shingles")]))
    counted = counts_of(pipeline)
    assert counted[counters.LINKS] == 2
    assert counted[counters.CROSS_LANGUAGE] == 2  # of the agency's articles of the first day


def test_a_link_of_the_lake_between_articles_that_share_much_with_the_run_is_judged_again():
    old = [article("old", BODY), article("copy", BODY[1:]), article("other", story(2))]
    new = article("new", [*BODY, *story(2)])
    stored = [link_of("copy", "old", 0.4), link_of("other", "old", 0.9), link_of("other", "gone", 0.9)]
    tables = {"links": stored, "signatures": old}
    with in_process() as pipeline:
        light = pipeline | "Light" >> beam.Create([without_words(new)])
        light.element_type = Signature
        whole = pipeline | "Whole" >> beam.Create([pack_signature(new)])
        whole.element_type = PackedSignature
        recent = pipeline | "Recent" >> beam.Create([Light(without_words(one), False, True) for one in old])
        labels = pipeline | "Labels" >> beam.Create([known_labels({"old": "story", "other": "story"})])
        step = LinkCopies(LinkSettings(), PoolSettings(1), lambda table, record, *_: _Held(tables[table], record))
        links = (light, whole, recent, labels) | "LinkCopies" >> step
        again = links | beam.FlatMap(unpack_links) | beam.Filter(lambda one: "new" not in (one.article_id, one.is_based_on))
        found = again | beam.Map(lambda one: ({one.article_id, one.is_based_on}, one.probability > 0.5, one.judged_before))
        assert_that(found, equal_to([({"copy", "old"}, True, 1), ({"other", "old"}, False, 1)]))


def test_a_text_that_the_run_has_revised_is_paired_with_nothing():
    before, now = [*BODY, *story(7, 100)], [*BODY, *story(8, 100)]
    old = [article("a", before), article("kept", BODY)]
    new = [
        article("a", story(5), revision=1),  # between the two others
        article("a", now, revision=2),
        article("same-as-before", before),
        article("like-the-middle", story(5)[1:]),
    ]
    tables = {"links": [], "signatures": old}
    with in_process() as pipeline:
        light = pipeline | "Light" >> beam.Create([without_words(one) for one in new])
        light.element_type = Signature
        whole = pipeline | "Whole" >> beam.Create([pack_signature(one) for one in new])
        whole.element_type = PackedSignature
        recent = pipeline | "Recent" >> beam.Create([Light(without_words(one), False) for one in old])
        labels = pipeline | "Labels" >> beam.Create([known_labels({})])
        step = LinkCopies(LinkSettings(), PoolSettings(1), lambda table, record, *_: _Held(tables[table], record))
        links = (light, whole, recent, labels) | "LinkCopies" >> step
        found = (
            links
            | beam.FlatMap(unpack_links)
            | beam.Map(lambda one: (tuple(sorted((one.article_id, one.is_based_on))), one.method))
        )
        pairs = (("a", "kept"), ("a", "same-as-before"), ("kept", "same-as-before"))
        assert_that(found, equal_to([(pair, METHOD) for pair in pairs]))
    assert counts_of(pipeline)[counters.PAIRS] == len(pairs)


def link_of(one, other, probability):
    return RunLink(one, other, probability, 0.9, 80, METHOD, "1", None, None, "earlier")


@dataclass
class _Held(beam.PTransform):
    """All rows of a table."""

    rows: list
    record: type

    def expand(self, wanted):
        found = wanted.pipeline | "Held" >> beam.Create(self.rows, reshuffle=False)
        found.element_type = self.record
        return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"source_organization": "AFP", "in_language": "pt-BR"}, [(("AFP", NOON // DAY), "pt")]),
        (
            {"source_organization": "AFP", "date_published": None, "retrieved_at": NOON + DAY},
            [(("AFP", NOON // DAY + 1), "en")],
        ),
        ({"source_organization": None}, []),
        ({"source_organization": "AFP", "in_language": None}, []),
    ],
)
def test_the_agency_and_day_of_an_article(fields, expected):
    assert list(by_agency_and_day(signature("x", "body", **fields))) == expected
