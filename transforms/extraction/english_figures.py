"""The amounts of English sentences: each number with its sign, magnitude, unit, bound and range, or what it counts."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from transforms.extraction import english_labels as labels
from transforms.extraction.change_words import change_words
from transforms.extraction.english_amounts import PART, RATE_ARTICLES, Amount, surface
from transforms.extraction.english_bounds import bound_after, bound_before, verb_bound
from transforms.extraction.english_numbers import ARITHMETIC, DASHES, Number, word_is
from transforms.extraction.english_shares import ShareReading
from transforms.extraction.lexicon import word_class
from transforms.extraction.units import read_rate, read_unit

_BEFORE_MINUS: Final = frozenset("$€£¥₹₽₩₪₺([|")
_SPEEDS: Final = frozenset({"km/h", "[mi_i]/h"})
_RANGING: Final = word_class("figures.ranging")
_BETWEEN: Final = 2
"""Tokens between the two numbers of a range."""


class SentenceReader(ShareReading):
    """Reads all amounts of one sentence."""

    def amounts(self) -> list[Amount]:
        """All amounts, ranges merged, in order, none inside another; those without kind are bare numbers."""
        found: list[Amount] = []
        limit = 0
        for number in self.numbers:
            if number.first < limit:
                continue
            amount = self._amount(number)
            if amount is None:
                continue
            if amount.first < limit:
                amount = replace(amount, first=number.first)
            found.append(amount)
            limit = amount.stop
        merged = self._ranges(found)
        self._share_magnitudes(merged)
        self._share_rates(merged)
        for at, amount in enumerate(merged):
            self._bind(amount, merged[at - 1].stop if at else 0)
        return merged

    def _amount(self, number: Number) -> Amount | None:
        if self._is_in_a_code(number):
            return None
        amount = Amount(number.first, number.stop, number, number.value)
        self._sign(amount)
        if number.style == "fraction":
            return self._fraction(amount)
        if number.style == "ratio":
            return self._money(amount) or self._percent(amount) or self._unit(amount) or self._part_of_a_unit(amount)
        return self._money(amount) or self._percent(amount) or self._age(amount) or self._unit(amount) or self._count(amount)

    def _is_in_a_code(self, number: Number) -> bool:
        """`1e400`, `4x100m`: letters tie a number to another one."""
        tokens, first = self.tokens, number.first
        tied = first > 1 and tokens[first].glued and tokens[first - 1].glued
        return tied and tokens[first - 1].kind == "word" and tokens[first - 2].kind == "number"

    def _part_of_a_unit(self, amount: Amount) -> Amount | None:
        """`1/16 of a pint`, `3/4 of an inch`."""
        at = amount.stop
        if not (
            word_is(self.tokens, at, "of") and at + 2 < len(self.tokens) and self.tokens[at + 1].lower in ("a", "an", "one")
        ):
            return None
        at += 3 if self.tokens[at + 2].text in ("US", "U.S.", "UK") else 2
        found = read_unit(self.tokens, at, self.tables)
        return None if found is None else self._measured(amount, at, found)

    def _sign(self, amount: Amount) -> None:
        tokens, first = self.tokens, amount.first
        if first == 0:
            return
        before = tokens[first - 1]
        negative = before.lower in ("minus", "negative")
        if (
            first > 1
            and before.text == "-"
            and tokens[first].glued
            and before.glued
            and tokens[first - 2].lower in ("minus", "sub")
        ):
            amount.first = first - 2
            if tokens[first - 2].lower == "minus":
                amount.value = -amount.value
            else:
                amount.bound = "lt"
            return
        if before.text in "-−–" and tokens[first].glued:
            apart = first == 1 or not before.glued or tokens[first - 2].text in _BEFORE_MINUS
            negative = apart and not (first > 1 and tokens[first - 2].kind == "number" and before.glued)
        if negative:
            amount.first = first - 1
            amount.value = -amount.value

    def _ranges(self, amounts: list[Amount]) -> list[Amount]:
        merged: list[Amount] = []
        for at, amount in enumerate(amounts):
            near = merged and 0 <= amount.first - merged[-1].stop <= _BETWEEN
            joined = self._join(merged[-1], amount, self._range_follows(amounts, at)) if near else None
            if joined is not None:
                merged[-1] = joined
            else:
                merged.append(amount)
        return merged

    def _range_follows(self, amounts: list[Amount], at: int) -> bool:
        """`from 5 to 7 percent` before `to 3 to 5 percent`: both ends of the change are ranges."""
        following = amounts[at + 1 : at + 3]
        if len(following) < 2:
            return False
        gaps = [(before.stop, after.first) for before, after in pairwise([amounts[at], *following])]
        return all(stop + 1 == first for stop, first in gaps) and self.tokens[gaps[0][0]].lower == "to" and (
            self.tokens[gaps[1][0]].lower == "to" or self.tokens[gaps[1][0]].text in DASHES
        )  # fmt: skip

    def _join(self, low: Amount, high: Amount, of_ranges: bool) -> Amount | None:
        """One amount of two that a range word or dash ties together, or None; `of_ranges`: a second range follows `to`."""
        tokens = self.tokens
        if low.value_max is not None or (low.kind and not high.kind and not low.prefixed and low.rule != "en.age"):
            return None
        link = " ".join(token.lower for token in tokens[low.stop : high.first])
        between = low.first > 0 and tokens[low.first - 1].lower == "between"
        ranging = low.first > 1 and tokens[low.first - 1].lower == "from" and tokens[low.first - 2].lower in _RANGING
        ranging = ranging or (low.value == 0 and high.unit in _SPEEDS)  # from 0 to 100 km/h
        from_before = low.first > 0 and tokens[low.first - 1].lower == "from"
        if not (
            link in DASHES
            or (link == "and" and between)
            or (link in ("to", "- to", "-to-", "to -") and (ranging or between or of_ranges or not from_before))
            or (link == "up to" and ranging)
        ):
            return None
        if not low.kind and link == "to" and labels.is_year(tokens, low.number) and not labels.is_year(tokens, high.number):
            return None
        if link == "to" and not (ranging or between) and not self._plain_range(low, high):
            return None
        if link in DASHES and not high.kind and not low.kind and not self._plain_range(low, high):
            return None
        return self._merge(low, high, between or ranging)

    def _share_magnitudes(self, amounts: list[Amount]) -> None:
        """`from $10 to $15 billion`: the first amount has the magnitude of the second."""
        for low, high in pairwise(amounts):
            tied = (
                high.first - low.stop == 1
                and word_is(self.tokens, low.stop, "to")
                and word_is(self.tokens, low.first - 1, "from")
            )
            money = low.kind == high.kind == "money" and low.money is not None and low.money == high.money
            if (
                tied
                and money
                and low.number.magnitude == 1
                and high.number.magnitude > 1
                and low.number.base < high.number.base
            ):
                low.value = ARITHMETIC.multiply(low.value, high.number.magnitude)

    def _share_rates(self, amounts: list[Amount]) -> None:
        """`A$12 (US$8.10) per share`: the denominator after the bracket is of both amounts."""
        for own, restated in pairwise(amounts):
            opened = own.stop + 1 == restated.first and word_is(self.tokens, own.stop, "(")
            if own.kind == restated.kind == "money" and opened and word_is(self.tokens, restated.stop, ")"):
                for amount in (own, restated):
                    self._rate(amount, restated.stop + 1)

    def _plain_range(self, low: Amount, high: Amount) -> bool:
        """`4 to 5 percent`, `$300 to $350 million` are ranges; `fell 14 pence to 312p` is a change."""
        if (low.kind or not high.kind) and low.first and change_words().match_before(self.tokens, low.first, 2) is not None:
            return False
        bare = not low.kind and not high.kind
        if (low.kind or bare) and word_is(self.tokens, low.first - 1, "by"):
            return False  # rose by $4 to $9, by 12 to 340
        if low.kind == "money" and not (low.prefixed and (high.prefixed or not high.kind)):
            return False
        if low.kind == "quantity" and low.rule not in ("en.age", "en.quantity"):
            return False
        if low.kind == "quantity" and (self._is_drop(low) or (high.kind and high.rule != low.rule)):
            return False
        return high.value >= low.value or low.number.magnitude != high.number.magnitude

    def _is_drop(self, low: Amount) -> bool:
        """`a drop of 3 tonnes to 9 tonnes`."""
        return (
            word_is(self.tokens, low.first - 1, "of") and change_words().match_before(self.tokens, low.first - 1, 2) is not None
        )

    def _merge(self, low: Amount, high: Amount, named: bool) -> Amount | None:
        money = high.money or low.money
        kind = high.kind or low.kind
        if low.kind and high.kind and low.kind != high.kind:
            return None
        if low.money is not None and high.money is not None and low.money.codes[0] != high.money.codes[0]:
            return None
        if low.unit is not None and high.unit is not None and low.unit != high.unit:
            return None
        left_out = labels.left_out(low.number, high.number, self.tokens[low.stop].text in DASHES)
        value = ARITHMETIC.multiply(low.value, left_out or 1)
        if low.number.magnitude == 1 and high.number.magnitude != 1 and low.number.base < high.number.base:
            value = ARITHMETIC.multiply(value, high.number.magnitude)
        if value >= high.value:
            return None
        source = high if high.kind else low
        rate = None if high.kind or source.kind != "money" else read_rate(self.tokens, high.stop, self.tables, RATE_ARTICLES)
        stop = rate[0] if rate else high.stop
        unit_text = surface(self.text, self.tokens, high.stop, stop) if rate else source.unit_text or low.unit_text
        first = low.first - (1 if named and self.tokens[low.first - 1].lower == "between" else 0)
        rule = f"{source.rule}.range" if source.kind else (PART if low.rule == PART else "en.bare.range")
        return replace(
            source, first=first, stop=stop, number=high.number, value=value, value_max=high.value, money=money, kind=kind,
            prefixed=low.prefixed, rule=rule,
            unit_text=unit_text,
        )  # fmt: skip

    def _bind(self, amount: Amount, limit: int) -> None:
        tokens = self.tokens
        before = bound_before(tokens, amount.first)
        if before is not None and before[0] >= limit:
            amount.first, amount.bound = before
        elif (verb := verb_bound(tokens, amount.first)) is not None:
            amount.bound = verb
        after = bound_after(tokens, amount.stop)
        if after is not None and amount.value_max is None:
            amount.stop, amount.bound = after
