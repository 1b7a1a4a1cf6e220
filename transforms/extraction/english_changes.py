"""Changes: which way a figure moved, and whether it is the change or one of its ends."""

from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.change_words import Change
from transforms.extraction.english_change_links import link_changes, skip_fillers
from transforms.extraction.english_clauses import Cue, View
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import FigureMention

_PHRASAL: Final = word_class("changes.phrasal")
_SETTLING: Final = word_class("changes.settling")
"""Verbs with which `down to` and `up to` say what something is in the end: `boils down to $20`."""
_REACH: Final = 30
_NEEDS_JOBS: Final = word_class("changes.needs_jobs")
_PROVIDED: Final = word_class("changes.provided")
"""What is cut or raised `to` those who have it, not to a level: `cut power to 450,000 customers`."""
_JOBS: Final = word_class("changes.jobs")
_RATES: Final = frozenset({"rate", "pace", "clip", "speed"})
_RATES_MOVED: Final = frozenset({"rate", "rates", "margin", "margins", "costs"})
_NOT_OBJECTS: Final = words.CLOSED - {"its", "the", "their", "a", "by"}
_SHEDDING: Final = frozenset({"lose", "loses", "losing", "lost", "shed", "sheds", "shedding"})
_NOT_OF_COUNTS: Final = frozenset({"raise", "raised", "raising", "set", "fell"})
_COUNTED: Final = frozenset({"1", "a", None})
_BLOCKERS: Final = frozenset({";", "which", "who"})
_DISTANT: Final = frozenset({"added", "because", "reported", "said", "says", "told"})


def read_changes(view: View) -> None:
    """Fill `direction`, `change_kind` and `qualifies` of the figures of a sentence, from left to right."""
    triggers: dict[int, Cue] = {}
    for figure in view.figures:
        found = _after(view, figure) or _before(view, figure)
        if found is not None:
            cue, kind, rule = found
            figure.direction, figure.change_kind = cue.change.direction or None, kind
            figure.frame_rules.append(rule)
            triggers[id(figure)] = cue
    link_changes(view, triggers)


Found = tuple[Cue, str, str]


def _after(view: View, figure: FigureMention) -> Found | None:
    """`a 2.2-percent drop`, `11 percent wider than`, `0.5 per cent higher`, `5 percent annual increase`."""
    i = figure.last + 1
    if figure.kind not in ("percent", "money") and figure.unit in _COUNTED and not _than_at_another_time(view, i):
        return None
    if view.word(i) == "-":
        i += 1
    for cue in view.cues:
        if not i <= cue.first <= i + 3 or cue.change.role not in ("comparative", "noun"):
            continue
        if cue.change.role == "comparative":
            if cue.first == i and _compares(view, figure, cue):
                return cue, "by", "en.change.comparative"
        elif figure.kind == "percent" and _modifies(view, i, cue) and view.word(cue.stop) not in ("to", "of"):
            return cue, "by", "en.change.noun_after"
    return None


def _than_at_another_time(view: View, i: int) -> bool:
    """`12,000 more than a year earlier`, `300,000 fewer than in 2019`: a count that is a change."""
    at = i + 2 + (view.word(i + 2) in ("in", "during"))
    return view.word(i) in ("more", "fewer", "less") and view.word(i + 1) == "than" and view.date_at(at) is not None


def _compares(view: View, figure: FigureMention, cue: Cue) -> bool:
    word, following = view.word(cue.first), view.word(cue.stop)
    if word in ("up", "down", "off"):
        return following in (",", ".", "on", "at", "from", "after", "in", "") and figure.kind == "percent"
    if word in ("above", "below"):
        return figure.kind == "percent" or figure.unit_text in ("points", "degrees") or following in ("those", "last")
    if word in ("more", "less", "fewer"):
        return figure.kind == "percent" or following == "than"
    if word in ("under", "ahead", "behind"):
        return False
    return figure.kind in ("percent", "money") or following == "than"


def _modifies(view: View, start: int, cue: Cue) -> bool:
    """Whether only plain words stand between a figure and the noun of change that it measures."""
    between = view.tokens[start : cue.first]
    if any(token.lower in words.CLOSED or token.kind in ("mark", "number", "clitic") for token in between):
        return False
    return not any(token.lower in words.VERBS for token in between)


def _before(view: View, figure: FigureMention) -> Found | None:
    """`rose by 5 percent`, `to $437 billion`, `down 41 percent`, `a gain of 9.8 per cent`."""
    i = skip_fillers(view, figure.first - 1)
    lead = view.word(i)
    if lead == "by" and view.word(i - 1) == "," and figure.unit == "1":
        return None
    if lead in ("to", "by", "from"):
        return _prepositional(view, figure, i, lead)
    if lead == "of":
        return _measured_noun(view, figure, i) or _at_a_rate(view, figure, i - 1)
    if lead == "at" and figure.kind == "percent" and view.word(figure.last + 1) in _RATES:
        return _at_a_rate(view, figure, figure.last + 1, i)
    if lead == "at" and view.word(i - 1) in ("unchanged", "flat", "steady"):
        cue = next((cue for cue in view.cues if cue.stop == i and cue.change.direction == "flat"), None)
        return (cue, "to", "en.change.flat") if cue else None
    return _direct(view, figure, i) or _signed(view, figure)


def _signed(view: View, figure: FigureMention) -> Found | None:
    """`Dow +0.2%`, `FTSE -0.6%`: the sign is the change."""
    if figure.kind != "percent":
        return None
    if view.word(figure.first - 1) == "+":
        return Cue(figure.first - 1, figure.first, Change("up", "comparative")), "by", "en.change.sign"
    if figure.value < 0 and view.tokens[figure.first].text in "-−":
        return Cue(figure.first, figure.first + 1, Change("down", "comparative")), "by", "en.change.sign"
    return None


def _direct(view: View, figure: FigureMention, i: int) -> Found | None:
    """The change word right before the figure: `rose 8.4 percent`, `up 0.9 points`, `added 73,000 jobs`."""
    for cue in reversed(view.cues):
        if cue.stop != i + 1:
            continue
        word = view.word(cue.first)
        if cue.change.role == "comparative" and word in ("up", "down", "off"):
            if (view.word(cue.first - 1) in _PHRASAL and not _closed_so(view, figure, cue)) or (
                figure.unit == "1" and not _counts_jobs(figure) and view.word(cue.first - 1) != ","
            ):
                return None
            if figure.kind != "percent" and not _predicative(view, cue):
                return None
            if word == "off" and figure.kind != "percent":
                return None
            return (cue, "by", "en.change.adverb") if figure.kind != "quantity" or figure.unit != "a" else None
        if cue.change.role == "verb":
            if _modifies_a_thing(view, figure):
                return None
            if word in _NEEDS_JOBS and not _counts_jobs(figure) and not (word in _SHEDDING and figure.unit not in _COUNTED):
                return None
            if figure.kind == "quantity" and figure.unit == "1" and word in _NOT_OF_COUNTS and figure.unit_text != "points":
                return None
            if word in ("raise", "raised", "raising", "raises") and figure.kind == "money":
                return None  # raised $5 billion from investors
            if word in ("went", "go", "goes", "going", "came", "come") and figure.unit in ("m", "km", "[mi_i]", "[ft_i]"):
                return None
            kind = "to" if cue.change.direction == "flat" else "by"
            return cue, kind, "en.change.verb"
        if cue.change.role == "noun" and cue.change.direction and figure.kind == "percent":
            return cue, "by", "en.change.noun"
    if figure.unit == "[pp]" and view.word(i) in _RATES_MOVED:  # lifts its key rate 25 bps
        for cue in view.cues:
            moves = cue.change.role == "verb" and i - 4 <= cue.first and cue.stop <= i
            if moves and not any(token.lower in _NOT_OBJECTS or token.kind == "mark" for token in view.tokens[cue.stop : i]):
                return cue, "by", "en.change.object"
    return None


def _modifies_a_thing(view: View, figure: FigureMention) -> bool:
    """`lifted a 4.5-tonne satellite`: an amount tied to its unit by a hyphen says what something is like."""
    tied = view.word(figure.last - 1) == "-" and figure.kind in ("quantity", "money")
    return tied and not any(cue.change.role == "noun" and figure.last < cue.first <= figure.last + 2 for cue in view.cues)


def _closed_so(view: View, figure: FigureMention, cue: Cue) -> bool:
    """`ended down 1%` of an index, but not `ended up 5 metres away`."""
    return figure.kind == "percent" and view.word(cue.first - 1) in ("end", "ends", "ended", "came")


def _predicative(view: View, cue: Cue) -> bool:
    """Whether `up` or `down` is said of what is before it (`was up 20 points`) and no part of a verb (`hold up $9bn`)."""
    before = view.word(cue.first - 1)
    return (
        before in words.AUXILIARIES
        or not before.isalpha()
        or view.date_at(cue.first - 1) is not None
        or before in ("points", "shares")
    )


def _counts_jobs(figure: FigureMention) -> bool:
    if figure.kind in ("percent", "money"):
        return figure.kind == "percent" or (figure.rule.startswith("en.money") and abs(figure.value) < 1000)
    return (figure.unit_text or "").split()[-1:] != [] and (figure.unit_text or "").lower().split()[-1] in _JOBS


def _measured_noun(view: View, figure: FigureMention, i: int) -> Found | None:
    """`a gain of 9.8 per cent`, `an increase last year of 5%`."""
    for cue in reversed(view.cues):
        if cue.change.role == "noun" and cue.change.direction and cue.stop <= i and i - cue.stop <= 3:
            between = range(cue.stop, i)
            if all(view.date_at(j) is not None or view.word(j) in ("in", "on") for j in between):
                return cue, "by", "en.change.noun_of"
    return None


def _at_a_rate(view: View, figure: FigureMention, rate: int, at: int | None = None) -> Found | None:
    """`grew at an annual rate of 6.9%`, `is expanding at a 4% clip`: a verb of change before `at`."""
    if figure.kind != "percent" or view.word(rate) not in _RATES:
        return None
    if at is None:
        at = next((j for j in range(rate - 1, max(rate - 5, 0), -1) if view.word(j) == "at"), None)
    cue = next((cue for cue in view.cues if cue.stop == at and cue.change.role == "verb" and cue.change.direction), None)
    return (cue, "by", "en.change.rate") if cue is not None else None


def _prepositional(view: View, figure: FigureMention, i: int, lead: str) -> Found | None:
    adverb = next(
        (
            cue
            for cue in view.cues
            if cue.stop == i and view.word(cue.first) in ("up", "down") and cue.change.role == "comparative"
        ),
        None,
    )
    if adverb is not None:
        settles = view.word(adverb.first - 1) in _SETTLING
        return None if settles else (adverb, lead, f"en.change.adverb_{lead}")
    adverb = _governing(view, figure, i, ("comparative",)) if lead == "from" else None
    if (
        adverb is not None
        and view.word(adverb.first) in ("up", "down")
        and any(adverb.stop <= other.first < i for other in view.figures)
    ):
        return adverb, lead, "en.change.adverb_from"
    if lead == "to" and (_of_another_verb(view, i) or (figure.unit == "1" and view.word(i - 1) in _PROVIDED)):
        return None
    verb = _governing(view, figure, i, ("verb", "mover"))
    if lead == "by" and verb is not None and verb.change.role == "mover" and not verb.change.direction:
        verb = _governing(view, figure, i, ("verb",))
    if verb is not None:
        if not verb.change.direction and lead != "from":
            other = _nearest(view, verb.first, ("verb", "noun"))
            if other is None or view.word(verb.first) in ("set", "sent", "put", "left", "leaving", "came"):
                return (verb, lead, f"en.change.{lead}") if lead == "to" and _has_from(view, figure) else None
            return Cue(verb.first, verb.stop, Change(other.change.direction, "mover")), lead, f"en.change.{lead}"
        return verb, lead, f"en.change.{lead}"
    noun = _governing(view, figure, i, ("noun",))
    return (noun, lead, f"en.change.noun_{lead}") if noun is not None and noun.change.direction else None


def _of_another_verb(view: View, i: int) -> bool:
    """`fell by 5 cm, and winds gusted to 90 km/h`: what stands right before `to` is a verb, and none of change."""
    word = view.word(i - 1)
    return word.endswith("ed") and word != "expected" and i - 1 not in view.inside and all(cue.stop != i for cue in view.cues)


def _has_from(view: View, figure: FigureMention) -> bool:
    return any(other.change_kind == "from" and other is not figure for other in view.figures)


def _governing(view: View, figure: FigureMention, i: int, roles: tuple[str, ...]) -> Cue | None:
    """The nearest change word to the left whose clause reaches the preposition at index i."""
    for cue in reversed(view.cues):
        if cue.stop > i or cue.change.role not in roles:
            continue
        if i - cue.stop > _REACH or view.segment[cue.first] != view.segment[figure.first]:
            return None
        between = view.tokens[cue.stop : i]
        if any(token.lower in _BLOCKERS for token in between):
            return None
        if any(token.lower in _DISTANT and cue.stop + k not in view.inside for k, token in enumerate(between)):
            return None
        if (
            cue.change.role == "noun"
            and (len(between) > 3 or any(token.text == "," for token in between))
            and not _spans_dates(view, cue, i)
        ):
            return None
        return cue
    return None


def _spans_dates(view: View, cue: Cue, i: int) -> bool:
    """Whether only other figures and dates stand between a noun of change and a preposition (`a rise in May to 5%`)."""
    return all(
        j in view.inside or view.date_at(j) is not None or view.word(j) in ("in", "of", "from", "to", "on", "this", "the")
        for j in range(cue.stop, i)
    )


def _nearest(view: View, i: int, roles: tuple[str, ...]) -> Cue | None:
    """The nearest word of change to the left, in whatever clause."""
    return next(
        (cue for cue in reversed(view.cues) if cue.stop <= i and cue.change.role in roles and cue.change.direction), None
    )
