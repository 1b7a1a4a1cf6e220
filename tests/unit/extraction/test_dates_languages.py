"""Dates of French, Spanish and German."""

import pytest

from tests.unit.extraction.test_dates_english import told

FRENCH = [
    ("Le maire a démissionné lundi.", "lundi", "2022-06-13"),
    ("Le maire démissionnera lundi.", "lundi", "2022-06-20"),
    ("L'usine a fermé le 3 juin 2019.", "le 3 juin 2019", "2019-06-03"),
    ("La loi entrera en vigueur le 1er juillet.", "le 1er juillet", "2022-07-01"),
    ("Les ventes ont reculé en mai.", "mai", "2022-05"),
    ("Les ventes ont reculé au premier trimestre 2021.", "premier trimestre 2021", "2021-Q1"),
    ("Les ventes ont reculé l'an dernier.", "l'an dernier", "2021"),
    ("Les ventes ont reculé la semaine dernière.", "la semaine dernière", "2022-W23"),
    ("Le parc a ouvert il y a deux ans.", "il y a deux ans", "2020"),
    ("Le parc rouvrira à la fin de l'année prochaine.", "la fin de l'année prochaine", "2023"),
    ("Le parc a ouvert début 2021.", "début 2021", "2021"),
    ("Le parc date des années 1980.", "années 1980", "198"),
    ("Le parc date du XVIIe siècle.", "XVIIe siècle", "16"),
    ("Le marché ouvre tous les lundis.", "tous les lundis", "XXXX-WXX-1"),
    ("Il a été condamné à trois ans de prison.", "trois ans", "P3Y"),
    ("Elle a duré plus de vingt-cinq jours.", "plus de vingt-cinq jours", "P25D"),
    ("De janvier à mai, les ventes ont reculé.", "janvier à mai", "2022-01/2022-05"),
    ("Il est arrivé hier soir.", "hier soir", "2022-06-14TEV"),
]
SPANISH = [
    ("El alcalde dimitió el lunes.", "lunes", "2022-06-13"),
    ("El alcalde dimitirá el lunes.", "lunes", "2022-06-20"),
    ("La planta cerró el 3 de junio de 2019.", "el 3 de junio de 2019", "2019-06-03"),
    ("Las ventas cayeron en el primer trimestre de 2021.", "el primer trimestre de 2021", "2021-Q1"),
    ("Las ventas cayeron el año pasado.", "el año pasado", "2021"),
    ("El parque abrió hace dos años.", "hace dos años", "2020"),
    ("El parque cerrará a finales del próximo año.", "finales del próximo año", "2023"),
    ("La feria abre en enero próximo.", "enero próximo", "2023-01"),
    ("El barco sale el jueves próximo.", "el jueves próximo", "2022-06-16"),
    ("El puente se abre la primavera próxima.", "la primavera próxima", "2023-SP"),
    ("El parque es de la década de 1980.", "la década de 1980", "198"),
    ("El parque es del siglo XVII.", "siglo XVII", "16"),
    ("El mercado abre cada lunes.", "cada lunes", "XXXX-WXX-1"),
    ("Cayó en los últimos tres meses.", "los últimos tres meses", "P3M"),
    ("Entre enero y mayo cayó la venta.", "Entre enero y mayo", "2022-01/2022-05"),
]
GERMAN = [
    ("Der Bürgermeister trat am Montag zurück.", "Montag", "2022-06-13"),
    ("Der Bürgermeister wird am Montag zurücktreten.", "Montag", "2022-06-20"),
    ("Das Werk schloss am 3. Juni 2019.", "3. Juni 2019", "2019-06-03"),
    ("Das Werk schloss am 3.6.2019.", "3.6.2019", "2019-06-03"),
    ("Die Umsätze sanken im ersten Quartal 2021.", "ersten Quartal 2021", "2021-Q1"),
    ("Die Umsätze sanken im vergangenen Jahr.", "vergangenen Jahr", "2021"),
    ("Der Park wurde vor zwei Jahren eröffnet.", "vor zwei Jahren", "2020"),
    ("Der Park soll Ende nächsten Jahres schließen.", "Ende nächsten Jahres", "2023"),
    ("Der Park stammt aus den 1980er Jahren.", "den 1980er Jahren", "198"),
    ("Der Park stammt aus dem 17. Jahrhundert.", "dem 17. Jahrhundert", "16"),
    ("Der Markt öffnet jeden Montag.", "jeden Montag", "XXXX-WXX-1"),
    ("Die Umsätze sind 2020 leicht gesunken.", "2020", "2020"),
    ("Sie erscheint monatlich.", "monatlich", "P1M"),
    ("Von Januar bis Mai sanken die Umsätze.", "Januar bis Mai", "2022-01/2022-05"),
]


@pytest.mark.parametrize(
    ("language", "text", "words", "value"),
    [(language, *case) for language, cases in (("fr", FRENCH), ("es", SPANISH), ("de", GERMAN)) for case in cases],
)
def test_dates_of_other_languages(language, text, words, value):
    assert told(text, language=language)[0][:2] == (words, value)


@pytest.mark.parametrize(
    ("language", "text", "dates"),
    [
        ("fr", "La loi n° 2019-46 est en vigueur.", []),
        ("es", "La ley n.º 2019-46 está en vigor.", []),
        ("de", "Das Gesetz Nr. 2019-46 gilt.", []),
        ("en", "Law No. 2019-46 is in force.", []),
        ("fr", "La saison 2019-20 est finie.", ["2019-20"]),
        ("en", "The 2019-20 season is over.", ["2019-20"]),
    ],
)
def test_the_number_of_a_law_is_no_range_of_years(language, text, dates):
    assert [words for words, *_ in told(text, language=language)] == dates


def test_the_word_of_comparison_goes_back_from_the_period_of_the_sentence():
    assert told("Der Umsatz sank im Mai um 3 Prozent gegenüber dem Vorjahr.", language="de")[1][:2] == ("Vorjahr", "2021-05")
    assert told("Les ventes ont reculé en mai, contre une hausse un an plus tôt.", language="fr")[1][1] == "2021-05"
    assert told("Las ventas cayeron en mayo frente al mes anterior.", language="es")[1][:2] == ("mes anterior", "2022-04")


def test_a_language_without_grammar_has_no_dates():
    from transforms.extraction.dates import find_dates
    from transforms.extraction.tokens import split_sentences

    text = "3 Ιουνίου 2019"
    assert find_dates(text, split_sentences(text), None, "el") == []
