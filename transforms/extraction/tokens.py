"""Tokens with offsets, and sentences made of them. One linear pass each; the only words known here are abbreviations.

A token is a run of letters, a number with its separators (`1,76,645`, `16.5.1`), an abbreviation with inner stops (`U.S.`), the
clitic `'s`, or one other character. Letters and digits are always parted (`155mm` is two tokens, `A319neo` three): what belongs
together is for the grammar to say, by `Token.glued`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from operator import eq, itemgetter, sub
from typing import Final, NamedTuple

MAX_SENTENCE_TOKENS: Final = 300
"""A longer run without a sentence end (a table, a list of names) is cut, so that the work for a sentence has a bound."""

_TOKEN: Final = re.compile(
    r"((?<![\w.)])\.[0-9]+(?![\w.])|[0-9]+(?:[.,'’\u00a0\u202f][0-9]+)*)"
    r"|((?:[^\W\d_]\.){2,}(?![^\W\d_]))"
    r"|(['’]s\b)"
    r"|([^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)"
    r"|(\S)"
)
_PIECE: Final = re.compile(
    r" ?[A-Za-z]{2,}+(?=[ ,])|\s*+(?:" + re.sub(r"(?<!\\)\((?!\?)", "(?:", _TOKEN.pattern) + ")?"  # most words, found fast
)
"""A token with the white space before it: a text is a row of pieces without gaps, and most of them come again and again."""
_KINDS: Final = ("", "number", "abbreviation", "clitic", "word", "mark")
"""Kinds of tokens by the groups of the pattern."""
_NUMBER, _ABBREVIATION, _WORD, _MARK = 1, 2, 4, 5
_ELISION: Final = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]", re.IGNORECASE)
KEPT_LENGTH: Final = 32
KEPT_DIGITS: Final = 5
KEPT_PIECES: Final = 30_000
"""Longest piece that is remembered, longest number (a year and a blank), and how many are: some 8 MB."""
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


TEXT_OF, LOWER_OF, KIND_OF = (itemgetter(Token._fields.index(name)) for name in ("text", "lower", "kind"))
"""Fields of a token, to map over all tokens of a sentence without a step of Python for each."""


class Sentence(NamedTuple):
    """A sentence: code points `start` to `end` of the text and its tokens (at least one, at most MAX_SENTENCE_TOKENS)."""

    start: int
    end: int
    tokens: Sequence[Token]
    paragraph: int  # number of the paragraph it stands in
    lowers: list[str]  # its tokens in lower case
    words: frozenset[str]  # the same without order: what a rule looks for at all can be looked up here first
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


class _Piece(NamedTuple):
    """What a piece of text is, wherever it stands."""

    text: str  # of the token
    lower: str
    kind: str
    size: int  # of the token
    length: int  # with the white space before it
    may_end: bool  # a line break stands before it, or it is a stop or an abbreviation


class _Pieces(dict[str, _Piece]):
    """The pieces seen, each looked at once. Bounded: long ones are not kept, and too many are let go."""

    def __missing__(self, piece: str) -> _Piece:
        """Look at a piece."""
        found = piece.lstrip()
        if found.isalpha():
            group = _WORD  # most are
        else:
            match = _TOKEN.match(found)
            group = (match.lastindex if match is not None else None) or 0
        stop = group == _ABBREVIATION or (group == _MARK and found in _TERMINALS)
        breaks = "\n" in piece[: len(piece) - len(found)]
        made = _Piece(found, found.lower(), _KINDS[group], len(found), len(piece), stop or breaks)
        if len(piece) <= (KEPT_LENGTH if group != _NUMBER else KEPT_DIGITS):
            if len(self) >= KEPT_PIECES:
                self.clear()
            self[piece] = made
        return made


_PIECES: Final = _Pieces()
_TEXT, _LOWER, _KIND, _SIZE, _LENGTH = (itemgetter(i) for i in range(5))  # of a piece


def _scan(text: str, elision: bool) -> tuple[list[Token], list[int]]:
    """The tokens of a text, and the indices of those that may end a sentence: stops, abbreviations, the last of a line."""
    pieces = [_PIECES[piece] for piece in _PIECE.findall(text)]
    while pieces and not pieces[-1].text:
        pieces.pop()  # white space at the end
    stops = list(accumulate(map(_LENGTH, pieces)))
    starts = map(sub, stops, map(_SIZE, pieces))
    glued = map(eq, map(_SIZE, pieces), map(_LENGTH, pieces))
    # the fields of all tokens side by side: no step of Python for a token
    fields = zip(map(_TEXT, pieces), map(_LOWER, pieces), starts, stops, map(_KIND, pieces), glued, strict=True)
    tokens = list(map(partial(tuple.__new__, Token), fields))
    if tokens and tokens[0].glued:
        tokens[0] = tokens[0]._replace(glued=False)
    if elision:
        tokens = [part for token in tokens for part in _without_elision(token)]
    ends = []
    for at, token in enumerate(tokens) if elision else ((at, tokens[at]) for at, piece in enumerate(pieces) if piece.may_end):
        if at and not token.glued and "\n" in text[tokens[at - 1].end : token.start]:
            ends.append(at - 1)
        if token.kind == "abbreviation" or token.text in _TERMINALS:
            ends.append(at)
    ends.append(len(tokens) - 1)
    return tokens, ends


def _without_elision(token: Token) -> Iterator[Token]:
    """A token, or the two that it is with an elided word before it."""
    elided = _ELISION.match(token.text) if token.kind == "word" else None
    if elided is None or elided.end() == len(token.text):
        yield token
    else:
        cut = elided.end()
        yield Token(token.text[:cut], token.lower[:cut], token.start, token.start + cut, "word", token.glued)
        yield Token(token.text[cut:], token.lower[cut:], token.start + cut, token.end, "word", True)


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
    lowers = list(map(LOWER_OF, tokens))
    digits = "number" in map(KIND_OF, tokens)
    return Sentence(tokens[0].start, tokens[-1].end, tokens, paragraph, lowers, frozenset(lowers), digits)
