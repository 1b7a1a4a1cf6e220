"""The languages that have a grammar. A language is one module with a `GRAMMAR`; it is added here by one line."""

import importlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, NamedTuple

from transforms.extraction.mentions import Context, DateMention, FigureMention
from transforms.extraction.tokens import Sentence, Splitting

Figures = Callable[[str, Sequence[Sentence], Context], list[FigureMention]]
"""Reads the figures of a text: (text, sentences, context) to mentions ordered by start, without overlaps."""

Frames = Callable[[str, Sequence[Sentence], list[FigureMention], Sequence[DateMention], Context], None]
"""Fills the frame columns and links of figures in place: (text, sentences, figures, dates, context)."""


class Grammar(NamedTuple):
    """How a language is read. Dates come from `transforms.extraction.dates`, which has its own table of languages."""

    splitting: Splitting
    figures: Figures
    frames: Frames | None = None  # None: figures and dates only


MODULES: Final[dict[str, str]] = {
    "en": "transforms.extraction.english",
    "fr": "transforms.extraction.french",
    "es": "transforms.extraction.spanish",
    "de": "transforms.extraction.german",
}
"""Primary language subtag to the module that holds its `GRAMMAR`."""


@cache
def grammar_of(language: str) -> Grammar | None:
    """The grammar of a language (`en`, `en-GB`), or None where there is none."""
    module = MODULES.get(language.replace("_", "-").split("-")[0].lower())
    if module is None:
        return None
    grammar: Grammar = importlib.import_module(module).GRAMMAR
    return grammar
