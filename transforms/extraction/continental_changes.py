"""Which way a figure of a French, Spanish or German sentence moved, and whether it is the change or one of its ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from transforms.extraction.continental_counts import MINUSES
from transforms.extraction.mentions import DateMention, FigureMention
from transforms.extraction.wordlist import Wordlist

REACH: Final = 12
"""Words between a figure and the verb of its change: more are another clause."""

BREAKS: Final = frozenset({";", ":", "?", "!"})
"""Marks that end a clause."""

_BEFORE_SIGNS: Final = frozenset("([|:-–—")

_LARGE: Final = 1000
"""Money that is earned or lost as such; less is what a price gains or loses."""


@dataclass(frozen=True)
class Clause:
    """A sentence with its figures and dates."""

    lower: Sequence[str]
    words: Wordlist
    changes: Mapping[int, str]  # words of rise and fall by their index
    figures: Sequence[FigureMention]
    dates: Sequence[tuple[int, int, DateMention]]  # first and last token index
    begins: Sequence[int]  # where each token starts
    text: str  # the whole text

    def unbound(self, figure: FigureMention) -> None:
        """Take the first word off a figure: it said where a change ended, and no bound."""
        figure.first += 1
        figure.start, figure.bound = self.begins[figure.first], "eq"


def read_change(clause: Clause, figure: FigureMention) -> None:
    """Direction from the nearest word of rise or fall; which end of the change from the preposition before the figure."""
    kind = _end_of_change(clause, figure)
    if figure.bound == "le" and clause.lower[figure.first] in clause.words.words("to") and _direction(clause, figure):
        clause.unbound(figure)  # subió hasta 5 %
        kind = "to"
    trailing = _trailing(clause, figure)
    if trailing is not None:
        figure.direction, figure.change_kind = trailing, "by"
        figure.frame_rules.append(f"{clause.words.language}.change.more")
        return
    if kind is None:
        _read_sign(clause, figure)
        return
    direction = _direction(clause, figure)
    if direction is not None:
        figure.direction, figure.change_kind = direction, kind
        figure.frame_rules.append(f"{clause.words.language}.change.{kind}")


def _read_sign(clause: Clause, figure: FigureMention) -> None:
    """`CAC 40 : -1,3 %`, `(+4,5 %)`: the sign is the change; `bei -0,5 Prozent` is a level."""
    plus = figure.first > 0 and clause.lower[figure.first - 1] == "+"
    minus = figure.value < 0 and clause.lower[figure.first] in MINUSES
    if figure.kind == "percent" and (plus or minus) and _stands_apart(clause, figure.first - plus):
        figure.direction, figure.change_kind = "up" if plus else "down", "by"
        figure.frame_rules.append(f"{clause.words.language}.change.sign")


def _stands_apart(clause: Clause, at: int) -> bool:
    """Whether a bracket, colon or dash stands before a sign, or a line or a cell of a table begins with it."""
    if at == 0 or clause.lower[at - 1] in _BEFORE_SIGNS:
        return True
    between = clause.text[clause.begins[at - 1] : clause.begins[at]]
    return "\n" in between or "\t" in between


def read_two_ends(clause: Clause) -> None:
    """`est passée de 4,8 % à 5,2 %`, `pasó del 8,3 % al 8,7 %`: a verb that only moves, and its two ends say which way."""
    for one, other in pairwise(clause.figures):
        if one.change_kind or other.change_kind or (one.kind, one.unit) != (other.kind, other.unit) or one.value == other.value:
            continue
        begins, ends = clause.lower[one.first - 1], clause.lower[other.first - 1]
        moved = not clause.words.words("mover").isdisjoint(clause.lower[max(0, one.first - 6) : one.first])
        if moved and begins in clause.words.words("begin") and ends in clause.words.words("to") and one.first:
            one.direction = other.direction = "up" if other.value > one.value else "down"
            one.change_kind, other.change_kind = "from", "to"
            for figure in (one, other):
                figure.frame_rules.append(f"{clause.words.language}.change.ends")


def _trailing(clause: Clause, figure: FigureMention) -> str | None:
    """`10,9 % más que`, `12,3 Prozent weniger`, `1,1 % de moins`, `226.500 ocupados más`."""
    following = clause.lower[figure.last + 1 : figure.last + 3]
    if figure.kind == "percent" and following[1:] and following[1] in clause.words.words("dative"):
        return _ABOVE.get(following[0])  # 7,9 Prozent über dem Vorjahresmonat
    for word in [word for word in following if word not in ("de", "en")][:1]:
        if word in clause.words.words("more"):
            return "up"
        if word in clause.words.words("less"):
            return "down"
    return None


_ABOVE: Final = {"über": "up", "unter": "down"}
"""Prepositions that say how a level compares with one before."""


def _end_of_change(clause: Clause, figure: FigureMention) -> str | None:
    """By the preposition before the figure, an article between them allowed, or a verb of change right before it."""
    at = figure.first - 1
    if at > 0 and clause.lower[at] in ("el", "la", "le", "les", "los", "las", "den", "die"):
        at -= 1
    before = clause.lower[at] if at >= 0 else ""
    if before in clause.words.words("to"):
        return None if clause.lower[at - 1] in clause.words.words("than") else "to"  # frente a 8.500 millones
    if before in clause.words.words("from") and clause.words.language == "de":
        return _from_or_of(clause, figure, at)
    if before in clause.words.words("from") and clause.words.language != "fr":
        return "from"
    if before == "del" and (later := _next_lead(clause, figure)) in clause.words.words("to"):
        return "from" if later == "al" else None  # baja del 5,2 % al 4,9 %
    if before in clause.words.words("at") and clause.changes.get(at - 1) == "flat":
        return "to"
    half = figure.kind == "percent" and figure.unit_text in ("moitié", "mitad", "Hälfte")
    if before in clause.words.words("by") or half or at in clause.changes:
        if clause.lower[at] in clause.words.words("earn") and figure.kind == "money" and abs(figure.value) >= _LARGE:
            return None  # ganó 120 millones de euros
        sure = figure.kind == "percent" or clause.words.language == "de"  # `um` says nothing else
        return "by" if sure or _verb_beside(clause, figure) else None
    return None


def _from_or_of(clause: Clause, figure: FigureMention, at: int) -> str | None:
    """`von 7,4 auf 7,9 Prozent` is where a change began, `ein Plus von 12 Prozent` the change, `ein Defizit von` neither."""
    if clause.lower[at - 1] in clause.words.words("gain"):
        return "by"
    return "from" if _next_lead(clause, figure) in clause.words.words("to") else None


def _next_lead(clause: Clause, figure: FigureMention) -> str:
    """The word before the next figure; empty where none follows."""
    return next((clause.lower[other.first - 1] for other in clause.figures if other.first > figure.first), "")


def _verb_beside(clause: Clause, figure: FigureMention) -> bool:
    return any(at in clause.changes for at in range(figure.first - 3, figure.first))


def _direction(clause: Clause, figure: FigureMention) -> str | None:
    noun = figure.first - 2
    if clause.lower[max(noun, 0)] in clause.words.words("gain"):
        return clause.changes.get(noun)
    own = range(figure.first, figure.last + 1)
    for steps in (
        range(figure.first - 1, max(-1, figure.first - 1 - 2 * REACH), -1),
        range(figure.last + 1, min(len(clause.lower), figure.last + 1 + REACH)),
    ):
        for step in steps:
            word = clause.lower[step]
            if word in BREAKS:
                break
            if step not in own and step in clause.changes and word not in _AMBIGUOUS:
                return clause.changes[step]
    return None


_AMBIGUOUS: Final = frozenset({"más", "menos", "mehr", "weniger", "unter", "höher", "produit", "plus"})
"""Words of comparison that are no verbs of change."""
