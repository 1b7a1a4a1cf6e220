"""Golden texts: `tests/golden/text/NAME.txt` beside `NAME.json`, which says what the articles in it are.

A case is two files; anyone can add one. In the JSON `articles` has one object for each article, with any fields of the stored
article (moments in ISO 8601, days as dates) and `paragraphs` for the body; what an object does not name is not compared.
`dropped` lists what must have been taken out, as pairs of rule and text.
"""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext
from transforms.parsing.text import parse_text

FOLDER = Path(__file__).parents[2] / "golden" / "text"
CASES = sorted(path.stem for path in FOLDER.glob("*.txt"))
MOMENTS = ("date_published", "date_modified")


def stored(name: str, field: str, article: Any) -> Any:
    """A field of an article as the golden file writes it."""
    if field == "paragraphs":
        return article.article_body.split("\n\n")
    value = getattr(article, field)
    if field in MOMENTS and value is not None:
        return datetime.datetime.fromtimestamp(value / 1_000_000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_there_are_cases_and_each_has_both_files() -> None:
    assert len(CASES) >= 12
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_text_becomes_the_articles_its_golden_file_says(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["articles"]
    context = ParseContext(source_uri=f"/in/{name}.txt")
    parsed = parse_text((FOLDER / f"{name}.txt").read_bytes(), context)
    articles = [normalise(one, context) for one in parsed]
    assert [article.headline for article in articles] == [one.get("headline") for one in expected]
    for one, article, wanted in zip(parsed, articles, expected, strict=True):
        for field, value in wanted.items():
            if field == "dropped":
                assert [list(pair) for pair in one.dropped] == value
            else:
                assert stored(name, field, article) == value, field


@pytest.mark.parametrize("name", CASES)
def test_parsing_a_golden_body_again_changes_nothing(name: str) -> None:
    context = ParseContext(source_uri=f"/in/{name}.txt")
    for one in parse_text((FOLDER / f"{name}.txt").read_bytes(), context):
        once = normalise(one, context)
        one.body = once.article_body
        assert normalise(one, context) == once
