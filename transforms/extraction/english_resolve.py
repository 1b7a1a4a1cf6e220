"""What a bare number of an English sentence counts: the unit of another number, the noun of its clause, or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from transforms.extraction import english_counts as counts
from transforms.extraction import english_labels as labels
from transforms.extraction import english_words as words
from transforms.extraction.change_words import change_words
from transforms.extraction.english_amounts import PART, Amount
from transforms.extraction.english_numbers import ARITHMETIC, word_is
from transforms.extraction.lexicon import word_class
from transforms.extraction.tokens import Token

_NEAR: Final = 6
"""Tokens between the two ends of a change."""
_PREDICATES: Final = word_class("resolve.predicates")
_HARM: Final = word_class("resolve.harm")
_PARTS: Final = frozenset(["them", "those", "whom", "which", "the", "these"])
_GROUPS: Final = word_class("counts.groups")
_OF_THESE: Final = frozenset({"the", "its", "his", "her", "their", "our", "last", "past", "first", "next"})
_TOLL: Final = word_class("resolve.toll")
_EMPLOYING: Final = word_class("resolve.employing")
_REACHING: Final = frozenset({"at", "of", "to", "reached", "hit", "passed", "exceeded", "topped"})
_MOVED_LEADS: Final = frozenset({"to", "from", "by"})
_BETWEEN_ENDS: Final = frozenset({"the", "a", "its", "from", "to", "by"})
_NOT_OF_SUBJECT: Final = frozenset({"of", "with", "at", "for", "in", "worth", "on"})
_OPENING: Final = frozenset({"only", "at", "least", "another", "left", "leaves", "leaving", "with"})
"""`leaving 14 dead`, `with 12 injured`."""
_EXTREMES: Final = frozenset({"low", "high", "median", "average", "mean"})
_NO_SUBJECT: Final = words.NO_NOUNS | words.TIME_UNITS | word_class("resolve.not_subjects")
_ENDS: Final = frozenset(["to", "from", "against", "versus", "at", "of", "by", "than", "with", "and"])


def resolve_bare(tokens: Sequence[Token], amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts of a sentence with each bare number either given the unit it leaves out, or dropped."""
    kept: list[Amount] = []
    for at, amount in enumerate(amounts):
        if amount.kind:
            kept.append(amount)
            continue
        following = next((other for other in amounts[at + 1 : at + 5] if other.kind), None)
        found = _resolve(tokens, amount, kept, following)
        if found is not None:
            kept.append(found)
    return kept


def _resolve(tokens: Sequence[Token], amount: Amount, kept: Sequence[Amount], following: Amount | None) -> Amount | None:
    if labels.is_year(tokens, amount.number) or amount.rule == PART:
        return None
    before = kept[-1] if kept else None
    led = amount.first > 0 and tokens[amount.first - 1].lower in _ENDS
    bound = amount.bound != "eq"
    if following is not None and led and following.first - amount.stop <= 3 and _is_from_to(tokens, amount, following):
        return _as_other(amount, following, inherits_magnitude=True)
    if _is_restated(tokens, amount, following):
        before = _not_restated(tokens, kept, following)
        if before is None:
            return _as_count(amount, None)  # money, but of a sign that was lost
    heavy = _is_heavy(amount) or labels.is_total(tokens, amount.number)
    if following is not None and _is_listed(tokens, amount, following):
        return _as_other(amount, following)
    if (
        before is not None
        and before.rule == "en.age"
        and amount.first - before.stop == 1
        and tokens[before.stop].lower == "and"
    ):
        return _as_other(amount, before)
    if following is not None and _shares_noun(tokens, amount, following):
        return _as_count(amount, (following.unit_text or "").split()[-1])
    if following is not None and tokens[amount.stop : following.first] and _of_these(tokens, amount, following):
        return _as_count(amount, following.unit_text)
    part = amount.stop + 1 < len(tokens) and tokens[amount.stop].lower == "of" and tokens[amount.stop + 1].lower in _PARTS
    if part and following is not None and following.rule.startswith("en.count") and following.first - amount.stop == 2:
        return _as_count(amount, following.unit_text)
    if word_is(tokens, amount.stop, "more") and before is not None and before.rule.startswith("en.count"):
        return _as_count(amount, before.unit_text)  # ordered 50 jets and took options on 25 more
    predicate = amount.stop < len(tokens) and tokens[amount.stop].lower in _PREDICATES
    if _are_aboard(tokens, amount) or (_is_group(tokens, amount) and not part):
        return _as_count(amount, "people")
    if part or predicate:
        counted = next((other for other in reversed(kept) if other.rule.startswith("en.count")), None)
        if amount.number.decimal and not amount.number.magnitude > 1:
            return None
        noun = counted.unit_text if counted else ("people" if predicate or heavy else None)
        if amount.first and not bound and counted is None and not _opens(tokens[amount.first - 1]):
            return None
        small_pronoun = amount.number.value == 1 or (amount.number.style == "words" and not predicate and counted is None)
        return None if noun is None or small_pronoun else _as_count(amount, noun)
    if heavy:
        if _is_labelled(tokens, amount):
            return _as_count(amount, tokens[amount.first - 1].lower)
        if before is not None and (_continues(tokens, before, amount) or _contrasts(tokens, before, amount)):
            return _as_other(amount, before)
        return _as_count(amount, _subject(tokens, amount, before))
    counted_before = before is not None and before.rule.startswith("en.count")
    if bound and amount.number.style == "digits" and (counted_before or amount.number.value >= 20):
        return _as_count(amount, _subject(tokens, amount, before))
    if counted_before and before is not None and _coordinate(tokens, amount):
        return _as_count(amount, before.unit_text or "")
    known = before is not None and (before.unit is not None or before.rule == "en.count.moved")
    if led and known and before is not None and _is_change(tokens, before, amount):
        return _as_other(amount, before)
    if amount.number.style == "digits" and _is_moved(tokens, amount):
        return replace(_as_count(amount, _moved_noun(tokens, amount)), rule="en.count.moved")
    return None


def _is_restated(tokens: Sequence[Token], amount: Amount, following: Amount | None) -> bool:
    """`20.7 billion ($22 billion)`: the bracket has the same amount in another currency."""
    opened = following is not None and following.first == amount.stop + 1 and word_is(tokens, amount.stop, "(")
    return opened and following is not None and following.kind == "money" and word_is(tokens, following.stop, ")")


def _not_restated(tokens: Sequence[Token], kept: Sequence[Amount], following: Amount | None) -> Amount | None:
    """The amount before, passing over brackets in the currency of the restatement: what is restated is in another one."""
    restating = following.money if following is not None else None
    for other in reversed(kept):
        if other.kind == "money" and other.money != restating:
            return other
        if other.kind == "money" and not word_is(tokens, other.first - 1, "("):
            return None
    return None


def _is_heavy(amount: Amount) -> bool:
    """Whether a number is too large or too exact to be a label: it is a figure, of whatever."""
    number = amount.number
    return number.magnitude >= 1000 or number.grouped or number.decimal or number.base >= 100_000


def _is_labelled(tokens: Sequence[Token], amount: Amount) -> bool:
    """`Deaths 1,203; cases 45,300`: the noun stands before its number, and a mark before the noun."""
    at = amount.first - 1
    noun = at >= 0 and tokens[at].kind == "word" and counts.is_plural(tokens[at]) and tokens[at].lower not in _NO_SUBJECT
    return noun and not amount.number.decimal and (at == 0 or tokens[at - 1].text in ";,|•")


def _is_moved(tokens: Sequence[Token], amount: Amount) -> bool:
    """`rose to 57`, `jumped from 240 to 273`, `taking the toll to 61`: an end of a change, of what the sentence is about."""
    i = amount.first - 1
    if i < 1 or tokens[i - 1].lower in words.TIME_UNITS:
        return False  # from 45 days to 30
    if tokens[i].lower in _REACHING and _tolls(tokens, i - 8, i):
        return True  # a toll of 12
    if tokens[i].lower not in _MOVED_LEADS:
        return False
    for end in range(i, max(0, i - 7), -1):
        found = change_words().match_before(tokens, end, 2)
        if found is not None:
            verbs = [
                change for change in found[1] if change.role == "verb" or (change.role == "mover" and _tolls(tokens, end, i))
            ]
            return bool(verbs)
        if tokens[end - 1].kind == "mark" or (
            tokens[end - 1].lower in words.CLOSED and tokens[end - 1].lower not in _BETWEEN_ENDS
        ):
            return False
    return False


def _tolls(tokens: Sequence[Token], first: int, stop: int) -> bool:
    return any(token.lower in _TOLL for token in tokens[max(0, first) : stop])


def _moved_noun(tokens: Sequence[Token], amount: Amount) -> str | None:
    """`people` for a toll of dead, else unknown."""
    return "people" if _tolls(tokens, amount.first - 12, amount.first) else None


def _of_these(tokens: Sequence[Token], amount: Amount, following: Amount) -> bool:
    """`1,200 of 6,000 police`, `seven of its last 10 games`: both count the same."""
    between = [token.lower for token in tokens[amount.stop : following.first]]
    return following.rule == "en.count" and between[0] == "of" and len(between) < 4 and _OF_THESE.issuperset(between[1:])


def _shares_noun(tokens: Sequence[Token], amount: Amount, following: Amount) -> bool:
    """`63 confirmed and 112 suspected cases`, `40 full-time and 25 part-time workers`: the noun comes once, at the end.

    The two adjectives are alike: in their last letters, or in being names of nations.
    """
    between = tokens[amount.stop : following.first]
    noun = (following.unit_text or "").split()
    if following.rule != "en.count" or len(noun) < 2 or not 2 <= len(between) <= 4 or between[-1].lower not in ("and", "or"):
        return False
    first, last, other = between[0], between[-2], noun[-2]
    alike = last.lower[-2:] == other[-2:].lower() or (last.text[0].isupper() and other[0].isupper())
    return alike and first.kind == last.kind == "word" and first.lower not in words.CLOSED and not first.glued


def _are_victims(tokens: Sequence[Token], amount: Amount) -> bool:
    """`killing 4,500`, `10,000 may have died`: the number is of people."""
    around = [*tokens[max(0, amount.first - 2) : amount.first], *tokens[amount.stop : amount.stop + 4]]
    return any(token.lower in _HARM for token in around)


def _are_aboard(tokens: Sequence[Token], amount: Amount) -> bool:
    """`all 298 on board`, `the 189 aboard`."""
    after = [token.lower for token in tokens[amount.stop : amount.stop + 2]]
    return amount.number.style == "digits" and (after == ["on", "board"] or after[:1] == ["aboard"])


def _is_group(tokens: Sequence[Token], amount: Amount) -> bool:
    """`a crew of 13`, `a town of 8,000`, and a population that reaches 8.5 billion: the number is of people."""
    before = [token.lower for token in tokens[max(0, amount.first - _NEAR) : amount.first]]
    if "population" in before and _is_heavy(amount):
        return True
    return before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in _GROUPS


def _opens(before: Token) -> bool:
    """Whether a number after this token may be the subject of its clause."""
    return before.kind == "mark" or before.lower in words.CONJUNCTIONS or before.lower in _OPENING


def _coordinate(tokens: Sequence[Token], amount: Amount) -> bool:
    """`435 homes by open sale and 187 by tender`: a second count of the same things."""
    following = tokens[amount.stop].lower if amount.stop < len(tokens) else "."
    lead = tokens[amount.first - 1].lower if amount.first else ""
    return (
        lead in ("and", "or", ",")
        and amount.number.style == "digits"
        and amount.value >= 10
        and following in ("by", "in", "on", "at", "from", "for")
    )


def _is_listed(tokens: Sequence[Token], amount: Amount, following: Amount) -> bool:
    """`a 7- or 8-inch screen`: the hyphen waits for the unit of the next number."""
    between = [token.text for token in tokens[amount.stop : following.first]]
    if following.kind == "money" and following.prefixed and between == ["or"]:
        return True  # 8 or $9
    if following.kind == "percent" and amount.number.style == "digits" and between in (["and"], ["or"]):
        return tokens[amount.first - 1].lower in _ENDS  # of 4.7 and 5.3 percent
    return following.kind == "quantity" and following.unit != "1" and between in (["-", "or"], ["-", "and"], ["-", "to"])


def _is_from_to(tokens: Sequence[Token], low: Amount, high: Amount) -> bool:
    leads = tokens[low.first - 1].lower if low.first else ""
    link = tokens[high.first - 1].lower if high.first else ""
    return leads == "from" and link == "to" and tokens[low.stop].lower == "to"


def _is_change(tokens: Sequence[Token], before: Amount, amount: Amount) -> bool:
    """`to 12 from 9`: two ends of one change."""
    lead, other = tokens[amount.first - 1].lower, tokens[before.first - 1].lower if before.first else ""
    if lead in ("with", "to") and amount.first > 1 and tokens[amount.first - 2].lower in ("compared", "comparison"):
        return True
    if lead == "of" and amount.first > 1 and tokens[amount.first - 2].lower == "instead":
        return True
    return {lead, other} == {"to", "from"} or (lead in ("from", "against", "versus") and amount.first - before.stop <= _NEAR)


def _continues(tokens: Sequence[Token], before: Amount, amount: Amount) -> bool:
    """Whether a large bare number goes on in the unit of the amount before it (`34.0 billion euros, against 20.7 billion`)."""
    if before.kind == "percent" or tokens[amount.first - 1].lower in _EMPLOYING:
        return False
    if before.kind == "money":
        return amount.number.magnitude >= 1000 and before.number.magnitude >= 1000
    if before.unit != "1":
        return amount.number.magnitude == before.number.magnitude and _is_change(tokens, before, amount)
    return True


def _contrasts(tokens: Sequence[Token], before: Amount, amount: Amount) -> bool:
    """`the highest is 84.75 cents, the lowest 74.07`, `3.4 degrees in 2019 and 2.6 last year`: the second has the same unit."""
    between = [token.lower for token in tokens[before.stop : amount.first]]
    alike = before.number.decimal and amount.number.decimal and before.number.magnitude == amount.number.magnitude
    if not alike or before.kind == "percent" or len(between) > _NEAR:
        return False
    following = tokens[amount.stop].lower if amount.stop < len(tokens) else "."
    again = between[-1:] == ["and"] and following in ("in", "last", "this", "a", "on", "at")
    return again or any(word in _EXTREMES or (word.endswith("est") and len(word) > 5) for word in between)


def _as_other(amount: Amount, other: Amount, inherits_magnitude: bool = False) -> Amount:
    value, factor = amount.value, other.factor
    if inherits_magnitude and amount.number.magnitude == 1 and other.number.magnitude != 1 and amount.number.base < 1000:
        value = ARITHMETIC.multiply(value, other.number.magnitude)
    unit_text = other.unit_text if other.kind != "money" else None
    return replace(
        amount, kind=other.kind, money=other.money, unit=other.unit, unit_text=unit_text, value=value, factor=factor,
        rule=f"en.{other.kind}.ellipsis",
    )  # fmt: skip


def _as_count(amount: Amount, noun: str | None) -> Amount:
    """A count of a noun; of nothing that the text names, it is a number whose unit is unknown."""
    unit = "1" if noun else None
    return replace(amount, kind="quantity", unit=unit, unit_text=noun or None, factor=Decimal(1), rule="en.count.ellipsis")


def _subject(tokens: Sequence[Token], amount: Amount, before: Amount | None) -> str | None:
    """The noun that a bare number is of: that of the count before it, else the first plural of the sentence."""
    counted_before = before is not None and before.rule.startswith("en.count")
    lead = tokens[amount.first - 1].lower if amount.first else ""
    if lead in _EMPLOYING or _is_group(tokens, amount) or (_are_victims(tokens, amount) and not counted_before):
        return "people"
    if amount.number.decimal and amount.number.magnitude == 1:
        return _index_points(tokens)
    if counted_before and before is not None and before.unit_text:
        return before.unit_text
    if lead in _NOT_OF_SUBJECT:
        return None
    for i, token in enumerate(tokens[: amount.first]):
        if token.kind == "word" and counts.is_plural(token) and token.lower not in _NO_SUBJECT:
            if i and token.text[0].isupper():
                return None
            return token.lower if i == 0 else token.text
    return None


def _index_points(tokens: Sequence[Token]) -> str | None:
    """`27,431.10, up 58.06 points`: the level of an index is in the points that the sentence has for it or another one."""
    return "points" if any(after.lower == "points" and before.kind == "number" for before, after in pairwise(tokens)) else None
