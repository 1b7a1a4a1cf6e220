"""English figures that may be read two ways: what is a row, what is a name, a code, a list or a label."""

import datetime
from decimal import Decimal

import pytest

from transforms.extraction.extract import extract

Row = tuple[str, str, str | None, str | None]


def rows(text: str) -> list[Row]:
    """Words, value, upper end and unit of each figure."""
    found = [fact for fact in extract(text, datetime.date(2019, 6, 12), "en") if fact.kind != "date"]
    return [(fact.exact, plain(fact.value) or "", plain(fact.value_max), fact.unit) for fact in found]


def plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


UNITS_OR_NAMES: list[tuple[str, list[Row]]] = [
    ("Rebels hid 12 RPG launchers.", [("12 RPG launchers", "12", None, "1")]),
    ("Rebels hid 12 RPG-7 launchers.", [("12 RPG-7 launchers", "12", None, "1")]),
    ("One of them carried one RPG.", []),
    ("The army lost 12 SPG guns.", [("12 SPG guns", "12", None, "1")]),
    ("The agency recalled 12 PPI drugs.", [("12 PPI drugs", "12", None, "1")]),
    ("Workers shut five GM plants.", [("five GM plants", "5", None, "1")]),
    ("The guard made 12 rpg and 4 apg.", [("12 rpg", "12", None, "{rebound}/{game}"), ("4 apg", "4", None, "{assist}/{game}")]),
    ("The panel shows 400 ppi.", [("400 ppi", "400", None, "{pixel}/[in_i]")]),
    ("It needs a 300dpi scan and 40 gm of salt.", [("300dpi", "300", None, "{dot}/[in_i]"), ("40 gm", "40", None, "g")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNITS_OR_NAMES)
def test_letters_that_are_also_names_are_units_in_lower_case_only(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


RANGES: list[tuple[str, list[Row]]] = [
    # a magnitude word is of both ends
    ("Police made 2-3 dozen arrests.", [("2-3 dozen arrests", "24", "36", "1")]),
    ("He asked 1-2 dozen guests.", [("1-2 dozen guests", "12", "24", "1")]),
    ("He asked two to three dozen guests.", [("two to three dozen guests", "24", "36", "1")]),
    ("He asked between two and three dozen guests.", [("between two and three dozen guests", "24", "36", "1")]),
    ("He asked five to two dozen guests.", [("five to two dozen guests", "5", "24", "1")]),
    # thousands and hundreds left out
    ("The club has 3-4,000 members.", [("3-4,000 members", "3000", "4000", "1")]),
    ("The club has 10-12,000 members.", [("10-12,000 members", "10000", "12000", "1")]),
    ("The club has 3 to 4,000 members.", [("3 to 4,000 members", "3000", "4000", "1")]),
    ("It makes 5-6,000,000 tyres.", [("5-6,000,000 tyres", "5000000", "6000000", "1")]),
    ("Some 2-300 people marched.", [("Some 2-300 people", "200", "300", "1")]),
    ("They marched 2-300 metres.", [("2-300 metres", "200", "300", "m")]),
    ("It is worth £2-300 million.", [("£2-300 million", "200000000", "300000000", "GBP")]),
    ("A stall costs $3-4,000.", [("$3-4,000", "3000", "4000", "USD")]),
    # written in full
    ("The hall has 300-1,200 seats.", [("300-1,200 seats", "300", "1200", "1")]),
    ("The hall has 50-200 seats.", [("50-200 seats", "50", "200", "1")]),
    ("A room costs $50-200 a night.", [("$50-200 a night", "50", "200", "USD")]),
    ("We hear 20-20,000 Hz.", [("20-20,000 Hz", "20", "20000", "Hz")]),
    ("It hosts between 2 and 300 people.", [("between 2 and 300 people", "2", "300", "1")]),
    ("In recent years 20-30 people drowned.", [("20-30 people", "20", "30", "1")]),
    ("For years 20-30 people lived there.", [("20-30 people", "20", "30", "1")]),
    # nobody can tell, or no count
    ("The hall has 1-900 seats.", []),
    ("The club has 3-4,217 members.", []),
    ("Ages 5-11 children fell ill.", []),
    ("The jab is for ages 5 to 11 children.", []),
    ("It feeds Grades 6-8 students.", []),
    ("Years 7-11 pupils stayed at home.", []),
    ("It let in Years 7 and 8 pupils.", []),
]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_a_range_has_the_ends_that_its_writer_meant(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


THOUSANDS_OR_CODES: list[tuple[str, list[Row]]] = [
    ("The region has 10 000 farms.", [("10 000 farms", "10000", None, "1")]),
    ("They saw 1 250 000 birds.", [("1 250 000 birds", "1250000", None, "1")]),
    ("They saw 100 200 000 birds.", [("100 200 000 birds", "100200000", None, "1")]),
    ("He paid 1 250 000 dollars.", [("1 250 000 dollars", "1250000", None, "USD")]),
    ("He was paid EUR 1 250 000.", [("EUR 1 250 000", "1250000", None, "EUR")]),
    ("The canal is 1 250 000 metres long.", [("1 250 000 metres", "1250000", None, "m")]),
    ("It has a population of 1 250 000.", [("1 250 000", "1250000", None, "1")]),
    ("In 2019 10 000 people left.", [("10 000 people", "10000", None, "1")]),
    ("Call +49 151 234 567", []),
    ("Call 800 555 000", []),
    ("Call us on 912 345 678 people.", []),
    ("Tel. 0171 234 000 for tickets.", []),
    ("ISBN 978 316 148 410", []),
    ("ISBN: 978 316 148 410 pages.", []),
    ("Siren 552 100 554 people", []),
    ("No. 552 100 554 members", []),
    ("The key was 800 555 000.", []),
    ("She ran the 100 200 400 metres.", [("400 metres", "400", None, "m")]),
]


@pytest.mark.parametrize(("text", "expected"), THOUSANDS_OR_CODES)
def test_digits_parted_by_blanks_are_a_number_where_something_shows_it(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


COINS_OR_PERSONS: list[tuple[str, list[Row]]] = [
    ("Rice rose to 51 sen.", [("51 sen", "0.51", None, "MYR")]),
    ("Rice cost 51 sen. The price had been fixed.", [("51 sen", "0.51", None, "MYR")]),
    ("Fares rose 30 cents. Brent fell.", [("30 cents", "0.3", None, "USD")]),
    ("Rice Rises 5 Cents", [("5 Cents", "0.05", None, "USD")]),
    ("SHARES FALL 12 PENCE", [("12 PENCE", "0.12", None, "GBP")]),
    ("In 1990 Sen. Mary Adair voted for it.", []),
    ("IN 1990 SEN. ADAIR VOTED FOR IT.", []),
    ("There were 51 Sen. votes.", []),
    ("In 2017 Pence left the house.", []),
    ("In 2016 Penny Adair left the house.", []),
]


@pytest.mark.parametrize(("text", "expected"), COINS_OR_PERSONS)
def test_a_word_for_a_coin_with_a_capital_is_a_person(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They buried 3 × 12 m tanks.", [("12 m", "12", None, "m")]),
        ("They buried 3 x 12 m tanks.", [("12 m", "12", None, "m")]),
        ("They drew 12 m viewers.", [("12 m viewers", "12000000", None, "1")]),
    ],
)
def test_an_m_behind_a_dimension_is_of_metres(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected
