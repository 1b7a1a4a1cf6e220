"""Trade and change in German, French and Spanish: verbs parted or at the end, compounds, passives, balances, shares."""

import datetime

import pytest

from transforms.extraction.extract import extract

DAY = datetime.date(2022, 6, 15)


def figures(text, language):
    return [found for found in extract(text, DAY, language) if found.kind != "date"]


FRAMES = [
    # verbs apart from their particle, and at the end of the clause
    ("de", "Deutschland führte im Mai Waren im Wert von 12 Milliarden Euro aus.", [("export", "DE", None, None)]),
    ("de", "Im Mai führte Norwegen 3 Millionen Tonnen Fisch aus.", [("export", "NO", None, "Fisch")]),
    ("de", "Frankreich führte im Mai 12 Millionen Tonnen Kohle ein.", [("import", "FR", None, "Kohle")]),
    ("de", "Es hieß, dass Polen 2021 rund 2 Millionen Tonnen Stahl einführte.", [("import", "PL", None, "Stahl")]),
    ("de", "Indien hat im Mai 3 Millionen Barrel Öl aus Russland importiert.", [("import", "IN", "RU", "Öl")]),
    ("de", "Die Türkei hat Stahl für 9 Milliarden Dollar nach Spanien geliefert.", [("export", "TR", "ES", "Stahl")]),
    ("de", "Italien hat Waren für 60 Milliarden Euro nach Frankreich ausgeführt.", [("export", "IT", "FR", None)]),
    ("de", "Deutschland führte 2021 eine Steuer von 5 Prozent ein.", [(None, None, None, None)]),
    # the subject behind the verb, the partner before it
    ("de", "Aus Russland bezog Italien 29 Milliarden Kubikmeter Gas.", [("import", "IT", "RU", "Gas")]),
    ("de", "Nach Japan lieferte Chile 3 Millionen Tonnen Kupfer.", [("export", "CL", "JP", "Kupfer")]),
    ("de", "Waren für 3 Milliarden Euro wurden nach Kanada ausgeführt.", [("export", None, "CA", None)]),
    # compounds and genitives
    ("de", "Brasiliens Sojaausfuhren nach China fielen um 13 Prozent.", [("export", "BR", "CN", "Soja")]),
    ("de", "Die Ölimporte aus Norwegen sanken um 3 Prozent.", [("import", None, "NO", "Öl")]),
    ("de", "Die Rüstungsexporte der Bundesrepublik erreichten 9 Milliarden Euro.", [("export", "DE", None, "Rüstung")]),
    ("de", "Chinas Warenimporte aus Deutschland schrumpften um 8 Prozent.", [("import", "CN", "DE", None)]),
    ("de", "US-Exporte nach China stiegen um 3 Prozent.", [("export", "US", "CN", None)]),
    ("de", "Die Exporte in die Vereinigten Staaten wuchsen um 3 Prozent.", [("export", None, "US", None)]),
    # shares of what another country takes in, and what goes on about it
    (
        "de",
        "Schweden lieferte ein Viertel des polnischen Eisenerzes; insgesamt wurden 8 Millionen Tonnen eingeführt.",
        [("export", "SE", "PL", "Eisenerz"), ("import", "PL", None, "Eisenerz")],
    ),
    (
        "fr",
        "La Norvège a livré un quart du gaz allemand ; au total, 8 millions de tonnes ont été importées.",
        [("export", "NO", "DE", "gaz"), ("import", "DE", None, "gaz")],
    ),
    ("es", "Noruega suministró un cuarto del gas alemán.", [("export", "NO", "DE", "gas")]),
    ("de", "Ungarn bezog 55 Prozent seines Gases aus Russland.", [("import", "HU", "RU", "Gas")]),
    (
        "de",
        "Österreich exportierte Holz für 9 Milliarden Euro, davon 30 Prozent nach Italien.",
        [("export", "AT", None, "Holz"), ("export", "AT", "IT", "Holz")],
    ),
    # a second flow without a country of its own
    (
        "de",
        "Die chinesischen Exporte stiegen um 16 Prozent, die Importe nur um 4 Prozent.",
        [("export", "CN", None, None), ("import", "CN", None, None)],
    ),
    # balances
    ("de", "Deutschlands Handelsüberschuss schrumpfte auf 3 Milliarden Euro.", [("balance", "DE", None, None)]),
    ("de", "Der Überschuss in der Handelsbilanz betrug 3 Milliarden Euro.", [("balance", None, None, None)]),
    ("fr", "Le déficit commercial de la France a atteint 12 milliards d'euros.", [("balance", "FR", None, None)]),
    (
        "fr",
        "L'Italie affiche un excédent commercial de 3 milliards d'euros avec la Suisse.",
        [("balance", "IT", "CH", None)],
    ),
    ("es", "Brasil registró un superávit comercial de 4.900 millones de dólares.", [("balance", "BR", None, None)]),
    # goods behind a noun of trade and behind money, and the other side of a purchase
    ("fr", "Les importations de blé ont reculé de 8 %.", [("import", None, None, "blé")]),
    ("fr", "Les importations de biens ont reculé de 8 %.", [("import", None, None, None)]),
    ("fr", "Le Maroc a acheté pour 3 millions d'euros de blé à la France.", [("import", "MA", "FR", "blé")]),
    ("es", "Argentina vendió a China 3 millones de toneladas de soja.", [("export", "AR", "CN", "soja")]),
    # sales at home
    ("de", "Der Konzern verkaufte Wohnungen für 3 Milliarden Euro.", [(None, None, None, None)]),
    ("es", "La empresa vendió 3 millones de toneladas de cemento.", [(None, None, None, None)]),
]


@pytest.mark.parametrize(("language", "text", "frames"), FRAMES)
def test_trade_frames(language, text, frames):
    assert [(one.flow, one.reporter, one.partner, one.commodity) for one in figures(text, language)] == frames


CHANGES = [
    ("de", "Die Einfuhren nahmen im Mai um 2 Prozent auf 18 Milliarden Euro zu.", [("up", "by"), ("up", "to")]),
    ("de", "Im ersten Quartal nahm die Förderung um 2 Prozent ab.", [("down", "by")]),
    ("de", "Die Exporte gingen im April um 10 Prozent zurück.", [("down", "by")]),
    ("de", "Der Gewinn brach auf 120 Millionen Euro ein.", [("down", "to")]),
    ("de", "Die Teuerung zog von 7 Prozent im April auf 8 Prozent im Mai an.", [("up", "from"), ("up", "to")]),
    ("de", "Die Preise für Weizen gaben um 2 Prozent nach.", [("down", "by")]),
    ("de", "Die Bank hob den Leitzins um 0,25 Prozentpunkte auf 0,5 Prozent an.", [("up", "by"), ("up", "to")]),
    ("de", "Der Umsatz lag um 7 Prozent über dem Vorjahreswert.", [("up", "by")]),
    ("de", "Der Umsatz lag 7 Prozent unter dem Vorjahreswert.", [("down", "by")]),
    ("de", "Das Land meldete einen Rückgang von 3 Prozent.", [("down", "by")]),
    ("de", "Der Absatz stieg auf 900 Tonnen, ein Plus von 12 Prozent.", [("up", "to"), ("up", "by")]),
    ("de", "Die Quote blieb im Juni unverändert bei 5 Prozent.", [("flat", "to")]),
    ("de", "Weil der Verbrauch stieg, verbuchte die Kasse ein Defizit von 9 Millionen Euro.", [(None, None)]),
    ("de", "Die Ausgaben der Regierung nahmen 3 Minister in Augenschein.", [(None, None)]),
    ("fr", "L'inflation est passée de 4 % en avril à 5 % en mai.", [("up", "from"), ("up", "to")]),
    ("fr", "Les importations ont reculé de 8 % pour atteindre 3 millions de tonnes.", [("down", "by"), ("down", "to")]),
    ("fr", "Le groupe a perdu 120 millions d'euros.", [(None, None)]),
    ("es", "La tasa pasó del 9 % en abril al 8 % en mayo.", [("down", "from"), ("down", "to")]),
    ("es", "Las ventas cayeron un 10 %, hasta las 84.000 unidades.", [("down", "by"), ("down", "to")]),
    ("es", "Sumó 4.900 millones de dólares, frente a 8.500 millones un año antes.", [(None, None), (None, None)]),
    ("es", "La empresa ganó 120 millones de euros.", [(None, None)]),
    ("es", "El banco elevó la tasa en 75 puntos base, al 7,75 %.", [("up", "by"), ("up", "to")]),
    ("es", "El PIB crecería un 2,8 % este año.", [("up", "by")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CHANGES)
def test_changes(language, text, expected):
    assert [(found.direction, found.change_kind) for found in figures(text, language)] == expected


def test_base_points_are_hundredths_in_spanish():
    assert figures("Subió 75 puntos base.", "es")[0].value * 100 == 75


def test_german_verbs_without_an_ending_tell_the_past():
    (found,) = [
        one for one in extract("Der Kurs fiel am Freitag und sank im September.", DAY, "de") if one.exact == "September"
    ]
    assert str(found.period_start) == "2021-09-01"


def test_what_is_reported_is_no_source():
    assert figures("Das Land meldete einen Rückgang von 3 Prozent.", "de")[0].attributed_to is None
