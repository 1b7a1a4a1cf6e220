"""The five collected articles end as the rows that a careful reader finds in them."""

import datetime
import itertools
import json
import random

import pytest

from tests.pipeline.lakes import SEEDS, assert_sound, content, needs_seeds, rows, run

pytestmark = needs_seeds

STABLE = ("articles", "facts", "stories", "story_facts")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    path = tmp_path_factory.mktemp("seeds") / "lake"
    assert run(path, SEEDS).exit_code == 0
    return path


def number_of(row):
    """The number of the seed that a row's source is."""
    return row["source_uri"].rpartition("/")[2][:3]


def facts_of(lake, seed):
    ids = {row["article_id"] for row in rows(lake, "articles") if number_of(row) == seed}
    return [row for row in rows(lake, "facts") if row["article_id"] in ids]


def test_seven_articles_one_of_each_file_and_three_of_the_digest(lake):
    assert_sound(lake)
    found = sorted((number_of(row), row["part"]) for row in rows(lake, "articles"))
    assert found == [("000", 0), ("001", 0), ("002", 0), ("003", 0), ("003", 1), ("003", 2), ("004", 0)]


def test_one_story_of_three_copies_and_four_of_one(lake):
    stories = rows(lake, "stories")
    assert sorted(story["copy_count"] for story in stories) == [1, 1, 1, 1, 3]
    (afp,) = [story for story in stories if story["copy_count"] == 3]
    assert afp["source_organization"] == "AFP"
    assert afp["published_date"] == datetime.date(2022, 6, 15)
    source = {row["article_id"]: number_of(row) for row in rows(lake, "articles")}
    assert sorted(source[copy["article_id"]] for copy in afp["copies"]) == ["000", "001", "002"]


@pytest.mark.parametrize("seed", ["000", "001"])
def test_the_trade_of_china_and_russia_is_a_row_with_its_frame(lake, seed):
    (found,) = [row for row in facts_of(lake, seed) if row["value"] == 147_000_000_000]
    assert (found["kind"], found["unit"], found["flow"]) == ("money", "USD", "trade")
    assert (found["reporter"], found["partner"]) == ("CN", "RU")
    assert (found["period_start"], found["period_end"]) == (datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
    assert found["attributed_to"].lower() == "chinese customs data"


def test_the_amount_in_singapore_dollars_restates_it_and_the_rise_belongs_to_it(lake):
    facts = facts_of(lake, "000")
    (trade,) = [row for row in facts if row["value"] == 147_000_000_000]
    (restated,) = [row for row in facts if row["unit"] == "SGD"]
    assert (restated["value"], restated["converts"]) == (205_000_000_000, trade["fact_id"])
    (rise,) = [row for row in facts if row["kind"] == "percent"]
    assert (rise["value"], rise["bound"], rise["direction"], rise["change_kind"]) == (30, "gt", "up", "by")
    assert rise["qualifies"] == trade["fact_id"]
    assert (rise["baseline_start"], rise["baseline_end"]) == (datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))


def test_the_day_of_the_invasion_is_read_in_each_spelling(lake):
    day = datetime.date(2022, 2, 24)
    for seed, value in (("000", "2022-02-24"), ("001", "2022-02-24"), ("002", "XXXX-02-24")):
        found = [row for row in facts_of(lake, seed) if row["timex_value"] == value]
        assert found
        assert {row["period_start"] for row in found} == {None if value.startswith("X") else day}


def test_the_story_holds_what_its_copies_agree_on(lake):
    articles = rows(lake, "articles")
    undated = {row["article_id"] for row in articles if number_of(row) == "002"}
    facts = [row for row in rows(lake, "story_facts") if row["copy_count"] == 3]
    (trade,) = [row for row in facts if row["value"] == 147_000_000_000]
    assert (trade["agreement"], trade["conflict"]) == (2, False)
    (day,) = [row for row in facts if row["timex_value"] == "2022-02-24"]
    assert day["agreement"] == 3
    assert set(day["inferred_article_ids"]) == undated


def test_no_boilerplate_is_left_in_a_body(lake):
    bodies = "\n".join(row["article_body"] for row in rows(lake, "articles"))
    for leftover in ("Related article", "READ MORE", "VIDEO", "01:37", "[email", "Copyright", "Original url", "✓", "list of 4"):
        assert leftover not in bodies


def test_the_same_files_again_add_nothing_but_the_run(lake):
    before = {table: content(lake, table) for table in (*STABLE, "signatures", "links", "rejects", "sightings")}
    again = run(lake, SEEDS)
    assert again.counters["skipped"] == 5
    assert {table: content(lake, table) for table in before} == before
    reread = run(lake, SEEDS, reread=True)
    assert reread.counters["sightings"] == 7
    assert reread.counters.get("articles", 0) == 0
    assert len(rows(lake, "sightings")) == 14
    before.pop("sightings")
    assert {table: content(lake, table) for table in before} == before
    assert_sound(lake)


def test_the_same_run_id_again_changes_nothing(lake):
    (first, *_) = sorted(row["run_id"] for row in rows(lake, "runs"))
    count = len(rows(lake, "runs"))
    assert run(lake, SEEDS, run_id=first, reread=True).messages
    assert len(rows(lake, "runs")) == count


@pytest.mark.slow
@pytest.mark.parametrize("order", random.Random(3).sample(list(itertools.permutations(range(5))), 4))
def test_five_nights_in_any_order_end_like_one_run(lake, tmp_path, order):
    files = sorted(SEEDS.iterdir())
    for number in order:
        run(tmp_path / "lake", files[number])
    for table in STABLE:
        assert content(tmp_path / "lake", table) == content(lake, table), table
    assert_sound(tmp_path / "lake")


def test_the_undated_copy_first_and_the_dated_ones_later_end_like_one_run(lake, tmp_path):
    files = sorted(SEEDS.iterdir())
    run(tmp_path / "lake", files[2])
    assert [row["published_date"] for row in rows(tmp_path / "lake", "stories")] == [None]
    run(tmp_path / "lake", files[0], files[1], files[3], files[4])
    for table in STABLE:
        assert content(tmp_path / "lake", table) == content(lake, table), table
    assert_sound(tmp_path / "lake")


def test_counters_of_a_run_are_kept(lake):
    first = min(rows(lake, "runs"), key=lambda row: row["started_at"])
    counted = json.loads(first["counters"])
    assert (counted["records"], counted["articles"], counted["documents"]) == (7, 7, 5)
