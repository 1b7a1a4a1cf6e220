"""Words of change and of trade in French, Spanish and German sentences, by the token that they stand at.

German parts its verbs (`nahmen im Mai um 3 Prozent zu`), and writes goods and trade as one word (`Weizenausfuhren`).
"""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.tokens import Token
from transforms.extraction.wordlist import Wordlist

PARTICLE_REACH: Final = 30
"""Words between a verb and its particle."""
_SHORTEST: Final = 2
"""Letters of the shortest goods in a compound: `Öl`."""
_CLAUSE_ENDS: Final = frozenset(
    {".", ",", ";", "!", "?", ":", "–", "—", "und", "oder", "sowie", "während", "aber", ")", "“", '"'}
)
_LINKED: Final = ("ungs", "heits", "keits", "tions", "schafts", "täts")
"""Endings of first parts with a linking `s`: `Rüstungsexporte`."""


def separated(lower: Sequence[str], words: Wordlist) -> dict[int, str]:
    """What verbs mean that stand apart from their particle: index of the verb -> up, down, export, import."""
    found: dict[int, str] = {}
    for at, word in enumerate(lower):
        particles = words.separables.get(word)
        for step in range(at + 1, min(at + PARTICLE_REACH, len(lower))) if particles else ():
            if lower[step] == ";":
                break
            closed = step + 1 == len(lower) or lower[step + 1] in _CLAUSE_ENDS
            if particles is not None and closed and lower[step] in particles:
                meaning = particles[lower[step]]
                if meaning in ("up", "down") or words.words("introduced").isdisjoint(lower[at + 1 : step]):
                    found[at] = meaning  # führte Kohle ein, not: eine Steuer
                break
    return found


def changes_of(lower: Sequence[str], words: Wordlist) -> dict[int, str]:
    """The words of rise and fall of a sentence: index -> up, down, flat."""
    found = {at: words.changes[word] for at, word in enumerate(lower) if word in words.changes}
    return found | {at: way for at, way in separated(lower, words).items() if way in ("up", "down")}


def flows_of(tokens: Sequence[Token], lower: Sequence[str], words: Wordlist) -> dict[int, tuple[str, str | None]]:
    """The words of trade of a sentence: index -> export, import or trade, and the goods that the word itself names."""
    found: dict[int, tuple[str, str | None]] = {}
    for at, word in enumerate(lower):
        if word in words.flows:
            found[at] = words.flows[word], None
        elif (compound := _compound(tokens[at].text, words)) is not None:
            found[at] = compound
    return found | {at: (way, None) for at, way in separated(lower, words).items() if way in ("export", "import")}


def _compound(text: str, words: Wordlist) -> tuple[str, str | None] | None:
    """`Weizenausfuhren`: the flow and the goods; goods of all kinds (`Warenexporte`) are none."""
    if not text[0].isupper():
        return None
    lower = text.lower()
    for ending, flow in words.compounds:
        size = len(text) - len(ending)
        if size >= _SHORTEST and lower.endswith(ending):
            goods = text[: size - 1] if lower[:size].endswith(_LINKED) else text[:size]
            return flow, None if goods.lower() in words.words("no_goods") else goods
    return None
