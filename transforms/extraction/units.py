"""Units of measure by their words: UCUM codes from `seeds/units.tsv`, denominators of rates from `seeds/rates.tsv`."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from transforms.extraction.lexicon import Phrases, table, words_of
from transforms.extraction.tokens import Token


class Unit(NamedTuple):
    """A unit as UCUM writes it, and the factor of the words (`bcm` is 10^9 `m3`)."""

    code: str
    factor: Decimal = Decimal(1)


class UnitTables(NamedTuple):
    """The units of a language as phrases."""

    words: Phrases[Unit]  # lower case
    symbols: Phrases[Unit]  # as written: kW, MB, °C; ppg, where capitals are a name (12 RPG launchers)
    glued: Phrases[Unit]  # what may follow a digit without a space
    rates: Phrases[str]  # denominators


_SYMBOL: Final = 4
"""Names up to this length with a capital letter are symbols, read as written."""
_COMPARED: Final = frozenset({"ago", "earlier", "before", "later", "previously"})
"""Words after which `a year` is no denominator but says when."""
SHARE_KINDS: Final = frozenset({"common", "ordinary", "preferred", "diluted", "fully", "basic", "adjusted", "outstanding"})
"""What may stand before the `share` of a rate."""
_NAMES: Final = frozenset({
    "Stone", "Foot", "Bar", "Bars", "Cup", "Yard", "Mark", "Knot", "Knots", "Miles", "Watt", "Watts", "Pint",
    "Henry", "Henries", "Curie", "Curies", "Gauss", "Lux", "Kelvin",
})  # fmt: skip
"""Words that are names when they have a capital letter."""


@cache
def unit_tables(units: str = "units.tsv", rates: str = "rates.tsv") -> UnitTables:
    """The tables of a language's files in `seeds`, built once."""
    words: list[tuple[str, Unit]] = []
    symbols: list[tuple[str, Unit]] = []
    glued: list[tuple[str, Unit]] = []
    for row in table(units):
        unit = Unit(row["code"], Decimal(row["factor"] or "1"))
        for name in words_of(row["names"]):
            as_written = len(name) <= _SYMBOL and name != name.lower()
            (symbols if as_written else words).append((name, unit))
        symbols += [(name, unit) for name in words_of(row.get("as_written", ""))]
        glued += [(name, unit) for name in words_of(row["glued"])]
    denominators = [(name, row["code"]) for row in table(rates) for name in words_of(row["names"])]
    return UnitTables(Phrases(words), Phrases(symbols, cased=True), Phrases(glued, cased=True), Phrases(denominators))


def read_unit(tokens: Sequence[Token], i: int, tables: UnitTables) -> tuple[int, Unit] | None:
    """The unit that begins at a token after a number: (index after, unit)."""
    if i >= len(tokens):
        return None
    if tokens[i].glued and (found := tables.glued.match(tokens, i)) is not None and not _runs_on(tokens, found[0]):
        return found
    candidates = (tables.words.match(tokens, i), tables.symbols.match(tokens, i))
    best = max((found for found in candidates if found is not None), key=lambda found: found[0], default=None)
    if best is None or _runs_on(tokens, best[0]) or (best[0] == i + 1 and tokens[i].text in _NAMES):
        return None
    return best


def _runs_on(tokens: Sequence[Token], stop: int) -> bool:
    """Whether letters or digits follow without a gap, so that the words found are part of a longer one."""
    return (
        stop < len(tokens)
        and tokens[stop].glued
        and tokens[stop].kind in ("word", "number")
        and tokens[stop - 1].text.isalpha()
    )


def read_rate(tokens: Sequence[Token], i: int, tables: UnitTables, articles: frozenset[str]) -> tuple[int, str] | None:
    """A denominator that begins at a token (`a day`, `per hour`, `/kWh`): (index after, UCUM code)."""
    if i + 1 >= len(tokens):
        return None
    lead = tokens[i].lower
    j = i
    if lead == "-" and tokens[i + 1].lower in articles and i + 3 < len(tokens) and tokens[i + 2].text == "-":
        j, lead = i + 2, tokens[i + 1].lower  # barrel-a-day
    if lead not in articles and lead != "/":
        return None
    j += 1
    while tokens[j].lower in SHARE_KINDS and j + 1 < len(tokens):
        j += 1  # per diluted share
    found = tables.rates.match(tokens, j)
    if found is None or (found[0] < len(tokens) and tokens[found[0]].lower in _COMPARED):
        return None
    return found
