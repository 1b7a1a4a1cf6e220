"""Figures of French, Spanish and German: value, unit, bound and change."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction.extract import extract

DAY = datetime.date(2022, 6, 15)


def figures(text, language, country=None):
    return [found for found in extract(text, DAY, language, country) if found.kind != "date"]


VALUES = [
    ("fr", "Le groupe a payé 1,2 milliard d'euros.", "1,2 milliard d'euros", "1200000000", "eq", "EUR"),
    ("fr", "Le fonds a versé 300 Md€ hier.", "300 Md€", "300000000000", "eq", "EUR"),
    ("fr", "Il a fallu plus d'un million de tonnes.", "plus d'un million de tonnes", "1000000", "gt", "t"),
    ("fr", "La taxe monte à 12,4 % du prix.", "12,4 %", "12.4", "eq", "%"),
    ("fr", "Près de la moitié des votants sont venus.", "Près de la moitié", "50", "approx", "%"),
    ("fr", "Le taux a gagné 25 points de base.", "25 points de base", "0.25", "eq", "[pp]"),
    ("fr", "Il y avait au moins 1 200 blessés.", "au moins 1 200 blessés", "1200", "ge", "1"),
    ("fr", "L'essence coûte 1,95 euro le litre.", "1,95 euro le litre", "1.95", "eq", "EUR"),
    ("fr", "La tour mesure 320 mètres.", "320 mètres", "320", "eq", "m"),
    ("fr", "La centrale livre 2,5 térawattheures.", "2,5 térawattheures", "2.5", "eq", "TW.h"),
    ("fr", "Ottawa verse 3 millions de dollars canadiens.", "3 millions de dollars canadiens", "3000000", "eq", "CAD"),
    ("es", "La obra costó 1.250 millones de euros.", "1.250 millones de euros", "1250000000", "eq", "EUR"),
    (
        "es",
        "La deuda es de 1,2 billones de pesos colombianos.",
        "1,2 billones de pesos colombianos",
        "1200000000000",
        "eq",
        "COP",
    ),
    ("es", "Costará 15 mil millones de dólares.", "15 mil millones de dólares", "15000000000", "eq", "USD"),
    ("es", "La tasa es del 3,75 por ciento.", "3,75 por ciento", "3.75", "eq", "%"),
    ("es", "Hubo más de 1.200 heridos.", "más de 1.200 heridos", "1200", "gt", "1"),
    ("es", "Vino casi la mitad de los socios.", "casi la mitad", "50", "approx", "%"),
    ("es", "Está a unos 40 kilómetros.", "unos 40 kilómetros", "40", "approx", "km"),
    ("de", "Der Bau kostete 1,25 Milliarden Euro.", "1,25 Milliarden Euro", "1250000000", "eq", "EUR"),
    ("de", "Der Bau kostete bis zu 12 Mio. Franken im Jahr.", "bis zu 12 Mio. Franken", "12000000", "le", "CHF"),
    ("de", "Die Quote liegt bei 3,75 Prozent.", "3,75 Prozent", "3.75", "eq", "%"),
    ("de", "Rund ein Drittel der Mitglieder kam.", "Rund ein Drittel", "33.333333333", "approx", "%"),
    ("de", "Mindestens 1.200 Menschen kamen.", "Mindestens 1.200 Menschen", "1200", "ge", "1"),
    ("de", "Es kamen 12.000 neue Stellen hinzu.", "12.000 neue Stellen", "12000", "eq", "1"),
    ("de", "Der 57 Jahre alte Bauer sprach.", "57 Jahre", "57", "eq", "a"),
]


@pytest.mark.parametrize(("language", "text", "words", "value", "bound", "unit"), VALUES)
def test_value_bound_and_unit(language, text, words, value, bound, unit):
    found = figures(text, language)[0]
    assert (found.exact, found.value, found.bound, found.unit) == (words, Decimal(value), bound, unit)


RANGES = [
    ("fr", "Il coûtera 20 à 25 Md€ en tout.", "20000000000", "25000000000", "EUR"),
    ("es", "Entre 10 y 15 por ciento de los socios.", "10", "15", "%"),
    ("de", "Zwischen 10 und 15 Prozent der Mitglieder.", "10", "15", "%"),
]


@pytest.mark.parametrize(("language", "text", "low", "high", "unit"), RANGES)
def test_a_range_is_one_figure(language, text, low, high, unit):
    (found,) = figures(text, language)
    assert (found.value, found.value_max, found.unit) == (Decimal(low), Decimal(high), unit)


CHANGES = [
    ("fr", "Les ventes ont bondi de 12 % à 3 millions d'euros.", [("up", "by"), ("up", "to")]),
    ("fr", "Les ventes ont reculé de 12 %, à 3 millions d'euros.", [("down", "by"), ("down", "to")]),
    ("fr", "Elle vend 5 % de moins.", [("down", "by")]),
    ("es", "Las ventas subieron un 12 % hasta 3 millones de euros.", [("up", "by"), ("up", "to")]),
    ("es", "La inflación cayó al 5 % desde el 6 %.", [("down", "to"), ("down", "from")]),
    ("de", "Der Umsatz stieg um 12 Prozent auf 3 Millionen Euro.", [("up", "by"), ("up", "to")]),
    ("de", "Der Umsatz legte von 24,6 auf 28,1 Milliarden Euro zu.", [("up", "from"), ("up", "to")]),
    ("de", "Er liefert 8 Prozent weniger.", [("down", "by")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CHANGES)
def test_changes_and_their_ends(language, text, expected):
    assert [(found.direction, found.change_kind) for found in figures(text, language)] == expected


TRADE = [
    ("fr", "Les exportations tunisiennes vers l'Italie ont atteint 3 millions d'euros.", ("export", "TN", "IT")),
    ("es", "España exportó 3 millones de toneladas de trigo a Argelia.", ("export", "ES", "DZ")),
    ("de", "Deutschland exportierte 3 Millionen Tonnen Weizen nach Algerien.", ("export", "DE", "DZ")),
    ("fr", "Les exportations françaises vers l'Espagne et l'Italie ont bondi de 5 %.", ("export", "FR", None)),
    ("es", "Las exportaciones de Chile a Perú y Bolivia crecieron un 5 %.", ("export", "CL", None)),
    ("de", "Die deutschen Exporte nach Frankreich und Italien stiegen um 5 Prozent.", ("export", "DE", None)),
    ("fr", "Un tiers vers le Japon, telles sont les exportations chiliennes.", ("export", "CL", "JP")),
]


@pytest.mark.parametrize(("language", "text", "frame"), TRADE)
def test_trade_flows_have_their_parties(language, text, frame):
    found = figures(text, language)[0]
    assert (found.flow, found.reporter, found.partner) == frame


def test_the_next_sentence_goes_on_about_the_same_trade():
    text = "Die deutschen Ausfuhren nach Japan sanken 2020 auf 9 Milliarden Euro. Die Importe stiegen auf 8 Milliarden Euro."
    first, second = figures(text, "de")
    assert (first.flow, second.flow) == ("export", "import")
    assert (second.reporter, second.partner, second.period_start) == ("DE", "JP", first.period_start)


SOURCES = [
    ("fr", "L'institut a annoncé mardi que le prix avait bondi de 5 %.", "L'institut"),
    ("fr", "Le prix a bondi de 5 %, a indiqué mardi l'institut.", "l'institut"),
    ("es", "El instituto informó el martes de que el precio subió un 5 %.", "El instituto"),
    ("es", "El precio subió un 5 %, informó el martes el instituto.", "el instituto"),
    ("de", "Das Amt teilte am Dienstag mit, dass der Preis um 5 Prozent stieg.", "Das Amt"),
    ("de", "Wie das Amt am Dienstag mitteilte, stieg der Preis um 5 Prozent.", "das Amt"),
    ("de", "Nach Angaben der Bundesbank rund 5 Prozent mehr.", "Bundesbank"),
]


@pytest.mark.parametrize(("language", "text", "source"), SOURCES)
def test_who_says_so(language, text, source):
    assert [found.attributed_to for found in figures(text, language)] == [source]


OTHERS = [
    # years, articles and verbs are no counts; ends of a change need no unit
    ("de", "Deutschland importierte 2021 Gas.", []),
    ("de", "Ein Barrel der Sorte Brent wird teurer.", []),
    ("es", "El ejercicio 2021 cerró ayer y otras 30 resultaron heridas.", []),
    ("de", "Das Aufkommen sank um 50.000 auf 2,26 Millionen.", [(50000, None), (2260000, None)]),
    ("de", "Die Zahl der Arbeitslosen nahm um 50.000 auf 2,26 Millionen ab.", [(50000, "1"), (2260000, "1")]),
    ("fr", "Le nombre de chômeurs a baissé de 12.000 à 2,95 millions.", [(12000, "1"), (2950000, "1")]),
    ("es", "El número de parados subió a 2,9 millones.", [(2900000, "1")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_counts_need_a_noun_and_ends_of_a_change_do_not(language, text, expected):
    assert [(found.value, found.unit) for found in figures(text, language)] == expected


def test_what_a_change_is_compared_with_is_no_period_of_its_figure():
    (found,) = figures("La production a reculé de 5 % par rapport à 2019, soit 5 ans.", "fr")[:1]
    assert (found.period_start, found.direction) == (None, "down")
    (found,) = figures("Las ventas bajaron un 3 % en 2018 respecto a 2017.", "es")
    assert (str(found.period_start), str(found.baseline_start)) == ("2018-01-01", "2017-01-01")


def test_a_bracketed_amount_restates_the_one_before():
    first, second = figures("Il a payé 96 millions de dinars (42 millions d'euros) à un groupe tunisien.", "fr")
    assert (first.unit, second.unit, second.converts) == ("TND", "EUR", first.fact_id)


MOVED = [
    ("fr", "L'inflation passe de 5,2 à 4,9 %.", [("5.2", "down", "from"), ("4.9", "down", "to")]),
    ("es", "La tasa baja del 5,2% al 4,9%.", [("5.2", "down", "from"), ("4.9", "down", "to")]),
    ("es", "Las ventas suman 120 millones de euros (+4,5%).", [("120000000", None, None), ("4.5", "up", "by")]),
    ("fr", "SBF 120 : -1,3 % à la clôture", [("-1.3", "down", "by")]),
    ("de", "DAX VERLIERT 1,2 PROZENT", [("1.2", "down", "by")]),
    ("de", "Es gab eine 5-prozentige Abgabe auf 1 000 000 Euro.", [("5", None, None), ("1000000", None, None)]),
    ("es", "La banca pierde 300 millones de euros.", [("300000000", None, None)]),
]


@pytest.mark.parametrize(("language", "text", "expected"), MOVED)
def test_ends_and_signs_say_which_way_a_figure_moved(language, text, expected):
    found = [(f"{row.value.normalize():f}", row.direction, row.change_kind) for row in figures(text, language)]
    assert found == expected


SIGNED = [
    ("de", "Der Einlagensatz beträgt -0,4 Prozent.", [("-0.4", None)]),
    ("de", "Die Rendite der Anleihe liegt bei -0,3 Prozent.", [("-0.3", None)]),
    ("de", "Der Leitzins bleibt bei minus 0,75 Prozent.", [("-0.75", None)]),
    ("de", "Das Wachstum lag bei +0,2 Prozent.", [("0.2", None)]),
    ("fr", "Le taux de dépôt est de -0,4 %.", [("-0.4", None)]),
    ("es", "El tipo sigue en el -0,4 %.", [("-0.4", None)]),
    ("de", "MDax: -1,2 %", [("-1.2", "down")]),
    ("de", "MDax – -1,2 %", [("-1.2", "down")]),
    ("de", "Der MDax (-1,2 %) und der SMI (+0,4 Prozent) folgten.", [("-1.2", "down"), ("0.4", "up")]),
    ("fr", "Le SBF 120 (-1,2 %) a suivi.", [("-1.2", "down")]),
    ("es", "-1,2 % para la banca", [("-1.2", "down")]),
    ("de", "MDax\n-1,2 %\nSMI\n+0,4 %", [("-1.2", "down"), ("0.4", "up")]),
    ("de", "| MDax | -1,2 % | +0,4 % |", [("-1.2", "down"), ("0.4", "up")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SIGNED)
def test_a_sign_is_a_change_where_it_stands_apart_and_a_level_elsewhere(language, text, expected):
    found = figures(text, language)
    assert [(f"{row.value.normalize():f}", row.direction) for row in found] == expected
    assert all((row.change_kind == "by") == (row.direction is not None) for row in found)


SPACED = [
    ("fr", "La région compte 1 250 000 habitants.", ["1250000"]),
    ("fr", "Il a versé 1 250 000,5 euros.", ["1250000.5"]),
    ("fr", "On a créé +12 000 emplois.", ["12000"]),
    ("es", "Viven allí 10 000 000 personas.", ["10000000"]),
    ("de", "Es kostet 1 250 000 Euro.", ["1250000"]),
    ("fr", "Elle a couru les 100 200 400 mètres.", ["400"]),
    ("es", "Corrió los 100 200 400 metros.", ["400"]),
    ("de", "Sie lief die 100 200 400 Meter.", ["400"]),
    ("fr", "Appelez le 800 555 000 personnes.", []),
    ("fr", "Tél. : 01 23 45 67 89 euros", []),
    ("fr", "Siren 552 100 554 salariés", []),
    ("es", "Llame al 912 345 678 personas.", []),
    ("de", "Rufen Sie 800 555 000 Kunden an.", []),
    ("de", "Nr. 552 100 554 Kunden", []),
    ("de", "Wir sind unter 0800 555 000 Kunden nah.", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), SPACED)
def test_telephone_numbers_codes_and_lists_are_no_thousands(language, text, expected):
    assert [f"{row.value.normalize():f}" for row in figures(text, language)] == expected


SPANS = [
    ("fr", "Il y eut de 3 à 5 millions de visiteurs.", [("3000000", "5000000")]),
    ("fr", "Il faut de 900 000 à 1,2 million de tonnes.", [("900000", "1200000")]),
    ("es", "Costará entre 900.000 y 1,2 millones de euros.", [("900000", "1200000")]),
    ("fr", "Sur le site 345 300-400 millions de fossiles dorment.", [("300000000", "400000000")]),
    ("fr", "Il faut 900 à 2 millions de tonnes.", [("2000000", None)]),
    ("de", "Es sind zwischen 20 und 10 Prozent.", [("10", None)]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SPANS)
def test_the_ends_of_a_range_are_in_order(language, text, expected):
    found = figures(text, language)
    ends = [(f"{row.value.normalize():f}", row.value_max and f"{row.value_max.normalize():f}") for row in found]
    assert ends == expected


NO_FIGURES = [
    ("fr", "Un Airbus A350 et un Boeing 777 ont atterri; le G7 a adopté la résolution 2565 sur France 24."),
    ("fr", "Lyon a gagné 3-1 à 21h00."),
    ("es", "El partido acabó 3-1 y empezó a las 21:00."),
    ("de", "Das Spiel endete 3:1 und begann um 20.30 Uhr."),
]


@pytest.mark.parametrize(("language", "text"), NO_FIGURES)
def test_numbers_of_other_kinds_are_no_figures(language, text):
    assert figures(text, language) == []


NOISE = st.sampled_from("0123456789., %€$-–'’\u00a0àd'unmilodezMrd.Prozent \n")


@settings(deadline=None)
@given(st.text(alphabet=NOISE, max_size=120), st.sampled_from(("fr", "es", "de")))
def test_any_text_is_read_without_an_exception_and_with_right_offsets(text, language):
    last = 0
    for found in extract(text, DAY, language):
        assert text[found.start : found.end] == found.exact
        assert last <= found.start
        assert found.value_max is None or found.value <= found.value_max
        last = found.end
