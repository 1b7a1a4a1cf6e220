"""Makers of expressions that the grammars of all languages share; a language's rules say only where its words stand."""

from typing import Any, Final

from transforms.extraction.dates import intervals
from transforms.extraction.dates.expressions import (
    Day,
    Expression,
    FiscalYear,
    Fixed,
    Known,
    Month,
    PartOfYear,
    Season,
    Shifted,
    Weekday,
    Year,
)
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.stretches import Range

DURATION_UNITS: Final[dict[str, str]] = {
    "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE",
    "hour": "TH", "minute": "TM", "second": "TS", "half": "H", "fortnight": "W",
}  # fmt: skip
"""Letter of each grain in a TIMEX3 duration; a leading T puts it after the T of the value."""

CLOCK: Final = frozenset({"hour", "minute", "second"})


def made(m: Match, expression: Expression, mod: str | None = None, **more: Any) -> Node:
    """A date node over the whole match."""
    return Node("X", m.first.first, m.last.last, expression=expression, mod=mod, **more)


def relative(m: Match, expression: Expression, mod: str | None = None, **more: Any) -> Node:
    """A date node whose value depends on the day of publication."""
    return made(m, expression, mod, relative=True, **more)


def duration(count: Any, grain: str) -> Fixed:
    """A duration: P4M, PT36H, P2DE; `X` for an unknown count. A fortnight is two weeks, half a year six months."""
    letter = DURATION_UNITS[grain]
    if grain in ("fortnight", "half") and isinstance(count, int):
        count *= 2 if grain == "fortnight" else 6
        letter = "W" if grain == "fortnight" else "M"
    return Fixed("DURATION", f"PT{count}{letter[1:]}" if letter.startswith("T") else f"P{count}{letter}")


def full(m: Match) -> Node:
    """A whole date in digits, or a day and a month."""
    expression = m.value("full")
    return relative(m, expression) if isinstance(expression, Day) else made(m, expression)


def day_month(m: Match) -> Node | None:
    """`15 June`, `June 15, 2022`, `Wednesday June 15`."""
    day, month, year = m.value("day"), m.value("mon"), m.value("year")
    if not 1 <= day <= 31 or (m.first.code == "o" and m.before() in ("a", "one", "two")):
        return None  # a third of May
    if year is None and "day" in m and m["day"] is m.last and m.after() in m.reading.language.figures:
        return None  # in May 30 percent
    if year is not None and m["year"] is m.last and m.after() in m.reading.language.figures:
        return None
    expression = Day(month, day, year)
    return made(m, expression) if year else relative(m, expression)


def days_of_month(m: Match) -> Node:
    """`March 6-15`, `3 to 5 June 2022`."""
    month, year = m.value("mon"), m.value("year")
    found = Range(Day(month, m.value("day"), year), Day(month, m.value("end"), year))
    return made(m, found) if year else relative(m, found)


def month_year(m: Match) -> Node:
    """`June 2022`."""
    return made(m, Month(m.value("mon"), m.value("year")))


def month(m: Match) -> Node | None:
    """A bare month, by its full name."""
    token = m.reading.tokens[m["mon"].first]
    language = m.reading.language
    if token.lower in language.short and (m.before() not in language.month_cues or not token.text[0].isupper()):
        return None
    if token.lower in language.capitals and not token.text[0].isupper():
        return None
    if token.lower in language.doubtful and not _is_month(m):
        return None
    planned = m.before(2) in language.plans and m.before() in language.plan_leads
    return relative(m, Month(m.value("mon"), which="coming" if planned or m.after() in language.ahead_nouns else ""))


def _is_month(m: Match) -> bool:
    """Whether `May` or `March` is the month: after a preposition or a dash, or inside a sentence before a mark."""
    before, following = m.before(), m.token_after()
    if before in m.reading.language.month_cues or before in "-–":
        return True
    return bool(before) and before not in '.,"“”' and (following is None or following.kind in ("mark", "clitic"))


def year(m: Match) -> Node | None:
    """Four digits after a word that makes them a year, or from 1900 to 2099 in a bracket or before `levels`."""
    number = m.value("year")
    following = m.token_after()
    language = m.reading.language
    if following is not None and following.lower in language.figures:
        return None
    if number < 1900 and following is not None and following.kind == "word" and following.lower not in language.after_year:
        return None
    if following is not None and following.text in "-–/" and following.glued and m.after(2).isalnum():
        return None
    return Node("X", m["year"].first, m["year"].last, None, Year(number))


def bare_year(m: Match) -> Node | None:
    """Four digits from 1900 to 2099 where the words around make them a year."""
    number, before, after = m.value("year"), m.before(), m.after()
    language, following = m.reading.language, m.token_after()
    if not 1900 <= number < 2100:
        return None
    glued = following is not None and following.glued
    if before == "(" and after == ")":
        return made(m, Year(number))
    if glued and following is not None and following.text in "-–/." and m.after(2)[:1].isalnum() and following.text != ".":
        return None
    if after in language.after_years or (following is not None and following.kind == "clitic"):
        return made(m, Year(number))
    if before in language.articles and following is not None and following.kind == "word" and following.text.islower():
        return made(m, Year(number)) if after not in language.figures else None
    return None


def years(m: Match) -> Node | None:
    """`2019-20`, `2018-2020`, `2021/22`."""
    first = m.value("year")
    last = m.value("end")
    if isinstance(last, str):
        return None  # 1950-4,000: grouped digits
    if last < 100:
        last += first // 100 * 100 + (100 if last < first % 100 else 0)
    if not first < last <= first + 60 or not 1900 <= first < 2150:
        return None
    following = m.token_after()
    if following is not None and following.glued and following.text in "-–/":
        return None
    if "fisc" in m:
        return made(m, FiscalYear(last))
    return made(m, Known(intervals.between(intervals.year(first), intervals.year(last))))


def iso_month(m: Match) -> Node | None:
    """`2022-06`, where it is no `2005-06`."""
    number = m.value("short")
    if isinstance(number, str) or not 1 <= number <= 12 or number == m.value("year") % 100 + 1 or len(m.word("short")) != 2:
        return None
    return made(m, Month(number, m.value("year")))


def weekday(m: Match) -> Node | None:
    """A weekday by its full name; `Good Friday` is a feast."""
    if m.before() in m.reading.language.feasts:
        return None
    if m.word("dow") in m.reading.language.short and m.reading.tokens[m["dow"].first].text.islower():
        return None
    if m.word("dow") in m.reading.language.short and m.after() != ".":
        return None
    return relative(m, Weekday(m.value("dow")))


def decade(m: Match) -> Node:
    """`the 1990s`."""
    return made(m, Known(intervals.decade(m.value("dec"))))


def label(m: Match) -> Node:
    """`Q3`, `Q3 2022`, `FY2022`."""
    found = m.value("label")
    if "year" in m and isinstance(found, PartOfYear):
        return made(m, PartOfYear(found.grain, found.number, m.value("year")))
    return made(m, found) if isinstance(found, FiscalYear) else relative(m, found)


def century(m: Match) -> Node | None:
    """`the 19th century`."""
    number = m.value("ordinal")
    if m.value("unit") != "century" or not 1 <= number <= 22:
        return None
    return made(m, Known(intervals.century(number - 1)))


def ordinal_part(m: Match) -> Node | None:
    """`the second quarter`, `first half`."""
    number, grain = m.value("ord"), "half" if "half" in m else m.value("unit")
    if grain not in ("quarter", "half") or not (number == -1 or 1 <= number <= (4 if grain == "quarter" else 2)):
        return None
    if number == -1 or (grain == "half" and any(token.lower in m.reading.language.sports for token in m.reading.tokens)):
        return None
    return relative(m, PartOfYear(grain, number))


def two_quarters(m: Match) -> Node | None:
    """`the second and third quarters`."""
    first, last = m.value("ord"), m.value("end")
    if m.value("many") != "quarter" or not 1 <= first < last <= 4:
        return None
    return relative(m, Range(PartOfYear("quarter", first), PartOfYear("quarter", last)))


def anaphoric(m: Match, grain: str, count: int, **more: Any) -> Node:
    """A date that is told from the period spoken of before."""
    return relative(m, Shifted(grain, count), anaphor=True, **more)


def season_year(m: Match) -> Node:
    """`summer 1976`, `the summer of 1976`."""
    return made(m, Season(m.value("season"), m.value("year")))


def relative_season(which: str) -> Any:
    """`last winter`, `this summer`."""

    def make(m: Match) -> Node:
        return relative(m, Season(m.value("season"), None, which))

    return make


def deictic(m: Match) -> Node:
    """`today`, `tomorrow`, `tonight`."""
    return relative(m, m.value("deic"))


def vague(m: Match) -> Node:
    """`now`, `recently`."""
    return relative(m, Fixed("DATE", m.value("vague")))


def bounded(m: Match, node: Node) -> Node:
    """A duration with the words before it that bound its length: `nearly four months`, `up to 20 hours`."""
    tokens, bounds = m.reading.tokens, m.reading.language.bounds
    for size in (3, 2, 1):
        at = node.first - size
        if at >= 0 and (mod := bounds.get(tuple(token.lower for token in tokens[at : node.first]))):
            node.first, node.mod = at, mod
            break
    return node
