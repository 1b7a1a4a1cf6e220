"""Trade flows with their parties, of French, Spanish and German sentences."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.continental_places import Place, find_places
from transforms.extraction.dates import words_of_dates
from transforms.extraction.mentions import FigureMention
from transforms.extraction.tokens import Sentence
from transforms.extraction.wordlist import Wordlist

REACH: Final = 14
"""Words between a flow and its figure."""

_NOUN_ENDINGS: Final = (
    "tions",
    "ciones",
    "fuhren",
    "fuhr",
    "porte",
    "ports",
    "livraisons",
    "ventes",
    "achats",
    "ventas",
    "compras",
)


def fill_trade(sentence: Sentence, lower: Sequence[str], figures: Sequence[FigureMention], words: Wordlist) -> None:
    """Flow, reporter and partner of the figures that stand near a word of trade."""
    flows = [(at, words.flows[word]) for at, word in enumerate(lower) if word in words.flows]
    if not flows:
        return
    places = find_places(sentence.tokens, words.language)
    goods: dict[str, str | None] = {}  # of each flow, as first named
    for figure in figures:
        if figure.measure or figure.unit == "1":
            continue
        near = [pair for pair in flows if -REACH <= figure.first - pair[0] <= 2 * REACH and not _parted(pair[0], figure, lower)]
        if not near:
            continue
        at, flow = min(near, key=lambda pair: (pair[0] > figure.first, abs(pair[0] - figure.first)))
        reporter, partner = _parties(at, flow, lower, places, words)
        partner = _own_partner(figure, flow, lower, places, words) or partner
        if reporter is None and flow == "trade":
            continue
        figure.flow, figure.reporter, figure.partner = flow, reporter, partner
        figure.commodity = goods.setdefault(flow, _goods(sentence, at, figure, lower, words)) if flow != "trade" else None
        if figure.commodity is None and flow in goods:
            del goods[flow]
        figure.frame_rules.append(f"{words.language}.flow.{flow}")


def _parted(at: int, figure: FigureMention, lower: Sequence[str]) -> bool:
    """Whether a semicolon stands between a flow and a figure."""
    low, high = sorted((at, figure.first))
    return ";" in lower[low:high]


def _goods(sentence: Sentence, at: int, figure: FigureMention, lower: Sequence[str], words: Wordlist) -> str | None:
    """What is traded: behind the unit (`tonnes de blé`, `Tonnen Weizen`), or the object of the verb (`compró cobre`)."""
    german = words.language == "de"
    after = figure.last + 1
    if figure.kind == "quantity" and after + 1 < len(lower):
        if german and sentence.tokens[after].text[0].isupper() and sentence.tokens[after].kind == "word":
            return sentence.tokens[after].text
        if not german and lower[after] in ("de", "d'"):
            return sentence.tokens[after + 1].text
    if german and sentence.tokens[at].text.islower():
        return next((sentence.tokens[j].text for j in range(at + 1, min(at + 4, figure.first)) if _is_good(sentence, j)), None)
    step = at + 1
    while step < len(lower) and lower[step] in ("du", "de", "des", "d'", "la", "le", "el"):
        step += 1
    if step >= figure.first or lower[at].endswith(_NOUN_ENDINGS) or german:
        return None
    word = sentence.tokens[step].text
    plain = word.islower() and word.isalpha() and lower[step] not in words.words("stop") and lower[step] not in words.numbers
    return word if plain and words.bounds.at(lower, step) is None else None


def _is_good(sentence: Sentence, at: int) -> bool:
    """Whether a German word may name goods: a noun that is no place (`importierte 2021 Gas`)."""
    token = sentence.tokens[at]
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
    reporter = _of_noun(at, lower, places, words) if noun else _subject(at, places)
    partner = None
    toward = words.words("toward") if flow == "export" else words.words("out")
    for place in places:
        if place.code == reporter or place.first < at or place.first - at > REACH:
            continue
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


def _subject(at: int, places: Sequence[Place]) -> str | None:
    before = [place for place in places if place.first < at and not place.adjective]
    return before[-1].code if before else None


def _led_by(first: int, lower: Sequence[str], leads: frozenset[str]) -> bool:
    """Whether a preposition stands before a place, an article between them allowed."""
    for back in (1, 2, 3):
        for size in (1, 2, 3):
            start = first - back - size + 1
            if start >= 0 and " ".join(lower[start : first - back + 1]) in leads:
                return back == 1 or all(word in ARTICLES for word in lower[first - back + 1 : first])
    return False


ARTICLES: Final = frozenset(["le", "la", "les", "l'", "el", "los", "las", "der", "die", "das", "dem", "den", "des"])
