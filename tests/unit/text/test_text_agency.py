"""Agencies: by the lines that are set apart from a story, and never by its sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.agency import agencies_in, find_agency, parse_credit, split_signature

SIGNATURES = [
    ("AFP", "AFP"),
    ("(AFP)", "AFP"),
    ("— Reuters", "Reuters"),
    ("Agence France-Presse", "AFP"),
    ("The Associated Press", "AP"),
    ("dpa/bb", "dpa"),
    ("AFP/The Guardian", "AFP"),
    ("Source: Xinhua", "Xinhua"),
    ("Quelle: dpa", "dpa"),
    ("Fuente: EFE", "EFE"),
    ("来源：新华社", "Xinhua"),
    ("Источник: ТАСС", "TASS"),
    ("PTI", "PTI"),
    ("Reuters, AFP", "Reuters"),
    ("Press Trust of India", "PTI"),
]

CREDITS = [
    ("(With input from Xinhua)", "Xinhua"),
    ("With inputs from agencies", None),
    ("With AFP", "AFP"),
    ("avec AFP", "AFP"),
    ("(avec Reuters)", "Reuters"),
    ("Mit Material von dpa", "dpa"),
    ("Con información de EFE", "EFE"),
    ("Com informações da Agência Brasil", "Agência Brasil"),
    ("The Associated Press contributed to this report.", "AP"),
    ("Additional reporting by AFP", "AFP"),
    ("(Reporting by Ada Brook; Editing by Ines Marsh)", None),
    ("The text was supplied from a wire agency feed by PTI", "PTI"),
]

STORY = [
    "The minister told Reuters on Monday that he would resign.",
    "Reuters reported earlier that the deal was close.",
    "With AFP journalists watching, the door was opened.",
    "Xinhua said the harvest was good.",
    "According to AP, four people were hurt.",
    "He works for AFP in Paris.",
    "The PA system failed",
    "An app",
    "ap",
    "The company, founded with help from agencies, makes boats.",
]


@pytest.mark.parametrize(("line", "agency"), SIGNATURES)
def test_a_line_of_agencies_is_a_signature(line: str, agency: str) -> None:
    credit = parse_credit(line)
    assert credit is not None
    assert (credit.evidence, credit.agency) == ("signature", agency)


@pytest.mark.parametrize(("line", "agency"), CREDITS)
def test_mixtures_and_notes_are_credits(line: str, agency: str | None) -> None:
    credit = parse_credit(line)
    assert credit is not None
    assert (credit.evidence, credit.agency) == ("credit", agency)


@pytest.mark.parametrize("line", STORY)
def test_an_agency_in_running_text_is_no_credit(line: str) -> None:
    assert parse_credit(line) is None


@pytest.mark.parametrize(
    ("paragraph", "rest", "agency"),
    [
        ("The road stays closed until May, he said. — Reuters", "The road stays closed until May, he said.", "Reuters"),
        ("The road stays closed until May, he said. (AFP)", "The road stays closed until May, he said.", "AFP"),
        ("Die Straße bleibt bis Mai gesperrt. /dpa", "Die Straße bleibt bis Mai gesperrt.", "dpa"),
        ('"It stays closed until the end of May." - Bernama', '"It stays closed until the end of May."', "Bernama"),
    ],
)
def test_a_signature_behind_the_last_sentence_is_taken_off(paragraph: str, rest: str, agency: str) -> None:
    found = split_signature(paragraph)
    assert found is not None
    assert (found[0], found[1].agency) == (rest, agency)


@pytest.mark.parametrize(
    "paragraph", ["He sent the story to (AFP)", "It was a long day for the town (and for Reuters).", "The end."]
)
def test_other_endings_are_no_signature(paragraph: str) -> None:
    assert split_signature(paragraph) is None


def test_names_that_are_words_count_in_their_own_case_only() -> None:
    assert find_agency("AP") == "AP"
    assert find_agency("ap") is None
    assert find_agency("xinhua") == "Xinhua"
    assert agencies_in("Text by Jane Doe for Agence France-Presse and the Associated Press") == ["AFP", "AP"]
    assert agencies_in("新华社、路透社") == ["Xinhua", "Reuters"]


@given(st.text(max_size=120))
def test_any_line_is_a_credit_or_none(line: str) -> None:
    parse_credit(line)
    split_signature(line)
