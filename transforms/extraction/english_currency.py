"""Which dollar, pound or crown an English amount is in, where its sentence alone does not say."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

from babel import Locale

from transforms.extraction import currencies
from transforms.extraction.currencies import Money
from transforms.extraction.mentions import Context
from transforms.extraction.places import Place

_EURO_COINS: Final = datetime.date(2002, 1, 1)


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

    def resolve(self, money: Money, at: int, places: Callable[[], Sequence[Place]]) -> tuple[str, str]:
        """The code of an amount at a token, and how it was found; `places` gives the countries of its sentence, if asked."""
        code, how = self._choose(money, at, places)
        self.last = code
        return code, how

    def _choose(self, money: Money, at: int, places: Callable[[], Sequence[Place]]) -> tuple[str, str]:
        if money.bare:
            if money.factor != 1 and self.last is not None:
                return self.last, "before"
            own = dollar_of(self.context.publisher_country)
            return (own, "publisher") if own else (money.codes[0], "default")
        if len(money.codes) == 1:
            return money.codes[0], ""
        near = sorted(places(), key=lambda place: abs(place.first - at))
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
