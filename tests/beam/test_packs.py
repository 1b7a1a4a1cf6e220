"""Rows of a bundle come out as packs, all of them and no more than a pack holds at a time."""

from collections import Counter

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from transforms import packs
from transforms.packing import unpack_links
from transforms.packs import links_packed, packed_by_key, rows_packed, unpacked
from transforms.records import CopyLink, Membership
from transforms.similarity.verify import METHOD

ROWS = [Membership(f"story-{number % 3}", f"article-{number}", []) for number in range(10)]


def membership(story_id, article_id, merged_from):
    return Membership(story_id, article_id, list(merged_from))


@pytest.mark.parametrize("most", [3, 4_000])
def test_rows_come_back_whatever_a_pack_holds(monkeypatch, most):
    monkeypatch.setattr(packs, "ROWS_A_PACK", most)
    packing = rows_packed().fn
    packing.start_bundle()
    given = [pack for row in ROWS for pack in packing.process(row)]
    assert len(given) == len(ROWS) // most
    last = [one.value for one in packing.finish_bundle()]
    assert list(unpacked(Membership, [*given, *last])) == ROWS
    assert not list(packing.finish_bundle())


def test_rows_of_one_key_come_in_one_pack():
    with in_process() as pipeline:
        rows = pipeline | beam.Create(ROWS, reshuffle=False)
        packed = rows | beam.Map(lambda row: (row.story_id, row)) | packed_by_key(str)
        found = packed | "Unpack" >> beam.MapTuple(
            lambda key, pack: (key, Counter(r.story_id for r in unpacked(membership, [pack])))
        )
        assert_that(found, equal_to([(f"story-{n}", Counter({f"story-{n}": 4 if n == 0 else 3})) for n in range(3)]))


def test_links_come_in_sets_that_say_how_many_they_are():
    links = [CopyLink(f"copy-{number}", "first", 0.9, 0.9, 80, METHOD, "1", None) for number in range(5)]
    with in_process() as pipeline:
        packed = pipeline | beam.Create(links, reshuffle=False) | links_packed()
        assert_that(packed | beam.Map(lambda one: (one.link_count, unpack_links(one))), equal_to([(5, links)]))
