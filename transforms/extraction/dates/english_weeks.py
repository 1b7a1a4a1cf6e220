"""Makers of English weekdays, weekends and numbered weeks."""

import datetime
from typing import Any

from transforms.extraction.dates import intervals
from transforms.extraction.dates.expressions import Day, Known, Weekday, Weekend
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.rules import made, relative


def weekday_of(which: str) -> Any:
    """`last Tuesday`, `next Friday`, `this Sunday`."""

    def make(m: Match) -> Node:
        return relative(m, Weekday(m.value("dow"), which), value=("parts", -1, 1, "weekday") if which == "last" else None)

    return make


def friday_week(m: Match) -> Node | None:
    """`Friday week`: the one after the next."""
    return relative(m, Weekday(m.value("dow"), "week")) if m.value("one") == "week" else None


def weekend(m: Match) -> Node | None:
    """`over the weekend`, `at the weekend`: the last one or the next one, by the tense."""
    if m.value("one") != "weekend" or m.before() not in (
        "over",
        "at",
        "on",
        "during",
        "through",
        "by",
        "this",
        "until",
        "for",
        "before",
    ):
        return None
    return relative(m, Weekend())


def ordinal_weekday(m: Match) -> Node:
    """`the third Thursday`, of a month that follows."""
    return relative(m, Weekday(m.value("dow")), value=("parts", m.value("ordinal"), 1, "weekday"), silent=True)


def weekday_nth(m: Match) -> Node:
    """`Wednesday 13th`, `Thursday the 14th`: the day of the month says which."""
    return relative(m, Day(None, m.value("nth")))


def week_of_year(m: Match) -> Node | None:
    """`week 31 of 2022`: ISO 8601."""
    number, year = m.value("num"), m.value("year")
    if m.value("one") != "week" or not isinstance(number, int) or not 1 <= number <= 53:
        return None
    try:
        return made(m, Known(intervals.week(datetime.date.fromisocalendar(year, number, 1))))
    except ValueError:
        return None  # no week 53 in that year
