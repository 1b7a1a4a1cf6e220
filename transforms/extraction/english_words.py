"""Word classes of English that several rules of the grammar share, from `seeds/words_en.tsv`. All lower case."""

from typing import Final

from transforms.extraction.lexicon import word_class
from transforms.extraction.tokens import Splitting

SPLITTING: Final = Splitting(
    abbreviations=word_class("splitting.abbreviations"),
    either=word_class("splitting.either"),
    starters=word_class("splitting.starters"),
)

PREPOSITIONS: Final = word_class("prepositions")
CONJUNCTIONS: Final = word_class("conjunctions")
PRONOUNS: Final = word_class("pronouns")
DETERMINERS: Final = word_class("determiners")
AUXILIARIES: Final = word_class("auxiliaries")
ADVERBS: Final = word_class("adverbs")
CLOSED: Final = PREPOSITIONS | CONJUNCTIONS | PRONOUNS | DETERMINERS | AUXILIARIES | ADVERBS
"""Words that end a noun phrase."""

VERBS: Final = word_class("verbs")
"""Frequent verbs and predicates: after a number they say that it has no noun of its own."""

IRREGULAR_PLURALS: Final = word_class("irregular_plurals")
NOT_PLURAL: Final = word_class("not_plural")
PEOPLE: Final = word_class("people")
TIME_UNITS: Final = word_class("time_units")
MONTHS: Final = word_class("months")
WEEKDAYS: Final = word_class("weekdays")

NO_NOUNS: Final = CLOSED | VERBS
PREDICATES: Final = AUXILIARIES | VERBS
DETERMINERS_OR_PRONOUNS: Final = DETERMINERS | PRONOUNS
CALENDAR: Final = MONTHS | WEEKDAYS
"""Unions that are looked up for single words: made once."""

NAMING: Final = word_class("naming")
"""Words that a number names rather than counts: `Article 50`, `page 17`, `Boeing 737`."""
