"""Who vouches for the figures of French, Spanish and German sentences: `selon l'Insee`, `teilte das Ministerium mit`."""

from collections.abc import Mapping, Sequence
from typing import Final

from transforms.extraction.continental_trade import ARTICLES
from transforms.extraction.mentions import DateMention, FigureMention
from transforms.extraction.tokens import Sentence
from transforms.extraction.wordlist import Wordlist

LONGEST: Final = 8
"""Words of a source's name."""

_STOPS: Final = frozenset({",", ".", ";", "(", ")", ":", "»", "“", "”", '"', "que", "qui", "mit", "am"})
_PASSED: Final = frozenset({"savoir", "am", "ce", "este"})
_AUXILIARIES: Final = frozenset({"a", "ont", "avait", "ha", "han", "hat", "haben", "hatte"})
_THAT: Final = frozenset({"que", "qu'", "dass", ":", "mit"})


def fill_sources(
    sentence: Sentence,
    lower: Sequence[str],
    figures: Sequence[FigureMention],
    dates: Sequence[tuple[int, int, DateMention]],
    words: Wordlist,
) -> None:
    """Fill `attributed_to` of the figures of a sentence.

    Args:
        sentence: with its tokens.
        lower: the tokens in lower case, with one apostrophe.
        figures: of the sentence.
        dates: first and last token and the date.
        words: of the language.
    """
    tell = words.words("tell")
    days = {first: last for first, last, _ in dates}
    taken = {step for figure in figures for step in range(figure.first, figure.last + 1)}
    taken |= {step for first, last in days.items() for step in range(first, last + 1)}
    for at, word in enumerate(lower):
        led = words.sources.at(lower, at)
        if led is None and word not in tell:
            continue
        span = _behind(sentence, lower, at + 1 if led is None else led[0], days, taken, led is not None)
        if span is None and led is None:
            span = _subject(sentence, lower, at, taken)
        if span is not None:
            source = _surface(sentence, *span)
            for figure in figures:
                figure.attributed_to = figure.attributed_to or source
            return


def _behind(
    sentence: Sentence, lower: Sequence[str], at: int, days: Mapping[int, int], taken: set[int], led: bool
) -> tuple[int, int] | None:
    """The name behind `selon` or a verb of telling, days between them passed over: (first token, index after)."""
    while at in days or (at < len(lower) and (lower[at] in _PASSED or (lower[at] in ARTICLES and at + 1 in days))):
        at = days.get(at, at) + 1
    end = at
    while end < len(lower) and lower[end] not in _STOPS and end not in taken:
        end += 1
    if not led and at < len(lower) and lower[at] in ("einen", "den"):
        return None  # meldete einen Rückgang
    named = any(token.text[0].isupper() for token in sentence.tokens[at:end]) or (at < end and lower[at] in ARTICLES)
    return (at, end) if at < end <= at + LONGEST + 1 and (named or led) else None


def _subject(sentence: Sentence, lower: Sequence[str], verb: int, taken: set[int]) -> tuple[int, int] | None:
    """`L'Insee a annoncé que`, `Das Amt teilte am Montag mit`, `wie das Amt mitteilte`: the name before the verb."""
    stop = verb
    while stop > 0 and (lower[stop - 1] in _AUXILIARIES or lower[stop - 1] in _PASSED or stop - 1 in taken):
        stop -= 1
    first = stop
    while first > 0 and lower[first - 1] not in _STOPS and first - 1 not in taken and lower[first - 1] != "wie":
        first -= 1
    final = first > 0 and lower[first - 1] == "wie"
    told = final or any(word in _THAT for word in lower[verb + 1 : verb + 7])
    return (
        (first, stop) if first < stop <= first + LONGEST and told and sentence.tokens[first].text[0].isupper() | final else None
    )


def _surface(sentence: Sentence, first: int, stop: int) -> str:
    parts: list[str] = []
    for token in sentence.tokens[first:stop]:
        parts.append(token.text if token.glued or not parts else f" {token.text}")
    return "".join(parts)
