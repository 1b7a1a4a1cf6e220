"""Figures of English sentences, one a row: words, kind, value, unit, bound; the sentences are written for these tests."""

import datetime
from decimal import Decimal

import pytest

from transforms.extraction.extract import extract
from transforms.records import Fact

DAY = datetime.date(2019, 6, 12)


def figures(text: str, country: str | None = None, published: datetime.date = DAY) -> list[Fact]:
    return [fact for fact in extract(text, published, "en", country) if fact.kind != "date"]


def short(fact: Fact) -> tuple[str, str, str, str | None]:
    assert fact.value is not None
    return fact.exact, fact.kind, format(fact.value.normalize(), "f"), fact.unit


ONE = [
    # money: symbols, codes, names, adjectives
    ("The loan is worth US$147 million.", "US$147 million", "money", "147000000", "USD"),
    ("It raised $US1bn in a day.", "$US1bn", "money", "1000000000", "USD"),
    ("Costs ran to \\$12 million.", "$12 million", "money", "12000000", "USD"),
    ("The fund put up 1bn dollars.", "1bn dollars", "money", "1000000000", "USD"),
    ("The port paid HK $3.7 billion.", "HK $3.7 billion", "money", "3700000000", "HKD"),
    ("Donors gave NT$600,000.", "NT$600,000", "money", "600000", "TWD"),
    ("The council spent A$4.5m.", "A$4.5m", "money", "4500000", "AUD"),
    ("A judge awarded Rs 2,45,000 crore.", "Rs 2,45,000 crore", "money", "2450000000000", "INR"),
    ("The firm holds CZK 64.2 bn.", "CZK 64.2 bn", "money", "64200000000", "CZK"),
    ("The bond raised EUR20m.", "EUR20m", "money", "20000000", "EUR"),
    ("It cost 40 Egyptian pounds.", "40 Egyptian pounds", "money", "40", "EGP"),
    ("He owed 3,000 Kenyan shillings.", "3,000 Kenyan shillings", "money", "3000", "KES"),
    ("Mines earned 2.4 trillion won.", "2.4 trillion won", "money", "2400000000000", "KRW"),
    ("They paid ¥500 in Kyoto, Japan.", "¥500", "money", "500", "JPY"),
    ("They paid ¥500 in Wuhan, China.", "¥500", "money", "500", "CNY"),
    ("Fares rose by 14 pence.", "14 pence", "money", "0.14", "GBP"),
    ("Shares closed at 312p.", "312p", "money", "3.12", "GBP"),
    ("Rooms cost $188 a night.", "$188 a night", "money", "188", "USD"),
    ("It paid 68 cents a share.", "68 cents a share", "money", "0.68", "USD"),
    ("Crude sold at $75 a barrel.", "$75 a barrel", "money", "75", "USD"),
    ("Gas costs $95 per 1,000 cubic metres.", "$95 per 1,000 cubic metres", "money", "95", "USD"),
    ("He left a quarter of a million dollars.", "a quarter of a million dollars", "money", "250000", "USD"),
    ("They won a $5 note.", "$5", "money", "5", "USD"),
    ("The bid was worth PS3.4bn.", "PS3.4bn", "money", "3400000000", "GBP"),  # pound and yen signs made ASCII
    ("A seat cost PS40.", "PS40", "money", "40", "GBP"),
    ("It closed at Y=4,310.", "Y=4,310", "money", "4310", "JPY"),
    ("The index lost -$2.5bn.", "-$2.5bn", "money", "-2500000000", "USD"),
    # percent
    ("Turnout was 65.3 percent.", "65.3 percent", "percent", "65.3", "%"),
    ("Growth was minus 3.8 per cent.", "minus 3.8 per cent", "percent", "-3.8", "%"),
    ("The rate is .25 per cent.", ".25 per cent", "percent", "0.25", "%"),
    ("The bank moved by 50 basis points.", "50 basis points", "percent", "0.5", "[pp]"),
    ("It rose half a percentage point.", "half a percentage point", "percent", "0.5", "[pp]"),
    ("The lead shrank by 3 percentage points.", "3 percentage points", "percent", "3", "[pp]"),
    ("Two-thirds of the crew left.", "Two-thirds", "percent", "66.666666667", "%"),
    ("One in four of them smokes.", "One in four", "percent", "25", "%"),
    ("Half of the fleet is idle.", "Half", "percent", "50", "%"),
    # quantities
    ("It pumped 840,000 barrels per day.", "840,000 barrels per day", "quantity", "840000", "[bbl_us]/d"),
    ("The line carries 10.2 bcm.", "10.2 bcm", "quantity", "10200000000", "m3"),
    ("Flow is 24 million cubic meters a day.", "24 million cubic meters a day", "quantity", "24000000", "m3/d"),
    ("It burnt 40,000 hectares.", "40,000 hectares", "quantity", "40000", "har"),
    ("Winds hit 185 mph.", "185 mph", "quantity", "185", "[mi_i]/h"),
    ("It reached 38.1 degrees Celsius.", "38.1 degrees Celsius", "quantity", "38.1", "Cel"),
    ("It fell to −12°C.", "−12°C", "quantity", "-12", "Cel"),
    ("The motor gives 6kW.", "6kW", "quantity", "6", "kW"),
    ("They ran half a mile.", "half a mile", "quantity", "0.5", "[mi_i]"),
    ("A 5.3-km circuit opened.", "5.3-km", "quantity", "5.3", "km"),
    ("It weighs 90 pounds.", "90 pounds", "quantity", "90", "[lb_av]"),
    ("Crews laid 30 more kilometres.", "30 more kilometres", "quantity", "30", "km"),
    ("The dam holds 1.4 million acre-feet.", "1.4 million acre-feet", "quantity", "1400000", "[acr_us].[ft_us]"),
    ("It films at 60fps.", "60fps", "quantity", "60", "{frame}/s"),
    ("He had 212 passing yards.", "212 passing yards", "quantity", "212", "[yd_i]"),
    ("One US gallon was spilt.", "One US gallon", "quantity", "1", "[gal_us]"),
    # counts and ages
    ("It sold 41,200 Model Ys.", "41,200 Model Ys", "quantity", "41200", "1"),
    ("They want 30 Boeing 737s.", "30 Boeing 737s", "quantity", "30", "1"),
    ("Rents rose by an average of 1700.", "1700", "quantity", "1700", None),
    ("Thirty-six ships waited.", "Thirty-six ships", "quantity", "36", "1"),
    ("One and a half million people fled.", "One and a half million people", "quantity", "1500000", "1"),
    ("Two dozen trucks came.", "Two dozen trucks", "quantity", "24", "1"),
    ("Police fired 87 rounds of tear gas.", "87 rounds of tear gas", "quantity", "87", "1"),
    ("It sent 12 more 155mm howitzers.", "12 more 155mm howitzers", "quantity", "12", "1"),
    ("It sent nine Mi-8 helicopters.", "nine Mi-8 helicopters", "quantity", "9", "1"),
    ("The airline ordered 500 Airbus A320 jets.", "500 Airbus A320 jets", "quantity", "500", "1"),
    ("The 300-seat hall was full.", "300-seat", "quantity", "300", "1"),
    ("Output rose fivefold.", "fivefold", "quantity", "5", "1"),
    ("It was ten times its size.", "ten times", "quantity", "10", "1"),
    ("A 30-year-old vessel sank.", "30-year-old", "quantity", "30", "a"),
    ("The striker, 27, left on a free transfer.", "27", "quantity", "27", "a"),
    ("The crew of 13 were saved.", "13", "quantity", "13", "1"),
    ("It has 2 million monthly users.", "2 million monthly users", "quantity", "2000000", "1"),
    ("It trades at 35 times earnings.", "35 times", "quantity", "35", "1"),
    ("The judge, aged 57, resigned.", "57", "quantity", "57", "a"),
    ("Lena Fischer, 32, won again.", "32", "quantity", "32", "a"),
    ("She is 34 and lives in Leeds.", "34", "quantity", "34", "a"),
    ("Ms Adair, who turned 70 in May, left.", "70", "quantity", "70", "a"),
    ("He will be 28 by then.", "28", "quantity", "28", "a"),
    ("Women have a life expectancy of 79.", "79", "quantity", "79", "a"),
    ("A four-month-old calf died.", "four-month-old", "quantity", "4", "mo"),
]


@pytest.mark.parametrize(("text", "words", "kind", "value", "unit"), ONE)
def test_one_figure_with_value_and_unit(text: str, words: str, kind: str, value: str, unit: str) -> None:
    assert [short(fact) for fact in figures(text)] == [(words, kind, value, unit)]


BOUNDS = [
    ("More than 400 guests came.", "gt", "More than 400 guests"),
    ("At least seven soldiers died.", "ge", "At least seven soldiers"),
    ("Upwards of 90 villages flooded.", "ge", "Upwards of 90 villages"),
    ("Just over 6 percent voted.", "gt", "Just over 6 percent"),
    ("Fewer than ten ships left.", "lt", "Fewer than ten ships"),
    ("As many as 30 rebels fled.", "le", "As many as 30 rebels"),
    ("The roof holds up to 5 tonnes.", "le", "up to 5 tonnes"),
    ("No more than 3 percent agreed.", "le", "No more than 3 percent"),
    ("Some 16,000 troops landed.", "approx", "Some 16,000 troops"),
    ("An estimated 9 million people watched.", "approx", "An estimated 9 million people"),
    ("They want 6 percent or more.", "ge", "6 percent or more"),
    ("Sales topped $2 billion.", "gt", "$2 billion"),
    ("The rate ticked up to 4 percent.", "eq", "4 percent"),
    ("Those over the age of 60 pay half.", "gt", "60"),
    ("Pupils under the age of 6 years are free.", "lt", "6 years"),
    ("The House passed a $5 billion bill.", "eq", "$5 billion"),
]


@pytest.mark.parametrize(("text", "bound", "words"), BOUNDS)
def test_bound_words_belong_to_the_figure_and_verbs_do_not(text: str, bound: str, words: str) -> None:
    assert [(fact.bound, fact.exact) for fact in figures(text)] == [(bound, words)]


RANGES = [
    ("Growth of 4 to 5 percent is due.", "4", "5", "%"),
    ("It may cost between $28 billion and $47 billion.", "28000000000", "47000000000", "USD"),
    ("Spending of 300 to 350 million euros is planned.", "300000000", "350000000", "EUR"),
    ("Tariffs of 3-5 percent apply.", "3", "5", "%"),
    ("It sells at Rs 150-200 a quintal.", "150", "200", "INR"),
    ("A fine of $896 million-$1.2 billion looms.", "896000000", "1200000000", "USD"),
    ("Flats range from 300 square feet up to 750 square feet.", "300", "750", "[ft_i]2"),
    ("It goes from 0 to 60 mph.", "0", "60", "[mi_i]/h"),
    ("Prices ranging from $5 to $9 shocked buyers.", "5", "9", "USD"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_a_range_is_one_row_with_two_values(text: str, low: str, high: str, unit: str) -> None:
    found = figures(text)
    assert [(fact.value, fact.value_max, fact.unit) for fact in found] == [(Decimal(low), Decimal(high), unit)]


def test_both_ends_of_a_change_may_be_ranges() -> None:
    low, high = figures("The bank moved its forecast from 2 to 3 percent to 1 to 2 percent.")
    assert [(fact.value, fact.value_max, fact.direction, fact.change_kind) for fact in (low, high)] == [
        (Decimal(2), Decimal(3), "down", "from"),
        (Decimal(1), Decimal(2), "down", "to"),
    ]


@pytest.mark.parametrize(
    ("country", "unit", "rule"),
    [
        (None, "USD", "en.money.symbol.default"),
        ("AU", "AUD", "en.money.symbol.publisher"),
        ("HK", "HKD", "en.money.symbol.publisher"),
        ("FR", "USD", "en.money.symbol.default"),
    ],
)
def test_a_bare_dollar_is_the_publishers_and_the_rule_says_so(country: str | None, unit: str, rule: str) -> None:
    assert [(fact.unit, fact.rule) for fact in figures("The city fined him $750.", country)] == [(unit, rule)]


def test_old_currencies_are_read_from_the_country_and_the_day() -> None:
    text = "A French rival bid 9.5 billion francs."
    assert figures(text, published=datetime.date(1998, 3, 2))[0].unit == "FRF"
    assert figures("The canton of Uri in Swiss hands got 3 million francs.")[0].unit == "CHF"


NOTHING = [
    "G20 leaders wore masks against COVID-19 in Hall 4.",
    "The Boeing 737 took Route 66 past Exit 12 and Gate B7.",
    "She won 6-4, 6-7 (5/7), 7-5 on Court 2.",
    "Article 50, Section 301 and Resolution 1718 were cited on page 17.",
    "The S&P 500, the CAC 40 and the Stoxx 600 closed higher.",
    "Phones with iOS 16.5.1, Android 13 or Windows 11 are safe.",
    "Call 031-329-1234 or come to Pier 3 at 10:30.",
    "The report lists (1) frost and (2) hail; see Table 4.",
    "The two leaders met; both sides smiled and the three ministers left.",
    "Hundreds of farmers, dozens of trucks and several tanks came.",
    "Mr Xi's 69th birthday was in the 21st century.",
    "Officers tested H7N9, U-235 and vitamin B12 in Building 7.",
    "Tokyo 2020 and Vision 2030 shared a stand.",
    "The Big Four auditors kept quiet.",
    "One of them had no one to ask, one day after another.",
    "20220615",
    "The PS5 and the PS 300 were shown.",
    "She won by three-tenths of a second.",
    "It shoots 4K video, and he ran a 5k race.",
    "He was 4 for 5, and she is 2 up.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_names_scores_labels_and_vague_numbers_are_no_figures(text: str) -> None:
    assert [fact.exact for fact in figures(text)] == []


ELLIPSES = [
    ("A surplus of 9.3 billion euros, against 8.1 billion in May, was due.", ["9.3 billion euros", "8.1 billion"], "EUR"),
    ("Boats carrying 518 migrants sank; 366 died and 155 were saved.", ["518 migrants", "366", "155"], "1"),
    ("Flows fell to 24 million barrels per day from 30 million.", ["24 million barrels per day", "30 million"], "[bbl_us]/d"),
    ("The tallest is 98.4 metres, while the shortest is 71.2.", ["98.4 metres", "71.2"], "m"),
    ("It warmed by 3.4 degrees in 2018 and 2.6 last year.", ["3.4 degrees", "2.6"], "deg"),
    ("It makes 900 tonnes a day instead of 1,400.", ["900 tonnes a day", "1,400"], "t/d"),
    ("The loss shrank to 12.3m pounds from 45.6m.", ["12.3m pounds", "45.6m"], "GBP"),
    ("It won seven of its last 10 games.", ["seven", "10 games"], "1"),
    ("It sold 41,200 Model Ys, above estimates of 39,500.", ["41,200 Model Ys", "39,500"], "1"),
    ("It killed 20,000 people, 11,000 of them in one valley.", ["20,000 people", "11,000"], "1"),
]


@pytest.mark.parametrize(("text", "words", "unit"), ELLIPSES)
def test_a_number_that_leaves_its_unit_out_takes_it_from_the_one_before(text: str, words: list[str], unit: str) -> None:
    assert [(fact.exact, fact.unit) for fact in figures(text)][: len(words)] == [(word, unit) for word in words]


def test_side_by_side_and_in_brackets_amounts_are_conversions() -> None:
    for text in ("Sales hit US$90 million S$123 million.", "Sales hit US$90 million (S$123 million)."):
        first, second = figures(text)
        assert (first.unit, second.unit, second.converts) == ("USD", "SGD", first.fact_id)
    assert figures("It fell from $5 to €4.")[1].converts is None


def test_what_follows_or_leads_amounts_in_brackets_is_of_all_of_them() -> None:
    assert [fact.unit_text for fact in figures("It will pay A$12 (US$8.10) per share.")] == ["A$ per share", "US$ per share"]
    assert [fact.bound for fact in figures("It gives just over 180 kW (241 hp / 245 PS).")] == ["gt", "gt", "gt"]
