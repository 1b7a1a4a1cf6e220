"""Golden pages, feeds and records: each input of tests/golden beside the JSON of what has to come out.

To add a case, put the input into tests/golden/<kind>/ and beside it `<its name without ending>.json`: a list with one object a
record in order, with the columns of `articles` that matter (`article_body` as a list of paragraphs), or `{"reject": reason}`.
"""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.containers import pieces
from transforms.parsing.document import parse_piece
from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext
from transforms.parsing.sniff import sniff

GOLDEN = Path(__file__).parents[2] / "golden"
INPUTS = sorted(path for kind in ("html", "feed", "json") for path in (GOLDEN / kind).iterdir() if path.suffix != ".json")
_MOMENTS = ("date_published", "date_modified")


def outcome(path: Path) -> list[dict[str, Any]]:
    """What each record of a document ends as, as the golden files write it."""
    data = path.read_bytes()
    context = ParseContext(path.name, retrieved_at=1_735_689_600_000_000)
    found: list[dict[str, Any]] = []
    for piece in pieces(sniff(path.name, data[:8192]), data, Limits()):
        try:
            articles = [normalise(parsed, context) for parsed in parse_piece(piece, context)]
        except RejectError as error:
            found.append({"reject": error.reason})
            continue
        for article in articles:
            row = {name: value for name, value in article._asdict().items() if value not in (None, [], "", ())}
            row["article_body"] = article.article_body.split("\n\n")
            for name in _MOMENTS:
                if name in row:
                    row[name] = (
                        datetime.datetime.fromtimestamp(row[name] / 1e6, datetime.UTC).isoformat().replace("+00:00", "Z")
                    )
            row["published_date"] = article.published_date.isoformat() if article.published_date else None
            found.append(row)
    return found


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_input_gives_what_stands_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = outcome(path)
    assert len(found) == len(expected)
    for row, wanted in zip(found, expected, strict=True):
        assert {name: row.get(name) for name in wanted} == wanted


def test_what_comes_out_does_not_depend_on_what_was_read_before() -> None:
    forward = {path: outcome(path) for path in INPUTS}
    backward = {path: outcome(path) for path in reversed(INPUTS)}
    assert forward == backward


def test_there_is_no_expectation_without_an_input() -> None:
    inputs = {path.with_suffix("") for path in INPUTS}
    assert {path.with_suffix("") for kind in ("html", "feed", "json") for path in (GOLDEN / kind).glob("*.json")} == inputs
