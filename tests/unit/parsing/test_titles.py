import pytest

from transforms.parsing.titles import choose_title, without_site

HEAD = "Second quay for Port Ellery wins narrow vote"


@pytest.mark.parametrize(
    "title",
    [
        HEAD,
        f"{HEAD} | The Daily Quay",
        f"{HEAD} - The Daily Quay",
        f"{HEAD} – Local – The Daily Quay",
        f"{HEAD} | dailyquay.example",
        f"The Daily Quay | {HEAD}",
        f"{HEAD} — The Daily Quay, news from the harbour",
    ],
)
def test_the_name_of_the_site_is_cut_at_both_ends(title: str) -> None:
    assert without_site(title, ["The Daily Quay", "dailyquay"], [HEAD]) == HEAD


@pytest.mark.parametrize(
    "title", ["Trade - and what it costs", "Quay 2 – the sequel", "‘We were late’ - Kremlin", "A | B testing in schools", "- -"]
)
def test_a_separator_within_a_headline_stays(title: str) -> None:
    assert without_site(title, ["The Daily Quay"]) == title


def test_a_part_that_only_begins_with_a_short_name_of_the_site_stays() -> None:
    title = "Talks in Port Ellery - QRC: more towns ask for help with their old dykes"
    assert without_site(title, ["QRC"]) == title
    assert without_site("Talks in Port Ellery - QRC online", ["QRC"]) == "Talks in Port Ellery"


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([HEAD, None, None, None, f"{HEAD} | The Daily Quay"], HEAD),
        ([None, "Quay wins vote", HEAD, HEAD, None], HEAD),
        (["Second quay for Port Ellery…", HEAD, HEAD, None, None], HEAD),
        (["Second quay for Port Ell...", None, None, None, HEAD], HEAD),
        ([None, "The Daily Quay", HEAD, None, None], HEAD),
        ([None, None, None, None, None], None),
        (["The Daily Quay"], None),
    ],
)
def test_the_title_that_most_sources_agree_on_is_the_headline(candidates: list[str | None], chosen: str | None) -> None:
    assert choose_title(candidates, ["The Daily Quay"]) == chosen
