"""What French, Spanish and German numbers count, ages, and the words that bind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from transforms.extraction import currencies
from transforms.extraction.continental_numbers import Number
from transforms.extraction.dates import words_of_dates
from transforms.extraction.mentions import Context
from transforms.extraction.tokens import Sentence, Token
from transforms.extraction.units import unit_tables
from transforms.extraction.wordlist import Wordlist, lowered, wordlist

MINUSES: Final = frozenset("-−")
_OPENERS: Final = frozenset("([|:")
SHARE_ARTICLES: Final = frozenset({"la", "le", "les", "die", "der", "los", "las"})


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
class Figure:
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


class CountReading:
    """Reads what the numbers of a sentence count, and the bounds around figures."""

    def __init__(self, text: str, tokens: Sequence[Token], habits: Habits, context: Context, texts: Sequence[Sentence]) -> None:
        """Keep the words."""
        self.text, self.tokens, self.habits, self.context, self.texts = text, tokens, habits, context, texts
        self.lower = lowered(tokens)
        self.words: Wordlist = wordlist(habits.language)
        self.units = unit_tables(f"units_{habits.language}.tsv", f"rates_{habits.language}.tsv")
        self.names = currencies.names(f"currency_words_{habits.language}.tsv", habits.language)

    def _after_of(self, at: int) -> int:
        return at + 1 if at + 1 < len(self.tokens) and self.lower[at] in self.words.words("of") else at

    def _count(self, number: Number, first: int) -> Figure | None:
        """What a number counts: the noun behind it, an adjective before the noun where the language has it there."""
        at = self._after_of(number.stop) if number.magnitude >= 1000000 else number.stop
        if self.lower[at] == "-" and at + 1 < len(self.lower) and self.lower[at + 1] in self.words.words("age"):
            return Figure(first, at + 2, number.value, "quantity", "age", "a", self._surface(at + 1, at + 2))  # 57-jährige
        if self._age(number):
            return Figure(first, at + 1, number.value, "quantity", "age", "a", self._surface(at, at + 1))
        small = number.words and number.value < 2
        if small or self._named(number.first):
            return None
        noun = self._noun(at)
        if noun is None or (number.value >= 2 and not self.lower[noun - 1].endswith(self.habits.plurals)):
            return None
        if self.habits.nouns_capital and _is_year(self.tokens[number.first], number):
            return None  # importierte 2021 Gas
        return Figure(first, noun, number.value, "quantity", "count", "1", self._surface(at, noun))

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

    def _bound(self, figure: Figure, limit: int) -> None:
        first = figure.first
        if figure.value_max is not None and first and self.lower[first - 1] in self.words.words("open", "between"):
            figure.first = first - 1
            return
        found = self.words.bounds.before(self.lower, first)
        if found is None and figure.rule == "share" and first and self.lower[first - 1] in SHARE_ARTICLES:
            found = self.words.bounds.before(self.lower, first - 1)
        if found is not None and found[0] >= limit:
            figure.first, figure.bound = found
            return
        after = self.words.afters.at(self.lower, figure.stop) if figure.stop < len(self.lower) else None
        if after is not None:
            figure.stop, figure.bound = after
        elif first and self.lower[first - 1] in MINUSES | {"moins", "minus", "menos"} and figure.kind == "percent":
            self._negative(figure)

    def _negative(self, figure: Figure) -> None:
        word = self.tokens[figure.first - 1].kind == "word"
        if word and (figure.first < 2 or self.lower[figure.first - 2] in ("de", "à", "un")):
            return
        if word or self._is_signed(figure.first):
            figure.first -= 1
            figure.value = -figure.value

    def _is_signed(self, i: int) -> bool:
        """Whether a minus is glued to the number at an index, and to nothing before it but a bracket, bar or colon."""
        if i == 0 or not self.tokens[i].glued or self.lower[i - 1] not in MINUSES:
            return False
        return not self.tokens[i - 1].glued or self.lower[i - 2] in _OPENERS

    def _surface(self, first: int, stop: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end] if first < stop else ""


def _is_year(token: Token, number: Number) -> bool:
    """Whether a plain number reads as a year; 2000 people are people."""
    return token.text.isdecimal() and number.magnitude == 1 and 1900 < number.value < 2100 and number.value != 2000
