"""Whether the clause around a date looks back or ahead: the sense in which newspapers say `Wednesday` or `in May`."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.dates.expressions import FUTURE, UNTENSED
from transforms.extraction.dates.grammar import Language
from transforms.extraction.tokens import Token

REACH: Final = 20
"""Words looked at on each side: a clause's verb stands nearer than that, and the work for a date has a bound."""

_BREAKS: Final = frozenset(';:—–!?"“”«»()')


def tense_of(tokens: Sequence[Token], first: int, last: int, language: Language) -> int:
    """PAST, FUTURE or UNTENSED, from the nearest verb or cue: first in the clause before, then in the clause after the date.

    Args:
        tokens: the words of the sentence.
        first: index of the date's first word.
        last: index of its last word.
        language: its verbs, cues and endings.
    """
    before, after = range(first - 1, max(-1, first - 1 - REACH), -1), range(last + 1, min(len(tokens), last + 1 + REACH))
    for steps, through_commas in ((before, False), (after, False), (before, True), (after, True)):
        for step in steps:
            token = tokens[step]
            if token.kind == "mark":
                opening = step == last + 1 and first <= 2
                if token.text in _BREAKS or (token.text == "," and not (through_commas or opening)):
                    break
                continue
            found = language.cue(token.lower) if token.kind == "word" else None
            if found is None or (token.lower in language.doubtful and token.text[0].isupper()):
                continue  # May, not may
            if token.lower in language.bare_verbs and step and tokens[step - 1].lower in language.not_verbs_after:
                continue
            if token.lower in language.back_only and steps is after:
                continue
            return _in_context(tokens, step, found, language)
    return UNTENSED


def _in_context(tokens: Sequence[Token], at: int, found: int, language: Language) -> int:
    """A participle after `be` looks ahead (`to be released Friday`), and so does a progressive (`are striking on Friday`)."""
    before = tokens[at - 1].lower if at else ""
    if before in language.passives:
        return FUTURE
    return found
