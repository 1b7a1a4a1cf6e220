"""Dates made of other dates: parts of a longer stretch, ranges, stretches that end on a date, parts of a day."""

import datetime
from dataclasses import dataclass

from transforms.extraction.dates import intervals
from transforms.extraction.dates.expressions import (
    FUTURE,
    PAST,
    Anchor,
    Day,
    Expression,
    Month,
    Relative,
    Weekday,
    YearOf,
)
from transforms.extraction.dates.intervals import Interval


@dataclass(frozen=True, slots=True)
class Parts:
    """Some grains of a longer stretch: `the first 11 months of 2022`, `the last week of June`, `the second half of May`."""

    parent: Expression | None  # None: the year now running
    grain: str
    first: int  # 1 is the first, -1: the last ones
    count: int = 1

    def resolve(self, anchor: Anchor) -> Interval:
        """A year that is not stated is the one in which the stretch can be over."""
        parent = (self.parent or Relative("year")).resolve(anchor)
        if parent.start is None or parent.end is None:
            if self.grain in intervals.MONTHS_OF and self.first > 0 and parent.value == "XXXX":
                size = intervals.MONTHS_OF[self.grain]
                a, b = (self.first - 1) * size + 1, (self.first - 1 + self.count) * size
                return Interval("months", f"XXXX-{a:02d}/XXXX-{b:02d}" if b <= 12 else "XXXX")
            return intervals.unknown(self.grain)
        if self.grain in intervals.MONTHS_OF:
            return self._months(parent.start, parent.end, anchor)
        return self._days(parent.start, parent.end)

    def _months(self, start: datetime.date, end: datetime.date, anchor: Anchor) -> Interval:
        size = intervals.MONTHS_OF[self.grain] * self.count
        if self.first > 0:
            begin = intervals.month_days(start.year, start.month + intervals.MONTHS_OF[self.grain] * (self.first - 1))[0]
        else:
            begin = intervals.month_days(end.year, end.month - size + 1)[0]
        late = anchor.published is not None and begin > anchor.published and anchor.tense != FUTURE
        if self.parent is None and late:
            begin = intervals.month_days(begin.year - 1, begin.month)[0]
        if self.count == 1 and self.grain in ("month", "year", "quarter", "half"):
            return intervals.of_grain(self.grain, begin)
        found = intervals.months_between(begin, size)
        if self.parent is None and anchor.published is not None and found.end is not None and anchor.tense != FUTURE:
            over = anchor.published.replace(day=1)
            if found.end >= intervals.month_days(over.year, over.month)[1]:
                return intervals.shift(found, "year", -1)
        return found

    def _days(self, start: datetime.date, end: datetime.date) -> Interval:
        if self.grain == "weekend" and self.count == 1 and self.first in (1, -1):
            saturday = end - datetime.timedelta(days=(end.isoweekday() + 1) % 7)
            if self.first > 0:
                saturday = start + datetime.timedelta(days=(6 - start.isoweekday()) % 7)
            return intervals.weekend(saturday)
        size = 7 if self.grain == "week" else 1
        if self.grain == "week" and self.count == 1:
            from_end = self.first < 0
            base = end if from_end else start + datetime.timedelta(days=7 * (self.first - 1))
            found = intervals.week(base)
            in_parent = (base.isoweekday() >= 4) if from_end else (base.isoweekday() <= 4)
            if not in_parent and found.start is not None:  # a week counts to the month or year that holds its Thursday
                return intervals.week(found.start + datetime.timedelta(days=-7 if from_end else 7))
            return found
        if self.first > 0:
            begin = start + datetime.timedelta(days=size * (self.first - 1))
            last = begin + datetime.timedelta(days=size * self.count - 1)
        else:
            last, begin = end, end - datetime.timedelta(days=size * self.count - 1)
        return intervals.day(begin) if begin == last else intervals.between(intervals.day(begin), intervals.day(last))


@dataclass(frozen=True, slots=True)
class HalfOf:
    """The first or second half of a month, a decade or a century."""

    parent: Expression
    number: int

    def resolve(self, anchor: Anchor) -> Interval:
        """Half-years keep their TIMEX3 form."""
        parent = self.parent.resolve(anchor)
        if parent.grain == "year":
            return intervals.half(None if parent.start is None else parent.start.year, self.number)
        if parent.start is None or parent.end is None:
            return parent
        if parent.grain in intervals.MONTHS_OF and intervals.MONTHS_OF[parent.grain] % 2 == 0:
            size = intervals.MONTHS_OF[parent.grain] // 2
            begin = intervals.month_days(parent.start.year, parent.start.month + size * (self.number - 1))[0]
            return intervals.months_between(begin, size)
        middle = parent.start + (parent.end - parent.start) // 2
        first, last = (parent.start, middle) if self.number == 1 else (middle + datetime.timedelta(days=1), parent.end)
        return intervals.between(intervals.day(first), intervals.day(last))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """`the last Saturday of December`, `the third Thursday of May`, `Tuesday of next week`."""

    parent: Expression
    number: int
    nth: int  # -1: the last

    def resolve(self, anchor: Anchor) -> Interval:
        """Unknown where the month is."""
        parent = self.parent.resolve(anchor)
        if parent.start is None or parent.end is None:
            return Interval("day", f"XXXX-WXX-{self.number}")
        if self.nth < 0:
            return intervals.day(parent.end - datetime.timedelta(days=(parent.end.isoweekday() - self.number) % 7))
        first = parent.start + datetime.timedelta(days=(self.number - parent.start.isoweekday()) % 7)
        return intervals.day(first + datetime.timedelta(days=7 * (self.nth - 1)))


@dataclass(frozen=True, slots=True)
class Range:
    """From one date to another, both included."""

    first: Expression
    last: Expression

    def resolve(self, anchor: Anchor) -> Interval:
        """The end that states a year lends it to the other; without one, the end does not come before the beginning."""
        first, last = self.first, self.last
        if isinstance(first, (Day, Month)) and first.year is None:
            lent = getattr(last, "year", None)
            if lent is not None and isinstance(last, (Day, Month)):
                first = _with_year(first, lent)
        a, b = first.resolve(anchor), last.resolve(anchor)
        if a.start is not None and b.start is not None and b.start < a.start:
            if getattr(self.last, "year", 0) is None:
                b = intervals.shift(b, "year", 1) if anchor.tense != PAST else b
                a = intervals.shift(a, "year", -1) if anchor.tense == PAST else a
            elif isinstance(self.last, Weekday):
                b = intervals.shift(b, "week", 1)
        elif a.start is not None and b.end is not None and getattr(last, "year", 0) is None and (b.end - a.start).days > 366:
            b = intervals.shift(b, "year", -1)
        return intervals.between(a, b)


def _with_year(expression: "Day | Month", year: YearOf) -> "Day | Month":
    if isinstance(expression, Day):
        return Day(expression.month, expression.day, year)
    return Month(expression.month, year)


@dataclass(frozen=True, slots=True)
class UpTo:
    """A stretch by its length and its end: `the four years to 2018`, `the fiscal year ended March 31`."""

    last: Expression
    months: int
    weeks: int = 0

    def resolve(self, anchor: Anchor) -> Interval:
        """Unknown where the end is."""
        last = self.last.resolve(anchor)
        if self.weeks and last.end is not None:
            begin = last.end - datetime.timedelta(days=7 * self.weeks - 1)
            return intervals.between(intervals.day(begin), intervals.day(last.end))
        if last.end is None:
            return intervals.unknown("year") if self.months == 12 else Interval("months", f"P{self.months}M")
        after = last.end + datetime.timedelta(days=1)
        begin = intervals.add_months(after, -self.months)
        if last.grain == "year":
            return intervals.between(intervals.year(begin.year), last)
        if after.day == 1:
            return intervals.months_between(begin, self.months)
        return intervals.between(intervals.day(begin), intervals.day(last.end))


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that holds a day."""

    day: Expression

    def resolve(self, anchor: Anchor) -> Interval:
        """Unknown where the day is."""
        day = self.day.resolve(anchor)
        return intervals.unknown("week") if day.start is None else intervals.week(day.start)


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """The morning (MO), midday, afternoon (AF), evening (EV) or night (NI) of a day: a TIMEX3 of type TIME."""

    day: Expression
    code: str

    def resolve(self, anchor: Anchor) -> Interval:
        """The days are those of the day."""
        day = self.day.resolve(anchor)
        return Interval(day.grain, f"{day.value}T{self.code}", day.start, day.end)
