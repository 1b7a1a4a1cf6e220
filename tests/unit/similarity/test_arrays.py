import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.similarity.arrays import batches, parts_of, ranks, sums


@given(st.lists(st.integers(0, 300), max_size=20), st.integers(0, 2**32))
def test_the_sum_of_a_span_is_to_the_last_digit_what_it_is_alone(sizes: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).random(sum(sizes), np.float32)
    found = sums(values, np.array(sizes, np.int64))
    assert found.dtype == np.float32
    assert found.tolist() == [values[part].sum() for part in parts_of(sizes)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([3, 4, 3, 1], [[3, 4, 3], [1]]),
        ([5, 99, 99, 5, 5], [[5], [99], [99], [5, 5]]),
        ([0, 10, 0, 1], [[0, 10, 0], [1]]),
    ],
)
def test_batches_hold_ten_or_one_that_is_larger(sizes: list[int], expected: list[list[int]]) -> None:
    assert [sizes[part] for part in batches(sizes, 10)] == expected


@given(st.lists(st.integers(0, 30)))
def test_ranks_count_the_smaller_numbers(values: list[int]) -> None:
    smaller = sorted(set(values))
    assert ranks(np.array(values, np.int64)).tolist() == [smaller.index(value) for value in values]
