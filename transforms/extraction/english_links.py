"""Conversions: an amount that restates the one before it in another currency, in brackets or side by side."""

from typing import Final

from transforms.extraction.english_clauses import View
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import FigureMention

_LEADS: Final = word_class("links.leads")
_BRACKETS: Final = frozenset({"(", "["})


def read_conversions(view: View) -> None:
    """Set `converts` on money that stands in brackets after, or right beside, money of another currency."""
    for at, figure in enumerate(view.figures):
        if figure.kind != "money" or at == 0:
            continue
        source = _source(view, at)
        if source is not None:
            figure.converts = source.converts or source
            figure.frame_rules.append("en.link.converts")


def _source(view: View, at: int) -> FigureMention | None:
    figure, before = view.figures[at], view.figures[at - 1]
    if before.kind != "money" or before.unit == figure.unit or figure.first - before.last > 5:
        return None
    gap = view.lowers[before.last + 1 : figure.first]
    if not gap:
        return before
    opened = gap[0] in _BRACKETS and all(word in _LEADS for word in gap)
    alternative = gap[0] in (",", "or", "/", "=") and "or" in gap and all(word in _LEADS for word in gap)
    return before if opened or alternative or gap in (["/"], ["="], ["-"]) else None


_COLUMNS: Final = (
    "direction",
    "change_kind",
    "baseline",
    "flow",
    "reporter",
    "partner",
    "commodity",
    "measure",
    "period",
    "attributed_to",
)


def copy_to_conversions(view: View) -> None:
    """A conversion carries the columns of what it converts."""
    for at, figure in enumerate(view.figures):
        source = figure.converts or _restated(view, at)
        if source is not None:
            for column in _COLUMNS:
                setattr(figure, column, getattr(source, column))
            if figure.bound == "eq":
                figure.bound = source.bound


def _restated(view: View, at: int) -> FigureMention | None:
    """`100 kilometres (60 miles)`, `180 kW / 241 hp`: one quantity in another unit; no `converts`: that is for currencies."""
    figure, before = view.figures[at], view.figures[at - 1] if at else view.figures[at]
    if (
        figure.kind != "quantity"
        or before.kind != "quantity"
        or "1" in (figure.unit, before.unit)
        or figure.unit == before.unit
    ):
        return None
    return before if [token.text for token in view.tokens[before.last + 1 : figure.first]] in (["("], ["/"]) else None
