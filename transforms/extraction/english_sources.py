"""Attribution: who vouches for the figures of a sentence (`according to Chinese customs data`, `the ministry said`)."""

from typing import Final, NamedTuple

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import View
from transforms.extraction.lexicon import word_class

_SAYING: Final = word_class("sources.saying")
_NEEDS_COMMA: Final = word_class("sources.needs_comma")
_FOLLOWERS: Final = word_class("sources.followers")
_PRONOUNS: Final = frozenset({"he", "it", "she", "they"})
_TITLES: Final = word_class("sources.titles")
_TRIMMED: Final = word_class("sources.trimmed")
_DATA: Final = word_class("sources.data")
_PARTICLES: Final = frozenset({"van", "von", "de", "der", "den", "da", "di", "al", "bin", "el", "la", "le", "du", "ter"})
_LONGEST: Final = 16


_ESTIMATING: Final = frozenset({"estimates", "estimate", "project", "projects", "forecast", "forecasts"})
_OPENERS: Final = frozenset({",", ";", "”", '"', "and", "but", "while", "that", "—", "–", "as", ":"})


class Source(NamedTuple):
    """A source by its tokens, with the tokens it vouches for."""

    name: str
    first: int
    stop: int
    scope: tuple[int, int]
    rule: str


def read_sources(view: View, before: str | None) -> str | None:
    """Fill `attributed_to` of the figures of a sentence.

    Args:
        view: the sentence.
        before: the source of the sentence before, for `he said`.

    Returns:
        the source of this sentence, for the next one.
    """
    sources = _according(view) + _saying(view, before)
    if not sources:
        return None
    for figure in view.figures:
        vouching = [source for source in sources if source.scope[0] <= figure.first < source.scope[1]]
        if vouching:
            nearest = min(vouching, key=lambda source: (_distance(source, figure.first), source.first))
            figure.attributed_to = nearest.name
            figure.frame_rules.append(nearest.rule)
    return sources[-1].name


def _distance(source: Source, at: int) -> int:
    return min(abs(source.first - at), abs(source.stop - at))


def _clause(view: View, at: int) -> tuple[int, int]:
    """The part of the sentence between semicolons that a token stands in."""
    first, stop = at, at
    while first > 0 and view.word(first - 1) != ";":
        first -= 1
    while stop < len(view.tokens) and view.word(stop) != ";":
        stop += 1
    return first, stop


def _according(view: View) -> list[Source]:
    found: list[Source] = []
    if "according" not in view.sentence.words:
        return found
    for i in range(len(view.tokens) - 2):
        if view.word(i) == "according" and view.word(i + 1) == "to":
            stop = _noun_phrase_end(view, i + 2)
            name = _clean(view, i + 2, stop)
            if name:
                found.append(Source(name, i, stop, (0, len(view.tokens)), "en.source.according_to"))
    return found


def _noun_phrase_end(view: View, i: int) -> int:
    start = i
    while i < len(view.tokens) and i - start < _LONGEST:
        word = view.word(i)
        if (
            word
            in (
                ",",
                ";",
                ".",
                ":",
                ")",
                "(",
                "—",
                "–",
                "which",
                "who",
                "that",
                "released",
                "published",
                "seen",
                "cited",
                "issued",
            )
            or i in view.inside
        ):
            break
        if word in ("on", "in", "compiled") and view.date_at(i + 1) is not None:
            break
        if view.date_at(i) is not None and i > start:
            break
        i += 1
    return i


def _saying(view: View, before: str | None) -> list[Source]:
    found: list[Source] = []
    if _SAYING.isdisjoint(view.sentence.words):
        return found
    quoted = _quoted(view)
    for i, word in enumerate(view.lowers):
        if (
            word not in _SAYING
            or view.tokens[i].text[0].isupper()
            or i in view.inside
            or (word == "added" and i + 1 in view.inside)  # added 528,000 jobs
            or i in quoted
            or view.date_at(i) is not None
        ):
            continue
        source = _inverted(view, i) if word in ("said", "says", "added", "wrote", "warned") else None
        source = source or _subject(view, i, before)
        if source is not None:
            found.append(source)
    return found


def _quoted(view: View) -> set[int]:
    """Tokens inside quotation marks: what is said there is no attribution."""
    inside, opened = set(), False
    for i, token in enumerate(view.tokens):
        if token.text in ('"', "“", "”"):
            opened = token.text != "”" and (not opened or token.text == "“")
        elif opened:
            inside.add(i)
    return inside


def _inverted(view: View, i: int) -> Source | None:
    """`..., said the promoter`; `said a survivor, Yanti, aged 28`."""
    if view.word(i - 1) not in (",", "”", '"', "’") or i + 1 >= len(view.tokens):
        return None
    following = view.tokens[i + 1]
    if following.lower not in ("the", "a", "an") and not following.text[0].isupper():
        return None
    stop = _noun_phrase_end(view, i + 1)
    if (
        view.word(stop) == ","
        and view.word(i + 1) in ("a", "an", "the")
        and stop + 1 < len(view.tokens)
        and view.tokens[stop + 1].text[0].isupper()
    ):
        first = stop + 1
        stop = _noun_phrase_end(view, first)
        return Source(view.words(first, stop), i, stop, _clause(view, i), "en.source.said")
    name = _clean(view, i + 1, stop)
    return Source(name, i, stop, _clause(view, i), "en.source.said") if name else None


def _subject(view: View, i: int, before: str | None) -> Source | None:
    """The subject before a verb of saying: `the ministry said`, `data from the bureau showed`."""
    first = _subject_start(view, i)
    if first >= i and view.word(i - 1) == "and" and view.word(i) in ("said", "says", "added"):
        leading = _leading_phrase(view, i)
        return Source(leading, i, i + 1, _clause(view, i), "en.source.said") if leading else None
    if first >= i and view.word(i - 1) == "," and view.word(i) in ("said", "says", "told", "warned"):
        name = _before_apposition(view, i)
        return Source(name, i, i + 1, _clause(view, i), "en.source.said") if name else None
    if first >= i:
        return None
    if _is_noun_here(view, first, i) or _is_changed(view, first, i) or (first > 0 and view.word(first - 1) not in _OPENERS):
        return None
    word, following = view.word(i), view.word(i + 1)
    noun_too = word in _NEEDS_COMMA and following in ("of", "with", "for")
    at_end = (
        not following
        or view.date_at(i + 1) is not None
        or view.word(i - 1) in _DATA
        or (following in _FOLLOWERS and not noun_too)
    )
    if word in _NEEDS_COMMA and not at_end:
        if word in ("put", "puts") and _vouches(view, first, i):
            return Source(_clean(view, first, i), first, i + 1, (first, _clause(view, i)[1]), "en.source.put")
        if word not in _ESTIMATING or not _vouches(view, first, i):
            return None
    if word == "reported" and not at_end:
        return None
    name = _pronoun(view, first, before) if i - first == 1 and view.word(first) in _PRONOUNS else _clean(view, first, i)
    return Source(name, first, i + 1, _clause(view, i), "en.source.said") if name else None


def _is_noun_here(view: View, first: int, i: int) -> bool:
    """`its forecast for growth`, `missing estimates`: a word of saying that is a noun."""
    before = view.word(i - 1)
    if view.word(first) in words.PREPOSITIONS or view.word(first) in words.ADVERBS or before.endswith("ing"):
        return True
    return i - first > 1 and before in words.DETERMINERS_OR_PRONOUNS


def _is_changed(view: View, first: int, i: int) -> bool:
    """`the ministry cut its growth forecast to 2 percent`: what is changed vouches for nothing."""
    verbs = any(first < cue.first < i and cue.change.role in ("verb", "mover") for cue in view.cues)
    return (
        verbs
        and view.word(i) in _NEEDS_COMMA
        and any(view.word(j) in words.DETERMINERS_OR_PRONOUNS for j in range(first + 1, i))
    )


def _vouches(view: View, first: int, i: int) -> bool:
    """Whether a subject is one that states figures: an organisation or people, not a thing."""
    return view.tokens[i - 1].text[0].isupper() or view.word(i - 1) in _DATA or view.word(first) in ("the", "a")


def _pronoun(view: View, first: int, before: str | None) -> str | None:
    if view.word(first) == "it" and first > 0:
        return _leading_phrase(view, first) or before
    return before


def _before_apposition(view: View, i: int) -> str | None:
    """`Yellen, 67, told Congress`: the name that a sentence begins with, when something about it stands between commas."""
    comma = next((j for j in range(1, min(7, i - 1)) if view.word(j) == ","), None)
    return _clean(view, 0, comma) if comma is not None and view.tokens[0].text[0].isupper() else None


def _leading_phrase(view: View, limit: int) -> str | None:
    """The noun phrase that a sentence begins with, where it can be the subject of a verb of saying."""
    stop = 0
    while stop < limit and view.tokens[stop].lower not in words.PREDICATES and not _is_verb(view, stop):
        stop += 1
    opens = 0 < stop <= 6 and view.word(0) in ("the", "a")
    return view.words(0, stop) if opens or (0 < stop <= 4 and view.tokens[0].text[0].isupper()) else None


def _is_verb(view: View, i: int) -> bool:
    return view.word(i).endswith("ed") or any(cue.first == i and cue.change.role in ("verb", "mover") for cue in view.cues)


def _subject_start(view: View, i: int) -> int:
    """The first token of the noun phrase that ends before a verb at index i."""
    j = i
    while j > 0 and i - j < _LONGEST:
        token = view.tokens[j - 1]
        if j - 1 in view.inside or token.text in (";", ":", "”", '"', "—", "–", ")"):
            break
        if token.text == "," and not _in_a_list(view, j - 1, i):
            break
        if token.lower in ("while", "but", "although", "as", "that", "because", "whereas", "which", "who", "than"):
            break
        if token.lower == "and" and (
            j == 1
            or (
                not (view.tokens[j - 2].text[0].islower() and view.tokens[j].text[0].islower())
                and not view.tokens[j].text[0].isupper()
            )
        ):
            break
        if token.lower in words.AUXILIARIES:
            break
        j -= 1
    return j


def _in_a_list(view: View, comma: int, verb: int) -> bool:
    """`the trade, industry and energy ministry`: a comma inside a name, not the end of a clause."""
    before, after = view.tokens[comma - 1] if comma else None, [view.word(k) for k in range(comma + 1, verb)]
    if (
        before is None
        or not after
        or after[0] in ("the", "a", "an", "he", "she", "it", "they", "its", "his", "her", "their", "some")
    ):
        return False
    return (
        "and" in after[:3]
        and not view.inside.get(comma - 1)
        and len(after) <= 6
        and before.kind == "word"
        and view.word(comma - 2) in ("the", "of", "for")
    )


def _clean(view: View, first: int, stop: int) -> str:
    """A source's name: without title, without what follows the data (`released Wednesday`) and adverbs."""
    stop = next(
        (
            j
            for j in range(first + 1, stop)
            if view.word(j) in _TRIMMED
            and (view.date_at(j + 1) or view.word(j + 1) in ("on", "by", "in", "late", "last", "this", "") or j + 1 >= stop)
        ),
        stop,
    )
    while stop > first and (
        view.date_at(stop - 1) is not None
        or view.word(stop - 1) in ("also", "on", "late", "later", "earlier", "then", "has", "had", "have")
        or (view.word(stop - 1).endswith("ly") and view.word(stop - 1) not in ("family",))
    ):
        stop -= 1
    while (
        first < stop
        and view.word(first) in ("and", "but", "however", "meanwhile", "while", ",", "earlier", "figures", "data")
        and (view.word(first) not in ("figures", "data") or view.word(first + 1) == "from")
    ):
        first += 2 if view.word(first) in ("figures", "data") else 1
    if first >= stop or any(j in view.inside for j in range(first, stop)):
        return ""
    return view.words(_untitled(view, first, stop), stop)


def _untitled(view: View, first: int, stop: int) -> int:
    """Where the name begins in `Deputy Prime Minister Alexander Novak`."""
    title = next((j for j in range(stop - 2, first - 1, -1) if view.word(j) in _TITLES), None)
    if title is None:
        return first
    names = view.tokens[title + 1 : stop]
    named = len(names) <= 4 and all(token.text[0].isupper() or token.lower in _PARTICLES for token in names)
    return title + 1 if named and names[0].text[0].isupper() else first
