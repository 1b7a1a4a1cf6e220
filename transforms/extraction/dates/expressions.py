"""What a date says, before it is known which day it is: small immutable expressions, each of which can be resolved.

`resolve` gives an interval of the calendar, read against an anchor; what the anchor does not know comes out as `X`. It raises
ValueError or OverflowError for a day that does not exist (30 February), and for years outside 1 to 9999.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from transforms.extraction.dates import intervals
from transforms.extraction.dates.intervals import Interval

PAST, UNTENSED, FUTURE = -1, 0, 1


class Anchor(NamedTuple):
    """What an expression is read against."""

    published: datetime.date | None
    tense: int  # PAST, UNTENSED or FUTURE: of the verb nearest to the date
    antecedent: Interval | None = None  # the period that the sentence speaks of, for `a year earlier`
    country: str | None = None  # ISO 3166-1 alpha-2, for fiscal years


class Expression(Protocol):
    """Anything that denotes a stretch of the calendar."""

    def resolve(self, anchor: Anchor) -> Interval:
        """The interval meant, read against the anchor."""


@dataclass(frozen=True, slots=True)
class Known:
    """An interval that needs no anchor."""

    interval: Interval

    def resolve(self, anchor: Anchor) -> Interval:
        """The interval itself."""
        return self.interval


@dataclass(frozen=True, slots=True)
class Relative:
    """So many grains from the one that holds the day of publication: `last year`, `two weeks ago`, `tomorrow`."""

    grain: str
    count: int = 0

    def resolve(self, anchor: Anchor) -> Interval:
        """Unknown without a day of publication."""
        if anchor.published is None:
            return intervals.unknown(self.grain)
        return intervals.shift(intervals.of_grain(self.grain, anchor.published), self.grain, self.count)


@dataclass(frozen=True, slots=True)
class Shifted:
    """So many grains from the period that the sentence speaks of: `a year earlier`, `the month before`, `the same month`."""

    grain: str
    count: int
    size: int = 1  # grains it is long: `the previous three months`

    def resolve(self, anchor: Anchor) -> Interval:
        """Falls back on the day of publication, at its own grain, where the sentence names no period."""
        base = anchor.antecedent
        if base is None:
            if anchor.published is None:
                return intervals.unknown(self.grain)
            base = intervals.of_grain(self.grain, anchor.published)
        elif self.grain == "day" and base.start is not None and base.grain != "day":
            base = intervals.day(base.start)
        if self.size > 1 and base.start is not None and self.grain in intervals.MONTHS_OF:
            months = self.size * intervals.MONTHS_OF[self.grain]
            first = intervals.month_days(base.start.year, base.start.month - months)[0]
            if months == 3 and first.month % 3 == 1:
                return intervals.of_grain("quarter", first)
            return intervals.months_between(first, months)
        return intervals.shift(base, self.grain, self.count)


@dataclass(frozen=True, slots=True)
class Same:
    """The period that the sentence speaks of, or the one of a grain that holds it: `the same month`, `that year`."""

    grain: str | None  # None: `the same period`
    year: Expression | None = None  # moved to another year: `the same month last year`

    def resolve(self, anchor: Anchor) -> Interval:
        """The year itself where the sentence names no period; without one, ValueError: nothing is spoken of."""
        base = anchor.antecedent
        year = self.year.resolve(anchor) if self.year is not None else None
        if base is None:
            if year is None:
                raise ValueError("no period is spoken of")
            return year
        if self.grain is not None and intervals.SIZES.get(base.grain, 0) > intervals.SIZES.get(self.grain, 0):
            raise ValueError("a longer period is spoken of")
        if self.grain is not None and base.start is not None:
            wider = intervals.SIZES.get(self.grain, 0) > intervals.SIZES.get(base.grain, 0)
            base = intervals.of_grain(self.grain, base.start) if wider else base
        if year is None:
            return base
        if year.start is None or base.start is None:
            return Interval(base.grain, "XXXX" + base.value[4:] if base.grain in ("month", "quarter", "half") else "XXXX")
        return intervals.shift(base, "year", year.start.year - base.start.year)


YearOf = int | Expression | None
"""A year given, an expression that denotes one, or none stated."""


def _year(stated: YearOf, anchor: Anchor) -> int | None:
    if stated is None or isinstance(stated, int):
        return stated
    start = stated.resolve(anchor).start
    return None if start is None else start.year


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year."""

    number: int

    def resolve(self, anchor: Anchor) -> Interval:
        """The year."""
        return intervals.year(self.number)


@dataclass(frozen=True, slots=True)
class Month:
    """A month, its year perhaps not stated: then the last one in the past, the next one where the verb looks ahead."""

    month: int
    year: YearOf = None
    which: str = ""  # "", last, next, this, coming

    def resolve(self, anchor: Anchor) -> Interval:
        """Without tense, at most two months ahead and nine back."""
        if self.year is not None or anchor.published is None:
            return intervals.month(_year(self.year, anchor), self.month)
        day = anchor.published
        ahead = (self.month - day.month) % 12
        if self.which == "this":
            ahead = self.month - day.month
        elif self.which == "last":
            ahead = ahead - 12
        elif self.which == "next":
            ahead = ahead or 12
        elif ahead and self.which != "coming" and (anchor.tense == PAST or (anchor.tense == UNTENSED and ahead > 2)):
            ahead -= 12
        months = day.year * 12 + day.month - 1 + ahead
        return intervals.month(months // 12, months % 12 + 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; a missing year is that of publication, or the one next to it where the tense asks for it."""

    month: int | None
    day: int
    year: YearOf = None

    def resolve(self, anchor: Anchor) -> Interval:
        """A month that is not stated is that of publication."""
        published = anchor.published
        if self.year is not None or published is None:
            return intervals.day_of(_year(self.year, anchor), self.month, self.day)
        if self.month is None:
            return self._in_month(published, anchor.tense)
        behind, ahead = {PAST: (335, 31), UNTENSED: (183, 183), FUTURE: (60, 306)}[anchor.tense]
        for year in (published.year, published.year - 1, published.year + 1):
            try:
                found = intervals.day_of(year, self.month, self.day)
            except ValueError:  # 29 February
                continue
            if found.start is not None and -behind <= (found.start - published).days <= ahead:
                return found
        for year in range(published.year - 1, published.year - 9, -1):
            try:
                return intervals.day_of(year, self.month, self.day)
            except ValueError:
                continue
        raise ValueError("no such day")

    def _in_month(self, published: datetime.date, tense: int) -> Interval:
        month = published.year * 12 + published.month - 1
        if tense == FUTURE and self.day < published.day:
            month += 1
        elif tense == PAST and self.day > published.day:
            month -= 1
        return intervals.day_of(month // 12, month % 12 + 1, self.day)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, in the newspaper's sense: the last one, today included, or the next one by the tense."""

    number: int  # 1 is Monday
    which: str = ""  # "", last, next (of next week), this (week), coming (the first after today), week (a week later)

    def resolve(self, anchor: Anchor) -> Interval:
        """`XXXX-WXX-3` without a day of publication."""
        if anchor.published is None:
            return Interval("day", f"XXXX-WXX-{self.number}")
        ahead = (self.number - anchor.published.isoweekday()) % 7
        if self.which == "last":
            ahead -= 7
        elif self.which == "next":
            ahead = self.number - anchor.published.isoweekday() + 7
        elif self.which == "coming":
            ahead = ahead or 7
        elif self.which == "week":
            ahead += 7
        elif ahead and (anchor.tense == PAST or (anchor.tense == UNTENSED and self.which != "this")):
            ahead -= 7
        return intervals.day(anchor.published + datetime.timedelta(days=ahead))


@dataclass(frozen=True, slots=True)
class Weekend:
    """The last weekend, or the next one where the verb looks ahead."""

    def resolve(self, anchor: Anchor) -> Interval:
        """On a Saturday or Sunday, the one that runs."""
        if anchor.published is None:
            return intervals.unknown("weekend")
        back = 0 if anchor.tense == FUTURE or anchor.published.isoweekday() > 5 else -1
        return intervals.shift(intervals.weekend(anchor.published), "week", back)


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A quarter or a half; of no stated year, the last one begun, or the next one not over where the verb looks ahead."""

    grain: str  # quarter, half
    number: int
    year: YearOf = None

    def resolve(self, anchor: Anchor) -> Interval:
        """Unknown year without a day of publication."""
        make = intervals.quarter if self.grain == "quarter" else intervals.half
        if self.year is not None or anchor.published is None:
            return make(_year(self.year, anchor), self.number)
        found = make(anchor.published.year, self.number)
        if found.start is None or found.end is None:
            return found
        if anchor.tense == FUTURE:
            return make(anchor.published.year + 1, self.number) if found.end < anchor.published else found
        return make(anchor.published.year - 1, self.number) if found.start > anchor.published else found


@dataclass(frozen=True, slots=True)
class Season:
    """A season of a year; its days stay unknown."""

    code: str  # SP, SU, FA, WI
    year: YearOf = None
    which: str = ""

    def resolve(self, anchor: Anchor) -> Interval:
        """Placed by its first month."""
        if self.year is not None or anchor.published is None:
            return intervals.season(_year(self.year, anchor), self.code)
        published = anchor.published
        first = intervals.SEASON_MONTHS[self.code]
        year = published.year - (published.month < 3 and self.code == "WI")
        begun, over = (year, first) <= (published.year, published.month), intervals.month_days(year, first, 3)[1] < published
        if self.which == "last":
            year -= not over
        elif self.which == "next":
            year += begun
        elif self.which == "this":
            year += over and self.code == "WI"
        elif anchor.tense == FUTURE:
            year += over
        else:
            year -= not begun
        return intervals.season(year, self.code)


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A fiscal year: by the calendar year that it ends in, or so many from the one now running."""

    number: int | None
    count: int = 0

    def resolve(self, anchor: Anchor) -> Interval:
        """Days only where the usage of the publisher's country is known."""
        if self.number is not None:
            return intervals.fiscal_year(self.number, anchor.country)
        if anchor.published is None:
            return intervals.unknown("year")
        first = intervals.FISCAL_START.get(anchor.country or "", 1)
        ends = anchor.published.year + (first > 1 and anchor.published.month >= first)
        return intervals.fiscal_year(ends + self.count, anchor.country)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A duration, a set or a vague reference: a value of its own, on no calendar."""

    timex_type: str
    value: str

    def resolve(self, anchor: Anchor) -> Interval:
        """No days."""
        return Interval("", self.value)
