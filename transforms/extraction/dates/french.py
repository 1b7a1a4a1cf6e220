"""French dates: the words, and where they stand."""

from typing import Final

from transforms.extraction.dates import combining, continental, rules
from transforms.extraction.dates.expressions import FUTURE, PAST, Relative
from transforms.extraction.dates.grammar import Language, Rule
from transforms.extraction.dates.vocabulary import numbered, vocabulary, words_of

_ROMAN: Final = "i/ier ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi"

WORDS: Final = vocabulary(
    [
        *numbered(
            "mon",
            "janvier/janv février/fevrier/févr mars avril mai juin juillet/juil août/aout septembre/sept octobre/oct "
            "novembre/nov décembre/decembre/déc",
        ),
        *numbered("dow", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
        *numbered("dows", "lundis mardis mercredis jeudis vendredis samedis dimanches"),
        *numbered("word", "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", first=2),
        *numbered("word", "vingt trente quarante cinquante soixante", first=20, step=10),
        ("word", "cent", 100),
        *numbered(
            "place",
            "premier/première/premiers/premières deuxième/second/seconde/deuxièmes troisième quatrième cinquième sixième "
            "septième huitième neuvième dixième onzième douzième",
        ),
        *(("place", f"{word.split('/')[0]}e {word.split('/')[-1]}ème", n) for n, word in enumerate(_ROMAN.split()[1:], 2)),
        ("one", "jour journée", "day"),
        ("many", "jours", "day"),
        ("one", "semaine", "week"),
        ("many", "semaines", "week"),
        ("one", "mois", "month"),
        ("one", "trimestre", "quarter"),
        ("many", "trimestres", "quarter"),
        ("one", "semestre", "half"),
        ("one", "an année", "year"),
        ("many", "ans années", "year"),
        ("one", "décennie", "decade"),
        ("many", "décennies", "decade"),
        ("one", "siècle", "century"),
        ("many", "siècles", "century"),
        ("one", "heure", "hour"),
        ("many", "heures", "hour"),
        ("one", "minute", "minute"),
        ("many", "minutes", "minute"),
        ("many", "secondes", "second"),
        ("period", "période", None),
        ("the", "le la les l' l’", None),
        ("a", "un une", 1),
        ("of", "de d' d’ des", None),
        ("from", "du", None),
        ("last", "dernier dernière derniers dernières passé passée passés passées écoulé écoulée", -1),
        ("next", "prochain prochaine prochains prochaines", 1),
        ("this", "ce cet cette ces", 0),
        ("same", "même mêmes", None),
        ("prev", "précédent précédente précédents précédentes", -1),
        ("foll", "suivant suivante", 1),
        ("ago", "y", None),
        ("have", "a", None),
        ("more", "plus", None),
        ("before", "tôt auparavant avant", None),
        ("after", "tard", None),
        ("edge", "début commencement", "START"),
        ("edge", "milieu courant", "MID"),
        ("edge", "fin", "END"),
        ("edge", "reste", ""),
        ("mod", "mi", "MID"),
        ("season", "printemps", "SP"),
        ("season", "été", "SU"),
        ("season", "automne", "FA"),
        ("season", "hiver", "WI"),
        ("part", "matin matinée", "MO"),
        ("part", "soir soirée", "EV"),
        ("part", "nuit", "NI"),
        ("deic", "aujourd'hui aujourd’hui", Relative("day")),
        ("deic", "hier", Relative("day", -1)),
        ("deic", "demain", Relative("day", 1)),
        ("told", "veille", ("day", -1)),
        ("told", "lendemain", ("day", 1)),
        ("vague", "maintenant actuellement désormais", "PRESENT_REF"),
        ("vague", "récemment", "PAST_REF"),
        ("fisc", "exercice", "fiscal"),
        ("every", "chaque tous toutes", None),
        ("per", "par", None),
        ("adv", "quotidiennement", "P1D"),
        ("adv", "hebdomadairement", "P1W"),
        ("adv", "mensuellement", "P1M"),
        ("adv", "annuellement", "P1Y"),
        ("some", "quelques plusieurs", None),
        ("to", "à au jusqu' jusqu’", None),
        ("and", "et", None),
        ("between", "entre", None),
    ]
)

NAMES: Final = [
    Rule("fr.date.numeric", "full", rules.full),
    Rule("fr.date.day_month", "(dow comma?)? the? day mon (dot? year)?", rules.day_month),
    Rule("fr.date.days_month", "day (dash|to|and) end:day mon year?", rules.days_of_month),
    Rule("fr.date.month_year", "mon dot? year", rules.month_year),
    Rule("fr.date.month", "mon", rules.month),
    Rule("fr.date.month_relative", "mon last", continental.month("last")),
    Rule("fr.date.month_relative", "mon next", continental.month("next")),
    Rule("fr.date.year", "year", continental.year),
    Rule("fr.date.calendar_year", "(the|from)? fisc year", continental.fiscal),
    Rule("fr.date.calendar_year", "the? one year", continental.fiscal),
    Rule("fr.date.years", "(the|from)? fisc year (dash|slash) end:short", rules.years),
    Rule("fr.date.years", "(the|from)? fisc year (dash|slash) end:year", rules.years),
    Rule("fr.date.years", "year (dash|slash) end:short", rules.years),
    Rule("fr.date.years", "year dash end:year", rules.years),
    Rule("fr.date.decade", "(the|this)? unit (year|num)", continental.decade),
    Rule("fr.date.century", "the? ordinal unit", continental.century),
    Rule("fr.date.quarter", "the? ord unit", continental.ordinal_part),
    Rule("fr.date.quarter", "the? ord unit of? year", continental.ordinal_part),
    Rule("fr.date.label", "label year?", rules.label),
    Rule("fr.date.weekday", "dow", rules.weekday),
    Rule("fr.date.weekday_last", "the? dow last", continental.weekday("last")),
    Rule("fr.date.weekday_next", "the? dow next", continental.weekday("coming")),
    Rule("fr.date.weekday_this", "this dow", continental.weekday("this")),
    Rule("fr.date.season", "(the|this)? season year?", continental.season),
    Rule("fr.date.season_relative", "the? season last", rules.relative_season("last")),
    Rule("fr.date.season_relative", "the? season next", rules.relative_season("next")),
    Rule("fr.date.season_relative", "this season", rules.relative_season("this")),
    Rule("fr.date.deictic", "deic", rules.deictic),
    Rule("fr.date.told", "the told", continental.told),
    Rule("fr.date.vague", "vague", rules.vague),
    Rule("fr.date.relative", "the? unit last", continental.unit(-1)),
    Rule("fr.date.relative", "this last unit", continental.unit(-1)),
    Rule("fr.date.relative", "the? unit next", continental.unit(1)),
    Rule("fr.date.relative", "the? next unit", continental.unit(1)),
    Rule("fr.date.relative", "this unit", continental.unit(0)),
    Rule("fr.date.part", "(the|from) unit", continental.the_unit),
    Rule("fr.date.same", "the? same (unit|period)", continental.same),
    Rule("fr.date.previous", "the? (unit|period) (prev|foll)", continental.previous),
    Rule("fr.date.ago", "ago have (num|a|some) unit", continental.ago),
    Rule("fr.date.earlier", "(num|a) unit more before", continental.earlier),
    Rule("fr.date.earlier", "(num|a) unit before", continental.earlier),
    Rule("fr.date.parts", "the? num? ord num? unit", continental.parts),
    Rule("fr.time.part", "this part", continental.day_part),
    Rule("fr.set.every", "every the? num? unit", continental.every),
    Rule("fr.set.every", "every the? (dow|dows)", continental.every),
    Rule("fr.set.per", "per unit", continental.per),
    Rule("fr.set.adverb", "adv", continental.adverb),
    Rule("fr.duration.last", "(the|this)? num (last|next) unit", continental.counted_length),
    Rule("fr.duration.count", "num (dash? and? tail:word)? unit", continental.length),
    Rule("fr.duration.one", "a unit", continental.one_length),
    Rule("fr.duration.some", "some unit", continental.some_length),
]

MADE: Final = [
    Rule("fr.time.part", "X part", combining.day_part),
    Rule("fr.date.modified", "the? mod dash? X", combining.modified),
    Rule("fr.date.edge", "the? edge (of|from)? X", combining.edge),
    Rule("fr.date.part_of", "child:X (of|from) parent:X", combining.part_of),
    Rule("fr.date.part_of", "child:X parent:X", combining.part_of),
    Rule("fr.date.in_year", "child:X (of|from)? parent:X", combining.in_year),
]

SPANS: Final = [
    Rule("fr.date.span", "start:X (to|dash) end:X", combining.span),
    Rule("fr.date.span", "between start:X and end:X", combining.span),
]

LANGUAGE: Final = Language(
    name="fr",
    words=WORDS,
    bounds={
        **dict.fromkeys([("environ",), ("près", "de"), ("presque",), ("quelque",), ("près", "d'"), ("à", "peine")], "APPROX"),
        **dict.fromkeys([("plus", "de"), ("plus", "d'"), ("plus", "d’")], "MORE_THAN"),
        **dict.fromkeys([("moins", "de"), ("moins", "d'"), ("moins", "d’")], "LESS_THAN"),
        ("au", "moins"): "EQUAL_OR_MORE",
        ("jusqu'", "à"): "EQUAL_OR_LESS",
        ("au", "plus"): "EQUAL_OR_LESS",
    },
    layers=(NAMES, MADE, MADE, SPANS),
    tenses={
        **dict.fromkeys(
            words_of(
                "a ont avait avaient est sont était étaient fut furent fit depuis contre après dit ouvert mort pris mis soit"
            ),
            PAST,
        ),
        **dict.fromkeys(
            words_of(
                "doit doivent devrait devraient peut peuvent pourrait va vont prévoit prévoient prévu prévue "
                "prévus attendu attendue attend entend compte d'ici prochain prochaine avant"
            ),
            FUTURE,
        ),
    },
    endings=(
        *(
            (ending, FUTURE)
            for ending in ("era", "ira", "dra", "tra", "ura", "rra", "eront", "iront", "dront", "tront", "uront", "rront")
        ),
        *((ending, PAST) for ending in ("ées", "és", "ée", "é", "ait", "aient", "èrent")),
    ),
    short=words_of("janv févr juil sept oct nov déc"),
    ordinals=words_of("er e ème eme ère nd nde"),
    figures=words_of(
        "% pour million millions milliard milliards mille km kilomètres mètres tonnes barils dollars "
        "euros personnes morts fois points point hectares habitants kg litres"
    ),
    after_year=words_of(
        "et ou à le la les un une en au aux par quand lorsque après avant est a ont était furent fut avec "
        "mais pour de du qui que il elle"
    ),
    articles=words_of("le la les du"),
    bare_edges=words_of("début fin courant"),
    from_words=words_of("du depuis"),
    until_words=words_of("jusqu' jusqu’"),
    month_cues=words_of("en de d' d’ fin début"),
    year_cues=words_of(
        "en depuis de d' d’ fin début pour à entre avant après dès jusqu'en sur que an année courant été "
        "automne hiver printemps vers du qu' contre"
    ),
    joints=words_of("et ou , à"),
    plurals=words_of("jours semaines trimestres ans années décennies siècles"),
    ages=words_of("âgé âgée âgés âgées âge"),
    ago_openers=words_of("il"),
    season_cues=words_of("en l' l’ cet d' d’ à cette au"),
)
