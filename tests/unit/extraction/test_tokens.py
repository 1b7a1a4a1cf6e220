from transforms.extraction.english_words import SPLITTING
from transforms.extraction.tokens import MAX_SENTENCE_TOKENS, split_sentences, tokenize


def texts(text: str, elision: bool = False) -> list[str]:
    return [token.text for token in tokenize(text, elision)]


def sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, SPLITTING)]


def test_letters_and_digits_are_parted_and_know_that_they_touch() -> None:
    tokens = tokenize("US$5bn of 155mm")
    assert [token.text for token in tokens] == ["US", "$", "5", "bn", "of", "155", "mm"]
    assert [token.glued for token in tokens] == [False, True, True, True, False, False, True]


def test_numbers_keep_their_separators() -> None:
    assert texts("1,76,645 and 16.5.1, 3.5. .25") == ["1,76,645", "and", "16.5.1", ",", "3.5", ".", ".25"]


def test_clitics_abbreviations_and_elisions_are_tokens() -> None:
    assert texts("Peru's U.S. don't") == ["Peru", "'s", "U.S.", "don't"]
    assert texts("l'Allemagne", elision=True) == ["l'", "Allemagne"]


def test_abbreviations_and_initials_do_not_end_a_sentence() -> None:
    text = "Mr. Costa met Gen. J. P. Bell in St. Gallen on Feb. 3. They spoke in the U.S. The talks failed."
    assert sentences(text) == [
        "Mr. Costa met Gen. J. P. Bell in St. Gallen on Feb. 3.",
        "They spoke in the U.S.",
        "The talks failed.",
    ]


def test_quotes_close_with_their_sentence() -> None:
    assert sentences('"We will sell." He left.') == ['"We will sell."', "He left."]


def test_blank_lines_and_new_lines_of_a_list_part_sentences() -> None:
    assert sentences("Harbour traffic\n\nShips rose") == ["Harbour traffic", "Ships rose"]
    assert sentences("a line that wraps\nin the middle") == ["a line that wraps\nin the middle"]
    assert sentences("Prices rise\nWages fall") == ["Prices rise", "Wages fall"]
    assert [sentence.paragraph for sentence in split_sentences("One. Two.\n \nThree.", SPLITTING)] == [0, 0, 1]


def test_a_run_without_an_end_is_cut() -> None:
    found = split_sentences("word " * (2 * MAX_SENTENCE_TOKENS + 5), SPLITTING)
    assert [len(sentence.tokens) for sentence in found] == [MAX_SENTENCE_TOKENS, MAX_SENTENCE_TOKENS, 5]
