"""German dates: the words, and where they stand."""

from typing import Final

from transforms.extraction.dates import combining, continental, rules
from transforms.extraction.dates.expressions import FUTURE, PAST, Relative, Weekday
from transforms.extraction.dates.grammar import Language, Rule
from transforms.extraction.dates.stretches import PartOfDay
from transforms.extraction.dates.vocabulary import numbered, vocabulary, words_of

_WEEKDAYS: Final = "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag"
_PARTS: Final = (
    ("morgen", "MO"),
    ("vormittag", "MO"),
    ("mittag", "MI"),
    ("nachmittag", "AF"),
    ("abend", "EV"),
    ("nacht", "NI"),
)
_ADJECTIVE: Final = ("e", "en", "em", "er", "es")


def _forms(*stems: str) -> str:
    """The inflected forms of adjectives."""
    return " ".join(stem + ending for stem in stems for ending in _ADJECTIVE)


WORDS: Final = vocabulary(
    [
        *numbered(
            "mon",
            "januar/jänner/jan februar/feber/feb märz april/apr mai juni juli august/aug september/sept "
            "oktober/okt november/nov dezember/dez",
        ),
        *numbered("dow", _WEEKDAYS),
        *numbered("dows", "montags dienstags mittwochs donnerstags freitags samstags sonntags"),
        *(
            ("deic", f"{day}{part} {day}{part}s", PartOfDay(Weekday(number), code))
            for number, days in enumerate(_WEEKDAYS.split(), 1)
            for day in days.split("/")
            for part, code in _PARTS
        ),
        *numbered("word", "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", first=2),
        *numbered("word", "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert", first=20, step=10),
        *(
            (("place"), _forms(stem), n)
            for n, stem in enumerate(
                ["erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt"], 1
            )
        ),
        ("word", "acht", 8),
        ("one", "tag tages", "day"),
        ("many", "tage tagen", "day"),
        ("one", "woche", "week"),
        ("many", "wochen", "week"),
        ("one", "monat monats", "month"),
        ("many", "monate monaten", "month"),
        ("one", "quartal quartals", "quarter"),
        ("many", "quartale quartalen", "quarter"),
        ("one", "halbjahr halbjahres halbjahrs", "half"),
        ("one", "jahr jahres jahrs", "year"),
        ("many", "jahre jahren", "year"),
        ("one", "jahrzehnt jahrzehnts", "decade"),
        ("many", "jahrzehnte jahrzehnten", "decade"),
        ("one", "jahrhundert jahrhunderts", "century"),
        ("many", "jahrhunderte jahrhunderten", "century"),
        ("one", "stunde", "hour"),
        ("many", "stunden", "hour"),
        ("one", "minute", "minute"),
        ("many", "minuten", "minute"),
        ("many", "sekunden", "second"),
        ("period", "zeitraum zeitraums", None),
        ("the", "der die das dem den des", None),
        ("a", "ein eine einem einen einer eines", 1),
        ("of", "von vom", None),
        ("last", _forms("letzt", "vergangen", "vorig"), -1),
        ("next", _forms("nächst", "kommend"), 1),
        ("this", _forms("dies", "laufend"), 0),
        ("same", _forms("gleich", "selb"), None),
        ("same", "desselben demselben", None),
        ("prev", _forms("vorherig", "vorangegangen", "vorhergehend"), -1),
        ("foll", _forms("folgend"), 1),
        ("ago", "vor", None),
        ("before", "zuvor davor vorher früher", None),
        ("after", "später danach", None),
        ("edge", "anfang beginn", "START"),
        ("edge", "mitte", "MID"),
        ("edge", "ende", "END"),
        ("edge", "rest", ""),
        ("season", "frühjahr frühling frühjahrs", "SP"),
        ("season", "sommer sommers", "SU"),
        ("season", "herbst herbsts", "FA"),
        ("season", "winter winters", "WI"),
        *(("part", part, code) for part, code in _PARTS[1:]),
        ("deic", "heute", Relative("day")),
        ("deic", "gestern", Relative("day", -1)),
        ("deic", "vorgestern", Relative("day", -2)),
        ("deic", "morgen", Relative("day", 1)),
        ("deic", "übermorgen", Relative("day", 2)),
        (
            "told",
            "vorjahr vorjahres vorjahrs vorjahreszeitraum vorjahreszeitraums vorjahresmonat vorjahresquartal",
            ("year", -1),
        ),
        ("told", "vormonat vormonats", ("month", -1)),
        ("told", "vorquartal vorquartals", ("quarter", -1)),
        ("told", "vorwoche", ("week", -1)),
        ("told", "vortag vortages vortags", ("day", -1)),
        ("vague", "jetzt derzeit zurzeit momentan", "PRESENT_REF"),
        ("vague", "kürzlich jüngst neulich", "PAST_REF"),
        ("fisc", "geschäftsjahr geschäftsjahres haushaltsjahr", "fiscal"),
        ("every", _forms("jed"), None),
        ("every", "alle", None),
        ("per", "pro je", None),
        ("adv", "täglich", "P1D"),
        ("adv", "wöchentlich", "P1W"),
        ("adv", "monatlich", "P1M"),
        ("adv", "vierteljährlich", "P1Q"),
        ("adv", "jährlich", "P1Y"),
        ("some", "einige einigen mehrere mehreren wenige wenigen", None),
        ("to", "bis", None),
        ("and", "und", None),
        ("between", "zwischen", None),
    ]
)

NAMES: Final = [
    Rule("de.date.numeric", "full", rules.full),
    Rule("de.date.day_month", "(dow comma? the?)? day dot mon (dot? year)?", rules.day_month),
    Rule("de.date.days_month", "day dot (dash|to|and) end:day dot mon year?", rules.days_of_month),
    Rule("de.date.month_year", "mon dot? year", rules.month_year),
    Rule("de.date.month", "mon", rules.month),
    Rule("de.date.month_relative", "last mon", continental.month("last")),
    Rule("de.date.month_relative", "next mon", continental.month("next")),
    Rule("de.date.year", "year", continental.free_year),
    Rule("de.date.calendar_year", "the? (fisc|one|many) year", continental.fiscal),
    Rule("de.date.years", "the? fisc? year (dash|slash) end:short", rules.years),
    Rule("de.date.years", "year dash end:year", rules.years),
    Rule("de.date.decade", "the? dec many", rules.decade),
    Rule("de.date.century", "the? small dot unit", continental.century),
    Rule("de.date.quarter", "ord unit", continental.ordinal_part),
    Rule("de.date.weekday", "dow", rules.weekday),
    Rule("de.date.weekday_last", "last dow", continental.weekday("last")),
    Rule("de.date.weekday_next", "next dow", continental.weekday("coming")),
    Rule("de.date.weekday_this", "this dow", continental.weekday("this")),
    Rule("de.date.season", "season year?", continental.season),
    Rule("de.date.season_relative", "last season", rules.relative_season("last")),
    Rule("de.date.season_relative", "next season", rules.relative_season("next")),
    Rule("de.date.season_relative", "this season", rules.relative_season("this")),
    Rule("de.date.deictic", "deic", rules.deictic),
    Rule("de.date.told", "told", continental.told),
    Rule("de.date.vague", "vague", rules.vague),
    Rule("de.date.relative", "last unit", continental.unit(-1)),
    Rule("de.date.relative", "next unit", continental.unit(1)),
    Rule("de.date.relative", "this unit", continental.unit(0)),
    Rule("de.date.part", "the unit", continental.the_unit),
    Rule("de.date.same", "the? same (unit|period)", continental.same),
    Rule("de.date.previous", "(prev|foll) unit", continental.previous),
    Rule("de.date.ago", "ago (num|a|some) unit", continental.ago),
    Rule("de.date.earlier", "(num|a) unit before", continental.earlier),
    Rule("de.date.parts", "ord num? unit", continental.parts),
    Rule("de.set.every", "every num? unit", continental.every),
    Rule("de.set.every", "every dow", continental.every),
    Rule("de.set.every", "dows", continental.every),
    Rule("de.set.per", "per unit", continental.per),
    Rule("de.set.adverb", "adv", continental.adverb),
    Rule("de.duration.last", "(the|this)? (last|next) num unit", continental.counted_length),
    Rule("de.duration.count", "num unit", continental.length),
    Rule("de.duration.one", "a unit", continental.one_length),
    Rule("de.duration.some", "some unit", continental.some_length),
]

MADE: Final = [
    Rule("de.date.edge", "edge of? X", combining.edge),
    Rule("de.date.part_of", "child:X of? parent:X", combining.part_of),
    Rule("de.date.in_year", "child:X of? parent:X", combining.in_year),
]

SPANS: Final = [
    Rule("de.date.span", "start:X (to|dash) end:X", combining.span),
    Rule("de.date.span", "between start:X and end:X", combining.span),
]

LANGUAGE: Final = Language(
    name="de",
    words=WORDS,
    bounds={
        **dict.fromkeys([("rund",), ("etwa",), ("knapp",), ("fast",), ("ungefähr",)], "APPROX"),
        **dict.fromkeys([("mehr", "als"), ("über",)], "MORE_THAN"),
        **dict.fromkeys([("weniger", "als"), ("unter",)], "LESS_THAN"),
        **dict.fromkeys([("mindestens",), ("wenigstens",)], "EQUAL_OR_MORE"),
        **dict.fromkeys([("bis", "zu"), ("höchstens",), ("maximal",)], "EQUAL_OR_LESS"),
    },
    layers=(NAMES, MADE, MADE, SPANS),
    tenses={
        **dict.fromkeys(
            words_of(
                "war waren hatte hatten hat haben ist sind wurde wurden seit gegenüber gegen stieg stiegen fiel fielen sank "
                "sanken ging gingen nahm nahmen zog zogen gab gaben hob hoben brach brachen wuchs wuchsen lag lagen kam "
                "kamen stand standen blieb blieben verlor verloren gewann gewannen betrug betrugen begann begannen schloss "
                "schlossen bezog bezogen ergab ergaben traf trafen trat traten hielt hielten schrieb sprach starb sprang "
                "beschloss beschlossen erhielt erhielten verließ verließen"
            ),
            PAST,
        ),
        **dict.fromkeys(
            words_of(
                "wird werden soll sollen will wollen muss müssen kann können dürfte dürften könnte könnten plant "
                "geplant erwartet kommenden kommender ab"
            ),
            FUTURE,
        ),
    },
    endings=(("te", PAST), ("ten", PAST)),
    short=words_of("jan feb apr aug sept okt nov dez"),
    figures=words_of(
        "% prozent million millionen milliarde milliarden mio mrd tausend km kilometer meter tonnen "
        "barrel dollar euro menschen personen tote punkte punkt hektar einwohner kg liter mal"
    ),
    after_year=words_of(
        "und oder der die das dem den des ein eine in im an am auf bei nach vor zu zum zur um mit aber "
        "von war waren hat haben ist sind wurde wurden als bis auf gegenüber noch rund"
    ),
    articles=words_of("der die das dem den des"),
    bare_edges=words_of("anfang mitte ende beginn"),
    until_words=words_of(""),
    month_cues=words_of("im von bis seit in anfang mitte ende"),
    year_cues=words_of(
        "in seit von bis jahr jahre jahren jahres anfang mitte ende für gegen ab vor nach als sommer "
        "herbst winter frühjahr zwischen gegenüber um"
    ),
    joints=words_of("und oder , bis"),
    plurals=words_of("tage tagen wochen monate monaten quartale quartalen jahre jahren jahrzehnte jahrzehnten jahrhunderte"),
    ages=words_of("alt alte alten alter jährige jähriger jährigen"),
    season_cues=words_of("im in diesen diesem den dem vergangenen des"),
)
