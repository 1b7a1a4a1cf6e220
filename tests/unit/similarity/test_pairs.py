import numpy as np
import pytest

from tests.unit.similarity.stories import signature, story
from transforms.packing import pack_signature
from transforms.records import CopyLink
from transforms.similarity import pairs as p
from transforms.similarity.candidates import article_key
from transforms.similarity.frequencies import Weights, no_weights
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import IDENTICAL, METHOD, MIN_PROBABILITY, WITHDRAWN

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
    found = p.verify_pairs([(keys[0], keys[1]), (keys[0], keys[2])], packed, no_weights(), {})
    assert [{link.article_id, link.is_based_on} for link in found] == [{"a", "b"}]


@pytest.mark.parametrize(
    ("other", "before", "judged_before", "expected"),
    [
        (BODY[1:], None, None, None),
        (BODY[1:], 0.3, None, 1),
        (BODY[1:], 0.3, 4, 5),
        (story(5), 0.9, None, 1),
        (story(5), MIN_PROBABILITY, 1, None),
    ],
    ids=["as before", "more likely now", "for the fifth time", "no longer linked", "not linked before"],
)
def test_a_pair_that_was_judged_before_gives_a_link_if_its_judgement_changed(
    other: list[str], before: float | None, judged_before: int | None, expected: int | None
) -> None:
    made = {article_key(name): signature(name, "\n\n".join(text)) for name, text in (("a", BODY), ("b", other))}
    pair = min(made), max(made)
    if before is None:
        (first,) = p.links_of([pair], made, no_weights(), {})
        before = first.probability - 1e-6
    stored = CopyLink("a", "b", before, 0.9, 80, METHOD, "1", None, judged_before)
    found = p.links_of([pair], made, no_weights(), {pair: stored})
    assert [(p.keys_of(link), link.judged_before) for link in found] == ([(pair, expected)] if expected else [])
    assert all(link.probability == MIN_PROBABILITY for link in found if other != BODY[1:])


def test_the_last_judgement_on_a_pair_is_its_latest_link_and_identical_bodies_are_not_judged() -> None:
    first = CopyLink("a", "b", 0.9, 0.9, 80, METHOD, "1", None)
    second = CopyLink("b", "a", 0.1, 0.9, 80, METHOD, "1", None, 1)
    same = CopyLink("a", "c", 1.0, 1.0, 80, IDENTICAL, "1", None)
    gone = [CopyLink("a", "d", 0.9, 0.9, 80, METHOD, "1", None), CopyLink("a", "d", 0.0, 0.0, 0, WITHDRAWN, "1", None, 1)]
    assert p.latest_links([second, first, same, *gone]) == [second]


def texts_of(articles: dict[int, list[int]], weights: dict[int, float], run: set[int] = frozenset()) -> p.Texts:
    owners = np.repeat(np.array(list(articles), np.uint64), [len(one) for one in articles.values()])
    fingerprints = np.array([value for one in articles.values() for value in one], np.uint64)
    known = np.array([weights.get(value, 1.0) for value in fingerprints.tolist()], np.float32)
    worn = np.array([1 - weights.get(value, 1.0) if value in run else 0 for value in fingerprints.tolist()], np.float32)
    mixed = np.random.default_rng(1).permutation(len(owners))
    return p.Texts(*(column[mixed] for column in (owners, fingerprints, known, worn)))


def test_what_many_pairs_share_is_what_each_of_them_shares() -> None:
    articles = {1: [3, 4, 5, 6], 2: [4, 5, 9], 3: [7], 4: [5, 6, 7, 8, 9]}
    weights = {4: 0.5, 9: 0.25, 6: 0.0}
    left, right = np.array([1, 1, 1, 2, 3], np.uint64), np.array([2, 3, 4, 4, 99], np.uint64)
    found = p.weighted_shares(left, right, texts_of(articles, weights, run={4, 6}))
    weighted = {key: p.Weighted(keys, known, float(known.sum())) for key, keys, known in (
        (key, np.array(one, np.uint64), np.array([weights.get(value, 1.0) for value in one], np.float32))
        for key, one in articles.items()
    )}  # fmt: skip
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))[:4]
    assert found.share[:4].tolist() == pytest.approx([p.weighted_share(weighted[a], weighted[b]) for a, b in pairs])
    # of 4 and 5; of nothing; of 5 and 6; of 5 and 9; of an unknown text
    assert found.worn.tolist() == pytest.approx([0.25, 0, 0.5, 0, 0])
    assert found.share[4] == 0


@pytest.mark.parametrize(
    ("probability", "share", "worn", "expected"),
    [(0.99, 0.6, 0.02, False), (0.99, 0.6, 0.4, True), (0.99, 0.01, 0.0, True), (0.5, 0.6, 0.0, True), (0.05, 0.6, 0.4, False)],
    ids=["sure", "in the words of a template", "shares nothing now", "unsure", "as good as none"],
)
def test_which_links_are_worth_judging_again(probability: float, share: float, worn: float, expected: bool) -> None:
    link = CopyLink("a", "b", probability, 0.9, 100, "shingles", "1", None)
    assert p.may_change([link], p.Shares(np.array([share]), np.array([worn]))).tolist() == [expected]
