"""What blocks of pairs are given, and how their pairs are parted into calls."""

import numpy as np
import pytest

from tests.unit.similarity.stories import signature
from transforms import compare
from transforms.bodies import Names
from transforms.compare import PackWanted, name_wanted, verify_calls
from transforms.packing import pack_signature
from transforms.similarity.frequencies import no_weights


def keys(*values):
    return np.array(values, np.uint64)


@pytest.mark.parametrize("merged", [False, True])
def test_articles_are_named_with_the_blocks_that_want_them(merged):
    combine = PackWanted()
    parts = [(3, keys(7, 9)), (1, keys(9)), (3, keys(9))]
    accumulators = [combine.create_accumulator()]
    for part in parts:
        if merged:
            accumulators.append(combine.create_accumulator())
        accumulators[-1] = combine.add_input(accumulators[-1], part)
    wanted = combine.extract_output(combine.merge_accumulators(accumulators))
    assert name_wanted(Names(keys(9, 8, 7), ["nine", "eight", "seven"]), wanted) == {"nine": (1, 3), "seven": (3,)}


def test_what_many_links_want_is_not_sorted_again_with_each_few_of_them(monkeypatch):
    sorts = []
    monkeypatch.setattr(np, "lexsort", lambda columns, sort=np.lexsort: sorts.append(len(columns[0])) or sort(columns))
    combine = PackWanted()
    accumulator = combine.create_accumulator()
    for number in range(10_000):
        accumulator = combine.add_input(accumulator, (number % 16, keys(number, number + 1)))
    assert len(combine.extract_output(accumulator).keys) == 20_000
    assert sum(sorts) == 20_000


def test_nothing_is_named_if_no_block_wants_any():
    wanted = PackWanted().extract_output({})
    assert name_wanted(Names(keys(9), ["nine"]), wanted) == {}


def test_pairs_that_hang_together_are_verified_in_one_call(monkeypatch):
    monkeypatch.setattr(compare, "PAIRS_A_CALL", 2)
    packed = {key: pack_signature(signature(str(key), f"body {key}")) for key in range(1, 7)}
    calls = list(verify_calls([(1, 2), (1, 5), (3, 4), (2, 99), (3, 6)][::-1], packed, no_weights(), {}))
    assert sorted(sorted(arguments[1]) for _, arguments in calls) == [[1, 2, 5], [3, 4, 6]]


def test_no_pairs_are_no_calls():
    assert list(verify_calls([(1, 2)], {}, no_weights(), {})) == []
