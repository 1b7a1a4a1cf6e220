"""Habits of wire copy in English, all figures of a sentence in order; the sentences are written for these tests."""

import datetime
from decimal import Decimal

import pytest

from transforms.extraction.extract import extract

Row = tuple[str, float, str | None, str | None, str | None]


def read(text: str) -> list[Row]:
    """Words, value, unit, direction and end of change of each figure."""
    facts = extract(text, datetime.date(2022, 6, 15))
    return [
        (fact.exact, float(fact.value or 0), fact.unit, fact.direction, fact.change_kind)
        for fact in facts
        if fact.kind != "date"
    ]


SENTENCES: list[tuple[str, list[Row]]] = [
    # tolls and other bare ends of a change
    ("The toll from the landslide rose to 57, up from 43.", [("57", 57, "1", "up", "to"), ("43", 43, "1", "up", "from")]),
    (
        "Divers found 7 more bodies, taking the toll to 61.",
        [("7 more bodies", 7, "1", None, None), ("61", 61, "1", None, None)],
    ),
    ("The toll stood at 12 by noon.", [("12", 12, "1", None, None)]),
    ("Power jumped from 240 to 273.", [("240", 240, None, "up", "from"), ("273", 273, None, "up", "to")]),
    ("Cases rose by 12 to 340.", [("12", 12, None, "up", "by"), ("340", 340, None, "up", "to")]),
    ("The club climbed to 3rd and then fell to 2-1.", []),
    # who is employed, and levels without a unit
    (
        "The chain has 900 shops in 12 countries and employs 105,000.",
        [("900 shops", 900, "1", None, None), ("12 countries", 12, "1", None, None), ("105,000", 105000, "1", None, None)],
    ),
    ("The brothers have a fortune of 1.356 billion.", [("1.356 billion", 1.356e9, None, None, None)]),
    # indices
    (
        "The blue-chip index fell 876.05 points, or 2.79 percent, to 30,516.74.",
        [
            ("876.05 points", 876.05, "1", "down", "by"),
            ("2.79 percent", 2.79, "%", "down", "by"),
            ("30,516.74", 30516.74, "1", "down", "to"),
        ],
    ),
    (
        "The index ended down 1% at 1,463.78 points.",
        [("1%", 1, "%", "down", "by"), ("1,463.78 points", 1463.78, "1", None, None)],
    ),
    # fractions of prices, inches and pints
    (
        "Wheat fell 12-1/4 cents to $10.50-1/2 a bushel.",
        [("12-1/4 cents", 0.1225, "USD", "down", "by"), ("$10.50-1/2 a bushel", 10.505, "USD", "down", "to")],
    ),
    ("The screw is 3 1/2 inches long.", [("3 1/2 inches", 3.5, "[in_i]", None, None)]),
    ("Add 3/4 of an inch.", [("3/4 of an inch", 0.75, "[in_i]", None, None)]),
    ("It sold for 8 or $9.", [("8", 8, "USD", None, None), ("$9", 9, "USD", None, None)]),
    ("Add 1/16 pint of oil.", [("1/16 pint", 0.0625, "[pt_us]", None, None)]),
    ("They met on 3/4/2021 and lost 3/4 games.", []),
    # rates of growth, and what they follow
    (
        "It grew at an annual rate of 6.9%, after 2.3% before.",
        [("6.9%", 6.9, "%", "up", "by"), ("2.3%", 2.3, "%", "up", "by")],
    ),
    ("Output is expanding at a 4% clip.", [("4%", 4, "%", "up", "by")]),
    ("The bank lends at a 4% rate.", [("4%", 4, "%", None, None)]),
    # units
    (
        "Wells gave 2.1 mb/d, another 300 kb/d.",
        [("2.1 mb/d", 2.1e6, "[bbl_us]/d", None, None), ("300 kb/d", 3e5, "[bbl_us]/d", None, None)],
    ),
    ("It earned $1.12 per diluted share.", [("$1.12 per diluted share", 1.12, "USD", None, None)]),
    ("The surplus was 22.5 billion euros a year earlier.", [("22.5 billion euros", 2.25e10, "EUR", None, None)]),
    ("It costs $19.50 per dose.", [("$19.50 per dose", 19.5, "USD", None, None)]),
    ("Farmers sold 1.2 MMT.", [("1.2 MMT", 1.2e6, "t", None, None)]),
    ("The jet fell, killing all 298 on board.", [("298", 298, "1", None, None)]),
    ("The ice sheet lost 286 gigatonnes.", [("286 gigatonnes", 286, "Gt", "down", "by")]),
    ("Children aged 5 years or under ride free.", [("5 years or under", 5, "a", None, None)]),
    # sizes of what is counted, metres and millions apart from their number
    (
        "The mill sold 40 50 kg sacks and 3 million 9 litre cases.",
        [("40 50 kg sacks", 40, "1", None, None), ("3 million 9 litre cases", 3e6, "1", None, None)],
    ),
    ("The wall is 6.5 m high and 3 m thick.", [("6.5 m", 6.5, "m", None, None), ("3 m", 3, "m", None, None)]),
    ("He sold 5 m shares and 12 m tonnes.", [("5 m shares", 5e6, "1", None, None), ("12 m tonnes", 1.2e7, "t", None, None)]),
    # what is no change, and what is one
    ("A crane lifted a 4.5-tonne boat.", [("4.5-tonne", 4.5, "t", None, None)]),
    ("It boils down to $21 per guest.", [("$21 per guest", 21, "USD", None, None)]),
    (
        "The zoo drew 4.1 million visitors, 300,000 fewer than the year before.",
        [("4.1 million visitors", 4.1e6, "1", None, None), ("300,000", 300000, "1", "down", "by")],
    ),
    # more of the same, and sums
    (
        "Police held 12 people on Monday and 30 more on Tuesday.",
        [("12 people", 12, "1", None, None), ("30", 30, "1", None, None)],
    ),
    (
        "It cost 45 million euros plus 10 million in fees.",
        [("45 million euros", 4.5e7, "EUR", None, None), ("10 million", 1e7, "EUR", None, None)],
    ),
    # groups that the reader knows, and groups that are counted
    ("The three premiers met these two envoys.", []),
    ("Three of the nine passengers survived.", [("Three", 3, "1", None, None), ("nine passengers", 9, "1", None, None)]),
    ("The Three Gorges dam is full.", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_the_figures_of_a_sentence(text: str, expected: list[Row]) -> None:
    found = read(text)
    assert [row[1] for row in found] == pytest.approx([row[1] for row in expected])
    assert [(row[0], *row[2:]) for row in found] == [(row[0], *row[2:]) for row in expected]


def test_a_range_of_two_measures_is_one_row_and_a_drop_with_its_end_two() -> None:
    (room,) = extract("Rooms measure 450 sq ft to 900 sq ft.", None)
    assert (room.value, room.value_max) == (Decimal(450), Decimal(900))
    drop = extract("A drop of 3 tonnes to 9 tonnes was seen.", None)
    assert [fact.value for fact in drop] == [3, 9]


def test_a_share_names_no_number_as_its_unit() -> None:
    (fact,) = extract("One out of three farmers agreed.", None)
    assert (fact.kind, fact.unit, fact.unit_text) == ("percent", "%", None)


SOURCES = [
    ("Shops added 5,000 jobs in May.", None),
    ("The ministry cut its growth forecast to 2.8% from 3.1%.", None),
    ("The bank forecast growth of 3%.", "The bank"),
    ("The bank added that prices rose 3%.", "The bank"),
]


@pytest.mark.parametrize(("text", "source"), SOURCES)
def test_who_adds_jobs_or_cuts_a_forecast_is_no_source(text: str, source: str | None) -> None:
    assert {fact.attributed_to for fact in extract(text, datetime.date(2022, 6, 15)) if fact.kind != "date"} == {source}


MEASURES = [
    ("Its debt stands at 134% of GDP and its deficit at 5.6%.", ["debt", "deficit"]),
    ("The debt-to-GDP ratio is 134 percent.", [None]),
    ("The economy grew 2.1 percent.", ["gdp"]),
    ("Its shares fell 5% to $12.", ["share price", "share price"]),
    ("Foreign funds sold $5.1 billion of Indian shares.", [None]),
]


@pytest.mark.parametrize(("text", "measures"), MEASURES)
def test_shares_of_the_economy_measure_what_is_compared_with_it(text: str, measures: list[str | None]) -> None:
    assert [fact.measure for fact in extract(text, None)] == measures


def test_both_ends_of_a_forecast_are_of_the_year_that_is_named_last() -> None:
    facts = extract("The bank cut its forecast to 2.8% from 3.1% for 2022.", datetime.date(2022, 6, 15))
    assert [fact.period_start for fact in facts] == [datetime.date(2022, 1, 1)] * 3


def test_the_year_of_what_is_compared_is_no_period_of_a_figure() -> None:
    output, share, _ = extract("It pumps 60,000 barrels a day, a fifth of what it pumped in 2010.", None)
    assert (output.period_start, share.period_start) == (None, None)


def test_a_month_that_is_planned_for_is_the_next_one() -> None:
    (cut, _) = extract("The firm cut its target for July by 5 percent.", datetime.date(2022, 6, 15))[::-1]
    assert cut.period_start == datetime.date(2022, 7, 1)
    (fell, _) = extract("Its output fell in July by 5 percent.", datetime.date(2022, 6, 15))[::-1]
    assert fell.period_start == datetime.date(2021, 7, 1)
