"""Trade flows with their parties, of French, Spanish and German sentences."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from transforms.extraction.continental_places import Place, find_places
from transforms.extraction.continental_verbs import flows_of
from transforms.extraction.dates import words_of_dates
from transforms.extraction.mentions import FigureMention
from transforms.extraction.tokens import Sentence
from transforms.extraction.wordlist import Wordlist

REACH: Final = 14
"""Words between a flow and its figure."""

_ABROAD: Final = ("export", "import", "ausf", "ausgef", "einf", "eingef")
"""Beginnings of words that say by themselves that goods cross a border; a sale or a delivery does so of a country only."""

_NOUN_ENDINGS: Final = (
    "tions",
    "ciones",
    "fuhren",
    "fuhr",
    "porte",
    "porten",
    "lieferungen",
    "ports",
    "livraisons",
    "ventes",
    "achats",
    "ventas",
    "compras",
)


def fill_trade(sentence: Sentence, lower: Sequence[str], figures: Sequence[FigureMention], words: Wordlist) -> None:
    """Flow, reporter and partner of the figures that stand near a word of trade."""
    named = flows_of(sentence.tokens, lower, words)
    balances = {found[0] - 1: found[1] for at in range(len(lower)) if (found := words.balances.at(lower, at)) is not None}
    if not named and not balances:
        return
    flows = [(at, flow) for at, (flow, _) in named.items()]
    places = find_places(sentence.tokens, words.language)
    goods: dict[str, str | None] = {}  # of each flow, as first named
    told: FigureMention | None = None  # the last figure whose flow has parties
    for figure in figures:
        if _balance(figure, balances, lower, places, words) or figure.measure or figure.unit == "1":
            continue
        near = [pair for pair in flows if -REACH <= figure.first - pair[0] <= 2 * REACH and not _parted(pair[0], figure, lower)]
        if not near:
            continue
        at, flow = min(near, key=lambda pair: (pair[0] > figure.first, abs(pair[0] - figure.first)))
        share = _share(sentence, figure, lower, places) if flow == "export" else None
        reporter, partner = _parties(at, flow, lower, places, words)
        if reporter is None and partner is None and told is not None and flow != "trade":
            reporter, partner = _carried_on(told, flow)
        partner = _own_partner(figure, flow, lower, places, words) or (share.partner if share else partner)
        sure = lower[at].startswith(_ABROAD) or lower[at].endswith(_NOUN_ENDINGS) or named[at][1] is not None
        if reporter is None and not sure:
            continue  # a firm sold, and no country
        figure.flow, figure.reporter, figure.partner = flow, reporter, partner
        own = share.goods if share else named[at][1] or goods.get(flow) or _goods(sentence, at, figure, lower, words)
        if own is None and told is not None and told.commodity and ";" in lower[told.last : figure.first]:
            own = told.commodity  # ...; insgesamt wurden 81 Millionen Tonnen eingeführt
        figure.commodity = own if flow != "trade" else None
        goods[flow] = figure.commodity
        told = figure if reporter is not None else told
        figure.frame_rules.append(f"{words.language}.flow.{flow}")


class Share(NamedTuple):
    """Whose goods a share is of: `ein Viertel des deutschen Erdöls`, `un tercio del gas alemán`."""

    partner: str
    goods: str


def _share(sentence: Sentence, figure: FigureMention, lower: Sequence[str], places: Sequence[Place]) -> Share | None:
    at = figure.last + 1
    if figure.kind != "percent" or figure.change_kind is not None or at + 2 >= len(lower):
        return None
    if lower[at] not in ("des", "der", "du", "del", "de"):
        return None
    place = next((one for one in places if one.adjective and at < one.first <= at + 2), None)
    if place is None:
        return None
    goods = sentence.tokens[at + 2 if place.first == at + 1 else at + 1].text
    return Share(place.code, _nominative(goods) if lower[at] == "des" else goods)


def _nominative(noun: str) -> str:
    """A German noun without the ending of the genitive: `Erdöls`, `Gases`."""
    if noun.endswith(("ses", "zes", "ßes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and len(noun) > len("Gas") else noun


def _carried_on(told: FigureMention, flow: str) -> tuple[str | None, str | None]:
    """The parties of a flow that names none, after another's: a share that one side delivered is of what the other took in."""
    if told.flow == flow or told.partner is None or told.reporter is None:
        return told.reporter, told.partner if told.flow == flow else None
    return (told.reporter, told.partner) if told.kind != "percent" or told.change_kind is not None else (told.partner, None)


def _balance(
    figure: FigureMention, balances: Mapping[int, str], lower: Sequence[str], places: Sequence[Place], words: Wordlist
) -> bool:
    """`un excédent commercial de 12 milliards`: the balance of trade, with whom."""
    near = [at for at in balances if 0 < figure.first - at <= REACH and not _parted(at, figure, lower)]
    if not near or figure.kind == "quantity":
        return False
    at = near[-1]
    figure.flow, figure.measure = "balance", balances[at]
    figure.partner = next(
        (place.code for place in places if 0 < place.first - at <= REACH and _led_by(place.first, lower, words.words("with"))),
        None,
    )
    reporter = _of_noun(at, lower, places, words)
    figure.reporter = reporter if reporter != figure.partner else None
    figure.frame_rules.append(f"{words.language}.flow.balance")
    return True


def _parted(at: int, figure: FigureMention, lower: Sequence[str]) -> bool:
    """Whether a semicolon stands between a flow and a figure."""
    low, high = sorted((at, figure.first))
    return ";" in lower[low:high]


def _goods(sentence: Sentence, at: int, figure: FigureMention, lower: Sequence[str], words: Wordlist) -> str | None:
    """What is traded: behind the unit (`tonnes de blé`, `Tonnen Weizen`), or the object of the verb (`compró cobre`)."""
    german = words.language == "de"
    after = figure.last + 1
    if german and figure.kind == "money":
        back = (
            2
            if lower[figure.first - 1] == "für"
            else 4
            if lower[figure.first - 3 : figure.first] == ["im", "wert", "von"]
            else 0
        )
        if back and figure.first >= back and _is_good(sentence, figure.first - back, lower, words):
            return sentence.tokens[figure.first - back].text  # Stahl für 9 Milliarden Dollar
    if not german and figure.kind == "money" and after + 1 < len(lower) and lower[after] in ("de", "d'"):
        return _common_noun(sentence, after + 1, lower, words)
    if figure.kind == "quantity" and after + 1 < len(lower):
        if german and sentence.tokens[after].text[0].isupper() and sentence.tokens[after].kind == "word":
            return sentence.tokens[after].text
        if not german and lower[after] in ("de", "d'"):
            return sentence.tokens[after + 1].text
    part = german and figure.kind == "percent" and lower[after : after + 1] in (["seines"], ["ihres"], ["des"])
    if part and after + 1 < len(lower) and _is_good(sentence, after + 1, lower, words):
        return _nominative(sentence.tokens[after + 1].text)  # 55 Prozent seines Gases
    if german and sentence.tokens[at].text.islower():
        objects = (j for j in range(at + 1, min(at + 4, figure.first)) if _is_good(sentence, j, lower, words))
        return next((sentence.tokens[j].text for j in objects), None)
    step = at + 1
    while step < len(lower) and lower[step] in ("du", "de", "des", "d'", "la", "le", "el"):
        step += 1
    bare = step == at + 2 and lower[at + 1] in ("de", "d'")  # importations de blé, not de la zone
    if step >= figure.first or (lower[at].endswith(_NOUN_ENDINGS) and not bare) or german:
        return None
    return _common_noun(sentence, step, lower, words)


def _common_noun(sentence: Sentence, at: int, lower: Sequence[str], words: Wordlist) -> str | None:
    """The word at an index where it can name goods: no name, number or word of the grammar."""
    word = sentence.tokens[at].text
    plain = word.islower() and word.isalpha() and lower[at] not in words.words("stop") and lower[at] not in words.numbers
    known = lower[at] in words.words("no_goods") or words.bounds.at(lower, at) is not None
    return word if plain and not known else None


def _is_good(sentence: Sentence, at: int, lower: Sequence[str], words: Wordlist) -> bool:
    """Whether a German word may name goods: a noun that is no place and that no preposition leads (`importierte 2021 Gas`)."""
    token = sentence.tokens[at]
    if lower[at] in words.words("no_goods") or lower[at - 1] in words.words("lead"):
        return False
    named = not find_places([token], "de") and token.lower not in words_of_dates("de")
    return token.kind == "word" and token.text[0].isupper() and named


def _parties(
    at: int, flow: str, lower: Sequence[str], places: Sequence[Place], words: Wordlist
) -> tuple[str | None, str | None]:
    """Who trades with whom. The side that acts reports; of two-way trade the two in alphabetical order."""
    if flow == "trade":
        codes = sorted({place.code for place in places if abs(place.first - at) <= REACH})
        return (codes[0], codes[1]) if len(codes) == 2 else (None, None)
    noun = lower[at].endswith(_NOUN_ENDINGS)
    reporter = _of_noun(at, lower, places, words) if noun else _subject(at, flow, lower, places, words)
    partner = None
    final = words.language == "de" and not noun  # hat Öl aus Russland importiert
    start = _clause_start(at, lower)
    toward = words.words("toward") if flow == "export" else words.words("out")
    if lower[at] in words.words("bought"):
        toward = toward | words.words("toward")  # acheté à la France
    for place in places:
        behind = place.first > (start if final else at)
        if place.code == reporter or not behind or abs(place.first - at) > REACH:
            continue
        if any(word in words.words("whereof") for word in lower[at : place.first]):
            break  # davon ein Drittel nach Polen
        if _led_by(place.first, lower, toward) or (place.adjective and flow == "import" and not noun):
            partner = place.code if not _and_another(place, lower, places, words) else None
            break
    return reporter, partner


def _own_partner(
    figure: FigureMention, flow: str, lower: Sequence[str], places: Sequence[Place], words: Wordlist
) -> str | None:
    """`dont un tiers vers les Pays-Bas`: the country that is named right behind a share."""
    if figure.kind != "percent" or flow != "export":
        return None
    for place in places:
        if 0 < place.first - figure.last <= 4 and _led_by(place.first, lower, words.words("toward")):
            return place.code
    return None


def _and_another(place: Place, lower: Sequence[str], places: Sequence[Place], words: Wordlist) -> bool:
    """`vers l'Espagne et l'Italie`: a figure for two partners together has no one partner."""
    for other in places:
        between = lower[place.stop : other.first]
        if other.first > place.first and 0 < len(between) <= 3 and between[0] in words.words("and"):
            return all(word in ARTICLES or word in words.words("toward") for word in between[1:])
    return False


def _of_noun(at: int, lower: Sequence[str], places: Sequence[Place], words: Wordlist) -> str | None:
    """`exportations tunisiennes`, `importations de la Chine`, `deutsche Ausfuhren`."""
    for place in places:
        if place.adjective and -1 <= place.first - at <= 2 and place.first != at:
            return place.code
        if 0 < place.first - at <= 3 and _led_by(place.first, lower, words.words("of")):
            return place.code
    before = [place for place in places if place.first < at]
    return before[-1].code if before and not before[-1].adjective else None


def _subject(at: int, flow: str, lower: Sequence[str], places: Sequence[Place], words: Wordlist) -> str | None:
    """The country that does what a verb says: the last before it that no preposition leads, in German also one behind it."""
    start = _clause_start(at, lower)
    named = [place for place in places if place.first > start and not place.adjective]
    before = [place for place in named if place.first < at]
    free = [place for place in before if not _led_by(place.first, lower, words.words("lead"))]
    if free:
        return free[-1].code
    if words.language == "de":
        behind = [
            place for place in named if 0 < place.first - at <= 3 and not _led_by(place.first, lower, words.words("lead"))
        ]
        if behind:
            return behind[0].code  # Aus Russland bezog Italien
        before = [place for place in before if flow == "export" and _led_by(place.first, lower, words.words("out"))]
    return before[-1].code if before else None


def _clause_start(at: int, lower: Sequence[str]) -> int:
    """The index of the semicolon before a word, -1 for none."""
    return max((i for i in range(at) if lower[i] == ";"), default=-1)


def _led_by(first: int, lower: Sequence[str], leads: frozenset[str]) -> bool:
    """Whether a preposition stands before a place, an article between them allowed."""
    for back in (1, 2, 3):
        for size in (1, 2, 3):
            start = first - back - size + 1
            if start >= 0 and " ".join(lower[start : first - back + 1]) in leads:
                return back == 1 or all(word in ARTICLES for word in lower[first - back + 1 : first])
    return False


ARTICLES: Final = frozenset(["le", "la", "les", "l'", "el", "los", "las", "der", "die", "das", "dem", "den", "des"])
