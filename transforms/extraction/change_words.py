"""English words of change and of measures, from `seeds/change_words_en.tsv` and `seeds/measures_en.tsv`."""

from functools import cache
from typing import NamedTuple

from transforms.extraction.lexicon import Phrases, table, words_of


class Change(NamedTuple):
    """What a word says of a change: up, down, flat, or empty for a verb that only moves (`went from`, `taking it to`)."""

    direction: str
    role: str  # verb, mover, noun, comparative


@cache
def change_words() -> Phrases[tuple[Change, ...]]:
    """The words of change by phrase; a word may have several roles (`rise` is verb and noun)."""
    roles: dict[str, list[Change]] = {}
    for row in table("change_words_en.tsv"):
        for phrase in words_of(row["words"]):
            roles.setdefault(phrase, []).append(Change(row["direction"], row["class"]))
    return Phrases({phrase: tuple(changes) for phrase, changes in roles.items()})


@cache
def measure_words() -> Phrases[str]:
    """Measures of facts.md's closed list by their words."""
    return Phrases([(phrase, row["measure"]) for row in table("measures_en.tsv") for phrase in words_of(row["words"])])
