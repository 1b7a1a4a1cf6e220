"""Frames of English figures: who trades what with whom, when, how it changed, who says so. Written for these tests."""

import datetime

import pytest

from transforms.extraction.extract import extract
from transforms.records import Fact


def read(text: str, day: str = "2022-06-15") -> list[Fact]:
    return [fact for fact in extract(text, datetime.date.fromisoformat(day)) if fact.kind != "date"]


def frame(fact: Fact) -> tuple[str, str | None, str | None, str | None, str | None]:
    return fact.exact, fact.flow, fact.reporter, fact.partner, fact.commodity


def period(fact: Fact) -> str | None:
    return f"{fact.period_start}/{fact.period_end}" if fact.period_start else None


TRADE = [
    ("Brazil's soybean exports to China jumped to 6.1 million tonnes.", "export", "BR", "CN", "soybeans"),
    ("Imports from Australia fell to $9.8 billion.", "import", None, "AU", None),
    ("Vietnam shipped 1.9 million tonnes of rice.", "export", "VN", None, "rice"),
    ("The US trade gap with China swelled to $26.2 billion.", "balance", "US", "CN", None),
    ("Bilateral trade between Turkey and Iraq reached $24 billion.", "trade", "IQ", "TR", None),
    ("Sino-Russian trade hit a record $240.1 billion.", "trade", "CN", "RU", None),
    ("Beijing is Moscow's biggest partner, with trade volumes of $147 billion.", "trade", "CN", "RU", None),
    ("The Kremlin said trade with India should exceed $30 billion.", "trade", "IN", "RU", None),
    ("Moscow bought $5.5 billion worth of European farm products.", "import", "RU", "EU", "farm products"),
    ("Egypt imported 500,000 tonnes of Russian wheat.", "import", "EG", "RU", "wheat"),
    ("Gas deliveries from Norway to Germany averaged 120 million cubic metres a day.", "export", "NO", "DE", "gas"),
    ("Gazprom will deliver 38 billion cubic metres a year to China.", "export", "RU", "CN", "gas"),
    ("Shipments of Chilean copper to China totalled 310,000 tonnes.", "export", "CL", "CN", "copper"),
    ("Japan's arms purchases from the United States rose to 701.3 billion yen.", "import", "JP", "US", "arms"),
    ("Kenya earned 32 billion shillings from tea exports.", "export", "KE", None, "tea"),
    ("Norway ran a trade surplus of 60 billion kroner with the European Union.", "balance", "NO", "EU", None),
    ("Germany sold goods worth 113.9 billion euros to the United States.", "export", "DE", "US", None),
    ("Norway's cod exports to Spain and Italy fell 3 percent.", "export", "NO", None, "cod"),
    ("Oil imports from Iraq, Kuwait and Iran reached 2 million tonnes.", "import", None, None, "oil"),
    ("About 40 percent of Australia's wine exports go to China.", "export", "AU", "CN", "wine"),
]


@pytest.mark.parametrize(("text", "flow", "reporter", "partner", "commodity"), TRADE)
def test_the_flow_its_parties_and_goods(
    text: str, flow: str, reporter: str | None, partner: str | None, commodity: str | None
) -> None:
    (fact,) = read(text)
    assert frame(fact)[1:] == (flow, reporter, partner, commodity)


def test_those_to_another_country_are_the_same_flow() -> None:
    text = "Germany's exports to Japan rose 10 percent to $12 billion, while those to China fell 7 percent to $8 billion."
    assert [(fact.flow, fact.reporter, fact.partner) for fact in read(text)] == [("export", "DE", "JP")] * 2 + [
        ("export", "DE", "CN")
    ] * 2


NO_TRADE = [
    "Retail sales grew 3 percent.",
    "The budget deficit widened to $90 billion.",
    "The trade ministry hired 40 clerks.",
    "The trade war cost two million jobs.",
    "Apple sold 46.9 million iPhones.",
    "Washington imposed tariffs of 25 percent on Chinese steel.",
]


@pytest.mark.parametrize("text", NO_TRADE)
def test_what_only_sounds_like_trade_has_no_flow(text: str) -> None:
    assert [fact.flow for fact in read(text)] == [None]


CHANGES = [
    ("Output rose 5 percent to 71,200 tonnes from 67,800 tonnes.", [("up", "by"), ("up", "to"), ("up", "from")]),
    ("It piped 88 bcm, down from 92.5 bcm.", [("down", "to"), ("down", "from")]),
    ("The count of empty homes went from 3.1 million to 3.6 million.", [("up", "from"), ("up", "to")]),
    ("Policymakers hiked the benchmark rate from 2.5 percent to 3.0 percent.", [("up", "from"), ("up", "to")]),
    ("The stock fell 11 pence to 246p.", [("down", "by"), ("down", "to")]),
    ("Shares dropped $8.40, or 2.6 percent, to $312.50.", [("down", "by"), ("down", "by"), ("down", "to")]),
    ("Imports grew 5.3 percent and exports 8.9 percent.", [("up", "by"), ("up", "by")]),
    ("Employers added 95,000 jobs.", [("up", "by")]),
    ("The port moved 2.2 million TEU, a gain of 7.1 per cent.", [(None, None), ("up", "by")]),
    ("The line flew 3.9 million passengers, 6.4% more than in 2017.", [(None, None), ("up", "by")]),
    ("The stock closed 0.5 per cent higher.", [("up", "by")]),
    ("Growth slowed after a 2.2-percent drop.", [("down", "by")]),
    ("Trade doubled to $640 million.", [("up", "to")]),
    ("Exports slid by a quarter to A$4.1 billion.", [("down", "by"), ("down", "to")]),
    ("The gap narrowed to £3.1 billion from a revised £3.3 billion.", [("down", "to"), ("down", "from")]),
    ("FTSE -0.6%, Dow +0.2%.", [("down", "by"), ("up", "by")]),
    ("The dam holds up an estimated 9 million tonnes.", [(None, None)]),
    ("The rig was drilling 1,500 metres below the surface.", [(None, None)]),
    ("Prices rose 0.5 percent month on month and 6.4 percent year on year.", [("up", "by"), ("up", "by")]),
    ("Output fell 0.3% on the month and 2.1% on the year.", [("down", "by"), ("down", "by")]),
    ("The Nikkei added 1.2% and the Topix 0.9%.", [("up", "by"), ("up", "by")]),
    ("The storm cut power to 45,000 customers.", [(None, None)]),
    ("Snow fell by 15 cm, and winds gusted to 90 km/h.", [("down", "by"), (None, None)]),
]


@pytest.mark.parametrize(("text", "changes"), CHANGES)
def test_which_way_and_which_end_of_a_change(text: str, changes: list[tuple[str | None, str | None]]) -> None:
    assert [(fact.direction, fact.change_kind) for fact in read(text)] == changes


QUALIFIES = [
    ("Exports slid 2.6 percent to $391 billion.", "2.6 percent", "$391 billion"),
    ("Sales came to $5 billion, up 3 percent.", "3 percent", "$5 billion"),
    ("Sales hit $5 billion (4 billion euros), up 3 percent.", "3 percent", "$5 billion"),
    ("Turkey's bank hiked borrowing costs by 75 basis points, taking its rate to 9 percent.", "75 basis points", "9 percent"),
]


@pytest.mark.parametrize(("text", "change", "level"), QUALIFIES)
def test_a_change_belongs_to_its_level(text: str, change: str, level: str) -> None:
    by_words = {fact.exact: fact for fact in read(text)}
    assert by_words[change].qualifies == by_words[level].fact_id


PERIODS = [
    ("Exports rose 4 percent in May to $5 billion.", ["2022-05-01/2022-05-31"] * 2),
    ("Imports fell to $6 billion in May from $7 billion in April.", ["2022-05-01/2022-05-31", "2022-04-01/2022-04-30"]),
    ("In 2021 the port handled 3 million containers.", ["2021-01-01/2021-12-31"]),
    ("Trade last year hit $147 billion.", ["2021-01-01/2021-12-31"]),
    ("A loan of $8 billion was agreed in December 2021.", [None]),
    ("The index lost 8.5 percent, its worst day since 2007.", [None]),
    ("Exports grew 5 percent in May, against a forecast in April of 6 percent.", ["2022-05-01/2022-05-31"] * 2),
]


@pytest.mark.parametrize(("text", "periods"), PERIODS)
def test_the_period_that_a_figure_covers(text: str, periods: list[str | None]) -> None:
    assert [period(fact) for fact in read(text)] == periods


BASELINES = [
    ("Exports rose 4 percent year on year in May.", "2021-05-01", "2021-05-31"),
    ("Trade in 2021 was up 30 percent on 2019.", "2019-01-01", "2019-12-31"),
    ("Retail sales surged 9.8 percent in March from the month before.", "2022-02-01", "2022-02-28"),
    ("Output shrank 0.2 percent in the first quarter from the previous three months.", "2021-10-01", "2021-12-31"),
    ("Imports in May were 8 percent higher than in 2020.", "2020-05-01", "2020-05-31"),
]


@pytest.mark.parametrize(("text", "start", "end"), BASELINES)
def test_the_period_compared_with(text: str, start: str, end: str) -> None:
    (fact,) = read(text)
    assert (str(fact.baseline_start), str(fact.baseline_end)) == (start, end)


SOURCES = [
    ("Trade hit $147 billion, according to Chinese customs data.", "Chinese customs data"),
    ("Exports fell 4 percent, the Bank of Korea said Thursday.", "the Bank of Korea"),
    ("Exports fell 4 percent, customs data released Wednesday showed.", "customs data"),
    ("Exports fell 4 percent, figures from the statistics bureau showed.", "the statistics bureau"),
    ("Deputy Prime Minister Alexander Novak said exports rose 4 percent.", "Alexander Novak"),
    ("Losses may reach $47 billion, insurers estimate.", "insurers"),
    ('"It cost us $5 billion," said the finance minister, Nora Lindt.', "Nora Lindt"),
    ("The builder earned revenue of 1.9 trillion won, it said in a notice.", "The builder"),
    ("The bank cut its forecast for growth to 2.4 percent.", None),
    ("Washington raised tariffs to 25 percent.", None),
]


@pytest.mark.parametrize(("text", "source"), SOURCES)
def test_who_vouches_for_a_figure(text: str, source: str | None) -> None:
    assert {fact.attributed_to for fact in read(text)} == {source}


MEASURES = [
    ("South Korea's economy shrank 0.2 percent.", "gdp"),
    ("Inflation slowed to 1.0 per cent.", "inflation"),
    ("The jobless rate soared to 14.7 percent.", "unemployment"),
    ("The Fed cut its key rate by half a percentage point.", "interest rate"),
    ("Tesla shares dropped 2.6 percent.", "share price"),
    ("Honda's net profit tumbled 89 percent.", "profit"),
    ("The court fined him 24 million rand.", "fine"),
    ("The company will invest 1.5 billion euros.", "investment"),
]


@pytest.mark.parametrize(("text", "measure"), MEASURES)
def test_what_a_figure_measures(text: str, measure: str) -> None:
    assert [fact.measure for fact in read(text)] == [measure]


def test_a_conversion_carries_the_frame_of_what_it_converts() -> None:
    text = "Canada's sales of lumber to Japan climbed to C$3.2 billion (US$2.5 billion) in May, Statistics Canada said."
    own, other = read(text)
    columns = ("direction", "change_kind", "flow", "reporter", "partner", "period_start", "period_end", "attributed_to")
    assert [getattr(own, name) for name in columns] == [getattr(other, name) for name in columns]
    assert other.converts == own.fact_id


def test_the_next_sentence_goes_on_about_the_same_trade() -> None:
    text = "China's trade with the US climbed to US$83 billion in May.\n\nExports to the US rose to US$61 billion."
    assert [(fact.flow, fact.reporter, fact.partner, period(fact)) for fact in read(text)] == [
        ("trade", "CN", "US", "2022-05-01/2022-05-31"),
        ("export", "CN", "US", "2022-05-01/2022-05-31"),
    ]
