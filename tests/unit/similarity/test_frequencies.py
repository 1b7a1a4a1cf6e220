import numpy as np
import pytest

from tests.unit.similarity.stories import signature, story, text
from transforms.records import Signature
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.signing import unpack_fingerprints


def weights(signatures: list[Signature], ranges: int = 2) -> f.Weights:
    postings = c.postings_by_range([c.represent([s], {s.article_id}) for s in signatures], ranges)
    pairs = c.merge_pairs(c.count_pairs(part)[0] for part in postings.values())
    labels = f.with_known(f.story_labels(c.both_ways(c.enough(pairs))), f.known_labels({}))
    return f.merge_weights([f.weigh(part, labels) for part in postings.values()])


def mean_weight(body: str, found: f.Weights) -> float:
    return float(f.weights_of(unpack_fingerprints(signature("x", body)), found).mean())


def test_text_of_one_story_weighs_one_however_many_carry_it() -> None:
    paragraphs = story(1, 400)
    copies = [signature(f"a{n}", "\n\n".join(paragraphs[: len(paragraphs) - n % 4])) for n in range(20)]
    assert mean_weight("\n\n".join(paragraphs), weights(copies)) == 1.0


@pytest.mark.parametrize("day", [0, 2**30, 2**31 - 1])
def test_two_stories_are_two_however_far_apart_their_days_are(day: int) -> None:
    entries = np.zeros(2, c.ENTRY)
    entries["key"], entries["first_published"] = (1, 2), (day, min(-day, 0))
    shared = c.Postings(entries, np.array([1, 1], np.uint32), np.array([7, 7], np.uint64))
    found = f.weigh(shared, f.known_labels({}))
    assert found.weights.tolist() == pytest.approx([2**-f.EXPONENT])


def test_text_of_many_stories_weighs_little() -> None:
    common = text(99, 60)
    stories = [signature(f"a{n}", f"{text(n, 500)}\n\n{common}") for n in range(12)]
    found = weights(stories)
    assert mean_weight(common, found) < 0.35
    assert mean_weight(text(3, 500), found) > 0.9


def test_what_one_publisher_repeats_weighs_nothing() -> None:
    house = text(98, 60)
    stories = [signature(f"a{n}", f"{text(n, 400)}\n\n{house}", publisher="The Daily Bugle") for n in range(3)]
    assert mean_weight(house, weights(stories)) < 0.1


def test_a_story_that_one_publisher_runs_three_times_is_no_boilerplate() -> None:
    body = text(5, 300)
    versions = [
        signature(f"a{n}", f"{body}\n\nUpdate number {n} of this report.", publisher="The Daily Bugle") for n in range(4)
    ]
    assert mean_weight(body, weights(versions)) == 1.0


def test_weights_do_not_depend_on_the_number_of_ranges_or_the_order() -> None:
    common = text(99, 60)
    stories = [signature(f"a{n}", f"{text(n, 300)}\n\n{common}") for n in range(8)]
    one, other = weights(stories, 1), weights(stories[::-1], 9)
    assert one.fingerprints.tolist() == other.fingerprints.tolist()
    assert np.allclose(one.weights, other.weights)


@pytest.mark.parametrize(
    ("labels", "known", "expected"),
    [
        ({}, {}, {}),
        ({"b": "a", "c": "b"}, {}, {"b": "a", "c": "a"}),
        ({"new": "old"}, {"old": "story"}, {"old": "story", "new": "story"}),
        ({"old": "new", "newer": "new"}, {"old": "story"}, {"old": "story", "new": "story", "newer": "story"}),
        ({"old": "older"}, {"old": "story", "older": "another"}, {"old": "story", "older": "another"}),
    ],
)
def test_labels_are_led_on_to_known_stories(labels: dict[str, str], known: dict[str, str], expected: dict[str, str]) -> None:
    found = f.with_known(f.known_labels(labels), f.known_labels(known))
    assert dict(zip(found.keys.tolist(), found.labels.tolist(), strict=True)) == {
        c.article_key(article): c.article_key(story) for article, story in expected.items()
    }


def test_labels_without_those_of_some_articles() -> None:
    labels = f.known_labels({"a": "s", "b": "s", "c": "t"})
    left = f.without(labels, np.sort(np.array([c.article_key(one) for one in ("a", "c", "other")], np.uint64)))
    assert left.keys.tolist() == [c.article_key("b")]
    assert left.labels.tolist() == [c.article_key("s")]


@pytest.mark.parametrize(
    ("bodies", "effective"),
    [([1], 1.0), ([60], 1.0), ([1] * 9, 9.0), ([45, *[1] * 15], 1.765), ([30, 30], 2.0)],
    ids=["one", "one that many carry", "nine", "one that many carry, of which some stand apart", "two that many carry"],
)
def test_a_fingerprint_weighs_by_the_effective_number_of_its_stories(bodies: list[int], effective: float) -> None:
    count = sum(bodies)
    signatures = [signature(f"{number:03d}", "") for number in range(count)]
    entries = np.array([c.represent([one], set())[1] for one in signatures], c.ENTRY)
    story_of = {f"{at:03d}": f"s{story}" for at, story in enumerate(np.repeat(np.arange(len(bodies)), bodies).tolist())}
    postings = c.Postings(entries, np.ones(count, np.uint32), np.full(count, 8, np.uint64))
    found = f.weights_of(np.array([8], np.uint64), f.weigh(postings, f.known_labels(story_of)))
    assert found[0] == pytest.approx(effective**-f.EXPONENT, rel=1e-3)


@pytest.mark.parametrize(
    ("days", "effective"),
    [
        ([0, 1, 3], 1.0),
        ([0, 4], 2.0),
        ([0, 7, 14, 21], 4.0),
        ([0, 2, 4], 9 / 7),
        ([-(10**9), 10**9], 2.0),
    ],
    ids=["within three days", "further apart", "every week", "one after the other", "absurd dates"],
)
def test_text_that_comes_back_counts_as_a_story_each_time(days: list[int], effective: float) -> None:
    day = 86_400_000_000
    signatures = [signature(f"{number}", "")._replace(date_published=at * day) for number, at in enumerate(days)]
    entries = np.array([c.represent([one], set())[1] for one in signatures], c.ENTRY)
    one_story = f.known_labels({f"{number}": "s" for number in range(len(days))})
    postings = c.Postings(entries, np.ones(len(days), np.uint32), np.full(len(days), 8, np.uint64))
    found = f.weights_of(np.array([8], np.uint64), f.weigh(postings, one_story))
    assert found[0] == pytest.approx(effective**-f.EXPONENT, rel=1e-3)


def test_nothing_is_known_of_nothing() -> None:
    assert len(f.merge_weights([]).weights) == 0
    assert len(f.merge_labels([]).keys) == 0
    assert f.weights_of(np.array([8], np.uint64), f.no_weights()).tolist() == [1.0]
