"""Telling a standfirst from the lead: by what the headline and the next paragraphs share with each."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.text.boilerplate import is_sentence_end
from transforms.text.unicode import word_set

_WORD: Final = re.compile(r"[^\W_]{3,}")
_STEM: Final = 5  # letters that stand for a word: inflected forms count as the same
_MOST_WORDS: Final = 45
_REPEATED: Final = 0.7  # of a standfirst's words that the lead has
_RESTATES: Final = 0.6  # of a headline's words that a lead has
_APART: Final = 0.3  # of a headline's words that a standfirst may have when the lead restates the headline
_COMMON: Final = word_set(
    """
    the and for with that this from over after into amid are was were has have had will its his her their said says
    """
)


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _COMMON}


def _share(of: set[str], found_in: set[str]) -> float:
    return len(of & found_in) / len(of) if of else 0.0


def _restates(headline: str, paragraph: str) -> bool:
    """Whether a paragraph repeats most of a headline's words, as a lead does."""
    title = _stems(headline)
    return len(title) >= 3 and _share(title, _stems(paragraph)) >= _RESTATES


def is_standfirst(headline: str, paragraphs: Sequence[str]) -> bool:
    """Whether the first of the paragraphs after a headline is a standfirst and not the lead.

    A lead restates its headline. So the first paragraph is a standfirst if the second repeats nearly all of it, or if it shares
    little with the headline while the second restates it; it is one or two short sentences in either case.
    """
    first, second = paragraphs[0], paragraphs[1]
    words = first.count(" ") + 1
    if not 5 <= words <= _MOST_WORDS or first[:1] in "\"“‘«'" or second.count(" ") < 8 or not is_sentence_end(second):
        return False
    own, title = _stems(first), _stems(headline)
    if len(own) >= 4 and _share(own, _stems(second)) >= _REPEATED:
        return True
    return (
        words <= 28
        and is_sentence_end(first)
        and len(title) >= 4
        and _restates(headline, second)
        and _share(title, own) <= _APART
    )
