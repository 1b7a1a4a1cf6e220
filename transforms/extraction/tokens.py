"""Tokens with offsets, and sentences made of them. One linear pass each; the only words known here are abbreviations.

A token is a run of letters, a number with its separators (`1,76,645`, `16.5.1`), an abbreviation with inner stops (`U.S.`), the
clitic `'s`, or one other character. Letters and digits are always parted (`155mm` is two tokens, `A319neo` three): what belongs
together is for the grammar to say, by `Token.glued`.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

MAX_SENTENCE_TOKENS: Final = 300
"""A longer run without a sentence end (a table, a list of names) is cut, so that the work for a sentence has a bound."""

_TOKEN: Final = re.compile(
    r"([A-Za-z]{2,}+(?=[ ,]))"  # most words, found fast
    r"|((?<![\w.)])\.[0-9]+(?![\w.])|[0-9]+(?:[.,'’\u00a0\u202f][0-9]+)*)"
    r"|((?:[^\W\d_]\.){2,}(?![^\W\d_]))"
    r"|(['’]s\b)"
    r"|([^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)"
    r"|(\S)"
    r"|(\n)"
)
_KINDS: Final = ("", "word", "number", "abbreviation", "clitic", "word", "mark", "")
"""Kinds of tokens by the groups of the pattern."""
_PLAIN_WORD, _ABBREVIATION, _WORD, _MARK, _LINE_BREAK = 1, 3, 5, 6, 7
_ELISION: Final = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]", re.IGNORECASE)
_TERMINALS: Final = frozenset(".!?…。")
_BREAKS: Final = frozenset("\n\r")
_CLOSERS: Final = frozenset("\"'”’»)]")
_TRAILING: Final = _CLOSERS | _TERMINALS
_OPENERS: Final = frozenset("\"'“‘«([")


class Token(NamedTuple):
    """One token: `text[start:end]`, its lower case, its kind, and whether it follows the one before without a space."""

    text: str
    lower: str
    start: int
    end: int
    kind: str  # number, word, abbreviation, clitic, mark
    glued: bool


class Sentence(NamedTuple):
    """A sentence: code points `start` to `end` of the text and its tokens (at least one, at most MAX_SENTENCE_TOKENS)."""

    start: int
    end: int
    tokens: Sequence[Token]
    paragraph: int  # number of the paragraph it stands in
    words: frozenset[str]  # its tokens in lower case: what a rule looks for at all can be looked up here first
    digits: bool  # whether one of its tokens is a number in digits


class Splitting(NamedTuple):
    """What a language adds to the splitting of texts. All words lower case, without the stop."""

    abbreviations: frozenset[str] = frozenset()  # never end a sentence: mr, feb, gen
    either: frozenset[str] = frozenset()  # may end one, if a starter follows: inc, corp, u.s.
    starters: frozenset[str] = frozenset()  # words that begin a sentence and no name
    elision: bool = False  # part `l'`, `d'` from the word that follows
    ordinal_stop: bool = False  # a stop after a number makes an ordinal (`3. Mai`), and ends no sentence


PLAIN: Final = Splitting()
"""No abbreviations, no habits."""


def tokenize(text: str, elision: bool = False) -> list[Token]:
    """The tokens of a text, in order; white space is skipped. Linear in the length of the text.

    Args:
        text: any text.
        elision: part French elided articles and pronouns (`l'`, `d'`, `qu'`) from the word that follows.
    """
    return _scan(text, elision)[0]


def _scan(text: str, elision: bool) -> tuple[list[Token], list[int]]:
    """The tokens of a text, and the indices of those that may end a sentence: stops, abbreviations, the last of a line."""
    tokens: list[Token] = []
    ends: list[int] = []
    lowered = text.lower()
    aligned = len(lowered) == len(text)  # not so for a few letters, such as U+0130
    last = -1
    add, make, kinds = tokens.append, partial(tuple.__new__, Token), _KINDS
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        group = match.lastindex or _MARK
        if group == _LINE_BREAK:
            ends.append(len(tokens) - 1)
            continue
        found = text[start:end]
        if elision and group in (_PLAIN_WORD, _WORD) and (elided := _ELISION.match(found)) and elided.end() < len(found):
            cut = elided.end()
            add(Token(found[:cut], found[:cut].lower(), start, start + cut, "word", start == last))
            found, start, last = found[cut:], start + cut, start + cut
        elif group == _ABBREVIATION or (group == _MARK and found in _TERMINALS):
            ends.append(len(tokens))
        add(make((found, lowered[start:end] if aligned else found.lower(), start, end, kinds[group], start == last)))
        last = end
    ends.append(len(tokens) - 1)
    return tokens, ends


def _ends(tokens: Sequence[Token], at: int, follower: Token, rules: Splitting) -> bool:
    """Whether the stop at index `at` ends a sentence, given the token that follows it and its closing quotes."""
    first = follower.text[0]
    opens = first in _OPENERS
    if tokens[at].kind == "abbreviation":
        return follower.lower in rules.starters
    if tokens[at].text != ".":
        return not first.islower()
    if not (opens or first.isupper() or first.isdecimal() or not (first.isalpha() or first in ",;:)-–—")):
        return False
    before = tokens[at - 1] if at else None
    if before is None or not tokens[at].glued:
        return True
    if before.lower in rules.abbreviations:
        return False
    if before.lower in rules.either:
        return follower.lower in rules.starters
    if before.kind == "number":
        return not (rules.ordinal_stop and not opens)
    return not (len(before.text) == 1 and before.text.isupper() and before.text != "I" and first.isupper())


def _gap(text: str, before: Token, after: Token) -> int:
    """Line breaks between two tokens: 0, 1 or 2 (a blank line)."""
    if after.glued:
        return 0
    return min(text.count("\n", before.end, after.start), 2)


def _new_line_begins(before: Token, following: Token) -> bool:
    """Whether a line break parts two lines (a title, a list) and does not wrap one: by how they end and begin."""
    if following.text[0] in "•*✓–—":
        return True
    wrapped = before.text in ",-–—(/" or (len(before.text) <= 3 and before.text.islower())
    return not wrapped and (following.text[0].isupper() or following.text[0].isdecimal() or following.text[0] in _OPENERS)


def split_sentences(text: str, rules: Splitting = PLAIN) -> list[Sentence]:
    """The sentences of a text. A blank line always parts two; a line break does after a stop or before a list item.

    Args:
        text: any text.
        rules: the abbreviations and habits of its language.

    Returns:
        sentences in order, which together hold every token once.
    """
    tokens, ends = _scan(text, rules.elision)
    sentences: list[Sentence] = []
    first, passed, paragraph = 0, 0, 0
    for end in ends:
        if end < passed:
            continue  # among the stops and quotes after one that was looked at
        while end - first >= MAX_SENTENCE_TOKENS:
            sentences.append(_sentence(tokens[first : first + MAX_SENTENCE_TOKENS], paragraph))
            first += MAX_SENTENCE_TOKENS
        stop = end
        is_stop = tokens[end].text in _TERMINALS or (tokens[end].kind == "abbreviation" and bool(rules.either))
        if is_stop:
            while stop + 1 < len(tokens) and tokens[stop + 1].glued and tokens[stop + 1].text in _TRAILING:
                stop += 1
        passed = stop + 1
        following = tokens[stop + 1] if stop + 1 < len(tokens) else None
        gap = _gap(text, tokens[stop], following) if following is not None else 2
        ended = following is None or gap == 2 or stop + 1 - first >= MAX_SENTENCE_TOKENS
        if not ended and following is not None and is_stop and not following.glued:
            ended = _ends(tokens, end, following, rules)
        if not ended and gap == 1 and following is not None:
            ended = is_stop or tokens[stop].text in _CLOSERS or _new_line_begins(tokens[stop], following)
        if ended:
            sentences.append(_sentence(tokens[first : stop + 1], paragraph))
            first = passed
            paragraph += gap == 2
    return sentences


def _sentence(tokens: list[Token], paragraph: int) -> Sentence:
    words = frozenset([token[1] for token in tokens])
    digits = "number" in {token[4] for token in tokens}
    return Sentence(tokens[0].start, tokens[-1].end, tokens, paragraph, words, digits)
