"""The figures of English sentences: each number with its sign, magnitude, currency or unit, bound and range, or what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from transforms.extraction import currencies
from transforms.extraction import english_counts as counts
from transforms.extraction import english_words as words
from transforms.extraction.change_words import change_words
from transforms.extraction.currencies import Money
from transforms.extraction.english_bounds import bound_after, bound_before, verb_bound
from transforms.extraction.english_numbers import ARITHMETIC, DASHES, HYPHENS, LETTERS, Number, read_numbers, word_is
from transforms.extraction.lexicon import word_class
from transforms.extraction.places import Place, find_places
from transforms.extraction.tokens import Token
from transforms.extraction.units import Unit, read_rate, read_unit, unit_tables

HUNDREDTH: Final = Decimal("0.01")
_ARTICLES: Final = frozenset({"a", "an", "per", "each", "every"})
_ARMS: Final = word_class("figures.arms")
_MASS_CONTEXT: Final = word_class("figures.mass_context")


@dataclass(slots=True)
class Amount:
    """A number being read: token indices of the sentence, `stop` exclusive."""

    first: int
    stop: int
    number: Number
    value: Decimal
    kind: str = ""  # money, percent, quantity; empty: nothing tells yet
    money: Money | None = None
    adjective: str | None = None  # country of `Egyptian pounds` where the name alone has several codes
    unit: str | None = None
    unit_text: str | None = None
    value_max: Decimal | None = None
    bound: str = "eq"
    rule: str = ""
    prefixed: bool = False  # the currency stands before the number
    factor: Decimal = Decimal(1)


def surface(text: str, tokens: Sequence[Token], first: int, stop: int) -> str:
    """The words of tokens `first` to `stop` as the text has them."""
    return text[tokens[first].start : tokens[stop - 1].end] if first < stop else ""


class SentenceReader:
    """Reads the amounts of one sentence.

    Args:
        text: the whole text.
        tokens: of the sentence.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Find the numbers; everything else hangs on them."""
        self.text = text
        self.tokens = tokens
        self.numbers = read_numbers(tokens)
        self.tables = unit_tables()
        self._places: list[Place] | None = None

    @property
    def places(self) -> list[Place]:
        """The countries of the sentence, read once."""
        if self._places is None:
            self._places = find_places(self.tokens)
        return self._places

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
        for at, amount in enumerate(merged):
            self._bind(amount, merged[at - 1].stop if at else 0)
        return merged

    def _amount(self, number: Number) -> Amount | None:
        amount = Amount(number.first, number.stop, number, number.value)
        self._sign(amount)
        if number.style == "fraction":
            return self._fraction(amount)
        return self._money(amount) or self._percent(amount) or self._age(amount) or self._unit(amount) or self._count(amount)

    # ---------------------------------------------------------------- sign
    def _sign(self, amount: Amount) -> None:
        tokens, first = self.tokens, amount.first
        if first == 0:
            return
        before = tokens[first - 1]
        negative = before.lower in ("minus", "negative")
        if first > 1 and before.text == "-" and tokens[first].glued and before.glued and tokens[first - 2].lower in ("minus", "sub"):
            amount.first = first - 2
            if tokens[first - 2].lower == "minus":
                amount.value = -amount.value
            else:
                amount.bound = "lt"
            return
        if before.text in "-−–" and tokens[first].glued:
            apart = first == 1 or not before.glued or tokens[first - 2].text in currencies_signs
            negative = apart and not (first > 1 and tokens[first - 2].kind == "number" and before.glued)
        if negative:
            amount.first = first - 1
            amount.value = -amount.value

    # ---------------------------------------------------------------- money
    def _money(self, amount: Amount) -> Amount | None:
        tokens = self.tokens
        prefix = currencies.prefix_before(tokens, amount.first)
        if prefix is not None and prefix[1].weak and not self._heavy(amount.number):
            prefix = None
        if prefix is not None:
            amount.first, amount.money = prefix
            if (
                amount.first
                and tokens[amount.first - 1].text in "-−"
                and tokens[amount.first].glued
                and not tokens[amount.first - 1].glued
            ):
                amount.first -= 1
                amount.value = -amount.value
            amount.prefixed = True
            self._letter_magnitude(amount)
            amount.rule = "en.money.symbol"
            amount.unit_text = surface(self.text, tokens, prefix[0], amount.number.first)
            self._currency_again(amount)
        else:
            after = self._currency_after(amount)
            if after is None:
                return None
            start, stop, money = after
            amount.money, amount.stop = money, stop
            amount.rule = "en.money.word"
            amount.unit_text = surface(self.text, tokens, start, stop)
        amount.kind = "money"
        amount.factor = amount.money.factor if amount.money else Decimal(1)
        rate = read_rate(tokens, amount.stop, self.tables, _ARTICLES) or self._counted_rate(amount.stop)
        if rate is not None:
            words_of_rate = surface(self.text, tokens, amount.stop, rate[0])
            article = tokens[amount.stop].lower in ("a", "an")
            amount.unit_text = words_of_rate if article else f"{amount.unit_text} {words_of_rate}"
            amount.stop = rate[0]
        return amount

    def _counted_rate(self, i: int) -> tuple[int, str] | None:
        """`$95 per 1,000 cubic metres`: a denominator with a number of its own."""
        if not word_is(self.tokens, i, "per") or i + 1 >= len(self.tokens) or self.tokens[i + 1].kind != "number":
            return None
        number = next((one for one in self.numbers if one.first == i + 1), None)
        unit = read_unit(self.tokens, number.stop, self.tables) if number is not None else None
        return None if unit is None else (unit[0], unit[1].code)

    def _heavy(self, number: Number) -> bool:
        """Whether a number is so large or so exact that the doubtful word next to it can only be a currency."""
        return number.magnitude >= 1000 or number.grouped or number.decimal or number.value >= 100

    def _letter_magnitude(self, amount: Amount) -> None:
        """`$20m`, `£60k`, `$4.2b`; also `$ 5 m`."""
        tokens, stop = self.tokens, amount.stop
        if stop < len(tokens) and tokens[stop].lower in LETTERS and (tokens[stop].glued or tokens[stop].lower in ("m", "b")):
            if stop + 1 < len(tokens) and tokens[stop + 1].glued and tokens[stop + 1].kind in ("word", "number"):
                return
            factor = LETTERS[tokens[stop].lower]
            amount.value = ARITHMETIC.multiply(amount.value, factor)
            amount.number = amount.number._replace(magnitude=factor, value=amount.value)
            amount.stop = stop + 1

    def _currency_again(self, amount: Amount) -> None:
        """`$5 million US`, `$20 million Canadian`: the country after a dollar sign."""
        tokens, stop = self.tokens, amount.stop
        if stop < len(tokens) and amount.money is not None and amount.money.bare:
            code = {"us": "USD", "u.s.": "USD", "usd": "USD", "cdn": "CAD", "canadian": "CAD", "aud": "AUD", "cad": "CAD", "sgd": "SGD", "hkd": "HKD",
                    "nzd": "NZD"}.get(tokens[stop].lower) if tokens[stop].text[0].isupper() else None  # fmt: skip
            follows = stop + 1 < len(tokens) and tokens[stop + 1].kind == "word" and tokens[stop + 1].lower not in words.CLOSED
            if code is not None and not follows:
                amount.money, amount.stop = Money((code,)), stop + 1

    def _currency_after(self, amount: Amount) -> tuple[int, int, Money] | None:
        """The currency behind a number: (index of its first token, index after, currency)."""
        tokens, count = self.tokens, len(self.tokens)
        start = amount.stop
        if start < count and tokens[start].lower in LETTERS and tokens[start].glued and start + 1 < count:
            after = self._currency_word(start + 1, amount.number)
            if after is not None:
                self._letter_magnitude(amount)
                return start + 1, after[0], after[1]
        if start + 1 < count and tokens[start].text in HYPHENS and tokens[start + 1].glued:
            start += 1
        if start >= count:
            return None
        after = self._currency_word(start, amount.number)
        if after is not None and tokens[start - 1].text in HYPHENS and after[1].factor != 1 and not amount.number.grouped:
            after = None if tokens[start].lower in ("fen", "sen", "mao") else after
        return None if after is None else (start, after[0], after[1])

    def _currency_word(self, start: int, number: Number) -> tuple[int, Money] | None:
        tokens, count = self.tokens, len(self.tokens)
        found = currencies.names().match(tokens, start)
        if found is None:
            found = self._adjective_currency(start)
        if found is None and tokens[start].kind == "mark":
            found = currencies.symbols().match(tokens, start)
            if found is not None and found[0] < count and tokens[found[0]].kind == "number":
                if tokens[found[0]].glued or tokens[start].text != "$":
                    return None  # the symbol of the next amount
        if found is None and (code := currencies.code_at(tokens[start])) is not None:
            followed = start + 1 < count and tokens[start + 1].kind == "number"
            found = None if followed and not tokens[start].glued else (start + 1, code)
        if found is None and tokens[start].text in ("zł", "Kč", "Ft", "kr", "RMB", "元", "円", "p", "¢"):
            found = self._glued_subunit(start, number)
        if found is None:
            return None
        if found[1].weak and not (number.magnitude >= 1000 or number.grouped or number.value >= 100):
            return None
        if found[0] == start + 1 and tokens[start].lower in ("won", "real") and self._is_verb_or_adjective(found[0]):
            return None
        if tokens[start].lower in ("pound", "pounds") and self._is_mass(found[0]):
            return None
        if (
            found[0] < count
            and tokens[found[0]].glued
            and tokens[found[0]].kind in ("word", "number")
            and tokens[start].kind == "word"
        ):
            return None
        return found

    def _glued_subunit(self, start: int, number: Number) -> tuple[int, Money] | None:
        token = self.tokens[start]
        if token.text == "p":
            if not token.glued or (number.value in (720, 1080, 480, 1440, 2160) and not number.decimal):
                return None
            return start + 1, Money(("GBP",), HUNDREDTH)
        if token.text == "¢":
            return start + 1, Money(("USD", "EUR"), HUNDREDTH, bare=True)
        code = {"zł": "PLN", "Kč": "CZK", "Ft": "HUF", "RMB": "CNY", "元": "CNY", "円": "JPY"}.get(token.text)
        return (start + 1, Money((code,))) if code else (start + 1, Money(("SEK", "NOK", "DKK", "ISK")))

    def _adjective_currency(self, start: int) -> tuple[int, Money] | None:
        """`Kenyan shillings`, `Hong Kong dollars`: a country and a currency word that several countries share."""
        if not self.tokens[start].text[0].isupper():
            return None
        for place in self.places:
            if place.first == start and place.stop < len(self.tokens):
                found = currencies.names().match(self.tokens, place.stop)
                if found is not None:
                    code = code_for_country(found[1], place.code)
                    return found[0], Money((code,), found[1].factor)
        return None

    def _is_verb_or_adjective(self, stop: int) -> bool:
        return stop < len(self.tokens) and self.tokens[stop].lower in (
            "the", "a", "an", "seats", "by", "gold", "silver", "estate", "terms", "time", "their", "his", "her", "estate", "medals", "over",
        )  # fmt: skip

    def _is_mass(self, stop: int) -> bool:
        """`200 pounds of cocaine`, `weighs 90 pounds` are masses; `pounds of debt` is money."""
        tokens = self.tokens
        if stop < len(tokens) and tokens[stop].lower in ("per", "overweight", "heavier", "lighter"):
            return (
                not word_is(tokens, stop + 1, "month")
                and not word_is(tokens, stop + 1, "week")
                and not word_is(tokens, stop + 1, "year")
            )
        around = tokens[max(0, stop - 9) : stop]
        return any(token.lower in ("weigh", "weighs", "weighed", "weighing", "weight", "pound-mass") for token in around) or (
            word_is(tokens, stop, "of") and stop + 1 < len(tokens) and tokens[stop + 1].lower in _GOODS_BY_WEIGHT
        )

    # ---------------------------------------------------------------- percent
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

    # ---------------------------------------------------------------- fractions
    def _fraction(self, amount: Amount) -> Amount | None:
        """Shares are percent; half a tonne is a quantity; a quarter of a point is points; times of day and ordinals are nothing."""
        tokens, count = self.tokens, len(self.tokens)
        first, stop = amount.first, amount.stop
        at = stop + 1 if word_is(tokens, stop, "of") else stop
        if at < count and tokens[at].lower in ("a", "an", "one"):
            at += 1
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
        amount.unit_text = tokens[stop - 1].text
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
            or tokens[stop - 1].text[0].isupper()
            or (first and tokens[first - 1].text in HYPHENS)
        ):
            return False
        if following in HYPHENS or following in words.TIME_UNITS:
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

    # ---------------------------------------------------------------- units and ages
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
            if first_word == "of" and amount.first > 1 and tokens[amount.first - 2].lower in ("age", "ages"):
                amount.unit_text, amount.stop = surface(self.text, tokens, at, at + 1), at + 1
                return self._as_age(amount, unit)
            return None
        if word_is(tokens, amount.first - 1, "turned") and amount.value >= 13 and (stop >= count or tokens[stop].kind == "mark"):
            return self._as_age(amount, "a") if amount.value <= 125 else None
        if not 0 < amount.value <= 125 or amount.number.decimal or self._percent_unit(stop) is not None:
            return None
        aged = first_word == "aged" or (
            first_word in ("of", "at") and amount.first > 1 and tokens[amount.first - 2].lower in ("age", "ages")
        )
        aged = aged or (
            first_word in ("between", "under", "over")
            and amount.first > 1
            and tokens[amount.first - 2].lower in ("aged", "ages")
        )
        aged = aged or (first_word == "at" and amount.first > 1 and tokens[amount.first - 2].lower in ("died", "dies") and stop < count
                        and tokens[stop].kind == "mark" and amount.value > 9)  # fmt: skip
        aged = aged or self._is_apposed_age(amount) or self._is_age_limit(amount)
        return self._as_age(amount, "a") if aged else None

    def _is_apposed_age(self, amount: Amount) -> bool:
        """`Maria Lopez, 57, said`: an integer between commas after a name of at least two words."""
        tokens, first, stop = self.tokens, amount.first, amount.stop
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
        return (
            named
            and tokens[first - 2].lower not in words.MONTHS | words.WEEKDAYS
            and amount.value > 5
            and tokens[stop].text == ","
        )

    def _is_age_limit(self, amount: Amount) -> bool:
        """`children under five`, `those over 65`, `a third of them under ten`."""
        tokens, first, stop = self.tokens, amount.first, amount.stop
        if first < 2 or tokens[first - 1].lower not in ("under", "over", "above", "below"):
            return False
        if tokens[first - 2].lower not in words.PEOPLE and not (tokens[first - 2].lower == "aged"):
            return False
        following = tokens[stop] if stop < len(tokens) else None
        return following is None or following.kind == "mark" or following.lower in words.CLOSED

    def _as_age(self, amount: Amount, unit: str) -> Amount:
        amount.kind, amount.unit, amount.rule = "quantity", unit, "en.age"
        return amount

    def _unit(self, amount: Amount) -> Amount | None:
        tokens, count, stop = self.tokens, len(self.tokens), amount.stop
        if stop >= count or _calibre(tokens, amount):
            return None
        if tokens[stop].text == "-" and stop + 1 < count and tokens[stop + 1].glued:
            found = read_unit(tokens, stop + 1, self.tables)
            return None if found is None or tokens[stop + 1].text in ("C", "F") else self._measured(amount, stop + 1, found)
        found = read_unit(tokens, stop, self.tables)
        token = tokens[stop]
        if token.text in ("B", "M") and not token.glued and stop + 1 < count and counts.is_plural(tokens[stop + 1]):
            self._letter_magnitude(amount)
            return self._count(amount)
        if token.lower in LETTERS and token.glued and not (found and found[0] > stop + 1):
            if self._is_millions(amount, found is not None):
                self._letter_magnitude(amount)
                if amount.stop > stop:
                    next_unit = read_unit(tokens, amount.stop, self.tables)
                    return self._measured(amount, amount.stop, next_unit) if next_unit is not None else self._count(amount)
        if found is None and token.lower in ("pound", "pounds"):
            found = (stop + 1, Unit("[lb_av]"))
        if found is not None and len(token.text) == 1 and not token.glued and token.text not in "°":
            found = found if token.text in ("m", "g", "W") else None
        if (
            found is not None
            and token.lower in ("bar", "bars", "foot", "stone", "cup", "cups", "in", "degrees")
            and self._is_common_word(token)
        ):
            found = None
        return None if found is None else self._measured(amount, stop, found)

    def _is_common_word(self, token: Token) -> bool:
        at = next(i for i, other in enumerate(self.tokens) if other is token)
        return (token.lower == "in" and not token.glued) or (
            token.lower in ("bars", "bar") and not word_is(self.tokens, at + 1, "of")
        ) or (token.lower in ("cup", "cups") and not word_is(self.tokens, at + 1, "of"))  # fmt: skip

    def _is_millions(self, amount: Amount, unit_too: bool) -> bool:
        """Whether the letter after the digits multiplies: `1.2m tons`, `4.3M sales`, but `100m sprint`, `5km`."""
        tokens, stop = self.tokens, amount.stop
        letter = tokens[stop].text
        if stop + 1 < len(tokens) and tokens[stop + 1].glued and tokens[stop + 1].text.isalnum():
            return False
        following = tokens[stop + 1] if stop + 1 < len(tokens) else None
        if letter in ("M", "K", "B", "k", "b"):
            return True
        if letter != "m" or following is None:
            return False
        if following.kind != "word" or following.lower in words.CLOSED | _OF_LENGTHS:
            return False
        return is_quantity_word(tokens, stop + 1) or amount.number.decimal or counts.is_plural(following)

    def _measured(self, amount: Amount, start: int, found: tuple[int, Unit]) -> Amount | None:
        tokens = self.tokens
        stop, unit = found
        amount.kind, amount.rule = "quantity", "en.quantity"
        amount.factor = unit.factor
        code = unit.code
        rate = read_rate(tokens, stop, self.tables, _ARTICLES)
        if rate is not None and "/" not in code and not rate[1].startswith("{"):
            stop, code = rate[0], f"{code}/{rate[1]}"
        amount.unit, amount.stop = code, stop
        if tokens[stop - 1].lower == "per":
            amount.stop = stop - 1
        amount.unit_text = surface(self.text, tokens, start, amount.stop)
        return amount

    # ---------------------------------------------------------------- counts
    def _count(self, amount: Amount) -> Amount | None:
        tokens, number = self.tokens, amount.number
        multiple = self._multiple(amount)
        if multiple is not None:
            return multiple
        if tokens[amount.stop - 1].lower in LETTERS and amount.stop > number.stop:
            number = number._replace(stop=amount.stop)
        elif counts.is_name_or_label(tokens, number):
            if number.grouped or number.magnitude > 1:
                return self._bare(amount) if counts.is_tied(tokens, number) else None
            return self._part(amount) if counts.is_tied(tokens, number) else None
        if tokens[
            min(amount.stop + self._hyphen(amount.stop), len(tokens) - 1)
        ].lower in words.TIME_UNITS and amount.stop < len(tokens):
            return None
        if amount.stop < len(tokens) and tokens[amount.stop].lower in ("time", "times") and number.value < 1000:
            return None
        if counts.is_definite_pair(tokens, number):
            return None
        if number.value == 1 and number.style == "words" and number.magnitude == 1:
            return self._one(amount)
        noun = counts.counted_noun(tokens, amount.stop, one=number.value == 1)
        if noun is None or (counts.is_year(tokens, number) and not self._is_counted_year(amount, noun)):
            return self._bare(amount)
        if noun.noun.split()[-1].lower() in words.TIME_UNITS:
            return None
        if amount.value < 0 and number.first > amount.first:
            return None
        if noun.noun.lower() in ("points", "point", "percentage points"):
            return self._points(amount, noun)
        amount.kind, amount.unit, amount.unit_text, amount.stop, amount.rule = "quantity", "1", noun.noun, noun.stop, "en.count"
        return amount

    def _hyphen(self, i: int) -> int:
        return int(i + 1 < len(self.tokens) and self.tokens[i].text in HYPHENS)

    def _part(self, amount: Amount) -> Amount:
        """Half of what may be a range, once the other half has its unit (`3-5 percent`), else a score: never a row by itself."""
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
        if noun is None or noun.noun.split()[-1].lower() in words.TIME_UNITS | _NOT_COUNTED_BY_ONE:
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

    # ---------------------------------------------------------------- ranges
    def _ranges(self, amounts: list[Amount]) -> list[Amount]:
        merged: list[Amount] = []
        for amount in amounts:
            joined = self._join(merged[-1], amount) if merged else None
            if joined is not None:
                merged[-1] = joined
            else:
                merged.append(amount)
        return merged

    def _join(self, low: Amount, high: Amount) -> Amount | None:
        """One amount of two that a range word or dash ties together, or None."""
        tokens = self.tokens
        gap = high.first - low.stop
        if gap < 0 or gap > 2 or low.value_max is not None or (low.kind and not high.kind and not low.prefixed and low.rule != "en.age"):
            return None
        link = " ".join(token.lower for token in tokens[low.stop : high.first])
        between = low.first > 0 and tokens[low.first - 1].lower == "between"
        ranging = low.first > 1 and tokens[low.first - 1].lower == "from" and tokens[low.first - 2].lower in _RANGING
        from_before = low.first > 0 and tokens[low.first - 1].lower == "from"
        if not (
            link in DASHES
            or (link == "and" and between)
            or (link in ("to", "or", "- to", "-to-") and link != "or" and (ranging or between or not from_before))
        ):
            return None
        if not low.kind and link == "to" and counts.is_year(tokens, low.number) and not counts.is_year(tokens, high.number):
            return None
        if link == "to" and not (ranging or between) and not self._plain_range(low, high):
            return None
        if link in DASHES and not high.kind and not low.kind and not self._plain_range(low, high):
            return None
        return self._merge(low, high, between or ranging)

    def _share_magnitudes(self, amounts: list[Amount]) -> None:
        """`from $10 to $15 billion`: the first amount has the magnitude of the second."""
        for low, high in zip(amounts, amounts[1:], strict=False):
            tied = high.first - low.stop == 1 and word_is(self.tokens, low.stop, "to") and word_is(self.tokens, low.first - 1, "from")
            money = low.kind == high.kind == "money" and low.money is not None and low.money == high.money
            if tied and money and low.number.magnitude == 1 and high.number.magnitude > 1 and low.number.base < high.number.base:
                low.value = ARITHMETIC.multiply(low.value, high.number.magnitude)

    def _plain_range(self, low: Amount, high: Amount) -> bool:
        """`4 to 5 percent`, `$300 to $350 million` are ranges; `fell 14 pence to 312p` is a change."""
        if low.kind and low.first and change_words().match_before(self.tokens, low.first, 2) is not None:
            return False
        if low.kind and word_is(self.tokens, low.first - 1, "by"):
            return False  # rose by $4 to $9
        if low.kind == "money" and not (low.prefixed and (high.prefixed or not high.kind)):
            return False
        if low.kind == "quantity" and not (low.rule == "en.age" and (not high.kind or high.rule == "en.age")):
            return False
        return high.value >= low.value or low.number.magnitude != high.number.magnitude

    def _merge(self, low: Amount, high: Amount, named: bool) -> Amount | None:
        money = high.money or low.money
        kind = high.kind or low.kind
        if low.kind and high.kind and low.kind != high.kind:
            return None
        if low.money is not None and high.money is not None and low.money.codes[0] != high.money.codes[0]:
            return None
        if low.unit is not None and high.unit is not None and low.unit != high.unit:
            return None
        value = low.value
        inherits = low.number.magnitude == 1 and high.number.magnitude != 1 and low.number.base < high.number.base
        if inherits and high.number.magnitude != 12:
            value = ARITHMETIC.multiply(value, high.number.magnitude)
        if value >= high.value:
            return None
        source = high if high.kind else low
        rate = None if high.kind or source.kind != "money" else read_rate(self.tokens, high.stop, self.tables, _ARTICLES)
        stop = rate[0] if rate else high.stop
        unit_text = surface(self.text, self.tokens, high.stop, stop) if rate else source.unit_text or low.unit_text
        first = low.first - (1 if named and self.tokens[low.first - 1].lower == "between" else 0)
        return replace(
            source, first=first, stop=stop, number=high.number, value=value, value_max=high.value, money=money, kind=kind,
            prefixed=low.prefixed, rule=f"{source.rule}.range" if source.kind else (low.rule if low.rule == PART else "en.bare.range"),
            unit_text=unit_text,
        )  # fmt: skip

    # ---------------------------------------------------------------- bounds
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


def code_for_country(money: Money, country: str) -> str:
    """The code among a currency word's candidates that a country uses; its own currency where none of them is."""
    own = currencies.currency_of_country(country)
    if own in money.codes:
        return str(own)
    for code in money.codes:
        if code.startswith(country):
            return code
    return own or money.codes[0]


def is_quantity_word(tokens: Sequence[Token], i: int) -> bool:
    """Whether a unit's words begin at a token."""
    return read_unit(tokens, i, unit_tables()) is not None and not tokens[i].glued


def _calibre(tokens: Sequence[Token], amount: Amount) -> bool:
    """`155mm howitzers`: the calibre names the gun and is no amount of its own."""
    stop = amount.stop
    at = stop + 1 if stop < len(tokens) and tokens[stop].text in HYPHENS else stop
    if at >= len(tokens) or tokens[at].lower not in ("mm", "millimetre", "millimeter", "inch"):
        return False
    return any(token.lower in _ARMS for token in tokens[at + 1 : at + 3])


_OF_LENGTHS: Final = frozenset({"wide", "high", "tall", "long", "deep", "sprint", "race", "hurdles", "freestyle", "mark", "away", "relay"})
PART: Final = "en.bare.part"
currencies_signs: Final = frozenset("$€£¥₹₽₩₪₺")
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
_NOT_A_SHARE_BEFORE: Final = word_class("figures.not_a_share_before")
_SHARE_FOLLOWERS: Final = word_class("figures.share_followers")
_QUARTER_OF_A_YEAR: Final = word_class("figures.quarter_of_a_year")
_CHANGE_LEADS: Final = word_class("figures.change_leads")
_CUTS: Final = word_class("figures.cuts")
_NOT_COUNTED_BY_ONE: Final = word_class("figures.not_counted_by_one")
_NOT_BEFORE_ONE: Final = word_class("figures.not_before_one")
_RATED: Final = word_class("figures.rated")
_COMPARED: Final = word_class("figures.compared")
_RANGING: Final = word_class("figures.ranging")
_GOODS_BY_WEIGHT: Final = word_class("figures.goods_by_weight")
