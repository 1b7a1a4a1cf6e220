"""Stories laid open and figures over time: the data behind the tables and charts."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.query import connect
from pipeline.report.budget import Names, fit, weight
from pipeline.report.details import lay_open, open_story, paragraphs_of
from pipeline.report.facts import COLUMNS, FRAME_POINTS, Point, frame_of, frames_of, list_facts, list_frames, statuses_of
from pipeline.report.rejects import EACH, payload_start, reject_counts, reject_items
from pipeline.report.stories import list_stories, story_totals, web_address
from tests.unit.report.lakes import HOSTILE, NOON, article, figure, rich_lake, story, trade_story

IDS = [f"night-{number:03d}" for number in range(5)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return rich_lake(tmp_path_factory.mktemp("stories") / "lake")


@pytest.fixture(scope="module")
def connection(lake: Any) -> Any:
    return connect(lake.uri)


def test_the_most_copied_story_is_first(connection: Any) -> None:
    names = Names()
    rows = list_stories(connection, IDS, names)
    assert len(rows) == 64
    _, headline, agency, copies, publishers, count, first, _, language, url, conflicts = rows[0]
    assert (headline, names.texts[agency], copies, count, conflicts) == ("Headline of trade-a", "AFP", 3, 3, 2)
    assert [names.texts[one] for one in publishers] == ["Coast Weekly", "Delta Mail", "Harbour Post"]
    assert (first, language, url) == (NOON // 1000, "en", "https://paper.example/trade-a")
    assert story_totals(connection, IDS) == {"stories": 64, "copied": 1, "copies": 66, "largest": 3}


def test_only_what_the_runs_brought_is_listed(connection: Any) -> None:
    assert len(list_stories(connection, IDS[:1], Names())) == 12
    assert list_stories(connection, [], Names()) == []


def test_a_story_laid_open() -> None:
    articles, facts, made, rows = trade_story()
    by_article = {one.article_id: [fact for fact in facts if fact.article_id == one.article_id] for one in articles}
    by_id = {one.article_id: one for one in articles}
    opened = open_story(made, by_id, by_id, by_article, rows, Names())
    assert opened["bodies"] == [[0, 1, 2], [2, 0], [3, 4, 5]]
    assert opened["pairs"] == {
        "0-1": [["<", 2, 0], ["=", 0, 1], ["-", 1, -1]],
        "0-2": [["~", 0, 0], ["~", 1, 1], ["+", -1, 2], ["-", 2, -1]],
        "1-2": [["-", 0, -1], ["~", 1, 0], ["+", -1, 1], ["+", -1, 2]],
    }
    assert opened["words"]["0-3"] == [["=", 6], ["-", 1], ["+", 1], ["=", 6]]
    assert [[fact["exact"], fact["stated_by"], fact["conflict"]] for fact in opened["facts"]] == [
        ["$240 billion", [1, 2], True], ["$204 billion", [3], True],
    ]  # fmt: skip
    for body, marks in enumerate(opened["marks"]):
        for at, start, end, number in marks:
            assert opened["paragraphs"][opened["bodies"][body][at]][start:end] == opened["facts"][number]["exact"]
        assert len(marks) == 1
    assert [copy["when"] for copy in opened["copies"]] == [NOON // 1000, NOON // 1000 + 3_600_000, None]
    assert [copy["url"] for copy in opened["copies"]][2] is None  # javascript:
    assert len(opened["times"]) == 2  # a copy without a date has no place on the time line


def test_marks_count_as_javascript_does() -> None:
    one = article("emoji", "First.\n\n  🚢🚢  Ships\nbrought   7 tonnes 🚢.")
    made, rows = story([one], [figure(one, "7 tonnes", "quantity", 7, unit="t", measure="cargo")])
    facts = {one.article_id: [figure(one, "7 tonnes", "quantity", 7, unit="t", measure="cargo")]}
    by_id = {one.article_id: one}
    opened = open_story(made, by_id, by_id, facts, rows, Names())
    [[at, start, end, _]] = opened["marks"][0]
    shown = opened["paragraphs"][opened["bodies"][0][at]].encode("utf-16-le")
    assert shown[2 * start : 2 * end].decode("utf-16-le") == "7 tonnes"


@given(st.text(alphabet="ab \n\t🚢", max_size=80))
def test_paragraphs_have_one_space_between_words_and_keep_their_place(body: str) -> None:
    for part in paragraphs_of(body):
        assert body[part.start :].startswith(part.raw)
        assert part.text == " ".join(part.raw.split())


def test_copies_of_one_body_share_it() -> None:
    articles = [article(f"copy-{at}", "The same text.", publisher=f"Paper {at}") for at in range(60)]
    made, rows = story(articles)
    by_id = {one.article_id: one for one in articles}
    opened = open_story(made, by_id, by_id, {}, rows, Names())
    assert (len(opened["copies"]), opened["copy_count"], len(opened["bodies"]), opened["pairs"]) == (30, 60, 1, {})
    assert {copy["body"] for copy in opened["copies"]} == {0}


def test_what_is_laid_open_keeps_to_its_budget(lake: Any) -> None:
    wanted = [row[0] for row in list_stories(connect(lake.uri), IDS, Names())]
    opened = lay_open(lake, wanted, Names(), most=6_000)
    assert 0 < len(opened) < len(wanted)
    assert sum(weight(one) for one in opened) <= 6_000
    assert len(lay_open(lake, wanted, Names())) == len(wanted)


def test_the_table_of_facts(connection: Any) -> None:
    names = Names()
    place = {row[0]: number for number, row in enumerate(list_stories(connection, IDS, names))}
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_facts(connection, IDS, names, place)]
    assert [(row["exact"], row["conflict"], row["agreement"]) for row in rows[:2]] == [
        ("$240 billion", True, 2), ("$204 billion", True, 1),
    ]  # fmt: skip
    assert [row["story"] for row in rows[:2]] == [0, 0]
    assert {names.texts[row["publisher"]] for row in rows} >= {"Harbour Post", "Coast Weekly", "Paper of 2021"}
    assert rows[1]["url"] is None  # javascript:


def test_a_sentence_is_kept_once(connection: Any) -> None:
    rows = list_facts(connection, IDS, Names(), {})
    sentences = [row[COLUMNS.index("sentence")] for row in rows]
    assert len(sentences) == 5
    texts = [one for one in sentences if isinstance(one, str)]
    assert len(set(texts)) == len(texts)


def test_figures_of_one_frame_over_its_periods(connection: Any) -> None:
    names = Names()
    [frame] = list_frames(connection, IDS, names, {})
    assert (frame["flow"], frame["reporter"], frame["partner"], frame["unit"]) == ("trade", "CN", "RU", "USD")
    assert (frame["periods"], frame["left_out"]) == (3, 0)
    told = [(str(row[0])[:4], int(row[2]) // 10**9, row[5], row[7]) for row in frame["points"]]
    assert sorted(told) == [
        ("2021", 147, 1, "single"), ("2022", 160, 1, "differs"), ("2022", 190, 1, "differs"),
        ("2023", 204, 1, "conflict"), ("2023", 240, 2, "conflict"),
    ]  # fmt: skip


def point(value: str, name: str, agreement: int = 1, **fields: Any) -> Point:
    year = datetime.date(2023, 1, 1), datetime.date(2023, 12, 31)
    columns = {"value_max": None, "bound": "eq", "copies": 3, "conflict": False, "exact": value, "by": "", "publisher": None}
    return Point(*year, Decimal(value), **{**columns, "agreement": agreement, "story": name, **fields})


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([point("5", "a")], ["single"]),
        ([point("5", "a", 2)], ["agreed"]),
        ([point("147", "a"), point("147.2", "b")], ["agreed", "agreed"]),  # rounding
        ([point("412", "a"), point("431", "b")], ["differs", "differs"]),
        ([point("412", "a", bound="approx"), point("420", "b")], ["agreed", "agreed"]),
        ([point("105", "a"), point("120", "b")], ["differs", "differs"]),
        ([point("100", "a", conflict=True), point("120", "a", conflict=True)], ["conflict", "conflict"]),
        ([point("100", "a", bound="gt"), point("120", "b")], ["agreed", "agreed"]),
        ([point("0", "a"), point("0", "b")], ["agreed", "agreed"]),
    ],
)
def test_how_a_figure_stands_to_the_others_of_its_period(points: list[Point], expected: list[str]) -> None:
    assert statuses_of(points) == expected


def row(flow: str, reporter: str, partner: str, change: str | None = None, direction: str | None = None) -> Any:
    day = datetime.date(2023, 1, 1)
    return frame_of(
        flow, None, reporter, partner, None, "USD", None, change, direction, day, None, Decimal(5), None, "eq", 1, 1, False,
        "5", "", None, "s",
    )  # fmt: skip


def test_trade_has_no_direction_but_exports_have() -> None:
    assert row("trade", "RU", "CN")[0] == row("trade", "CN", "RU")[0]
    assert row("export", "RU", "CN")[0] != row("export", "CN", "RU")[0]


def test_levels_are_one_frame_and_changes_another() -> None:
    level = row("export", "CN", "RU")[0]
    assert row("export", "CN", "RU", "to")[0] == row("export", "CN", "RU", "from")[0] == level
    down, point_down = row("export", "CN", "RU", "by", "down")
    assert (down == level, point_down.value) == (False, -5)


def test_a_frame_of_many_figures_is_cut_to_those_that_most_state() -> None:
    frame = row("export", "CN", "RU")[0]
    rows = [(frame, point(str(at), f"s{at}", agreement=at)) for at in range(FRAME_POINTS + 10)]
    [made] = list(frames_of(rows, Names(), {}))
    assert (len(made["points"]), made["left_out"]) == (FRAME_POINTS, 10)
    assert min(one[5] for one in made["points"]) == 10


def test_rejects_by_reason_and_source(connection: Any) -> None:
    found = reject_counts(connection, IDS)
    assert [(one["reason"], one["count"]) for one in found] == [("no_text", 20), ("bad_compression", 1), ("bad_json", 1)]
    assert found[0]["sources"] == [["in/", 20]]
    items = reject_items(connection, IDS)
    assert len(items) == 22
    assert [item["start"] for item in items if item["reason"] == "bad_compression"] == ["1f 8b 08 00 ff fe"]
    assert HOSTILE.strip() in next(item["start"] for item in items if item["reason"] == "bad_json")


def test_a_flood_of_one_reason_leaves_room_for_others() -> None:
    assert EACH < 100
    assert payload_start("é".encode()[:1] + b" text that was cut") == ("\ufffd text that was cut", False)
    assert payload_start(b"") == ("", False)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.example", "", None, "https://a.example/" + "x" * 500]
)
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert web_address(url) is None


def test_the_texts_that_rows_name_count_too() -> None:
    names = Names()
    rows = ([names(f"{at} " + "long name " * 9)] for at in range(100))
    kept = fit(rows, 1_000, names)
    assert 0 < len(kept) < 12
    assert names.weight < 1_100


def test_rows_fit_their_budget() -> None:
    assert fit([["a"], ["b"], ["c"]], 2 * (weight(["a"]) + 1)) == [["a"], ["b"]]
    assert fit([], 0) == []
