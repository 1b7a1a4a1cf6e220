"""Reads the dates of a text: scan each sentence, apply the layers of rules, then resolve what was found, left to right."""

import datetime
from collections.abc import Sequence
from typing import Final

from transforms.extraction.dates.expressions import PAST, UNTENSED, Anchor, Fixed, Relative, Same, Shifted
from transforms.extraction.dates.grammar import Language, Node, Reading
from transforms.extraction.dates.intervals import Interval
from transforms.extraction.dates.scanning import Scanner
from transforms.extraction.dates.stretches import PartOfDay
from transforms.extraction.dates.tense import tense_of
from transforms.extraction.mentions import DateMention
from transforms.extraction.tokens import Sentence

PERIODS: Final = frozenset({"month", "quarter", "half", "year", "months", "years", "season", "days", "week"})
"""Grains of what a sentence can be about; a single day mostly says when something was told."""

MEMORY: Final = 2
"""Sentences back that a comparison (`a year earlier`) may refer to."""

EXTREME: Final = (datetime.date(1000, 1, 1), datetime.date(2999, 12, 31))
"""Nothing outside these days is believed."""


class _Story:
    """What the text has spoken of so far."""

    def __init__(self) -> None:
        self._period: tuple[int, Interval] | None = None
        self._day: tuple[int, Interval] | None = None

    def recall(self, sentence: int, by_day: bool) -> Interval | None:
        """The period last spoken of, or the day, unless that was long ago."""
        told = self._day if by_day else self._period
        return told[1] if told is not None and sentence - told[0] <= MEMORY else None

    def hear(self, sentence: int, node: Node, interval: Interval) -> None:
        """Keep what a date says for the sentences that follow."""
        if interval.grain == "day" and interval.start is not None:
            self._day = sentence, interval
        elif interval.grain in PERIODS and not node.anaphor:
            self._period = sentence, interval


def read_sentence(sentence: Sentence, language: Language, published: bool, country: str | None) -> list[Node]:
    """The dates of one sentence, unresolved, in order."""
    reading = Reading(sentence.tokens, language, published)
    found: list[Node] = []
    for run in Scanner(sentence.tokens, language, country).scan():
        nodes = language.read(reading, run)
        found += [node for node in nodes if node.code == "X" and not node.silent and node.expression is not None]
    return found


def _resolve(node: Node, anchor: Anchor) -> Interval | None:
    assert node.expression is not None  # read_sentence gives no other
    try:
        found = node.expression.resolve(anchor)
    except (ValueError, OverflowError):  # 30 February, the year 10000
        return None
    if found.start is not None and found.end is not None and not EXTREME[0] <= found.start <= found.end <= EXTREME[1]:
        return None
    return found


def _antecedent(
    node: Node, at: int, known: Sequence[tuple[Node, Interval | None]], story: _Story, sentence: int
) -> Interval | None:
    """The period that a comparison is told from: the nearest before it in the sentence, then after it, then the story's."""
    expression = node.expression
    by_day = isinstance(expression, (Shifted, Same)) and expression.grain in ("day", "week", "weekend")
    wanted = expression.grain if isinstance(expression, Shifted) and expression.size == 1 else None
    order = [*range(at - 1, -1, -1), *range(at + 1, len(known))]
    fallback: Interval | None = None
    for index in order:
        interval: Interval | None = known[index][1]
        if interval is None or known[index][0].anaphor:
            continue
        if by_day:
            if interval.start is not None and interval.grain in ("day", "week"):
                return interval
        elif interval.grain in PERIODS:
            if wanted is None or interval.grain == wanted or wanted == "year":
                return interval
            fallback = fallback or interval
    if fallback is not None and wanted in ("month", "quarter", "half"):
        return None
    return fallback or story.recall(sentence, by_day)


def _mention(node: Node, interval: Interval, sentence: Sentence) -> DateMention:
    expression = node.expression
    timex_type = "DATE"
    if isinstance(expression, Fixed):
        timex_type = expression.timex_type
    elif isinstance(expression, PartOfDay):
        timex_type = "TIME"
    elif interval.value.startswith("P") and interval.value[1:2].isdigit():
        timex_type = "DURATION"
    return DateMention(
        start=sentence.tokens[node.first].start,
        end=sentence.tokens[node.last].end,
        timex_type=timex_type,
        timex_value=interval.value,
        rule=node.rule,
        timex_mod=node.mod,
        period_start=interval.start,
        period_end=interval.end,
        needs_anchor=node.relative,
        compared=node.anaphor and isinstance(expression, (Shifted, Same)),
        first=node.first,
        last=node.last,
    )


def _tense(node: Node, sentence: Sentence, language: Language) -> int:
    if not node.relative or isinstance(node.expression, (Fixed, Relative, Shifted, Same)):
        return UNTENSED
    return tense_of(sentence.tokens, node.first, node.last, language)


def _resolve_sentence(
    nodes: Sequence[Node],
    sentence: Sentence,
    language: Language,
    published: datetime.date | None,
    country: str | None,
    story: _Story,
    number: int,
) -> list[Interval | None]:
    """The intervals of a sentence's dates: first those that stand by themselves, then those told from them."""
    intervals = [
        None if node.anaphor else _resolve(node, Anchor(published, _tense(node, sentence, language), None, country))
        for node in nodes
    ]
    for at, node in enumerate(nodes):
        if node.anaphor:
            base = _antecedent(node, at, list(zip(nodes, intervals, strict=True)), story, number)
            intervals[at] = _resolve(node, Anchor(published, PAST, base, country))
    return intervals


def read_dates(
    sentences: Sequence[Sentence], language: Language, published: datetime.date | None, country: str | None
) -> list[DateMention]:
    """The dates of a text, ordered by start and without overlaps."""
    mentions: list[DateMention] = []
    story = _Story()
    for number, sentence in enumerate(sentences):
        if not sentence.digits and language.telling.isdisjoint(sentence.words):
            continue
        nodes = read_sentence(sentence, language, published is not None, country)
        if not nodes:
            continue
        found = _resolve_sentence(nodes, sentence, language, published, country, story, number)
        for node, interval in zip(nodes, found, strict=True):
            if interval is None:
                continue
            mentions.append(_mention(node, interval, sentence))
            story.hear(number, node, interval)
    return mentions
