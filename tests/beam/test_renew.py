"""What RenewLinks lets through, and what it brings together, on any engine."""

from collections import namedtuple
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from transforms.packing import pack_links, unpack_links
from transforms.records import CopyLink, LinkSet
from transforms.renew import RenewLinks
from transforms.similarity.candidates import article_key
from transforms.similarity.verify import METHOD
from transforms.wiring import typed

_Elsewhere = namedtuple("_Elsewhere", CopyLink._fields)
"""A row as another process decodes it: the same fields, another class."""


def elsewhere(a: str, b: str) -> Any:
    return _Elsewhere(*CopyLink(a, b, 0.9, 0.9, 80, METHOD, "1", None))


def test_links_pass_whatever_class_an_engine_gives_its_rows() -> None:
    plain, met = elsewhere("a", "b"), elsewhere("c", "d")
    with in_process() as pipeline:
        found = typed(pipeline | "Found" >> beam.Create([pack_links([plain, met])]), LinkSet)
        stored = pipeline | "Stored" >> beam.Create([], reshuffle=False)
        keys = typed(pipeline | "Keys" >> beam.Create([np.array([article_key("d")], np.uint64)]), Any)
        renewed = (found, stored, keys) | RenewLinks(frozenset())
        assert_that(renewed | beam.FlatMap(unpack_links) | beam.Map(tuple), equal_to([tuple(plain), tuple(met)]))
