import random
from collections import Counter
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.similarity.stories import signature, text
from transforms.similarity import candidates as c
from transforms.similarity.groups import HOT, HUBS, NEAR, meetings


def met(*groups: tuple[list[int], list[bool]]) -> list[tuple[int, int]]:
    """The places that meet in groups of (keys, which are new)."""
    keys = np.array([key for group, _ in groups for key in group], np.uint64)
    new = np.array([one for _, flags in groups for one in flags], bool)
    sizes = np.array([len(group) for group, _ in groups], np.int64)
    blocks = meetings(keys, new, np.cumsum(sizes) - sizes, sizes)
    return [(a, b) for left, right in blocks for a, b in zip(left.tolist(), right.tolist(), strict=True)]


def drawn(size: int, seed: int = 1) -> list[int]:
    return random.Random(seed).sample(range(1 << 40), size)


def test_of_a_fingerprint_that_few_bodies_have_all_meet() -> None:
    found = met((drawn(5), [True] * 5), (drawn(HOT), [True] * HOT))
    expected = [*combinations(range(5), 2), *combinations(range(5, 5 + HOT), 2)]
    assert sorted(found) == expected


@pytest.mark.parametrize("size", [HOT + 1, 1000])
def test_of_a_hot_one_each_meets_the_first_and_some_others(size: int) -> None:
    found = met((drawn(size), [True] * size))
    degree = Counter(chain.from_iterable(found))
    assert len(set(found)) == len(found) <= size * (HUBS + NEAR)
    assert all(degree[hub] == size - 1 for hub in range(HUBS))
    assert min(degree.values()) >= HUBS + NEAR


def test_two_old_bodies_never_meet_and_an_old_one_meets_new_ones() -> None:
    size, new = 200, 40
    found = met((drawn(size), [True] * new + [False] * (size - new)))
    assert all(min(pair) < new for pair in found)
    degree = Counter(chain.from_iterable(found))
    assert len(degree) == size


def test_two_bodies_that_are_near_meet_in_every_group_of_their_story() -> None:
    keys = drawn(300)
    rest = keys[HUBS:]
    one, other = sorted(rest)[100:102]
    for seed in range(20):
        group = [*keys[:HUBS], *random.Random(seed).sample([key for key in rest if key not in (one, other)], 100), one, other]
        assert (len(group) - 2, len(group) - 1) in {(min(a, b), max(a, b)) for a, b in met((group, [True] * len(group)))}


@given(st.lists(st.tuples(st.integers(1, 150), st.integers(0, 150)), max_size=6), st.integers(0, 99))
def test_each_pair_once_within_a_group_and_never_two_old_ones(groups: list[tuple[int, int]], seed: int) -> None:
    made = [(drawn(size, seed + at), [place < new for place in range(size)]) for at, (size, new) in enumerate(groups)]
    number = [at for at, (keys, _) in enumerate(made) for _ in keys]
    fresh = [one for _, flags in made for one in flags]
    found = met(*made)
    assert len({(min(pair), max(pair)) for pair in found}) == len(found)
    assert all(a != b and number[a] == number[b] and (fresh[a] or fresh[b]) for a, b in found)


def test_copies_of_a_story_told_in_the_words_of_a_template_choose_each_other() -> None:
    frame = text(700, 90)
    told = text(701, 40)
    copies = [signature(f"copy{n}", f"{frame}\n\n{told}\n\n{text(800 + n, 20)}") for n in range(100)]
    others = [signature(f"other{n}", f"{frame}\n\n{text(1000 + n, 90)}") for n in range(100)]
    chosen = [c.represent([one], {one.article_id}) for one in (*copies, *others)]
    pairs = c.select(c.count_pairs(c.merge_postings(c.postings_by_range(chosen, 1).values()))[0])
    own = {c.article_key(one.article_id) for one in copies}
    both = [pair for pair in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True) if own >= set(pair)]
    degree = Counter(chain.from_iterable(both))
    assert min(degree[key] for key in own) >= 3
