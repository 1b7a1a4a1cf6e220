"""A megabyte of what an article may hold at worst: the work is counted in function calls, which are the same on any machine."""

import cProfile
import datetime

import pytest

from transforms.extraction.extract import Extraction, extract_all

DAY = datetime.date(2022, 6, 15)
MEGABYTE = 1_000_000


def counted(text: str) -> tuple[Extraction, int]:
    """What a text gave, and the functions that were called for it, built-in ones too."""
    profile = cProfile.Profile()
    result = profile.runcall(extract_all, text, DAY)
    return result, sum(entry.callcount for entry in profile.getstats())


WORST = [
    # what, text, facts, most calls for each of its units
    ("digits", "7" * MEGABYTE, 0, MEGABYTE, 0.01),
    ("commas", "," * MEGABYTE, 0, MEGABYTE, 4),
    ("the word million", "million " * (MEGABYTE // 8), 0, MEGABYTE // 8, 8),
    ("nested brackets", "(" * (MEGABYTE // 2) + ")" * (MEGABYTE // 2), 0, MEGABYTE, 4),
    ("dates", "May 3, 2020 " * 100_000, 100_000, 100_000, 1_000),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "facts", "units", "most"), [case[1:] for case in WORST], ids=[case[0] for case in WORST])
def test_a_megabyte_is_read_in_a_bounded_number_of_steps(text: str, facts: int, units: int, most: float) -> None:
    extract_all("May 3, 2020: $5 million", DAY)  # tables are read once
    result, calls = counted(text)
    assert len(result.facts) == facts
    assert calls <= most * units + 1_000
