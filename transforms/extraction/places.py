"""Countries and blocs by name, demonym, seat of government (`the Kremlin`) and state trader, from `seeds/countries.tsv`."""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from transforms.extraction.lexicon import Phrases, table, words_of
from transforms.extraction.tokens import TEXT_OF, Token


class Place(NamedTuple):
    """A country named in a sentence: tokens `first` to `stop` (exclusive), ISO 3166-1 alpha-2 (EU, EA for the blocs), how."""

    first: int
    stop: int
    code: str
    form: str  # name, demonym, seat, company


_NO_COUNTRY: Final = (
    "Latin America|South America|North America|Central America|North American|South American|Latin American|"
    "Bank of America|Indian Ocean|South China Sea|East China Sea|South China Morning Post|Gulf of Mexico|New Mexico|"
    "New England|New South Wales|British Columbia|Northern Ireland|Irish Sea|Washington Post|Washington state|"
    "Moscow Times|Paris Agreement|Paris Club|Brussels sprouts|Financial Times|Wall Street Journal|Panama Canal|"
    "American Airlines|American Express|British Airways|Air France|Korean Air|China Sea|European Central Bank|"
    "European Court|Atlanta|Georgia Tech|Air India|Japan Airlines|US Open|U.S. Open|Turkish Airlines|Deutsche Bank|"
    "British American Tobacco|American Samoa"
)
_FORMS: Final = (("names", "name"), ("demonyms", "demonym"), ("seats", "seat"), ("companies", "company"))


@cache
def places() -> Phrases[tuple[str, str]]:
    """Phrases as written, to (code, form); what only looks like a country has an empty code."""
    entries: list[tuple[str, tuple[str, str]]] = [(phrase, ("", "")) for phrase in words_of(_NO_COUNTRY)]
    for column, form in _FORMS:
        entries += [(name, (row["code"], form)) for row in table("countries.tsv") for name in words_of(row[column])]
    return Phrases(entries, cased=True)


def find_places(tokens: Sequence[Token]) -> list[Place]:
    """The countries named in a sentence, in order, longest names first."""
    phrases = places()
    found: list[Place] = []
    last = 0
    for i in phrases.starts(list(map(TEXT_OF, tokens))):
        match = phrases.match(tokens, i) if i >= last else None
        if match is not None:
            last, (code, form) = match
            if code:
                found.append(Place(i, last, code, form))
    return found
