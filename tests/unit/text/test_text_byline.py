"""Bylines: persons without roles, places and agencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.byline import parse_bare_byline, parse_byline, split_authors

BYLINES = [
    ("By AFP", [], "AFP"),
    ("By Jane Doe", ["Jane Doe"], None),
    ("BY JANE DOE", ["Jane Doe"], None),
    ("By Jane Doe and John Roe, Reuters", ["Jane Doe", "John Roe"], "Reuters"),
    ("By Jane Doe in Beijing and Tom Roe in Moscow", ["Jane Doe", "Tom Roe"], None),
    ("By Jane Doe, Economics Editor", ["Jane Doe"], None),
    ("By JANE DOE | Associated Press", ["Jane Doe"], "AP"),
    ("By Staff Reporter", [], None),
    ("By J. R. R. Doe", ["J. R. R. Doe"], None),
    ("Par Jean Dupont avec AFP", ["Jean Dupont"], "AFP"),
    ("Von Hans Müller", ["Hans Müller"], None),
    ("Por María López (EFE)", ["María López"], "EFE"),
    ("Di Mario Rossi", ["Mario Rossi"], None),
    ("Author: Ludwig van der Berg", ["Ludwig van der Berg"], None),
    ("Written by Jane Doe", ["Jane Doe"], None),
    ("Автор: Иван Петров", ["Иван Петров"], None),
    ("By Jane Doe, June 15, 2022", ["Jane Doe"], None),
]

NONE = [
    "By Tuesday the army had left.",
    "By the end of the day",
    "By far the largest share went to the north.",
    "Von der Leyen said on Monday that it was over.",
    "Par ailleurs, le ministre a quitté la salle.",
    "Por eso la ministra dijo que no.",
    "The end",
]


@pytest.mark.parametrize(("line", "authors", "agency"), BYLINES)
def test_a_byline_names_persons_and_agency(line: str, authors: list[str], agency: str | None) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert (byline.authors, byline.agency) == (authors, agency)


@pytest.mark.parametrize("line", NONE)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert parse_byline(line) is None


@pytest.mark.parametrize(
    ("field", "authors"),
    [
        ("Jane Doe; John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, Reuters", ["Jane Doe"]),
        ("Jane Doe <jane@example.org>", ["Jane Doe"]),
        ("Jane Doe (Correspondent in Paris)", ["Jane Doe"]),
        ("AFP", []),
        ("Jane Doe And John Roe For The Daily Quay", ["Jane Doe", "John Roe"]),
        ("Veröffentlicht von Greta Ahlers", ["Greta Ahlers"]),
        ("Publié par Jeanne Roux", ["Jeanne Roux"]),
        ("Greta Ahlers Alle Artikel", ["Greta Ahlers"]),
        ("Jane D.", ["Jane D."]),
        ("quay.de, Bremen, Germany", []),
        ("Web Desk", []),
        ("李明、王芳", ["李明", "王芳"]),
        ("", []),
    ],
)
def test_author_fields_are_split_and_cleaned(field: str, authors: list[str]) -> None:
    assert split_authors(field) == authors


def test_a_bare_line_of_names_may_be_a_byline_where_it_stands_in_the_head() -> None:
    byline = parse_bare_byline("Jane Doe, Europe correspondent")
    assert byline is not None
    assert byline.authors == ["Jane Doe"]
    assert parse_bare_byline("What the towns do") is None
    assert parse_bare_byline("It was over.") is None


@given(st.text(max_size=150))
def test_any_line_is_a_byline_or_none(line: str) -> None:
    parse_byline(line)
    parse_bare_byline(line)
    split_authors(line)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Nora Vale, M.D.", ["Nora Vale"]),
        ("Nora Vale, PhD", ["Nora Vale"]),
        ("Otis Brandt Jr.", ["Otis Brandt Jr."]),
        ("Otis Brandt, Jr.", ["Otis Brandt Jr."]),
        ("Nora Vale, Ostwick", ["Nora Vale"]),
        ("Nora Vale, Otis Brandt and Ida Lunt, Quay", ["Nora Vale", "Otis Brandt", "Ida Lunt"]),
        ("Nora Vale for The Daily Quay", ["Nora Vale"]),
        ("Nora Vale Updated March 3", ["Nora Vale"]),
        ("Associated Press Writer Nora Vale", ["Nora Vale"]),
        ("Lucía de los Ríos Vega", ["Lucía de los Ríos Vega"]),
        ("해돋이일보", []),
    ],
)
def test_degrees_places_and_papers_beside_a_name_are_no_persons(text: str, people: list[str]) -> None:
    assert split_authors(text) == people
