"""One story of a lake, laid out: its copies, what each did with the canonical text, why it is one of them, its facts.

Bounded: of a story with thousands of copies the first ones are compared, and of each copy the first paragraphs are told.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Optional

from pipeline.lake.layout import Lake
from pipeline.lake.reading import list_runs
from pipeline.lookup import StoryPlace, days_of, find_story, latest_articles, moment, read_by
from transforms.errors import UserError
from transforms.records import Article, Copy, Story, StoryFact
from transforms.similarity.verify import WITHDRAWN
from transforms.text.diff import Change, Kind, Piece, diff_paragraphs, diff_words, split_paragraphs

COPIES = 20
"""Copies that are compared if nothing else is asked for."""

PARAGRAPHS = 1_000
"""Of one text that are compared: an agency story has ten to fifty, more is broken or hostile input."""

CHANGES = 60
"""Paragraphs of one copy that are told of, those that stayed as they were not counted."""

CHARACTERS = 2_000
"""Of one paragraph that are told."""

LINKS = 5
"""Links of one copy that are told of."""


class StoredLink(NamedTuple):
    """One row of `links`."""

    article_id: str
    is_based_on: str
    probability: float
    containment: float
    shared_words: int
    method: str
    run_id: str


class Told(NamedTuple):
    """What became of one paragraph; numbers from 1."""

    kind: Kind
    canonical_paragraph: int | None
    paragraph: int | None
    text: str | None  # of the copy; of the canonical article where it was cut; None: only how words changed
    words: list[Piece]  # of a changed paragraph


class Compared(NamedTuple):
    """What a copy did with the canonical text."""

    counts: dict[Kind, int]
    changes: list[Told]  # in the order of the copy, those that stayed left out
    left_out: int  # changes beyond CHANGES
    paragraphs_left_out: int  # of the copy, beyond PARAGRAPHS, not compared
    fates: list[Kind]  # of each paragraph of the canonical text


class CopyView(NamedTuple):
    """One copy of a story."""

    number: int  # in the story's own order, from 1: the canonical article
    article_id: str
    revision: int
    role: str
    publisher: str | None
    url: str | None
    headline: str | None
    date_published: datetime.datetime | None
    date_published_precision: str | None
    source_organization: str | None
    source_organization_evidence: str | None
    word_count: int
    probability: float  # mean over its links to the other copies
    links: list[StoredLink]  # the strongest; the one to the canonical article first
    link_count: int  # to other copies of the story
    compared: Optional[Compared]  # None for the canonical article


class StatedFact(NamedTuple):
    """One fact of a story and which copies state it."""

    kind: str
    exact: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str | None
    unit_text: str | None
    flow: str | None
    reporter: str | None
    partner: str | None
    commodity: str | None
    measure: str | None
    period_start: datetime.date | None
    period_end: datetime.date | None
    timex_value: str | None
    attributed_to: list[str]
    agreement: int
    copy_count: int
    stated_by: list[int]  # numbers of copies
    inferred_by: list[int]  # those without a date of their own
    conflict: bool


class StoryView(NamedTuple):
    """One story."""

    story_id: str
    headline: str | None
    source_organization: str | None
    copy_count: int
    first_published: datetime.datetime | None
    last_published: datetime.datetime | None
    merged_from: list[str]
    paragraphs: list[str]  # of the canonical text, each cut to CHARACTERS
    paragraphs_left_out: int  # beyond PARAGRAPHS, not compared
    copies: list[CopyView]
    copies_left_out: int
    facts: list[StatedFact]  # those that most copies state first
    conflicts: list[list[StatedFact]]  # facts that cannot all be right


def view_story(lake: Lake, given: str, limit: int = COPIES) -> StoryView:
    """The story that `given` names (`pipeline.lookup.find_story`), its first `limit` copies compared; 0: all.

    Raises:
        UserError: if there is none, or several.
    """
    story_id = find_story(lake, given)
    days = {place.published_date for place in read_by(lake, "stories", StoryPlace, ("story_id",), {story_id})}
    story = next(iter(read_by(lake, "stories", Story, ("story_id",), {story_id}, days)), None)
    if story is None:  # replaced since it was found
        raise UserError(f"{story_id}: the story was replaced while it was read; ask again")
    shown = list(story.copies)[: limit or None]
    near = days_of(copy.date_published for copy in story.copies)
    articles = latest_articles(lake, {copy.article_id for copy in shown}, near)
    links = _links(lake, story, shown)
    facts = stated_facts(story, read_by(lake, "story_facts", StoryFact, ("story_id",), {story_id}, days))
    base = split_paragraphs(story.article_body)
    compare = lru_cache(maxsize=None)(lambda body: compare_bodies(base, split_paragraphs(body)))  # most copies have one of few
    return StoryView(
        story_id=story_id,
        headline=story.headline,
        source_organization=story.source_organization,
        copy_count=story.copy_count,
        first_published=moment(story.first_published),
        last_published=moment(story.last_published),
        merged_from=list(story.merged_from),
        paragraphs=[paragraph[:CHARACTERS] for paragraph in base[:PARAGRAPHS]],
        paragraphs_left_out=len(base[PARAGRAPHS:]),
        copies=[
            _copy(number, copy, articles.get(copy.article_id), story, compare, links.get(copy.article_id, []))
            for number, copy in enumerate(shown, 1)
        ],
        copies_left_out=story.copy_count - len(shown),
        facts=facts,
        conflicts=_conflicts(facts),
    )


def _copy(
    number: int,
    copy: Copy,
    article: Article | None,
    story: Story,
    compare: Callable[[str], Compared],
    links: list[StoredLink],
) -> CopyView:
    canonical = copy.article_id == story.article_id
    links = sorted(links, key=lambda link: (story.article_id not in link[:2], -link.probability, link[:2]))
    return CopyView(
        number=number,
        article_id=copy.article_id,
        revision=article.revision if article else 0,
        role=copy.role,
        publisher=copy.publisher,
        url=copy.url,
        headline=article.headline if article else None,
        date_published=moment(copy.date_published),
        date_published_precision=article.date_published_precision if article else None,
        source_organization=article.source_organization if article else None,
        source_organization_evidence=article.source_organization_evidence if article else None,
        word_count=article.word_count if article else 0,
        probability=copy.probability,
        links=links[:LINKS],
        link_count=len(links),
        compared=None if canonical else compare(article.article_body if article else ""),
    )


def compare_bodies(base: Sequence[str], other: Sequence[str]) -> Compared:
    """What a copy did with the paragraphs of the canonical text; of either the first PARAGRAPHS."""
    base, rest = base[:PARAGRAPHS], len(other[PARAGRAPHS:])
    changes = diff_paragraphs(base, other[:PARAGRAPHS])
    told = [change for change in changes if change.kind is not Kind.SAME]
    fates = {change.base: change.kind for change in changes if change.base is not None}
    counts = Counter(change.kind for change in changes)
    return Compared(
        counts={kind: counts[kind] for kind in Kind},
        changes=[_told(change, base, other) for change in told[:CHANGES]],
        left_out=len(told[CHANGES:]),
        paragraphs_left_out=rest,
        fates=[fates[number] for number in range(len(base))],
    )


def _told(change: Change, base: Sequence[str], other: Sequence[str]) -> Told:
    old = None if change.base is None else base[change.base][:CHARACTERS]
    new = None if change.other is None else other[change.other][:CHARACTERS]
    changed = change.kind is Kind.CHANGED and old is not None and new is not None
    return Told(
        kind=change.kind,
        canonical_paragraph=None if change.base is None else change.base + 1,
        paragraph=None if change.other is None else change.other + 1,
        text=old if new is None else new,
        words=diff_words(old or "", new or "") if changed else [],
    )


def newest_links(lake: Lake, links: Iterable[StoredLink]) -> list[StoredLink]:
    """Of links of one pair that several runs stored the newest, unless it says that there is no evidence any more."""
    order = {run_id: number for number, run_id in enumerate(list_runs(lake).column("run_id").to_pylist())}
    found: dict[frozenset[str], StoredLink] = {}
    for link in sorted(links, key=lambda one: (order.get(one.run_id, -1), one)):
        found[frozenset(link[:2])] = link
    return [link for link in found.values() if link.method != WITHDRAWN]


def _links(lake: Lake, story: Story, shown: Sequence[Copy]) -> Mapping[str, list[StoredLink]]:
    """The links of each shown copy to other copies of the story."""
    members = {copy.article_id for copy in story.copies}
    wanted = {copy.article_id for copy in shown}
    near = days_of(copy.date_published for copy in story.copies)
    rows = read_by(lake, "links", StoredLink, ("article_id", "is_based_on"), wanted, near)
    out = defaultdict(list)
    for link in newest_links(lake, (row for row in rows if members.issuperset(row[:2]))):
        for end in link[:2]:
            out[end].append(link)
    return out


def stated_facts(story: Story, rows: Iterable[StoryFact]) -> list[StatedFact]:
    """The facts of a story with the numbers of the copies that state them, those that most copies state first."""
    number_of = {copy.article_id: number for number, copy in enumerate(story.copies, 1)}

    def numbers(ids: Iterable[str]) -> list[int]:
        return sorted(number_of[one] for one in ids if one in number_of)

    facts = []
    for row in rows:
        columns: dict[str, Any] = {name: getattr(row, name, None) for name in StatedFact._fields}
        columns |= {"stated_by": numbers(row.article_ids), "inferred_by": numbers(row.inferred_article_ids)}
        facts.append(StatedFact(**columns))
    return sorted(facts, key=lambda fact: (-fact.agreement, fact.kind == "date", fact.stated_by, fact.flow is None))


def _conflicts(facts: Iterable[StatedFact]) -> list[list[StatedFact]]:
    """Facts that reconciliation marked, put together by what they are about, the most stated first."""
    about = defaultdict(list)
    for fact in facts:
        if fact.conflict:
            frame = (fact.kind, fact.flow, fact.reporter, fact.partner, fact.measure, fact.period_start, fact.period_end)
            about[frame].append(fact)
    return list(about.values())
