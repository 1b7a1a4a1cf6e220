"""Facts of a text: its figures and dates as rows of the `facts` table, with stable ids and the links between them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context as DecimalContext
from decimal import Decimal
from operator import attrgetter
from typing import Final, NamedTuple

import xxhash

from transforms.extraction.dates import find_dates
from transforms.extraction.languages import grammar_of
from transforms.extraction.mentions import Context, DateMention, FigureMention
from transforms.extraction.tokens import Sentence, split_sentences
from transforms.records import Fact

GRAMMAR_VERSION: Final = "5"
"""`rule_version` of every row. Raised when a rule changes, so that `lake rebuild facts` finds the rows of older rules."""

_QUANTUM: Final = Decimal("0.000000001")
_WIDE: Final = DecimalContext(prec=60)
_LIMIT: Final = Decimal(10) ** 29
"""decimal(38, 9) holds 29 digits before the point."""
_START: Final = attrgetter("start")
_WEAK_RULES: Final = ("en.count", "en.bare")


class Fired(NamedTuple):
    """One rule that fired, and the words it fired on."""

    rule: str
    start: int
    end: int
    words: str


@dataclass(slots=True)
class Extraction:
    """What a text gave."""

    facts: list[Fact] = field(default_factory=list)
    unfit: int = 0  # amounts that decimal(38, 9) cannot hold: no rows
    no_grammar: bool = False  # the language has no grammar: no rows
    fired: list[Fired] = field(default_factory=list)  # only when asked for


def extract(
    text: str,
    published: datetime.date | None,
    language: str = "en",
    publisher_country: str | None = None,
    article_id: str = "",
    revision: int = 0,
) -> list[Fact]:
    """The facts of a text, ordered by start, none overlapping another. See `extract_all`."""
    return extract_all(text, published, language, publisher_country, article_id, revision).facts


def extract_all(
    text: str,
    published: datetime.date | None,
    language: str = "en",
    publisher_country: str | None = None,
    article_id: str = "",
    revision: int = 0,
    explain: bool = False,
) -> Extraction:
    """The facts of a text, with what was left out. Never raises on any text; linear in its length.

    Args:
        text: the article's body; offsets of facts are its code points.
        published: the publisher's local day, against which relative dates are read; None: they keep their unknown parts.
        language: BCP 47; only the primary subtag counts.
        publisher_country: ISO 3166-1 alpha-2; decides on bare `$` and on the order of day and month.
        article_id: goes into the facts and their ids.
        revision: of the article.
        explain: also list which rules fired on which words.
    """
    grammar = grammar_of(language)
    if grammar is None:
        return Extraction(no_grammar=True)
    tag = language.replace("_", "-").split("-")[0].lower()
    context = Context(published, tag, publisher_country)
    sentences = split_sentences(text, grammar.splitting)
    figures = grammar.figures(text, sentences, context)
    dates = find_dates(text, sentences, published, tag, publisher_country)
    figures, dates = without_overlaps(figures, dates)
    if grammar.frames is not None:
        grammar.frames(text, sentences, figures, dates, context)
    result = Extraction()
    _rows(text, sentences, figures, dates, article_id, revision, result)
    if explain:
        result.fired = _fired(text, figures, dates)
    return result


def without_overlaps(
    figures: Sequence[FigureMention], dates: Sequence[DateMention]
) -> tuple[list[FigureMention], list[DateMention]]:
    """Each figure once: a date outranks a bare count (`2022`, `March 6`), any other figure outranks a date (`30-year-old`)."""
    kept_figures: list[FigureMention] = []
    dropped: set[int] = set()
    at = 0
    last = -1
    for figure in figures:
        if figure.start < last:
            continue
        while at < len(dates) and dates[at].end <= figure.start:
            at += 1
        over = [i for i in range(at, min(at + 4, len(dates))) if dates[i].start < figure.end]
        if over and figure.rule.startswith(_WEAK_RULES):
            continue
        dropped.update(over)
        kept_figures.append(figure)
        last = figure.end
    return kept_figures, [date for i, date in enumerate(dates) if i not in dropped]


def fact_id(article_id: str, revision: int, kind: str, start: int, end: int, rule: str) -> str:
    """The stable id of a fact: 32 hexadecimal digits of xxh3-128 over what makes it unique."""
    return xxhash.xxh3_128_hexdigest(
        "\x1f".join((article_id, str(revision), kind, str(start), str(end), rule)).encode("utf-8", "replace")
    )


def with_identity(facts: Iterable[Fact], article_id: str, revision: int) -> list[Fact]:
    """The same facts as those of another article or revision: new ids, links kept."""
    listed = list(facts)
    ids = {fact.fact_id: fact_id(article_id, revision, fact.kind, fact.start, fact.end, fact.rule) for fact in listed}
    return [
        fact._replace(
            fact_id=ids[fact.fact_id],
            article_id=article_id,
            revision=revision,
            converts=_linked(ids, fact.converts),
            qualifies=_linked(ids, fact.qualifies),
        )
        for fact in listed
    ]


def _linked(ids: Mapping[str, str], link: str | None) -> str | None:
    return None if link is None else ids.get(link)


def _fits(value: Decimal) -> bool:
    return value.is_finite() and -_LIMIT < value < _LIMIT


def _quantised(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_QUANTUM, context=_WIDE)


def _rows(
    text: str,
    sentences: Sequence[Sentence],
    figures: Sequence[FigureMention],
    dates: Sequence[DateMention],
    article_id: str,
    revision: int,
    result: Extraction,
) -> None:
    ids: dict[int, str] = {}
    fitting = []
    for figure in figures:
        if _fits(figure.value) and (figure.value_max is None or _fits(figure.value_max)):
            ids[id(figure)] = fact_id(article_id, revision, figure.kind, figure.start, figure.end, figure.rule)
            fitting.append(figure)
        else:
            result.unfit += 1
    mentions: list[FigureMention | DateMention] = sorted([*fitting, *dates], key=_START)
    at = 0
    texts: dict[int, str] = {}
    for mention in mentions:
        while at + 1 < len(sentences) and sentences[at].end <= mention.start:
            at += 1
        if at not in texts:
            texts[at] = text[sentences[at].start : sentences[at].end]
        if isinstance(mention, FigureMention):
            result.facts.append(_figure_row(text, texts[at], mention, ids, article_id, revision))
        else:
            result.facts.append(_date_row(text, texts[at], mention, article_id, revision))


def _figure_row(
    text: str, sentence: str, figure: FigureMention, ids: Mapping[int, str], article_id: str, revision: int
) -> Fact:
    baseline, period = figure.baseline or (None, None), figure.period or (None, None)
    return Fact(
        kind=figure.kind,
        start=figure.start,
        end=figure.end,
        exact=text[figure.start : figure.end],
        sentence=sentence,
        rule=figure.rule,
        rule_version=GRAMMAR_VERSION,
        value=_quantised(figure.value),
        value_max=_quantised(figure.value_max),
        bound=figure.bound,
        unit=figure.unit,
        unit_text=figure.unit_text,
        direction=figure.direction,
        change_kind=figure.change_kind,
        baseline_start=baseline[0],
        baseline_end=baseline[1],
        flow=figure.flow,
        reporter=figure.reporter,
        partner=figure.partner,
        commodity=figure.commodity,
        measure=figure.measure,
        period_start=period[0],
        period_end=period[1],
        converts=ids.get(id(figure.converts)) if figure.converts is not None else None,
        qualifies=ids.get(id(figure.qualifies)) if figure.qualifies is not None else None,
        attributed_to=figure.attributed_to,
        fact_id=ids[id(figure)],
        article_id=article_id,
        revision=revision,
    )


def _date_row(text: str, sentence: str, date: DateMention, article_id: str, revision: int) -> Fact:
    return Fact(
        kind="date",
        start=date.start,
        end=date.end,
        exact=text[date.start : date.end],
        sentence=sentence,
        rule=date.rule,
        rule_version=GRAMMAR_VERSION,
        period_start=date.period_start,
        period_end=date.period_end,
        timex_type=date.timex_type,
        timex_value=date.timex_value,
        timex_mod=date.timex_mod,
        fact_id=fact_id(article_id, revision, "date", date.start, date.end, date.rule),
        article_id=article_id,
        revision=revision,
    )


def _fired(text: str, figures: Sequence[FigureMention], dates: Sequence[DateMention]) -> list[Fired]:
    found = [Fired(date.rule, date.start, date.end, text[date.start : date.end]) for date in dates]
    for figure in figures:
        words = text[figure.start : figure.end]
        found += [Fired(rule, figure.start, figure.end, words) for rule in (figure.rule, *figure.frame_rules)]
    return sorted(found, key=lambda fired: (fired.start, fired.end))
