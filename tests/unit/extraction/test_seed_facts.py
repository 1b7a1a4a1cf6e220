"""Golden figures and dates of the sample articles that lie beside the repository: values only, no text of theirs.

Written down by reading the articles. Figures: bound, value, unit, direction, end of the change, first day of the baseline,
flow, reporter, partner, goods, first and last day. Dates: type, value, modifier, first and last day. `-` is null.
"""

import datetime
from pathlib import Path

import pytest

from transforms.extraction.extract import extract
from transforms.records import Fact

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "seeds"
GOLDEN = {
    "000": (
        "2022-06-15",
        """
        eq 147000000000 USD - - - trade CN RU - 2021-01-01 2021-12-31
        eq 205000000000 SGD - - - trade CN RU - 2021-01-01 2021-12-31
        gt 30 % up by 2019-01-01 trade CN RU - 2021-01-01 2021-12-31
        """,
        """
        DATE 2022 START 2022-01-01 2022-12-31
        DATE PAST_REF - - -
        DATE 2021 - 2021-01-01 2021-12-31
        DATE 2019 - 2019-01-01 2019-12-31
        DATE 2022-02-24 - 2022-02-24 2022-02-24
        DATE 2022-02 START 2022-02-01 2022-02-28
        DATE 2022-W23 - 2022-06-06 2022-06-12
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        """,
    ),
    "001": (
        "2022-06-15",
        """
        eq 147000000000 USD - - - trade CN RU - 2021-01-01 2021-12-31
        """,
        """
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2022-02-24 - 2022-02-24 2022-02-24
        DATE 2022 START 2022-01-01 2022-12-31
        DURATION P4M APPROX - -
        DATE PAST_REF - - -
        DATE 2022-W23 - 2022-06-06 2022-06-12
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2021 - 2021-01-01 2021-12-31
        """,
    ),
    "002": (
        "2022-06-16",
        """
        eq 1000000000 USD - - - - - - - - -
        eq 18 1 - - - - - - - - -
        eq 36000 1 - - - - - - - - -
        eq 2 1 - - - - - - - - -
        eq 4 1 - - - - - - - - -
        """,
        """
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DURATION PXM - - -
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2022-02-24 - 2022-02-24 2022-02-24
        DATE 2022 START 2022-01-01 2022-12-31
        TIME 2022-06-16TMO - 2022-06-16 2022-06-16
        """,
    ),
    "003": (
        "2022-12-30",
        """
        eq 13800000000 m3 - - - export RU CN gas 2022-01-01 2022-11-30
        eq 18 % up by - export RU CN - 2022-12-01 2022-12-31
        eq 64 % up by - export RU CN energy 2022-01-01 2022-12-31
        eq 10 % up by - export RU CN energy 2022-01-01 2022-12-31
        """,
        """
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE 2023 - 2023-01-01 2023-12-31
        DATE 2023-SP - - -
        DURATION PT8M APPROX - -
        DATE 2022-12 - 2022-12-01 2022-12-31
        DATE 2022-02 - 2022-02-01 2022-02-28
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE 2022-01/2022-11 - 2022-01-01 2022-11-30
        DATE 2022-11 - 2022-11-01 2022-11-30
        DATE 2022-12 - 2022-12-01 2022-12-31
        DATE 2022-02-24 - 2022-02-24 2022-02-24
        DATE 2022-11 - 2022-11-01 2022-11-30
        DATE 2022 - 2022-01-01 2022-12-31
        DATE 2022-W51 - 2022-12-19 2022-12-25
        DATE PAST_REF - - -
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE 2022-01/2022-11 - 2022-01-01 2022-11-30
        DATE PAST_REF - - -
        DATE PRESENT_REF - - -
        DATE 2022 END 2022-01-01 2022-12-31
        DATE 2022 - 2022-01-01 2022-12-31
        DATE 20 - 2000-01-01 2099-12-31
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE PRESENT_REF - - -
        DATE 2023 - 2023-01-01 2023-12-31
        DATE 2022-12-30 - 2022-12-30 2022-12-30
        DATE 2023 - 2023-01-01 2023-12-31
        DATE 2023-SP - - -
        DATE 2022 - 2022-01-01 2022-12-31
        DATE 2022-02 - 2022-02-01 2022-02-28
        DATE 2022-09 - 2022-09-01 2022-09-30
        """,
    ),
    "004": (
        "2022-06-16",
        """
        """,
        """
        DATE 2022-02 APPROX 2022-02-01 2022-02-28
        DATE 2012 - 2012-01-01 2012-12-31
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DATE 2022-06-10 - 2022-06-10 2022-06-10
        DURATION P1Y - - -
        DATE PRESENT_REF - - -
        DURATION P1W - - -
        DURATION PT4.5H - - -
        DATE 2022-06-13 - 2022-06-13 2022-06-13
        DATE 2022-03 END 2022-03-01 2022-03-31
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DURATION P1D - - -
        DATE 2022-02 - 2022-02-01 2022-02-28
        DATE 2022-06-15 - 2022-06-15 2022-06-15
        DURATION P3M - - -
        """,
    ),
}


def line(*cells: object) -> str:
    return " ".join("-" if cell is None else str(cell).replace(" ", "_") for cell in cells)


def figure(fact: Fact) -> str:
    assert fact.value is not None
    change = (fact.direction, fact.change_kind, fact.baseline_start)
    frame = (fact.flow, fact.reporter, fact.partner, fact.commodity, fact.period_start, fact.period_end)
    return line(fact.bound, format(fact.value.normalize(), "f"), fact.unit, *change, *frame)


def date(fact: Fact) -> str:
    return line(fact.timex_type, fact.timex_value, fact.timex_mod, fact.period_start, fact.period_end)


def rows(listed: str) -> list[str]:
    return [row.strip() for row in listed.strip().splitlines()]


@pytest.mark.skipif(not SEEDS.exists(), reason=f"no sample articles at {SEEDS}")
@pytest.mark.parametrize("number", GOLDEN)
def test_all_figures_and_dates_of_a_sample_article_and_no_others(number: str) -> None:
    day, figures, dates = GOLDEN[number]
    (path,) = SEEDS.glob(f"{number}_*.txt")
    facts = extract(path.read_text(encoding="utf-8"), datetime.date.fromisoformat(day))
    assert [figure(fact) for fact in facts if fact.kind != "date"] == rows(figures)
    assert [date(fact) for fact in facts if fact.kind == "date"] == rows(dates)
