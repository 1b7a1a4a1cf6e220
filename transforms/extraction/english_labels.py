"""Which English numbers count nothing: they name (`Article 50`), date, score or number things, or are a known few."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.dates.english_words import TOTALS
from transforms.extraction.english_counts import is_plural
from transforms.extraction.english_numbers import DASHES, Number
from transforms.extraction.lexicon import word_class
from transforms.extraction.tokens import Token

_ARTICLES: Final = frozenset({"the", "these", "those", "both", "his", "her", "its", "their", "our", "my", "your", "'s", "’s"})
_FEW: Final = 4
"""The largest group that readers are taken to know one by one: `the three ministers`, but `the five launches` is a count."""
_CLOCK: Final = word_class("counts.clock")
_CLOCK_OR_ORDINAL: Final = _CLOCK | {"st", "nd", "rd", "th"}
_TIES: Final = DASHES | {"/", ":"}
_JOINTS: Final = DASHES | {"to", "and"}
_NAMING_RANGES: Final = frozenset({"ages", "years", *(word + ending for word in words.NAMING for ending in ("s", "es"))})
_BEFORE_NAMES: Final = words.PREPOSITIONS | words.CONJUNCTIONS
_ONE, _HUNDRED, _THOUSAND = Decimal(1), Decimal(100), Decimal(1000)
_NEAR: Final = 4
"""Ends of a range that is not written in full are at most so many times apart; beyond, the digits may mean what they say."""


def is_known_group(tokens: Sequence[Token], number: Number) -> bool:
    """`the two leaders`, `these three cities`: a few known ones, not counted anew; `are two countries` counts none either."""
    if number.value > _FEW or number.style != "words" or number.first == 0:
        return False
    before = tokens[number.first - 1].lower
    return before in _ARTICLES or (before in ("are", "were", "as") and number.value == 2)


def is_tied(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a hyphen or slash ties a number to another one: half of a range, of a score or of a telephone number."""
    return not _glued_into_a_word(tokens, number) and (_chain(tokens, number.first, -1) or _chain(tokens, number.stop - 1, 1))


def is_range_of_counts(tokens: Sequence[Token], low: Number, high: Number) -> bool:
    """`300-400 guests`, `1.5-2.0 million people`: a dash between two numbers of which the second is larger.

    No years, no labels (`pages 12-15`), no part of a longer chain of numbers, none that may mean two things (`1-900 guests`).
    """
    dash = low.stop + 1 == high.first and tokens[low.stop].text in DASHES and left_out(low, high, by_dash=True) is not None
    if not dash or low.style != "digits" or _chain(tokens, low.first, -1) or _chain(tokens, high.stop - 1, 1):
        return False
    whole = low.grouped or low.magnitude != 1
    rising = low.value < high.value if whole else low.base < high.base
    named = _named(tokens, low) or _in_named_range(tokens, low)
    return rising and not (named or is_year(tokens, low) or _glued_into_a_word(tokens, low))


def left_out(low: Number, high: Number, by_dash: bool) -> Decimal | None:
    """What the lower end of a range leaves to the upper one, as a factor; 1 for nothing, None where nobody can tell.

    `3-4,000 members` are 3,000 to 4,000 and `2-300 million` 200 to 300: newsrooms leave the thousands out, and the hundreds
    before a dash, where the ends are near each other and the upper is round. `50-200` and `20-20,000` say what they mean.
    """
    plain = low.style == high.style == "digits" and low.magnitude == 1 and not low.grouped
    if not plain or low.decimal or high.decimal or not 0 < low.base < high.base:
        return _ONE
    factor = _THOUSAND ** (high.base.adjusted() // 3) if high.grouped else _HUNDRED
    if not high.grouped and not (by_dash and low.base < 10 and high.base < _THOUSAND and high.base % _HUNDRED == 0):
        return _ONE
    if low.base * factor >= high.base:
        return _ONE
    near = low.base * factor * _NEAR >= high.base and high.base % (factor / 10) == 0
    return factor if near else None


def is_part_of_a_name(tokens: Sequence[Token], number: Number) -> bool:
    """Whether letters run into a number from the left: `F-35`, `A380`."""
    first = number.first
    if first == 0 or not tokens[first].glued:
        return False
    return tokens[first - 1].text.isalpha() or (first > 1 and tokens[first - 1].glued and tokens[first - 2].text.isalpha())


def is_name_or_label(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a number without a unit is part of a name, a score, a clock time, a telephone number or a label."""
    tied = tokens[number.first].glued or (number.stop < len(tokens) and tokens[number.stop].glued)
    return (
        (tied and _glued_into_a_word(tokens, number))
        or _named(tokens, number)
        or _in_named_range(tokens, number)
        or _clock_or_score(tokens, number, tied)
        or _label(tokens, number)
    )


def _glued_into_a_word(tokens: Sequence[Token], number: Number) -> bool:
    first, stop = number.first, number.stop
    token = tokens[first]
    if first and token.glued:
        before = tokens[first - 1]
        if before.text.isalpha() or before.text in "._/#@&*^=":
            return True
        if before.text in DASHES and before.glued and first > 1 and tokens[first - 2].text.isalpha():
            return True
    if stop < len(tokens) and tokens[stop].glued and tokens[stop - 1].kind == "number":
        after = tokens[stop]
        return (
            after.text.isalpha()
            or after.text in "_/@&*^="
            or (after.text == "." and stop + 1 < len(tokens) and tokens[stop + 1].glued)
        )
    return False


def _named(tokens: Sequence[Token], number: Number) -> bool:
    if number.first == 0 or number.grouped or number.magnitude != 1:
        return False
    before = tokens[number.first - 1]
    if (
        before.text == "."
        and number.first > 1
        and tokens[number.first - 2].lower in ("no", "nos", "art", "sec", "vol", "fig", "mk", "pp")
    ):
        return True
    if before.kind not in ("word", "abbreviation"):
        return before.text in "#§№" or (before.text == "&" and number.first > 1)
    if before.lower in words.NAMING:
        return number.style == "digits" or before.text[0].isupper()
    if number.style == "words":
        article = before.lower in ("the", "a")  # The Three Gorges
        return tokens[number.first].text[0].isupper() and (article or (before.text[0].isupper() and number.first > 1))
    if not before.text[0].isupper() or before.text == "I":
        return False
    if before.lower in words.NO_NOUNS or before.lower in words.CALENDAR or number.first == 1:
        return number.first == 1 and before.lower in words.MONTHS
    return not (number.stop < len(tokens) and is_plural(tokens[number.stop]) and tokens[number.stop].lower in words.PEOPLE)


def _in_named_range(tokens: Sequence[Token], number: Number) -> bool:
    """One end of `Ages 5-11 children`, `in grades 6 to 8`: a plural that names a range; not so in `for years 20-30 people`."""
    at, stop = number.first, number.stop
    if at > 1 and tokens[at - 1].text in _JOINTS and tokens[at - 2].kind == "number":
        at -= 2
    elif not (stop + 1 < len(tokens) and tokens[stop].text in _JOINTS and tokens[stop + 1].kind == "number"):
        return False
    if at == 0 or tokens[at - 1].lower not in _NAMING_RANGES:
        return False
    name = tokens[at - 1]
    if name.lower in ("ages", "grades"):
        return True
    led = at == 1 or tokens[at - 2].kind == "mark" or tokens[at - 2].lower in _BEFORE_NAMES
    return name.text[0].isupper() or (led and name.lower not in words.TIME_UNITS)


def _clock_or_score(tokens: Sequence[Token], number: Number, tied: bool) -> bool:
    first, stop, count = number.first, number.stop, len(tokens)
    if stop < count and tokens[stop].lower in _CLOCK_OR_ORDINAL:
        return tokens[stop].lower in _CLOCK or tokens[stop].glued
    if stop + 1 < count and tokens[stop].text == ":" and tokens[stop + 1].kind == "number" and tokens[stop + 1].glued:
        return True
    if first > 1 and tokens[first - 1].text == ":" and tokens[first].glued and tokens[first - 2].kind == "number":
        return True
    return tied and (_chain(tokens, first, -1) or _chain(tokens, stop - 1, 1))


def _chain(tokens: Sequence[Token], at: int, step: int) -> bool:
    """A number tied to another by a hyphen or slash: a score, a date, a telephone number (ranges were read before)."""
    link, other = at + step, at + 2 * step
    if not 0 <= other < len(tokens) or not 0 <= link < len(tokens):
        return False
    glued = tokens[max(at, link)].glued and tokens[max(link, other)].glued
    return glued and tokens[link].text in _TIES and tokens[other].kind == "number" and tokens[at].kind == "number"


def _label(tokens: Sequence[Token], number: Number) -> bool:
    """`(1)`, `1.` at the start of a line, `007`, `20220615`."""
    first, stop, count = number.first, number.stop, len(tokens)
    text = tokens[first].text
    if (
        number.style == "digits"
        and number.magnitude == 1
        and text.isdecimal()
        and (_is_date_number(text) or (len(text) > 1 and text[0] == "0"))
    ):
        return True
    single = stop == first + 1 and number.style == "digits"
    if single and first and tokens[first - 1].text in "([" and stop < count and tokens[stop].text in ")]":
        return True
    return (
        single and first == 0 and stop < count and tokens[stop].text in (".", ")") and tokens[stop].glued and stop + 1 < count
    )


def _is_date_number(text: str) -> bool:
    """`20220615`, and numbers too long for a count that is not grouped."""
    return (len(text) == 8 and text[:2] in ("19", "20") and text[4:6] <= "12") or len(text) > 9


def is_year(tokens: Sequence[Token], number: Number) -> bool:
    """A plain number of four digits that reads as a year."""
    text = tokens[number.first].text
    plain = number.style == "digits" and number.stop == number.first + 1 and len(text) == 4 and text.isdecimal()
    return plain and 1500 <= int(text) <= 2100 and not is_total(tokens, number)


def is_total(tokens: Sequence[Token], number: Number) -> bool:
    """`an average of 1700`, `a total of 2000`."""
    before = [token.lower for token in tokens[max(0, number.first - 2) : number.first]]
    return len(before) == 2 and before[0] in TOTALS and before[1] == "of"
