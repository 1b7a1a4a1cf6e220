import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.records import CopyLink
from transforms.similarity.cluster import cluster
from transforms.similarity.verify import IDENTICAL, METHOD, WITHDRAWN


def link(
    a: str, b: str, probability: float = 0.99, shared: int = 80, method: str = METHOD, judged_before: int | None = None
) -> CopyLink:
    return CopyLink(a, b, probability, 0.9, shared, method, "1", None, judged_before)


def stories(links: Sequence[CopyLink], extra: str = "") -> list[str]:
    ids = sorted({*extra, *(one for each in links for one in (each.article_id, each.is_based_on))})
    return ["".join(story) for story in cluster(dict.fromkeys(ids, 100), links)]


@pytest.mark.parametrize(
    ("case", "links", "expected"),
    [
        ("nothing is linked", [], ["a", "b"]),
        ("a copy", [link("a", "b")], ["ab"]),
        ("too unlikely", [link("a", "b", 0.55)], ["a", "b"]),
        ("copies of one original that share nothing", [link("a", "b"), link("a", "c")], ["abc"]),
        ("one body", [link("a", "b", 1.0, method=IDENTICAL), link("b", "c")], ["abc"]),
        (
            "a mixture joins the better story and does not bridge",
            [link("a", "b"), link("c", "d"), link("m", "a"), link("m", "b"), link("m", "c", 0.7), link("m", "d", 0.2)],
            ["abm", "cd"],
        ),
        (
            "a digest stays alone",
            [link("a", "b"), link("c", "d"), link("m", "a", 0.9, 30), link("m", "c", 0.3, 30)],
            ["ab", "cd", "m"],
        ),
        (
            "a text with a short copy, whose background a follow-up repeats, is no digest",
            [link("a", "b", 0.99, 40), link("a", "f", 0.02, 19)],
            ["ab", "f"],
        ),
        (
            "an original with short copies, of which a follow-up and a digest repeat much, is no digest",
            [link("b", "a", 0.99, 40), link("c", "a", 0.9, 30), link("f", "a", 0.1, 40), link("d", "a", 0.3, 30)],
            ["abc", "d", "f"],
        ),
        (
            "a mixture that is mostly of one story stays with it",
            [link("a", "b"), link("c", "d"), link("m", "a", 0.99, 45), link("m", "b", 0.98, 45), link("m", "c", 0.1, 30)],
            ["abm", "cd"],
        ),
        (
            "what takes as much from several others as from its own is a digest",
            [
                link("a", "b"),
                link("m", "a", 0.99, 45),
                link("m", "b", 0.9, 45),
                link("m", "c", 0.1, 20),
                link("m", "d", 0.1, 20),
            ],
            ["ab", "c", "d", "m"],
        ),
        (
            "a digest stays alone, whatever takes from it later",
            [link("a", "b"), link("c", "d"), link("m", "a", 0.9, 30), link("m", "c", 0.3, 30), link("e", "m", 0.1, 60)],
            ["ab", "cd", "e", "m"],
        ),
        (
            "of several judgements on a pair the last counts",
            [link("a", "b"), link("b", "a", 0.01, judged_before=1)],
            ["a", "b"],
        ),
        (
            "a link that was withdrawn is no link, and not one against",
            [link("a", "b"), link("a", "c"), link("c", "b"), link("b", "c", 0.0, method=WITHDRAWN, judged_before=1)],
            ["abc"],
        ),
    ],
)
def test_stories(case: str, links: list[CopyLink], expected: list[str]) -> None:
    assert stories(links, "ab") == expected


def test_links_to_articles_that_are_not_members_are_left_out() -> None:
    assert cluster({"a": 10}, [link("a", "gone")]) == [["a"]]


def test_a_large_story_of_which_each_copy_was_compared_with_few_others_stays_whole() -> None:
    ids = [f"a{n:03d}" for n in range(150)]
    draw = random.Random(1)
    links = [link(one, other) for one in ids for other in draw.sample([i for i in ids if i != one], 12)]
    assert cluster(dict.fromkeys(ids, 100), links) == [ids]


def test_a_copy_that_was_compared_with_four_of_a_large_story_joins_it() -> None:
    ids = [f"a{n:02d}" for n in range(40)]
    links = [link(one, other) for at, one in enumerate(ids) for other in ids[max(0, at - 5) : at]]
    assert cluster(dict.fromkeys([*ids, "b"], 100), [*links, *(link("b", one) for one in ids[:4])]) == [[*ids, "b"]]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 99), st.integers(0, 90)), max_size=40), st.randoms()
)
def test_the_order_of_the_links_does_not_matter(rows: list[tuple[int, int, int, int]], shuffler: random.Random) -> None:
    links = [link(str(a), str(b), p / 100, shared) for a, b, p, shared in rows]
    counts = {str(n): 100 for n in range(10)}
    expected = cluster(counts, links)
    shuffled = shuffler.sample(links, len(links))
    assert cluster(dict(reversed(counts.items())), shuffled) == expected
    assert sorted(article for story in expected for article in story) == sorted(counts)
