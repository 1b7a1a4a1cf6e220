"""Paragraphs: layouts, and torn sentences put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.paragraphs import join_broken, to_blocks, without_check_marks

JOINED = [
    (["It was the second call since the start of the siege of", "Karst on Feb. 24."], 1),
    (["After a meeting between Defense Secretary", "Ruth Calder", "and her counterpart they left."], 1),
    (["Ingrid Moe,", "a shipping analyst in Port Vale, said so."], 1),
    (["He spoke to", "the Port Post", ", which printed it."], 1),
    (["The old mayor of the town spoke for an hour with President", "Anna Berg. They agreed."], 1),
    (["The ministers agreed to meet again, perhaps within", "10 days."], 1),
    (["She had told", "reporters that it was over."], 1),
    (["Er sprach am Montag im Hafen der kleinen Stadt mit", "Bürgermeister Jens Orre."], 1),
    (["Il a parlé lundi dans le port de la petite ville avec", "Le Havre Libre."], 1),
]

APART = [
    ["A longer way round", "Tankers take nine days more."],
    ["What the towns do", "Four towns keep their own."],
    ["It is over.", "nobody knew."],
    ["The list:", "bread and salt"],
    ["• First point of the list", "• second point of the list"],
    ["The growth of the town was kept up by everybody in it, she said", "The town has grown again this year."],
    ["Where they come from", "Most are from the north."],
    ["«Nous partons», a-t-il dit.", "Elle reste."],
]


@pytest.mark.parametrize(("parts", "count"), JOINED)
def test_parts_of_one_sentence_are_joined(parts: list[str], count: int) -> None:
    assert len(join_broken(parts)) == count


@pytest.mark.parametrize("parts", APART)
def test_headings_lists_and_whole_sentences_stay_apart(parts: list[str]) -> None:
    assert join_broken(parts) == parts


def test_no_space_comes_before_a_closing_mark() -> None:
    assert join_broken(["He spoke to", "the Port Post", ", which printed it."]) == [
        "He spoke to the Port Post, which printed it."
    ]


def test_wrapped_lines_become_paragraphs() -> None:
    text = (
        "The ferry between Sandholm and the mainland will sail again from April,\n"
        "the operator said on Tuesday, two years after a fire put its only ship\n"
        "out of service.\n\n"
        "The new vessel carries 220 passengers and 48 cars, and it is run by well-\n"
        "known makers of batteries in the north."
    )
    blocks = to_blocks(text)
    assert len(blocks) == 2
    assert blocks[1].endswith("by well-known makers of batteries in the north.")


def test_one_paragraph_a_line_stays_so() -> None:
    text = "First sentence of some length here.\nSecond sentence of some length here.\nThird one."
    assert to_blocks(text) == text.split("\n")


def test_check_marks_go_from_the_beginning_of_a_line() -> None:
    assert without_check_marks("✓ He left.") == "He left."
    assert without_check_marks("✔️Done.") == "Done."
    assert without_check_marks("No mark ✓ here") == "No mark ✓ here"


@given(st.lists(st.text(min_size=1, max_size=60).map(str.strip).filter(bool), max_size=12))
def test_joining_loses_no_character_but_spaces(parts: list[str]) -> None:
    assert "".join("".join(join_broken(parts)).split()) == "".join("".join(parts).split())
