"""What French, Spanish and German clauses say of their figures: change, measure, period, baseline and links."""

import bisect
from collections.abc import Sequence
from typing import Final

from transforms.extraction.continental_changes import BREAKS, Clause, read_change, read_two_ends
from transforms.extraction.continental_sources import fill_sources
from transforms.extraction.continental_trade import fill_trade
from transforms.extraction.continental_verbs import changes_of
from transforms.extraction.dates.intervals import add_months
from transforms.extraction.mentions import Context, DateMention, FigureMention, Period
from transforms.extraction.tokens import Sentence
from transforms.extraction.wordlist import Wordlist, lowered, wordlist

MEMORY: Final = 2
"""Sentences that a flow is remembered for."""


def fill_frames(
    text: str, sentences: Sequence[Sentence], figures: list[FigureMention], dates: Sequence[DateMention], context: Context
) -> None:
    """Fill the frame columns and the links of figures in place. Linear in figures, words and dates.

    Args:
        text: the whole text.
        sentences: its sentences.
        figures: to be filled.
        dates: of the text, ordered by start.
        context: the language decides the words.
    """
    words = wordlist(context.language)
    memory = _Memory()
    starts = [date.start for date in dates]
    at = 0
    while at < len(figures):
        number = figures[at].sentence
        stop = at
        while stop < len(figures) and figures[stop].sentence == number:
            stop += 1
        sentence = sentences[number]
        inside = dates[bisect.bisect_left(starts, sentence.start) : bisect.bisect_left(starts, sentence.end)]
        _fill(text, sentence, figures[at:stop], inside, words)
        memory.lend(number, figures[at:stop], any(_is_period(date) for date in inside))
        at = stop


class _Memory:
    """The flow that was last spoken of, for a sentence that goes on about it without a country."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._told: tuple[int, FigureMention] | None = None

    def lend(self, sentence: int, figures: Sequence[FigureMention], dated: bool) -> None:
        """Give reporter, partner and period to flows that name no country, then keep what this sentence tells."""
        if self._told is not None and sentence - self._told[0] <= MEMORY:
            told = self._told[1]
            for figure in figures:
                if figure.flow not in (None, "trade") and figure.reporter is None and figure.partner is None:
                    figure.reporter, figure.partner = told.reporter, told.partner
                    figure.period = figure.period or (None if dated else told.period)
        main = next((figure for figure in figures if figure.flow not in (None, "trade") and figure.reporter), None)
        if main is not None:
            self._told = sentence, main


def _fill(
    text: str, sentence: Sentence, figures: Sequence[FigureMention], dates: Sequence[DateMention], words: Wordlist
) -> None:
    begins = [token.start for token in sentence.tokens]
    placed = [(bisect.bisect_left(begins, date.start), bisect.bisect_left(begins, date.end) - 1, date) for date in dates]
    lower = lowered(sentence.tokens)
    clause = Clause(lower, words, changes_of(lower, words), figures, placed, begins, text)
    for index, figure in enumerate(figures):
        read_change(clause, figure)
        figure.measure = _measure(clause, index)
    read_two_ends(clause)
    fill_trade(sentence, clause.lower, figures, words)
    for index, figure in enumerate(figures):
        _period(clause, index)
        _baseline(clause, figure)
    _links(clause)
    fill_sources(sentence, clause.lower, figures, placed, words)


# ------------------------------------------------------------------ measure, period, baseline


def _measure(clause: Clause, index: int) -> str | None:
    """The measure named last before the figure in its clause, or right behind it."""
    figure = clause.figures[index]
    floor = 0
    for step in range(figure.first - 1, -1, -1):
        if clause.lower[step] in BREAKS:
            floor = step + 1
            break
    before = clause.figures[index - 1] if index else None
    if figure.unit == "1" and before is not None:
        floor = max(floor, before.last + 1)  # a count is measured by its own words
    for step in range(figure.last, floor - 1, -1):
        if (found := clause.words.measures.at(clause.lower, step)) is not None:
            return found[1]
    return None


def _is_period(date: DateMention) -> bool:
    return date.timex_type == "DATE" and date.period is not None and date.period_start != date.period_end


def _period(clause: Clause, index: int) -> None:
    """The nearest period of the sentence, for a figure that changes, flows or measures; what is compared has its own."""
    figure = clause.figures[index]
    following = clause.figures[index + 1].first if index + 1 < len(clause.figures) else len(clause.lower)
    for first, _, date in clause.dates:
        if date.compared and figure.kind != "percent" and figure.last < first < min(following, figure.last + 4):
            figure.period = date.period
            return
    periods = [
        (first, last, date)
        for first, last, date in clause.dates
        if _is_period(date) and not date.compared and not _since_or_than(clause, first)
    ]
    near = [date for first, _, date in periods if 0 < first - figure.last <= 3]
    if near:
        figure.period = near[0].period
        return
    if not (figure.flow or figure.measure or figure.direction):
        return
    periods = [found for found in periods if not _of_another(clause, figure, found[0], found[1])]
    if not periods:
        return
    first, _, date = min(periods, key=lambda found: (_distance(figure, found[0], found[1]), found[0]))
    figure.period = date.period


def _since_or_than(clause: Clause, first: int) -> bool:
    """Whether a date is where something began, or what a figure is compared with: `depuis 2009`, `qu'en 2021`."""
    before = clause.lower[max(0, first - 3) : first]
    return any(word in clause.words.words("since") for word in before[-2:]) or _than(clause, first)


def _than(clause: Clause, first: int) -> bool:
    return any(word in clause.words.words("than") for word in clause.lower[max(0, first - 3) : first])


def _of_another(clause: Clause, figure: FigureMention, first: int, last: int) -> bool:
    """Whether a date stands right behind another figure, and a clause begins between it and this one: `..., et le baril`."""
    beside = any(other is not figure and 0 <= first - other.last - 1 <= 3 for other in clause.figures)
    between = clause.lower[last + 1 : figure.first]
    return beside and last < figure.first and any(word in clause.words.words("and") for word in between)


def _distance(figure: FigureMention, first: int, last: int) -> int:
    """Words between; a date behind the figure must be nearer than one before it."""
    return figure.first - last if last < figure.first else first - figure.last


def _baseline(clause: Clause, figure: FigureMention) -> None:
    """`que el año anterior`, `ein Jahr zuvor`; `sur un an`, `interanual` mean the same period a year before."""
    if figure.change_kind != "by" or figure.kind != "percent":
        return
    compared = [
        date
        for first, _, date in clause.dates
        if (date.compared or _than(clause, first)) and 0 < first - figure.last <= 7 and date.period
    ]
    if compared:
        figure.baseline = compared[0].period
        return
    window = range(max(0, figure.first - 3), min(len(clause.lower), figure.last + 6))
    if figure.period is not None and any(clause.words.yearly.at(clause.lower, step) for step in window):
        figure.baseline = _year_before(figure.period)


def _year_before(period: Period) -> Period:
    return add_months(period[0], -12), add_months(period[1], -12)


# ------------------------------------------------------------------ links


def _links(clause: Clause) -> None:
    """A bracketed amount restates the one before it; a change belongs to the level of its sentence."""
    for index, figure in enumerate(clause.figures):
        before = clause.figures[index - 1] if index else None
        if before is None or clause.lower[figure.first - 1] != "(" or figure.first - before.last != 2:
            continue
        if figure.kind == before.kind == "money" and figure.unit != before.unit:
            _copy(before, figure)
    for figure in clause.figures:
        if figure.kind != "percent" or figure.change_kind != "by":
            continue
        levels = [f for f in clause.figures if f.kind in ("money", "quantity") and f.converts is None and f.flow == figure.flow]
        levels = [
            f for f in levels if f.measure == figure.measure and (f.change_kind in (None, "to")) and f.period == figure.period
        ]
        if levels:
            figure.qualifies = min(levels, key=lambda level: (abs(level.first - figure.first), level.first))


def _copy(source: FigureMention, restated: FigureMention) -> None:
    restated.converts = source
    for column in ("direction", "change_kind", "flow", "reporter", "partner", "commodity", "measure", "period", "baseline"):
        setattr(restated, column, getattr(source, column))
