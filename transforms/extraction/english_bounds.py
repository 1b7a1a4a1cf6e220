"""Words around an English figure that say how its value binds: `more than`, `up to`, `or so`; and verbs that do (`exceed`)."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from transforms.extraction.lexicon import Phrases, words_of
from transforms.extraction.tokens import Token

_BEFORE: Final[dict[str, str]] = {
    "gt": (
        "more than|over|above|exceeding|in excess of|greater than|higher than|north of|just over|well over|slightly over|a little over|"
        "slightly more than|a little more than|just more than|much more than|well above|just above|slightly above|far more than|"
        "significantly more than|way over|way more than|upward of|considerably more than|better than|older than|longer than|larger than"
    ),
    "ge": (
        "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum|upwards of|as little as|as few as|"
        "as low as|starting at|starting from|from at least|a low of"
    ),
    "lt": (
        "less than|fewer than|under|below|just under|just below|slightly less than|slightly under|a little less than|a little under|"
        "just less than|short of|just short of|well below|well under|lower than|smaller than|slightly below|slightly fewer than|"
        "not quite|younger than|far less than|much less than|far fewer than|shy of|just shy of"
    ),
    "le": (
        "up to|at most|no more than|not more than|as many as|as much as|as high as|a maximum of|maximum|at the most|no higher than|"
        "not exceeding|no greater than|no longer than"
    ),
    "approx": (
        "about|around|nearly|almost|roughly|approximately|some|close to|an estimated|estimated|circa|near|approx|approx.|ca.|~|≈|c.|"
        "just about|in the region of|on the order of|in the order of|something like|virtually|practically|more or less|very nearly|"
        "very close to|an average of about|an approximate|near to|an estimated total of"
    ),
}
_AFTER: Final[dict[str, str]] = {
    "ge": "or more|or above|or higher|or greater|or over|or older|and over|and above|plus|+|or longer|and up",
    "le": "or less|or fewer|or below|or lower|or under|and under|or younger|at most",
    "approx": "or so|or thereabouts|approximately|give or take",
}
_VERBS: Final[dict[str, str]] = {
    "gt": (
        "exceed|exceeds|exceeded|exceeding|top|tops|topped|topping|surpass|surpasses|surpassed|surpassing|cross|crossed|crosses|"
        "outstrip|outstripped|passed|pass|past|breach|breached|broke through|overtook"
    ),
    "approx": "approach|approached|approaching|nearing|neared|averaging about",
    "lt": "fell short of|fall short of|falling short of",
}
_PARTICLE_VERBS: Final = frozenset(
    ["ticked", "tick", "ticks", "ticking", "went", "go", "goes", "gone", "moved", "move", "moves", "inched", "inch", "edged", "edge", "crept", "creep", "shot", "jumped", "jump", "climbed", "climb", "rose", "rise", "risen", "pushed", "push", "pushes", "pushing", "drove", "drive", "driving", "driven", "drives", "took", "take", "takes", "taking", "bring", "brought", "bringing", "nudged", "nudge", "bumped", "raised", "raise", "lifted", "marched", "soared", "came", "back", "was", "were", "is", "are", "being", "be", "it", "them", "him", "her", "prices", "rate", "rates"]
)
LONGEST: Final = 5


def _table(groups: dict[str, str]) -> Phrases[str]:
    return Phrases([(phrase, bound) for bound, phrases in groups.items() for phrase in words_of(phrases)])


@cache
def before() -> Phrases[str]:
    """Bound phrases that stand before a figure and belong to its words."""
    return _table(_BEFORE)


@cache
def after() -> Phrases[str]:
    """Bound phrases that stand after a figure and belong to its words."""
    return _table(_AFTER)


@cache
def verbs() -> Phrases[str]:
    """Verbs and adverbs that bind a figure without belonging to its words."""
    return _table(_VERBS)


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.split()[-1] for phrases in _BEFORE.values() for phrase in words_of(phrases))


def bound_before(tokens: Sequence[Token], first: int) -> tuple[int, str] | None:
    """The bound phrase that ends just before a figure: (index of its first token, bound)."""
    if first == 0 or (tokens[first - 1].lower not in _last_words() and tokens[first - 1].text != "."):
        return None
    found = before().match_before(tokens, first, LONGEST)
    if found is None:
        return None
    at, bound = found
    words = tokens[at].lower
    if words == "up" and at and (tokens[at - 1].lower in _PARTICLE_VERBS):
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
    if tokens[stop].text == "-":
        return (stop + 2, "ge") if stop + 1 < len(tokens) and tokens[stop + 1].lower == "plus" else None
    return after().match(tokens, stop)


_SKIPPED: Final = frozenset(["the", "a", "an", "to", "past", "record", "total", "of", "some", "only", "just", "even", "annual"])


def verb_bound(tokens: Sequence[Token], first: int) -> str | None:
    """The bound that the verb before a figure sets (`topped $1 trillion`, `should exceed 5 percent`)."""
    i = first
    while i > 0 and first - i < 3 and tokens[i - 1].lower in _SKIPPED and tokens[i - 1].lower != "past":
        i -= 1
    found = verbs().match_before(tokens, i, 3)
    return found[1] if found else None
