"""Copies among a run's articles, through the steps that carry them, and what is counted on the way."""

from collections import Counter

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from tests.unit.similarity.stories import DAY, NOON, signature, story
from transforms import counters
from transforms.link import LinkCopies, LinkSettings, by_agency_and_day
from transforms.packing import pack_signature
from transforms.pool import PoolSettings, stop_pools
from transforms.records import PackedSignature, Signature
from transforms.similarity.signing import without_words

BODY = story(1, 300)


@pytest.fixture(autouse=True)
def _stop_workers():
    yield
    stop_pools()


def article(name, paragraphs, **fields):
    return signature(name, "\n\n".join(paragraphs), **fields)


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
        step = LinkCopies(LinkSettings(), PoolSettings(1), lambda *_: _Nothing())
        links = (light, whole, *nothing) | "LinkCopies" >> step
        pairs = links | "Pairs" >> beam.Map(lambda link: (link.article_id, link.is_based_on, link.method))
        assert_that(pairs, equal_to([("same", "first", "identical"), ("cut", "first", "shingles")]))
    found = pipeline.result.metrics().query()["counters"]
    counted = Counter()
    for one in found:  # several steps may count one thing
        counted[one.key.metric.name] += one.committed
    assert counted[counters.LINKS] == 2
    assert counted[counters.CROSS_LANGUAGE] == 2  # of the agency's articles of the first day


class _Nothing(beam.PTransform):
    """A lake that holds nothing."""

    def expand(self, wanted):
        found = wanted.pipeline | "Nothing" >> beam.Create([], reshuffle=False)
        found.element_type = Signature
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
