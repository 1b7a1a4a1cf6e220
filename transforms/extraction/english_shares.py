"""Percent, percentage points and fractions in English sentences."""

from decimal import Decimal
from typing import Final

from transforms.extraction import currencies
from transforms.extraction import english_words as words
from transforms.extraction.english_amounts import Amount, surface
from transforms.extraction.english_bounds import bound_before
from transforms.extraction.english_measuring import MeasureReading
from transforms.extraction.english_numbers import DENOMINATORS, HYPHENS, word_is
from transforms.extraction.lexicon import word_class
from transforms.extraction.units import read_unit

_NOT_A_SHARE_BEFORE: Final = word_class("figures.not_a_share_before")
_SHARE_FOLLOWERS: Final = word_class("figures.share_followers")
_QUARTER_OF_A_YEAR: Final = word_class("figures.quarter_of_a_year")
_CHANGE_LEADS: Final = word_class("figures.change_leads")
_PERCENT_WORDS: Final = frozenset(
    {"%", "percent", "pct", "percentage", "pc", "per", "basis", "bps", "bp", "pp", "ppt", "ppts", "pps"}
)
_CUTS: Final = word_class("figures.cuts")
HUNDREDTH: Final = Decimal("0.01")


class ShareReading(MeasureReading):
    """Reads percentages and shares: `half of`, `a third`, `a quarter of a point`."""

    def _percent(self, amount: Amount) -> Amount | None:
        found = self._percent_unit(amount.stop)
        if found is None:
            return None
        stop, unit, factor = found
        start = amount.stop + 1 if self.tokens[amount.stop].text in HYPHENS else amount.stop
        amount.kind, amount.unit, amount.factor, amount.stop = "percent", unit, factor, stop
        amount.unit_text = surface(self.text, self.tokens, start, stop)
        amount.rule = "en.percent" if unit == "%" else "en.percentage_points"
        return amount

    def _percent_unit(self, i: int) -> tuple[int, str, Decimal] | None:
        tokens, count = self.tokens, len(self.tokens)
        if i + 1 < count and tokens[i].text in HYPHENS and tokens[i + 1].glued:
            i += 1
        if i >= count:
            return None
        word = tokens[i].lower
        if word not in _PERCENT_WORDS:
            return None
        stop = 0
        if word in ("%", "percent", "pct", "percentage") or (word == "pc" and i > 0):
            stop = i + 1
        elif word == "per" and (word_is(tokens, i + 1, "cent") or word_is(tokens, i + 1, "centum")):
            stop = i + 2
        elif word == "per" and i + 2 < count and tokens[i + 1].text in HYPHENS and word_is(tokens, i + 2, "cent"):
            stop = i + 3
        elif word == "basis" and i + 1 < count:
            j = i + 2 if tokens[i + 1].text in HYPHENS else i + 1
            return (j + 1, "[pp]", HUNDREDTH) if j < count and tokens[j].lower in ("point", "points") else None
        elif word in ("bps", "bp"):
            return i + 1, "[pp]", HUNDREDTH
        elif word in ("pp", "ppt", "ppts", "pps"):
            return i + 1, "[pp]", Decimal(1)
        if not stop:
            return None
        j = stop + 1 if stop + 1 < count and tokens[stop].text in HYPHENS and tokens[stop + 1].glued else stop
        if j < count and tokens[j].lower in ("point", "points", "pts"):
            return j + 1, "[pp]", Decimal(1)
        return None if word == "percentage" else (stop, "%", Decimal(1))

    def _fraction(self, amount: Amount) -> Amount | None:
        """Shares are percent; half a tonne is a quantity; a quarter of a point is points; times and ordinals are nothing."""
        tokens, count = self.tokens, len(self.tokens)
        first, stop = amount.first, amount.stop
        at = stop + 1 if word_is(tokens, stop, "of") else stop
        if at < count and tokens[at].lower in ("a", "an", "one"):
            at += 1
        if at > stop and at < count and tokens[at].lower in words.TIME_UNITS:
            return None  # three-tenths of a second
        joined = at < count and tokens[at].text in HYPHENS
        points = self._points_after(at + 1 if joined else at)
        if points:
            amount.kind, amount.unit, amount.stop = "percent", "[pp]", points
            amount.unit_text = surface(self.text, tokens, at + 1 if joined else at, points)
            amount.rule = "en.percentage_points.fraction"
            return amount
        if at > stop and tokens[at - 1].lower in ("a", "an") and (unit := read_unit(tokens, at, self.tables)) is not None:
            return self._measured(amount, at, unit)
        if at > stop and tokens[at - 1].lower in ("a", "an") and (named := currencies.names().match(tokens, at)) is not None:
            amount.kind, amount.money, amount.stop, amount.rule = "money", named[1], named[0], "en.money.fraction"
            amount.unit_text, amount.factor = surface(self.text, tokens, at, named[0]), named[1].factor
            return amount
        if not self._is_share(first, stop):
            return None
        amount.kind, amount.unit, amount.rule = "percent", "%", "en.percent.fraction"
        amount.factor = Decimal(100)
        amount.unit_text = tokens[stop - 1].text if tokens[stop - 1].lower in DENOMINATORS else None
        return amount

    def _points_after(self, i: int) -> int:
        tokens = self.tokens
        if word_is(tokens, i, "full"):
            i += 1
        if word_is(tokens, i, "percentage") or word_is(tokens, i, "percent"):
            i += 2 if i + 1 < len(tokens) and tokens[i + 1].text in HYPHENS else 1
            return i + 1 if word_is(tokens, i, "point") or word_is(tokens, i, "points") else 0
        return i + 1 if word_is(tokens, i, "point") else 0

    def _is_share(self, first: int, stop: int) -> bool:
        tokens, count = self.tokens, len(self.tokens)
        following = tokens[stop].lower if stop < count else "."
        preceding = tokens[first - 1].lower if first else ""
        last = tokens[stop - 1].lower
        if (
            preceding in _NOT_A_SHARE_BEFORE
            or (first > 0 and tokens[stop - 1].text[0].isupper())
            or (first and tokens[first - 1].text in HYPHENS)
        ):
            return False
        if following in HYPHENS or following in words.TIME_UNITS or following == "as":
            return False
        if last == "half" and stop - first == 1:
            return self._is_half(first, stop, following, preceding)
        if preceding in _CHANGE_LEADS and following not in words.TIME_UNITS:
            return True
        if last in ("quarter", "quarters") and stop - first <= 3 and following in _QUARTER_OF_A_YEAR:
            return False
        if last in ("half", "halves"):
            return following == "of" or preceding in _CHANGE_LEADS
        if tokens[first].lower == "a" or last in ("quarter", "quarters"):
            return following in _SHARE_FOLLOWERS or bound_before(tokens, first) is not None or preceding in _CHANGE_LEADS
        return following not in words.TIME_UNITS

    def _is_half(self, first: int, stop: int, following: str, preceding: str) -> bool:
        tokens, count = self.tokens, len(self.tokens)
        if following == "of":
            return not (
                stop + 1 < count
                and (tokens[stop + 1].kind == "number" or tokens[stop + 1].lower in words.MONTHS | {"next", "last"})
            )
        if following in ("the", "its", "his", "their", "our", "all", "those", "these", "her"):
            at = stop + 1
            return not (at < count and tokens[at].lower in words.TIME_UNITS | {"time", "battle", "story"}) and preceding != "at"
        if preceding in ("by", "in") and (following in ".,;)" or following in words.PREPOSITIONS):
            return preceding == "by" or (first > 1 and any(token.lower in _CUTS for token in tokens[max(0, first - 8) : first]))
        return bound_before(tokens, first) is not None and following in _SHARE_FOLLOWERS
