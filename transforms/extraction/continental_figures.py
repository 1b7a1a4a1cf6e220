"""The figures of French, Spanish and German: number, magnitude, currency or unit, bound, range, or what is counted."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from transforms.extraction import currencies
from transforms.extraction.continental_counts import SHARE_ARTICLES, CountReading, Figure, Habits
from transforms.extraction.continental_numbers import ARITHMETIC, Number, read_number
from transforms.extraction.continental_places import currency_code
from transforms.extraction.continental_verbs import changes_of
from transforms.extraction.currencies import Money
from transforms.extraction.mentions import Context, FigureMention
from transforms.extraction.spaced_numbers import CodeWords, end_of_code
from transforms.extraction.tokens import Sentence
from transforms.extraction.units import read_rate, read_unit

HUNDREDTH: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")
_THOUSAND: Final = 1000
_DASHES: Final = frozenset("-–—‑")


class Reader(CountReading):
    """Reads the figures of one sentence."""

    def figures(self) -> list[Figure]:
        """All figures in order, none inside another."""
        found: list[Figure] = []
        i, count, limit = 0, len(self.tokens), 0
        while i < count:
            if self.tokens[i].kind == "number" and (code := end_of_code(self.tokens, i, self.codes)) is not None:
                i = code
                continue
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

    def _share(self, i: int) -> Figure | None:
        share = self.words.shares.at(self.lower, i)
        if share is None:
            return None
        stop, value = share
        first = i + 1 if self.lower[i] in SHARE_ARTICLES else i
        after = self.lower[stop] if stop < len(self.lower) else ""
        if after in ("temps", "finale", "final", "finales", "hora", "heure"):
            return None
        return Figure(first, stop, value, "percent", "share", "%", self._surface(first, stop))

    def _figure(self, i: int, limit: int) -> Figure | None:
        number = self._number(i)
        if number is None:
            return None
        prefix = currencies.prefix_before(self.tokens, i) if self.tokens[i].kind == "number" else None
        if prefix is not None and prefix[0] >= limit and not prefix[1].weak:
            return self._prefixed(prefix[0], prefix[1], number)
        if (start := self._start_of_change(number)) is not None:
            return start
        top = self._range(number)
        return (self._spanned(number, top) if top is not None else None) or self._measured(number, number.first)

    def _spanned(self, number: Number, top: Number) -> Figure | None:
        """A range, with unit and magnitude of its upper end; None where the ends are not in order (`345 300-400 millions`)."""
        figure = self._measured(top, number.first)
        if figure is None:
            return None
        full = self.lower[number.stop] not in _DASHES and _THOUSAND <= number.value < top.value  # de 900 000 à 1,2 million
        scale = Decimal(1) if full or number.magnitude != 1 else top.magnitude
        factor = ARITHMETIC.divide(figure.value, top.value) if top.value else Decimal(1)
        figure.value_max = figure.value
        figure.value = ARITHMETIC.multiply(ARITHMETIC.multiply(number.value, scale), factor)
        return figure if figure.value < figure.value_max else None

    def _number(self, i: int) -> Number | None:
        token = self.tokens[i]
        if token.kind not in ("number", "word"):
            return None
        if token.glued and i and self.tokens[i - 1].kind in ("word", "number") and not self.lower[i - 1].endswith("'"):
            return None
        tied = token.glued and i > 1 and self.lower[i - 1] in "-–/:.," and self.tokens[i - 1].glued
        if tied and not self._is_signed(i):
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

    def _start_of_change(self, number: Number) -> Figure | None:
        """`von 24,6 auf 28,1 Milliarden`, `passé de 24,6 à 28,1 milliards`: the first has unit and magnitude of the second."""
        at, first = number.stop, number.first
        if first == 0 or at + 1 >= len(self.tokens) or self.lower[first - 1] not in self.words.words("open", "from"):
            return None
        movers = self.words.words("mover")
        changed = any(word in self.words.changes or word in movers for word in self.lower[max(0, first - 4) : first])
        moved = self.lower[at] == "auf" or (changed and self.lower[at] in self.words.words("to") | _RANGE)
        end = self._range_end(at + 1) if moved else None
        figure = self._measured(end, end.first) if end is not None else None
        if end is None or figure is None or figure.unit == "1":
            return None
        factor = ARITHMETIC.divide(figure.value, end.value) if end.value else Decimal(1)
        scale = end.magnitude if number.magnitude == 1 else Decimal(1)
        value = ARITHMETIC.multiply(ARITHMETIC.multiply(number.value, scale), factor)
        return Figure(first, at, value, figure.kind, "start", figure.unit, figure.unit_text)

    def _range_end(self, at: int) -> Number | None:
        if self.tokens[at].kind != "number":
            return None
        return read_number(self.tokens, self.lower, at, self.words, self.habits.blanks)

    def _like(self, i: int, found: Sequence[Figure]) -> Figure | None:
        """A number without unit after a word of comparison has that of the amount before: `contre 3,2 millions`."""
        if not found or i == 0 or self.lower[i - 1] not in self.words.words("from") | self.words.words("to"):
            return None
        number, before = self._number(i), found[-1]
        if number is None or number.magnitude < 1000 or before.kind not in ("money", "quantity") or before.unit == "1":
            return None
        return Figure(i, number.stop, number.value, before.kind, "like", before.unit, before.unit_text)

    def _moved(self, i: int) -> Figure | None:
        """`sank um 50.000 auf 2,26 Millionen`: an end of a change, of what the sentence is about; its unit is unknown."""
        leads = self.words.words("by") | self.words.words("to") | self.words.words("from")
        if i == 0 or self.tokens[i].kind != "number" or self.lower[i - 1] not in leads:
            return None
        number = self._number(i)
        if number is None or not (number.magnitude >= 1000 or number.value >= 10_000):
            return None
        if not any(at in self._changes for at in range(i - _CHANGE_REACH, i)):
            return None
        noun = self._noun_of_the_number(i)
        return Figure(i, number.stop, number.value, "quantity", "moved", "1" if noun else None, noun)

    @cached_property
    def codes(self) -> CodeWords:
        """The words that lead to telephone numbers and codes."""
        return CodeWords(self.words.words("code", "cue"), self.words.words("code", "passed"))

    @cached_property
    def _changes(self) -> dict[int, str]:
        return changes_of(self.lower, self.words)

    def _noun_of_the_number(self, i: int) -> str:
        """`die Zahl der Arbeitslosen`, `le nombre de chômeurs`: what the ends of a change count; empty where nothing tells."""
        for at in range(i):
            found = self.words.counted.at(self.lower, at)
            if found is not None and found[0] < i and self.tokens[found[0]].kind == "word":
                return self.tokens[found[0]].text
        return ""

    # ---------------------------------------------------------------- units
    def _prefixed(self, first: int, money: Money, number: Number) -> Figure:
        unit, how = currency_code(money, self.context, self.texts, first)
        stop = number.stop
        return Figure(first, stop, number.value, "money", f"money.symbol{how}", unit, self._surface(first, number.first))

    def _measured(self, number: Number, first: int) -> Figure | None:
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

    def _percent(self, number: Number, first: int) -> Figure | None:
        found = self.words.percents.at(self.lower, number.stop) or self._adjective(number.stop)
        if found is None:
            return None
        stop, (unit, kind) = found
        if kind == "points" and number.value >= 100:
            return None
        factor = {"basis": HUNDREDTH, "tenths": TENTH}.get(kind, Decimal(1))
        value = ARITHMETIC.multiply(number.value, factor)
        tied = self.lower[number.stop] in _DASHES
        return Figure(first, stop, value, "percent", kind, unit, self._surface(number.stop + tied, stop))

    def _adjective(self, at: int) -> tuple[int, tuple[str, str]] | None:
        """`eine 5-prozentige Erhöhung`."""
        tied = self.lower[at] in _DASHES and at + 1 < len(self.lower) and self.lower[at + 1].startswith("prozentig")
        return (at + 2, ("%", "percent")) if tied else None

    def _money(self, number: Number, first: int) -> Figure | None:
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
        named = start if self.lower[at] == "de" else at  # millones de euros, but d'euros
        figure = Figure(first, stop, value, "money", f"money.word{how}", unit, self._surface(named, stop))
        self._rate(figure)
        return figure

    def _unit(self, number: Number, first: int) -> Figure | None:
        at = self._after_of(number.stop) if number.magnitude >= 1000 else number.stop
        found = read_unit(self.tokens, at, self.units)
        if found is None or (number.words and number.value < 2):  # un baril, eine Tonne: an article
            return None
        stop, unit = found
        value = ARITHMETIC.multiply(number.value, unit.factor)
        figure = Figure(first, stop, value, "quantity", "unit", unit.code, self._surface(at, stop))
        self._rate(figure)
        return figure

    def _rate(self, figure: Figure) -> None:
        """`61,30 dollars le baril`, `30 euros par mégawattheure`: the denominator belongs to the unit."""
        leads = self.habits.per | (self.habits.each if figure.kind == "money" else frozenset())
        rate = read_rate(self.tokens, figure.stop, self.units, leads)
        if rate is None or (rate[1] in _TIMES and self.lower[figure.stop] in self.habits.each):
            return
        if figure.kind == "quantity":
            figure.unit = f"{figure.unit}/{rate[1]}"
        figure.unit_text = f"{figure.unit_text} {self._surface(figure.stop, rate[0])}"
        figure.stop = rate[0]


_CHANGE_REACH: Final = 8
"""Words between a verb of change and an end of the change."""
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
