"""Rules over classes of words: a rule is a pattern of class names and a function that makes an expression of a match.

A sentence becomes a string with one letter a word (`the first 11 months of 2022` is `Todufy`), and patterns are regular
expressions over that string: `the? ord num unit of year`. Patterns have no unbounded repetition, so that reading is linear in
the length of the text. Layers are read one after the other (names of dates, dates made of dates, ranges): what a layer finds
is one word of class `X` for the next.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

from transforms.extraction.dates.expressions import Expression
from transforms.extraction.tokens import Token

CORE: Final = frozenset("MWVUuySCGtsxacOpRhqY")
"""Classes of words that can make a date, or a number in digits: a sentence without any says none."""
CLASSES: Final[dict[str, str]] = {
    "mon": "M",  # month; value 1 to 12
    "dow": "W",  # weekday; value 1 to 7
    "dows": "V",  # plural weekday, `Mondays`
    "unit": "[Uu]",  # unit of the calendar or clock, singular or plural; value a grain
    "one": "U",
    "many": "u",
    "half": "h",
    "period": "O",  # `period`
    "num": "[dnyw]",  # a number: digits or a word
    "word": "w",  # a number word
    "day": "[dq]",  # day of a month: 1 to 31, 1st to 31st
    "small": "d",  # 1 to 31 in digits
    "nth": "q",  # 1st to 31st in digits
    "ord": "[oqL]",  # ordinal, `last` included; value 1.. or -1
    "ordinal": "[oq]",
    "place": "o",  # `first`, `second`: in words
    "year": "y",  # four digits, 1000 to 2199
    "short": "[dn]",  # digits after the dash of `2021-22`
    "dec": "S",  # `1990s`; value 199
    "full": "C",  # a whole date in digits; value an expression
    "label": "G",  # `Q3`, `H1`, `FY2022`; value an expression
    "the": "T",
    "a": "A",
    "of": "f",
    "last": "L",
    "next": "N",
    "this": "I",
    "same": "Z",
    "prev": "P",  # previous, preceding: from the period spoken of
    "foll": "F",
    "ago": "g",
    "before": "e",  # earlier, before
    "after": "l",  # later, after
    "mod": "m",  # early, mid, late; value a TIMEX3 modifier
    "edge": "b",  # start, end, rest: nouns; value a TIMEX3 modifier or ""
    "season": "s",
    "part": "p",  # part of a day
    "deic": "t",  # today, tomorrow; value an expression
    "vague": "x",  # now, recently; value a TIMEX3 reference
    "recent": "R",
    "fisc": "c",
    "every": "E",
    "alternate": "2",  # every `other` day
    "adv": "a",  # daily, annually; value a TIMEX3 duration
    "some": "v",  # several, a few
    "per": "/",  # `par` an, `pro` Jahr
    "more": "=",  # `plus` tôt
    "have": "H",  # il y `a`
    "told": "Y",  # one word told from the period spoken of, `Vorjahr`; value grain and count
    "to": "r",
    "and": "&",
    "between": "k",
    "from": "j",
    "prep": "i",  # in, on, since: what makes four digits a year
    "ended": "D",
    "dash": "-",
    "slash": "%",
    "comma": ",",
    "dot": "[.]",
    "open": "[(]",
    "close": "[)]",
    "s": "'",  # the clitic 's
    "X": "X",  # a date found by an earlier layer
    "other": "_",
}
"""Names used in patterns, with their letter or letters."""

OTHER: Final = "_"
LABELS: Final = frozenset({"Q", "H", "FY", "T", "S", "CY"})
"""Letters before the number of a part of a year or a fiscal year."""
SHORT_RUN: Final = 16
REMEMBERED: Final = 4096
"""Runs of up to SHORT_RUN words are remembered by their classes, so many a layer: most are seen again and again."""

_PIECE: Final = re.compile(r"\(|\)\??|\||[a-zA-Z]+(?::[a-zA-Z]+)?\??")


@dataclass(slots=True)
class Node:
    """A word, or a date found: token indices `first` to `last` of the sentence."""

    code: str
    first: int
    last: int
    value: Any = None  # of the word: see CLASSES
    expression: Expression | None = None
    mod: str | None = None
    rule: str = ""
    anaphor: bool = False  # read against the period that the sentence speaks of
    relative: bool = False  # read against the day of publication
    silent: bool = False  # part of other dates, none by itself


class Reading(NamedTuple):
    """The words of one sentence as rules see them."""

    tokens: Sequence[Token]
    language: "Language"
    published: bool  # whether the day of publication is known


class Match:
    """Where a pattern matched: the nodes by their class or label, and the words around."""

    __slots__ = ("_found", "nodes", "reading")

    def __init__(self, reading: Reading, nodes: Sequence[Node], found: "re.Match[str]") -> None:
        """Keep the parts."""
        self.reading, self.nodes, self._found = reading, nodes, found

    def __contains__(self, name: str) -> bool:
        return self._at(name) >= 0

    def _at(self, name: str) -> int:
        return self._found.start(name) if name in self._found.re.groupindex else -1

    def __getitem__(self, name: str) -> Node:
        return self.nodes[self._found.start(name)]

    def value(self, name: str) -> Any:
        """The value of a node; None where an optional one is missing, or the pattern has none."""
        at = self._at(name)
        return None if at < 0 else self.nodes[at].value

    def matched(self) -> Sequence[Node]:
        """All nodes matched."""
        return self.nodes[self._found.start() : self._found.end()]

    @property
    def first(self) -> Node:
        """The first node matched."""
        return self.nodes[self._found.start()]

    @property
    def last(self) -> Node:
        """The last node matched."""
        return self.nodes[self._found.end() - 1]

    def word(self, name: str) -> str:
        """The lower-case word of a node."""
        return self.reading.tokens[self[name].first].lower

    def before(self, back: int = 1) -> str:
        """The lower-case word `back` tokens before the match, or nothing."""
        at = self.first.first - back
        return self.reading.tokens[at].lower if at >= 0 else ""

    def after(self, ahead: int = 1) -> str:
        """The lower-case word `ahead` tokens after the match, or nothing."""
        at = self.last.last + ahead
        return self.reading.tokens[at].lower if at < len(self.reading.tokens) else ""

    def token_after(self) -> Token | None:
        """The token after the match."""
        at = self.last.last + 1
        return self.reading.tokens[at] if at < len(self.reading.tokens) else None


Make = Callable[[Match], "Node | None"]
"""Makes the node of a match (see `made`), or refuses it."""


def _compile(pattern: str) -> tuple[str, str]:
    """A pattern as a regular expression over class letters, and the letters that can begin it."""
    pieces = _PIECE.findall(pattern)
    assert "".join(pieces) == pattern.replace(" ", ""), f"bad pattern {pattern!r}"
    seen: set[str] = set()

    def sequence(at: int) -> tuple[str, set[str], bool, int]:
        source, first, empty = "", set[str](), True
        branches: list[tuple[set[str], bool]] = []
        while at < len(pieces) and not pieces[at].startswith(")"):
            piece = pieces[at]
            if piece == "|":
                branches.append((first, empty))
                source, first, empty, at = source + "|", set(), True, at + 1
                continue
            if piece == "(":
                inner, starts, nothing, at = sequence(at + 1)
                optional = pieces[at].endswith("?")
                source += f"(?:{inner}){'?' if optional else ''}"
            else:
                optional = piece.endswith("?")
                label, _, name = piece.rstrip("?").partition(":")
                letters = CLASSES[name or label]
                group = f"(?P<{label}>{letters})" if label not in seen else f"(?:{letters})"
                seen.add(label)
                source += group + ("?" if optional else "")
                starts, nothing = set(letters.strip("[]")), False
            if empty:
                first |= starts
            empty = empty and (optional or nothing)
            at += 1
        for other, nothing in branches:
            first |= other
            empty = empty or nothing
        return source, first, empty, at

    source, first, _, _ = sequence(0)
    return source, "".join(sorted(first))


@dataclass(frozen=True)
class Rule:
    """One named rule of a grammar."""

    name: str
    pattern: str
    make: Make

    @cached_property
    def compiled(self) -> "tuple[re.Pattern[str], str]":
        """The regular expression, and the letters that can begin it."""
        source, first = _compile(self.pattern)
        return re.compile(source), first


@dataclass(frozen=True)
class Language:
    """The words and rules of one language."""

    name: str
    words: dict[str, tuple[str, Any]]  # lower-case word -> class letter, value
    bounds: dict[tuple[str, ...], str]  # words before a duration -> TIMEX3 modifier
    layers: Sequence[Sequence[Rule]]
    tenses: dict[str, int]  # verb or cue -> PAST, FUTURE
    endings: Sequence[tuple[str, int]]  # endings of verbs, longest first
    capitals: frozenset[str] = frozenset()  # words that are dates only with a capital letter
    short: frozenset[str] = frozenset()  # abbreviations that need a number next to them
    day_first: bool = True  # 05/06/2022 is the fifth of June, where the publisher's country does not say
    ordinals: frozenset[str] = frozenset()  # what follows a number in `1st`, `1er`
    bare_verbs: frozenset[str] = frozenset()  # cues that are nouns too
    not_verbs_after: frozenset[str] = frozenset()  # words after which those are nouns
    back_only: frozenset[str] = frozenset()  # cues of tense that stand before the date: `after a fall in May`
    doubtful: frozenset[str] = frozenset()  # month names that are other words too: `may`, `march`
    month_cues: frozenset[str] = frozenset()  # words after which they are months
    figures: frozenset[str] = frozenset()  # words after a number that make it no day and no year: percent, million, km
    after_year: frozenset[str] = frozenset()  # words that may follow a year before 1900
    after_years: frozenset[str] = frozenset()  # nouns that make the number before them a year: levels
    articles: frozenset[str] = frozenset()
    ahead_nouns: frozenset[str] = frozenset()  # nouns after a month that is to come: `July delivery`
    plans: frozenset[str] = frozenset()  # nouns of what is to come, before `for`: its target for July
    plan_leads: frozenset[str] = frozenset()  # `for`
    bare_edges: frozenset[str] = frozenset()  # `end` in `end June`: edges that need no `of`
    year_cues: frozenset[str] = frozenset()  # words after which four digits are a year
    joints: frozenset[str] = frozenset()  # `and`, `to`: a year after a year
    plurals: frozenset[str] = frozenset()  # plural units: `ces dernières années` are no one year
    ages: frozenset[str] = frozenset()  # words beside an age
    ago_openers: frozenset[str] = frozenset()  # `il` of `il y a`
    season_cues: frozenset[str] = frozenset()  # words after which a season stands
    feasts: frozenset[str] = frozenset()  # words before a weekday that name another day: `Easter` Sunday
    sports: frozenset[str] = frozenset()  # words of matches, whose first half is no half-year
    from_words: frozenset[str] = frozenset()  # `from`: what follows is no length that ends somewhere
    until_words: frozenset[str] = frozenset()  # `until`: two dates, no range
    passives: frozenset[str] = frozenset()  # auxiliaries after which a participle looks ahead: `be`

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that can make a date."""
        return frozenset(word for word, (code, _) in self.words.items() if code in CORE)

    @cached_property
    def scanned(self) -> frozenset[str]:
        """The words that are part of a date, or may be, in lower case; all others part one date from the next."""
        return frozenset(self.words) | {label.lower() for label in LABELS}

    @cached_property
    def openers(self) -> frozenset[str]:
        """The letters that can begin a match of any rule; a run of words begins with none else."""
        return frozenset(letter for layer in self.layers for rule in layer for letter in rule.compiled[1])

    @cached_property
    def cue(self) -> "Callable[[str], int | None]":
        """The tense that a word tells, by itself or by its ending; None: it tells none."""
        return lru_cache(maxsize=REMEMBERED)(self._cue)

    def _cue(self, word: str) -> int | None:
        found = self.tenses.get(word)
        if found is None:
            for ending, tense in self.endings:
                if word.endswith(ending) and len(word) > len(ending) + 2:
                    return tense
        return found

    def read(self, reading: Reading, nodes: list[Node]) -> list[Node]:
        """Apply the layers to a run of words, one after the other, until one node is left."""
        codes = "".join([node.code for node in nodes])
        layers, at = self.grammars, 0
        while True:
            at = self._next_layer(codes, at) if len(codes) <= SHORT_RUN else at
            if at == len(layers) or (at and len(nodes) == 1):
                return nodes
            nodes = layers[at].apply(reading, nodes, codes)
            codes = "".join([node.code for node in nodes])
            at += 1

    @cached_property
    def _next_layer(self) -> "Callable[[str, int], int]":
        """The first layer from an index on with a pattern that matches in a short run of these classes."""

        def after(codes: str, at: int) -> int:
            return next((i for i in range(at, len(self.grammars)) if self.grammars[i].remembered(codes)), len(self.grammars))

        return lru_cache(maxsize=REMEMBERED)(after)

    @cached_property
    def grammars(self) -> "tuple[Layer, ...]":
        """The layers, ready to be applied."""
        return tuple(Layer(rules) for rules in self.layers)


class Layer:
    """Rules that are tried together. What they match depends on the classes alone, and is remembered for short runs."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Sort the rules by the letters that can begin them."""
        self._by_first: dict[str, list[Rule]] = {}
        for rule in rules:
            for letter in rule.compiled[1]:
                self._by_first.setdefault(letter, []).append(rule)
        self.remembered = lru_cache(maxsize=REMEMBERED)(self._matches)

    def _matches(self, codes: str) -> "tuple[list[tuple[Rule, re.Match[str]]], ...]":
        found = tuple(self._matches_at(codes, at) for at in range(len(codes)))
        return found if any(found) else ()

    def _matches_at(self, codes: str, at: int) -> "list[tuple[Rule, re.Match[str]]]":
        found = [(rule, match) for rule in self._by_first.get(codes[at], ()) if (match := rule.compiled[0].match(codes, at))]
        found.sort(key=lambda pair: -pair[1].end())
        return found

    def apply(self, reading: Reading, nodes: list[Node], codes: str) -> list[Node]:
        """Read a run of words from left to right: at each place the longest match wins, then the first rule.

        Args:
            reading: the sentence.
            nodes: the run.
            codes: its classes, a letter a node.

        Returns:
            the run with each match replaced by one node of class X.
        """
        matches = self.remembered(codes) if len(codes) <= SHORT_RUN else None
        result: list[Node] = []
        at, count = 0, len(nodes)
        while at < count:
            end = at + 1
            made: Node | None = None
            for rule, found in self._matches_at(codes, at) if matches is None else matches[at]:
                made = rule.make(Match(reading, nodes, found))
                if made is not None:
                    made.rule = made.rule or rule.name
                    end = found.end()
                    break
            result.append(made or nodes[at])
            at = end
        return result
