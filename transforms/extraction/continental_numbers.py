"""Numbers as French, Spanish and German write them: a comma for the decimals, points or blanks between thousands."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Final, NamedTuple

from transforms.extraction.spaced_numbers import end_of_groups, is_inside, is_list_of_hundreds
from transforms.extraction.tokens import Token
from transforms.extraction.wordlist import Wordlist

ARITHMETIC: Final = Context(prec=60)
MAX_DIGITS: Final = 45
"""No amount has more: a longer number fits no column."""

_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[.\u00a0\u202f'’ ][0-9]{3})+(?:,[0-9]+)?")
_COMMAS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?")
_DECIMAL: Final = re.compile(r"[0-9]+[.,][0-9]+")
_GROUPING: Final = str.maketrans("", "", ".\u00a0\u202f'’ ")


class Number(NamedTuple):
    """A number: tokens `first` to `stop` (exclusive)."""

    first: int
    stop: int
    value: Decimal
    magnitude: Decimal
    words: bool  # written in words


def parse(text: str) -> Decimal | None:
    """`1.234,5`, `1 234,5`, `12,4`, `9.5`, `2.300`; None for what is no number."""
    if len(text) > MAX_DIGITS:
        return None
    if text.isdigit() and text.isascii():
        return Decimal(text)
    if _THOUSANDS.fullmatch(text):
        return Decimal(text.translate(_GROUPING).replace(",", "."))
    if _COMMAS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def _digits(tokens: Sequence[Token], i: int, blanks: bool) -> tuple[int, Decimal] | None:
    """The digits at an index, groups of three joined over single blanks: (index after, value).

    Where blanks are not the custom, `1 000 000` and `10 000` are still one number, and `5 300` may be two.
    """
    text, stop = tokens[i].text, i + 1
    inside = is_inside(tokens, i)
    if inside and text[0] == "0":
        return None
    if text.isdigit() and len(text) <= 3 and not inside:
        stop = end_of_groups(tokens, i)
        unusual = not blanks and stop == i + 2 and tokens[i + 1].text[0] != "0"
        if unusual or is_list_of_hundreds(tokens, i, stop):
            stop = i + 1
        text = " ".join([token.text for token in tokens[i:stop]])
    value = parse(text)
    return None if value is None else (stop, value)


def _spelled(lower: Sequence[str], i: int, words: Wordlist) -> tuple[int, Decimal] | None:
    """A number in words below the magnitudes: `deux`, `vingt-cinq`, `treinta y cinco`."""
    value = words.numbers.get(lower[i])
    if value is None:
        return None
    stop = i + 1
    if value >= 20 and value % 10 == 0 and stop + 1 < len(lower) and lower[stop] in ("-", "y", "et"):
        tail = words.numbers.get(lower[stop + 1])
        if tail is not None and tail < 20:
            return stop + 2, value + tail
    return stop, value


def read_number(tokens: Sequence[Token], lower: Sequence[str], i: int, words: Wordlist, blanks: bool) -> Number | None:
    """The number that begins at a token, with its magnitude words (`1.860 millones`, `mil millones`, `12 Mio.`)."""
    token = tokens[i]
    spelled = token.kind != "number"
    read = _spelled(lower, i, words) if spelled else _digits(tokens, i, blanks)
    if read is None:
        if lower[i] not in ("mil", "mille", "tausend"):
            return None
        read = i, Decimal(1)  # mil millones
    stop, value = read
    magnitude = Decimal(1)
    while stop < len(lower) and (factor := words.magnitudes.get(lower[stop])) is not None:
        if len(lower[stop]) <= 2 and spelled:
            break
        magnitude *= factor
        stop += 1
        if (
            stop < len(lower)
            and lower[stop] == "."
            and tokens[stop].glued
            and len(lower[stop - 1]) <= 4
            and stop + 1 < len(lower)
        ):
            stop += 1  # Mrd.
    return Number(i, stop, ARITHMETIC.multiply(value, magnitude), magnitude, spelled)
