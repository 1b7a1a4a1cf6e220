"""Numbers of English: digits, words, magnitudes, fractions. No unit is read here."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from itertools import compress
from operator import or_
from typing import Final, NamedTuple

from transforms.extraction import english_words as words
from transforms.extraction.currencies import prefix_before
from transforms.extraction.lexicon import word_class
from transforms.extraction.spaced_numbers import CodeWords, end_of_code, end_of_groups, is_inside, is_list_of_hundreds
from transforms.extraction.tokens import KIND_OF, LOWER_OF, Token

ARITHMETIC: Final = Context(prec=60)
_ONE: Final = Decimal(1)
TOO_LARGE: Final = Decimal("1E+58")
"""Stands for a number of more digits than any amount has: it fits no column and is counted as unfit."""
_MAX_DIGITS: Final = 45

MAGNITUDES: Final[dict[str, Decimal]] = {
    "hundred": Decimal(100), "thousand": Decimal(1000), "lakh": Decimal(10**5), "lakhs": Decimal(10**5), "lac": Decimal(10**5),
    "million": Decimal(10**6), "mn": Decimal(10**6), "mln": Decimal(10**6), "mio": Decimal(10**6), "mil": Decimal(10**6),
    "crore": Decimal(10**7), "crores": Decimal(10**7), "billion": Decimal(10**9), "bn": Decimal(10**9), "bln": Decimal(10**9),
    "mld": Decimal(10**9), "trillion": Decimal(10**12), "tn": Decimal(10**12), "trn": Decimal(10**12), "tln": Decimal(10**12),
    "quadrillion": Decimal(10**15), "dozen": Decimal(12),
}  # fmt: skip
LETTERS: Final[dict[str, Decimal]] = {"m": Decimal(10**6), "b": Decimal(10**9), "k": Decimal(1000), "t": Decimal(10**12)}
"""One letter glued to the digits: `£60k`, `$20m`. What they mean without a currency depends on what follows."""

_SMALL: Final[dict[str, int]] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_TENS: Final[dict[str, int]] = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_CARDINALS: Final = frozenset({*_SMALL, *_TENS})
DENOMINATORS: Final[dict[str, int]] = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_VULGAR: Final[dict[str, Fraction]] = {
    "½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6), "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
}  # fmt: skip
_OUT_OF: Final = frozenset({"in", "out", "of", "every"})
_RATIOS: Final = frozenset({"2", "3", "4", "5", "8", "10", "16", "32", "64", "128"})
_WORD_MAGNITUDES: Final = word_class("numbers.word_magnitudes")
_DIGITS: Final = re.compile(
    r"[0-9]*\.[0-9]+|[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?:['’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?"
)
_GOING_ON: Final = frozenset({*MAGNITUDES, "x"})
_PLAIN_MARKS: Final = frozenset("%.,;)")
_MOST_GROUPS: Final = 5
"""Thousands to quadrillions; a longer row of groups is a code."""
_FEWEST_UNSURE: Final = 3
"""Groups with the leading one that may be a code as well as a number: `800 555 000`, but not `10 000`."""
_ENDS: Final = frozenset(".,;:!?)]\"'”’»|")
_BEFORE_AMOUNTS: Final = word_class("numbers.before_amounts")
_CODE_WORDS: Final = CodeWords(word_class("numbers.code_cues"), word_class("numbers.passed_to_codes"))
_GROUPING: Final = str.maketrans("", "", ",'’\u00a0\u202f")
_ARTICLES: Final = frozenset({"a", "an"})
_VAGUE: Final = frozenset({"several", "few", "many", "some-odd", "couple", "umpteen"})
STARTERS: Final = frozenset({*_SMALL, *_TENS, *_VULGAR, "a", "an", "half", "hundred", "quarter", "dozen"})
"""Lower-case tokens, beside digits, at which a number may begin."""
NUMBER_WORDS: Final = (STARTERS - {"a", "an"}) | _WORD_MAGNITUDES | frozenset(DENOMINATORS)
"""Words one of which every number without digits has; after `a` and `an` too."""
HYPHENS: Final = frozenset("-‐‑")
DASHES: Final = frozenset("-‐‑–—−")


class Number(NamedTuple):
    """A number: tokens `first` to `stop` (exclusive) of a sentence."""

    first: int
    stop: int
    value: Decimal
    style: str  # digits, words, fraction (a share: a third, one in five), ratio (3/4: only with a unit)
    base: Decimal  # before the magnitude
    magnitude: Decimal = _ONE
    grouped: bool = False  # written with thousands separators
    decimal: bool = False  # written with a decimal part


def decimal_of(ratio: Fraction) -> Decimal:
    """A ratio as a decimal, nine places."""
    return ARITHMETIC.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))


def parse_digits(text: str) -> Decimal | None:
    """The value of a token of digits, or None for what is no number (`16.5.1`, `1,2,3`)."""
    if len(text) > _MAX_DIGITS:
        return TOO_LARGE if text.isdecimal() else None
    if text.replace(".", "", 1).isdecimal():
        return Decimal(text)
    if _DIGITS.fullmatch(text) is None:
        return None
    if "'" in text or "’" in text or "\u00a0" in text or "\u202f" in text:
        return Decimal(text.replace(",", ".").translate(_GROUPING))
    return Decimal(text.translate(_GROUPING))


def _magnitudes(tokens: Sequence[Token], i: int) -> tuple[int, Decimal]:
    """Magnitude words from index i on, one optional hyphen before each: (index after, product)."""
    product, count = _ONE, len(tokens)
    while i < count:
        j = i + 1 if tokens[i].text in HYPHENS and i + 1 < count else i
        factor = MAGNITUDES.get(tokens[j].lower)
        if factor is None or (j == i + 1 and not tokens[j].glued):
            break
        product *= factor
        i = j + 1
    return i, product


def _spaced(tokens: Sequence[Token], i: int) -> tuple[int, Decimal] | None:
    """Thousands parted by blanks, `10 000`, `1 250 000`: (index after, value); `400 737 Max jets` are two numbers."""
    stop = end_of_groups(tokens, i)
    text = "".join([token.text for token in tokens[i:stop]])
    led = len(tokens[i].text) <= 3 and text.isdecimal() and text[0] != "0" and not is_inside(tokens, i)
    goes_on = stop < len(tokens) and tokens[stop].kind == "number"  # 1 800 555 0199
    if not led or goes_on or not 1 < stop - i <= _MOST_GROUPS + 1 or is_list_of_hundreds(tokens, i, stop):
        return None
    if stop == i + 2 and tokens[i + 1].text[0] != "0":
        return None
    return stop, Decimal(text)


def _end_of_code(tokens: Sequence[Token], i: int) -> int | None:
    """The index after digits parted by blanks that are no number: a cue leads to them, or nothing shows that they count."""
    stop = end_of_code(tokens, i, _CODE_WORDS)
    if stop is not None:
        return stop
    stop = end_of_groups(tokens, i)
    if stop - i < _FEWEST_UNSURE or is_list_of_hundreds(tokens, i, stop):
        return None
    before, after = tokens[i - 1].lower if i else "", tokens[stop] if stop < len(tokens) else None
    if after is None or after.kind in ("mark", "clitic"):
        counts = after is not None and after.text not in _ENDS
    else:
        counts = after.lower not in words.CLOSED | words.CALENDAR
    return None if counts or before in _BEFORE_AMOUNTS or prefix_before(tokens, i) is not None else stop


def _is_plain_end(token: Token) -> bool:
    """Whether nothing of a number goes on with a token: a word that is no magnitude, or a common mark. As behind most."""
    return token.lower not in _GOING_ON if token.kind == "word" else token.text in _PLAIN_MARKS


def _digits(tokens: Sequence[Token], i: int) -> Number | None:
    token = tokens[i]
    base = parse_digits(token.text)
    if base is None:
        return None
    stop, text = i + 1, token.text
    if stop == len(tokens) or _is_plain_end(tokens[stop]):
        return Number(i, stop, base, "digits", base, _ONE, "," in text or "'" in text, "." in text)
    if tokens[stop].kind == "number" and (grouped := _spaced(tokens, i)) is not None:
        stop, base = grouped
        after, magnitude = _magnitudes(tokens, stop)
        return Number(i, after, ARITHMETIC.multiply(base, magnitude), "digits", base, magnitude, grouped=True)
    part = _written_part(tokens, stop)
    if part is not None:
        stop = part[0]
        places = len(text.partition(".")[2])  # $10.50-1/2: the half is of a cent
        base += ARITHMETIC.multiply(part[1], Decimal(1).scaleb(-places))
    elif (ratio := _ratio(tokens, i)) is not None:
        return Number(i, i + 3, ratio, "ratio", ratio, decimal=True)
    scientific = _power_of_ten(tokens, stop)
    if scientific is not None:
        return Number(i, scientific[0], ARITHMETIC.multiply(base, scientific[1]), "digits", base, decimal=True)
    after, magnitude = _magnitudes(tokens, stop)
    value = base if magnitude is _ONE else ARITHMETIC.multiply(base, magnitude)
    return Number(i, after, value, "digits", base, magnitude, "," in text or "'" in text, "." in text or stop > i + 1)


def _written_part(tokens: Sequence[Token], i: int) -> tuple[int, Decimal] | None:
    """A fraction that goes on from digits, `12½`, `12 1/4`, `12-1/4`: (index after, value below one)."""
    if i >= len(tokens) or tokens[i].kind == "word":
        return None
    if tokens[i].text in _VULGAR:
        return i + 1, decimal_of(_VULGAR[tokens[i].text])
    hyphen = int(tokens[i].text in HYPHENS and tokens[i].glued)
    ratio = _ratio(tokens, i + hyphen)
    if ratio is None or tokens[i + hyphen].glued != bool(hyphen):
        return None
    return i + hyphen + 3, ratio


def _ratio(tokens: Sequence[Token], i: int) -> Decimal | None:
    """The value of `3/4` at a token, for the denominators of prices, inches and kitchens; None for dates and scores."""
    if i + 2 >= len(tokens) or tokens[i + 1].text not in "/⁄" or not (tokens[i + 1].glued and tokens[i + 2].glued):
        return None
    above, below = tokens[i].text, tokens[i + 2].text
    if not (above.isdecimal() and above.isascii() and below in _RATIOS and len(above) < 3 and 0 < int(above) < int(below)):
        return None
    runs_on = i + 3 < len(tokens) and tokens[i + 3].glued and tokens[i + 3].text in "/-:"
    return (
        None
        if runs_on or (i and tokens[i].glued and tokens[i - 1].text == "/")
        else decimal_of(Fraction(int(above), int(below)))
    )


def _power_of_ten(tokens: Sequence[Token], i: int) -> tuple[int, Decimal] | None:
    """`×10−8`, `x 10^6` after digits: (index after, power)."""
    if i + 2 >= len(tokens) or tokens[i].text not in ("×", "x", "*", "·") or tokens[i + 1].text != "10":
        return None
    j = i + 2
    if tokens[j].text == "^":
        j += 1
    sign = "-" if j < len(tokens) and tokens[j].text in DASHES and tokens[j].glued else ""
    j += len(sign)
    if j >= len(tokens) or not tokens[j].text.isdecimal() or len(tokens[j].text) > 2 or not tokens[j].glued:
        return None
    return j + 1, Decimal(f"1E{sign}{int(tokens[j].text)}")


def _cardinal(tokens: Sequence[Token], i: int) -> tuple[int, Decimal] | None:
    """A number in words below the magnitudes (`twenty-one`, `two hundred and five`): (index after, value)."""
    count = len(tokens)
    value: int | None = None
    while i < count:
        word = tokens[i].lower
        if word in _TENS and (value is None or value % 100 == 0):
            value = (value or 0) + _TENS[word]
            j = i + 2 if i + 2 < count and tokens[i + 1].text in HYPHENS else i + 1
            if j < count and 0 < _SMALL.get(tokens[j].lower, 0) < 10:
                value += _SMALL[tokens[j].lower]
                i = j
        elif word in _SMALL and (value is None or (value % 100 == 0 and value > 0)):
            value = (value or 0) + _SMALL[word]
        elif word == "hundred" and value is not None and 0 < value < 100:
            value *= 100
        elif word == "and" and value and value % 100 == 0 and i + 1 < count and tokens[i + 1].lower in _CARDINALS:
            pass
        else:
            break
        i += 1
    return None if value is None else (i, Decimal(value))


def _words(tokens: Sequence[Token], i: int) -> Number | None:
    """`two`, `twenty-one million`, `one and a half million`, `a dozen`, `half a million`, `three quarters of a million`."""
    count = len(tokens)
    first = i
    word = tokens[i].lower
    if word in ("a", "an"):
        if i + 1 < count and tokens[i + 1].lower in _WORD_MAGNITUDES:
            after, magnitude = _magnitudes(tokens, i + 1)
            if word_is(tokens, after, "and") and word_is(tokens, after + 1, "a") and word_is(tokens, after + 2, "half"):
                return Number(first, after + 3, magnitude * Decimal("1.5"), "words", Decimal("1.5"), magnitude)
            return Number(first, after, magnitude, "words", Decimal(1), magnitude)
        return None
    cardinal = _cardinal(tokens, i)
    if cardinal is None:
        return None
    after, base = cardinal
    if word_is(tokens, after, "and") and word_is(tokens, after + 1, "a") and after + 2 < count:
        denominator = {"half": 2, "quarter": 4, "third": 3}.get(tokens[after + 2].lower)
        if denominator:
            base += decimal_of(Fraction(1, denominator))
            after += 3
    joined = [token.lower for token in tokens[after : after + 6]]
    if joined == ["-", "and", "-", "a", "-", "half"]:
        base, after = base + decimal_of(Fraction(1, 2)), after + 6
    stop, magnitude = _magnitudes(tokens, after)
    value = ARITHMETIC.multiply(base, magnitude)
    if magnitude >= 1000 and stop < count:  # two million three hundred thousand
        at = stop + 1 if word_is(tokens, stop, "and") else stop
        rest = _words(tokens, at) if at < count and tokens[at].lower in _CARDINALS else None
        if rest is not None and rest.value < magnitude and rest.style == "words":
            return Number(first, rest.stop, value + rest.value, "words", base, magnitude)
    return Number(first, stop, value, "words", base, magnitude)


def word_is(tokens: Sequence[Token], i: int, word: str) -> bool:
    """Whether the token at an index, which may lie outside, is this word."""
    return 0 <= i < len(tokens) and tokens[i].lower == word


def _of_a_magnitude(tokens: Sequence[Token], i: int) -> tuple[int, Decimal] | None:
    """`of a million`, `a million`, `a dozen` after a fraction: (index after, magnitude)."""
    if word_is(tokens, i, "of"):
        i += 1
    if i + 1 < len(tokens) and tokens[i].lower in ("a", "an") and tokens[i + 1].lower in _WORD_MAGNITUDES:
        return _magnitudes(tokens, i + 1)
    if i < len(tokens) and tokens[i].lower in _WORD_MAGNITUDES and tokens[i].lower != "dozen":
        return _magnitudes(tokens, i)
    return None


def _fraction(tokens: Sequence[Token], i: int) -> Number | None:
    """`a third`, `two-thirds`, `half`, `one in five`, `nine out of 10`, and `half a million` (which is a number)."""
    count = len(tokens)
    word = tokens[i].lower
    above, j = None, i
    if word in ("a", "an", "one"):
        above, j = 1, i + 1
    elif word in _SMALL and 1 < _SMALL[word] < 20:
        above, j = _SMALL[word], i + 1
    elif word == "half":
        above = 1
    if above is None:
        return None
    if j > i and j < count and tokens[j].text in HYPHENS and j + 1 < count and tokens[j].glued:
        j += 1
    if j >= count:
        return None
    below = DENOMINATORS.get(tokens[j].lower)
    if below is not None and (above == 1) != tokens[j].lower.endswith("s"):
        ratio = Fraction(above, below)
        if (bigger := _of_a_magnitude(tokens, j + 1)) is not None:
            base = decimal_of(ratio)
            return Number(i, bigger[0], ARITHMETIC.multiply(base, bigger[1]), "words", base, bigger[1])
        return Number(i, j + 1, decimal_of(ratio), "fraction", decimal_of(ratio))
    return None


def _one_in_five(tokens: Sequence[Token], i: int) -> Number | None:
    """`one in five`, `3 out of 4`, `nine out of 10`."""
    at = i + 1
    if tokens[at].lower not in _OUT_OF:
        return None
    above = _small_integer(tokens[i])
    if word_is(tokens, at, "out") and word_is(tokens, at + 1, "of"):
        at += 2
    elif word_is(tokens, at, "of") and _small_integer(tokens[at + 1]) in (3, 4, 5, 10, 100):
        at += 1
    elif word_is(tokens, at, "in") or (word_is(tokens, at, "every")):
        at += 1
        if word_is(tokens, at, "every"):
            at += 1
    else:
        return None
    below = _small_integer(tokens[at]) if at < len(tokens) else None
    if above is None or below is None or not 0 < above < below or below < 3:
        return None
    ratio = decimal_of(Fraction(above, below))
    return Number(i, at + 1, ratio, "fraction", ratio)


def _small_integer(token: Token) -> int | None:
    if token.lower in _SMALL:
        return _SMALL[token.lower]
    return int(token.text) if token.text.isdecimal() and token.text.isascii() and len(token.text) <= 3 else None


def read_number(tokens: Sequence[Token], i: int) -> Number | None:
    """The number that begins at a token, longest reading first; None where none does, or only a vague one."""
    token = tokens[i]
    if token.kind == "number":
        in_five = i + 2 < len(tokens) and tokens[i + 1].lower in _OUT_OF
        return (_one_in_five(tokens, i) if in_five else None) or _digits(tokens, i)
    if token.lower not in STARTERS:
        return None
    if token.text in _VULGAR:
        ratio = decimal_of(_VULGAR[token.text])
        return Number(i, i + 1, ratio, "digits", ratio, decimal=True)
    if i and tokens[i - 1].lower in _VAGUE:
        return None
    if i + 2 < len(tokens) and (found := _one_in_five(tokens, i)) is not None:
        return found
    return _fraction(tokens, i) or _words(tokens, i)


def read_numbers(tokens: Sequence[Token]) -> list[Number]:
    """All numbers of a sentence, in order, none inside another. A step or two for each token."""
    numbers: list[Number] = []
    stop, count = 0, len(tokens)
    begins = map(or_, map("number".__eq__, map(KIND_OF, tokens)), map(STARTERS.__contains__, map(LOWER_OF, tokens)))
    for i in compress(range(count), begins):
        if i < stop or (tokens[i].lower in _ARTICLES and i + 1 < count and tokens[i + 1].lower not in NUMBER_WORDS):
            continue
        if i + 1 < count and tokens[i].kind == tokens[i + 1].kind == "number" and (code := _end_of_code(tokens, i)) is not None:
            stop = code
            continue
        found = read_number(tokens, i)
        if found is not None:
            numbers.append(found)
            stop = found.stop
    return numbers
