"""Goods by their words in English sentences: `semiconductor shipments`, `Russian oil, gas and coal`."""

from functools import cache
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import View
from transforms.extraction.lexicon import Phrases, table, word_class

_NO_GOODS: Final = word_class("trade.no_goods")
_NOT_BEFORE: Final = _NO_GOODS | words.NO_NOUNS
_NOT_AFTER: Final = words.NO_NOUNS | {"more", "less", "most", "least", "fewer"}
_ABROAD: Final = frozenset({"abroad", "overseas"})


@cache
def commodities() -> Phrases[str]:
    """Goods by their words."""
    return Phrases({row["words"]: row["commodity"] for row in table("commodities_en.tsv")})


def goods_before(view: View, i: int) -> str | None:
    """The goods named before a word of trade: `semiconductor shipments`, `crude oil sales`."""
    found = commodities().match_before(view.tokens, i, 3)
    if found is not None and view.word(found[0] - 1) == "-" and view.word(found[0] - 2) == "non":
        return None
    if found is not None:
        words_of_goods = view.words(found[0], i)
        return (
            found[1]
            if len(found[1].split()) >= len(words_of_goods.split()) or found[1] != words_of_goods.lower()
            else words_of_goods
        )
    word = view.tokens[i - 1] if i else None
    if word is None or word.kind != "word" or not word.text.islower() or word.lower in _NOT_BEFORE:
        return None
    if any(cue.first == i - 1 for cue in view.cues):
        return None
    if i - 1 in view.placed or i - 1 in view.inside or word.lower.endswith("ly"):
        return None
    return word.text


def goods_after(view: View, i: int) -> str | None:
    """The goods named from index i on: `Russian oil, gas and coal`."""
    tokens = view.tokens
    start = i
    while i < len(tokens) and (
        i in view.placed
        or tokens[i].lower in _NO_GOODS
        or tokens[i].lower in ("the", "of", "its", "their", "domestically", "produced")
    ):
        i += 1
    first = i
    while i < len(tokens) and i - start < 12 and i not in view.inside and view.date_at(i) is None:
        token = tokens[i]
        if token.kind == "word" and token.text.islower() and token.lower not in _NOT_AFTER and not _is_cue(view, i):
            i += 1
            continue
        joins = token.text in (",", "-") or token.lower in ("and", "or")
        if joins and i + 1 < len(tokens) and (commodities().match(tokens, i + 1) is not None or token.text == "-"):
            i += 1
            continue
        if token.text == "LNG":
            i += 1
            continue
        break
    while i > first and (
        tokens[i - 1].text in (",", "-")
        or tokens[i - 1].lower in ("and", "or")
        or tokens[i - 1].lower in ("worth", "shipped", "abroad", "overseas")
    ):
        i -= 1
    return view.words(first, i) or None


def _is_cue(view: View, i: int) -> bool:
    return any(cue.first == i and cue.change.role in ("verb", "mover") for cue in view.cues) or view.word(i) in _ABROAD
