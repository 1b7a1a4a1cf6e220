"""Counts, multiples and points in English sentences."""

from bisect import bisect_left
from operator import itemgetter
from typing import Final

from transforms.extraction import english_counts as counts
from transforms.extraction import english_labels as labels
from transforms.extraction import english_words as words
from transforms.extraction.english_amounts import PART, Amount
from transforms.extraction.english_bounds import bound_before
from transforms.extraction.english_money import MoneyReading
from transforms.extraction.english_numbers import DASHES, HYPHENS, LETTERS, Number, word_is
from transforms.extraction.lexicon import word_class

_FIRST: Final = itemgetter(Number._fields.index("first"))
_NOT_COUNTED_BY_ONE: Final = word_class("figures.not_counted_by_one")
_NOT_ONE_NOUN: Final = words.TIME_UNITS | _NOT_COUNTED_BY_ONE
_NOT_BEFORE_ONE: Final = word_class("figures.not_before_one")
_RATED: Final = word_class("figures.rated")
_COMPARED: Final = word_class("figures.compared")


class CountReading(MoneyReading):
    """Reads what a number without unit counts."""

    def _count(self, amount: Amount) -> Amount | None:
        tokens, number = self.tokens, amount.number
        following = tokens[amount.stop] if amount.stop < len(tokens) else None
        apart = following is not None and not following.glued and not tokens[number.first].glued
        if apart and following is not None and following.lower in words.TIME_UNITS:
            return None  # 11 months: whatever else it may be, no count
        multiple = self._multiple(amount)
        if multiple is not None:
            return multiple
        if tokens[amount.stop - 1].lower in LETTERS and amount.stop > number.stop:
            number = number._replace(stop=amount.stop)
        elif not self._ends_a_range(number) and labels.is_name_or_label(tokens, number):
            if number.grouped or number.magnitude > 1:
                return self._bare(amount) if labels.is_tied(tokens, number) else None
            return self._part(amount) if labels.is_tied(tokens, number) else None
        if tokens[
            min(amount.stop + self._hyphen(amount.stop), len(tokens) - 1)
        ].lower in words.TIME_UNITS and amount.stop < len(tokens):
            return None
        if amount.stop < len(tokens) and tokens[amount.stop].lower in ("time", "times") and number.value < 1000:
            return None
        if labels.is_known_group(tokens, number):
            return None
        if number.value == 1 and number.style == "words" and number.magnitude == 1:
            return self._one(amount)
        noun = counts.counted_noun(tokens, amount.stop, one=number.value == 1)
        if noun is None or (labels.is_year(tokens, number) and not self._is_counted_year(amount, noun)):
            return self._bare(amount)
        if noun.noun.split()[-1].lower() in words.TIME_UNITS:
            return None
        if amount.value < 0 and number.first > amount.first:
            return None
        if noun.noun.lower() in ("points", "point", "percentage points"):
            return self._points(amount, noun)
        amount.kind, amount.unit, amount.unit_text, amount.stop, amount.rule = "quantity", "1", noun.noun, noun.stop, "en.count"
        return amount

    def _ends_a_range(self, number: Number) -> bool:
        """`400` of `300-400 guests`: something counted follows."""
        before = self.tokens[number.first - 1] if number.first > 1 else None
        if before is None or before.text not in DASHES or not self.tokens[number.first].glued:
            return False
        at = bisect_left(self.numbers, number.first, key=_FIRST)
        plain = at > 0 and labels.is_range_of_counts(self.tokens, self.numbers[at - 1], number)
        return plain and counts.counted_noun(self.tokens, number.stop) is not None

    def _hyphen(self, i: int) -> int:
        return int(i + 1 < len(self.tokens) and self.tokens[i].text in HYPHENS)

    def _part(self, amount: Amount) -> Amount:
        """Half of what may be a range, once the other half has its unit (`3-5 percent`), else of a score: no row by itself."""
        amount.rule = PART
        return amount

    def _is_counted_year(self, amount: Amount, noun: counts.Counted) -> bool:
        bound = bound_before(self.tokens, amount.first)
        if bound is not None and self.tokens[amount.first - 1].lower not in (
            "about",
            "around",
            "over",
            "under",
            "near",
            "above",
            "below",
        ):
            return True
        return self.tokens[amount.stop].lower in words.PEOPLE and not (
            amount.first and self.tokens[amount.first - 1].lower in words.PREPOSITIONS | {"the"}
        )

    def _bare(self, amount: Amount) -> Amount:
        amount.rule = "en.bare"
        return amount

    def _one(self, amount: Amount) -> Amount | None:
        """`one person` counts; `one of them`, `no one`, `one another`, `one day` do not."""
        tokens, first = self.tokens, amount.first
        following = tokens[amount.stop] if amount.stop < len(tokens) else None
        if (
            following is None
            or following.lower in _NOT_COUNTED_BY_ONE
            or (first and tokens[first - 1].lower in _NOT_BEFORE_ONE)
        ):
            return None
        noun = counts.counted_noun(tokens, amount.stop, one=True)
        if noun is None or noun.noun.split()[-1].lower() in _NOT_ONE_NOUN:
            return None
        amount.kind, amount.unit, amount.unit_text, amount.stop, amount.rule = (
            "quantity",
            "1",
            noun.noun,
            noun.stop,
            "en.count.one",
        )
        return amount

    def _points(self, amount: Amount, noun: counts.Counted) -> Amount:
        """Points after a percentage, or of a rate or a forecast, are percentage points; those of an index are counted."""
        tokens = self.tokens
        rated = any(token.lower in _RATED or token.text == "%" for token in tokens[: amount.first])
        index = any(
            token.lower in ("index", "points", "shares", "stocks", "team", "game", "scored") for token in tokens[: amount.first]
        )
        amount.stop = noun.stop
        amount.unit_text = noun.noun
        if rated and not index and amount.value < 30:
            amount.kind, amount.unit, amount.rule = "percent", "[pp]", "en.percentage_points"
        else:
            amount.kind, amount.unit, amount.rule = "quantity", "1", "en.count"
        return amount

    def _multiple(self, amount: Amount) -> Amount | None:
        """`threefold`-like `five-fold`, `ten times`."""
        tokens, stop = self.tokens, amount.stop
        at = stop + 1 if stop + 1 < len(tokens) and tokens[stop].text in HYPHENS else stop
        if at < len(tokens) and tokens[at].lower == "fold":
            amount.kind, amount.unit, amount.unit_text, amount.stop, amount.rule = (
                "quantity",
                "1",
                "fold",
                at + 1,
                "en.multiple",
            )
            return amount
        if at == stop and word_is(tokens, at, "times") and at + 1 < len(tokens):
            following = tokens[at + 1].lower
            if following in _COMPARED or tokens[at + 1].lower in (
                "more",
                "higher",
                "larger",
                "bigger",
                "as",
                "that",
                "faster",
                "greater",
            ):
                amount.kind, amount.unit, amount.unit_text, amount.stop, amount.rule = (
                    "quantity",
                    "1",
                    "times",
                    at + 1,
                    "en.multiple",
                )
                return amount
        return None
