"""Countries as French, Spanish and German texts name them, and which currency a shared name means there.

Names come from CLDR through `babel`; stems of adjectives and further names from `seeds/countries_<language>.tsv`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from babel import Locale

from transforms.extraction.currencies import Money, currency_of_country
from transforms.extraction.lexicon import table, words_of
from transforms.extraction.mentions import Context
from transforms.extraction.tokens import Sentence, Token, tokenize
from transforms.extraction.wordlist import PhraseTable

LONGEST_ENDING: Final = 4
"""Letters that an adjective's ending may have: `tunisien`, `tunisiennes`."""


class Place(NamedTuple):
    """A country named in a sentence: tokens `first` to `stop` (exclusive), ISO 3166-1 alpha-2, whether by an adjective."""

    first: int
    stop: int
    code: str
    adjective: bool


@cache
def _names(language: str) -> PhraseTable[str]:
    entries = [(name, row["code"]) for row in table(f"countries_{language}.tsv") for name in words_of(row["names"])]
    territories = Locale(language).territories
    countries = [code for code in territories if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EZ")]
    entries += [(str(territories[code]), code) for code in countries]
    return PhraseTable([(" ".join(_written(tokenize(name, elision=True))), code) for name, code in entries])


def _written(tokens: Sequence[Token]) -> list[str]:
    """The tokens as written, with one apostrophe."""
    return [token.text.replace("’", "'") for token in tokens]


@cache
def _stems(language: str) -> dict[str, list[tuple[str, str]]]:
    """Stems of adjectives by their first three letters."""
    stems: dict[str, list[tuple[str, str]]] = {}
    for row in table(f"countries_{language}.tsv"):
        for stem in words_of(row["stems"]):
            stems.setdefault(stem[:3].lower(), []).append((stem.lower(), row["code"]))
    return stems


def find_places(tokens: Sequence[Token], language: str) -> list[Place]:
    """The countries named in a sentence, in order, longest names first."""
    names, stems = _names(language), _stems(language)
    written = _written(tokens)
    found = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind in ("word", "abbreviation"):
            match = names.at(written, i) if token.text[0].isupper() else None
            if match is None and language == "de" and written[i].endswith("s"):  # Brasiliens
                genitive = names.at([written[i][:-1]], 0) if token.text[0].isupper() else None
                match = None if genitive is None else (i + 1, genitive[1])
            if match is not None:
                found.append(Place(i, match[0], match[1], False))
                i = match[0]
                continue
            for stem, code in stems.get(token.lower[:3], ()):
                if token.lower.startswith(stem) and len(token.lower) - len(stem) <= LONGEST_ENDING:
                    found.append(Place(i, i + 1, code, True))
                    break
        i += 1
    return found


def currency_code(money: Money, context: Context, sentences: Sequence[Sentence], at: int) -> tuple[str, str]:
    """The currency meant by a name that several countries share, and how it was found, as a suffix of the rule's name.

    By the publisher's country for a bare dollar; else by the first country named whose currency it is; else the usual one.
    """
    if len(money.codes) == 1 and not money.bare:
        return money.codes[0], ""
    if money.bare:
        own = currency_of_country(context.publisher_country) if context.publisher_country else None
        return (own, ".publisher") if own is not None and own in money.codes else (money.codes[0], ".usual")
    for sentence in sentences[:MOST_SENTENCES]:
        for place in find_places(sentence.tokens, context.language):
            if (own := currency_of_country(place.code)) in money.codes:
                return str(own), ".named"
    own = currency_of_country(context.publisher_country) if context.publisher_country else None
    if own is not None and own in money.codes:
        return own, ".publisher"
    return money.codes[0], ".usual"


MOST_SENTENCES: Final = 12
"""A text says near its beginning which country it is about."""
