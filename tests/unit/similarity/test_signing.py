import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from tests.unit.similarity.stories import signature, text
from transforms.similarity import signing
from transforms.similarity.signing import words_of


def hashes(body: str) -> list[int]:
    return words_of(body)[0].tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The organisers honoured their neighbours", "The organizers honored their neighbors"),
        ("a rise of 5.5 per cent", "a rise of 5.5%"),
        ("a rise of 5 PER CENT here", "a rise of 5 percent here"),
        ("\u2018Never\u2019, said the mayor\u2019s aide", "'Never', said the mayor's aide"),
        ("Mr Tavik met Dr. Olsun", "Tavik met Olsun"),
        ("The U.S. envoy", "The US envoy"),
        ("co-ordination of long-term plans", "coordination of longterm plans"),
        ("US$147 billion", "$147 billion"),
        ("S$1,200 each", "$1200 each"),
        ("on Feb. 24 and 3 September", "on February 24 and 3 Sept"),
        ("the ﬁrst ｎｕｍｂｅｒ", "the first number"),
        ("one sentence\n\nRead more: Ten ways to fold a map\n\nthat goes on", "one sentence that goes on"),
        ("one sentence\n\nADVERTISEMENT\n\nthat goes on", "one sentence that goes on"),
        ("The end.\n\nSubscribe to our newsletter for more. All rights reserved.", "The end."),
    ],
)
def test_what_newsrooms_write_in_two_ways_is_one(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


def test_flags_tell_quotations_numbers_names_and_starts() -> None:
    words, flags = words_of('The minister Tavik said: "We pay 40 coins."\n\nNobody paid.')
    assert len(words) == 10
    assert [bool(f & signing.QUOTED) for f in flags] == [False] * 4 + [True] * 4 + [False] * 2
    assert [bool(f & signing.IS_NUMBER) for f in flags] == [i == 6 for i in range(10)]
    assert [bool(f & signing.IS_NAME) for f in flags] == [i == 2 for i in range(10)]
    assert [bool(f & signing.PARAGRAPH_START) for f in flags] == [i in (0, 8) for i in range(10)]


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    _, flags = words_of('"It goes on\n\nand ends')
    assert [bool(f & signing.QUOTED) for f in flags] == [True, True, True, False, False]


def test_the_possessive_of_a_plural_opens_no_quotation() -> None:
    _, flags = words_of("the leaders' call went well")
    assert not any(f & signing.QUOTED for f in flags)


@pytest.mark.parametrize("body", ["", " \n ", "...", "word", "\u0000", "\ud83d\ude00" * 20])
def test_next_to_nothing_gives_next_to_nothing(body: str) -> None:
    assert len(signature("a", body).fingerprints) == 0


def test_one_repeated_word_gives_one_fingerprint_at_most() -> None:
    assert len(signature("a", "news " * 5000).fingerprints) <= 8


def test_ten_megabytes_are_cut() -> None:
    big = signature("a", text(1, 400) * 4000)
    assert big.word_count <= signing.MAX_WORDS
    assert len(big.words) == 4 * big.word_count


@pytest.mark.parametrize(
    "body", ["市政府周三表示将在明年春天开放新的港口和两座桥梁。" * 3, "รัฐบาลประกาศเมื่อวันพุธว่าจะเปิดสะพานใหม่ในปีหน้า" * 3]
)
def test_scripts_without_spaces_are_fingerprinted_by_characters(body: str) -> None:
    whole, part = signature("a", body), signature("b", body[len(body) // 4 :])
    shared = set(signing.unpack_fingerprints(whole).tolist()) & set(signing.unpack_fingerprints(part).tolist())
    assert len(shared) >= 3


@given(st.text(max_size=400))
def test_any_text_gives_consistent_arrays(body: str) -> None:
    made = signature("a", body)
    words, flags = signing.unpack_words(made)
    prints = signing.unpack_fingerprints(made)
    assert len(words) == len(flags) == made.word_count
    assert (np.diff(prints.astype(object)) > 0).all()
    assert (prints % signing.SAMPLE == 0).all()


def test_a_fingerprint_does_not_depend_on_where_it_stands() -> None:
    body, other = text(2), text(3)
    alone = set(signing.unpack_fingerprints(signature("a", body)).tolist())
    moved = set(signing.unpack_fingerprints(signature("b", other + "\n\n" + body)).tolist())
    assert alone <= moved
