"""Which period a figure covers, and with which period its change compares."""

import calendar
import datetime
from functools import cache
from itertools import pairwise
from typing import Final

from transforms.extraction.english_clauses import DateSpan, View
from transforms.extraction.lexicon import Phrases, table, word_class, words_of
from transforms.extraction.mentions import FigureMention, Period

_FORECASTS: Final = word_class("periods.forecasts")
_SAYING: Final = frozenset({"said", "says", "told", "reported", "showed", "announced", "added", "warned"})
_MAKING: Final = frozenset(
    {"agreed", "fixed", "signed", "made", "set", "built", "founded", "opened", "launched", "imposed", "adopted", "born"}
    | {"approved", "paid", "introduced", "announced", "given"}
)
"""`agreed in December` dates the agreement, not the figure."""


@cache
def distances_in_words() -> Phrases[int]:
    """Words that name the period compared with by its distance in months: `year on year`, `from the previous quarter`."""
    return Phrases([(phrase, int(row["months"])) for row in table("baselines_en.tsv") for phrase in words_of(row["words"])])


def shift(day: datetime.date, months: int, last: bool = False) -> datetime.date:
    """A day some months earlier; `last`: the last day of a month stays the last."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    year = min(max(year, 1), 9999)
    length = calendar.monthrange(year, month + 1)[1]
    end_of_month = last and day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, length if end_of_month else min(day.day, length))


def shifted(period: Period, months: int) -> Period:
    """A period some months earlier."""
    return shift(period[0], months), shift(period[1], months, last=True)


def _is_period(date: DateSpan) -> bool:
    """A date that may be the period of a figure: known, and longer than a day."""
    period = date.mention.period
    return period is not None and date.mention.timex_type in ("DATE", "DURATION") and period[0] != period[1]


def is_baseline(view: View, date: DateSpan) -> bool:
    """Whether a date names what is compared with: `than in 2004`, `on 2019`, `from a year earlier`."""
    lead = view.word(date.first - 1)
    before = view.date_at(date.first - 2) if lead in ("in", "of") else None
    if before is not None and before.stop == date.first - 1:
        return is_baseline(view, before)  # the same period in 2020
    if lead in ("in", "the", "for", "of", "during"):
        return _compares(view, date, view.word(date.first - 2), date.first - 2)
    return date.mention.compared or _compares(view, date, lead, date.first - 1)


def _compares(view: View, date: DateSpan, lead: str, at: int) -> bool:
    if lead in ("than", "versus", "vs", "against"):
        return True
    if lead in ("with", "to"):
        return view.word(at - 1) in ("compared", "relative", "comparison", "compare", "comparable")
    if lead in ("below", "above", "over"):
        return view.word(date.stop) in ("'s", "’s", "level", "levels") or lead != "over"
    period = date.mention.period
    if lead == "on":
        return period is not None and period[0] != period[1] and view.word(date.first - 1) == "on"
    return lead == "from" and _after_change(view, at) and view.word(date.stop) not in ("to", "until", "through", "-", "–")


def _after_change(view: View, at: int) -> bool:
    """`rose 5 percent from 2019`, not `exports from May`."""
    before = view.inside.get(at - 1) or next(
        (view.inside.get(date.first - 1) or view.inside.get(date.first - 2) for date in view.dates if date.stop == at), None
    )
    if before is not None and before.change_kind is not None:
        return True
    return any(cue.stop == at and cue.change.role in ("verb", "noun", "comparative") for cue in view.cues)


def read_periods(view: View) -> None:
    """Fill `period` and `baseline` of the figures of a sentence."""
    compared = [date for date in view.dates if is_baseline(view, date)]
    candidates = [date for date in view.dates if date not in compared and _is_period(date) and not _elsewhere(view, date)]
    owned = _owned(view, candidates)
    taken = {id(date): other for other in view.figures if (date := owned.get(id(other))) is not None}
    for figure in view.figures if candidates else ():
        own = owned.get(id(figure))
        date = own or (None if figure.change_kind == "from" else _shared(view, figure, candidates, taken))
        if date is not None:
            figure.period = date.mention.period
            figure.frame_rules.append("en.period.own" if own else "en.period.clause")
    distances = _distances_of(view)
    for figure in view.figures if compared or distances else ():
        if figure.change_kind == "by":
            figure.baseline = _baseline(view, figure, compared, distances)
            if figure.baseline is not None:
                figure.frame_rules.append("en.baseline")
    _periods_of_starts(view, compared)
    for change, start in pairwise(view.figures):
        follows = change.change_kind == "by" and start.change_kind == "from" and start.first - change.last <= 2
        if follows and change.baseline is None and start.period is not None:
            change.baseline = start.period  # down 41 percent from 2 million tonnes a year earlier
            change.frame_rules.append("en.baseline.start")


def _elsewhere(view: View, date: DateSpan) -> bool:
    """Dates of something else: of a forecast, a law, an agreement (`agreed in December`), or of the saying."""
    lead = view.word(date.first - 1)
    if "what" in view.sentence.words and any(
        view.word(j) == "what" and view.word(j - 1) in ("of", "times", "than") for j in range(date.first - 6, date.first)
    ):
        return True  # a fifth of what it pumped in 2010
    if lead in ("since", "until", "till") or (
        lead == "from" and not any(view.word(j) in ("to", "-", "–", "through", "until") for j in range(date.first, date.stop))
    ):
        return True
    before = date.first - 1 if lead in ("in", "on", "last", "this", "during", "since", "the") else date.first
    if view.word(before - 1) in _FORECASTS or view.word(date.stop) in _FORECASTS:
        return True
    governing = view.word(before - 1)
    if governing in _SAYING and view.word(date.stop) != ",":
        return True
    return governing in _MAKING and before - 1 not in view.inside


def _owned(view: View, candidates: list[DateSpan]) -> dict[int, DateSpan]:
    """The date that stands right behind a figure, with no other figure between: `2.4 billion in July`."""
    owned: dict[int, DateSpan] = {}
    for figure in view.figures:
        at = figure.first - 2 if view.word(figure.first - 1) in ("'s", "’s") else figure.first - 1
        own = next((date for date in candidates if date.stop - 1 in (at, at + 1) and date.stop <= figure.first), None)
        if own is not None and at == figure.first - 2:
            owned[id(figure)] = own  # July's 399.5 percent
    for date in candidates:
        before = [figure for figure in view.figures if figure.last < date.first]
        if not before:
            continue
        figure = before[-1]
        reach = 16 if _framed(figure) else 6 if view.word(figure.last + 1) == "of" else 3
        if figure.unit == "a" or view.segment[figure.last] != view.segment[date.first] or date.first - figure.last > reach:
            continue
        owned.setdefault(id(figure), date)
        source = figure.converts
        if source is not None:
            owned.setdefault(id(source), date)
    return owned


def _framed(figure: FigureMention) -> bool:
    """Whether a figure measures something over time; what only counts has a period only where one stands beside it."""
    return figure.flow is not None or figure.measure is not None or figure.change_kind is not None


def _shared(view: View, figure: FigureMention, candidates: list[DateSpan], taken: dict[int, FigureMention]) -> DateSpan | None:
    """The date of the clause: one before its figures, or the one that another figure of the same change owns.

    Args:
        view: the sentence.
        figure: has no date of its own.
        candidates: the dates that may be periods.
        taken: dates by `id`, with the figure that owns them.
    """
    segment = view.segment[figure.first]
    framed = _framed(figure)
    choices = []
    for date in candidates:
        if figure.unit == "a" or not (framed or date.first <= 2 or id(date) in taken):
            continue
        holder = taken.get(id(date))
        if holder is not None and not _shares(view, figure, holder):
            continue
        same = view.segment[date.first] == segment
        if not same and (figure.change_kind is None and figure.flow is None):
            continue
        if not same and view.segment[date.first] > segment:
            continue
        near = abs(date.first - figure.first) if same else date.first
        choices.append((not same, date.first > figure.first and holder is None, near, date.first, date))
    return min(choices, key=lambda choice: choice[:4])[4] if choices else None


def _shares(view: View, figure: FigureMention, holder: FigureMention) -> bool:
    """Whether two figures speak of the same thing at the same time."""
    if holder.change_kind == "from":  # to 2.8 percent from 3.1 percent for 2022: a forecast's ends are of one year
        date = view.date_at(holder.last + 2)
        return figure.change_kind == "to" and view.word(holder.last + 1) == "for" and date is not None and (
            0 < holder.first - figure.last <= 3
        )  # fmt: skip
    if figure.qualifies is holder or holder.qualifies is figure or figure.converts is holder or holder.converts is figure:
        return True
    if figure.change_kind is not None and figure.change_kind == holder.change_kind == "by" and figure.kind == holder.kind:
        return holder.first < figure.first
    if figure.change_kind is None and figure.flow is None and figure.measure is None:
        return False
    if figure.flow is not None and holder.flow is not None:
        return figure.change_kind is not None or figure.reporter in (holder.reporter, holder.partner)
    return figure.flow == holder.flow and (
        figure.flow is not None or figure.measure == holder.measure or figure.change_kind is not None
    )


def _distances_of(view: View) -> list[tuple[int, int]]:
    """The words of a sentence that name the period compared with by its distance: (index of the first, months)."""
    phrases = distances_in_words()
    return [(i, found[1]) for i in phrases.starts(view.lowers) if (found := phrases.match(view.tokens, i)) is not None]


def _baseline(view: View, figure: FigureMention, compared: list[DateSpan], distances: list[tuple[int, int]]) -> Period | None:
    """The period that a change is measured against, at the figure's own granularity."""
    for date in compared:
        if not _reaches(view, figure, date.first):
            continue
        year = view.date_at(date.stop + 1) if view.word(date.stop) in ("in", "of") else None
        date = year or date
        return _at_granularity(figure.period, date.mention.period, view.words(date.first, date.stop).lower())
    for i, months in distances:
        if _reaches(view, figure, i):
            return None if figure.period is None else shifted(figure.period, months)
    return None


def _reaches(view: View, figure: FigureMention, at: int) -> bool:
    """Whether a comparison at a token is that of this figure: it follows in the clause and no other change stands between."""
    if view.segment[figure.first] != view.segment[at] and not figure.last < at <= figure.last + 6:
        return False
    if at < figure.first:
        return not any(other.change_kind == "by" and other.last < figure.first for other in view.figures if other is not figure)
    return not any(other.change_kind == "by" and figure.last < other.first < at for other in view.figures)


_YEAR_BEFORE: Final = frozenset({"a year earlier", "a year ago", "the year before", "a year before", "one year earlier"})


def _at_granularity(period: Period | None, compared: Period | None, words: str) -> Period | None:
    if compared is None:
        if period is None:
            return None
        return shifted(period, 12) if "year" in words else None
    if period is None:
        return None if "earlier" in words or "ago" in words or "before" in words else compared
    if words in _YEAR_BEFORE:
        return shifted(period, 12)
    whole_year = (compared[0].month, compared[0].day, compared[1].month, compared[1].day) == (1, 1, 12, 31)
    shorter = (period[1] - period[0]).days < 360
    if whole_year and shorter and compared[0].year == compared[1].year:
        return shifted(period, 12 * (period[0].year - compared[0].year))
    if "year" in words and compared[0] == compared[1]:
        return shifted(period, 12)
    return compared


def _periods_of_starts(view: View, compared: list[DateSpan]) -> None:
    """`from 2 million tonnes a year earlier`: the start of a change covers the period compared with."""
    for figure in view.figures:
        if figure.change_kind != "from" and view.word(figure.first - 1) not in ("after", "against", "versus"):
            continue
        if figure.period is not None and figure.change_kind == "from":
            continue
        for date in view.dates:
            if (
                figure.last < date.first <= figure.last + 5
                and not _elsewhere(view, date)
                and (date.mention.compared or date in compared or _is_period(date))
            ):
                end = next((other for other in view.figures if other.change_kind == "to" and other.period), None)
                figure.period = _at_granularity(
                    end.period if end else None, date.mention.period, view.words(date.first, date.stop).lower()
                )
                break
