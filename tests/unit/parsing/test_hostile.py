"""Every hostile input ends as articles or rejects with the right reason, soon, and without an exception of another kind."""

import time

import pytest

from tests.unit.parsing.hostile_inputs import CASES, Hostile
from transforms.errors import REASONS, RejectError
from transforms.limits import Limits
from transforms.parsing.containers import pieces
from transforms.parsing.document import parse_piece
from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.parsing.sniff import sniff

_SECONDS = 20.0  # of processor time; each takes under two on an idle machine


def outcomes(file: str, data: bytes, limits: Limits) -> list[str]:
    """What each record of a document ends as: "article" or the reason of its reject."""
    ends = []
    try:
        kind = sniff(file, data[:8192])
    except RejectError as error:
        return [error.reason]
    context = ParseContext(f"/in/{file}", limits)
    for piece in pieces(kind, data, limits):
        try:
            articles = parse_piece(piece, context)
        except RejectError as error:
            ends.append(error.reason)
            continue
        ends += [_normalised(article, context) for article in articles]
    return ends


def _normalised(article: ParsedArticle, context: ParseContext) -> str:
    try:
        normalise(article, context)
    except RejectError as error:
        return error.reason
    return "article"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_input_ends_with_an_article_or_the_right_reason(case: Hostile) -> None:
    data = case.build()
    began = time.process_time()
    found = outcomes(case.file, data, Limits())
    assert found
    assert set(found) <= case.expected
    assert set(found) <= {"article", *REASONS}
    assert time.process_time() - began < _SECONDS
