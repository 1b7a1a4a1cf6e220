"""What English numbers count: the noun phrase behind them, up to its head."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.extraction import english_words as words
from transforms.extraction.english_numbers import HYPHENS, MAGNITUDES, NUMBER_WORDS
from transforms.extraction.lexicon import word_class
from transforms.extraction.tokens import Token
from transforms.extraction.units import read_unit, unit_tables

MAX_PHRASE: Final = 9
"""Tokens of a counted noun phrase: `18 more 155mm howitzers`, `two land-based Harpoon anti-ship missile systems`."""
_SPARE: Final = frozenset(["more", "additional", "other", "further", "extra", "new", "such", "fewer", "less", "of"])
_LEADING: Final = _SPARE | {"daily", "weekly", "monthly", "yearly"}
"""`300 daily flights`, `2 million monthly users`."""
_CONTAINERS: Final = word_class("counts.containers")
_MODIFYING: Final = word_class("counts.modifying")
_PRONOUNS_IN_CAPITALS: Final = frozenset({"US", "IT", "WHO"})
"""`500 US troops`, `40 IT workers`."""
_NOUN_WORDS: Final = 4
"""Words kept of a noun with its modifiers; two more where `and` joins two of them."""


class Counted(NamedTuple):
    """What a number counts: index after its noun, and the noun with its plain modifiers."""

    stop: int
    noun: str


def is_plural(token: Token) -> bool:
    """Whether a word looks like a plural noun."""
    word = token.lower
    if word in words.IRREGULAR_PLURALS:
        return True
    return (
        len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and not word.endswith("is") and word not in words.NOT_PLURAL
    )


def _inner_number(tokens: Sequence[Token], i: int) -> bool:
    """A number inside a noun phrase that belongs to a name or a calibre: `155mm`, `Mi-17`, `A330`."""
    token = tokens[i]
    if token.kind != "number":
        return False
    before_glued = token.glued and i > 0 and (tokens[i - 1].text in HYPHENS or tokens[i - 1].text.isalpha())
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    after_glued = after is not None and after.glued and (after.text in HYPHENS or after.text.isalpha())
    return before_glued or after_glued


def counted_noun(tokens: Sequence[Token], start: int, one: bool = False) -> Counted | None:
    """The noun phrase that a number before index `start` counts.

    Args:
        tokens: of the sentence.
        start: index after the number.
        one: the number is one, so that the noun is singular.

    Returns:
        the phrase up to its head, or None where no noun follows.
    """
    if start < len(tokens) and tokens[start].text in HYPHENS and tokens[start].glued:
        return _hyphened_noun(tokens, start)
    start = _after_measure(tokens, start)
    head, stop = _phrase(tokens, start)
    if head >= 0:
        return _with_contents(tokens, start, head)
    if stop < 0:
        return None
    return _singular(tokens, start, stop) if one else _name_counted(tokens, start)


def _phrase(tokens: Sequence[Token], start: int) -> tuple[int, int]:
    """The head of the phrase from index `start`, -1 if it has no plural, and the index where it ends, -1 if it is a time."""
    count = len(tokens)
    head, i = -1, start
    while i < count and i - start < MAX_PHRASE:
        token = tokens[i]
        if token.kind == "number":
            if not _inner_number(tokens, i):
                break
        elif token.kind == "mark":
            if not (token.text in HYPHENS and token.glued and i + 1 < count and tokens[i + 1].glued):
                break
        elif token.lower == "and" and head < 0 and i > start and _adjectives_join(tokens, i):
            pass
        elif (
            token.kind == "clitic"
            or _run_together(token.text)
            or (token.lower in words.CLOSED and not ((token.lower in _LEADING and i == start) or _is_part(tokens, i)))
            or (token.lower in words.VERBS and not (_is_noun(tokens, i, start) or _is_part(tokens, i)))
        ):
            break
        elif token.lower in words.TIME_UNITS and head < 0 and tokens[i - 1].text not in HYPHENS:
            return -1, -1
        elif head >= 0 and token.lower.endswith(("ing", "ed", "ly")):
            break
        elif _plural_ends(tokens, i):
            head = i
            if not _plural_follows(tokens, i + 1) and not token.text[0].isupper():
                break
        i += 1
    return head, i


def _after_measure(tokens: Sequence[Token], start: int) -> int:
    """The index after the size of what is counted, `40` of `40 50 kg sacks`: its words are no part of the noun."""
    if start >= len(tokens) or tokens[start].kind != "number" or tokens[start].glued:
        return start
    found = read_unit(tokens, start + 1, unit_tables())
    return found[0] if found is not None and _plural_follows(tokens, found[0]) else start


def _plural_follows(tokens: Sequence[Token], i: int) -> bool:
    """Whether the noun goes on after a plural (`sports halls`)."""
    return i < len(tokens) and tokens[i].kind == "word" and tokens[i].lower not in words.NO_NOUNS and is_plural(tokens[i])


def _is_part(tokens: Sequence[Token], i: int) -> bool:
    """No word of its own: the letter of a type, `A320`, what a hyphen joins, `by-elections`, `off-duty`; or `US`."""
    if tokens[i].text in _PRONOUNS_IN_CAPITALS or _is_acronym(tokens, i):
        return True
    if i + 1 >= len(tokens) or not tokens[i + 1].glued:
        return _hyphen_before(tokens, i)
    if tokens[i].text.isupper() and tokens[i + 1].kind == "number":
        return True
    joined = tokens[i + 1].text in HYPHENS and i + 2 < len(tokens) and tokens[i + 2].glued and tokens[i + 2].kind == "word"
    return joined or _hyphen_before(tokens, i)


def _is_acronym(tokens: Sequence[Token], i: int) -> bool:
    """`two LED lamps`: capitals inside a line that is not all capitals."""
    upper = len(tokens[i].text) > 1 and tokens[i].text.isupper() and i + 1 < len(tokens)
    return upper and tokens[i + 1].text.islower() and tokens[i + 1].lower not in words.CLOSED


def _is_noun(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Whether a frequent verb is none here: `12 hard drives`, `7 injured officers`, `4 call centres`."""
    if i > start:
        return is_plural(tokens[i])
    return tokens[i].lower in _MODIFYING and _plural_follows(tokens, i + 1) and tokens[i + 1].text.islower()


def _hyphen_before(tokens: Sequence[Token], i: int) -> bool:
    return i > 1 and tokens[i].glued and tokens[i - 1].text in HYPHENS and tokens[i - 1].glued


def _plural_ends(tokens: Sequence[Token], i: int) -> bool:
    """Whether a plural noun ends at a token: `jets`, `start-ups`, `passers-by`; not `sales-driven`."""
    if i + 1 < len(tokens) and tokens[i + 1].glued and tokens[i + 1].text in HYPHENS:
        return False
    if is_plural(tokens[i]):
        return True
    lower = tokens[i].lower
    if not _hyphen_before(tokens, i):
        return False
    return (lower[-1] == "s" and lower[-2:-1] not in ("s", "u", "")) or (lower in words.CLOSED and is_plural(tokens[i - 2]))


def _adjectives_join(tokens: Sequence[Token], i: int) -> bool:
    """`digital and physical sales`, `US and European tech stocks`: `and` between modifiers of one noun, not between phrases."""
    for token in tokens[i + 1 : i + 4]:
        if token.kind != "word" or token.lower in words.NO_NOUNS or token.lower in NUMBER_WORDS:
            return False
        if is_plural(token):
            return token is not tokens[i + 1]
    return False


def _run_together(text: str) -> bool:
    """Two words that lost the space between them (`itemsChina`): what a page's markup left, no noun."""
    return len(text) > 3 and text[0].islower() and text[1].islower() and text != text.lower()


def _with_contents(tokens: Sequence[Token], start: int, head: int) -> Counted:
    """The phrase up to its head; `rounds of ammunition` is one noun."""
    noun = _noun_words(tokens, start, head + 1)
    follows = head + 2 < len(tokens) and tokens[head + 1].lower == "of" and tokens[head + 2].kind == "word"
    if tokens[head].lower in _CONTAINERS and follows and tokens[head + 2].lower not in words.CLOSED:
        stop = head + 3
        if stop < len(tokens) and tokens[stop].text.islower() and tokens[stop].lower not in words.NO_NOUNS:
            stop += 1  # rounds of tear gas
        return Counted(stop, " ".join([noun, *(token.text for token in tokens[head + 1 : stop])]))
    return Counted(head + 1, noun)


def _noun_words(tokens: Sequence[Token], start: int, stop: int) -> str:
    """The words of a phrase without type numbers and calibres (`155mm`, `Mi-17`) and without `more`."""
    groups: list[list[Token]] = []
    for token in tokens[start:stop]:
        if groups and token.glued:
            groups[-1].append(token)
        else:
            groups.append([token])
    kept = [group for group in groups if not any(token.kind == "number" for token in group)]
    kept = [group for i, group in enumerate(kept) if not (len(group) == 1 and group[0].lower in _SPARE and len(kept) > i + 1)]
    longest = _NOUN_WORDS + 2 if any(group[0].lower == "and" for group in kept) else _NOUN_WORDS
    return " ".join("".join(token.text for token in group) for group in kept[-longest:]) or tokens[stop - 1].text


def _hyphened_noun(tokens: Sequence[Token], hyphen: int) -> Counted | None:
    """`400-worker mill`: the noun between the hyphen and the word it modifies."""
    i = hyphen + 1
    if i >= len(tokens) or not tokens[i].glued or tokens[i].kind != "word" or tokens[i].text[0].isupper():
        return None
    word = tokens[i].lower
    if word in words.TIME_UNITS or word in words.NO_NOUNS or word in _NO_NOUN or word in NUMBER_WORDS:
        return None
    return Counted(i + 1, tokens[i].text)


_NO_NOUN: Final = word_class("counts.no_noun")


def _singular(tokens: Sequence[Token], start: int, stop: int) -> Counted | None:
    """The noun after `one`: the words up to the end of the phrase, if they are few and end at a closed word."""
    while stop > start and (tokens[stop - 1].lower in words.VERBS or tokens[stop - 1].kind == "mark"):
        stop -= 1
    if not 0 < stop - start <= 4 or not tokens[stop - 1].text.islower() or tokens[start].lower in words.VERBS:
        return None
    return Counted(stop, _noun_words(tokens, start, stop))


def _name_counted(tokens: Sequence[Token], start: int) -> Counted | None:
    """`40 A330neo`, `63,150 Model 3s`: a product counted by its name, which has no plural."""
    if start >= len(tokens) or tokens[start].kind != "word" or tokens[start].glued or not tokens[start].text[0].isupper():
        return None
    if (
        len(tokens[start].text) > 1
        and tokens[start].lower in words.NO_NOUNS
        and tokens[start].text not in _PRONOUNS_IN_CAPITALS
    ):
        return None  # 12 KILLED
    i = start + 1
    while (i < len(tokens) and tokens[i].glued and tokens[i].kind in ("word", "number")) or (
        i + 1 < len(tokens)
        and tokens[i].text in HYPHENS
        and tokens[i].glued
        and tokens[i + 1].glued
        and tokens[i + 1].kind in ("word", "number")
    ):
        i += 1
    has_digit = any(token.kind == "number" for token in tokens[start:i])
    if i == start + 1 and (typed := _type_plural(tokens, i)):
        return Counted(typed, " ".join([tokens[start].text, "".join(token.text for token in tokens[i:typed])]))
    if i == start + 1 and _peoples(tokens, start):
        return Counted(i, tokens[start].text)
    if not has_digit and not (tokens[start].text.isupper() and len(tokens[start].text) > 2):
        return None
    return Counted(i, "".join(token.text for token in tokens[start:i]))


def _type_plural(tokens: Sequence[Token], i: int) -> int:
    """The index after the plural of a type behind its maker's name, `Model 3s`, `Boeing 737s`, `Model Ys`; 0 for none."""
    if i >= len(tokens) or tokens[i].glued:
        return 0
    text = tokens[i].text
    if tokens[i].kind == "word":
        return i + 1 if len(text) == 2 and text[0].isupper() and text[1] == "s" else 0
    plural = tokens[i].kind == "number" and i + 1 < len(tokens) and tokens[i + 1].glued and tokens[i + 1].text == "s"
    return i + 2 if plural else 0


def _peoples(tokens: Sequence[Token], at: int) -> bool:
    """`146,000 Rohingya have crossed`: a people's name without a plural, before a predicate."""
    word = tokens[at].lower
    large = at > 0 and (len(tokens[at - 1].text) > 3 or tokens[at - 1].lower in MAGNITUDES)
    named = word not in words.CALENDAR and word not in words.CLOSED and tokens[at].text[1:].islower()
    return large and named and at + 1 < len(tokens) and tokens[at + 1].lower in words.PREDICATES
