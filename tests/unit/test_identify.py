"""Which records are new articles, revisions or sightings."""

import itertools

import pytest

from tests.unit.samples import make_processed
from transforms.identify import Known, identify_articles
from transforms.packing import unpack_article, unpack_facts

FIRST = make_processed(source_uri="/in/a.txt", article_body="One body of text.", date_published=1_000)
SAME = make_processed(source_uri="/in/b.txt", article_body="One body of text.", date_published=1_000)
LATER = make_processed(source_uri="/in/c.txt", article_body="Another body of text.", date_published=2_000)


def test_the_same_body_twice_is_one_article_and_two_sightings():
    found = identify_articles([FIRST, SAME], [])
    assert [unpack_article(one.article).source_uri for one in found.new] == ["/in/a.txt"]
    assert [(one.source_uri, one.new) for one in found.sightings] == [("/in/a.txt", True), ("/in/b.txt", False)]


@pytest.mark.parametrize("records", itertools.permutations([FIRST, SAME, LATER]))
def test_the_order_of_arrival_changes_nothing(records):
    assert identify_articles(records, []) == identify_articles([FIRST, SAME, LATER], [])


def test_another_body_is_the_next_revision_and_its_facts_say_so():
    found = identify_articles([LATER], [Known(FIRST.article.article_id, 0, FIRST.light.body_sha256)])
    (new,) = found.new
    assert (unpack_article(new.article).revision, new.signature.revision, new.facts.revision) == (1, 1, 1)
    facts = unpack_facts(new.facts)
    assert {fact.revision for fact in facts} == {1}
    assert {fact.fact_id for fact in facts}.isdisjoint({fact.fact_id for fact in unpack_facts(LATER.facts)})


def test_a_body_that_the_lake_has_is_a_sighting_of_that_revision():
    known = [
        Known(FIRST.article.article_id, 0, LATER.light.body_sha256),
        Known(FIRST.article.article_id, 1, FIRST.light.body_sha256),
    ]
    found = identify_articles([FIRST], known)
    assert not found.new
    assert [(one.revision, one.new) for one in found.sightings] == [(1, False)]


def test_of_records_with_one_body_the_one_that_knows_most_is_kept():
    poor = make_processed(source_uri="/in/0.txt", headline=None)
    rich = make_processed(source_uri="/in/1.txt", date_published=5, date_published_precision="minute")
    assert unpack_article(identify_articles([poor, rich], []).new[0].article).source_uri == "/in/1.txt"
