"""English words of dates, by class (see `grammar.CLASSES`), with the cues of tense."""

from typing import Any, Final

from transforms.extraction.dates.expressions import FUTURE, PAST, PartOfDay, Relative

_NUMBERS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_TENS: Final = "thirty forty fifty sixty seventy eighty ninety hundred"
_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_MONTHS: Final = (
    "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sept sep,october oct,november nov,"
    "december dec"
)
_WEEKDAYS: Final = "monday mon,tuesday tue tues,wednesday wed,thursday thu thur thurs,friday fri,saturday sat,sunday sun"


def _lexicon() -> dict[str, tuple[str, Any]]:
    words: dict[str, tuple[str, Any]] = {}

    def add(code: str, listed: str, value: Any = None) -> None:
        for word in listed.split():
            words[word] = (code, value)

    for number, names in enumerate(_MONTHS.split(","), 1):
        add("M", names, number)
    for number, names in enumerate(_WEEKDAYS.split(","), 1):
        add("W", names, number)
        words[names.split()[0] + "s"] = ("V", number)
    for number, name in enumerate(_NUMBERS.split()):
        add("w", name, number)
    for number, name in enumerate(_TENS.split(), 3):
        add("w", name, number * 10)
    for number, name in enumerate(_ORDINALS.split(), 1):
        add("o", name, number)
    for grain in ("day", "week", "weekend", "month", "quarter", "year", "decade", "century", "hour", "minute", "fortnight"):
        add("U", grain, grain)
        add("u", grain[:-1] + "ies" if grain.endswith("y") and grain != "day" else grain + "s", grain)
    add("u", "seconds", "second")
    add("U", "semester", "half")
    add("h", "half", 2)
    add("O", "period")
    add("T", "the")
    add("A", "a an", 1)
    add("f", "of")
    add("L", "last past final", -1)
    add("N", "next coming upcoming", 1)
    add("I", "this current", 0)
    add("Z", "same that corresponding comparable")
    add("P", "previous preceding prior", -1)
    add("F", "following", 1)
    add("g", "ago")
    add("e", "earlier before previously")
    add("l", "later after afterwards")
    add("m", "early", "START")
    add("m", "mid", "MID")
    add("m", "late", "END")
    add("b", "start beginning outset opening", "START")
    add("b", "middle", "MID")
    add("b", "end close", "END")
    add("b", "whole rest remainder course all full entire", "")
    add("s", "spring", "SP")
    add("s", "summer", "SU")
    add("s", "autumn fall", "FA")
    add("s", "winter", "WI")
    add("p", "morning", "MO")
    add("p", "afternoon", "AF")
    add("p", "evening", "EV")
    add("p", "night", "NI")
    add("t", "today", Relative("day"))
    add("t", "yesterday", Relative("day", -1))
    add("t", "tomorrow", Relative("day", 1))
    add("t", "tonight", PartOfDay(Relative("day"), "NI"))
    add("x", "now nowadays currently", "PRESENT_REF")
    add("x", "recently lately", "PAST_REF")
    add("R", "recent")
    add("c", "fiscal financial", "fiscal")
    add("c", "calendar", "calendar")
    add("E", "every each")
    for word, value in (("daily", "P1D"), ("weekly", "P1W"), ("monthly", "P1M"), ("quarterly", "P1Q"), ("yearly", "P1Y")):
        add("a", word, value)
    add("a", "annually", "P1Y!")
    add("v", "several few couple many some")
    add("r", "to through thru until till")
    add("&", "and")
    add("k", "between")
    add("j", "from")
    add("D", "ended ending")
    return words


WORDS: Final = _lexicon()

BOUNDS: Final[dict[tuple[str, ...], str]] = {
    **dict.fromkeys([("nearly",), ("almost",), ("about",), ("around",), ("some",), ("roughly",), ("approximately",)], "APPROX"),
    **dict.fromkeys([("close", "to"), ("an", "estimated"), ("just", "under"), ("virtually",), ("barely",)], "APPROX"),
    **dict.fromkeys([("more", "than"), ("over",), ("just", "over"), ("longer", "than"), ("well", "over")], "MORE_THAN"),
    **dict.fromkeys([("at", "least"), ("no", "fewer", "than"), ("no", "less", "than")], "EQUAL_OR_MORE"),
    **dict.fromkeys([("less", "than"), ("under",), ("fewer", "than"), ("well", "under")], "LESS_THAN"),
    **dict.fromkeys([("up", "to"), ("at", "most"), ("no", "more", "than"), ("as", "many", "as")], "EQUAL_OR_LESS"),
}
"""Words before a duration that say how it compares (TIMEX3 `mod`)."""

YEAR_CUES: Final = frozenset(
    [
        "in",
        "since",
        "by",
        "from",
        "of",
        "during",
        "until",
        "till",
        "than",
        "on",
        "for",
        "over",
        "against",
        "after",
        "before",
        "between",
        "through",
        "versus",
        "vs",
        "late",
        "early",
        "mid",
        "end",
        "year",
        "around",
        "circa",
        "calendar",
        "about",
        "pre",
        "post",
        "summer",
        "autumn",
        "winter",
        "spring",
    ]
)
"""Words after which four digits are a year."""

FIGURES: Final = frozenset(
    [
        "%",
        "percent",
        "per",
        "pct",
        "pc",
        "million",
        "billion",
        "trillion",
        "bn",
        "mn",
        "m",
        "thousand",
        "hundred",
        "km",
        "kilometres",
        "kilometers",
        "miles",
        "metres",
        "meters",
        "tonnes",
        "tons",
        "barrels",
        "dollars",
        "euros",
        "pounds",
        "yen",
        "yuan",
        "points",
        "point",
        "votes",
        "seats",
        "troops",
        "homes",
        "jobs",
        "people",
        "kg",
        "litres",
        "liters",
        "degrees",
        "others",
        "hectares",
        "acres",
        "feet",
        "square",
        "cubic",
        "times",
        "shares",
        "passengers",
        "megawatts",
        "mw",
        "dead",
        "cases",
        "units",
    ]
)
"""Words after a number that make it an amount, and no day and no year."""

AFTER_YEAR: Final = frozenset(
    [
        "and",
        "or",
        "to",
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "when",
        "after",
        "before",
        "as",
        "was",
        "were",
        "is",
        "had",
        "has",
        "when",
        "while",
        "until",
        "but",
        "with",
        "for",
        "from",
        "which",
        "that",
        "it",
        "he",
        "she",
        "they",
        "under",
        "during",
        "because",
        "where",
        "through",
    ]
)
"""Words that may follow a year before 1900: `in 1848 the`, and not `in 1500 cases`."""

AFTER_YEARS: Final = frozenset(["levels", "level"])

TENSES: Final[dict[str, int]] = {
    **dict.fromkeys(
        [
            "said",
            "was",
            "were",
            "had",
            "did",
            "told",
            "rose",
            "fell",
            "grew",
            "began",
            "met",
            "went",
            "made",
            "won",
            "shot",
            "held",
            "came",
            "took",
            "left",
            "struck",
            "hit",
            "led",
            "cut",
            "paid",
            "sold",
            "bought",
            "sent",
            "saw",
            "gave",
            "got",
            "became",
            "brought",
            "found",
            "kept",
            "lost",
            "put",
            "ran",
            "set",
            "spent",
            "stood",
            "thought",
            "wrote",
            "shrank",
            "sank",
            "slid",
            "spoke",
            "broke",
            "flew",
            "drove",
            "drew",
            "chose",
            "froze",
            "hid",
            "burst",
            "beat",
            "bid",
            "cost",
            "dealt",
            "fought",
            "built",
            "sought",
            "taught",
            "caught",
            "lent",
            "shut",
            "swept",
            "swung",
            "tore",
            "wore",
            "slipped",
            "against",
            "than",
            "compared",
            "after",
            "ago",
            "since",
            "have",
            "has",
            "been",
            "been",
        ],
        PAST,
    ),
    **dict.fromkeys(
        [
            "will",
            "shall",
            "would",
            "could",
            "may",
            "might",
            "should",
            "must",
            "can",
            "due",
            "expected",
            "expects",
            "expect",
            "scheduled",
            "planned",
            "plans",
            "plan",
            "plans",
            "be",
            "begins",
            "starts",
            "opens",
            "reconvenes",
            "resumes",
            "meets",
            "returns",
            "votes",
            "expires",
            "ends",
            "closes",
            "faces",
            "runs",
            "hosts",
            "travels",
            "visits",
            "holds",
            "plays",
            "kicks",
            "arrives",
            "leaves",
            "reports",
            "publishes",
            "takes",
            "goes",
            "comes",
            "parade",
            "close",
            "open",
            "start",
            "begin",
            "meet",
            "vote",
            "resume",
            "return",
            "ahead",
            "deadline",
            "deadlines",
            "slated",
            "poised",
            "ready",
            "hopes",
            "aims",
            "wants",
            "intends",
            "promises",
            "threatens",
            "forthcoming",
            "until",
            "set",
        ],
        FUTURE,
    ),
}
"""Verbs and cues: what happened, and what is to come. The present of a verb of schedules looks ahead."""

ENDINGS: Final = (("'ll", FUTURE), ("’ll", FUTURE), ("ed", PAST))
