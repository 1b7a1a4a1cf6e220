"""A sentence as the rules of the clause see it: figures, dates and countries by token, and the clauses it falls into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transforms.extraction.change_words import Change, change_words, measure_words
from transforms.extraction.mentions import DateMention, FigureMention
from transforms.extraction.places import Place, find_places
from transforms.extraction.tokens import Sentence, Token

PADDING: Final = 64
"""No rule looks further than this beyond the ends of a sentence."""
_NO_WORDS: Final = ("",) * PADDING
_BOUNDARIES: Final = frozenset({"while", "whereas", "but", "although", "though", ";"})
_PARTING: Final = _BOUNDARIES | {"and", "as"}


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
    inside: dict[int, FigureMention] = field(init=False)  # token to the figure it belongs to
    placed: frozenset[int] = field(init=False)  # tokens that name countries
    word: Callable[[int], str] = field(init=False)  # the lower-case token at an index, empty up to PADDING outside
    date_at: Callable[[int], DateSpan | None] = field(init=False)  # the date that covers a token

    def __post_init__(self) -> None:
        """Make the look-ups that rules use most into ones without a step of Python; below zero a list counts from its end."""
        self.inside = {i: figure for figure in self.figures for i in range(figure.first, figure.last + 1)}
        self.placed = frozenset([i for place in self.places for i in range(place.first, place.stop)])
        self.word = [*self.lowers, *_NO_WORDS].__getitem__
        self.date_at = {i: date for date in self.dates for i in range(date.first, date.stop)}.get

    def words(self, first: int, stop: int) -> str:
        """The text of tokens `first` to `stop`."""
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end] if first < stop else ""


def make_view(text: str, number: int, sentence: Sentence, figures: list[FigureMention], dates: Sequence[DateMention]) -> View:
    """The view of a sentence; `dates` are those that lie in it."""
    tokens = sentence.tokens
    spans = [DateSpan(date.first, date.last + 1, date) for date in dates]
    view = View(text, number, sentence, tokens, sentence.lowers, figures, spans, find_places(tokens))
    view.cues = _cues(view)
    view.segment = _segments(view)
    view.measures = _measures(view)
    return view


def _cues(view: View) -> list[Cue]:
    tokens, phrases = view.tokens, change_words()
    cues: list[Cue] = []
    stop = 0
    for i in phrases.starts(view.lowers):
        found = phrases.match(tokens, i) if i >= stop and i not in view.inside else None
        if found is not None and i not in view.placed:
            cues += [Cue(i, found[0], change) for change in found[1]]
            stop = found[0]
    return cues


def _measures(view: View) -> list[MeasureSpan]:
    phrases = measure_words()
    spans: list[MeasureSpan] = []
    for i in phrases.starts(view.lowers):
        found = phrases.match(view.tokens, i) if i not in view.inside and not (spans and spans[-1].stop > i) else None
        if found is None:
            continue
        to_pay = view.word(i) == "pay" and view.word(i - 1) in ("to", "will", "would", "must", "should", "and")
        counted = found[1] == "share price" and _are_bought(view, i)
        if not (to_pay or counted or (found[1] == "gdp" and _is_whole(view, i))):
            spans.append(MeasureSpan(i, *found))
    return spans


def _is_whole(view: View, i: int) -> bool:
    """`5 percent of GDP`, `the debt-to-GDP ratio`: the economy is what something else is measured by."""
    at = i - 1 if view.word(i - 1) == "the" else i
    share = view.inside.get(at - 2) if view.word(at - 1) == "of" else None
    return (share is not None and share.kind == "percent") or (view.word(i - 1), view.word(i - 2)) == ("-", "to")


def _are_bought(view: View, i: int) -> bool:
    """`sold $5 billion of Indian shares`: shares that an amount is of, whose price is not spoken of."""
    return any(view.word(j) == "of" and view.inside.get(j - 1) is not None for j in range(i - 1, max(i - 4, 0), -1))


def _segments(view: View) -> list[int]:
    """The number of the clause that each token stands in.

    A clause ends at `;`, at a conjunction that contrasts, and at an `and` or `as` that another verb of change follows.
    """
    lowers = view.lowers
    if view.sentence.words.isdisjoint(_PARTING):
        return [0] * len(lowers)
    verbs = [cue.first for cue in view.cues if cue.change.role == "verb"]
    figures = [figure.first for figure in view.figures]
    numbers: list[int] = []
    number = 0
    for i, lower in enumerate(lowers):
        if lower in _PARTING:
            if lower in _BOUNDARIES or (lower == "as" and i and lowers[i - 1] in ("even", ",")):
                number += 1
            elif figures and figures[0] < i:
                coming = next((figure for figure in figures if figure > i), None)
                if coming is not None and any(i + 1 < verb < coming for verb in verbs):
                    number += 1
        numbers.append(number)
    return numbers
