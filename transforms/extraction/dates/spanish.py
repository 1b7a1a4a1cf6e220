"""Spanish dates: the words, and where they stand."""

from typing import Final

from transforms.extraction.dates import combining, continental, rules
from transforms.extraction.dates.expressions import FUTURE, PAST, Relative
from transforms.extraction.dates.grammar import Language, Rule
from transforms.extraction.dates.stretches import PartOfDay
from transforms.extraction.dates.vocabulary import numbered, vocabulary, words_of

WORDS: Final = vocabulary(
    [
        *numbered(
            "mon",
            "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre/sept octubre noviembre diciembre",
        ),
        *numbered("dow", "lunes martes miércoles/miercoles jueves viernes sábado/sabado domingo"),
        ("dows", "sábados", 6),
        ("dows", "domingos", 7),
        *numbered("word", "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince", first=2),
        *numbered("word", "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien", first=20, step=10),
        *numbered(
            "place",
            "primer/primero/primera/primeros/primeras segundo/segunda tercer/tercero/tercera cuarto/cuarta quinto/quinta "
            "sexto/sexta séptimo/séptima octavo/octava noveno/novena décimo/décima",
        ),
        *numbered("place", "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi"),
        ("one", "día dia jornada", "day"),
        ("many", "días dias jornadas", "day"),
        ("one", "semana", "week"),
        ("many", "semanas", "week"),
        ("one", "mes", "month"),
        ("many", "meses", "month"),
        ("one", "trimestre", "quarter"),
        ("many", "trimestres", "quarter"),
        ("one", "semestre", "half"),
        ("one", "año", "year"),
        ("many", "años", "year"),
        ("one", "década decenio", "decade"),
        ("many", "décadas decenios", "decade"),
        ("one", "siglo", "century"),
        ("many", "siglos", "century"),
        ("one", "hora", "hour"),
        ("many", "horas", "hour"),
        ("one", "minuto", "minute"),
        ("many", "minutos", "minute"),
        ("many", "segundos", "second"),
        ("period", "periodo período lapso", None),
        ("the", "el la los las", None),
        ("a", "un una", 1),
        ("of", "de", None),
        ("from", "del desde", None),
        ("last", "pasado pasada pasados pasadas último última últimos últimas", -1),
        ("next", "próximo próxima próximos próximas", 1),
        ("this", "este esta estos estas", 0),
        ("same", "mismo misma igual", None),
        ("prev", "anterior anteriores previo", -1),
        ("foll", "siguiente", 1),
        ("ago", "hace", None),
        ("before", "antes atrás", None),
        ("after", "después", None),
        ("edge", "principios comienzos inicios principio comienzo inicio", "START"),
        ("edge", "mediados", "MID"),
        ("edge", "finales fines fin final", "END"),
        ("edge", "resto", ""),
        ("season", "primavera", "SP"),
        ("season", "verano", "SU"),
        ("season", "otoño", "FA"),
        ("season", "invierno", "WI"),
        ("part", "tarde", "AF"),
        ("part", "noche", "NI"),
        ("part", "madrugada", "MO"),
        ("deic", "hoy", Relative("day")),
        ("deic", "ayer", Relative("day", -1)),
        ("deic", "mañana", Relative("day", 1)),
        ("deic", "anoche", PartOfDay(Relative("day", -1), "NI")),
        ("deic", "anteayer", Relative("day", -2)),
        ("told", "víspera", ("day", -1)),
        ("vague", "ahora actualmente", "PRESENT_REF"),
        ("vague", "recientemente", "PAST_REF"),
        ("fisc", "ejercicio", "fiscal"),
        ("every", "cada todos todas", None),
        ("per", "al por", None),
        ("adv", "diariamente", "P1D"),
        ("adv", "semanalmente", "P1W"),
        ("adv", "mensualmente", "P1M"),
        ("adv", "anualmente", "P1Y"),
        ("some", "varios varias algunos algunas pocos pocas", None),
        ("to", "a hasta", None),
        ("and", "y", None),
        ("between", "entre", None),
    ]
)

NAMES: Final = [
    Rule("es.date.numeric", "full", rules.full),
    Rule("es.date.day_month", "(the? dow comma?)? the? day of mon ((of|from)? year)?", rules.day_month),
    Rule("es.date.days_month", "day (dash|to|and|per) end:day of mon ((of|from) year)?", rules.days_of_month),
    Rule("es.date.month_year", "mon (of|from)? year", rules.month_year),
    Rule("es.date.month", "mon", rules.month),
    Rule("es.date.month_relative", "mon last", continental.month("last")),
    Rule("es.date.month_relative", "the last mon", continental.month("last")),
    Rule("es.date.month_relative", "the next mon", continental.month("next")),
    Rule("es.date.month_relative", "mon next", continental.month("next")),
    Rule("es.date.year", "year", continental.year),
    Rule("es.date.calendar_year", "(the|from)? (fisc|one) year", continental.fiscal),
    Rule("es.date.years", "(the|from)? fisc year (dash|slash) end:short", rules.years),
    Rule("es.date.years", "(the|from)? fisc year (dash|slash) end:year", rules.years),
    Rule("es.date.years", "year (dash|slash) end:short", rules.years),
    Rule("es.date.years", "year dash end:year", rules.years),
    Rule("es.date.decade", "(the|this)? unit (year|num)", continental.decade),
    Rule("es.date.decade", "the? unit of (the many)? (year|num)", continental.decade),
    Rule("es.date.century", "the? unit ordinal", continental.century),
    Rule("es.date.quarter", "the? ord unit", continental.ordinal_part),
    Rule("es.date.quarter", "the? ord unit (of|from)? year", continental.ordinal_part),
    Rule("es.date.label", "label (of|from)? year?", rules.label),
    Rule("es.date.weekday", "dow", rules.weekday),
    Rule("es.date.weekday_last", "the? dow last", continental.weekday("last")),
    Rule("es.date.weekday_last", "the last dow", continental.weekday("last")),
    Rule("es.date.weekday_next", "the next dow", continental.weekday("coming")),
    Rule("es.date.weekday_next", "the? dow next", continental.weekday("coming")),
    Rule("es.date.weekday_this", "this dow", continental.weekday("this")),
    Rule("es.date.season", "(the|this)? season (of|from)? year", continental.season),
    Rule("es.date.season", "(the|this)? season", continental.season),
    Rule("es.date.season_relative", "the last season", rules.relative_season("last")),
    Rule("es.date.season_relative", "the? season last", rules.relative_season("last")),
    Rule("es.date.season_relative", "the next season", rules.relative_season("next")),
    Rule("es.date.season_relative", "the? season next", rules.relative_season("next")),
    Rule("es.date.season_relative", "this season", rules.relative_season("this")),
    Rule("es.date.deictic", "deic", continental.deictic),
    Rule("es.date.told", "the told", continental.told),
    Rule("es.date.vague", "vague", rules.vague),
    Rule("es.date.relative", "the? unit last", continental.unit(-1)),
    Rule("es.date.relative", "the? last unit", continental.unit(-1)),
    Rule("es.date.relative", "the? unit next", continental.unit(1)),
    Rule("es.date.relative", "the? next unit", continental.unit(1)),
    Rule("es.date.relative", "this unit", continental.unit(0)),
    Rule("es.date.part", "(the|from) unit", continental.the_unit),
    Rule("es.date.same", "the? same (unit|period)", continental.same),
    Rule("es.date.previous", "the? (unit|period) (prev|foll)", continental.previous),
    Rule("es.date.ago", "ago (num|a|some) unit", continental.ago),
    Rule("es.date.earlier", "(num|a) unit before", continental.earlier),
    Rule("es.date.parts", "the? num? ord num? unit", continental.parts),
    Rule("es.time.part", "dow per the part", continental.day_part),
    Rule("es.time.part", "this part", continental.day_part),
    Rule("es.set.every", "every the? num? unit", continental.every),
    Rule("es.set.every", "every the? (dow|dows)", continental.every),
    Rule("es.set.per", "per unit", continental.per),
    Rule("es.set.adverb", "adv", continental.adverb),
    Rule("es.duration.last", "(the|this)? (last|next) num unit", continental.counted_length),
    Rule("es.duration.last", "(the|this)? num (last|next) unit", continental.counted_length),
    Rule("es.duration.count", "num (and tail:word)? unit", continental.length),
    Rule("es.duration.one", "a unit", continental.one_length),
    Rule("es.duration.some", "some unit", continental.some_length),
]

MADE: Final = [
    Rule("es.date.edge", "the? edge (of|from)? X", combining.edge),
    Rule("es.date.part_of", "child:X (of|from) parent:X", combining.part_of),
    Rule("es.date.part_of", "child:X parent:X", combining.part_of),
    Rule("es.date.in_year", "child:X (of|from)? parent:X", combining.in_year),
]

SPANS: Final = [
    Rule("es.date.span", "start:X (to|dash|per) end:X", combining.span),
    Rule("es.date.span", "between start:X and end:X", combining.span),
]

LANGUAGE: Final = Language(
    name="es",
    words=WORDS,
    bounds={
        **dict.fromkeys(
            [("unos",), ("unas",), ("casi",), ("cerca", "de"), ("alrededor", "de"), ("aproximadamente",)], "APPROX"
        ),
        ("más", "de"): "MORE_THAN",
        ("menos", "de"): "LESS_THAN",
        ("al", "menos"): "EQUAL_OR_MORE",
        ("hasta",): "EQUAL_OR_LESS",
    },
    layers=(NAMES, MADE, MADE, SPANS),
    tenses={
        **dict.fromkeys(
            words_of("ha han había habían fue fueron era eran desde contra tras dijo hizo murió hubo tuvo estuvo"), PAST
        ),
        **dict.fromkeys(
            words_of(
                "debe deben debería deberían puede pueden podría va van prevé prevén previsto prevista próximo "
                "próxima antes espera"
            ),
            FUTURE,
        ),
    },
    endings=(
        *((ending, FUTURE) for ending in ("ará", "erá", "irá", "drá", "arán", "erán", "irán", "drán")),
        *((ending, PAST) for ending in ("ó", "aron", "ieron", "aba", "aban", "ado", "ada", "ados", "adas", "ido", "ida")),
    ),
    short=words_of("sept"),
    figures=words_of(
        "% por millón millones mil billones km kilómetros metros toneladas barriles dólares euros "
        "personas muertos veces puntos punto hectáreas habitantes kg litros"
    ),
    after_year=words_of("y o a el la los las un una en por cuando después antes es ha han era fue con pero para de del que se"),
    articles=words_of("el la los las del"),
    bare_edges=words_of("fin"),
    from_words=words_of("del desde"),
    until_words=words_of("hasta"),
    month_cues=words_of("en de del desde hasta"),
    year_cues=words_of(
        "en desde de del para a entre antes después hasta sobre que año durante contra verano otoño "
        "invierno primavera ante hacia finales fines"
    ),
    joints=words_of("y o , a"),
    plurals=words_of("días semanas meses trimestres años décadas siglos"),
    ages=words_of("edad"),
    season_cues=words_of("en el este la esta del"),
)
