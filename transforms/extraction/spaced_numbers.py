"""Digits in groups parted by blanks: thousands (`1 250 000`), or a telephone number, a code or a list and no number at all."""

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from transforms.extraction.tokens import Token

_GROUP: Final = re.compile("[0-9]{3}(?:,[0-9]+)?")
_HUNDREDS: Final = re.compile("[1-9]00")
_FEWEST: Final = 3
"""Numbers side by side that may be a code; two are read as they stand."""
_PASSED_MARKS: Final = frozenset(".:°#(=")


class CodeWords(NamedTuple):
    """What leads to a number that names instead of telling how many."""

    cues: Collection[str]  # call, isbn, no. (with its mark)
    passed: Collection[str]  # what may stand between: call us on


def end_of_groups(tokens: Sequence[Token], i: int) -> int:
    """The index after the last group of three digits that goes on from the number at `i` over single blanks."""
    stop = i + 1
    while stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end + 1 and _GROUP.fullmatch(tokens[stop].text):
        stop += 1
        if "," in tokens[stop - 1].text:
            break
    return stop


def is_inside(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number stands in a row of others that are no thousands, `0171 234 000`; not behind a year."""
    before = tokens[i - 1] if i else None
    beside = before is not None and before.end + 1 == tokens[i].start and before.text.isdecimal()
    return before is not None and beside and (len(before.text) == len("100") or before.text[0] == "0")


def is_list_of_hundreds(tokens: Sequence[Token], i: int, stop: int) -> bool:
    """`the 100 200 400 metres`: round hundreds side by side are several numbers."""
    return stop - i >= _FEWEST and all(_HUNDREDS.fullmatch(one.text) for one in tokens[i:stop])


def end_of_code(tokens: Sequence[Token], i: int, words: CodeWords) -> int | None:
    """The index after a telephone number or code that begins at a number (`Call +49 151 234 567`); None where none does."""
    stop = i + 1
    while stop < len(tokens) and tokens[stop].kind == "number" and not tokens[stop].glued:
        stop += 1
    return stop if stop - i >= _FEWEST and (_is_dialled(tokens, i) or _is_led(tokens, i, words)) else None


def _is_dialled(tokens: Sequence[Token], i: int) -> bool:
    """`+49 151 234 567`, `(0) 151 234 567`, `0151 234 567`."""
    if tokens[i].text[0] == "0" and tokens[i].text.isdecimal() and len(tokens[i].text) > 1:
        return True
    before = tokens[i - 1].text if i else ""
    return (before == "+" and tokens[i].glued) or (before == ")" and i > 1 and tokens[i - 2].kind == "number")


def _is_led(tokens: Sequence[Token], i: int, words: CodeWords) -> bool:
    """Whether the nearest word before a number that is not passed over is a cue."""
    at = i - 1
    while at >= 0 and (tokens[at].lower in words.passed or tokens[at].text in _PASSED_MARKS):
        at -= 1
    if at < 0:
        return False
    cue = tokens[at].lower
    return cue in words.cues or (at + 1 < i and cue + tokens[at + 1].text in words.cues)
