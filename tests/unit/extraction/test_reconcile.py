"""Copies of a story made one row a fact."""

import datetime
import random
from decimal import Decimal

import pytest

from transforms.extraction.extract import extract
from transforms.extraction.reconcile import Member, reconcile
from transforms.records import Fact

DAY = datetime.date(2022, 6, 15)


def member(name, text, published=DAY, rank=0, country=None):
    return Member(name, rank, published, text, "en", country, extract(text, published, "en", country, name))


def fact(**columns):
    plain = {
        "kind": "money",
        "start": 0,
        "end": 1,
        "exact": "x",
        "sentence": "x",
        "rule": "r",
        "rule_version": "1",
        "bound": "eq",
    }
    return Fact(**{**plain, "bound": "eq", **columns})


def stated(name, rank, *facts):
    return Member(name, rank, DAY, "", "en", None, facts)


ORIGINAL = "Norwegian exports to Chile hit $3 billion last year, customs data showed. The mine was shut on Feb. 24."
COPY = "The mine was shut on February 24, 2022. Norwegian exports to Chile hit US$3 billion in 2021, customs data showed."
UNDATED = "The mine was shut on Feb 24. Norway's exports to Chile are growing."


def test_copies_that_say_the_same_are_one_row_with_their_number():
    rows = reconcile("s", DAY, [member("a", ORIGINAL), member("b", COPY, rank=1)])
    (money,) = [row for row in rows if row.kind == "money"]
    assert (money.value, money.unit, money.agreement, money.copy_count) == (Decimal(3_000_000_000), "USD", 2, 2)
    assert money.article_ids == ["a", "b"]
    assert money.exact == "$3 billion"
    assert not money.conflict


def test_a_copy_without_a_date_is_read_with_that_of_its_siblings():
    rows = reconcile("s", DAY, [member("a", ORIGINAL), member("b", COPY, rank=1), member("c", UNDATED, None, 2)])
    (day,) = [row for row in rows if row.timex_value == "2022-02-24"]
    assert day.agreement == 3
    assert day.inferred_article_ids == ["c"]
    assert day.period_start == datetime.date(2022, 2, 24)
    assert not [row for row in rows if row.timex_value and "X" in row.timex_value]


def test_without_any_date_nothing_is_inferred():
    (row,) = [row for row in reconcile("s", None, [member("c", UNDATED, None)]) if row.kind == "date"]
    assert (row.timex_value, row.inferred_article_ids, row.period_start) == ("XXXX-02-24", [], None)


def test_the_result_does_not_depend_on_the_order_of_the_members():
    members = [member("a", ORIGINAL), member("b", COPY, rank=1), member("c", UNDATED, None, 2)]
    expected = reconcile("s", DAY, members)
    for seed in range(5):
        random.Random(seed).shuffle(members)
        assert reconcile("s", DAY, members) == expected


def test_ids_are_stable_and_differ():
    rows = reconcile("s", DAY, [member("a", ORIGINAL), member("b", COPY, rank=1)])
    again = reconcile("s", DAY, [member("a", ORIGINAL), member("b", COPY, rank=1)])
    assert [row.story_fact_id for row in rows] == [row.story_fact_id for row in again]
    assert len({row.story_fact_id for row in rows}) == len(rows)


FRAME = {"unit": "USD", "flow": "export", "reporter": "NO", "partner": "CL"}


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        ({"value": Decimal(3)}, {"value": Decimal(5)}, True),
        ({"value": Decimal(3), "bound": "gt"}, {"value": Decimal(5)}, False),
        ({"value": Decimal(100), "bound": "approx"}, {"value": Decimal(102)}, False),
        ({"value": Decimal(147)}, {"value": Decimal("147.2")}, False),
        ({"value": Decimal(3), "value_max": Decimal(6)}, {"value": Decimal(5)}, False),
        ({"value": Decimal(3)}, {"value": Decimal(5), "unit": "EUR"}, False),
        ({"value": Decimal(3)}, {"value": Decimal(5), "flow": "import"}, False),
        ({"value": Decimal(3)}, {"value": Decimal(5), "commodity": "copper"}, False),
        ({"value": Decimal(3), "converts": "other"}, {"value": Decimal(5)}, False),
        ({"value": Decimal(3), "direction": "up"}, {"value": Decimal(3), "direction": "down"}, True),
    ],
)
def test_copies_conflict_where_both_cannot_be_right(first, second, conflict):
    rows = reconcile("s", DAY, [stated("a", 0, fact(**{**FRAME, **first})), stated("b", 1, fact(**{**FRAME, **second}))])
    assert [row.conflict for row in rows] == [conflict] * 2


def test_one_copy_with_two_figures_is_no_disagreement():
    both = stated("a", 0, fact(**FRAME, value=Decimal(3)), fact(**FRAME, value=Decimal(5), start=5, end=6))
    assert [row.conflict for row in reconcile("s", DAY, [both])] == [False, False]


def test_a_copy_that_says_less_joins_the_one_that_says_more():
    full, bare = fact(**FRAME, value=Decimal(3), attributed_to="customs"), fact(unit="USD", value=Decimal(3))
    (row,) = reconcile("s", DAY, [stated("a", 0, bare), stated("b", 1, full)])
    assert (row.agreement, row.flow, row.partner, row.attributed_to) == (2, "export", "CL", ["customs"])


def test_units_of_one_dimension_are_one_figure():
    short, long = fact(kind="quantity", unit="kg", value=Decimal(2000)), fact(kind="quantity", unit="t", value=Decimal(2))
    (row,) = reconcile("s", DAY, [stated("a", 0, short), stated("b", 1, long)])
    assert row.agreement == 2


def test_every_source_is_kept_once():
    facts = [fact(**FRAME, value=Decimal(3), attributed_to=who) for who in ("Customs data", "customs data", "the minister")]
    (row,) = reconcile("s", DAY, [stated(str(n), n, one) for n, one in enumerate(facts)])
    assert row.attributed_to == ["Customs data", "the minister"]
