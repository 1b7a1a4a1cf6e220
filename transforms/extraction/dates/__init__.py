"""Dates, times, durations and sets of a text as TIMEX3 (ISO-TimeML), each with the days it denotes.

A relative date is read against the day of publication, in the newspaper's sense; without one it keeps its TIMEX3 form with `X`
for what is unknown, and no days. Nothing is read from the clock of the machine.
"""

import datetime
import importlib
from collections.abc import Sequence
from functools import cache
from typing import Final

from transforms.extraction.dates.grammar import Language
from transforms.extraction.dates.reading import read_dates
from transforms.extraction.mentions import DateMention
from transforms.extraction.tokens import Sentence

MODULES: Final[dict[str, str]] = {
    "en": "transforms.extraction.dates.english",
    "fr": "transforms.extraction.dates.french",
    "es": "transforms.extraction.dates.spanish",
    "de": "transforms.extraction.dates.german",
}
"""Primary language subtag to the module that holds its `LANGUAGE`."""


@cache
def _language(subtag: str) -> Language | None:
    module = MODULES.get(subtag)
    if module is None:
        return None
    language: Language = importlib.import_module(module).LANGUAGE
    return language


@cache
def words_of_dates(language: str) -> frozenset[str]:
    """The words of a language that say dates (months, weekdays, units): none of them is counted by a number.

    Args:
        language: the primary subtag.
    """
    grammar = _language(language)
    return frozenset(word for word, (letter, _) in grammar.words.items() if letter in "MWVUu") if grammar else frozenset()


def find_dates(
    text: str,
    sentences: Sequence[Sentence],
    published: datetime.date | None,
    language: str = "en",
    publisher_country: str | None = None,
) -> list[DateMention]:
    """The dates of a text, ordered by start and without overlaps. Linear in the length of the text; never raises.

    Args:
        text: the text; offsets are its code points.
        sentences: its sentences, from `transforms.extraction.tokens.split_sentences` with the language's splitting.
        published: the publisher's local day of publication, or None.
        language: BCP 47; only the primary subtag counts. A language without a grammar gives no dates.
        publisher_country: ISO 3166-1 alpha-2: decides 5/6/2022 and the fiscal year.
    """
    grammar = _language(language.replace("_", "-").split("-")[0].lower())
    if grammar is None or not text:
        return []
    return read_dates(sentences, grammar, published, publisher_country)
