import numpy as np
import pytest

from tests.unit.similarity.stories import signature, story
from transforms.packing import pack_signature
from transforms.similarity import pairs as p
from transforms.similarity.candidates import article_key
from transforms.similarity.frequencies import Weights, no_weights
from transforms.similarity.signing import unpack_fingerprints

BODY = story(1, 400)


def share(first: str, second: str, worthless: str = "") -> float:
    found = unpack_fingerprints(signature("w", worthless))
    weights = Weights(found, np.zeros(len(found), np.float32)) if worthless else no_weights()
    return p.weighted_share(*(p.weigh_text(signature("x", body), weights) for body in (first, second)))


@pytest.mark.parametrize(
    ("case", "first", "second", "worthless", "low", "high"),
    [
        ("the same text", BODY, BODY, [], 1, 1),
        ("the first half of it", BODY, BODY[: len(BODY) // 2], [], 0.95, 1),
        ("another text", BODY, story(2), [], 0, 0.01),
        ("a text of nothing", BODY, [], [], 0, 0),
        ("shared words that are worth nothing", [*BODY, *story(3, 90)], [*story(4), *story(3, 90)], story(3, 90), 0, 0.02),
        ("all words worth nothing", BODY, BODY, BODY, 0, 0),
    ],
)
def test_share_by_weight(case: str, first: list[str], second: list[str], worthless: list[str], low: float, high: float) -> None:
    texts = ["\n\n".join(part) for part in (first, second, worthless)]
    for one, other in (texts[:2], texts[1::-1]):
        assert low <= share(one, other, texts[2]) <= high


def test_pairs_that_share_little_by_weight_are_not_compared() -> None:
    made = [signature("a", "\n\n".join(BODY)), signature("b", "\n\n".join(BODY[1:])), signature("c", "\n\n".join(story(5)))]
    packed = {article_key(one.article_id): pack_signature(one) for one in made}
    keys = list(packed)
    found = p.verify_pairs([(keys[0], keys[1]), (keys[0], keys[2])], packed, no_weights())
    assert [{link.article_id, link.is_based_on} for link in found] == [{"a", "b"}]
