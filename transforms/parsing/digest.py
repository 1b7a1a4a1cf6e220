"""A text that holds several articles becomes several: digests, press reviews, newsletters, wire bulletins.

Between two paragraphs of prose stands a gap of short lines. A headline-like line in a gap begins a new article if the lines
around it say so: what ends an article before it (a signature, a credit, `ENDS`, a copyright line, a ruler), what begins
one after it (a byline, a date, a dateline, a video's duration), and whether the text as a whole repeats that pattern. A
sub-heading has none of these, and one cue alone is never enough, so an ordinary article stays whole.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.parsing.lines import Line, is_separator
from transforms.text.boilerplate import is_sentence_end, opens_list
from transforms.text.dateline import split_dateline
from transforms.text.neighbours import is_headline_like

_ENOUGH: Final = 3
_GAP: Final = 24  # lines of a gap that are looked at; the headline stands near the prose it heads
_HEADER: Final = 6  # lines between a headline and its first paragraph
_MIN_CHARS: Final = 150  # of prose, in each article
_LINK_WORDS: Final = 5  # a headline after a mere READ MORE has at least so many
_PROSE_WORDS: Final = 8
_PROSE_CHARS: Final = 24  # in scripts that do not part words
_BEFORE: Final = {
    "signature": 2,
    "credit": 2,
    "end": 2,
    "copyright": 2,
    "url": 1,
    "source": 2,
    "ruler": 2,
    "links": 1,
    "quote": 1,
}
_AFTER: Final = {
    "byline": 2,
    "date": 2,
    "url": 2,
    "source": 2,
    "signature": 2,
    "credit": 2,
    "duration": 1,
    "wire": 3,
    "place": 2,
    "outlet": 2,
    "quote": 1,
    "field": 3,
}
_ENDINGS: Final = frozenset({"signature", "credit", "end", "copyright", "source", "url"})
_OPENINGS: Final = frozenset({"outlet", "byline", "date", "url", "source", "wire", "place", "signature"})
_LINK_RULES: Final = frozenset({"related", "media", "share", "newsletter", "list_of_items", "contact", "advertisement"})


class Digest(NamedTuple):
    """The parts of a text."""

    header: list[Line]  # the digest's own title and date, above its first article
    parts: list[list[Line]]


class _Gap(NamedTuple):
    """The best headline of one gap, with the cues on its two sides."""

    headline: int
    before: frozenset[str]
    after: frozenset[str]


def is_prose(text: str) -> bool:
    """Whether a line is a paragraph of a story: some words that end as a sentence."""
    long_enough = text.count(" ") + 1 >= _PROSE_WORDS or (
        not text.isascii() and len(text) >= _PROSE_CHARS and text.count(" ") < len(text) // 12
    )
    return long_enough and (is_sentence_end(text) or text.count(" ") >= 35)


def unpaired_quote(text: str, at_end: bool) -> bool:
    """Whether a paragraph has one quotation mark too many, at its beginning or at its end."""
    opening, closing = text.count("“"), text.count("”")
    if at_end:
        return (text.endswith('"') and text.count('"') % 2 == 1) or (text.endswith("”") and closing > opening)
    return (text.startswith('"') and text.count('"') % 2 == 1) or (text.startswith("“") and opening > closing)


def _cue(line: Line) -> str:
    """The name of the cue that a line gives, on either side of a headline; empty for none."""
    if line.kind == "credit" and line.credit is not None:
        return line.credit.evidence
    if line.kind == "url":
        return "source" if line.rule == "labelled" else "url"
    if line.kind == "furniture":
        if is_separator(line):
            return "ruler"
        return "links" if line.rule in _LINK_RULES else line.rule if line.rule in ("duration", "copyright") else ""
    return {"end": "end", "byline": "byline", "date": "date", "field": "field", "outlet": "outlet", "url_label": "source"}.get(
        line.kind, ""
    )


def _opening_of(paragraph: str) -> set[str]:
    """Cues that the first paragraph after a headline gives."""
    cues = {"quote"} if unpaired_quote(paragraph, at_end=False) else set()
    found = split_dateline(paragraph)
    if found:
        cues.add("wire" if found[0].agency or found[0].day else "place")
    return cues


def _cues(lines: Sequence[Line], names: dict[str, int]) -> set[str]:
    return {cue for line in lines if (cue := _cue(line)) in names}


def _best_in_gap(lines: Sequence[Line], start: int, end: int) -> _Gap | None:
    """The headline between two paragraphs of prose (exclusive indices) that has the most cues around it."""
    first = max(start + 1, end - _GAP)
    best: tuple[int, _Gap] | None = None
    opening = _opening_of(lines[end].text)
    closing = {"quote"} if unpaired_quote(lines[start].text, at_end=True) else set()
    for index in range(first, end):
        if lines[index].kind != "text" or not is_headline_like(lines[index].text) or end - index - 1 > _HEADER:
            continue
        if sum(1 for line in lines[index + 1 : end] if line.kind == "text") > 2:
            continue
        before = _cues(lines[max(start + 1, index - _GAP) : index], _BEFORE) | closing
        after = _cues(lines[index + 1 : end], _AFTER) | opening
        gap = _Gap(index, frozenset(before), frozenset(after))
        if best is None or _score(gap) > best[0]:
            best = (_score(gap), gap)
    return best[1] if best else None


def _score(gap: _Gap) -> int:
    return sum(_BEFORE[cue] for cue in gap.before) + sum(_AFTER[cue] for cue in gap.after)


def _is_boundary(gap: _Gap, lines: Sequence[Line], head: frozenset[str], tail: frozenset[str], gaps: Sequence[_Gap]) -> bool:
    """Whether the cues of a gap, and their repetition over the text, make its headline that of another article."""
    score = _score(gap)
    if score == 0:
        return False
    headline = lines[gap.headline].text
    words = headline.count(" ") + 1
    long_enough = words >= 4 or not headline.isascii()
    repeated = bool(gap.after & head & _OPENINGS) or bool(gap.before & tail & _ENDINGS)
    if words >= _LINK_WORDS and _same_link(lines, gap.headline):
        repeated, score = True, score + 1
    if "ruler" in gap.before:
        repeated = repeated or (words >= 5 or not headline.isascii())
    if gap.before & _ENDINGS and sum(1 for other in gaps if other.before & gap.before & _ENDINGS) >= 2 and gap.before & tail:
        score += 1
    score += 1 if repeated and long_enough else 0
    both_sides = bool(gap.before) and bool(gap.after)
    return score >= _ENOUGH and (both_sides or score >= _ENOUGH + 1 or repeated)


def _same_link(lines: Sequence[Line], headline: int) -> bool:
    """Whether the link line above a headline (READ MORE) also ends the whole text: then it ends each of its articles."""
    above = lines[headline - 1]
    return _cue(above) == "links" and opens_list(above.text) and lines[-1].text == above.text


def _labelled_starts(lines: Sequence[Line], first_prose: int) -> set[int]:
    """Beginnings that the text itself marks: `Article 2 of 5`, a run of fields with a title in it."""
    starts: set[int] = set()
    run = -1
    titled = False
    for index, line in enumerate(lines):
        if line.kind == "item_number" and _heads(lines, index):
            starts.add(index)
        if line.kind == "field":
            run = index if run < 0 else run
            if line.rule == "headline" and not titled:
                titled = True
                if index > first_prose >= 0:
                    starts.add(run)
        elif line.kind not in ("url", "date", "byline"):
            run, titled = -1, False
    return {start for start in starts if start > first_prose >= 0}


def _heads(lines: Sequence[Line], number: int) -> bool:
    """Whether a number such as `2/5` stands above a headline; in a gallery it counts pictures."""
    following = next((line for line in lines[number + 1 : number + _HEADER] if line.kind in ("text", "field")), None)
    return following is not None and (
        following.kind == "field" or (is_headline_like(following.text) and not is_prose(following.text))
    )


def _with_header(lines: Sequence[Line], headline: int) -> int:
    """Where an article begins: at its headline, or at the date above it where a ruler parts that from what is before."""
    index = headline
    while index > 0 and headline - index < _HEADER and lines[index - 1].kind in ("date", "byline", "url", "field"):
        index -= 1
    return (
        index if index > 0 and (is_separator(lines[index - 1]) or lines[index - 1].kind in ("end", "item_number")) else headline
    )


def split_digest(lines: list[Line]) -> Digest:
    """The lines of each article of a text, in order; one part for an ordinary article.

    Cost is linear in the number of lines.
    """
    prose = [index for index, line in enumerate(lines) if line.kind == "text" and is_prose(line.text)]
    if len(prose) < 2:
        return Digest([], [lines])
    gaps = [gap for p, q in itertools.pairwise(prose) if q - p > 1 and (gap := _best_in_gap(lines, p, q)) is not None]
    head = frozenset(_cues(lines[: prose[0]], _AFTER) | _opening_of(lines[prose[0]].text))
    tail = frozenset(_cues(lines[prose[-1] + 1 :], _BEFORE))
    starts = {_with_header(lines, gap.headline) for gap in gaps if _is_boundary(gap, lines, head, tail, gaps)}
    starts |= _labelled_starts(lines, prose[0])
    parts = _cut(lines, sorted(starts))
    title = _title_end(parts[0]) if len(parts) > 1 else 0
    return Digest(parts[0][:title], [parts[0][title:], *parts[1:]])


_TITLE_WORDS: Final = re.compile(
    r"\b(?:digest|newsletter|letter|bulletin|brief(?:s|ing)?|press review|round-?up|headlines|edition|news in|"
    r"review|today|weekly|daily|morning|evening|revue de presse|lettre|presseschau|überblick|nachrichten|resumen|boletín|"
    r"titulares|rassegna|stampa|резюме|обзор|дайджест|要闻|摘要|まとめ)\b",
    re.IGNORECASE,
)


def _title_end(lines: Sequence[Line]) -> int:
    """How many lines at the top are the digest's own title: those above a second headline, a ruler or a number between them."""
    if lines[0].kind == "date" and _TITLE_WORDS.search(lines[0].text):
        return 1
    heads = [index for index, line in enumerate(lines) if line.kind == "text" and not is_prose(line.text)]
    prose = next((index for index, line in enumerate(lines) if line.kind == "text" and is_prose(line.text)), 0)
    heads = [index for index in heads if index < prose]
    if len(heads) < 2 or not is_headline_like(lines[heads[1]].text):
        return 0
    between = lines[heads[0] + 1 : heads[1]]
    parted = any(is_separator(line) or line.kind == "item_number" for line in between)
    return heads[1] if parted or _TITLE_WORDS.search(lines[heads[0]].text) else 0


def _cut(lines: list[Line], starts: Sequence[int]) -> list[list[Line]]:
    """Cut at the beginnings that leave enough prose on both sides."""
    amount = [len(line.text) if line.kind == "text" and is_prose(line.text) else 0 for line in lines]
    kept: list[int] = [0]
    for position, start in enumerate(starts):
        following = starts[position + 1] if position + 1 < len(starts) else len(lines)
        if sum(amount[kept[-1] : start]) >= _MIN_CHARS and sum(amount[start:following]) >= _MIN_CHARS:
            kept.append(start)
    return [lines[start:end] for start, end in zip(kept, [*kept[1:], len(lines)], strict=True)]
