"""Words around an English figure that say how its value binds: `more than`, `up to`, `or so`; and verbs that do (`exceed`)."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from transforms.extraction.change_words import change_words
from transforms.extraction.english_numbers import NUMBER_WORDS
from transforms.extraction.lexicon import Phrases, table, word_class, words_of
from transforms.extraction.tokens import Token

_PARTICLE_VERBS: Final = word_class("bounds.particle_verbs")
LONGEST: Final = 5


def _table(place: str) -> Phrases[str]:
    return Phrases(
        [(phrase, row["bound"]) for row in table("bounds_en.tsv") if row["place"] == place for phrase in words_of(row["words"])]
    )


@cache
def before() -> Phrases[str]:
    """Bound phrases that stand before a figure and belong to its words."""
    return _table("before")


@cache
def after() -> Phrases[str]:
    """Bound phrases that stand after a figure and belong to its words."""
    return _table("after")


@cache
def verbs() -> Phrases[str]:
    """Verbs and adverbs that bind a figure without belonging to its words."""
    return _table("verb")


@cache
def _last_words() -> frozenset[str]:
    rows = (row for row in table("bounds_en.tsv") if row["place"] == "before")
    return frozenset(phrase.split()[-1] for row in rows for phrase in words_of(row["words"]))


def bound_before(tokens: Sequence[Token], first: int) -> tuple[int, str] | None:
    """The bound phrase that ends just before a figure: (index of its first token, bound)."""
    if first == 0 or (tokens[first - 1].lower not in _last_words() and tokens[first - 1].text != "."):
        return None
    found = before().match_before(tokens, first, LONGEST)
    if found is None:
        return None
    at, bound = found
    words = tokens[at].lower
    if words == "up" and at and (tokens[at - 1].lower in _PARTICLE_VERBS or _rises(tokens, at)):
        return None  # ticked up to 4 percent: `to` is the end of the change
    if words == "over" and at and tokens[at - 1].lower in ("handed", "took", "turned", "all", "carried", "left"):
        return None
    if words == "some" and at and tokens[at - 1].lower in ("and", "of") and tokens[at - 1].lower == "of":
        return None
    return at, bound


def bound_after(tokens: Sequence[Token], stop: int) -> tuple[int, str] | None:
    """The bound phrase that begins right after a figure: (index after its last token, bound)."""
    if stop >= len(tokens) or tokens[stop].lower not in ("or", "and", "plus", "+", "at", "approximately", "give", "-"):
        return None
    if tokens[stop].lower in ("plus", "+") and stop + 1 < len(tokens) and _is_amount(tokens[stop + 1]):
        return None  # 45 million euros plus 10 million in bonuses
    if tokens[stop].text == "-":
        return (stop + 2, "ge") if stop + 1 < len(tokens) and tokens[stop + 1].lower == "plus" else None
    return after().match(tokens, stop)


def _is_amount(token: Token) -> bool:
    return token.kind == "number" or token.lower in NUMBER_WORDS or (token.kind == "mark" and token.text in "$€£¥")


def _rises(tokens: Sequence[Token], up: int) -> bool:
    """Whether `up` belongs to a verb of change: `dried up to`, `inched up to`."""
    found = change_words().match_before(tokens, up + 1, 2)
    return found is not None and found[0] < up


_PASSING: Final = frozenset({"pass", "passed", "passes", "top", "tops", "past", "crossed", "cross"})
_SKIPPED: Final = frozenset(["the", "a", "an", "to", "past", "record", "total", "of", "some", "only", "just", "even", "annual"])


def verb_bound(tokens: Sequence[Token], first: int) -> str | None:
    """The bound that the verb before a figure sets (`topped $1 trillion`, `should exceed 5 percent`)."""
    i = first
    while i > 0 and first - i < 3 and tokens[i - 1].lower in _SKIPPED and tokens[i - 1].lower != "past":
        i -= 1
    if i < first and i and tokens[i - 1].lower in _PASSING:
        return None  # passed a $5 billion bill
    found = verbs().match_before(tokens, i, 3)
    return found[1] if found else None
