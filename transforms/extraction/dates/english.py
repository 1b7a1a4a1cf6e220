"""English dates: where the words of `english_words` stand. The makers are those of all languages, in `rules`."""

from typing import Any, Final

from transforms.extraction.dates import rules
from transforms.extraction.dates.english_words import (
    AFTER_YEAR,
    AFTER_YEARS,
    BOUNDS,
    ENDINGS,
    FIGURES,
    TENSES,
    WORDS,
    YEAR_CUES,
)
from transforms.extraction.dates.expressions import (
    FiscalYear,
    Fixed,
    Month,
    PartOfDay,
    Relative,
    Same,
    Season,
    Shifted,
    Weekday,
)
from transforms.extraction.dates.grammar import Language, Match, Node, Rule
from transforms.extraction.dates.intervals import MONTHS_OF
from transforms.extraction.dates.rules import CLOCK, duration, made, relative

_LASTING: Final = frozenset(
    [
        "for",
        "in",
        "within",
        "after",
        "over",
        "than",
        "nearly",
        "almost",
        "about",
        "around",
        "under",
        "least",
        "to",
        "lasted",
        "lasts",
        "lasting",
        "took",
        "takes",
        "taking",
        "spent",
        "during",
        "just",
        "half",
        "once",
        "twice",
        "another",
        "only",
        "every",
    ]
)
"""Words after which `a week` is a duration."""

_MODALS: Final = frozenset(["to", "will", "would", "could", "may", "might", "must", "can", "should"])
_OLD: Final = frozenset(["old"])


def _year(m: Match) -> Node | None:
    before, at = m.before(), m.first.first
    listed = before in ("and", "or", ",", "to") and at > 1 and m.reading.tokens[at - 2].text.isdigit()
    if listed and 1000 <= int(m.reading.tokens[at - 2].text[:4]) <= 2199 and len(m.reading.tokens[at - 2].text) == 4:
        return rules.year(m)
    if before == "to":
        return rules.year(m) if 1900 <= m.value("year") < 2100 and m.after() not in AFTER_YEAR else None
    return rules.year(m) if before in YEAR_CUES or (m.before() in "-–" and m.before(2) in YEAR_CUES) else rules.bare_year(m)


def _count(m: Match) -> Any:
    """The number of a duration: digits, or one or two words (`twenty-one`, `two hundred`)."""
    count, tail = m.value("num"), m.value("tail")
    if tail is None:
        return count
    if not isinstance(count, int):
        return None
    if tail >= 100:
        return count * tail
    return count + tail if (count >= 20 and count % 10 == 0 and tail < 10) or count == 100 else None


def _aged(m: Match) -> bool:
    """Whether the words around make a length of time an age: `57-year-old`, `aged four months`, `two years of age`."""
    after = m.after(2) if m.after() in ("-", "–") else m.after()
    if after in _OLD or (m.after() == "of" and m.after(2) == "age"):
        return True
    return m.before() in ("aged", "age", "ages")


def _duration(m: Match) -> Node | None:
    count, grain = _count(m), m.value("unit")
    if count is None or grain in ("weekend", "half") or _aged(m):
        return None
    if m["unit"].code == "U" and "dash" not in m and count != 1:
        return None
    if count == 1 and grain == "day" and m.before() not in _LASTING:
        return None  # one day he will
    if grain == "quarter" and m.after() == "of":
        return None  # three quarters of the voters
    if isinstance(count, int) and count > 1000 and grain in ("year", "quarter"):
        return None
    months = MONTHS_OF.get(grain, 0)
    node = made(m, duration(count, grain), value=("span", count, grain) if months and isinstance(count, int) else None)
    return rules.bounded(m, node)


def _duration_and_half(m: Match) -> Node | None:
    count = m.value("num")
    if not isinstance(count, int) or _aged(m):
        return None
    return rules.bounded(m, made(m, duration(f"{count}.5", m.value("unit"))))


def _half_unit(m: Match) -> Node | None:
    minutes = {"hour": ("30", "minute"), "year": ("6", "month"), "decade": ("5", "year"), "century": ("50", "year")}
    count, grain = minutes.get(m.value("unit"), ("0.5", m.value("unit")))
    return rules.bounded(m, made(m, duration(count, grain)))


def _a_unit(m: Match) -> Node | None:
    """`a week`: a duration after a word of lasting or before `of`; a set after something counted (`7,000 shells a day`)."""
    grain, before = m.value("unit"), m.before()
    if _aged(m) or grain in ("weekend", "quarter", "half"):
        return None
    if before in ("once", "twice", "times"):
        return Node("X", m.first.first - 1, m.last.last, None, Fixed("SET", duration(1, grain).value))
    lasting = before in _LASTING or grain == "fortnight"
    told = m.after() in ("of", "after", "later", "before", "into") and grain not in CLOCK and m.value("a") == 1
    if lasting or (told and before not in ("on", "of")):
        return rules.bounded(m, made(m, duration(1, grain), value=("span", 1, grain) if grain in MONTHS_OF else None))
    start = m.first.first
    counted = any(token.kind == "number" for token in m.reading.tokens[max(0, start - 6) : start])
    if counted and grain not in CLOCK and start and m.reading.tokens[start - 1].kind == "word" and m.after() != "in":
        return made(m, Fixed("SET", duration(1, grain).value))
    return None


def _some_units(m: Match) -> Node | None:
    """`several weeks`, `a few days`, `a couple of years`."""
    word = m.word("some")
    if word in ("some", "many") or _aged(m):
        return None
    return made(m, duration(2 if word == "couple" else "X", m.value("unit")))


def _with_count(m: Match) -> Node | None:
    """`the past five years`, `the next two decades`; as a part (`the last two months of 2021`) it is turned by `_part_of`."""
    count, grain = m.value("num"), m.value("unit")
    if (m.before() in _MODALS and "the" not in m) or count is None or grain == "weekend":
        return None
    parts = ("parts", -1, count, grain) if "last" in m and isinstance(count, int) else None
    return made(m, duration(count, grain), value=parts)


def _with_some(m: Match) -> Node | None:
    return made(m, duration(2 if m.word("some") == "couple" else "X", m.value("unit")))


def _coming_units(m: Match) -> Node | None:
    """`coming weeks`, `recent years`."""
    return relative(m, Fixed("DATE", "FUTURE_REF" if "next" in m else "PAST_REF"))


def _unit(m: Match, count: int) -> Node | None:
    grain = m.value("unit")
    word = m.reading.tokens[m.first.first + ("the" in m)].lower
    if grain in CLOCK or grain == "fortnight" or word == "final":
        return None
    if "the" in m and word in ("past", "last", "next") and grain in ("year", "month", "week", "day", "decade", "quarter"):
        parts = ("parts", -1, 1, grain) if word == "last" else None
        if grain == "quarter" or (grain == "day" and word == "next"):
            return None if grain == "quarter" and word == "past" else _quarter_or_next_day(m, count, grain, parts)
        return made(m, duration(1, grain), value=parts)
    if word == "past" and "this" not in m:
        return None
    parts = ("parts", -1, 1, grain) if word == "last" else None
    if "fisc" in m and m.value("fisc") == "fiscal" and grain == "year":
        return relative(m, FiscalYear(None, count), value=("span", 1, "year"))
    return relative(m, Relative(grain, count), value=parts)


def _quarter_or_next_day(m: Match, count: int, grain: str, parts: Any) -> Node:
    if grain == "day":
        return rules.anaphoric(m, "day", 1)
    return relative(m, Relative(grain, count), value=parts)


def _last_unit(m: Match) -> Node | None:
    return _unit(m, -1)


def _next_unit(m: Match) -> Node | None:
    return _unit(m, 1)


def _this_unit(m: Match) -> Node | None:
    return _unit(m, 0)


def _the_unit(m: Match) -> Node | None:
    """`the year`, `the month`: only as part of other dates (`the end of the month`)."""
    grain = m.value("unit")
    if grain in CLOCK or grain == "fortnight":
        return None
    if "fisc" in m and m.value("fisc") == "fiscal" and grain == "year":
        return relative(m, FiscalYear(None, 0), value=("span", 1, "year"), silent=True)
    return relative(m, Relative(grain, 0), value=("span", 1, grain), silent=True)


def _same(m: Match) -> Node | None:
    grain = None if "period" in m else m.value("unit")
    if grain in CLOCK or grain in ("weekend", "decade", "century", "fortnight"):
        return None
    if m.word("same") == "that" and "the" in m:
        return None
    return relative(m, Same(grain), anaphor=True, value=("same", grain))


def _previous(m: Match) -> Node | None:
    grain = m.value("unit")
    if grain in CLOCK or grain == "fortnight":
        return None
    count = -1 if "prev" in m else 1
    size = m.value("num")
    if size is None:
        return rules.anaphoric(m, grain, count)
    if count > 0 or not isinstance(size, int) or size > 100 or grain not in MONTHS_OF:
        return made(m, duration(size, grain))
    return relative(m, Shifted(grain, -1, size), anaphor=True)


def _ago(m: Match) -> Node | None:
    """`two weeks ago`; after a word of comparison it is told from the period spoken of (`from a year ago`)."""
    grain, count = m.value("unit"), m.value("num") or 1
    if "half" in m or not isinstance(count, int):
        return None
    if "some" in m:
        return relative(m, Fixed("DATE", "PAST_REF"))
    if grain == "fortnight":
        grain, count = "week", count * 2
    if grain in CLOCK:
        return relative(m, PartOfDay(Relative("day"), "XX"), silent=True)
    if m.before() in ("from", "than", "with", "on", "over", "against", "to") and grain in MONTHS_OF:
        return rules.anaphoric(m, grain, -count)
    return rules.bounded(m, relative(m, Relative(grain, -count)))


def _earlier(m: Match) -> Node | None:
    """`a year earlier`, `two years before`, `the month before`."""
    grain, count, word = m.value("unit"), m.value("num") or 1, m.word("before")
    following = m.token_after()
    if grain in CLOCK or not isinstance(count, int) or grain == "weekend":
        return None
    ends = (
        following is None
        or following.kind != "word"
        or following.lower in ("and", "or", "to", "in", "on", "but", "when", "the")
    )
    if (word == "before" and not ends) or (word == "before" and following is not None and following.lower in ("the", "when")):
        return None
    if grain == "fortnight":
        grain, count = "week", 2 * count
    return rules.anaphoric(m, grain, -count)


def _the_day_before(m: Match) -> Node | None:
    """`the month before`, `the day after`, and `the day before yesterday`."""
    grain, back = m.value("unit"), "before" in m
    if "deic" in m:
        expected = Relative("day", -1) if back else Relative("day", 1)
        return relative(m, Relative("day", 2 * expected.count)) if grain == "day" and m.value("deic") == expected else None
    following = m.token_after()
    ends = (
        following is None
        or following.kind != "word"
        or following.lower in ("and", "or", "to", "in", "but", "with", "from", "by")
    )
    if grain in CLOCK or not ends or m.reading.tokens[m.last.first].lower in ("earlier", "later"):
        return None
    if "next" in m:
        return relative(m, Relative(grain, 2)) if back is False else None
    return rules.anaphoric(m, grain, -1 if back else 1)


def _year_ago_period(m: Match) -> Node | None:
    """`the year-ago quarter`, `a year-earlier period`."""
    return rules.anaphoric(m, "year", -1) if m.value("one") == "year" else None


def _weekday(which: str) -> Any:
    def make(m: Match) -> Node:
        return relative(m, Weekday(m.value("dow"), which), value=("parts", -1, 1, "weekday") if which == "last" else None)

    return make


def _friday_week(m: Match) -> Node | None:
    return relative(m, Weekday(m.value("dow"), "week")) if m.value("one") == "week" else None


def _month(which: str) -> Any:
    def make(m: Match) -> Node | None:
        return relative(m, Month(m.value("mon"), None, which)) if m.word("mon") not in LANGUAGE.short else None

    return make


def _this_part(m: Match) -> Node | None:
    if m.word("this") != "this":
        return None
    return relative(m, PartOfDay(Relative("day"), m.value("part")))


def _last_part(m: Match) -> Node | None:
    if m.value("part") != "NI" or m.word("last") != "last":
        return None
    return relative(m, PartOfDay(Relative("day", -1), "NI"))


def _season(m: Match) -> Node | None:
    """A bare season after a preposition: `until autumn`, `in the spring`."""
    if m.before() not in ("in", "until", "by", "since", "before", "during", "through", "till", "for"):
        return None
    if m.word("season") in ("fall", "spring") and "the" not in m and m.before() not in ("in", "by", "since"):
        return None
    if m.after() in ("of", "olympics", "olympic", "games", "school", "schools", "holidays", "break"):
        return None
    return relative(m, Season(m.value("season")))


def _fiscal(m: Match) -> Node | None:
    number = m.value("year")
    return made(m, FiscalYear(number)) if m.value("fisc") == "fiscal" else made(m, rules.Year(number))


def _every(m: Match) -> Node | None:
    """`every Monday`, `each month`, `every two weeks`, `every other day`."""
    if "dow" in m:
        return made(m, Fixed("SET", f"XXXX-WXX-{m.value('dow')}"))
    count = 2 if "ord" in m and m.value("ord") == 2 else m.value("num") or 1
    if m["unit"].code == "u" and count == 1:
        return None
    return made(m, Fixed("SET", duration(count, m.value("unit")).value))


def _every_part(m: Match) -> Node:
    return made(m, Fixed("SET", f"T{m.value('part')}"))


def _weekdays(m: Match) -> Node | None:
    if not m.reading.tokens[m.first.first].text[0].isupper() or (m.token_after() is not None and m.after() == "'"):
        return None
    return made(m, Fixed("SET", f"XXXX-WXX-{m.value('dows')}"))


def _adverb(m: Match) -> Node | None:
    """`annually`, and `weekly` where no noun follows it."""
    value, following = m.value("adv"), m.token_after()
    if not value.endswith("!"):
        free = following is None or (following.kind == "mark" and following.text not in '-"”’') or following.lower in AFTER_YEAR
        if not free or m.before() in ("the", "a", "-", "“", '"', "’") or not m.reading.tokens[m.first.first].text.islower():
            return None
    return made(m, Fixed("SET", value.rstrip("!")))


def _the_nth(m: Match) -> Node | None:
    """`the 22nd`, where no noun follows."""
    following, number = m.token_after(), m.value("nth")
    if following is not None and (following.kind == "number" or following.text in "-–/"):
        return None
    if following is not None and following.kind == "word" and following.lower not in AFTER_YEAR:
        return None
    if m.before() not in ("on", "by", "until", "from", "since", "before", "after", "to"):
        return None
    return relative(m, rules.Day(None, number))


def _parts(m: Match) -> Node | None:
    """`the first five months`; silent where it needs an `of`."""
    number, count, grain = m.value("ord"), m.value("num") or 1, m.value("unit")
    if grain in CLOCK or grain in ("century", "fortnight", "half") or not isinstance(count, int) or m.word("ord") in ("past",):
        return None
    if m.before() in _MODALS and "the" not in m:
        return None
    whole = number > 0 and count > 1 and grain in ("month", "quarter") and number == 1
    node = relative(m, rules.Parts(None, grain, number, count), value=("parts", number, count, grain))
    node.silent = not whole
    return node


def _ordinal_weekday(m: Match) -> Node:
    return relative(m, Weekday(m.value("dow")), value=("parts", m.value("ordinal"), 1, "weekday"), silent=True)


def _year_end(m: Match) -> Node | None:
    """`year-end`, `month-end`."""
    return (
        relative(m, Relative(m.value("one")), m.value("edge"))
        if m.value("one") in ("year", "month", "quarter", "week")
        else None
    )


def _mid_unit(m: Match) -> Node | None:
    """`mid-year`, `mid-week`, `mid-summer`."""
    if m.value("mod") != "MID":
        return None
    if "season" in m:
        return relative(m, Season(m.value("season")), "MID")
    return relative(m, Relative(m.value("one")), "MID") if m.value("one") in ("year", "month", "week") else None


def _whole_year(m: Match) -> Node | None:
    """`the full year`, `the whole month`, `all year`."""
    if m.word("edge") not in ("full", "whole", "entire") or m.value("one") in CLOCK or m.value("one") == "day":
        return None
    return relative(m, Relative(m.value("one")))


# ------------------------------------------------------------------ dates made of dates


def _child(m: Match, node: Node, expression: Any, mod: str | None = None) -> Node | None:
    """A date over the whole match that keeps what its parts depend on."""
    if expression is None:
        return None
    nodes = [n for n in (m.first, m.last, node) if n.code == "X"]
    return made(m, expression, mod, relative=any(n.relative for n in nodes), anaphor=any(n.anaphor for n in nodes))


def _modified(m: Match) -> Node | None:
    """`early February`, `mid-May`, `late 2023`, `the early 1990s`."""
    node = m["X"]
    if isinstance(node.expression, (Fixed, Weekday, PartOfDay)) or node.mod or node.expression is None:
        return None
    if isinstance(node.expression, Relative) and node.expression.grain == "day":
        return None
    if node.silent:
        return None
    return _child(m, node, node.expression, m.value("mod"))


def _earlier_this(m: Match) -> Node | None:
    """`earlier this week`, `later this year`, `earlier in the day`."""
    node = m["X"]
    if (
        not isinstance(node.expression, Relative)
        or node.silent
        or node.mod
        or m.reading.tokens[m.first.first].lower == "before"
    ):
        return None
    return _child(m, node, node.expression) if m.reading.tokens[m.first.first].lower in ("earlier", "later") else None


def _edge(m: Match) -> Node | None:
    """`the start of the year`, `end-June`, `the rest of the month`, `the whole of 2002`."""
    node, word = m["X"], m.word("edge")
    if isinstance(node.expression, (Fixed, Weekday, PartOfDay)) or node.mod or node.expression is None:
        return None
    if "of" not in m and word not in ("end", "all", "full"):
        return None
    if word in ("close", "opening", "course", "full", "entire") and (word != "full" or "of" in m):
        return None
    mod = m.value("mod") if "mod" in m else m.value("edge")
    return _child(m, node, node.expression, mod or None)


def _part_of(m: Match) -> Node | None:
    """`the first 11 months` of `2022`, `the last week` of `June`, `April` of `that year`, `the same month` of `2001`."""
    child, parent = m["child"], m["parent"]
    if child.expression is None or parent.expression is None or isinstance(parent.expression, (Fixed, Weekday)):
        return None
    if isinstance(child.value, tuple) and child.value[0] == "parts":
        _, number, count, grain = child.value
        if grain == "weekday":
            assert isinstance(child.expression, Weekday)
            found: Any = rules.NthWeekday(parent.expression, child.expression.number, number)
        elif grain == "quarter" and number > 0:
            found = None
        else:
            found = rules.Parts(parent.expression, grain, number, count)
        return _child(m, child, found)
    if isinstance(child.value, tuple) and child.value[0] == "same":
        return _child(m, child, Same(child.value[1], parent.expression)) if rules.is_year(parent.expression) else None
    if isinstance(child.expression, Relative) and child.expression.grain == "week" and child.silent:
        return _child(m, child, rules.WeekOf(parent.expression)) if isinstance(parent.expression, rules.Day) else None
    if isinstance(child.expression, Weekday) and isinstance(parent.expression, Relative) and parent.expression.grain == "week":
        return _child(m, child, rules.NthWeekday(parent.expression, child.expression.number, 1))
    if child.mod:
        return None
    return _child(m, child, rules.part_of_year(child, parent.expression))


def _in_year(m: Match) -> Node | None:
    """`July last year`, `the same period a year earlier`, `June 15 this year`, `the second quarter 2022`."""
    child, parent = m["child"], m["parent"]
    if parent.silent or parent.mod or not rules.is_year(parent.expression) or child.mod:
        return None
    if isinstance(child.value, tuple) and child.value[0] == "same":
        assert parent.expression is not None
        if isinstance(parent.expression, Shifted):
            return _child(m, child, parent.expression)
        return _child(m, child, Same(child.value[1], parent.expression))
    assert parent.expression is not None
    return _child(m, child, rules.with_year(child.expression, parent.expression))


def _of_owner(m: Match) -> Node | None:
    """`next year's first quarter`, `2022's second half`."""
    child, parent = m["child"], m["parent"]
    if parent.expression is None or not rules.is_year(parent.expression):
        return None
    if isinstance(child.value, tuple) and child.value[0] == "parts":
        return _child(m, child, rules.Parts(parent.expression, child.value[3], child.value[1], child.value[2]))
    return _child(m, child, rules.with_year(child.expression, parent.expression))


def _day_part(m: Match) -> Node | None:
    """`Monday night`, `the morning of June 3`."""
    return rules.part_of_day(m, m["X"], m.value("part"))


def _up_to(m: Match) -> Node | None:
    """`the four years to 2018`, `the fiscal year ended March 31`, `the three months to March`."""
    child, last = m["child"], m["end"]
    if not (isinstance(child.value, tuple) and child.value[0] == "span") or last.expression is None:
        return None
    if isinstance(last.expression, (Fixed, Relative, Weekday)) and not isinstance(last.expression, Relative):
        return None
    if m.before() in ("from",) and not child.silent:
        return None
    return rules.up_to(m, last.expression, child.value[1], child.value[2])


def _span(m: Match) -> Node | None:
    """`January to May`, `2018-2020`, `the July-September quarter`, `between June and mid-October`."""
    first, last = m["start"], m["end"]
    if first.silent or last.silent:
        return None
    if "to" in m and m.word("to") in ("until", "till"):
        return None
    if "dash" in m and not m.reading.tokens[m["dash"].first].glued and m.reading.tokens[m["dash"].first].text in "-":
        return None
    if "one" in m and m.value("one") not in ("quarter", "half"):
        return None
    if "one" in m and m.value("one") == "quarter":
        return rules.named_quarter(m, first.expression, last.expression)
    return rules.date_range(m, first, last)


NAMES: Final = [
    Rule("date.numeric", "full", rules.full),
    Rule("date.day_month", "(dow comma?)? the? day of? mon dot? comma? year", rules.day_month),
    Rule("date.day_month", "(dow dot? comma?)? the? day of? mon", rules.day_month),
    Rule("date.month_day", "(dow dot? comma?)? mon dot? the? day (comma? year)?", rules.day_month),
    Rule("date.month_days", "mon dot? day (dash|to|and) end:day (comma? year)?", rules.days_of_month),
    Rule("date.days_month", "day (dash|to|and) end:day of? mon dot? year?", rules.days_of_month),
    Rule("date.month_year", "mon dot? comma? of? year", rules.month_year),
    Rule("date.month", "mon", rules.month),
    Rule("date.month_relative", "last mon", _month("last")),
    Rule("date.month_relative", "next mon", _month("next")),
    Rule("date.month_relative", "this mon", _month("this")),
    Rule("date.year", "year", _year),
    Rule("date.calendar_year", "the? fisc one? year", _fiscal),
    Rule("date.years", "the? year (dash|slash) end:short (fisc one)?", rules.years),
    Rule("date.years", "year dash end:year", rules.years),
    Rule("date.iso_month", "year dash short", rules.iso_month),
    Rule("date.label", "label (of? year)?", rules.label),
    Rule("date.label", "year label", rules.label),
    Rule("date.decade", "the? dec", rules.decade),
    Rule("date.century", "the? ordinal dash? unit", rules.century),
    Rule("date.quarter", "the? ord dash? (unit|half)", rules.ordinal_part),
    Rule("date.weekday", "dow", rules.weekday),
    Rule("date.weekday_week", "dow one", _friday_week),
    Rule("date.weekday_last", "(this|the)? (last|prev) dow", _weekday("last")),
    Rule("date.weekday_next", "the? next dow", _weekday("next")),
    Rule("date.weekday_this", "this next dow", _weekday("coming")),
    Rule("date.weekday_this", "this dow", _weekday("this")),
    Rule("date.weekday_nth", "the? ordinal dow", _ordinal_weekday),
    Rule("date.season", "the? season", _season),
    Rule("date.season_year", "the? season of? year", rules.season_year),
    Rule("date.season_relative", "last season", rules.relative_season("last")),
    Rule("date.season_relative", "next season", rules.relative_season("next")),
    Rule("date.season_relative", "this season", rules.relative_season("this")),
    Rule("date.deictic", "deic", rules.deictic),
    Rule("date.deictic", "the unit (before|after) deic", _the_day_before),
    Rule("date.vague", "vague", rules.vague),
    Rule("date.vague", "the? (next|recent) many", _coming_units),
    Rule("date.relative", "the? last fisc? unit", _last_unit),
    Rule("date.relative", "the? next fisc? unit", _next_unit),
    Rule("date.relative", "the? this fisc? unit", _this_unit),
    Rule("date.relative", "this last unit", _last_unit),
    Rule("date.part", "the fisc? unit", _the_unit),
    Rule("date.same", "the? same (unit|period)", _same),
    Rule("date.previous", "the? (prev|foll) num? unit", _previous),
    Rule("date.ago", "(num|a|a? some of?) unit ago", _ago),
    Rule("date.earlier", "(num|a) unit before", _earlier),
    Rule("date.before", "the next? unit (before|after)", _the_day_before),
    Rule("date.year_ago", "(the|a)? one dash? (ago|before) (unit|period)", _year_ago_period),
    Rule("date.full_unit", "the edge one", _whole_year),
    Rule("date.year_end", "one dash? edge", _year_end),
    Rule("date.mid", "mod dash? (one|season)", _mid_unit),
    Rule("date.parts", "the? ord num? unit", _parts),
    Rule("date.nth", "the nth", _the_nth),
    Rule("time.part", "this part", _this_part),
    Rule("time.part", "last part", _last_part),
    Rule("set.every", "every (ord|num)? unit", _every),
    Rule("set.every", "every dow", _every),
    Rule("set.every", "every part", _every_part),
    Rule("set.weekdays", "dows", _weekdays),
    Rule("set.adverb", "adv", _adverb),
    Rule("duration.last", "the? (last|next) num unit", _with_count),
    Rule("duration.last", "the? (last|next) some of? unit", _with_some),
    Rule("duration.count", "num (hyphen:dash? and? tail:word)? dash? unit", _duration),
    Rule("duration.half", "num and a half unit", _duration_and_half),
    Rule("duration.half", "half a unit", _half_unit),
    Rule("duration.one", "a unit", _a_unit),
    Rule("duration.some", "a? some of? unit", _some_units),
]
"""Names of dates. The longest match wins, then the first rule."""

MADE: Final = [
    Rule("date.modified", "the? mod dash? X", _modified),
    Rule("date.modified", "(before|after) X", _earlier_this),
    Rule("date.edge", "the? mod? edge (of|dash)? X", _edge),
    Rule("date.part_of", "child:X of parent:X", _part_of),
    Rule("date.in_year", "child:X of? parent:X", _in_year),
    Rule("date.owner", "parent:X s child:X", _of_owner),
    Rule("time.day_part", "X part", _day_part),
    Rule("time.day_part", "the? part of X", _day_part),
    Rule("date.up_to", "the? child:X (to|ended) end:X", _up_to),
]
"""Dates made of dates."""

SPANS: Final = [
    Rule("date.span", "the start:X (to|dash) end:X (one|period)?", _span),
    Rule("date.span", "start:X (to|dash) end:X", _span),
    Rule("date.span", "between start:X and end:X", _span),
]
"""Ranges of dates."""

LANGUAGE: Final = Language(
    name="en",
    words=WORDS,
    bounds=BOUNDS,
    layers=(NAMES, MADE, MADE, SPANS),
    tenses=TENSES,
    endings=ENDINGS,
    capitals=frozenset(["may", "march", "mar", "sun", "sat", "wed", "mon", "jan", "dec"]),
    short=frozenset(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sept",
            "sep",
            "oct",
            "nov",
            "dec",
            "mon",
            "tue",
            "tues",
            "wed",
            "thu",
            "thur",
            "thurs",
            "fri",
            "sat",
            "sun",
        ]
    ),
    day_first=False,
    ordinals=frozenset({"st", "nd", "rd", "th"}),
    passives=frozenset({"be"}),
    doubtful=frozenset({"may", "march"}),
    month_cues=YEAR_CUES | {"last", "next", "this", "to", "and", "'s"},
    figures=FIGURES,
    after_year=AFTER_YEAR,
    after_years=AFTER_YEARS,
    articles=frozenset({"the", "a", "an", "its", "his", "their"}),
)
