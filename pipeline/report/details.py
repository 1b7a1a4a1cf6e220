"""Stories laid open: their copies on a time line, and what any two of them did with each other's paragraphs.

A body that several copies share is kept once, and so is a paragraph; what two bodies did with each other is kept as numbers of
paragraphs, so that a page can hold every pair.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, NamedTuple, Optional

from pipeline.lake.layout import Lake
from pipeline.lookup import StoryPlace, days_of, latest, latest_articles, read_by
from pipeline.report import budget
from pipeline.report.budget import Names, clip
from pipeline.report.stories import HEADLINE, web_address
from pipeline.story_view import StatedFact, stated_facts
from transforms.records import Article, Copy, Fact, Story, StoryFact
from transforms.text.diff import Kind, diff_paragraphs, diff_words, split_paragraphs

STORIES: Final = 240
"""Stories that are laid open; how many of them fit is a matter of bytes."""

COPIES: Final = 30
"""Copies of one story that are listed."""

BODIES: Final = 6
"""Different bodies of one story that can be put side by side: 15 pairs."""

PARAGRAPHS: Final = 120
CHARACTERS: Final = 2_000
"""Paragraphs of one body, and characters of a paragraph, that are compared and shown."""

TIMES: Final = 600
"""Copies on a time line."""

FIGURES: Final = 40
"""Facts of one story that are listed."""

BATCH: Final = 40
"""Stories that are read at a time: their bodies are what a report holds in memory."""

_CODES: Final = {Kind.SAME: "=", Kind.MOVED: "<", Kind.CHANGED: "~", Kind.ADDED: "+", Kind.CUT: "-"}


class Credited(NamedTuple):
    """Which agency an article names."""

    article_id: str
    revision: int
    source_organization: Optional[str]


class Paragraph(NamedTuple):
    """One paragraph with one space between words, and where its words were in the body."""

    text: str
    start: int  # of the paragraph, in code points of the body
    raw: str


def lay_open(lake: Lake, story_ids: Sequence[str], names: Names, most: int = budget.DETAILS) -> list[dict[str, Any]]:
    """The first of these stories laid open, as many as `most` bytes hold.

    Args:
        lake: the lake.
        story_ids: stories in the order of the list; at most STORIES are looked at.
        names: texts that repeat.
        most: bytes.
    """
    wanted = list(story_ids[:STORIES])
    places = read_by(lake, "stories", StoryPlace, ("story_id",), wanted)
    days = {place.story_id: place.published_date for place in places}

    def opened() -> Iterator[dict[str, Any]]:
        for at in range(0, len(wanted), BATCH):
            batch = [one for one in wanted[at : at + BATCH] if one in days]
            yield from _batch(lake, batch, {days[one] for one in batch}, names)

    return budget.fit(opened(), most, names)


def _batch(lake: Lake, story_ids: Sequence[str], days: set[Any], names: Names) -> Iterator[dict[str, Any]]:
    stories = {story.story_id: story for story in read_by(lake, "stories", Story, ("story_id",), story_ids, days)}
    facts: dict[str, list[StoryFact]] = {}
    for row in read_by(lake, "story_facts", StoryFact, ("story_id",), story_ids, days):
        facts.setdefault(row.story_id, []).append(row)
    ids = {copy.article_id for story in stories.values() for copy in list(story.copies)[:COPIES]}
    near = days_of(copy.date_published for story in stories.values() for copy in list(story.copies)[:COPIES])
    articles = latest_articles(lake, ids, near)
    on_lines = [copy for story in stories.values() for copy in list(story.copies)[:TIMES]]
    wanted = {copy.article_id for copy in on_lines}
    days_on_lines = days_of(copy.date_published for copy in on_lines)
    credited = latest(read_by(lake, "articles", Credited, ("article_id",), wanted, days_on_lines))
    stated: dict[str, list[Fact]] = {}
    for fact in read_by(lake, "facts", Fact, ("article_id",), ids, near):
        if fact.article_id in articles and fact.revision == articles[fact.article_id].revision:
            stated.setdefault(fact.article_id, []).append(fact)
    for one in story_ids:
        if one in stories:
            yield open_story(stories[one], articles, credited, stated, facts.get(one, []), names)


def open_story(
    story: Story,
    articles: Mapping[str, Article],
    credited: Mapping[str, Credited | Article],
    stated: Mapping[str, Sequence[Fact]],
    rows: Sequence[StoryFact],
    names: Names,
) -> dict[str, Any]:
    """One story laid open.

    Args:
        story: its row.
        articles: its articles by id, the latest revision of each; at least the first COPIES.
        credited: the agency of each article on the time line.
        stated: the facts of these articles.
        rows: its rows of `story_facts`.
        names: texts that repeat.

    Returns:
        `copies` (each with `body`, a number or -1), `bodies` (numbers of `paragraphs`), `pairs` ("a-b": what body b did with
        body a, as [sign, paragraph of a, paragraph of b]), `words` ("p-q": what became of the words of a changed paragraph, as
        [sign, number of words]), `marks` (of each body: [paragraph, start, end, fact], in UTF-16 units), `facts`, `times`.
    """
    facts = stated_facts(story, rows)
    shown = list(story.copies)[:COPIES]
    numbers, bodies = _bodies(shown, articles)
    texts: dict[str, int] = {}
    paragraphs = [[texts.setdefault(part.text, len(texts)) for part in body.parts] for body in bodies]
    pairs, words = _pairs(paragraphs, list(texts))
    listed = [fact for fact in facts if fact.kind != "date" or fact.conflict][:FIGURES]
    number_of = _facts_by_article(rows, facts, listed)
    return {
        "id": story.story_id,
        "copies": [_copy(copy, articles.get(copy.article_id), names, numbers.get(copy.article_id, -1)) for copy in shown],
        "copy_count": story.copy_count,
        "times": _times(story.copies, credited, names),
        "paragraphs": list(texts),
        "bodies": paragraphs,
        "pairs": pairs,
        "words": words,
        "marks": [_marks(body, stated.get(body.article_id, ()), number_of) for body in bodies],
        "facts": [_fact(fact) for fact in listed],
        "fact_count": len(facts),
    }


# ------------------------------------------------------------------ bodies


class _Body(NamedTuple):
    """A text that one or more copies ran."""

    article_id: str  # of the first of them
    parts: list[Paragraph]


def _bodies(shown: Iterable[Copy], articles: Mapping[str, Article]) -> tuple[dict[str, int], list[_Body]]:
    """The different bodies of copies, at most BODIES, and the number of that of each article that has one of them."""
    numbers: dict[str, int] = {}
    by_hash: dict[str, int] = {}
    bodies: list[_Body] = []
    for copy in shown:
        article = articles.get(copy.article_id)
        if article is None:
            continue
        if article.body_sha256 not in by_hash and len(bodies) < BODIES:
            by_hash[article.body_sha256] = len(bodies)
            bodies.append(_Body(copy.article_id, paragraphs_of(article.article_body)))
        if article.body_sha256 in by_hash:
            numbers[copy.article_id] = by_hash[article.body_sha256]
    return numbers, bodies


def paragraphs_of(body: str) -> list[Paragraph]:
    """The first PARAGRAPHS of a body, each with one space between words and cut to CHARACTERS, and where it begins."""
    parts, at = [], 0
    for raw in split_paragraphs(body)[:PARAGRAPHS]:
        at = body.index(raw, at)
        parts.append(Paragraph(" ".join(raw[:CHARACTERS].split()), at, raw))
        at += len(raw)
    return parts


def _pairs(
    bodies: Sequence[Sequence[int]], texts: Sequence[str]
) -> tuple[dict[str, list[list[Any]]], dict[str, list[list[Any]]]]:
    """What each body did with each earlier one, and the words of the paragraphs that changed."""
    pairs: dict[str, list[list[Any]]] = {}
    words: dict[str, list[list[Any]]] = {}
    for a, b in combinations(range(len(bodies)), 2):
        changes = diff_paragraphs([texts[at] for at in bodies[a]], [texts[at] for at in bodies[b]])
        pairs[f"{a}-{b}"] = [
            [_CODES[one.kind], -1 if one.base is None else one.base, -1 if one.other is None else one.other] for one in changes
        ]
        for one in changes:
            if one.kind is Kind.CHANGED and one.base is not None and one.other is not None:
                old, new = bodies[a][one.base], bodies[b][one.other]
                if f"{old}-{new}" not in words:
                    pieces = diff_words(texts[old], texts[new])
                    words[f"{old}-{new}"] = [[_CODES[piece.kind], piece.text.count(" ") + 1] for piece in pieces]
    return pairs, words


# ------------------------------------------------------------------ figures


def _facts_by_article(
    rows: Sequence[StoryFact], facts: Sequence[StatedFact], listed: Sequence[StatedFact]
) -> dict[tuple[Any, ...], int]:
    """The number, among `listed`, of the fact that an article states with a kind, a value and a unit."""
    place = {_said(fact): number for number, fact in enumerate(listed)}
    found: dict[tuple[Any, ...], int] = {}
    for row in rows:
        number = place.get(_said(row))
        if number is None:
            continue
        for article_id in row.article_ids:
            found.setdefault((article_id, row.kind, row.value, row.value_max, row.unit), number)
            found.setdefault((article_id, row.exact), number)
    return found


def _said(fact: StatedFact | StoryFact) -> tuple[Any, ...]:
    return (*(getattr(fact, name) for name in _SAID),)


_SAID: Final = (
    "kind", "exact", "value", "value_max", "unit", "flow", "reporter", "partner", "commodity", "measure", "period_start",
    "period_end", "agreement", "conflict",
)  # fmt: skip


def _marks(body: _Body, facts: Iterable[Fact], number_of: Mapping[tuple[Any, ...], int]) -> list[list[int]]:
    """Where in a body the listed facts stand: [paragraph, start, end, fact], offsets in UTF-16 units of the shown text."""
    marks = []
    for fact in sorted(facts, key=lambda one: (one.start, one.end)):
        key = (fact.article_id, fact.kind, fact.value, fact.value_max, fact.unit)
        number = number_of.get(key, number_of.get((fact.article_id, fact.exact)))
        at = next((n for n, part in enumerate(body.parts) if part.start <= fact.start < part.start + len(part.raw)), None)
        if number is None or at is None:
            continue
        start, end = (_shown(body.parts[at], offset) for offset in (fact.start, fact.end))
        if start < end:
            marks.append([at, start, end, number])
    return marks


def _shown(part: Paragraph, offset: int) -> int:
    """Where a place of the body is in the shown paragraph, in UTF-16 units, as JavaScript counts."""
    before = part.raw[: offset - part.start]
    text = " ".join(before.split()) + (" " if before[-1:].isspace() else "")
    return min(len(text.encode("utf-16-le", "replace")), len(part.text.encode("utf-16-le", "replace"))) // 2


def _fact(fact: StatedFact) -> dict[str, Any]:
    kept = {name: value for name, value in fact._asdict().items() if value not in (None, [], "") and name != "copy_count"}
    return {**kept, "exact": clip(fact.exact, 120), "stated_by": fact.stated_by[:COPIES]}


# ------------------------------------------------------------------ copies


def _copy(copy: Copy, article: Article | None, names: Names, body: int) -> dict[str, Any]:
    return {
        "role": copy.role,
        "publisher": names(copy.publisher),
        "url": web_address(copy.url),
        "headline": names(article.headline if article else None, HEADLINE),
        "when": None if copy.date_published is None else copy.date_published // 1000,
        "day": article is not None and article.date_published_precision == "day",
        "agency": names(article.source_organization if article else None),
        "evidence": article.source_organization_evidence if article else None,
        "words": article.word_count if article else 0,
        "body": body,
    }


def _times(copies: Sequence[Copy], credited: Mapping[str, Credited | Article], names: Names) -> list[list[Any]]:
    """Copies on the time line, those without a date left out: [milliseconds, publisher, agency, role, number from 1]."""
    rows = []
    for number, copy in enumerate(copies, 1):
        article = credited.get(copy.article_id)
        if copy.date_published is not None:
            agency = names(article.source_organization if article else None)
            rows.append([copy.date_published // 1000, names(copy.publisher), agency, copy.role, number])
    return rows[:TIMES]
