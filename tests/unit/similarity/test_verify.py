import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.similarity.stories import DAY, NOON, signature, story, text
from transforms.similarity import model as m
from transforms.similarity import prepared
from transforms.similarity import verify as v
from transforms.similarity.frequencies import Weights, no_weights
from transforms.similarity.model import Features, default_model, probability
from transforms.similarity.prepared import prepare, prepare_all
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import compare, compare_all, copy_link, identical_links

STORY = story(1, 400)
OTHER = story(2, 400)
QUOTE = '"' + text(3, 60).replace("\n\n", " ").replace('"', "") + '," the minister said.'
BODY = "\n\n".join(STORY)


def chance(one: str, other: str) -> float:
    a, b = (prepare(signature(name, body), no_weights()) for name, body in (("a", one), ("b", other)))
    return probability(compare(a, b))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("the same", BODY),
        ("cut", "\n\n".join(STORY[: len(STORY) // 2])),
        ("reordered", "\n\n".join(STORY[:1] + STORY[:0:-1])),
        ("with local paragraphs", "\n\n".join(STORY[:6] + OTHER[:2] + STORY[6:])),
        ("re-spelled", BODY.replace("is", "iz").replace("our ", "or ")),
        ("in one paragraph", " ".join(STORY)),
    ],
)
def test_a_newsroom_copy_is_likely(name: str, body: str) -> None:
    assert chance(BODY, body) > 0.8


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("unrelated", BODY, "\n\n".join(OTHER)),
        ("one quotation", "\n\n".join([*STORY, QUOTE]), "\n\n".join([*OTHER, QUOTE])),
        ("a background paragraph", "\n\n".join([*STORY, *story(5, 40)]), "\n\n".join([*OTHER, *story(5, 40)])),
        ("only a quotation each", QUOTE, QUOTE.replace("minister", "leader") + " " + text(6, 200)),
    ],
)
def test_what_shares_a_part_only_is_unlikely(name: str, one: str, other: str) -> None:
    assert chance(one, other) < 0.5


@pytest.mark.parametrize(
    ("said", "known"),
    [("", False), (" Zubrova said.", False), (" Governor Zubrova said on Monday.", True)],
    ids=["bare", "with who says it", "with who says it when"],
)
def test_a_statement_is_compared_if_more_is_told_than_who_makes_it(said: str, known: bool) -> None:
    statement = '"' + " ".join(text(3, 60).replace('"', "").split()) + ',"' + said
    one, other = (
        prepare(signature(at, body), no_weights()) for at, body in (("a", statement), ("b", statement + "\n\n" + BODY))
    )
    assert (compare(one, other) is not None) is known


@pytest.mark.parametrize(("replaced", "conflicts"), [(0, False), (1, True), (3, True)])
def test_names_and_numbers_put_into_a_sentence_are_no_conflicts_and_those_put_for_others_are(
    replaced: int, conflicts: bool
) -> None:
    paragraphs = [text.split() for text in STORY]
    changed = "\n\n".join(" ".join([*words[:6], "Zubrova", "7,777", *words[6 + replaced :]]) for words in paragraphs)
    one, other = (prepare(signature(name, body), no_weights()) for name, body in (("a", BODY), ("b", changed)))
    found = compare(one, other)
    assert found is not None
    assert (found.number_conflicts > 0, found.name_conflicts > 0) == (conflicts, conflicts)


@pytest.mark.parametrize("body", ["", "word", "two words", "news " * 300, "\n\n".join(["Subscribe to our newsletter."] * 9)])
def test_next_to_no_text_is_no_evidence(body: str) -> None:
    assert chance(body, BODY) < 0.5
    assert chance(body, body) == 0.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_features_are_symmetric_and_shares_lie_between_0_and_1(cut: int, mix: int, quoted: bool) -> None:
    one = prepare(signature("a", BODY), no_weights())
    other = "\n\n".join(STORY[cut:] + OTHER[:mix] + [QUOTE] * quoted)
    two = prepare(signature("b", other), no_weights())
    forth, back = compare(one, two), compare(two, one)
    assert forth == back
    if forth is not None:
        shares = forth._asdict()
        for name in ("number_conflicts", "name_conflicts", "longest_run", "matched"):
            shares.pop(name)
        assert all(-1e-6 <= share <= 1 + 1e-6 for share in shares.values())


@pytest.mark.parametrize("words", [1, 1_000, 1 << 17])
def test_many_pairs_at_once_are_compared_as_each_of_them_alone(words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (prepared, v):
        monkeypatch.setattr(module, "WORDS", words)
    bodies = [BODY, "", "\n\n".join(STORY[:9] + OTHER), "two words", QUOTE, BODY + QUOTE, "news " * 300, "\n\n".join(OTHER)]
    signed = [signature(str(at), body) for at, body in enumerate(bodies)]
    known = unpack_fingerprints(signed[2])[::3]
    weights = Weights(known, np.linspace(0, 0.9, len(known), dtype=np.float32))
    texts = [prepare(one, weights) for one in signed]
    pairs = list(itertools.permutations(range(len(bodies)), 2))
    found = compare_all(prepare_all(signed, weights), pairs, [a > b for a, b in pairs])
    assert [one and one.features for one in found] == [compare(texts[a], texts[b], a > b) for a, b in pairs]
    assert 0 < sum(one is None for one in found) < len(found)


def test_the_explanation_adds_up_to_the_probability() -> None:
    a, b = prepare(signature("a", BODY), no_weights()), prepare(signature("b", "\n\n".join(STORY[:9])), no_weights())
    features = compare(a, b)
    rows = m.explain(features)
    assert features is not None
    assert sum(row[3] for row in rows) + default_model().intercept == pytest.approx(m.score(features, default_model()))
    assert [abs(row[3]) for row in rows] == sorted((abs(row[3]) for row in rows), reverse=True)
    assert m.explain(None) == []


def test_a_model_with_an_unknown_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="luck"):
        m.read_model({"version": "1", "threshold": 0.5, "intercept": 0, "coefficients": {"containment*luck": 1}})


def test_a_link_leads_from_the_later_article_to_the_earlier_one() -> None:
    early, late = signature("z", BODY), signature("a", "\n\n".join(STORY[:12]), date_published=NOON + DAY)
    prepared = prepare(early, no_weights()), prepare(late, no_weights())
    link = copy_link(early, late, *prepared)
    assert link == copy_link(late, early, *prepared[::-1])
    assert link is not None
    assert (link.article_id, link.is_based_on, link.method) == ("a", "z", v.METHOD)
    assert 0 < link.containment <= 1
    assert 0 < link.shared_words <= late.word_count


def test_a_date_without_a_time_is_later_than_all_of_its_day() -> None:
    by_day = signature("a", BODY, date_published=NOON - DAY // 2, date_published_precision="day")
    timed = signature("z", "\n\n".join(STORY[:12]))
    link = copy_link(by_day, timed, prepare(by_day, no_weights()), prepare(timed, no_weights()))
    assert link is not None
    assert (link.article_id, link.is_based_on) == ("a", "z")


def test_identical_bodies_are_linked_in_a_chain_inside_the_window() -> None:
    days = [0, 3, 8, 30, 31]
    same = [signature(f"a{n}", BODY, date_published=NOON + day * DAY) for n, day in enumerate(days)]
    undated = signature("u", BODY, date_published=None)
    found = {(link.article_id, link.is_based_on) for link in identical_links([*same, undated], 10)}
    assert {("a1", "a0"), ("a2", "a1"), ("a4", "a3")} <= found
    assert ("a3", "a2") not in found
    assert any("u" in pair for pair in found)
    assert len(identical_links([same[0]._replace(article_id=f"a{n}") for n in range(1000)], 10)) == 999


@pytest.mark.parametrize("body", ["", "Page not found.", "news " * 300])
def test_identical_notices_are_not_linked(body: str) -> None:
    assert identical_links([signature("a", body), signature("b", body)], 10) == []


def test_every_term_of_the_model_is_a_feature() -> None:
    assert {name for term in default_model().coefficients for name in term.split("*")} <= set(Features._fields)
    assert 0 < default_model().threshold < 1
