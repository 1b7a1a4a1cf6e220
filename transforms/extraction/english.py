"""The English grammar: from sentences to figures with their units, and to the frames they stand in."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_amounts import Amount
from transforms.extraction.english_bounds import bound_before
from transforms.extraction.english_currency import CurrencyResolver
from transforms.extraction.english_figures import SentenceReader
from transforms.extraction.english_frames import fill_frames
from transforms.extraction.english_numbers import ARITHMETIC, NUMBER_WORDS
from transforms.extraction.english_resolve import resolve_bare
from transforms.extraction.languages import Grammar
from transforms.extraction.mentions import Context, FigureMention
from transforms.extraction.places import find_places
from transforms.extraction.tokens import Sentence


def find_figures(text: str, sentences: Sequence[Sentence], context: Context) -> list[FigureMention]:
    """The figures of a text: money, percent, quantities and counts, ordered by start, none inside another.

    Args:
        text: the whole text.
        sentences: its sentences.
        context: the day of publication and the publisher's country.
    """

    def mentioned() -> Counter[str]:
        return Counter(place.code for sentence in sentences for place in find_places(sentence.tokens))

    resolver = CurrencyResolver(context, mentioned)
    figures: list[FigureMention] = []
    for number, sentence in enumerate(sentences):
        if not sentence.digits and _FIGURE_WORDS.isdisjoint(sentence.words):
            continue
        reader = SentenceReader(text, sentence.tokens)
        amounts = resolve_bare(sentence.tokens, reader.amounts())
        found = [_mention(amount, number, sentence, resolver, reader) for amount in amounts]
        figures += sorted(found + _multiples(number, sentence, amounts), key=lambda figure: figure.start)
    return figures


def _mention(
    amount: Amount, number: int, sentence: Sentence, resolver: CurrencyResolver, reader: SentenceReader
) -> FigureMention:
    tokens = sentence.tokens
    unit, rule = amount.unit, amount.rule
    if amount.money is not None:
        unit, how = resolver.resolve(amount.money, amount.first, lambda: reader.places)
        rule = f"{rule}.{how}" if how else rule
    top = amount.value_max
    return FigureMention(
        start=tokens[amount.first].start,
        end=tokens[amount.stop - 1].end,
        kind=amount.kind,
        value=ARITHMETIC.multiply(amount.value, amount.factor),
        value_max=None if top is None else ARITHMETIC.multiply(top, amount.factor),
        unit=unit,
        unit_text=amount.unit_text,
        bound=amount.bound,
        rule=rule,
        sentence=number,
        first=amount.first,
        last=amount.stop - 1,
    )


_FOLDS: Final[dict[str, int]] = {
    f"{word}fold": value
    for value, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
} | {"twentyfold": 20, "hundredfold": 100}  # fmt: skip


_FIGURE_WORDS: Final = NUMBER_WORDS | frozenset(_FOLDS)
"""A sentence without digits and without any of these has no figures."""


def _multiples(number: int, sentence: Sentence, amounts: Sequence[Amount]) -> list[FigureMention]:
    """`threefold`, `nearly fivefold`: written as one word."""
    found: list[FigureMention] = []
    if sentence.words.isdisjoint(_FOLDS):
        return found
    for i, token in enumerate(sentence.tokens):
        value = _FOLDS.get(token.lower)
        if value is None:
            continue
        before = bound_before(sentence.tokens, i)
        first, bound = before if before else (i, "eq")
        found.append(
            FigureMention(
                start=sentence.tokens[first].start, end=token.end, kind="quantity", value=Decimal(value), unit="1",
                unit_text="fold", bound=bound, rule="en.multiple", sentence=number, first=first, last=i,
            )
        )  # fmt: skip
    return found


GRAMMAR: Final = Grammar(splitting=words.SPLITTING, figures=find_figures, frames=fill_frames)
