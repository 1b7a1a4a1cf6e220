"""Makers that the grammars of French, Spanish and German share."""

from collections.abc import Callable

from transforms.extraction.dates import expressions as ex
from transforms.extraction.dates import intervals, rules
from transforms.extraction.dates.grammar import Match, Node
from transforms.extraction.dates.intervals import MONTHS_OF
from transforms.extraction.dates.rules import CLOCK, duration, made, relative
from transforms.extraction.dates.stretches import PartOfDay, Parts


def year(m: Match) -> Node | None:
    """Four digits after a word that makes them a year, after another year, or in a bracket."""
    before, cues = m.before(), m.reading.language.year_cues
    at = m.first.first
    earlier = m.reading.tokens[at - 2].text if at > 1 else ""
    listed = before in m.reading.language.joints and len(earlier) == 4 and earlier.isdecimal()
    return rules.year(m) if before in cues or listed else rules.bare_year(m)


def free_year(m: Match) -> Node | None:
    """In German a year stands without a preposition: `sind 2020 um`; a noun after it makes it a number."""
    number, following = m.value("year"), m.token_after()
    noun = following is not None and following.kind == "word" and following.text[0].isupper()
    if m.before() in m.reading.language.year_cues:
        return rules.year(m) if not noun or number < 2100 else None
    if not 1900 <= number < 2100 or noun or m.first.first == 0 or m.after() in m.reading.language.figures:
        return None
    before = m.reading.tokens[m.first.first - 1]
    if before.kind != "word" or (
        (before.text[0].isupper() and before.lower not in m.reading.language.words) and m.first.first > 1
    ):
        return rules.bare_year(m) if before.kind != "word" else _after_noun(m)
    return rules.year(m)


def _after_noun(m: Match) -> Node | None:
    """After a noun or name, only where a verb or a preposition follows (`Norwegen lieferte 2022 nach`)."""
    following = m.token_after()
    return rules.year(m) if following is not None and following.lower in m.reading.language.after_year else None


def century(m: Match) -> Node | None:
    """`XIXe siècle`, `siglo XIX`, `19. Jahrhundert`."""
    number = m.value("ordinal") or m.value("small")
    if m.value("unit") != "century" or not isinstance(number, int) or not 1 <= number <= 22:
        return None
    return made(m, ex.Known(intervals.century(number - 1)))


def decade(m: Match) -> Node | None:
    """`les années 1980`, `los años 80`, `los años ochenta`."""
    number = m.value("year") or m.value("num")
    if (
        m.value("unit") not in ("year", "decade")
        or not isinstance(number, int)
        or number % 10
        or (m["unit"].code != "u" and m.value("unit") == "year")
    ):
        return None
    if number >= 1000:
        return made(m, ex.Known(intervals.decade(number // 10)))
    return made(m, ex.Known(intervals.decade(190 + number // 10))) if 20 <= number <= 90 and "the" in m else None


def unit(count: int) -> Callable[[Match], Node | None]:
    """`l'an passé`, `la próxima semana`, `diesen Monat`."""

    def make(m: Match) -> Node | None:
        grain = m.value("unit")
        if grain in CLOCK:
            return None
        if (
            m["unit"].code == "u"
            and m["unit"].code != "U"
            and m.reading.tokens[m["unit"].first].lower in m.reading.language.plurals
        ):
            return relative(m, ex.Fixed("DATE", "PAST_REF" if count < 0 else "FUTURE_REF")) if count else None
        if "fisc" in m and grain == "year":
            return relative(m, ex.FiscalYear(None, count), value=("span", 1, "year"))
        return relative(m, ex.Relative(grain, count), value=("parts", -1, 1, grain) if count < 0 else None)

    return make


def the_unit(m: Match) -> Node | None:
    """`l'année`, `des Jahres`: only as part of other dates."""
    plural = m.reading.tokens[m["unit"].first].lower in m.reading.language.plurals
    if plural or m.value("unit") in CLOCK or m.value("unit") in ("decade", "century"):
        return None
    if m.reading.language.words.get(m.after(), ("",))[0] in tuple("LNPF"):
        return None  # del año pasado
    return relative(m, ex.Relative(m.value("unit"), 0), value=("span", 1, m.value("unit")), silent=True)


def same(m: Match) -> Node | None:
    """`la même période`, `el mismo mes`."""
    grain = None if "period" in m else m.value("unit")
    if grain in CLOCK or grain in ("decade", "century"):
        return None
    return relative(m, ex.Same(grain), anaphor=True, value=("same", grain))


def previous(m: Match) -> Node | None:
    """`le trimestre précédent`, `el año anterior`, `im vorherigen Monat`."""
    grain = m.value("unit")
    if grain in CLOCK or m.reading.tokens[m["unit"].first].lower in m.reading.language.plurals:
        return None
    return rules.anaphoric(m, grain, -1 if "prev" in m else 1)


def told(m: Match) -> Node:
    """One word: `la veille`, `Vorjahr`."""
    grain, count = m.value("told")
    return rules.anaphoric(m, grain, count)


def ago(m: Match) -> Node | None:
    """`il y a deux ans`, `hace dos semanas`, `vor drei Monaten`."""
    grain, count = m.value("unit"), m.value("num") or m.value("a")
    if "some" in m:
        return relative(m, ex.Fixed("DATE", "PAST_REF"))
    if grain in CLOCK or not isinstance(count, int) or m["unit"] is not m.last:
        return None
    node = relative(m, ex.Relative(grain, -count))
    if m.before() in m.reading.language.ago_openers:
        node.first -= 1
    return node


def earlier(m: Match) -> Node | None:
    """`un an plus tôt`, `dos años antes`, `ein Jahr zuvor`."""
    grain, count = m.value("unit"), m.value("num") or m.value("a")
    if grain in CLOCK or not isinstance(count, int):
        return None
    return rules.anaphoric(m, grain, -count)


def _aged(m: Match) -> bool:
    """An age is a quantity: `âgé de 57 ans`, `57 Jahre alt`, and years between commas after a name."""
    ages = m.reading.language.ages
    if m.before() in ages or m.before(2) in ages or m.after() in ages or (m.after(2) in ages and m.after() in ("de", "-")):
        return True
    count, opened = m.value("num"), m.before() == "," or (m.before() == "de" and m.before(2) == ",")
    return m.value("unit") == "year" and opened and m.after() in (",", ".", ")") and isinstance(count, int) and count > 9


def length(m: Match) -> Node | None:
    """`six semaines`, `noventa días`, `vingt-cinq ans`."""
    count, tail, grain = m.value("num"), m.value("tail"), m.value("unit")
    if count is None or _aged(m) or (isinstance(count, int) and count > 1000 and grain in ("year", "month", "quarter")):
        return None
    if tail is not None:
        tens = isinstance(count, int) and count >= 20 and count % 10 == 0 and tail < 20
        if not tens and not (count == 10 and 7 <= tail <= 9):  # dix-huit
            return None
        count += tail
    if count == 1 and grain == "day":
        return None
    value = ("span", count, grain) if isinstance(count, int) and grain in MONTHS_OF else None
    return rules.bounded(m, made(m, duration(count, grain), value=value))


def one_length(m: Match) -> Node | None:
    """`un an`, `ein Monat`; `un jour` may be any day."""
    grain = m.value("unit")
    if (
        grain in ("day", "quarter", "half", "century")
        or _aged(m)
        or (m["unit"].code == "u" and m.word("unit") in m.reading.language.plurals)
    ):
        return None
    return rules.bounded(m, made(m, duration(1, grain), value=("span", 1, grain) if grain in MONTHS_OF else None))


def some_length(m: Match) -> Node | None:
    """`quelques jours`, `varias semanas`, `mehrere Monate`."""
    return made(m, duration("X", m.value("unit")))


def counted_length(m: Match) -> Node | None:
    """`les trois dernières années`, `los próximos tres años`, `die nächsten zwei Wochen`."""
    count, grain = m.value("num"), m.value("unit")
    parts = ("parts", -1, count, grain) if "last" in m and isinstance(count, int) else None
    return made(m, duration(count, grain), value=parts) if count is not None else None


def parts(m: Match) -> Node | None:
    """`huit premiers mois`, `los primeros once meses`, `ersten fünf Monate`; silent where it needs a whole."""
    number, count, grain = m.value("ord"), m.value("num") or 1, m.value("unit")
    if grain in CLOCK or grain in ("century", "half") or not isinstance(count, int) or m["ord"].code == "L":
        return None
    node = relative(m, Parts(None, grain, number, count), value=("parts", number, count, grain))
    node.silent = not (number == 1 and count > 1 and grain in ("month", "quarter"))
    return node


def ordinal_part(m: Match) -> Node | None:
    """`premier semestre`, `tercer trimestre`, `zweiten Quartal`."""
    number, grain = m.value("ord"), m.value("unit")
    if grain not in ("quarter", "half") or not isinstance(number, int) or not 1 <= number <= (4 if grain == "quarter" else 2):
        return None
    if "year" in m:
        return made(m, ex.PartOfYear(grain, number, m.value("year")))
    return relative(m, ex.PartOfYear(grain, number))


def deictic(m: Match) -> Node | None:
    """`hoy`, `mañana`; `la mañana` is the morning."""
    return None if m.before() in m.reading.language.articles or m.before() in ("esta", "cada", "una") else rules.deictic(m)


def weekday(which: str) -> Callable[[Match], Node | None]:
    """`mardi dernier`, `este jueves`, `kommenden Montag`."""

    def make(m: Match) -> Node | None:
        return relative(m, ex.Weekday(m.value("dow"), which))

    return make


def month(which: str) -> Callable[[Match], Node | None]:
    """`mai dernier`, `el próximo enero`."""

    def make(m: Match) -> Node | None:
        return relative(m, ex.Month(m.value("mon"), None, which))

    return make


def season(m: Match) -> Node | None:
    """A season after a preposition or of a year."""
    if "year" in m:
        return made(m, ex.Season(m.value("season"), m.value("year")))
    return relative(m, ex.Season(m.value("season"))) if m.before() in m.reading.language.season_cues else None


def day_part(m: Match) -> Node | None:
    """`lundi soir`, `ce matin`, `el lunes por la noche`."""
    if "this" in m:
        return relative(m, PartOfDay(ex.Relative("day"), m.value("part")))
    return relative(m, PartOfDay(ex.Weekday(m.value("dow")), m.value("part")))


def every(m: Match) -> Node | None:
    """`chaque samedi`, `tous les deux ans`, `jeden Mittwoch`."""
    if "dow" in m or "dows" in m:
        return made(m, ex.Fixed("SET", f"XXXX-WXX-{m.value('dow') or m.value('dows')}"))
    return made(m, ex.Fixed("SET", duration(m.value("num") or 1, m.value("unit")).value))


def per(m: Match) -> Node | None:
    """`par an`, `al año`, `pro Jahr`: a set, once something was counted."""
    start = m.first.first
    counted = any(token.kind == "number" for token in m.reading.tokens[max(0, start - 6) : start])
    if not counted or m.value("unit") in CLOCK:
        return None
    return made(m, ex.Fixed("SET", duration(1, m.value("unit")).value))


def adverb(m: Match) -> Node:
    """`annuellement`, `monatlich`."""
    return made(m, ex.Fixed("SET", m.value("adv")))


def fiscal(m: Match) -> Node:
    """`l'exercice 2021`, `Geschäftsjahr 2021`."""
    return made(m, ex.FiscalYear(m.value("year")) if m.value("fisc") == "fiscal" else ex.Year(m.value("year")))
