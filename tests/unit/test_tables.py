"""Records and rows: what goes into Arrow comes out the same."""

import datetime
import decimal

import pyarrow as pa
import pytest

from tests.unit.samples import make_article
from transforms.records import Article, Copy, Fact, Story
from transforms.tables import NULL_PARTITION, TABLES, from_arrow, partition_value, to_arrow


def test_an_article_comes_back_as_it_was():
    article = make_article(author=["A. Writer", "B. Writer"], date_published=1_655_294_400_123_456)
    table = to_arrow("articles", [article], run_id="r")
    assert table.schema.equals(TABLES["articles"].schema)
    assert list(from_arrow(Article, table)) == [article]


def test_a_story_comes_back_with_its_copies():
    copies = [Copy("a", None, None, None, "original", 1.0), Copy("b", "http://x.example/b", "P", 1_000_001, "copy", 0.9)]
    story = Story("s", "a", "h", None, None, None, "en", "b", None, 2, ["P"], copies, 1, 2, [], datetime.date(2022, 6, 15))
    assert list(from_arrow(Story, to_arrow("stories", [story], run_id="r"))) == [story]


def test_an_amount_keeps_nine_decimals():
    fact = Fact("money", 0, 1, "x", "x", "r", "1", value=decimal.Decimal("147000000000.123456789"))
    table = to_arrow("facts", [fact], run_id="r", published_date=None)
    assert next(from_arrow(Fact, table)).value == fact.value


@pytest.mark.parametrize("name", list(TABLES))
def test_no_rows_make_an_empty_table_with_all_columns(name):
    assert to_arrow(name, []).schema.equals(TABLES[name].schema)


def test_a_missing_day_is_the_null_partition():
    assert partition_value(None) == NULL_PARTITION
    assert partition_value(datetime.date(2022, 6, 5)) == "2022-06-05"


def test_moments_are_utc_microseconds():
    assert TABLES["articles"].schema.field("date_published").type == pa.timestamp("us", tz="UTC")
