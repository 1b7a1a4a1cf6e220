"""The five real texts in ../shared/data/seeds: how many articles, whose, of when, and that the furniture is gone."""

import datetime
from pathlib import Path

import pytest

from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext
from transforms.parsing.text import parse_text
from transforms.records import Article

SEEDS = Path(__file__).parents[4] / "shared" / "data" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the development texts are not at {SEEDS}")


def articles(number: str) -> list[Article]:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    context = ParseContext(source_uri=str(path))
    return [normalise(parsed, context) for parsed in parse_text(path.read_bytes(), context)]


@pytest.mark.parametrize(("number", "count"), [("000", 1), ("001", 1), ("002", 1), ("003", 3), ("004", 1)])
def test_each_text_gives_its_articles(number: str, count: int) -> None:
    assert len(articles(number)) == count


@pytest.mark.parametrize(
    ("number", "agency", "evidence", "day", "publisher"),
    [
        ("000", "AFP", "dateline", datetime.date(2022, 6, 15), "The Straits Times"),
        ("001", "AFP", "byline", datetime.date(2022, 6, 15), "The Moscow Times"),
        ("002", "AFP", "signature", None, None),
        ("004", None, None, None, "Vigour Times"),
    ],
)
def test_origin_and_day(
    number: str, agency: str | None, evidence: str | None, day: datetime.date | None, publisher: str | None
) -> None:
    (article,) = articles(number)
    assert (article.source_organization, article.source_organization_evidence) == (agency, evidence)
    assert (article.published_date, article.publisher, article.in_language) == (day, publisher, "en")


def test_the_digest_has_three_headlines_of_its_own() -> None:
    found = articles("003")
    starts = ["Putin to Xi:", "Xi reiterates", "Putin invites"]
    assert [(article.headline or "")[: len(start)] for article, start in zip(found, starts, strict=True)] == starts
    assert [article.part for article in found] == [0, 1, 2]
    assert [article.source_organization for article in found] == [None, "Xinhua", None]
    assert found[1].source_organization_evidence == "credit"


FURNITURE = [
    *("READ MORE", "Keep reading", "list of 4", "Related article", "Original url", "http", "01:37", "VIDEO", "✓", "protected]"),
    *(
        "Copyright",
        "kremlin.ru",
        "Photo",
        "Zuma",
        "/Xinhua",
        "By AFP",
        "20220615",
        "June 15, 2022",
        "BEIJING AFP",
        "With input",
    ),
    *("\\$", "Vigour Times", "87990cbe", "red line", "Write to"),
]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_furniture_and_fields_are_gone_from_the_bodies(number: str) -> None:
    for article in articles(number):
        assert [phrase for phrase in FURNITURE if phrase in article.article_body] == []
        assert article.headline is not None
        assert article.headline not in article.article_body
        assert not article.article_body.endswith("AFP")


@pytest.mark.parametrize(
    ("number", "phrase"),
    [
        ("000", "last year hitting US$147 billion"),
        ("001", "invasion of Ukraine on Feb. 24."),
        ("001", "'No limits' relationship"),
        ("001", "hitting $147 billion"),
        ("004", "Russian President since Russia"),
        ("004", "Defense Secretary Lloyd Austin and his"),
        ("004", "Martin Chorzempa, a senior fellow"),
        ("003", "Russia leading supplier of oil to China"),
    ],
)
def test_sentences_are_whole_and_sub_headings_stay(number: str, phrase: str) -> None:
    assert any(phrase in article.article_body for article in articles(number))
