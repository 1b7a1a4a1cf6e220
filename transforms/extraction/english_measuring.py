"""Physical units, rates and ages in English sentences."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction import currencies
from transforms.extraction import english_counts as counts
from transforms.extraction import english_labels as labels
from transforms.extraction import english_words as words
from transforms.extraction.english_amounts import RATE_ARTICLES, Amount, surface
from transforms.extraction.english_counting import CountReading
from transforms.extraction.english_numbers import HYPHENS, LETTERS, word_is
from transforms.extraction.lexicon import word_class
from transforms.extraction.tokens import Token
from transforms.extraction.units import Unit, read_rate, read_unit, unit_tables

_OF_LENGTHS: Final = word_class("figures.of_lengths")
_AGE_UNITS: Final = {
    "year": "a",
    "years": "a",
    "month": "mo",
    "months": "mo",
    "week": "wk",
    "weeks": "wk",
    "day": "d",
    "days": "d",
}
_OF_ENDS: Final = frozenset({"from", "to", "than", "against", "versus", "with"})
_AGE_BOUNDS: Final = {"under": "lt", "below": "lt", "over": "gt", "above": "gt"}
_OWNERS: Final = frozenset({"the", "a", "an", "his", "her", "their", "whose"})
_PERSONS: Final = frozenset({"he", "she", "who", "i"})
_BEING: Final = frozenset({"is", "was", "be", "'s", "’s"})
_TURNING: Final = frozenset({"turned", "turns", "turning", "turn"})
_AGE_ADVERBS: Final = frozenset({"just", "only", "now", "already", "still", "about", "around", "nearly", "almost", "barely"})
_AFTER_AGES: Final = frozenset({"and", "when", "but", "at", "by", "in", "on", "as", "while", "this", "last", "next"})
_EXPECTANCY: Final = 9
"""Words looked back at for `life expectancy`."""
_NO_NOUNS: Final = words.NO_NOUNS | {"compared", "thanks"}
_NOT_EXPECTED: Final = frozenset({"by", "in", "than", "since", "until"})
"""`life expectancy rose by 20`, `since 80`: no age that people reach."""
_NOT_THOUSANDS: Final = word_class("figures.not_thousands")
_BEFORE_UNITS: Final = word_class("figures.before_units")
_ARMS: Final = word_class("figures.arms")


class MeasureReading(CountReading):
    """Reads the unit of measure behind a number, or the age that it is."""

    def _age(self, amount: Amount) -> Amount | None:
        """`69 years old`, `a 30-year-old`, `aged 28`, `the age of 21`."""
        tokens, count, stop = self.tokens, len(self.tokens), amount.stop
        first_word = tokens[amount.first - 1].lower if amount.first else ""
        at = stop + 1 if stop < count and tokens[stop].text in HYPHENS else stop
        unit = _AGE_UNITS.get(tokens[at].lower) if at < count else None
        if unit is not None:
            end = at + 2 if at + 1 < count and tokens[at + 1].text in HYPHENS else at + 1
            if end < count and tokens[end].lower in ("old", "olds"):
                amount.unit_text = surface(self.text, tokens, at, end + 1)
                amount.stop = end + 1
                return self._as_age(amount, unit)
            if end + 1 < count and tokens[end].lower == "of" and tokens[end + 1].lower == "age":
                amount.unit_text = surface(self.text, tokens, at, end + 2)
                amount.stop = end + 2
                return self._as_age(amount, unit)
            of_age = first_word == "of" and amount.first > 1 and tokens[amount.first - 2].lower in ("age", "ages")
            if of_age or (first_word == "aged" and at == stop):
                amount.unit_text, amount.stop = surface(self.text, tokens, at, at + 1), at + 1
                return self._as_age(amount, unit)
            return None
        if not 0 < amount.value <= 125 or amount.number.decimal:
            return None
        aged = first_word == "aged" or (
            first_word in ("of", "at") and amount.first > 1 and tokens[amount.first - 2].lower in ("age", "ages")
        )
        aged = aged or (
            first_word in ("between", "under", "over")
            and amount.first > 1
            and tokens[amount.first - 2].lower in ("aged", "ages")
        )
        died = first_word == "at" and amount.first > 1 and tokens[amount.first - 2].lower in ("died", "dies")
        aged = aged or (died and stop < count and tokens[stop].kind == "mark" and amount.value > 9)
        aged = aged or self._is_apposed_age(amount) or self._is_age_limit(amount) or self._is_said_age(amount)
        return self._as_age(amount, "a") if aged else None

    def _is_apposed_age(self, amount: Amount) -> bool:
        """`Maria Lopez, 57, said`: an integer between commas after a name of at least two words."""
        tokens, first, stop = self.tokens, amount.first, amount.stop
        if first == 2 and stop == 3 and stop + 1 < len(tokens) and tokens[1].text == "," == tokens[stop].text:
            return amount.value > 15 and tokens[0].text[0].isupper() and tokens[stop + 1].text.islower()  # Yellen, 67, told
        if first > 2 and tokens[first - 3].lower in _OWNERS and tokens[first - 2].text.islower() and amount.value > 12:
            bracketed = tokens[first - 1].text == "," and stop < len(tokens) and tokens[stop].text == ","
            return bracketed and amount.number.style == "digits" and not counts.is_plural(tokens[first - 2])
        if (
            first < 3
            or stop >= len(tokens)
            or amount.number.style != "digits"
            or tokens[first - 1].text != ","
            or stop - first != 1
        ):
            return False
        if tokens[stop].text not in ",;." and tokens[stop].lower not in ("and", "who", "from", "of"):
            return False
        name = tokens[first - 2], tokens[first - 3]
        named = all(token.kind == "word" and token.text[0].isupper() and len(token.text) > 1 for token in name)
        return named and tokens[first - 2].lower not in words.CALENDAR and amount.value > 5 and tokens[stop].text == ","

    def _is_said_age(self, amount: Amount) -> bool:
        """`She is 34 and`, `he will be 28`, `who turned 70 in May`, `a life expectancy of 79`: no noun follows."""
        tokens, first, stop = self.tokens, amount.first, amount.stop
        following = tokens[stop].lower if stop < len(tokens) else "."
        words_before = [token.lower for token in tokens[max(0, first - _EXPECTANCY) : first]]
        if amount.number.magnitude != 1:
            return False
        if "expectancy" in words_before and words_before[-1] not in _NOT_EXPECTED:
            return amount.value >= 20 and (following.endswith("ing") or following in _NO_NOUNS or _closes(tokens, stop))
        if following not in _AFTER_AGES and not _closes(tokens, stop):
            return False
        while words_before and words_before[-1] in _AGE_ADVERBS:
            words_before.pop()
        *_, subject, modal, told = ["", "", "", *words_before]
        if told in _TURNING:
            return amount.value >= 13
        person = subject if modal in ("will", "would") else modal
        return told in _BEING and person in _PERSONS and (amount.value >= 10 or following == "when")

    def _is_age_limit(self, amount: Amount) -> bool:
        """`children under five`, `those over 65`, `a third of them under ten`."""
        tokens, first, stop = self.tokens, amount.first, amount.stop
        if first < 2 or tokens[first - 1].lower not in ("under", "over", "above", "below"):
            return False
        if tokens[first - 2].lower not in words.PEOPLE and tokens[first - 2].lower != "aged":
            return False
        following = tokens[stop] if stop < len(tokens) else None
        return following is None or following.kind == "mark" or following.lower in words.CLOSED

    def _as_age(self, amount: Amount, unit: str) -> Amount:
        first = amount.first
        if [token.lower for token in self.tokens[max(0, first - 3) : first]] == ["the", "age", "of"] and first > 3:
            amount.bound = _AGE_BOUNDS.get(self.tokens[first - 4].lower, "eq")  # over the age of 60
        amount.kind, amount.unit, amount.rule = "quantity", unit, "en.age"
        return amount

    def _unit(self, amount: Amount) -> Amount | None:
        tokens, count, stop = self.tokens, len(self.tokens), amount.stop
        if stop >= count or _calibre(tokens, amount):
            return None
        if tokens[stop].text == "-" and stop + 1 < count and tokens[stop + 1].glued:
            found = read_unit(tokens, stop + 1, self.tables)
            if found is None or tokens[stop + 1].text in ("C", "F"):
                return None
            in_one = tokens[stop + 1].lower == "in" and word_is(tokens, stop + 2, "-")  # a 10-in-one tool, one-in-three
            return None if in_one else self._measured(amount, stop + 1, found)
        found = read_unit(tokens, stop, self.tables)
        token = tokens[stop]
        if found is None and (further := self._modified_unit(stop)) is not None:
            return self._measured(amount, *further)
        plural = stop + 1 < count and counts.is_plural(tokens[stop + 1])
        if token.text in ("B", "M", "m") and not token.glued and plural and not self._is_dimension(amount):
            self._letter_magnitude(amount)  # 4 M viewers, 12 m tonnes
            goods = read_unit(tokens, amount.stop, self.tables)
            return self._count(amount) if goods is None else self._measured(amount, amount.stop, goods)
        letter = token.lower in LETTERS and token.glued and not (found and found[0] > stop + 1)
        if letter and self._is_millions(amount):
            self._letter_magnitude(amount)
            if amount.stop > stop:
                next_unit = read_unit(tokens, amount.stop, self.tables)
                return self._measured(amount, amount.stop, next_unit) if next_unit is not None else self._count(amount)
        if found is None and token.lower in ("pound", "pounds"):
            found = (stop + 1, Unit("[lb_av]"))
        if found is not None and len(token.text) == 1 and not token.glued and token.text not in "°":
            length = token.text == "m" and (self._is_length(stop + 1) or self._is_dimension(amount))
            found = found if token.text in ("g", "W") or length else None
        if (
            found is not None
            and token.lower in ("bar", "bars", "foot", "stone", "cup", "cups", "in", "degrees")
            and self._is_common_word(token)
        ):
            found = None
        return None if found is None else self._measured(amount, stop, found)

    def _is_length(self, i: int) -> bool:
        """Whether an `m` apart from its number is of metres: `6.5 m wide`, `a 12 m fall`, `30 m below`; else of millions."""
        return i < len(self.tokens) and self.tokens[i].lower in _OF_LENGTHS

    def _is_dimension(self, amount: Amount) -> bool:
        """The second of `3 × 12 m tanks`: metres, whatever follows."""
        at = amount.number.first
        return at > 1 and self.tokens[at - 1].lower in ("×", "x") and self.tokens[at - 2].kind in ("number", "word")

    def _modified_unit(self, i: int) -> tuple[int, tuple[int, Unit]] | None:
        """`30 more kilometres`, `212 passing yards`, `one US gallon`: (index of the unit's words, what they say)."""
        tokens = self.tokens
        american = tokens[i].text in ("US", "U.S.")
        if i + 1 >= len(tokens) or not (american or tokens[i].lower in _BEFORE_UNITS) or self._is_common_word(tokens[i + 1]):
            return None
        found = read_unit(tokens, i + 1, self.tables)
        if found is None or len(tokens[i + 1].text) < 3 or (american and not found[1].code.endswith("_us]")):
            return None
        return i + 1, found

    def _is_common_word(self, token: Token) -> bool:
        at = next(i for i, other in enumerate(self.tokens) if other is token)
        return (token.lower == "in" and not token.glued) or (
            token.lower in ("bars", "bar") and not word_is(self.tokens, at + 1, "of")
        ) or (token.lower in ("cup", "cups") and not word_is(self.tokens, at + 1, "of"))  # fmt: skip

    def _is_millions(self, amount: Amount) -> bool:
        """Whether the letter after the digits multiplies: `1.2m tons`, `4.3M sales`, but `100m sprint`, `5km`."""
        tokens, stop = self.tokens, amount.stop
        letter = tokens[stop].text
        if stop + 1 < len(tokens) and tokens[stop + 1].glued and tokens[stop + 1].text.isalnum():
            return False
        following = tokens[stop + 1] if stop + 1 < len(tokens) else None
        if labels.is_part_of_a_name(tokens, amount.number) or (following is not None and following.text[0].isupper()):
            return False  # F-35B, 221B Baker Street
        if letter in ("M", "K", "B", "k", "b"):
            return following is None or following.lower not in _NOT_THOUSANDS  # 4K video, a 5k run
        if letter != "m":
            return False
        if following is None or following.kind == "mark" or following.lower in words.PREPOSITIONS:
            return amount.first > 0 and tokens[amount.first - 1].lower in _OF_ENDS and self._has_millions(amount)
        if following.kind != "word" or following.lower in words.CLOSED or following.lower in _OF_LENGTHS:
            return False
        return is_quantity_word(tokens, stop + 1) or amount.number.decimal or counts.is_plural(following)

    def _has_millions(self, amount: Amount) -> bool:
        """Whether an amount before this one is of millions, so that `45.6m` is no length: `to £12.3m from 45.6m`."""
        tokens = self.tokens
        for number in self.numbers:
            if number.first >= amount.first:
                return False
            at = number.stop
            in_money = currencies.prefix_before(tokens, number.first) or self._currency_word(at + 1, number)
            if number.magnitude >= 10**6 or (tokens[at].text in ("m", "bn") and tokens[at].glued and in_money):
                return True
        return False

    def _measured(self, amount: Amount, start: int, found: tuple[int, Unit]) -> Amount | None:
        tokens = self.tokens
        stop, unit = found
        amount.kind, amount.rule = "quantity", "en.quantity"
        amount.factor = unit.factor
        code = unit.code
        rate = read_rate(tokens, stop, self.tables, RATE_ARTICLES)
        if rate is not None and "/" not in code and not rate[1].startswith("{"):
            stop, code = rate[0], f"{code}/{rate[1]}"
        amount.unit, amount.stop = code, stop
        if tokens[stop - 1].lower == "per":
            amount.stop = stop - 1
        amount.unit_text = surface(self.text, tokens, start, amount.stop)
        return amount


def is_quantity_word(tokens: Sequence[Token], i: int) -> bool:
    """Whether a unit's words begin at a token."""
    return read_unit(tokens, i, unit_tables()) is not None and not tokens[i].glued


def _closes(tokens: Sequence[Token], stop: int) -> bool:
    """Whether a clause ends at an index: at its mark, or with the sentence."""
    return stop >= len(tokens) or (tokens[stop].kind == "mark" and tokens[stop].text in '.,;:)!?"”')


def _calibre(tokens: Sequence[Token], amount: Amount) -> bool:
    """`155mm howitzers`: the calibre names the gun and is no amount of its own."""
    stop = amount.stop
    at = stop + 1 if stop < len(tokens) and tokens[stop].text in HYPHENS else stop
    if at >= len(tokens) or tokens[at].lower not in ("mm", "millimetre", "millimeter", "inch"):
        return False
    return any(token.lower in _ARMS for token in tokens[at + 1 : at + 3])
