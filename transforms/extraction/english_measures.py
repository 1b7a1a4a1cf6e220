"""What a figure measures (`gdp`, `share price`, `tariff`): the closed list of facts.md, by the words of the clause."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.english_clauses import MeasureSpan, View
from transforms.extraction.english_goods import commodities
from transforms.extraction.mentions import FigureMention

_PERCENT_ONLY: Final = frozenset({"gdp", "inflation", "unemployment", "interest rate", "tariff", "margin"})
_ALSO_PERCENT: Final = frozenset({"sales", "dividend", "deficit", "surplus"})
_OF_THE_ECONOMY: Final = frozenset({"debt", "spending", "investment", "revenue", "aid"})
_ECONOMY: Final = frozenset({"gdp", "gnp", "gross", "economic", "economy", "output", "national"})
"""What shares of are measures of a state's finances."""
_PHYSICAL: Final = frozenset({"production"})
_RELATIVES: Final = frozenset({"who", "which"})
_PARTING: Final = frozenset({",", ";", "and", "said", "while"})


def read_measures(view: View) -> None:
    """Fill `measure`, and the goods that a measure is of (`copper output`, tariffs `on steel`), where no flow did."""
    spans = view.measures
    if not spans:
        return
    last: str | None = None
    for figure in view.figures:
        if figure.flow is not None:
            last = None
            continue
        found = _of(view, figure, spans)
        if found is None and last is not None and _goes_on(view, figure):
            figure.measure = last
            continue
        if found is None:
            continue
        at, measure = found
        figure.measure = measure
        figure.frame_rules.append(f"en.measure.{measure.replace(' ', '_')}")
        figure.commodity = figure.commodity or _goods(view, figure, at, measure)
        last = measure


def _fits(view: View, figure: FigureMention, measure: str) -> bool:
    if measure in _PHYSICAL:
        return figure.unit != "a"
    if figure.kind == "quantity":
        return (measure in ("jobless claims", "price") and figure.rule == "en.multiple") or measure == "jobless claims"
    if figure.kind == "percent":
        if measure in _PERCENT_ONLY or figure.change_kind is not None or measure in _ALSO_PERCENT:
            return True
        return measure in _OF_THE_ECONOMY and _is_of_the_economy(view, figure)
    return measure not in _PERCENT_ONLY or measure == "tariff"


def _is_of_the_economy(view: View, figure: FigureMention) -> bool:
    """`134 percent of GDP`, `5% of the economy`."""
    at = figure.last + 2 + (view.word(figure.last + 2) in ("the", "its"))
    return view.word(figure.last + 1) == "of" and view.word(at) in _ECONOMY


def _of(view: View, figure: FigureMention, spans: Sequence[MeasureSpan]) -> tuple[int, str] | None:
    """The measure of a figure: the nearest word to the left in its clause, else one right behind it."""
    segments, start, last = view.segment, figure.first, figure.last
    near = [span for span in spans if start - 22 < span[1] and span[0] <= last + 5 and segments[span[0]] == segments[start]]
    left = [span for span in near if span[1] <= start]
    right = [span for span in near if span[0] > last]
    for first, stop, measure in right:
        between = view.lowers[figure.last + 1 : first]
        if _fits(view, figure, measure) and _PARTING.isdisjoint(between) and stop > first:
            if figure.kind == "percent" and between[:1] == ["of"]:
                continue
            if not left or between[:1] in ([], ["in"], ["of"], ["-"]):
                return first, measure
    for first, stop, measure in reversed(left):
        relative = not _RELATIVES.isdisjoint(view.lowers[stop : figure.first])
        if _fits(view, figure, measure) and not relative:
            return None if _new_subject(view, figure, stop) else (first, measure)
    return None


def _new_subject(view: View, figure: FigureMention, stop: int) -> bool:
    """`had revenue of $5 billion and holds cash of $2 billion`: after a figure and an `and` the measure no longer holds."""
    earlier = (other for other in reversed(view.figures) if stop <= other.first and other.last < figure.first)
    before = next(earlier, None)
    if before is None or figure.change_kind is not None or figure.converts is not None:
        return False
    between = [view.word(j) for j in range(before.last + 1, figure.first)]
    return "and" in between[:-1] and len(between) > 3


def _goes_on(view: View, figure: FigureMention) -> bool:
    """Whether a figure without a measure of its own belongs to the one before: an alternative, an end of a change."""
    if figure.converts is not None or figure.change_kind is not None or figure.qualifies is not None:
        return True
    return view.word(figure.first - 1) in ("or", "from", "against", "(") and figure.kind == "money"


def _goods(view: View, figure: FigureMention, at: int, measure: str) -> str | None:
    if measure == "production":
        before = commodities().match_before(view.tokens, at, 3)
        return before[1] if before is not None else None
    if measure == "tariff":
        for j in range(figure.last + 1, min(figure.last + 5, len(view.tokens))):
            if view.word(j) == "on":
                k = j + 1
                while k < len(view.tokens) and (k in view.placed or view.word(k) in ("all", "imported", "the")):
                    k += 1
                found = commodities().match(view.tokens, k) if k < len(view.tokens) else None
                return found[1] if found is not None else None
    return None


def read_goods(view: View) -> None:
    """Fill `commodity` of physical amounts of goods without a flow: `2.28 billion bushels of corn`."""
    for figure in view.figures:
        if figure.commodity is not None or figure.kind != "quantity" or figure.unit in ("1", "a", None):
            continue
        if view.word(figure.last + 1) != "of":
            continue
        j = figure.last + 2
        while j in view.placed:
            j += 1
        found = commodities().match(view.tokens, j) if j < len(view.tokens) else None
        if found is not None:
            figure.commodity = found[1]
            figure.frame_rules.append("en.commodity")
