"""Story ids: kept as long as a member is, given once, never shared by two stories."""

import itertools

import numpy as np
import pytest

from transforms.naming import StoredStory, components, name_stories
from transforms.records import Copy, CopyLink


def link(a, b, probability=0.99):
    return CopyLink(a, b, probability, 0.9, 100, "fingerprints", "1", None)


def story(story_id, *members):
    return StoredStory(story_id, [Copy(member, None, None, None, "copy", 1.0) for member in members])


def told(named):
    found = {}
    for one in named.memberships:
        found.setdefault(one.story_id, set()).add(one.article_id)
    return found


WORDS = dict.fromkeys("abcdef", 300)


def test_a_new_copy_joins_the_story_and_the_story_keeps_its_id():
    named = name_stories(WORDS, {"c"}, [link("c", "a"), link("c", "b")], [link("b", "a")], [story("S", "a", "b")])
    assert {"a", "b", "c"} in told(named).values()
    assert told(named)["S"] == {"a", "b", "c"}
    assert named.vanished == []


def test_two_stories_that_a_new_article_joins_become_the_one_that_brings_more_members():
    new = [link("f", one) for one in "abcde"]
    stored = [link(x, y) for x, y in itertools.combinations("abcde", 2)]
    named = name_stories(WORDS, {"f"}, new, stored, [story("S", "a", "b", "c"), story("T", "d", "e")])
    assert told(named) == {"S": set("abcdef")}
    assert named.vanished == ["T"]
    assert {tuple(one.merged_from) for one in named.memberships} == {("T",)}


def test_a_story_that_falls_apart_leaves_its_id_to_the_larger_part():
    stored = [link(x, y) for x, y in itertools.combinations("abc", 2)] + [link("e", "d")]
    named = name_stories(WORDS, {"f"}, [link("f", "a"), link("f", "b"), link("f", "c")], stored, [story("S", *"abcde")])
    assert told(named)["S"] == set("abcf")
    assert {"d", "e"} in told(named).values()
    assert named.vanished == []


def test_a_story_that_is_only_evidence_is_left_alone():
    named = name_stories(WORDS, {"a"}, [], [link("c", "b", 0.2), link("b", "a", 0.2)], [story("S", "b"), story("T", "c")])
    assert all(one.article_id == "a" for one in named.memberships)
    assert named.vanished == []


def test_an_article_without_links_is_a_story_of_its_own():
    named = name_stories({"a": 5}, {"a"}, [], [], [])
    assert [(one.article_id, list(one.merged_from)) for one in named.memberships] == [("a", [])]


def test_ids_of_new_stories_differ_from_those_in_use():
    first = next(iter(told(name_stories({"a": 5}, {"a"}, [], [], []))))
    stored = [link(x, y) for x, y in itertools.combinations("bcd", 2)]
    words = dict.fromkeys("abcdf", 300)
    named = name_stories(words, {"f"}, [link("f", one) for one in "bcd"], stored, [story(first, *"abcd")])
    assert told(named)[first] == set("bcdf")
    assert len(told(named)) == 2


@pytest.mark.parametrize("order", itertools.permutations(range(3)))
def test_the_order_of_evidence_changes_nothing(order):
    links = [link("b", "a"), link("c", "a"), link("c", "b")]
    assert told(name_stories(WORDS, set("abc"), [links[i] for i in order], [], [])) == told(
        name_stories(WORDS, set("abc"), links, [], [])
    )


def test_components_are_named_by_their_smallest_key():
    chain = np.array([[n, n + 1] for n in range(2, 1_000)] + [[5_000, 6_000]], np.uint64)
    keys, labels = components(chain)
    assert dict(zip(keys.tolist(), labels.tolist(), strict=True)) == {
        **dict.fromkeys(range(2, 1_001), 2),
        5_000: 5_000,
        6_000: 5_000,
    }


def test_no_edges_have_no_components():
    keys, labels = components(np.empty((0, 2), np.uint64))
    assert len(keys) == len(labels) == 0
