"""What a sentence alone does not say of an English amount: which dollar, which pound, and what a bare number counts."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale

from transforms.extraction import currencies
from transforms.extraction import english_counts as counts
from transforms.extraction import english_words as words
from transforms.extraction.currencies import Money
from transforms.extraction.english_amounts import PART, Amount
from transforms.extraction.english_numbers import ARITHMETIC
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import Context
from transforms.extraction.places import Place
from transforms.extraction.tokens import Token

_EURO_COINS: Final = datetime.date(2002, 1, 1)
_NEAR: Final = 6


@cache
def dollar_of(country: str | None) -> str | None:
    """The code of a country's own dollar; None where its currency is no dollar."""
    code = currencies.currency_of_country(country) if country else None
    return code if code is not None and "dollar" in str(Locale("en").currencies.get(code, "")).lower() else None


class CurrencyResolver:
    """Chooses among the codes that a symbol or word may mean.

    Args:
        context: the publisher's country decides on `$` and `dollars`.
        mentioned: gives the countries that the whole text names, most frequent first; called once, when needed.
    """

    def __init__(self, context: Context, mentioned: Callable[[], Counter[str]]) -> None:
        """Keep the context; the text is not looked at yet."""
        self.context = context
        self._mentioned = mentioned
        self._countries: list[str] | None = None
        self.last: str | None = None  # the currency of the amount before, for cents

    def resolve(self, money: Money, at: int, places: Sequence[Place]) -> tuple[str, str]:
        """The code of an amount at a token, given the countries of its sentence: (code, how it was found)."""
        code, how = self._choose(money, at, places)
        self.last = code
        return code, how

    def _choose(self, money: Money, at: int, places: Sequence[Place]) -> tuple[str, str]:
        if money.bare:
            if money.factor != 1 and self.last is not None:
                return self.last, "before"
            own = dollar_of(self.context.publisher_country)
            return (own, "publisher") if own else (money.codes[0], "default")
        if len(money.codes) == 1:
            return money.codes[0], ""
        near = sorted(places, key=lambda place: abs(place.first - at))
        found = self._among(money, (place.code for place in near))
        if found is not None:
            return found, "sentence"
        if self.last in money.codes:
            return str(self.last), "before"
        if self._countries is None:
            self._countries = [code for code, _ in self._mentioned().most_common()]
        found = self._among(money, self._countries[:2])
        if found is not None:
            return found, "text"
        found = self._among(money, [self.context.publisher_country] if self.context.publisher_country else [])
        return (found, "publisher") if found is not None else (money.codes[0], "default")

    def _among(self, money: Money, countries: Iterable[str]) -> str | None:
        for country in countries:
            own = currencies.currency_of_country(country) if country not in ("EU", "EA") else "EUR"
            if own in money.codes:
                return str(own)
            if own == "EUR":
                past = next((code for code in money.codes if code.startswith(country) and code != "EUR"), None)
                if past is not None and self._before_euro():
                    return past
        return None

    def _before_euro(self) -> bool:
        return self.context.published is None or self.context.published < _EURO_COINS


_PREDICATES: Final = word_class("resolve.predicates")
_HARM: Final = word_class("resolve.harm")
_PARTS: Final = frozenset(["them", "those", "whom", "which", "the", "these"])
_ENDS: Final = frozenset(["to", "from", "against", "versus", "at", "of", "by", "than", "with", "and"])


def resolve_bare(tokens: Sequence[Token], amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts of a sentence with each bare number either given the unit it leaves out, or dropped."""
    kept: list[Amount] = []
    for at, amount in enumerate(amounts):
        if amount.kind:
            kept.append(amount)
            continue
        following = next((other for other in amounts[at + 1 : at + 5] if other.kind), None)
        found = _resolve(tokens, amount, kept, following)
        if found is not None:
            kept.append(found)
    return kept


def _resolve(tokens: Sequence[Token], amount: Amount, kept: Sequence[Amount], following: Amount | None) -> Amount | None:
    if counts.is_year(tokens, amount.number) or amount.rule == PART:
        return None
    before = kept[-1] if kept else None
    led = amount.first > 0 and tokens[amount.first - 1].lower in _ENDS
    bound = amount.bound != "eq"
    if following is not None and led and following.first - amount.stop <= 3 and _is_from_to(tokens, amount, following):
        return _as_other(amount, following, inherits_magnitude=True)
    heavy = amount.number.magnitude >= 1000 or amount.number.grouped or amount.number.decimal
    if following is not None and _is_listed(tokens, amount, following):
        return _as_other(amount, following)
    if (
        before is not None
        and before.rule == "en.age"
        and amount.first - before.stop == 1
        and tokens[before.stop].lower == "and"
    ):
        return _as_other(amount, before)
    if following is not None and tokens[amount.stop : following.first] and _of_these(tokens, amount, following):
        return _as_count(amount, following.unit_text)
    part = amount.stop + 1 < len(tokens) and tokens[amount.stop].lower == "of" and tokens[amount.stop + 1].lower in _PARTS
    if part and following is not None and following.rule.startswith("en.count") and following.first - amount.stop == 2:
        return _as_count(amount, following.unit_text)
    predicate = amount.stop < len(tokens) and tokens[amount.stop].lower in _PREDICATES
    if part or predicate:
        counted = next((other for other in reversed(kept) if other.rule.startswith("en.count")), None)
        if amount.number.decimal and not amount.number.magnitude > 1:
            return None
        noun = counted.unit_text if counted else ("people" if predicate or heavy else None)
        if amount.first and not bound and counted is None and not _opens(tokens[amount.first - 1]):
            return None
        small_pronoun = amount.number.value == 1 or (amount.number.style == "words" and not predicate and counted is None)
        return None if noun is None or small_pronoun else _as_count(amount, noun)
    if heavy:
        if before is not None and _continues(tokens, before, amount):
            return _as_other(amount, before)
        return _as_count(amount, _subject(tokens, amount, before))
    counted_before = before is not None and before.rule.startswith("en.count")
    if bound and amount.number.style == "digits" and (counted_before or amount.number.value >= 20):
        return _as_count(amount, _subject(tokens, amount, before))
    if counted_before and before is not None and _coordinate(tokens, amount):
        return _as_count(amount, before.unit_text or "")
    if led and before is not None and before.unit is not None and _is_change(tokens, before, amount):
        return _as_other(amount, before)
    return None


def _of_these(tokens: Sequence[Token], amount: Amount, following: Amount) -> bool:
    """`1,200 of 6,000 police`: both count the same."""
    return following.rule == "en.count" and following.first - amount.stop == 1 and tokens[amount.stop].lower == "of"


def _are_victims(tokens: Sequence[Token], amount: Amount) -> bool:
    """`killing 4,500`, `10,000 may have died`: the number is of people."""
    around = [*tokens[max(0, amount.first - 2) : amount.first], *tokens[amount.stop : amount.stop + 4]]
    return any(token.lower in _HARM for token in around)


def _opens(before: Token) -> bool:
    """Whether a number after this token may be the subject of its clause."""
    return before.kind == "mark" or before.lower in words.CONJUNCTIONS or before.lower in ("only", "at", "least", "another")


def _coordinate(tokens: Sequence[Token], amount: Amount) -> bool:
    """`435 homes by open sale and 187 by tender`: a second count of the same things."""
    following = tokens[amount.stop].lower if amount.stop < len(tokens) else "."
    lead = tokens[amount.first - 1].lower if amount.first else ""
    return (
        lead in ("and", "or", ",")
        and amount.number.style == "digits"
        and amount.value >= 10
        and following in ("by", "in", "on", "at", "from", "for")
    )


def _is_listed(tokens: Sequence[Token], amount: Amount, following: Amount) -> bool:
    """`a 7- or 8-inch screen`: the hyphen waits for the unit of the next number."""
    between = [token.text for token in tokens[amount.stop : following.first]]
    if following.kind == "percent" and amount.number.style == "digits" and between in (["and"], ["or"]):
        return tokens[amount.first - 1].lower in _ENDS  # of 4.7 and 5.3 percent
    return following.kind == "quantity" and following.unit != "1" and between in (["-", "or"], ["-", "and"], ["-", "to"])


def _is_from_to(tokens: Sequence[Token], low: Amount, high: Amount) -> bool:
    leads = tokens[low.first - 1].lower if low.first else ""
    link = tokens[high.first - 1].lower if high.first else ""
    return leads == "from" and link == "to" and tokens[low.stop].lower == "to"


def _is_change(tokens: Sequence[Token], before: Amount, amount: Amount) -> bool:
    """`to 12 from 9`: two ends of one change."""
    lead, other = tokens[amount.first - 1].lower, tokens[before.first - 1].lower if before.first else ""
    if lead in ("with", "to") and amount.first > 1 and tokens[amount.first - 2].lower in ("compared", "comparison"):
        return True
    return {lead, other} == {"to", "from"} or (lead in ("from", "against", "versus") and amount.first - before.stop <= _NEAR)


def _continues(tokens: Sequence[Token], before: Amount, amount: Amount) -> bool:
    """Whether a large bare number goes on in the unit of the amount before it (`34.0 billion euros, against 20.7 billion`)."""
    if before.kind == "percent":
        return False
    if before.kind == "money":
        return amount.number.magnitude >= 1000 and before.number.magnitude >= 1000
    if before.unit != "1":
        return amount.number.magnitude == before.number.magnitude and _is_change(tokens, before, amount)
    return True


def _as_other(amount: Amount, other: Amount, inherits_magnitude: bool = False) -> Amount:
    value, factor = amount.value, other.factor
    if inherits_magnitude and amount.number.magnitude == 1 and other.number.magnitude != 1 and amount.number.base < 1000:
        value = ARITHMETIC.multiply(value, other.number.magnitude)
    unit_text = other.unit_text if other.kind != "money" else None
    return replace(
        amount, kind=other.kind, money=other.money, unit=other.unit, unit_text=unit_text, value=value, factor=factor,
        rule=f"en.{other.kind}.ellipsis",
    )  # fmt: skip


def _as_count(amount: Amount, noun: str | None) -> Amount:
    return replace(amount, kind="quantity", unit="1", unit_text=noun or None, factor=Decimal(1), rule="en.count.ellipsis")


def _subject(tokens: Sequence[Token], amount: Amount, before: Amount | None) -> str | None:
    """The noun that a bare number is of: that of the count before it, else the first plural of the sentence."""
    if _are_victims(tokens, amount) and not (before is not None and before.rule.startswith("en.count")):
        return "people"
    if before is not None and before.rule.startswith("en.count") and before.unit_text:
        return before.unit_text
    for i, token in enumerate(tokens[: amount.first]):
        if (
            token.kind == "word"
            and counts.is_plural(token)
            and token.lower not in words.CLOSED | words.VERBS | words.TIME_UNITS
        ):
            return " ".join(word.text for word in tokens[i : i + 1]).lower() if i == 0 else token.text
    return None
