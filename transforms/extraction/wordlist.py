"""The words of figures of French, Spanish and German, one table of `seeds` a language (`figures_fr.tsv`).

Rows are class, value, words: `magnitude 1000000 million|millions`. Phrases are lower case, their tokens parted by blanks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Generic, TypeVar

from transforms.extraction.lexicon import table, words_of
from transforms.extraction.tokens import Token

Value = TypeVar("Value")
LONGEST: Final = 4
"""Words of the longest phrase."""


class PhraseTable(Generic[Value]):
    """Phrases of up to LONGEST words by their words: a look-up for each length."""

    def __init__(self, entries: Sequence[tuple[str, Value]]) -> None:
        """Part the phrases at their blanks."""
        self._entries = {tuple(phrase.split()): value for phrase, value in entries}
        self._longest = max((len(words) for words in self._entries), default=0)

    def at(self, lower: Sequence[str], first: int) -> tuple[int, Value] | None:
        """The longest phrase that begins at an index: (index after, value)."""
        for size in range(min(self._longest, len(lower) - first), 0, -1):
            value = self._entries.get(tuple(lower[first : first + size]))
            if value is not None:
                return first + size, value
        return None

    def before(self, lower: Sequence[str], stop: int) -> tuple[int, Value] | None:
        """The longest phrase that ends just before an index: (index of its first word, value)."""
        for size in range(min(self._longest, stop), 0, -1):
            value = self._entries.get(tuple(lower[stop - size : stop]))
            if value is not None:
                return stop - size, value
        return None


@dataclass(frozen=True)
class Wordlist:
    """All classes of a language's table."""

    language: str
    numbers: dict[str, Decimal]  # cardinals in words
    magnitudes: dict[str, Decimal]
    shares: PhraseTable[Decimal]  # `un tiers`, in percent
    percents: PhraseTable[tuple[str, str]]  # unit, class: percent, points, tenths, basis
    bounds: PhraseTable[str]
    afters: PhraseTable[str]  # bounds behind the figure
    measures: PhraseTable[str]
    changes: dict[str, str]  # word of rise or fall -> direction
    flows: dict[str, str]
    balances: PhraseTable[str]  # `excédent commercial` -> surplus
    separables: dict[str, dict[str, str]]  # verb -> particle -> up, down, export, import
    compounds: tuple[tuple[str, str], ...]  # last parts of words of trade -> flow, longest first
    counted: PhraseTable[bool]  # `die Zahl der`: what follows is counted by the ends of a change
    yearly: PhraseTable[bool]  # `interanual`: compared with the year before
    sources: PhraseTable[bool]  # `selon`: who is named behind it vouches
    classes: dict[tuple[str, str], frozenset[str]]  # the others, by class and value

    def words(self, name: str, value: str = "") -> frozenset[str]:
        """The words of a class."""
        return self.classes.get((name, value), frozenset())


@cache
def wordlist(language: str) -> Wordlist:
    """The words of a language, read once."""
    rows = [(row["class"], row["value"], words_of(row["words"])) for row in table(f"figures_{language}.tsv")]

    def of(name: str) -> list[tuple[str, str]]:
        return [(word, value) for kind, value, words in rows if kind == name for word in words]

    separables: dict[str, dict[str, str]] = {}
    for phrase, meaning in of("separable"):
        verb, particle = phrase.split()
        separables.setdefault(verb, {})[particle] = meaning
    return Wordlist(
        language=language,
        numbers={word: Decimal(value) for word, value in of("cardinal")},
        magnitudes={word: Decimal(value) for word, value in of("magnitude")},
        shares=PhraseTable([(word, Decimal(value)) for word, value in of("share")]),
        percents=PhraseTable(
            [(word, (value, kind)) for kind in ("percent", "points", "tenths", "basis") for word, value in of(kind)]
        ),
        bounds=PhraseTable(of("bound")),
        afters=PhraseTable(of("after")),
        measures=PhraseTable(of("measure")),
        changes={word: way for way in ("up", "down", "flat") for word, _ in of(way)},
        flows={word: flow for flow in ("export", "import", "trade") for word, _ in of(flow)},
        balances=PhraseTable(of("balance")),
        separables=separables,
        compounds=tuple(sorted(of("compound"), key=lambda pair: -len(pair[0]))),
        counted=PhraseTable([(phrase, True) for phrase, _ in of("counted")]),
        yearly=PhraseTable([(phrase, True) for phrase, _ in of("yearly")]),
        sources=PhraseTable([(phrase, True) for phrase, _ in of("source")]),
        classes={(kind, value): frozenset(words) for kind, value, words in rows},
    )


def lowered(tokens: Sequence[Token]) -> list[str]:
    """The tokens in lower case, with one apostrophe."""
    return [token.lower.replace("’", "'") for token in tokens]
