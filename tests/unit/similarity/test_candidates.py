import itertools
from collections import Counter

import numpy as np
import pytest

from tests.unit.similarity.stories import DAY, NOON, signature, text
from transforms.records import Signature
from transforms.similarity import candidates as c
from transforms.similarity.groups import HUBS, NEAR
from transforms.similarity.signing import MAX_WORDS, unpack_fingerprints


def counted(
    signatures: list[Signature], new: set[str] | None = None, ranges: int = 3, window: int = 10
) -> dict[tuple[int, int], int]:
    fresh = {s.article_id for s in signatures} if new is None else new
    postings = c.postings_by_range([c.represent([s], fresh) for s in signatures], ranges)
    pairs = c.merge_pairs(c.count_pairs(part, window)[0] for part in postings.values())
    return {(a, b): n for a, b, n in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.shared.tolist(), strict=True)}


def key_pair(a: Signature, b: Signature) -> tuple[int, int]:
    low, high = sorted(c.article_key(s.article_id) for s in (a, b))
    return low, high


def bodies() -> list[Signature]:
    base = [text(n) for n in range(4)]
    mixed = [base[0] + "\n\n" + base[1], base[2][:600], base[3] + "\n\n" + base[0][:500]]
    return [signature(f"a{n}", body) for n, body in enumerate(base + mixed)]


@pytest.mark.parametrize("ranges", [1, 2, 7])
def test_counts_are_those_of_comparing_every_pair(ranges: int) -> None:
    signatures = bodies()
    expected = {}
    for a, b in itertools.combinations(signatures, 2):
        shared = len(np.intersect1d(unpack_fingerprints(a), unpack_fingerprints(b)))
        if shared:
            expected[key_pair(a, b)] = shared
    assert counted(signatures, ranges=ranges) == expected


def test_two_old_articles_are_not_paired_again() -> None:
    signatures = bodies()
    pairs = counted(signatures, new={"a0"})
    assert pairs
    assert all(c.article_key("a0") in pair for pair in pairs)


def test_only_new_articles_choose_their_partners() -> None:
    base, others = text(0), [text(10 + n, 80) for n in range(3 * c.BEST)]
    old = [signature(f"old{n:02d}", f"{base[:900]}\n\n{other}") for n, other in enumerate(others)]
    new = signature("new", base)
    postings = c.merge_postings(c.postings_by_range([c.represent([s], {"new"}) for s in (*old, new)], 1).values())
    pairs = c.enough(c.count_pairs(postings)[0])
    assert len(pairs.left) == len(old)  # each old article has no other choice
    assert len(c.select(pairs).left) == c.BEST


@pytest.mark.parametrize(("held", "expected"), [(0, False), (2, False), (3, True), (9, False), (10, True), (50, True)])
def test_what_shares_a_fifth_with_a_run_is_judged_again(held: int, expected: bool) -> None:
    size = 12 if held == 3 else 50
    assert c.is_much(held, size) is expected


def test_what_is_judged_again_is_paired_with_old_articles_and_chooses_none() -> None:
    body = text(1)
    articles = [signature("a", body), signature("b", body + " More."), signature("c", body + " And more.")]
    chosen = [c.represent([s], set(), {"a"} & {s.article_id}) for s in articles]
    assert [entry.new for _, entry in chosen] == [c.AGAIN, 0, 0]
    (postings,) = c.postings_by_range(chosen, 1).values()
    pairs, _ = c.count_pairs(postings)
    assert len(pairs.left) == 2  # with either, but not these with each other
    assert len(c.select(pairs).left) == 0


def test_history_cut_to_shared_fingerprints_gives_the_same_pairs() -> None:
    signatures = bodies()
    chosen = [c.represent([s], {"a0", "a6"}) for s in signatures]
    new = c.postings_by_range([item for item in chosen if item[1].new], 1)[0]
    old = c.postings_by_range([item for item in chosen if not item[1].new], 1)[0]
    cut = c.keep_shared(old, np.unique(new.fingerprints))
    assert len(cut.fingerprints) < len(old.fingerprints)
    whole, less = c.count_pairs(c.merge_postings([new, old]))[0], c.count_pairs(c.merge_postings([new, cut]))[0]
    for one, other in zip(whole[:3], less[:3], strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize(
    ("one", "other", "paired"),
    [
        ({}, {}, True),
        ({}, {"date_published": NOON + 10 * DAY}, True),
        ({}, {"date_published": NOON + 11 * DAY}, False),
        ({"date_published": NOON + 11 * DAY}, {}, False),
        ({}, {"date_published": None}, True),
        ({}, {"date_published": None, "retrieved_at": NOON + 11 * DAY}, False),
        ({"in_language": "en-GB"}, {"in_language": "en"}, True),
        ({}, {"in_language": "fr"}, False),
        ({}, {"in_language": None}, True),
        ({"date_published": -(2**62)}, {"date_published": 2**62}, False),
    ],
)
def test_what_may_be_compared(one: dict[str, object], other: dict[str, object], paired: bool) -> None:
    body = text(1)
    assert bool(counted([signature("a", body, **one), signature("b", body + " More.", **other)])) is paired


def test_a_thousand_articles_with_one_body_are_one_entry() -> None:
    one = signature("a", text(1))
    same = [one._replace(article_id=f"a{n:04d}", date_published=NOON + n % 3 * DAY) for n in range(1000)]
    chosen, entry = c.represent(same, set())
    assert chosen.article_id == "a0000"
    assert entry.last_published - entry.first_published == 2


def test_the_cost_of_a_hot_fingerprint_is_linear_and_its_articles_still_meet() -> None:
    body = text(1, 60)
    signatures = [signature(f"a{n}", f"{text(1000 + n, 40)}\n\n{body}") for n in range(150)]
    pairs = counted(signatures)
    assert len(pairs) <= 150 * (HUBS + NEAR + 8)
    degree = Counter(itertools.chain.from_iterable(pairs))
    assert len(degree) == 150


def test_selection_keeps_the_best_of_either_end() -> None:
    signatures = [signature("hub", text(1))] + [signature(f"a{n}", text(1)[: 400 + 9 * n]) for n in range(30)]
    postings = c.postings_by_range([c.represent([s], {s.article_id}) for s in signatures], 2)
    pairs = c.merge_pairs(c.count_pairs(part)[0] for part in postings.values())
    chosen = c.select(pairs)
    degree = Counter(np.concatenate((chosen.left, chosen.right)).tolist())
    assert min(degree.values()) >= c.BEST
    assert len(chosen.left) <= c.BEST * len(signatures)


def pairs_of(*rows: tuple[int, ...]) -> c.Pairs:
    return c.Pairs(
        *(np.array(column, old.dtype) for column, old in zip(zip(*rows, strict=True), c.merge_pairs([]), strict=True))
    )


def test_merging_counts_does_not_depend_on_how_the_ranges_are_grouped() -> None:
    # A hundred articles with a text in common, each with a text of its own that a few others share: rarities of all sizes.
    common = text(1, 200)
    articles = [signature(f"a{n}", f"{text(100 + n // 3, 60)}\n\n{common[: 200 + 11 * n]}") for n in range(100)]
    postings = c.postings_by_range([c.represent([s], {s.article_id}) for s in articles], 8)
    parts = [c.count_pairs(part)[0] for part in postings.values()]
    at_once, in_turn = c.merge_pairs(parts), c.merge_pairs([])
    for part in parts[::-1]:
        in_turn = c.merge_pairs([in_turn, part])
    grouped = c.merge_pairs([c.merge_pairs(parts[5:]), c.merge_pairs(parts[:2]), c.merge_pairs(parts[2:5])])
    for other in (in_turn, grouped):
        assert [column.tolist() for column in c.distinct(at_once)] == [column.tolist() for column in c.distinct(other)]


def test_the_new_text_of_an_article_keeps_it_new_where_an_old_one_is_longer() -> None:
    old, new = (1, 2, 3, 5, 99, 90, 0, c.NEW), (1, 2, 4, 6, 86, 90, c.NEW, c.NEW)
    merged = c.merge_pairs([pairs_of(old, new)])
    assert (merged.left_size.tolist(), merged.left_new.tolist()) == ([99], [c.NEW])


def test_an_article_that_comes_with_two_texts_is_paired_once() -> None:
    texts = [signature("a", text(1)), signature("a", text(1) + " More."), signature("b", text(1) + " And more.")]
    chosen = [c.represent([s], {"a", "b"}) for s in texts]
    pairs, _ = c.count_pairs(c.merge_postings(c.postings_by_range(chosen, 1).values()))
    assert len(pairs.left) == 1


@pytest.mark.parametrize("before", [0, c.AGAIN])
def test_of_an_article_with_two_texts_the_longer_stands_and_it_is_new_whatever_the_order(before: int) -> None:
    old, new = (1, 2, 3, 5, 80, 90, before, c.NEW), (1, 2, 4, 6, 86, 90, c.NEW, c.NEW)
    for rows in ((old, new), (new, old)):
        merged = c.merge_pairs([pairs_of(*rows)])
        assert [column.tolist() for column in merged] == [[value] for value in (1, 2, 7, 11, 86, 90, c.NEW, c.NEW)]


def test_the_rarest_text_of_all_fits_however_much_of_it_is_shared() -> None:
    most = pairs_of(*[(1, 2, 1, c.RARITY, 9, 9, 1, 1)] * (MAX_WORDS - 1))
    assert c.merge_pairs([most]).rarity.tolist() == [c.RARITY * (MAX_WORDS - 1)]


def test_nothing_gives_no_pairs() -> None:
    assert c.postings_by_range([], 4) == {}
    assert len(c.count_pairs(c.merge_postings([]))[0].left) == 0
    assert len(c.select(c.merge_pairs([])).left) == 0
