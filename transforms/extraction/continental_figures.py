"""The figures of French, Spanish and German: number, magnitude, currency or unit, bound, range, or what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from transforms.extraction import currencies
from transforms.extraction.continental_numbers import ARITHMETIC, Number, read_number
from transforms.extraction.continental_places import currency_code
from transforms.extraction.currencies import Money
from transforms.extraction.dates import words_of_dates
from transforms.extraction.mentions import Context, FigureMention
from transforms.extraction.tokens import Sentence, Token
from transforms.extraction.units import read_rate, read_unit, unit_tables
from transforms.extraction.wordlist import Wordlist, lowered, wordlist

HUNDREDTH: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")
_DASHES: Final = frozenset("-–—‑")


@dataclass(frozen=True)
class Habits:
    """What a language does its own way."""

    language: str
    per: frozenset[str]  # words of a rate: `par`, `pro`
    each: frozenset[str] = frozenset()  # articles of a price: `61 dollars le baril`
    blanks: bool = False  # thousands may be parted by plain blanks
    nouns_capital: bool = False  # a counted noun has a capital letter
    plurals: tuple[str, ...] = ("",)  # endings of counted nouns


@dataclass(slots=True)
class _Figure:
    """A figure being read: token indices of the sentence, `stop` exclusive."""

    first: int
    stop: int
    value: Decimal
    kind: str
    rule: str
    unit: str | None
    unit_text: str
    value_max: Decimal | None = None
    bound: str = "eq"


class Reader:
    """Reads the figures of one sentence."""

    def __init__(self, text: str, tokens: Sequence[Token], habits: Habits, context: Context, texts: Sequence[Sentence]) -> None:
        """Keep the words."""
        self.text, self.tokens, self.habits, self.context, self.texts = text, tokens, habits, context, texts
        self.lower = lowered(tokens)
        self.words: Wordlist = wordlist(habits.language)
        self.units = unit_tables(f"units_{habits.language}.tsv", f"rates_{habits.language}.tsv")
        self.names = currencies.names(f"currency_words_{habits.language}.tsv", habits.language)

    def figures(self) -> list[_Figure]:
        """All figures in order, none inside another."""
        found: list[_Figure] = []
        i, count, limit = 0, len(self.tokens), 0
        while i < count:
            figure = self._share(i) or self._figure(i, limit) or self._like(i, found) or self._moved(i)
            if figure is None:
                i = self._past(i)
                continue
            self._bound(figure, limit)
            found.append(figure)
            limit = i = figure.stop
        return found

    def _past(self, i: int) -> int:
        """Past a number that is no figure, with all that is glued to it (`2-1`, `031-329`)."""
        if self.tokens[i].kind == "number":
            while i + 1 < len(self.tokens) and self.tokens[i + 1].glued:
                i += 1
        return i + 1

    def _share(self, i: int) -> _Figure | None:
        share = self.words.shares.at(self.lower, i)
        if share is None:
            return None
        stop, value = share
        first = i + 1 if self.lower[i] in _SHARE_ARTICLES else i
        after = self.lower[stop] if stop < len(self.lower) else ""
        if after in ("temps", "finale", "final", "finales", "hora", "heure"):
            return None
        return _Figure(first, stop, value, "percent", "share", "%", self._surface(first, stop))

    def _figure(self, i: int, limit: int) -> _Figure | None:
        number = self._number(i)
        if number is None:
            return None
        prefix = currencies.prefix_before(self.tokens, i) if self.tokens[i].kind == "number" else None
        if prefix is not None and prefix[0] >= limit and not prefix[1].weak:
            return self._prefixed(prefix[0], prefix[1], number)
        if (start := self._start_of_change(number)) is not None:
            return start
        top = self._range(number)
        last = top or number
        figure = self._measured(last, number.first)
        if figure is None and top is not None:
            top, last = None, number
            figure = self._measured(number, number.first)
        if figure is None:
            return None
        if top is not None:
            scale = top.magnitude if number.magnitude == 1 else Decimal(1)
            factor = ARITHMETIC.divide(figure.value, top.value) if top.value else Decimal(1)
            figure.value_max = figure.value
            figure.value = ARITHMETIC.multiply(ARITHMETIC.multiply(number.value, scale), factor)
        return figure

    def _number(self, i: int) -> Number | None:
        token = self.tokens[i]
        if token.kind not in ("number", "word"):
            return None
        if token.glued and i and self.tokens[i - 1].kind in ("word", "number") and not self.lower[i - 1].endswith("'"):
            return None
        if token.glued and i and self.lower[i - 1] in "-–/:.," and i > 1 and self.tokens[i - 1].glued:
            return None
        number = read_number(self.tokens, self.lower, i, self.words, self.habits.blanks)
        if number is None or (
            number.stop < len(self.tokens) and self.lower[number.stop] == ":" and self.tokens[number.stop].glued
        ):
            return None
        return number

    def _range(self, number: Number) -> Number | None:
        """The upper end of `20 à 25 Md€`, `entre 3 y 5 por ciento`, `10 bis 12 Prozent`."""
        at = number.stop
        if at + 1 >= len(self.tokens):
            return None
        joint, before = self.lower[at], self.lower[number.first - 1] if number.first else ""
        opened = before in self.words.words("open", "between")
        joined = joint in self.words.words("join", "and") | self.words.words("join", "to") if opened else joint in _RANGE
        if not joined and not (joint in _DASHES and self.tokens[at].glued):
            return None
        top = self._range_end(at + 1)
        return top if top is not None and top.value * top.magnitude > number.value / number.magnitude else None

    def _start_of_change(self, number: Number) -> _Figure | None:
        """`von 24,6 auf 28,1 Milliarden`, `passé de 24,6 à 28,1 milliards`: the first has unit and magnitude of the second."""
        at, first = number.stop, number.first
        if first == 0 or at + 1 >= len(self.tokens) or self.lower[first - 1] not in self.words.words("open", "from"):
            return None
        changed = any(word in self.words.changes for word in self.lower[max(0, first - 4) : first])
        moved = self.lower[at] == "auf" or (changed and self.lower[at] in self.words.words("to") | _RANGE)
        end = self._range_end(at + 1) if moved else None
        figure = self._measured(end, end.first) if end is not None else None
        if end is None or figure is None or figure.unit == "1":
            return None
        factor = ARITHMETIC.divide(figure.value, end.value) if end.value else Decimal(1)
        scale = end.magnitude if number.magnitude == 1 else Decimal(1)
        value = ARITHMETIC.multiply(ARITHMETIC.multiply(number.value, scale), factor)
        return _Figure(first, at, value, figure.kind, "start", figure.unit, figure.unit_text)

    def _range_end(self, at: int) -> Number | None:
        if self.tokens[at].kind != "number":
            return None
        return read_number(self.tokens, self.lower, at, self.words, self.habits.blanks)

    def _like(self, i: int, found: Sequence[_Figure]) -> _Figure | None:
        """A number without unit after a word of comparison has that of the amount before: `contre 3,2 millions`."""
        if not found or i == 0 or self.lower[i - 1] not in self.words.words("from") | self.words.words("to"):
            return None
        number, before = self._number(i), found[-1]
        if number is None or number.magnitude < 1000 or before.kind not in ("money", "quantity") or before.unit == "1":
            return None
        return _Figure(i, number.stop, number.value, before.kind, "like", before.unit, before.unit_text)

    def _moved(self, i: int) -> _Figure | None:
        """`sank um 50.000 auf 2,26 Millionen`: an end of a change, of what the sentence is about; its unit is unknown."""
        leads = self.words.words("by") | self.words.words("to") | self.words.words("from")
        if i == 0 or self.tokens[i].kind != "number" or self.lower[i - 1] not in leads:
            return None
        number = self._number(i)
        if number is None or not (number.magnitude >= 1000 or number.value >= 10_000):
            return None
        if not any(word in self.words.changes for word in self.lower[max(0, i - 8) : i]):
            return None
        return _Figure(i, number.stop, number.value, "quantity", "moved", None, "")

    # ---------------------------------------------------------------- units
    def _prefixed(self, first: int, money: Money, number: Number) -> _Figure:
        unit, how = currency_code(money, self.context, self.texts, first)
        stop = number.stop
        return _Figure(first, stop, number.value, "money", f"money.symbol{how}", unit, self._surface(first, number.first))

    def _measured(self, number: Number, first: int) -> _Figure | None:
        """What stands behind a number: percent, money, a unit, or what it counts."""
        at = number.stop
        if at >= len(self.tokens):
            return None
        return (
            self._percent(number, first)
            or self._money(number, first)
            or self._unit(number, first)
            or self._count(number, first)
        )

    def _percent(self, number: Number, first: int) -> _Figure | None:
        found = self.words.percents.at(self.lower, number.stop)
        if found is None:
            return None
        stop, (unit, kind) = found
        if kind == "points" and number.value >= 100:
            return None
        factor = {"basis": HUNDREDTH, "tenths": TENTH}.get(kind, Decimal(1))
        value = ARITHMETIC.multiply(number.value, factor)
        return _Figure(first, stop, value, "percent", kind, unit, self._surface(number.stop, stop))

    def _after_of(self, at: int) -> int:
        return at + 1 if at + 1 < len(self.tokens) and self.lower[at] in self.words.words("of") else at

    def _money(self, number: Number, first: int) -> _Figure | None:
        at = number.stop
        start = self._after_of(at) if number.magnitude >= 1000000 else at
        found = self.names.match(self.tokens, start)
        if found is None:
            found = currencies.symbols().match(self.tokens, start)
        if found is None and (code := currencies.code_at(self.tokens[start])) is not None and not code.weak:
            found = start + 1, code
        if found is None:
            return None
        stop, money = found
        unit, how = currency_code(money, self.context, self.texts, first)
        value = ARITHMETIC.multiply(number.value, money.factor)
        figure = _Figure(first, stop, value, "money", f"money.word{how}", unit, self._surface(at, stop))
        self._rate(figure)
        return figure

    def _unit(self, number: Number, first: int) -> _Figure | None:
        at = self._after_of(number.stop) if number.magnitude >= 1000 else number.stop
        found = read_unit(self.tokens, at, self.units)
        if found is None or (number.words and number.value < 2):  # un baril, eine Tonne: an article
            return None
        stop, unit = found
        value = ARITHMETIC.multiply(number.value, unit.factor)
        figure = _Figure(first, stop, value, "quantity", "unit", unit.code, self._surface(at, stop))
        self._rate(figure)
        return figure

    def _rate(self, figure: _Figure) -> None:
        """`61,30 dollars le baril`, `30 euros par mégawattheure`: the denominator belongs to the unit."""
        leads = self.habits.per | (self.habits.each if figure.kind == "money" else frozenset())
        rate = read_rate(self.tokens, figure.stop, self.units, leads)
        if rate is None or (rate[1] in _TIMES and self.lower[figure.stop] in self.habits.each):
            return
        if figure.kind == "quantity":
            figure.unit = f"{figure.unit}/{rate[1]}"
        figure.unit_text = f"{figure.unit_text} {self._surface(figure.stop, rate[0])}"
        figure.stop = rate[0]

    # ---------------------------------------------------------------- counts
    def _count(self, number: Number, first: int) -> _Figure | None:
        """What a number counts: the noun behind it, an adjective before the noun where the language has it there."""
        at = self._after_of(number.stop) if number.magnitude >= 1000000 else number.stop
        if self.lower[at] == "-" and at + 1 < len(self.lower) and self.lower[at + 1] in self.words.words("age"):
            return _Figure(first, at + 2, number.value, "quantity", "age", "a", self._surface(at + 1, at + 2))  # 57-jährige
        if self._age(number):
            return _Figure(first, at + 1, number.value, "quantity", "age", "a", self._surface(at, at + 1))
        small = number.words and number.value < 2
        if small or self._named(number.first):
            return None
        noun = self._noun(at)
        if noun is None or (number.value >= 2 and not self.lower[noun - 1].endswith(self.habits.plurals)):
            return None
        if self.habits.nouns_capital and _is_year(self.tokens[number.first], number):
            return None  # importierte 2021 Gas
        return _Figure(first, noun, number.value, "quantity", "count", "1", self._surface(at, noun))

    def _named(self, first: int) -> bool:
        """Whether a name stands before the number: `Airbus 350`, `Boeing 777`, `France 24`."""
        if first == 0 or self.tokens[first].kind != "number":
            return False
        before = self.tokens[first - 1]
        listed = self.lower[first - 1] in words_of_dates(self.habits.language) or self.lower[first - 1] in self.words.words(
            "stop"
        )
        if self.habits.nouns_capital:
            return False
        return before.kind == "word" and before.text[0].isupper() and first > 1 and not listed

    def _noun(self, at: int) -> int | None:
        for step in range(at, min(at + (2 if self.habits.nouns_capital else 1), len(self.tokens))):
            token = self.tokens[step]
            if token.kind != "word" or len(token.text) < 3 or token.glued:
                return None
            if self.lower[step] in self.words.words("stop") or self.lower[step] in words_of_dates(self.habits.language):
                return None
            if self.lower[step] in self.words.numbers or self.lower[step] in self.words.magnitudes:
                return None
            if token.text[0].isupper() == self.habits.nouns_capital:
                return step + 1
            if not self.habits.nouns_capital or not self.lower[step].endswith(("e", "en", "er")):
                return None
        return None

    def _age(self, number: Number) -> bool:
        """`âgé de 57 ans`, `57 Jahre alt`, `, de 57 años,`."""
        at, ages = number.stop, self.words.words("age")
        if at >= len(self.tokens) or self.lower[at] not in ("ans", "años", "jahre", "jahren") or number.value > 120:
            return False
        before = self.lower[max(0, number.first - 3) : number.first]
        after = self.lower[at + 1] if at + 1 < len(self.lower) else ""
        beside = after in ages or (after == "de" and self.lower[at + 2 : at + 3] == ["edad"])
        between = (before[-1:] == [","] or before[-2:] == [",", "de"]) and after in (",", ".", ")") and number.value > 9
        return beside or between or any(word in ages for word in before)

    # ---------------------------------------------------------------- bounds
    def _bound(self, figure: _Figure, limit: int) -> None:
        first = figure.first
        if figure.value_max is not None and first and self.lower[first - 1] in self.words.words("open", "between"):
            figure.first = first - 1
            return
        found = self.words.bounds.before(self.lower, first)
        if found is None and figure.rule == "share" and first and self.lower[first - 1] in _SHARE_ARTICLES:
            found = self.words.bounds.before(self.lower, first - 1)
        if found is not None and found[0] >= limit:
            figure.first, figure.bound = found
            return
        after = self.words.afters.at(self.lower, figure.stop) if figure.stop < len(self.lower) else None
        if after is not None:
            figure.stop, figure.bound = after
        elif first and self.lower[first - 1] in ("-", "−", "moins", "minus", "menos") and figure.kind == "percent":
            self._negative(figure)

    def _negative(self, figure: _Figure) -> None:
        before = self.tokens[figure.first - 1]
        word = before.kind == "word"
        if word and (figure.first < 2 or self.lower[figure.first - 2] in ("de", "à", "un")):
            return
        if word or (self.tokens[figure.first].glued and not before.glued):
            figure.first -= 1
            figure.value = -figure.value

    def _surface(self, first: int, stop: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end] if first < stop else ""


def _is_year(token: Token, number: Number) -> bool:
    """Whether a plain number reads as a year; 2000 people are people."""
    return token.text.isdecimal() and number.magnitude == 1 and 1900 < number.value < 2100 and number.value != 2000


_SHARE_ARTICLES: Final = frozenset({"la", "le", "les", "die", "der", "los", "las"})
_TIMES: Final = frozenset({"d", "wk", "mo", "a", "h"})
_RANGE: Final = frozenset({"à", "a", "bis"})


def read_figures(text: str, sentences: Sequence[Sentence], context: Context, habits: Habits) -> list[FigureMention]:
    """The figures of a text, ordered by start, none inside another."""
    mentions = []
    for number, sentence in enumerate(sentences):
        tokens = sentence.tokens
        for figure in Reader(text, tokens, habits, context, sentences).figures():
            mentions.append(
                FigureMention(
                    start=tokens[figure.first].start,
                    end=tokens[figure.stop - 1].end,
                    kind=figure.kind,
                    value=figure.value,
                    value_max=figure.value_max,
                    unit=figure.unit,
                    unit_text=figure.unit_text or None,
                    bound=figure.bound,
                    rule=f"{habits.language}.{figure.rule}",
                    sentence=number,
                    first=figure.first,
                    last=figure.stop - 1,
                )
            )
    return mentions
