"""Makers of the English rules that no other language shares."""

from typing import Any, Final

from transforms.extraction.dates import combining, rules
from transforms.extraction.dates.english_words import (
    AFTER_YEAR,
    FIGURES,
    TOTALS,
    YEAR_CUES,
)
from transforms.extraction.dates.expressions import (
    Day,
    FiscalYear,
    Fixed,
    Month,
    PartOfYear,
    Relative,
    Same,
    Season,
    Shifted,
    Year,
)
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.intervals import MONTHS_OF
from transforms.extraction.dates.rules import CLOCK, duration, made, relative
from transforms.extraction.dates.stretches import PartOfDay, Parts
from transforms.extraction.dates.vocabulary import words_of

_COMPARING: Final = words_of("from than with on over against to")
"""Words after which `a year ago` is told from the period spoken of."""


_SPANS: Final = words_of("year month week day decade quarter fortnight")
"""Grains of which `the past ...` is a length."""

_MODALS: Final = words_of("to will would could may might must can should")


def year_in_context(m: Match) -> Node | None:
    """Four digits where the words around make them a year."""
    before, at = m.before(), m.first.first
    if before == "of" and m.before(2) in TOTALS:
        return None
    listed = before in ("and", "or", ",", "to") and at > 1 and m.reading.tokens[at - 2].text.isdecimal()
    if listed and 1000 <= int(m.reading.tokens[at - 2].text[:4]) <= 2199 and len(m.reading.tokens[at - 2].text) == 4:
        return rules.year(m)
    if before == "to":
        return rules.year(m) if 1900 <= m.value("year") < 2100 and m.after() not in AFTER_YEAR else None
    return rules.year(m) if before in YEAR_CUES or (m.before() in "-–" and m.before(2) in YEAR_CUES) else rules.bare_year(m)


def _unit(m: Match, count: int) -> Node | None:
    grain = m.value("unit")
    word = m.reading.tokens[m.first.first + ("the" in m)].lower
    if grain in CLOCK or word == "final" or (grain == "fortnight" and "the" not in m):
        return None
    if "the" in m and word in ("past", "last", "next") and grain in _SPANS:
        parts = ("parts", -1, 1, grain) if word == "last" else None
        if grain == "quarter" or (grain == "day" and word == "next"):
            return None if grain == "quarter" and word == "past" else _quarter_or_next_day(m, count, grain, parts)
        return made(m, duration(1, grain), value=parts, silent=m.after() == "of")
    if word == "past" and "this" not in m:
        return None
    parts = ("parts", -1, 1, grain) if word == "last" else None
    if "fisc" in m and m.value("fisc") == "fiscal" and grain == "year":
        return relative(m, FiscalYear(None, count), value=("span", 1, "year"))
    return relative(m, Relative(grain, count), value=parts, silent="the" in m and word == "last" and m.after() == "of")


def _quarter_or_next_day(m: Match, count: int, grain: str, parts: Any) -> Node:
    if grain == "day":
        return rules.anaphoric(m, "day", 1)
    return relative(m, Relative(grain, count), value=parts)


def last_unit(m: Match) -> Node | None:
    """`last year`; `the past year` is a length."""
    return _unit(m, -1)


def next_unit(m: Match) -> Node | None:
    """`next year`; `the next year` is a length."""
    return _unit(m, 1)


def this_unit(m: Match) -> Node | None:
    """So `this year`, `the current quarter`."""
    return _unit(m, 0)


def the_unit(m: Match) -> Node | None:
    """`the year`, `the month`: only as part of other dates (`the end of the month`)."""
    grain = m.value("unit")
    if grain in CLOCK or grain == "fortnight":
        return None
    if "fisc" in m and m.value("fisc") == "fiscal" and grain == "year":
        return relative(m, FiscalYear(None, 0), value=("span", 1, "year"), silent=True)
    return relative(m, Relative(grain, 0), value=("span", 1, grain), silent=True)


def same(m: Match) -> Node | None:
    """`the same month`, `that year`, `the corresponding period`."""
    grain = None if "period" in m else m.value("unit")
    if grain in CLOCK or grain in ("weekend", "decade", "century", "fortnight"):
        return None
    if m.word("same") == "that" and "the" in m:
        return None
    return relative(m, Same(grain), anaphor=True, value=("same", grain))


def previous(m: Match) -> Node | None:
    """`the previous quarter`, `the following year`, `the previous three months`."""
    grain = m.value("unit")
    if grain in CLOCK or grain == "fortnight":
        return None
    if "foll" in m and "the" not in m:
        return None  # following a fall
    count = -1 if "prev" in m else 1
    size = m.value("num")
    if size is None:
        return rules.anaphoric(m, grain, count)
    if count > 0 or not isinstance(size, int) or size > 100 or grain not in MONTHS_OF:
        return made(m, duration(size, grain))
    return relative(m, Shifted(grain, -1, size), anaphor=True)


def ago(m: Match) -> Node | None:
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
    if (m.before() in _COMPARING or m.before() in FIGURES) and grain in MONTHS_OF:
        return rules.anaphoric(m, grain, -count)
    return rules.bounded(m, relative(m, Relative(grain, -count)))


def from_now(m: Match) -> Node | None:
    """`two weeks from now`, `three days from today`."""
    grain, count = m.value("unit"), m.value("num") or 1
    today = m.value("vague") == "PRESENT_REF" or m.value("deic") == Relative("day")
    if grain in CLOCK or grain == "fortnight" or not isinstance(count, int) or not today:
        return None
    return relative(m, Relative(grain, count))


def earlier(m: Match) -> Node | None:
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


def the_day_before(m: Match) -> Node | None:
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


def year_ago_period(m: Match) -> Node | None:
    """`the year-ago quarter`, `a year-earlier period`."""
    return rules.anaphoric(m, "year", -1) if m.value("one") == "year" else None


def month_of(which: str) -> Any:
    """`last May`, `next January`."""

    def make(m: Match) -> Node | None:
        return relative(m, Month(m.value("mon"), None, which)) if m.word("mon") not in m.reading.language.short else None

    return make


def month_quarter(m: Match) -> Node | None:
    """`the September quarter`: the one that ends in that month."""
    month = m.value("mon")
    if m.value("one") != "quarter" or month % 3 or m.before() in ("-", "–", "to", "through"):
        return None
    return relative(m, PartOfYear("quarter", month // 3))


def this_part(m: Match) -> Node | None:
    """So `this morning`."""
    if m.word("this") != "this":
        return None
    return relative(m, PartOfDay(Relative("day"), m.value("part")))


def last_part(m: Match) -> Node | None:
    """`last night`."""
    if m.value("part") != "NI" or m.word("last") != "last":
        return None
    return relative(m, PartOfDay(Relative("day", -1), "NI"))


def bare_season(m: Match) -> Node | None:
    """A bare season after a preposition: `until autumn`, `in the spring`; a part in `the spring of next year`."""
    if m.after() == "of" and m.after(2) in ("next", "last", "this"):
        return relative(m, Season(m.value("season")), silent=True)
    if m.before() not in ("in", "until", "by", "since", "before", "during", "through", "till", "for"):
        return None
    if m.word("season") in ("fall", "spring") and "the" not in m and m.before() not in ("in", "by", "since"):
        return None
    if m.after() in ("of", "olympics", "olympic", "games", "school", "schools", "holidays", "break"):
        return None
    return relative(m, Season(m.value("season")))


def fiscal(m: Match) -> Node | None:
    """`fiscal 2019`, `calendar 2022`, `the financial year 2008`."""
    number = m.value("year")
    return made(m, FiscalYear(number)) if m.value("fisc") == "fiscal" else made(m, Year(number))


def the_nth(m: Match) -> Node | None:
    """`the 22nd`, where no noun follows."""
    following, number = m.token_after(), m.value("nth")
    if following is not None and (following.kind == "number" or following.text in "-–/"):
        return None
    if following is not None and following.kind == "word" and following.lower not in AFTER_YEAR:
        return None
    if m.before() not in ("on", "by", "until", "from", "since", "before", "after", "to"):
        return None
    return relative(m, Day(None, number))


def parts(m: Match) -> Node | None:
    """`the first five months`; silent where it needs an `of`."""
    number, count, grain = m.value("ord"), m.value("num") or 1, m.value("unit")
    if grain in CLOCK or grain in ("century", "fortnight", "half") or not isinstance(count, int) or m.word("ord") in ("past",):
        return None
    if m.before() in _MODALS and "the" not in m:
        return None
    if m["ord"].code == "L" and m.word("ord") != "final":
        return None
    whole = number > 0 and count > 1 and grain in ("month", "quarter") and number == 1
    node = relative(m, Parts(None, grain, number, count), value=("parts", number, count, grain))
    node.silent = not whole
    return node


def before_last(m: Match) -> Node | None:
    """`the year before last`, `the week after next`."""
    grain, count = m.value("one"), -2 if "last" in m else 2
    fits = ("before" in m) == (count < 0) and m.reading.tokens[m.last.first].lower in ("last", "next")
    return relative(m, Relative(grain, count)) if fits and grain not in CLOCK and grain != "fortnight" else None


def year_end(m: Match) -> Node | None:
    """`year-end`, `month-end`, `end of year`."""
    return (
        relative(m, Relative(m.value("one")), m.value("edge"))
        if m.value("one") in ("year", "month", "quarter", "week")
        else None
    )


def mid_unit(m: Match) -> Node | None:
    """`mid-year`, `mid-week`, `mid-summer`."""
    if m.value("mod") != "MID":
        return None
    if "season" in m:
        return relative(m, Season(m.value("season")), "MID")
    return relative(m, Relative(m.value("one")), "MID") if m.value("one") in ("year", "month", "week") else None


def whole_year(m: Match) -> Node | None:
    """`the full year`, `the whole month`, `all year`."""
    if m.word("edge") not in ("full", "whole", "entire") or m.value("one") in CLOCK or m.value("one") == "day":
        return None
    return relative(m, Relative(m.value("one")))


def earlier_this(m: Match) -> Node | None:
    """`earlier this week`, `later this year`."""
    node = m["X"]
    if not isinstance(node.expression, Relative) or node.silent or node.mod:
        return None
    return combining.child(m, node.expression) if m.reading.tokens[m.first.first].lower in ("earlier", "later") else None
