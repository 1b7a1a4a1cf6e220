"""What a copy did with the paragraphs of its original: laws and cases."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.diff import Kind, Piece, diff_paragraphs, diff_words, split_paragraphs

WORDS = st.sampled_from(["the", "mill", "in", "Ostwick", "will", "close", "may", "owner", "said", "people", "–", "“old”"])
PARAGRAPH = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXT = st.lists(PARAGRAPH, max_size=12)

FIRST = "The mill in Ostwick will close in May, its owner said on Monday."
SECOND = "About 200 people work there, most of them since the nineties, and few expect to find work nearby."
THIRD = "The town council meets on Thursday to talk about what may become of the site."


@given(TEXT, TEXT)
def test_every_paragraph_of_both_texts_is_in_exactly_one_change(base: list[str], other: list[str]) -> None:
    changes = diff_paragraphs(base, other)
    assert sorted(c.base for c in changes if c.base is not None) == list(range(len(base)))
    assert [c.other for c in changes if c.other is not None] == list(range(len(other)))
    assert all((c.base is None) == (c.kind is Kind.ADDED) for c in changes)
    assert all((c.other is None) == (c.kind is Kind.CUT) for c in changes)


@given(TEXT)
def test_a_text_is_the_same_as_itself(base: list[str]) -> None:
    assert {c.kind for c in diff_paragraphs(base, base)} <= {Kind.SAME}


@given(TEXT, TEXT)
def test_what_is_the_same_stands_in_one_order(base: list[str], other: list[str]) -> None:
    same = [c.base for c in diff_paragraphs(base, other) if c.kind is Kind.SAME]
    assert same == sorted(same, key=lambda at: at or 0)


@given(st.lists(WORDS).map(" ".join), st.lists(WORDS).map(" ".join))
def test_the_pieces_of_a_paragraph_make_both_texts_again(base: str, other: str) -> None:
    pieces = diff_words(base, other)
    assert " ".join(p.text for p in pieces if p.kind is not Kind.ADDED) == base
    assert " ".join(p.text for p in pieces if p.kind is not Kind.CUT) == other


@pytest.mark.parametrize(
    ("base", "other", "kinds"),
    [
        ([FIRST, SECOND], [FIRST, SECOND], "same same"),
        ([FIRST, SECOND], [FIRST], "same cut"),
        ([FIRST], [THIRD, FIRST], "added same"),
        ([FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND], "moved same same"),
        ([FIRST], [FIRST.replace("Monday", "Tuesday")], "changed"),
        ([FIRST], ["The mill in Ostwick will close in May."], "changed"),
        (['He said "no" - twice.'], ["He said “no”  – twice."], "same"),
        ([FIRST, FIRST], [FIRST], "same cut"),
        ([], [FIRST], "added"),
        ([FIRST], [], "cut"),
    ],
)
def test_what_became_of_paragraphs(base: list[str], other: list[str], kinds: str) -> None:
    assert [str(c.kind) for c in diff_paragraphs(base, other)] == kinds.split()


def test_changed_words_are_marked() -> None:
    assert diff_words("It closes in May this year", "It closes in June this year") == [
        Piece(Kind.SAME, "It closes in"),
        Piece(Kind.CUT, "May"),
        Piece(Kind.ADDED, "June"),
        Piece(Kind.SAME, "this year"),
    ]


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert split_paragraphs("One\nline\n \nTwo\n\n\n\n") == ["One\nline", "Two"]
    assert split_paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ([f"Paragraph {n} of the long list" for n in range(30_000)], [f"Paragraph {n} of a long list" for n in range(30_000)]),
        (["word " * 400_000], ["word " * 300_000 + "end"]),
        (["a b c"] * 30_000, ["a b d"] * 30_000),
    ],
    ids=["many paragraphs", "one paragraph", "one over and over"],
)
def test_megabytes_take_seconds(base: list[str], other: list[str]) -> None:
    began = time.process_time()
    changes = diff_paragraphs(base, other)
    diff_words(base[0], other[0])
    assert changes
    assert time.process_time() - began < 20
