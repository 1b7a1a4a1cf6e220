"""Rows written as tables, CSV and JSON."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest

from pipeline.console import shorten
from pipeline.output import Format, plain, to_json, write_rows

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("147000000000.000000000"), 147000000000),
        (Decimal("0.500000000"), 0.5),
        (Decimal("-0.000000000"), 0),
        (datetime.datetime(2022, 6, 15, 8, 0, tzinfo=UTC), "2022-06-15T08:00:00Z"),
        (datetime.date(2022, 6, 15), "2022-06-15"),
        (float("nan"), None),
        (float("inf"), None),
        (b"\x00\xff", "AP8="),
        ([{"role": "copy", "probability": Decimal("0.9")}], [{"role": "copy", "probability": 0.9}]),
        (datetime.timedelta(days=3), "3 days, 0:00:00"),
        (None, None),
        (True, True),
    ],
)
def test_values_as_json_has_them(value: object, expected: object) -> None:
    assert plain(value) == expected


def written(form: Format, names: list[str], rows: list[list[object]]) -> str:
    out = io.StringIO()
    write_rows(names, iter(rows), form, out)
    return out.getvalue()


@pytest.mark.parametrize("rows", [[], [["x", 1]], [["x", 1], [None, 2]]], ids=len)
def test_json_is_one_array_of_objects(rows: list[list[object]]) -> None:
    assert json.loads(written(Format.JSON, ["a", "b"], rows)) == [dict(zip(["a", "b"], row, strict=True)) for row in rows]


def test_json_keeps_columns_of_the_same_name_apart() -> None:
    assert json.loads(written(Format.JSON, ["a", "a", "a_2"], [[1, 2, 3]])) == [{"a": 1, "a_2": 2, "a_2_2": 3}]


def test_csv_quotes_what_needs_it_and_leaves_nulls_empty() -> None:
    text = written(Format.CSV, ["a", "b", "c"], [['say "x", y', None, ["p", "q"]]])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b", "c"], ['say "x", y', "", '["p", "q"]']]


def test_a_table_in_a_pipe_is_as_wide_as_it_needs() -> None:
    text = written(Format.TABLE, ["headline", "n"], [["w" * 90, 1], ["[bold]not markup[/bold]", 22]])
    assert "w" * 90 in text
    assert "[bold]not markup[/bold]" in text


def test_a_cell_is_one_line_of_bounded_length() -> None:
    assert shorten("a\n b " + "c" * 200, 20) == "a b ccccccccccccccc…"


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b2J", "\x7f", "a\u202eb", "é – “x”"])
def test_json_has_no_control_characters_and_says_the_same(text: str) -> None:
    written = to_json({"text": text})
    assert all(char.isprintable() for char in written)
    assert json.loads(written) == {"text": text}
