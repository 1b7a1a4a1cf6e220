"""Money in English sentences: symbols, codes, names and adjectives of currencies, cents, rates (`$75 a barrel`)."""

from decimal import Decimal
from typing import Final

from transforms.extraction import currencies
from transforms.extraction import english_words as words
from transforms.extraction.currencies import Money
from transforms.extraction.english_amounts import RATE_ARTICLES, Amount, Reading, surface
from transforms.extraction.english_numbers import ARITHMETIC, HYPHENS, LETTERS, Number, word_is
from transforms.extraction.lexicon import word_class
from transforms.extraction.units import read_rate, read_unit

_GOODS_BY_WEIGHT: Final = word_class("figures.goods_by_weight")
HUNDREDTH: Final = Decimal("0.01")


_AFTER_DOLLARS: Final = {
    "us": "USD", "u.s.": "USD", "usd": "USD", "cdn": "CAD", "canadian": "CAD", "aud": "AUD", "cad": "CAD", "sgd": "SGD",
    "hkd": "HKD", "nzd": "NZD",
}  # fmt: skip
"""The country or code after `$5 million`, with a capital letter."""
_PLAIN_POUND: Final = "PS"
"""What software that knows plain ASCII only makes of `£`; the yen sign becomes `Y=`."""
_CONSOLES: Final = 10
"""Below it `PS` and a number is a PlayStation."""
_AFTER_WON: Final = word_class("money.after_won")
"""Words before which `won` is a verb and `real` an adjective."""

_LETTERS_OF_A_CODE: Final = 3


class MoneyReading(Reading):
    """Reads the currency before or behind a number."""

    def _money(self, amount: Amount) -> Amount | None:
        tokens = self.tokens
        prefix = currencies.prefix_before(tokens, amount.first)
        if prefix is not None and self._is_doubtful(prefix, amount.number):
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
            if amount.first and tokens[amount.first - 1].lower == "minus":
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
        if (end := self._rate(amount, amount.stop)) is not None:
            amount.stop = end
        return amount

    def _rate(self, amount: Amount, at: int) -> int | None:
        """Give an amount the denominator that begins at a token: the index after it, or None where none does."""
        rate = read_rate(self.tokens, at, self.tables, RATE_ARTICLES) or self._counted_rate(at) or self._plain_rate(at)
        if rate is None:
            return None
        words_of_rate = surface(self.text, self.tokens, at, rate[0])
        if self.tokens[at].text in HYPHENS:
            at, words_of_rate = at + 1, words_of_rate[1:].replace("-", " ")  # $5-a-day
        article = self.tokens[at].lower in ("a", "an")
        amount.unit_text = words_of_rate if article else f"{amount.unit_text} {words_of_rate}"
        return rate[0]

    def _is_doubtful(self, prefix: tuple[int, Money], number: Number) -> bool:
        """Whether what stands before a number may be no currency: a common word, `PS5`, `the PS 300`."""
        if self.tokens[prefix[0]].text != _PLAIN_POUND:
            return prefix[1].weak and not self._heavy(number)
        followed = number.stop < len(self.tokens) and self.tokens[number.stop].glued and self.tokens[number.stop].kind == "word"
        small = number.value < _CONSOLES and not (number.decimal or followed)
        return small or not self.tokens[number.first].glued

    def _counted_rate(self, i: int) -> tuple[int, str] | None:
        """`$95 per 1,000 cubic metres`: a denominator with a number of its own."""
        if not word_is(self.tokens, i, "per") or i + 1 >= len(self.tokens) or self.tokens[i + 1].kind != "number":
            return None
        number = next((one for one in self.numbers if one.first == i + 1), None)
        unit = read_unit(self.tokens, number.stop, self.tables) if number is not None else None
        return None if unit is None else (unit[0], unit[1].code)

    def _plain_rate(self, i: int) -> tuple[int, str] | None:
        """`$19.50 per dose`: any noun may be a denominator after `per`."""
        if not word_is(self.tokens, i, "per") or i + 1 >= len(self.tokens):
            return None
        noun = self.tokens[i + 1]
        plain = noun.kind == "word" and noun.text.islower() and len(noun.text) > 2
        return (i + 2, noun.lower) if plain and noun.lower not in words.CLOSED and noun.lower != "cent" else None

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
            code = _AFTER_DOLLARS.get(tokens[stop].lower) if tokens[stop].text[0].isupper() else None
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
        if found is None and len(tokens[start].text) > 2 and tokens[start].text.islower():
            return None  # neither a name, a symbol nor a code
        if found is None:
            found = self._adjective_currency(start)
        if found is None and tokens[start].kind == "mark":
            found = currencies.symbols().match(tokens, start)
            if found is not None and self._belongs_to_the_next(start, found[0]):
                return None
        if found is None and (code := currencies.code_at(tokens[start])) is not None:
            followed = start + 1 < count and tokens[start + 1].kind == "number"
            found = None if followed and not tokens[start].glued else (start + 1, code)
        if found is None and tokens[start].text in ("zł", "Kč", "Ft", "kr", "RMB", "元", "円", "p", "¢"):
            found = self._glued_subunit(start, number)
        if found is None:
            return None
        if found[1].factor != 1 and self._is_name_of_a_coin(found[0] - 1):
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

    def _is_name_of_a_coin(self, at: int) -> bool:
        """`In 1990 Sen. Kerry`, `in 2017 Pence left`: one with a capital is a person; `FALL 12 PENCE` is a headline."""
        token, following = self.tokens[at], self.tokens[at + 1 : at + 3]
        if token.kind != "word":
            return False
        stopped = len(following) > 1 and following[0].text == "." and following[1].text[0].isupper()
        abbreviated = stopped and following[1].lower not in words.SPLITTING.starters
        headline = token.lower.endswith("s") or (token.text.isupper() and len(token.text) > _LETTERS_OF_A_CODE)
        return abbreviated or (token.text[0].isupper() and not headline)

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
        return stop < len(self.tokens) and self.tokens[stop].lower in _AFTER_WON

    def _belongs_to_the_next(self, start: int, stop: int) -> bool:
        """Whether a symbol behind a number is that of the next amount (`10 $30`)."""
        tokens = self.tokens
        if stop >= len(tokens) or tokens[stop].kind != "number":
            return False
        return tokens[stop].glued or tokens[start].text != "$"

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


def code_for_country(money: Money, country: str) -> str:
    """The code among a currency word's candidates that a country uses; its own currency where none of them is."""
    own = currencies.currency_of_country(country)
    if own in money.codes:
        return str(own)
    for code in money.codes:
        if code.startswith(country):
            return code
    return own or money.codes[0]
