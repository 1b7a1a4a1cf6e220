"""From the tokens of a sentence to runs of words that may say a date. Linear in the number of tokens."""

import re
from collections.abc import Sequence
from itertools import compress
from operator import or_
from typing import Any, Final

from transforms.extraction.dates import intervals
from transforms.extraction.dates.expressions import Day, FiscalYear, Known, PartOfYear
from transforms.extraction.dates.grammar import CORE, LABELS, OTHER, Language, Node
from transforms.extraction.tokens import KIND_OF, LOWER_OF, Token

MONTH_FIRST: Final = frozenset({"US", "PH", "PW", "FM", "MH"})
"""Countries that write 5/6/2022 for the sixth of May (CLDR short date patterns)."""

_DASHES: Final = frozenset("-–—‑‒")
_SEPARATORS: Final = frozenset("-/.‑")
_BESIDE: Final = frozenset("(-–—‑‒/~\"'“”‘’«»[")
_NOT_AFTER: Final = frozenset("%°€$£¥‰:^")
_NUMBER_SIGNS: Final = frozenset({"nº", "º", "№", "#"})
_NUMBER_LEADS: Final = frozenset({"n", "no", "nos", "nr", "núm"})
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PARTS: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
"""Fractions of a length of time: `4½ hours`."""
_POWERS: Final = frozenset({"16", "32", "64"})
"""Denominators of fractions of an inch."""
_ABOVE: Final = frozenset({"1", "3"})
"""Numerators of the fractions that a length of time has."""

_MARKS: Final[dict[str, str]] = {
    ",": ",", ".": ".", "(": "(", ")": ")", "/": "%", "-": "-", "–": "-", "—": "-", "‑": "-", "‒": "-", "~": "-",
}  # fmt: skip


def numeric_date(first: str, second: str, third: str, month_first: bool) -> Known | None:
    """A date written in digits only: year-month-day, or day and month in the order given.

    Numbers that fit one order alone (29/06/2021) are read in that order.
    """
    if not (
        (len(first) == 4 and len(second) <= 2 and len(third) <= 2) or (len(third) in (2, 4) and len(first) <= 2 >= len(second))
    ):
        return None
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        orders = [(a, b, c)]
    else:
        year = c if len(third) == 4 else (1900 if c >= 70 else 2000) + c
        orders = [(year, a, b), (year, b, a)] if month_first else [(year, b, a), (year, a, b)]
    for year, month, day in orders:
        if 1 <= month <= 12 and 1000 <= year <= 2199:
            try:
                return Known(intervals.day_of(year, month, day))
            except ValueError:
                continue
    return None


def _label(letter: str, number: int) -> FiscalYear | PartOfYear | None:
    if letter in ("Q", "T") and 1 <= number <= 4:
        return PartOfYear("quarter", number)
    if letter in ("H", "S") and number in (1, 2):
        return PartOfYear("half", number)
    if letter in ("FY", "CY") and (number < 100 or 1900 <= number <= 2199):
        return FiscalYear(number if number > 100 else 2000 + number)
    return None


class Scanner:
    """Classes of the words of one sentence."""

    def __init__(self, tokens: Sequence[Token], language: Language, country: str | None) -> None:
        """Keep the words and the order of day and month."""
        self.tokens, self.language = tokens, language
        self.month_first = country in MONTH_FIRST if country else not language.day_first
        self.openers = language.openers
        self.run: list[Node] = []
        self.runs: list[list[Node]] = []
        self.core = False  # whether the run holds a word that can make a date

    def scan(self) -> list[list[Node]]:
        """Runs of classed words that hold at least one word that can make a date."""
        language, tokens = self.language, self.tokens
        words, capitals = language.words, language.capitals
        matters = map(or_, map("word".__ne__, map(KIND_OF, tokens)), map(language.scanned.__contains__, map(LOWER_OF, tokens)))
        stop = 0
        for at in compress(range(len(tokens)), matters):
            if at < stop:
                continue
            if at > stop and self.run:
                self._close()  # words between that say nothing of dates
            token = tokens[at]
            kind = token.kind
            if kind == "word":
                entry = words.get(token.lower)
                if entry is None or token.glued or token.text in LABELS or token.lower in capitals:
                    stop = self._word(at, entry)
                else:
                    stop = self._add(entry[0], at, at, entry[1])
            elif kind == "number":
                stop = self._number(at)
            else:
                code = "'" if kind == "clitic" else _MARKS.get(token.text, OTHER)
                stop = self._add(code, at, at) if self.run or code in self.openers else at + 1
        self._close()
        return self.runs

    def _close(self) -> None:
        if self.run:
            if self.core:
                self.runs.append(self.run)
                self.core = False
            self.run = []

    def _add(self, code: str, first: int, last: int, value: Any = None) -> int:
        if code == OTHER:
            self._close()
        elif self.run or code in self.openers:
            self.run.append(Node(code, first, last, value))
            self.core = self.core or code in CORE
        return last + 1

    def _token(self, at: int) -> Token | None:
        return self.tokens[at] if at < len(self.tokens) else None

    def _word(self, at: int, entry: tuple[str, Any] | None) -> int:
        token, following = self.tokens[at], self._token(at + 1)
        number_next = following is not None and following.kind == "number"
        if following is not None and number_next and token.text in LABELS and (following.glued or token.text == "FY"):
            after = self._token(at + 2)
            alone = after is None or not after.glued or (after.text not in ".-" and after.kind not in ("word", "number"))
            if not alone and after is not None:  # Q1-2019, and the end of a sentence
                beyond = self._token(at + 3)
                alone = (after.text == "-" and self._is_year(at + 3)) or (after.text == "." and not (beyond and beyond.glued))
            if (
                following.text.isdecimal()
                and len(following.text) <= 4
                and (label := _label(token.text, int(following.text)))
                and alone
            ):
                return self._add("G", at, at + 1, label)
        if entry is None:
            return self._add(OTHER, at, at)
        if token.glued and at and self.tokens[at - 1].kind == "number":  # 155mm, 3M
            return self._add(OTHER, at, at)
        lower = token.lower
        if lower in self.language.capitals and not token.text[0].isupper() and not number_next:
            return self._add(OTHER, at, at)
        return self._add(entry[0], at, at, entry[1])

    def _is_year(self, at: int) -> bool:
        token = self._token(at)
        return token is not None and len(token.text) == 4 and _classify(token.text, at)[0] == "y"

    def _number(self, at: int) -> int:
        token, following = self.tokens[at], self._token(at + 1)
        text = token.text
        if at and (self._is_numbered(at) or (token.glued and not self._may_stand_beside(at))):
            return self._skip(at)
        if following is not None and following.text in _ABOVE and not following.glued:
            half = self._half_after(at, text)
            if half is not None:
                return half
        if following is not None and following.glued:
            if following.text in _SEPARATORS and following.text != ".":
                chain = self._chain(at)
                if len(chain) > 2 or ("/" in following.text and len(text) <= 2):
                    return self._digits(at, chain)
            if following.text in _PARTS and text.isdecimal() and len(text) <= 4:
                return self._add("n", at, at + 1, f"{int(text)}{_PARTS[following.text]}")
            if following.kind == "word":
                return self._suffixed(at, text, following)
            if following.text in _NOT_AFTER:
                return self._skip(at)
        if "." in text and (dotted := _DOTTED.fullmatch(text)):
            found = numeric_date(dotted[1], dotted[2], dotted[3], False)
            return self._add("C" if found else OTHER, at, at, found)
        return self._add(*_classify(text, at))

    def _half_after(self, at: int, text: str) -> int | None:
        """`3 1/2 years`."""
        if at + 3 >= len(self.tokens) or self.tokens[at + 2].text != "/":
            return None
        after = [token.text for token in self.tokens[at + 1 : at + 4]]
        if after not in (["1", "/", "2"], ["1", "/", "4"], ["3", "/", "4"]) or not text.isdecimal() or len(text) > 3:
            return None
        tied = self.tokens[at + 2].glued and self.tokens[at + 3].glued
        part = {"12": ".5", "14": ".25", "34": ".75"}[after[0] + after[2]]
        return self._add("n", at, at + 3, f"{int(text)}{part}") if tied else None

    def _is_numbered(self, at: int) -> bool:
        """`loi n° 2022-46`, `ley n.º 2022-46`, `Law No. 2022-46`: the sign for a number stands before it."""
        before, lead = self.tokens[at - 1].lower, self.tokens[at - 2].lower if at > 1 else ""
        return before in _NUMBER_SIGNS or (before in ".°" and lead in _NUMBER_LEADS and self.tokens[at - 1].glued)

    def _may_stand_beside(self, at: int) -> bool:
        before = self.tokens[at - 1]
        if before.text not in _BESIDE or before.kind != "mark":
            return False
        if before.text in _DASHES and before.glued and at > 1:
            word = self.tokens[at - 2]
            return word.kind == "number" or word.lower in self.language.words or word.lower in ("pre", "post")
        return True

    def _skip(self, at: int) -> int:
        """Past a number that is part of a name, a clock time or a figure, with all that is glued to it."""
        at += 1
        while (
            at < len(self.tokens)
            and self.tokens[at].glued
            and (self.tokens[at].kind == "number" or self.tokens[at].text in ":/-")
        ):
            at += 1
        self._close()
        return at

    def _chain(self, at: int) -> list[int]:
        """Indices of numbers joined by the same mark without spaces: 2022-06-15, 031-329-1234."""
        chain = [at]
        mark = self.tokens[at + 1].text
        while len(chain) < 64:
            joint, number = self._token(at + 1), self._token(at + 2)
            if joint is None or number is None or joint.text != mark or not joint.glued:
                break
            if number.kind != "number" or not number.glued:
                break
            at += 2
            chain.append(at)
        return chain

    def _digits(self, at: int, chain: list[int]) -> int:
        texts = [self.tokens[i].text for i in chain]
        after = self._token(chain[-1] + 1)
        alone = after is None or not after.glued or (after.kind == "mark" and after.text not in _SEPARATORS - {"."})
        alone = alone or self._goes_on(chain)
        if (
            len(chain) == 3
            and all(text.isdecimal() and len(text) <= 4 for text in texts)
            and (alone or (after and after.text == "T"))
        ):
            found = numeric_date(texts[0], texts[1], texts[2], self.month_first)
            if found:
                return self._add("C", at, chain[-1], found)
        if len(chain) == 2 and alone and self.tokens[at + 1].text == "/" and (found_day := self._day_and_month(at, *texts)):
            return self._add("C", at, chain[-1], found_day)
        self._close()
        return chain[-1] + 1

    def _day_and_month(self, at: int, first: str, second: str) -> Day | None:
        """`on 10/25`, `until 22/04`: only one order fits, and words as before dates lead; no fraction and no odds."""
        lead = self.tokens[at - 1].lower if at else ""
        if lead not in self.language.month_cues or not (first.isdecimal() and second.isdecimal() and len(second) == 2):
            return None
        month, day = sorted((int(first), int(second)))
        fraction = second in _POWERS and lead != "on"
        return Day(month, day) if 1 <= month <= 12 < day <= 31 and len(first) < 3 and not fraction else None

    def _goes_on(self, chain: list[int]) -> bool:
        """`10/1/2018-10/7/2018`: a dash, and a whole date like the one before."""
        mark, dash, first = self.tokens[chain[0] + 1].text, self._token(chain[-1] + 1), self._token(chain[-1] + 2)
        tied = dash is not None and first is not None and dash.text in _DASHES and first.glued and first.kind == "number"
        if not tied or mark in _DASHES or self._token(chain[-1] + 3) is None:
            return False
        coming = self._chain(chain[-1] + 2)
        return len(coming) == len(chain) and self.tokens[coming[0] + 1].text == mark

    def _suffixed(self, at: int, text: str, suffix: Token) -> int:
        after = self._token(at + 2)
        if text.isdecimal() and len(text) <= 4 and not (after is not None and after.glued and after.kind == "number"):
            if suffix.lower in self.language.ordinals and 1 <= int(text) <= 99:
                return self._add("q" if int(text) <= 31 else "o", at, at + 1, int(text))
            if suffix.text in ("s", "er") and text.endswith("0"):
                before = self.tokens[at - 1].lower if at else ""
                if len(text) == 4 and 1000 <= int(text) <= 2199:
                    return self._add("S", at, at + 1, int(text) // 10)
                if len(text) == 2 and int(text) >= 20 and before in ("the", "'", "’"):
                    return self._add("S", at, at + 1, 190 + int(text) // 10)
        self._close()
        return at + 2


def _classify(text: str, at: int) -> tuple[str, int, int, Any]:
    """The class of a number in digits: a day of the month, a year, or another number."""
    if not text.isdecimal() or not text.isascii():
        plain = text.replace(",", "")
        if len(text) <= 9 and plain.replace(".", "", 1).isdecimal():
            return "n", at, at, plain
        return OTHER, at, at, None
    if len(text) > 6:
        return OTHER, at, at, None
    number = int(text)
    if len(text) == 4 and 1000 <= number <= 2199:
        return "y", at, at, number
    if len(text) <= 2 and 1 <= number <= 31:
        return "d", at, at, number
    return "n", at, at, number
