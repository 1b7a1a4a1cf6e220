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
