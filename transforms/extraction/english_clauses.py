"""A sentence as the rules of the clause see it: figures, dates and countries by token, and the clauses it falls into."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transforms.extraction.change_words import Change, change_words, measure_words
from transforms.extraction.mentions import DateMention, FigureMention
from transforms.extraction.places import Place, find_places
from transforms.extraction.tokens import Sentence, Token

_BOUNDARIES: Final = frozenset({"while", "whereas", "but", "although", "though", ";"})


class Cue(NamedTuple):
    """A change word in a sentence: tokens `first` to `stop` (exclusive)."""

    first: int
    stop: int
    change: Change


class DateSpan(NamedTuple):
    """A date by its tokens, `stop` exclusive."""

    first: int
    stop: int
    mention: DateMention


class MeasureSpan(NamedTuple):
    """Words that name a measure: tokens `first` to `stop` (exclusive)."""

    first: int
    stop: int
    measure: str


@dataclass(slots=True)
class View:
    """One sentence with all that was found in it."""

    text: str
    number: int
    sentence: Sentence
    tokens: Sequence[Token]
    lowers: list[str]  # the tokens in lower case
    figures: list[FigureMention]
    dates: list[DateSpan]
    places: list[Place] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    measures: list[MeasureSpan] = field(default_factory=list)
    segment: list[int] = field(default_factory=list)  # of each token
    inside: dict[int, FigureMention] = field(default_factory=dict)  # token to the figure it belongs to

    def word(self, i: int) -> str:
        """The lower-case token at an index, empty outside."""
        return self.lowers[i] if 0 <= i < len(self.lowers) else ""

    def words(self, first: int, stop: int) -> str:
        """The text of tokens `first` to `stop`."""
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end] if first < stop else ""

    def date_at(self, i: int) -> DateSpan | None:
        """The date that covers a token."""
        return next((date for date in self.dates if date.first <= i < date.stop), None)


def make_view(text: str, number: int, sentence: Sentence, figures: list[FigureMention], dates: Sequence[DateMention]) -> View:
    """The view of a sentence; `dates` are those that lie in it."""
    tokens = sentence.tokens
    view = View(
        text,
        number,
        sentence,
        tokens,
        [token.lower for token in tokens],
        figures,
        _date_spans(tokens, dates),
        find_places(tokens),
    )
    for figure in figures:
        for i in range(figure.first, figure.last + 1):
            view.inside[i] = figure
    view.cues = _cues(view)
    view.segment = _segments(view)
    view.measures = _measures(view)
    return view


def _date_spans(tokens: Sequence[Token], dates: Sequence[DateMention]) -> list[DateSpan]:
    spans = []
    i = 0
    for date in dates:
        while i < len(tokens) and tokens[i].end <= date.start:
            i += 1
        stop = i
        while stop < len(tokens) and tokens[stop].start < date.end:
            stop += 1
        if stop > i:
            spans.append(DateSpan(i, stop, date))
    return spans


def _cues(view: View) -> list[Cue]:
    tokens, phrases = view.tokens, change_words()
    cues = []
    i = 0
    while i < len(tokens):
        found = phrases.match(tokens, i) if i not in view.inside and phrases.first(tokens[i].lower) else None
        if found is None or any(place.first <= i < place.stop for place in view.places):
            i += 1
            continue
        cues += [Cue(i, found[0], change) for change in found[1]]
        i = found[0]
    return cues


def _measures(view: View) -> list[MeasureSpan]:
    phrases = measure_words()
    spans = []
    i = 0
    while i < len(view.tokens):
        found = phrases.match(view.tokens, i) if i not in view.inside and phrases.first(view.tokens[i].lower) else None
        if found is None or (view.word(i) == "pay" and view.word(i - 1) in ("to", "will", "would", "must", "should", "and")):
            i += 1
            continue
        spans.append(MeasureSpan(i, *found))
        i = found[0]
    return spans


def _segments(view: View) -> list[int]:
    """The number of the clause that each token stands in.

    A clause ends at `;`, at a conjunction that contrasts, and at an `and` or `as` that another verb of change follows.
    """
    tokens = view.tokens
    verbs = {cue.first for cue in view.cues if cue.change.role == "verb"}
    figures = sorted(figure.first for figure in view.figures)
    numbers: list[int] = []
    number = 0
    for i, token in enumerate(tokens):
        if token.lower in _BOUNDARIES or (token.lower == "as" and i and tokens[i - 1].lower in ("even", ",")):
            number += 1
        elif token.lower in ("and", "as") and any(figure < i for figure in figures):
            coming = next((figure for figure in figures if figure > i), None)
            if coming is not None and any(i + 1 < verb < coming for verb in verbs):
                number += 1
        numbers.append(number)
    return numbers
