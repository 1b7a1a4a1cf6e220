"""Currencies by code, symbol, name and adjective: all of ISO 4217 from CLDR (babel), symbols from `seeds/currency_symbols.tsv`.

Words that several currencies share (`dollars`, `pounds`, `francs`) come with all their codes, the usual one first; which one is
meant is for the caller to say, from the countries that the text names and the publisher's country.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from babel.numbers import get_territory_currencies

from transforms.extraction.lexicon import Phrases, table, words_of
from transforms.extraction.tokens import Token


class Money(NamedTuple):
    """What words or a symbol say of the currency: ISO 4217 codes, the usual one first, and the share of the main unit."""

    codes: tuple[str, ...]
    factor: Decimal = Decimal(1)  # 0.01 for cents
    bare: bool = False  # `$`, `dollars`: the publisher's country decides
    weak: bool = False  # also a common word (won, mark, real): needs a large number before it


WORDLIKE: Final = frozenset(
    [
        "ALL",
        "TOP",
        "CUP",
        "TRY",
        "MOP",
        "PEN",
        "SOS",
        "MAD",
        "BAM",
        "ANG",
        "BAN",
        "CAN",
        "GEL",
        "LAK",
        "DEM",
        "ESP",
        "RON",
        "COP",
        "ARS",
        "MUR",
        "ALL",
        "BAD",
        "ERN",
        "LEI",
        "LEK",
        "MAN",
        "SIT",
        "TOP",
        "VAL",
        "XXX",
        "XTS",
        "CUC",
        "BEC",
        "BEL",
        "BOP",
        "CHE",
        "CHW",
        "COU",
        "DDM",
        "DOP",
        "ECS",
        "ECV",
        "GEK",
        "GIP",
        "GNS",
        "HRD",
        "ILP",
        "ILR",
        "KRH",
        "KRO",
        "LTT",
        "LUL",
        "MDC",
        "MKN",
        "MVP",
        "MXP",
        "MXV",
        "MZE",
        "NIC",
        "PES",
        "PTE",
        "RHD",
        "SDD",
        "SLL",
        "STD",
        "SUR",
        "TJR",
        "TMM",
        "TPE",
        "UAK",
        "UGS",
        "USN",
        "USS",
        "UYI",
        "VEB",
        "XFO",
        "XFU",
        "XRE",
        "XUA",
        "YDD",
        "YUD",
        "YUM",
        "YUN",
        "YUR",
        "ZMK",
        "ZRN",
        "ZRZ",
        "ZWL",
        "ZWR",
        "XBA",
        "XBB",
        "XBC",
        "XBD",
        "AYM",
        "BYB",
        "BYR",
        "CLE",
        "CLF",
        "CYP",
        "CSD",
        "CSK",
        "AZM",
        "BGL",
        "BGM",
        "BGO",
        "BRB",
        "BRC",
        "BRE",
        "BRN",
        "BRR",
        "BRZ",
        "BUK",
        "CNX",
        "BEF",
        "ADP",
        "AFA",
        "ALK",
        "AOK",
        "AON",
        "AOR",
        "ARA",
        "ARL",
        "ARM",
        "ARP",
    ]
)
"""Codes that are words, names or funds no longer in use: not money next to a small number."""
_WEAK: Final = frozenset(
    [
        "won",
        "mark",
        "marks",
        "real",
        "reals",
        "rand",
        "dong",
        "kip",
        "lek",
        "lev",
        "leu",
        "lei",
        "som",
        "dram",
        "colon",
        "punt",
        "punts",
        "fen",
        "mao",
        "ore",
        "kina",
        "crown",
        "crowns",
        "sterling",
    ]
)
_WEAK_SYMBOLS: Final = frozenset(["SR", "BD", "KD", "QR", "LE", "Sh", "Re", "Fr", "FF", "Dh", "CFA", "Tk"])
_DOLLAR_LIKE: Final = frozenset({"dollar", "dollars", "buck", "bucks", "$", "cent", "cents"})


@cache
def currency_codes() -> frozenset[str]:
    """All ISO 4217 codes of CLDR, present and past."""
    return frozenset(Locale("en").currencies) | {"XOF"}


@cache
def names(words_file: str = "currency_words_en.tsv", language: str = "en") -> Phrases[Money]:
    """Currency words of a language: the table's own words first, then CLDR's full names (`Egyptian pounds`)."""
    entries: list[tuple[str, Money]] = []
    for row in table(words_file):
        codes = words_of(row["codes"])
        for word in words_of(row["words"]):
            entries.append(
                (word, Money(codes, Decimal(row["subunit"] or "1"), word in _DOLLAR_LIKE, bool({word, word[:-1]} & _WEAK)))
            )
    entries += [(name, Money((code,))) for name, code in _cldr_names(language)]
    return Phrases(entries)


def _cldr_names(language: str) -> Iterable[tuple[str, str]]:
    """CLDR's names of currencies, those in use first, so that a name that two share goes to the present one."""
    locale = Locale.parse(language)
    plurals = locale._data["currency_names_plural"]
    found = []
    for code, name in locale.currencies.items():
        past = "(" in name or "–" in name
        for text in {name, *dict(plurals.get(code, {})).values()}:
            plain = str(text).split("(")[0].strip()
            if plain and " " in plain:
                found.append((past, plain, code))
    return [(plain, code) for past, plain, code in sorted(found)]


@cache
def symbols() -> Phrases[Money]:
    """Symbols as written, one-token and longer (`HK$`, `Rs.`), without the codes."""
    entries = [
        (row["symbol"], Money(words_of(row["codes"]), bare=row["symbol"] == "$", weak=row["symbol"] in _WEAK_SYMBOLS))
        for row in table("currency_symbols.tsv")
    ]
    entries += [(symbol.lower(), money) for symbol, money in entries if symbol.endswith("$") and symbol.lower() != symbol]
    return Phrases(entries, cased=True)


@cache
def currency_of_country(country: str) -> str | None:
    """The currency in use in a country, from CLDR; None for an unknown country."""
    found = get_territory_currencies(country.upper())
    return str(found[0]) if found else None


def code_at(token: Token) -> Money | None:
    """The currency that a token writes as its ISO code."""
    if len(token.text) == 3 and token.text.isupper() and token.text in currency_codes():
        return Money((token.text,), weak=token.text in WORDLIKE)
    return None


def prefix_before(tokens: Sequence[Token], i: int) -> tuple[int, Money] | None:
    """The symbol or code just before a number at index i: (index of its first token, currency)."""
    if i == 0:
        return None
    text = tokens[i - 1].text
    for longest in (4, 2, 1) if symbols().ends(text) else ():
        found = symbols().match_before(tokens, i, longest)
        if found is not None and _apart(tokens, found[0], i):
            return found
    code = code_at(tokens[i - 1]) if len(text) == 3 else None
    if code is not None and _apart(tokens, i - 1, i):
        return i - 1, code
    return None


def _apart(tokens: Sequence[Token], first: int, number: int) -> bool:
    """Whether a prefix is a word of its own: nothing runs into it, and a letter touches its `$` (not so in `a $5 note`)."""
    token = tokens[first]
    if first and token.glued and token.text[0].isalpha() and tokens[first - 1].kind in ("word", "number"):
        return False
    if number - first > 1 and not tokens[first + 1].glued:
        return token.text.isupper() and token.text not in ("A", "I")
    return True
