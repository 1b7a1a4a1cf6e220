"""What French, Spanish and German clauses say of their figures: change, measure, period, baseline and links."""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from transforms.extraction.continental_sources import fill_sources
from transforms.extraction.continental_trade import fill_trade
from transforms.extraction.continental_verbs import changes_of
from transforms.extraction.dates.intervals import add_months
from transforms.extraction.mentions import Context, DateMention, FigureMention, Period
from transforms.extraction.tokens import Sentence
from transforms.extraction.wordlist import Wordlist, lowered, wordlist

REACH: Final = 12
"""Words between a figure and the verb of its change: more are another clause."""

MEMORY: Final = 2
"""Sentences that a flow is remembered for."""

_LARGE: Final = 1000
"""Money that is earned or lost as such; less is what a price gains or loses."""

_BREAKS: Final = frozenset({";", ":", "?", "!"})


@dataclass(frozen=True)
class _Clause:
    """A sentence with its figures and dates."""

    lower: Sequence[str]
    words: Wordlist
    changes: Mapping[int, str]  # words of rise and fall by their index
    figures: Sequence[FigureMention]
    dates: Sequence[tuple[int, int, DateMention]]  # first and last token index
    begins: Sequence[int]  # where each token starts

    def unbound(self, figure: FigureMention) -> None:
        """Take the first word off a figure: it said where a change ended, and no bound."""
        figure.first += 1
        figure.start, figure.bound = self.begins[figure.first], "eq"


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
        _fill(sentence, figures[at:stop], inside, words)
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


def _fill(sentence: Sentence, figures: Sequence[FigureMention], dates: Sequence[DateMention], words: Wordlist) -> None:
    begins = [token.start for token in sentence.tokens]
    placed = [(bisect.bisect_left(begins, date.start), bisect.bisect_left(begins, date.end) - 1, date) for date in dates]
    lower = lowered(sentence.tokens)
    clause = _Clause(lower, words, changes_of(lower, words), figures, placed, begins)
    for index, figure in enumerate(figures):
        _change(clause, figure)
        figure.measure = _measure(clause, index)
    _two_ends(clause)
    fill_trade(sentence, clause.lower, figures, words)
    for index, figure in enumerate(figures):
        _period(clause, index)
        _baseline(clause, figure)
    _links(clause)
    fill_sources(sentence, clause.lower, figures, placed, words)


# ------------------------------------------------------------------ change


def _change(clause: _Clause, figure: FigureMention) -> None:
    """Direction from the nearest word of rise or fall; which end of the change from the preposition before the figure."""
    kind = _end_of_change(clause, figure)
    if figure.bound == "le" and clause.lower[figure.first] in clause.words.words("to") and _direction(clause, figure):
        clause.unbound(figure)  # subió hasta 5 %
        kind = "to"
    trailing = _trailing(clause, figure)
    if trailing is not None:
        figure.direction, figure.change_kind = trailing, "by"
        figure.frame_rules.append(f"{clause.words.language}.change.more")
        return
    if kind is None:
        return
    direction = _direction(clause, figure)
    if direction is not None:
        figure.direction, figure.change_kind = direction, kind
        figure.frame_rules.append(f"{clause.words.language}.change.{kind}")


def _two_ends(clause: _Clause) -> None:
    """`est passée de 4,8 % à 5,2 %`, `pasó del 8,3 % al 8,7 %`: a verb that only moves, and its two ends say which way."""
    for one, other in pairwise(clause.figures):
        if one.change_kind or other.change_kind or (one.kind, one.unit) != (other.kind, other.unit) or one.value == other.value:
            continue
        begins, ends = clause.lower[one.first - 1], clause.lower[other.first - 1]
        moved = not clause.words.words("mover").isdisjoint(clause.lower[max(0, one.first - 6) : one.first])
        if moved and begins in clause.words.words("begin") and ends in clause.words.words("to") and one.first:
            one.direction = other.direction = "up" if other.value > one.value else "down"
            one.change_kind, other.change_kind = "from", "to"
            for figure in (one, other):
                figure.frame_rules.append(f"{clause.words.language}.change.ends")


def _trailing(clause: _Clause, figure: FigureMention) -> str | None:
    """`10,9 % más que`, `12,3 Prozent weniger`, `1,1 % de moins`, `226.500 ocupados más`."""
    following = clause.lower[figure.last + 1 : figure.last + 3]
    if figure.kind == "percent" and following[1:] and following[1] in clause.words.words("dative"):
        return _ABOVE.get(following[0])  # 7,9 Prozent über dem Vorjahresmonat
    for word in [word for word in following if word not in ("de", "en")][:1]:
        if word in clause.words.words("more"):
            return "up"
        if word in clause.words.words("less"):
            return "down"
    return None


_ABOVE: Final = {"über": "up", "unter": "down"}
"""Prepositions that say how a level compares with one before."""


def _end_of_change(clause: _Clause, figure: FigureMention) -> str | None:
    """By the preposition before the figure, an article between them allowed, or a verb of change right before it."""
    at = figure.first - 1
    if at > 0 and clause.lower[at] in ("el", "la", "le", "les", "los", "las", "den", "die"):
        at -= 1
    before = clause.lower[at] if at >= 0 else ""
    if before in clause.words.words("to"):
        return None if clause.lower[at - 1] in clause.words.words("than") else "to"  # frente a 8.500 millones
    if before in clause.words.words("from") and clause.words.language == "de":
        return _from_or_of(clause, figure, at)
    if before in clause.words.words("from") and clause.words.language != "fr":
        return "from"
    if before in clause.words.words("at") and clause.changes.get(at - 1) == "flat":
        return "to"
    half = figure.kind == "percent" and figure.unit_text in ("moitié", "mitad", "Hälfte")
    if before in clause.words.words("by") or half or at in clause.changes:
        if clause.lower[at] in clause.words.words("earn") and figure.kind == "money" and abs(figure.value) >= _LARGE:
            return None  # ganó 120 millones de euros
        sure = figure.kind == "percent" or clause.words.language == "de"  # `um` says nothing else
        return "by" if sure or _verb_beside(clause, figure) else None
    return None


def _from_or_of(clause: _Clause, figure: FigureMention, at: int) -> str | None:
    """`von 7,4 auf 7,9 Prozent` is where a change began, `ein Plus von 12 Prozent` the change, `ein Defizit von` neither."""
    if clause.lower[at - 1] in clause.words.words("gain"):
        return "by"
    later = [other for other in clause.figures if other.first > figure.first]
    return "from" if later and clause.lower[later[0].first - 1] in clause.words.words("to") else None


def _verb_beside(clause: _Clause, figure: FigureMention) -> bool:
    return any(at in clause.changes for at in range(figure.first - 3, figure.first))


def _direction(clause: _Clause, figure: FigureMention) -> str | None:
    noun = figure.first - 2
    if clause.lower[max(noun, 0)] in clause.words.words("gain"):
        return clause.changes.get(noun)
    own = range(figure.first, figure.last + 1)
    for steps in (
        range(figure.first - 1, max(-1, figure.first - 1 - 2 * REACH), -1),
        range(figure.last + 1, min(len(clause.lower), figure.last + 1 + REACH)),
    ):
        for step in steps:
            word = clause.lower[step]
            if word in _BREAKS:
                break
            if step not in own and step in clause.changes and word not in _AMBIGUOUS:
                return clause.changes[step]
    return None


_AMBIGUOUS: Final = frozenset({"más", "menos", "mehr", "weniger", "unter", "höher", "produit", "plus"})
"""Words of comparison that are no verbs of change."""

# ------------------------------------------------------------------ measure, period, baseline


def _measure(clause: _Clause, index: int) -> str | None:
    """The measure named last before the figure in its clause, or right behind it."""
    figure = clause.figures[index]
    floor = 0
    for step in range(figure.first - 1, -1, -1):
        if clause.lower[step] in _BREAKS:
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


def _period(clause: _Clause, index: int) -> None:
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


def _since_or_than(clause: _Clause, first: int) -> bool:
    """Whether a date is where something began, or what a figure is compared with: `depuis 2009`, `qu'en 2021`."""
    before = clause.lower[max(0, first - 3) : first]
    return any(word in clause.words.words("since") for word in before[-2:]) or _than(clause, first)


def _than(clause: _Clause, first: int) -> bool:
    return any(word in clause.words.words("than") for word in clause.lower[max(0, first - 3) : first])


def _of_another(clause: _Clause, figure: FigureMention, first: int, last: int) -> bool:
    """Whether a date stands right behind another figure, and a clause begins between it and this one: `..., et le baril`."""
    beside = any(other is not figure and 0 <= first - other.last - 1 <= 3 for other in clause.figures)
    between = clause.lower[last + 1 : figure.first]
    return beside and last < figure.first and any(word in clause.words.words("and") for word in between)


def _distance(figure: FigureMention, first: int, last: int) -> int:
    """Words between; a date behind the figure must be nearer than one before it."""
    return figure.first - last if last < figure.first else first - figure.last


def _baseline(clause: _Clause, figure: FigureMention) -> None:
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


def _links(clause: _Clause) -> None:
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
