"""The frames of English figures, sentence by sentence: change, trade, measure, period, baseline, attribution, links."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from transforms.extraction.english_changes import read_changes
from transforms.extraction.english_clauses import View, make_view
from transforms.extraction.english_flows import assign_flows, with_context
from transforms.extraction.english_links import copy_to_conversions, read_conversions
from transforms.extraction.english_measures import read_goods, read_measures
from transforms.extraction.english_parties import Flow
from transforms.extraction.english_periods import read_periods
from transforms.extraction.english_sources import read_sources
from transforms.extraction.english_trade import TradeReader
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import Context, DateMention, FigureMention, Period
from transforms.extraction.tokens import Sentence

MEMORY: Final = 2
"""Sentences after which a flow that was spoken of is no longer taken up."""
_SPEAKING: Final = word_class("frames.speaking")


def fill_frames(
    text: str,
    sentences: Sequence[Sentence],
    figures: list[FigureMention],
    dates: Sequence[DateMention],
    context: Context,
) -> None:
    """Fill the frame columns and links of figures, in place.

    Args:
        text: the whole text.
        sentences: its sentences.
        figures: ordered by start, each with the number of its sentence and its tokens.
        dates: ordered by start.
        context: what is known of the text from outside.
    """
    starts = [date.start for date in dates]
    by_sentence: dict[int, list[FigureMention]] = {}
    for figure in figures:
        by_sentence.setdefault(figure.sentence, []).append(figure)
    memory = Memory()
    for number, sentence in enumerate(sentences):
        own = by_sentence.get(number, [])
        if not own and not (by_sentence.get(number + 1) and _speaks_of_trade(sentence)):
            memory.pass_over()
            continue
        within = dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        read_sentence(make_view(text, number, sentence, own, within), memory)


def _speaks_of_trade(sentence: Sentence) -> bool:
    return not _SPEAKING.isdisjoint(sentence.words)


class Memory:
    """What a sentence leaves for the next ones: the flow and the source."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.flow: Flow | None = None
        self.first_country: str | None = None
        self.source: str | None = None
        self.period: Period | None = None
        self.reporter: str | None = None
        self.age = 0

    def pass_over(self, keep_source: bool = False) -> None:
        """A sentence without a flow went by."""
        self.age += 1
        if not keep_source:
            self.source = None
        if self.age > MEMORY:
            self.flow, self.period = None, None

    def recall(self, view: View) -> None:
        """Keep the period of the flow that a sentence states."""
        main = next(
            (
                figure
                for figure in view.figures
                if figure.flow is not None and figure.period is not None and figure.change_kind != "from"
            ),
            None,
        )
        if main is not None:
            self.period, self.reporter = main.period, main.reporter

    def lend_period(self, view: View) -> None:
        """A sentence that goes on about the same country's trade, and names no time, covers the period before."""
        if self.period is None or any(date.mention.period is not None for date in view.dates):
            return
        for figure in view.figures:
            same = (
                figure.flow is not None
                and figure.reporter is not None
                and figure.reporter in (self.reporter, self.flow and self.flow.reporter, self.flow and self.flow.partner)
            )
            if same and figure.period is None and figure.change_kind != "from":
                figure.period = self.period
                figure.frame_rules.append("en.period.before")


def read_sentence(view: View, memory: Memory) -> None:
    """Fill the frames of one sentence and remember what the next ones may take up."""
    read_conversions(view)
    read_changes(view)
    reader = TradeReader(view, memory.flow)
    reader.before_first = memory.first_country
    flows = reader.flows()
    assign_flows(view, flows)
    read_measures(view)
    read_goods(view)
    read_periods(view)
    memory.lend_period(view)
    source = read_sources(view, memory.source)
    copy_to_conversions(view)
    memory.source = source
    related = None if flows else reader.relation()
    if related is not None:
        memory.flow, memory.age = related, 0
    elif flows:
        memory.flow, memory.age = with_context(flows[-1] if flows[-1].reporter else memory.flow), 0
        memory.first_country = view.places[0].code if view.places else memory.first_country
        memory.recall(view)
    else:
        memory.pass_over(keep_source=True)
