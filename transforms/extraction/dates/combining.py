"""Dates made of dates: parts of longer stretches, modified dates, ranges. The makers are those of all languages.

They look at what an earlier layer left in the nodes: `value` is `("parts", first, count, grain)` for `the first 11 months`,
`("span", count, grain)` for a length of time, `("same", grain)` for `the same month`.
"""

from typing import Any

from transforms.extraction.dates import expressions as ex
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.intervals import MONTHS_OF
from transforms.extraction.dates.rules import made, relative
from transforms.extraction.dates.stretches import HalfOf, NthWeekday, PartOfDay, Parts, Range, UpTo, WeekOf


def child(m: Match, expression: ex.Expression | None, mod: str | None = None) -> Node | None:
    """A date over the whole match that depends on what its parts depend on."""
    if expression is None:
        return None
    inside = [node for node in m.matched() if node.code == "X"]
    return made(m, expression, mod, relative=any(n.relative for n in inside), anaphor=any(n.anaphor for n in inside))


def with_year(expression: ex.Expression | None, parent: ex.Expression | int) -> ex.Expression | None:
    """A month, day, quarter, half or season of a stated year, or None where the expression has no year to fill."""
    if isinstance(expression, ex.Month) and expression.year is None:
        return ex.Month(expression.month, parent)
    if isinstance(expression, ex.Day) and expression.year is None and expression.month is not None:
        return ex.Day(expression.month, expression.day, parent)
    if isinstance(expression, ex.PartOfYear) and expression.year is None:
        return ex.PartOfYear(expression.grain, expression.number, parent)
    if isinstance(expression, ex.Season) and expression.year is None:
        return ex.Season(expression.code, parent)
    if isinstance(expression, Range) and isinstance(expression.last, (ex.Month, ex.Day, ex.PartOfYear)):
        first, last = with_year(expression.first, parent), with_year(expression.last, parent)
        return Range(first, last) if first and last else None
    return None


def is_year(expression: ex.Expression | None) -> bool:
    """Whether an expression denotes a year."""
    if isinstance(expression, (ex.Relative, ex.Shifted, ex.Same)):
        return expression.grain == "year"
    if isinstance(expression, ex.Known):
        return expression.interval.grain in ("year", "years")
    return isinstance(expression, (ex.Year, ex.FiscalYear))


def modified(m: Match) -> Node | None:
    """`early February`, `mid-May`, `late 2023`, `the early 1990s`."""
    node = m["X"]
    if isinstance(node.expression, (ex.Fixed, ex.Weekday, PartOfDay)) or node.mod or node.silent:
        return None
    if isinstance(node.expression, ex.Relative) and node.expression.grain == "day":
        return None
    return child(m, node.expression, m.value("mod"))


def edge(m: Match) -> Node | None:
    """`the start of the year`, `end-June`, `the rest of the month`, `the whole of 2002`."""
    node = m["X"]
    if isinstance(node.expression, (ex.Fixed, ex.Weekday, PartOfDay)) or node.mod or node.expression is None:
        return None
    language = m.reading.language
    joined = "of" in m or "from" in m or m.reading.tokens[node.first].lower in language.from_words
    if not joined and m.word("edge") not in language.bare_edges:
        return None
    return child(m, node.expression, (m.value("mod") if "mod" in m else m.value("edge")) or None)


def part_of(m: Match) -> Node | None:
    """`the first 11 months` of `2022`, `the last week` of `June`, `April` of `that year`, `the same month` of `2001`."""
    part, whole = m["child"], m["parent"]
    parent, told = whole.expression, part.value if isinstance(part.value, tuple) else ("",)
    if part.expression is None or parent is None or isinstance(parent, (ex.Fixed, ex.Weekday)):
        return None
    if told[0] == "parts":
        return child(m, _parts(part, parent))
    if told[0] == "same":
        return child(m, ex.Same(told[1], parent)) if is_year(parent) else None
    if isinstance(part.expression, ex.Relative) and part.expression.grain == "week" and part.silent:
        return child(m, WeekOf(parent)) if isinstance(parent, ex.Day) else None
    if (day := _of_week(part.expression, parent)) is not None:
        return child(m, day)
    if is_year(parent):
        return child(m, with_year(part.expression, parent), part.mod)
    if part.mod:
        return None
    if isinstance(part.expression, ex.PartOfYear) and part.expression.grain == "half":
        return child(m, HalfOf(parent, part.expression.number))
    return None


def _of_week(part: ex.Expression | None, week: ex.Expression) -> ex.Expression | None:
    """`Monday` of `this week`, `Tuesday` `next week`; None where it is no weekday of a week."""
    if isinstance(part, ex.Weekday) and isinstance(week, ex.Relative) and week.grain == "week":
        return NthWeekday(week, part.number, 1)
    return None


def _parts(part: Node, parent: ex.Expression) -> ex.Expression | None:
    _, number, count, grain = part.value
    if grain == "weekday":
        return NthWeekday(parent, part.expression.number, number) if isinstance(part.expression, ex.Weekday) else None
    if MONTHS_OF.get(grain, 0) >= 12 and is_year(parent):
        return None
    return Parts(parent, grain, number, count)


def in_year(m: Match) -> Node | None:
    """`July last year`, `Tuesday next week`, `the same period a year earlier`, `the second quarter 2022`."""
    part, whole = m["child"], m["parent"]
    parent = whole.expression
    if parent is None or whole.silent or whole.mod:
        return None
    if (day := _of_week(part.expression, parent)) is not None:
        return child(m, day)
    if not is_year(parent):
        return None
    if isinstance(part.value, tuple) and part.value[0] == "same":
        return child(m, parent if isinstance(parent, ex.Shifted) else ex.Same(part.value[1], parent))
    if isinstance(part.value, tuple) and part.value[0] == "parts":
        return child(m, _parts(part, parent))
    return child(m, with_year(part.expression, parent), part.mod)


def of_owner(m: Match) -> Node | None:
    """`next year's first quarter`, `2022's second half`."""
    part, parent = m["child"], m["parent"].expression
    if parent is None or not is_year(parent):
        return None
    if isinstance(part.value, tuple) and part.value[0] == "parts":
        return child(m, _parts(part, parent))
    return child(m, with_year(part.expression, parent))


def day_part(m: Match) -> Node | None:
    """`Monday night`, `the morning of June 3`."""
    day: Any = m["X"].expression
    single = isinstance(day, (ex.Weekday, ex.Day)) or (isinstance(day, (ex.Relative, ex.Shifted)) and day.grain == "day")
    return child(m, PartOfDay(day, m.value("part"))) if single else None


def up_to(m: Match) -> Node | None:
    """`the four years to 2018`, `the fiscal year ended March 31`, `the three months to March`."""
    length, last = m["child"], m["end"]
    if not (isinstance(length.value, tuple) and length.value[0] == "span") or last.expression is None:
        return None
    _, count, grain = length.value
    if isinstance(last.expression, ex.Fixed) or not 1 <= count <= 120:
        return None
    if m.before() in m.reading.language.from_words and not length.silent:
        return None
    if grain == "week":
        return relative(m, UpTo(last.expression, 0, count))
    if isinstance(last.expression, ex.Weekday) or grain not in MONTHS_OF:
        return None
    return relative(m, UpTo(last.expression, MONTHS_OF[grain] * count))


def span(m: Match) -> Node | None:
    """`January to May`, `2018-2020`, `the July-September quarter`, `between June and mid-October`."""
    first, last = m["start"], m["end"]
    if first.silent or last.silent or first.expression is None or last.expression is None or first.anaphor or last.anaphor:
        return None
    if isinstance(first.expression, ex.Fixed) or isinstance(last.expression, ex.Fixed):
        return None
    if "to" in m and m.word("to") in m.reading.language.until_words:
        return None
    if "dash" in m:
        dash = m.reading.tokens[m["dash"].first]
        if not dash.glued and dash.text == "-":
            return None
    if "one" in m:
        return _quarter(m, first.expression, last.expression) if m.value("one") in ("quarter", "half") else None
    return child(m, Range(first.expression, last.expression))


def _quarter(m: Match, first: ex.Expression, last: ex.Expression) -> Node | None:
    """`the July-September quarter`: a quarter by its months, or a span where they are none of the calendar's."""
    if not (isinstance(first, ex.Month) and isinstance(last, ex.Month)):
        return None
    if first.month % 3 == 1 and last.month == first.month + 2:
        return child(m, ex.PartOfYear("quarter", last.month // 3, last.year))
    return child(m, Range(first, last))
