"""The growing index gives what a search through everything would."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.similarity.candidates import Entry
from transforms.similarity.index import Body, FingerprintIndex
from transforms.similarity.keys import KeySet

ENTRY = Entry(
    key=0, first_published=0, last_published=0, first_retrieved=0, last_retrieved=0, language=0, publisher=0, size=0, new=1
)


def body(name: str, fingerprints: set[int], size: int = 0) -> Body:
    return Body(name, ENTRY._replace(key=int(name), size=size), np.array(sorted(fingerprints), np.uint64))


def shared(index: FingerprintIndex, fingerprints: set[int], without: tuple[str, ...] = ()) -> dict[int, set[int]]:
    found = index.sharing(np.array(sorted(fingerprints), np.uint64), without)
    ends = np.cumsum(found.lengths)
    assert ends[-1:].tolist() in ([], [len(found.fingerprints)])
    starts = ends - found.lengths
    return {
        int(entry["key"]): set(found.fingerprints[a:b].tolist())
        for entry, a, b in zip(found.entries, starts, ends, strict=True)
    }


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(1, 30), st.sets(st.integers(0, 40), min_size=1, max_size=8)),
            st.tuples(st.just("remove"), st.integers(1, 30), st.just(frozenset())),
        ),
        max_size=60,
    ),
    st.sets(st.integers(0, 40)),
    st.integers(1, 30),
)
def test_as_a_search_through_everything(steps: list[tuple[str, int, set[int]]], asked: set[int], without: int) -> None:
    index, truth = FingerprintIndex(), {}
    for what, name, fingerprints in steps:
        if what == "remove":
            index.remove([str(name)])
            truth.pop(name, None)
        else:
            truth.setdefault(name, fingerprints)
            index.put([body(str(name), truth[name])])
    expected = {name: held & asked for name, held in truth.items() if held & asked and name != without}
    assert shared(index, asked, (str(without),)) == expected
    assert len(index) == len(truth)


def test_what_is_put_is_known_and_not_new() -> None:
    index = FingerprintIndex()
    index.put([body("7", {1, 2}, size=2)])
    restated = ENTRY._replace(key=8)
    index.restate("7", restated)
    entry = index.sharing(np.array([1], np.uint64)).entries[0]
    assert (entry["key"], entry["size"], entry["new"]) == (8, 2, 0)
    index.restate("none", restated)


def test_memory_follows_what_is_held_and_not_what_was() -> None:
    index, chance = FingerprintIndex(), random.Random(1)
    sizes = []
    for window in range(60):
        names = [str(window * 100 + number) for number in range(100)]
        index.put([body(name, {chance.randrange(1 << 60) for _ in range(50)}) for name in names])
        if window >= 10:
            index.remove([str((window - 10) * 100 + number) for number in range(100)])
        sizes.append(index.nbytes)
    assert len(index) == 1000
    assert max(sizes[30:]) < 4 * sizes[10]


def test_a_set_of_keys_holds_what_was_added() -> None:
    keys = KeySet(f"a{number}" for number in range(100))
    for number in range(10_000):
        keys.add(f"b{number % 5000}")
    assert len(keys) == 5100
    assert "a7" in keys
    assert "b4999" in keys
    assert "c" not in keys
