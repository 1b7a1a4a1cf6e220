"""Golden figures of the sample articles that lie beside the repository: values only, no text of theirs."""

import datetime
from pathlib import Path

import pytest

from transforms.extraction.extract import extract

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "seeds"
TRADE = ("trade", "CN", "RU", "2021-01-01", "2021-12-31")
GAS = ("export", "RU", "CN", "2022-01-01", "2022-11-30")
ENERGY = ("export", "RU", "CN", "2022-01-01", "2022-12-31")
NONE = (None, None, None, None, None)
GOLDEN = {
    "000": ("2022-06-15", [(147e9, "USD", *TRADE), (205e9, "SGD", *TRADE), (30, "%", *TRADE)]),
    "001": ("2022-06-15", [(147e9, "USD", *TRADE)]),
    "002": ("2022-06-16", [(1e9, "USD", *NONE), (18, "1", *NONE), (36e3, "1", *NONE), (2, "1", *NONE), (4, "1", *NONE)]),
    "003": (
        "2022-12-30",
        [
            (13.8e9, "m3", *GAS),
            (18, "%", "export", "RU", "CN", "2022-12-01", "2022-12-31"),
            (64, "%", *ENERGY),
            (10, "%", *ENERGY),
        ],
    ),
    "004": ("2022-06-16", []),
}


@pytest.mark.skipif(not SEEDS.exists(), reason=f"no sample articles at {SEEDS}")
@pytest.mark.parametrize("number", GOLDEN)
def test_all_figures_of_a_sample_article_and_no_others(number: str) -> None:
    day, expected = GOLDEN[number]
    (path,) = SEEDS.glob(f"{number}_*.txt")
    facts = extract(path.read_text(encoding="utf-8"), datetime.date.fromisoformat(day))
    found = [
        (
            *(float(fact.value or 0), fact.unit, fact.flow, fact.reporter, fact.partner),
            *(str(edge) if edge else None for edge in (fact.period_start, fact.period_end)),
        )
        for fact in facts
        if fact.kind != "date"
    ]
    assert found == [tuple(row) for row in expected]
