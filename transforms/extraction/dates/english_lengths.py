"""Makers of English durations and sets."""

from typing import Any, Final

from transforms.extraction.dates import rules
from transforms.extraction.dates.english_words import AFTER_YEAR, WORDS
from transforms.extraction.dates.expressions import Fixed
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.intervals import MONTHS_OF
from transforms.extraction.dates.rules import CLOCK, duration, made, relative
from transforms.extraction.dates.vocabulary import words_of

_LASTING: Final = words_of(
    "for in within after over than nearly almost about around under least to lasted lasts lasting took takes taking spent "
    "during just half once twice another only every"
)
"""Words after which `a week` is a duration."""

_BEFORE_MODIFIERS: Final = words_of("a an the its his her their first")
_NO_NOUN: Final = AFTER_YEAR | words_of("of for per than ago earlier later against")
_MODALS: Final = words_of("to will would could may might must can should")


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
    if after in ("old",) or (m.after() == "of" and m.after(2) == "age"):
        return True
    return m.before() in ("aged", "age", "ages")


def _modifies(m: Match) -> bool:
    """`a 15 minute delay`: a length without a hyphen that a noun follows, after an article."""
    following = m.token_after()
    noun = following is not None and following.kind == "word" and following.text.islower() and not following.glued
    return noun and m.after() not in _NO_NOUN and m.before() in _BEFORE_MODIFIERS


def duration_of(m: Match) -> Node | None:
    """`four months`, `36-hour`, `twenty-one years`; a length that is an age is a quantity, and no date."""
    count, grain = _count(m), m.value("unit")
    if count is None or grain == "half" or _aged(m) or (grain == "weekend" and m["unit"].code == "U"):
        return None
    if m["unit"].code == "U" and "dash" not in m and count != 1 and not _modifies(m):
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


_LOWER: Final = {"year": ("month", "week", "day"), "month": ("week", "day"), "week": ("day",), "day": ("hour", "minute"),
    "hour": ("minute", "second"), "minute": ("second",)}  # fmt: skip


def compound(m: Match) -> Node | None:
    """`two years and six months`, `2 hours, 30 minutes`."""
    count, grain, tail, low = m.value("num"), m.value("unit"), m.value("tail"), m.value("low")
    whole = isinstance(count, int) and isinstance(tail, int) and count > 0
    if not whole or low not in _LOWER.get(grain, ()) or _aged(m) or m.after() in ("ago", "earlier", "later", "before", "after"):
        return None
    first, second = duration(count, grain).value, duration(tail, low).value
    clock = "" if grain in CLOCK or low not in CLOCK else "T"
    return rules.bounded(m, made(m, Fixed("DURATION", first + clock + second.lstrip("PT"))))


def duration_and_half(m: Match) -> Node | None:
    """`two and a half years`."""
    count = m.value("num")
    if not isinstance(count, int) or _aged(m):
        return None
    return rules.bounded(m, made(m, duration(f"{count}.5", m.value("unit"))))


def unit_and_half(m: Match) -> Node:
    """`a decade and a half`."""
    count, grain = {"decade": ("15", "year"), "century": ("150", "year")}.get(m.value("unit"), ("1.5", m.value("unit")))
    return rules.bounded(m, made(m, duration(count, grain)))


def half_unit(m: Match) -> Node | None:
    """`half an hour`, `half a century`, `a half hour`."""
    if m["unit"].code == "u":
        return None
    minutes = {"hour": ("30", "minute"), "year": ("6", "month"), "decade": ("5", "year"), "century": ("50", "year")}
    count, grain = minutes.get(m.value("unit"), ("0.5", m.value("unit")))
    return rules.bounded(m, made(m, duration(count, grain)))


def a_unit(m: Match) -> Node | None:
    """`a week`: a duration after a word of lasting or before `of`; a set after something counted (`7,000 shells a day`)."""
    grain, before = m.value("unit"), m.before()
    if _aged(m) or grain in ("weekend", "quarter", "half"):
        return None
    if before in ("once", "twice", "times"):
        counted = before == "times" and (m.before(2).isdecimal() or m.before(2) in WORDS or m.before(2) == "several")
        return Node("X", m.first.first - 1 - counted, m.last.last, None, Fixed("SET", duration(1, grain).value))
    lasting = before in _LASTING or grain == "fortnight"
    told = m.after() in ("of", "after", "later", "before", "into") and grain not in CLOCK and m.value("a") == 1
    if lasting or (told and before not in ("on", "of")):
        return rules.bounded(m, made(m, duration(1, grain), value=("span", 1, grain) if grain in MONTHS_OF else None))
    start = m.first.first
    counted = any(token.kind == "number" for token in m.reading.tokens[max(0, start - 6) : start])
    if counted and grain not in CLOCK and start and m.reading.tokens[start - 1].kind == "word":
        return made(m, Fixed("SET", duration(1, grain).value))
    return None


def weekends(m: Match) -> Node | None:
    """`on weekends`, `at weekends`."""
    return made(m, Fixed("SET", "P1WE")) if m.value("many") == "weekend" and m.before() in ("on", "at") else None


def some_units(m: Match) -> Node | None:
    """`several weeks`, `a few days`, `a couple of years`."""
    word = m.word("some")
    if word in ("some", "many") or _aged(m):
        return None
    return made(m, duration(2 if word == "couple" else "X", m.value("unit")))


def with_count(m: Match) -> Node | None:
    """`the past five years`, `the next two decades`; as a part (`the last two months of 2021`) it is turned by `_part_of`."""
    count, grain = m.value("num"), m.value("unit")
    if (m.before() in _MODALS and "the" not in m) or count is None or grain == "weekend":
        return None
    parts = ("parts", -1, count, grain) if "last" in m and isinstance(count, int) else None
    return made(m, duration(count, grain), value=parts)


def with_some(m: Match) -> Node | None:
    """`the past few years`."""
    return made(m, duration(2 if m.word("some") == "couple" else "X", m.value("unit")))


def coming_units(m: Match) -> Node | None:
    """`coming weeks`, `recent years`."""
    return relative(m, Fixed("DATE", "FUTURE_REF" if "next" in m else "PAST_REF"))


def every(m: Match) -> Node | None:
    """`every Monday`, `each month`, `every two weeks`, `every other day`."""
    if "dow" in m:
        return made(m, Fixed("SET", f"XXXX-WXX-{m.value('dow')}"))
    count = m.value("alternate") or (2 if m.value("ord") == 2 else m.value("num") or 1)
    if m["unit"].code == "u" and count == 1:
        return None
    return made(m, Fixed("SET", duration(count, m.value("unit")).value))


def every_part(m: Match) -> Node:
    """`every morning`."""
    return made(m, Fixed("SET", f"T{m.value('part')}"))


def weekdays(m: Match) -> Node | None:
    """`on Mondays`."""
    if not m.reading.tokens[m.first.first].text[0].isupper() or (m.token_after() is not None and m.after() == "'"):
        return None
    return made(m, Fixed("SET", f"XXXX-WXX-{m.value('dows')}"))


def adverb(m: Match) -> Node | None:
    """`annually`, and `weekly` where no noun follows it."""
    value, following = m.value("adv"), m.token_after()
    if not value.endswith("!"):
        free = following is None or (following.kind == "mark" and following.text not in '-"”’') or following.lower in AFTER_YEAR
        if not free or m.before() in ("the", "a", "-", "“", '"', "’") or not m.reading.tokens[m.first.first].text.islower():
            return None
    return made(m, Fixed("SET", value.rstrip("!")))
