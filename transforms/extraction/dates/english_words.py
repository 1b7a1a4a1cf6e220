"""English words of dates, by class (see `grammar.CLASSES`), with the cues of tense."""

from typing import Final

from transforms.extraction.dates.expressions import FUTURE, PAST, Relative
from transforms.extraction.dates.stretches import PartOfDay
from transforms.extraction.dates.vocabulary import numbered, vocabulary, words_of

_GRAINS: Final = ("day", "week", "weekend", "month", "quarter", "year", "decade", "century", "hour", "minute", "fortnight")

WORDS: Final = vocabulary(
    [
        *numbered(
            "mon",
            "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct "
            "november/nov december/dec",
        ),
        *numbered(
            "dow", "monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thur/thurs friday/fri saturday/sat sunday/sun"
        ),
        *numbered("dows", "mondays tuesdays wednesdays thursdays fridays saturdays sundays"),
        *numbered(
            "word",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty",
            first=0,
        ),
        *numbered("word", "thirty forty fifty sixty seventy eighty ninety hundred", first=30, step=10),
        *numbered(
            "place",
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth twentieth",
        ),
        *(("one", f"{grain}", grain) for grain in _GRAINS),
        *(("many", f"{grain}s", grain) for grain in _GRAINS),
        ("many", "centuries", "century"),
        ("many", "nights", "day"),
        ("many", "seconds", "second"),
        ("one", "semester", "half"),
        ("half", "half", 2),
        ("period", "period", None),
        ("the", "the", None),
        ("a", "a an", 1),
        ("of", "of", None),
        ("last", "last past final", -1),
        ("next", "next coming upcoming", 1),
        ("this", "this current", 0),
        ("same", "same that corresponding comparable", None),
        ("prev", "previous preceding prior", -1),
        ("foll", "following", 1),
        ("ago", "ago", None),
        ("before", "earlier before previously", None),
        ("after", "later after afterwards", None),
        ("mod", "early", "START"),
        ("mod", "mid", "MID"),
        ("mod", "late", "END"),
        ("edge", "start beginning outset opening", "START"),
        ("edge", "middle", "MID"),
        ("edge", "end close", "END"),
        ("edge", "whole rest remainder course all full entire", ""),
        ("season", "spring", "SP"),
        ("season", "summer", "SU"),
        ("season", "autumn fall", "FA"),
        ("season", "winter", "WI"),
        ("part", "morning", "MO"),
        ("part", "afternoon", "AF"),
        ("part", "evening", "EV"),
        ("part", "night", "NI"),
        ("deic", "today", Relative("day")),
        ("deic", "yesterday", Relative("day", -1)),
        ("deic", "tomorrow", Relative("day", 1)),
        ("deic", "tonight", PartOfDay(Relative("day"), "NI")),
        ("vague", "now nowadays currently", "PRESENT_REF"),
        ("vague", "recently lately", "PAST_REF"),
        ("recent", "recent", None),
        ("fisc", "fiscal financial", "fiscal"),
        ("fisc", "calendar", "calendar"),
        ("every", "every each", None),
        ("alternate", "other", 2),
        ("adv", "daily", "P1D"),
        ("adv", "weekly", "P1W"),
        ("adv", "monthly", "P1M"),
        ("adv", "quarterly", "P1Q"),
        ("adv", "yearly", "P1Y"),
        ("adv", "annually", "P1Y!"),
        ("some", "several few couple many some", None),
        ("to", "to through thru until till", None),
        ("and", "and", None),
        ("between", "between", None),
        ("from", "from", None),
        ("ended", "ended ending", None),
    ]
)
"""All words of dates. `P1Y!` is a set wherever it stands, the others where no noun follows."""

BOUNDS: Final[dict[tuple[str, ...], str]] = {
    **dict.fromkeys([("nearly",), ("almost",), ("about",), ("around",), ("some",), ("roughly",), ("approximately",)], "APPROX"),
    **dict.fromkeys([("close", "to"), ("an", "estimated"), ("just", "under"), ("virtually",), ("barely",)], "APPROX"),
    **dict.fromkeys([("more", "than"), ("over",), ("just", "over"), ("longer", "than"), ("well", "over")], "MORE_THAN"),
    **dict.fromkeys([("at", "least"), ("no", "fewer", "than"), ("no", "less", "than")], "EQUAL_OR_MORE"),
    **dict.fromkeys([("less", "than"), ("under",), ("fewer", "than"), ("well", "under")], "LESS_THAN"),
    **dict.fromkeys([("up", "to"), ("at", "most"), ("no", "more", "than"), ("as", "many", "as")], "EQUAL_OR_LESS"),
}
"""Words before a duration that say how it compares (TIMEX3 `mod`)."""

YEAR_CUES: Final = words_of(
    "in since by from of during until till than on for over against after before between through versus vs late "
    "early mid end year around circa calendar about pre post summer autumn winter spring"
)
"""Words after which four digits are a year."""

FIGURES: Final = words_of(
    "% percent per pct pc million billion trillion bn mn m thousand hundred km kilometres kilometers miles metres "
    "meters tonnes tons barrels dollars euros pounds yen yuan points point votes seats troops homes jobs people kg "
    "litres liters degrees others hectares acres feet square cubic times shares passengers megawatts mw dead cases "
    "units"
)
"""Words after a number that make it an amount, and no day and no year."""

TOTALS: Final = words_of("average total mean median maximum minimum combined")
"""Nouns after whose `of` four digits are an amount, and no year."""

AFTER_YEAR: Final = words_of(
    "and or to the a an in on at by when after before as was were is had has when while until but with for from "
    "which that it he she they under during because where through"
)
"""Words that may follow a year before 1900: `in 1848 the`, and not `in 1500 cases`."""

AFTER_YEARS: Final = frozenset(["levels", "level"])

TENSES: Final[dict[str, int]] = {
    **dict.fromkeys(
        words_of(
            "said was were had did told rose fell grew began met went made won shot held came took left struck hit led cut "
            "paid sold bought sent saw gave got became brought found kept lost put ran set spent stood thought wrote shrank "
            "sank slid spoke broke flew drove drew chose froze hid burst beat bid cost dealt fought built sought taught "
            "caught lent shut swept swung tore wore slipped against than compared after ago since have has been been"
        ),
        PAST,
    ),
    **dict.fromkeys(
        words_of(
            "will shall would could may might should must can due expected expects expect scheduled planned plans plan "
            "plans be begins starts opens reconvenes resumes meets returns votes expires ends closes faces runs hosts "
            "travels visits holds plays kicks arrives leaves reports publishes takes goes comes begin meet resume run "
            "close open start return ahead deadline deadlines slated poised ready hopes aims wants intends promises "
            "threatens forthcoming until set"
        ),
        FUTURE,
    ),
}
"""Verbs and cues: what happened, and what is to come. The present of a verb of schedules looks ahead."""


ENDINGS: Final = (("'ll", FUTURE), ("’ll", FUTURE), ("ed", PAST))
