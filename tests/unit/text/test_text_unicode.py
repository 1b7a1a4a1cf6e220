"""Characters: what is cleaned, what stays as typed, and that cleaning twice changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.unicode import clean, clean_line, fold

CASES = [
    (r"costs \$147 and \#1", "costs $147 and #1"),
    ("a &amp;amp; b &#8217;s &nbsp;x", "a & b ’s x"),
    ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
    ("1\u00a0000\u202f000 francs", "1 000 000 francs"),
    ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
    ("  a  \n\n\n\n  b\t\tc ", "a\n\nb c"),
    ("cafe\u0301", "café"),
    ("bell\x07 nul\x00 c1\x9f", "bell nul c1"),
    ("“curly” ‘single’ – dash — em « guillemets »", "“curly” ‘single’ – dash — em « guillemets »"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    (r"C:\temp stays", r"C:\temp stays"),
    (r"the people\u2019s", "the people’s"),
]


@pytest.mark.parametrize(("raw", "cleaned"), CASES)
def test_characters_are_cleaned_and_typography_stays(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet="&#amplt;3840x\\$u21 \n", max_size=60))
def test_cleaning_twice_changes_nothing_in_text_made_of_escapes(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_fold_makes_spellings_of_quotes_and_dashes_equal() -> None:
    assert fold("“No limits” – he said…") == fold('"no  limits" - HE said...')


def test_clean_line_gives_none_for_nothing() -> None:
    assert clean_line(None) is None
    assert clean_line(" \u200b ") is None
    assert clean_line(" two\nlines ") == "two lines"
