"""The logic of `wirelake facts`: lines in, lines out."""

import io
import json
from decimal import Decimal

import pytest

from pipeline.facts import json_number, run

TEXT = "Trade last year hit US$147 billion, up more than 30 per cent on 2019."


def answer(*lines: str, explain: bool = False) -> tuple[int, list[dict[str, object]], str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(lines, out, err, explain)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_a_line_of_facts_for_each_line_of_text_in_order() -> None:
    lines = [json.dumps({"id": f"t{i}", "text": TEXT, "published": "2022-06-15"}) for i in range(3)]
    code, answers, err = answer(*lines)
    assert (code, err) == (0, "")
    assert [one["id"] for one in answers] == ["t0", "t1", "t2"]


def test_days_are_iso_and_amounts_are_plain_numbers() -> None:
    _, (one,), _ = answer(json.dumps({"id": "a", "text": TEXT, "published": "2022-06-15T23:30:00+08:00"}))
    money = next(fact for fact in one["facts"] if fact["kind"] == "money")  # type: ignore[attr-defined]
    assert (money["value"], money["period_start"], money["period_end"]) == (147000000000, "2021-01-01", "2021-12-31")
    assert isinstance(money["value"], int)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 1: not JSON"),
        ("[1]", "line 1: not an object but list"),
        ('{"id": "a"}', 'line 1: no "text"'),
        ('{"id": "a", "text": 5}', 'line 1: "text" must be a string'),
        ('{"id": "a", "text": "x", "published": "soon"}', 'line 1: "published" is no ISO 8601 date'),
        ("[" * 100_000, "line 1: n"),
    ],
)
def test_a_bad_line_is_one_line_of_error_and_the_others_go_on(line: str, message: str) -> None:
    code, answers, err = answer(line, json.dumps({"id": "b", "text": "It cost $5."}))
    assert code == 1
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert [one["id"] for one in answers] == ["b"]


def test_lone_surrogates_come_back_as_they_were() -> None:
    text = "It cost \ud800 $5."
    _, (one,), _ = answer(json.dumps({"id": "a", "text": text}))
    assert one["facts"][0]["sentence"] == text  # type: ignore[index]


def test_explain_adds_the_rules() -> None:
    _, (one,), _ = answer(json.dumps({"id": "a", "text": TEXT}), explain=True)
    assert {"rule", "start", "end", "words"} == set(one["rules"][0])  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "written"),
    [("147000000000.000000000", "147000000000"), ("33.333333333", "33.333333333"), ("0.140000000", "0.14"), ("-2E+3", "-2000")],
)
def test_numbers_are_written_in_full_and_without_needless_zeros(value: str, written: str) -> None:
    assert json_number(Decimal(value)) == written


def test_text_says_what_each_fact_says_and_which_rules_read_it() -> None:
    item = {"id": "a\x1b", "text": "Kenya's tea exports rose 5% to $3 billion (€2.8 billion).", "published": "2024-03-01"}
    out, err = io.StringIO(), io.StringIO()
    assert run([json.dumps(item)], out, err, explain=True, as_text=True) == 0
    assert out.getvalue().splitlines() == [
        "a\\x1b:",
        "  1  5%",
        "     percent 5 %, up by, export KE of tea, change of 2",
        "     by en.percent, en.change.verb, en.link.qualifies, en.trade.export",
        "  2  $3 billion",
        "     money 3,000,000,000 USD, up to, export KE of tea",
        "     by en.money.symbol.default, en.change.to, en.trade.export",
        "  3  €2.8 billion",
        "     money 2,800,000,000 EUR, up to, export KE of tea, restates 2",
        "     by en.money.symbol, en.link.converts, en.trade.export",
    ]


def test_text_says_that_a_language_has_no_grammar() -> None:
    out = io.StringIO()
    run([json.dumps({"id": 1, "text": "5 miljardia", "language": "fi"})], out, io.StringIO(), as_text=True)
    assert out.getvalue() == "1:\n     no grammar for this language\n"
