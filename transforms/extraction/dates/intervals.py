"""Calendar intervals with their TIMEX3 value (ISO-TimeML 2.0, section 5), also those of which a part is unknown.

An unknown part is `X` in the value, and the days are then None. Nothing here reads the clock.
"""

import datetime
from functools import lru_cache
from typing import Final, NamedTuple

MONTHS_OF: Final[dict[str, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
"""Grains that are whole months, with how many."""

SIZES: Final[dict[str, int]] = {"day": 1, "weekend": 2, "week": 3, "month": 4, "quarter": 5, "half": 6, "year": 7}
"""Grains by size."""

UNKNOWN: Final[dict[str, str]] = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
"""The value of an interval of which nothing is known but the grain."""

FISCAL_START: Final[dict[str, int]] = {
    "US": 10, "TH": 10, "AU": 7, "NZ": 7, "PK": 7, "BD": 7, "EG": 7, "KE": 7, "NP": 7,
    "IN": 4, "GB": 4, "JP": 4, "CA": 4, "HK": 4, "SG": 4, "ZA": 4, "MM": 4,
}  # fmt: skip
"""First month of the government's fiscal year where it is not January (CIA World Factbook, field "Fiscal year")."""


REMEMBERED: Final = 4096
"""Stretches of the calendar that are made once: a day's news names the same few."""


class Interval(NamedTuple):
    """A stretch of the calendar: `start` and `end` are its first and last day, both None if it cannot be placed."""

    grain: str  # day, week, weekend, month, quarter, half, year, decade, century, season, days, months, years
    value: str  # TIMEX3
    start: datetime.date | None = None
    end: datetime.date | None = None


def unknown(grain: str) -> Interval:
    """An interval of which only the grain is known."""
    return Interval(grain, UNKNOWN.get(grain, "XXXX"))


@lru_cache(maxsize=REMEMBERED)
def month_days(year: int, month: int, count: int = 1) -> tuple[datetime.date, datetime.date]:
    """First and last day of `count` months from a month on; `month` may lie outside 1..12.

    Raises:
        ValueError: outside the years 1 to 9999.
    """
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    after = month - 1 + count
    end_year, end_month = year + after // 12, after % 12 + 1
    start = datetime.date(year, month, 1)
    if end_year > 9999:
        raise ValueError("year out of range")
    return start, datetime.date(end_year, end_month, 1) - datetime.timedelta(days=1)


def day(date: datetime.date) -> Interval:
    """One day."""
    return Interval("day", date.isoformat(), date, date)


def day_of(year: int | None, month: int | None, number: int) -> Interval:
    """A day of a month, of which year and month may be unknown. Raises ValueError where there is no such day."""
    if year is None or month is None:
        if not 1 <= number <= 31:
            raise ValueError("no such day")
        if month is not None:
            datetime.date(2000, month, number)
        return Interval("day", f"XXXX-{'XX' if month is None else f'{month:02d}'}-{number:02d}")
    return day(datetime.date(year, month, number))


@lru_cache(maxsize=REMEMBERED)
def week(date: datetime.date) -> Interval:
    """The ISO week that holds a day."""
    iso = date.isocalendar()
    start = date - datetime.timedelta(days=iso.weekday - 1)
    return Interval("week", f"{iso.year:04d}-W{iso.week:02d}", start, start + datetime.timedelta(days=6))


def weekend(date: datetime.date) -> Interval:
    """Saturday and Sunday of the ISO week that holds a day."""
    whole = week(date)
    assert whole.start is not None  # of a known day
    start = whole.start + datetime.timedelta(days=5)
    return Interval("weekend", whole.value + "-WE", start, start + datetime.timedelta(days=1))


@lru_cache(maxsize=REMEMBERED)
def month(year: int | None, number: int) -> Interval:
    """A month."""
    if year is None:
        return Interval("month", f"XXXX-{number:02d}")
    return Interval("month", f"{year:04d}-{number:02d}", *month_days(year, number))


@lru_cache(maxsize=REMEMBERED)
def quarter(year: int | None, number: int) -> Interval:
    """A quarter, 1 to 4."""
    if not 1 <= number <= 4:
        raise ValueError("no such quarter")
    if year is None:
        return Interval("quarter", f"XXXX-Q{number}")
    return Interval("quarter", f"{year:04d}-Q{number}", *month_days(year, 3 * number - 2, 3))


def half(year: int | None, number: int) -> Interval:
    """A half-year, 1 or 2."""
    if number not in (1, 2):
        raise ValueError("no such half")
    if year is None:
        return Interval("half", f"XXXX-H{number}")
    return Interval("half", f"{year:04d}-H{number}", *month_days(year, 6 * number - 5, 6))


@lru_cache(maxsize=REMEMBERED)
def year(number: int | None) -> Interval:
    """A calendar year."""
    if number is None:
        return unknown("year")
    return Interval("year", f"{number:04d}", *month_days(number, 1, 12))


def decade(number: int) -> Interval:
    """A decade by its first three digits: 199 is 1990 to 1999."""
    return Interval("decade", f"{number:03d}", *_years(number * 10, 10))


def century(number: int) -> Interval:
    """A century by its first two digits: 18 is 1800 to 1899, the nineteenth; the first begins with the year 1."""
    return Interval("century", f"{number:02d}", *_years(number * 100, 100))


def _years(first: int, count: int) -> tuple[datetime.date, datetime.date]:
    begin = max(first, datetime.MINYEAR)
    return month_days(begin, 1, 12 * (first + count - begin))


SEASON_MONTHS: Final[dict[str, int]] = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each meteorological season on the northern half of the globe: used to place, never given as days."""


def season(number: int | None, code: str) -> Interval:
    """A season. Its days are not given: they differ by country, and a winter lies in two years."""
    return Interval("season", f"{'XXXX' if number is None else f'{number:04d}'}-{code}")


def fiscal_year(number: int | None, country: str | None) -> Interval:
    """A fiscal year by the calendar year that it ends in; its days where the country's usage is known."""
    if number is None:
        return Interval("year", "XXXX")
    first = FISCAL_START.get(country or "")
    if first is None:
        return Interval("year", f"FY{number:04d}")
    return Interval("year", f"FY{number:04d}", *month_days(number - 1, first, 12))


def of_grain(grain: str, date: datetime.date) -> Interval:
    """The interval of a grain that holds a day."""
    if grain == "week":
        return week(date)
    if grain == "weekend":
        return weekend(date)
    if grain == "month":
        return month(date.year, date.month)
    if grain == "quarter":
        return quarter(date.year, (date.month + 2) // 3)
    if grain == "half":
        return half(date.year, (date.month + 5) // 6)
    if grain == "decade":
        return decade(date.year // 10)
    if grain == "century":
        return century(date.year // 100)
    return year(date.year) if grain == "year" else day(date)


def between(first: Interval, last: Interval) -> Interval:
    """From the beginning of one interval to the end of another."""
    grain = {"day": "days", "month": "months", "year": "years"}.get(first.grain if first.grain == last.grain else "", "days")
    if first.start is None or last.end is None or first.start > last.end:
        return Interval(grain, f"{first.value}/{last.value}")
    return Interval(grain, f"{first.value}/{last.value}", first.start, last.end)


@lru_cache(maxsize=REMEMBERED)
def months_between(first: datetime.date, count: int) -> Interval:
    """`count` whole months from the one that holds a day on, as a span of months."""
    start, end = month_days(first.year, first.month, count)
    return Interval("months", f"{start.isoformat()[:7]}/{end.isoformat()[:7]}", start, end)


def add_months(date: datetime.date, count: int) -> datetime.date:
    """The same day of another month, or its last day where there is none."""
    start, end = month_days(date.year, date.month + count)
    return min(start + datetime.timedelta(days=date.day - 1), end)


@lru_cache(maxsize=REMEMBERED)
def shift(interval: Interval, grain: str, count: int) -> Interval:
    """The same kind of interval, `count` grains later (earlier if negative).

    `2022-Q2` by -1 year is `2021-Q2`. One that cannot be placed stays as it is when years are counted, since the year is what
    is unknown (`XXXX-07`), and is lost otherwise.

    Raises:
        ValueError, OverflowError: outside the years 1 to 9999.
    """
    if interval.start is None or interval.end is None:
        if grain == "year" and interval.value.startswith("XXXX"):
            return interval
        if grain == "year" and interval.grain == "season":
            return season(int(interval.value[:4]) + count, interval.value[5:])
        if interval.grain == grain == "month" and interval.value[5:].isdigit():
            return month(None, (int(interval.value[5:]) - 1 + count) % 12 + 1)
        return unknown(interval.grain)
    if grain in MONTHS_OF:
        moved = count * MONTHS_OF[grain]
        if interval.grain in MONTHS_OF:
            return of_grain(interval.grain, month_days(interval.start.year, interval.start.month + moved)[0])
        if interval.grain == "months":
            size = (interval.end.year - interval.start.year) * 12 + interval.end.month - interval.start.month + 1
            return months_between(month_days(interval.start.year, interval.start.month + moved)[0], size)
        if interval.grain == "years":
            first, last = add_months(interval.start, moved), add_months(interval.end, moved)
            return between(year(first.year), year(last.year))
        first, last = add_months(interval.start, moved), add_months(interval.end, moved)
    else:
        step = datetime.timedelta(days=count * (7 if grain in ("week", "weekend") else 1))
        first, last = interval.start + step, interval.end + step
    if interval.grain in ("day", "week", "weekend"):
        return of_grain(interval.grain, first)
    return between(day(first), day(last))
