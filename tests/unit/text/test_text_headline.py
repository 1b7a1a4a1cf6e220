"""Headlines: names of sites are cut, sources named in a headline are not."""

import pytest

from transforms.text.headline import clean_headline, names_site, split_site_name

CUT = [
    ("Talks resume on river treaty – Harbour Times", "Talks resume on river treaty", "Harbour Times"),
    ("Talks resume on river treaty | Politics | The Harbour Post", "Talks resume on river treaty", "The Harbour Post"),
    ("Talks resume on river treaty - BBC News", "Talks resume on river treaty", "BBC News"),
    ("Talks resume - again - on river treaty | Reuters", "Talks resume - again - on river treaty", "Reuters"),
    ("Gespräche gehen weiter - Hafen Zeitung", "Gespräche gehen weiter", "Hafen Zeitung"),
    ("Talks resume on river treaty – Washington Post", "Talks resume on river treaty", "Washington Post"),
]

KEPT = [
    "Bridge to open in spring – Kremlin",
    "Bridge to open in spring - TASS",
    "Bridge to open in spring – report",
    "Harbour - a history in five storms",
    "Row over water - what happens next?",
    "Bridge or tunnel: the long wait",
    "Talks",
]


@pytest.mark.parametrize(("title", "headline", "site"), CUT)
def test_the_name_of_a_site_is_cut(title: str, headline: str, site: str) -> None:
    assert split_site_name(title) == (headline, site)


@pytest.mark.parametrize("title", KEPT)
def test_sources_and_second_halves_of_headlines_stay(title: str) -> None:
    assert split_site_name(title) == (title, None)


def test_the_publisher_and_the_host_are_names_of_the_site() -> None:
    assert split_site_name("Bridge to open in spring - Quince", "Quince")[0] == "Bridge to open in spring"
    assert (
        split_site_name("Bridge to open in spring - Quince Bay", None, "www.quincebay.example")[0] == "Bridge to open in spring"
    )


def test_cutting_twice_changes_nothing() -> None:
    for title, headline, _ in CUT:
        assert split_site_name(split_site_name(title)[0])[0] == headline


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("UPDATE 2-Norland raises royalty", "Norland raises royalty"),
        ("(2nd LD) Norland raises royalty", "(2nd LD) Norland raises royalty"),
        ("Norland raises royalty (2nd LD)", "Norland raises royalty"),
        ("Norland raises royalty [VIDEO]", "Norland raises royalty"),
        ("Update on the bridge", "Update on the bridge"),
    ],
)
def test_labels_of_wires_are_cut(title: str, headline: str) -> None:
    assert clean_headline(title) == headline


def test_names_that_say_what_they_are_name_a_site() -> None:
    assert names_site("The Andes Daily")
    assert names_site("The Guardian")
    assert not names_site("Port Vale")
