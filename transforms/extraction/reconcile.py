"""What the copies of one story say, made one: a row per figure and date, with who states it and where copies disagree.

Pure and deterministic: the result depends on the members and their ranks, not on the order in which they are given.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, NamedTuple, Optional

import xxhash

from transforms.records import Fact, StoryFact

Extract = Callable[[str, Optional[datetime.date], str, Optional[str], str, int], list[Fact]]
"""Reads a text again: (text, published, language, publisher_country, article_id, revision), as `extract.extract` does."""

APPROXIMATE: Final = Decimal("0.05")
"""`About 150` and 147 are no disagreement: a share of the larger that an approximation may be off."""

MAX_RIVALS: Final = 100
"""Values of one frame that are compared: more of them are a table, and no statement that copies could disagree on."""

MAX_FRAMES: Final = 50
"""Groups of one value that a fact is held against: it keeps the work linear where a table repeats a number."""

_SCALES: Final[dict[str, tuple[Decimal, str]]] = {
    "km": (Decimal(1000), "m"), "cm": (Decimal("0.01"), "m"), "mm": (Decimal("0.001"), "m"), "kg": (Decimal("0.001"), "t"),
    "g": (Decimal("0.000001"), "t"), "kt": (Decimal(1000), "t"), "Mt": (Decimal(1000000), "t"), "kW": (Decimal(1000), "W"),
    "MW": (Decimal(1000000), "W"), "GW": (Decimal(1000000000), "W"), "kW.h": (Decimal(1000), "W.h"),
    "MW.h": (Decimal(1000000), "W.h"), "GW.h": (Decimal(1000000000), "W.h"), "TW.h": (Decimal(1000000000000), "W.h"),
}  # fmt: skip
"""UCUM units of one dimension that news mixes, with their factor to a common one."""

_FRAME: Final = ("flow", "reporter", "partner", "measure", "change_kind", "direction")
_FILLED: Final = (
    "unit_text", "direction", "change_kind", "baseline_start", "baseline_end", "flow", "reporter", "partner", "commodity",
    "measure", "period_start", "period_end", "timex_mod",
)  # fmt: skip
_EDGES: Final = frozenset({"START", "MID", "END"})


class Member(NamedTuple):
    """One copy of a story."""

    article_id: str
    rank: int  # its place in the story's own order; the canonical article is first
    published: datetime.date | None  # its own local day, None if unknown
    text: str  # the article's body
    language: str
    publisher_country: str | None
    facts: Sequence[Fact]
    revision: int = 0


class _Stated(NamedTuple):
    """One fact as one copy states it."""

    member: Member
    fact: Fact
    inferred: bool  # read against the day of a sibling


@dataclass(slots=True)
class _Group:
    """What is taken for one figure or date."""

    key: tuple[Any, ...]
    stated: list[_Stated] = field(default_factory=list)
    frame: dict[str, Any] = field(default_factory=dict)  # the first value that is not None
    conflict: bool = False

    def add(self, stated: _Stated) -> None:
        self.stated.append(stated)
        for column in _FILLED:
            value = getattr(stated.fact, column)
            if value is not None and self.frame.get(column) is None:
                self.frame[column] = value

    @property
    def articles(self) -> set[str]:
        return {stated.member.article_id for stated in self.stated}


def _extract() -> Extract:
    from transforms.extraction.extract import extract  # late: the grammars are only needed where a date is lent

    return extract


def reconcile(
    story_id: str,
    published_date: datetime.date | None,
    members: Iterable[Member],
    extract: Extract | None = None,
) -> list[StoryFact]:
    """The facts of a story, each with the copies that state it, ordered as the first of those copies states them.

    A copy without a date of its own is read again with that of its siblings (the highest in rank that has one, else the
    story's) where it says dates that need one; what it then gives is marked in `inferred_article_ids`.

    Args:
        story_id: of the story; goes into the ids.
        published_date: the story's day, for the partition, and lent where no copy has a date.
        members: the copies, each once, with their facts.
        extract: reads a text again; by default the extractor itself.
    """
    ordered = sorted(members, key=lambda member: (member.rank, member.article_id))
    lent = next((member.published for member in ordered if member.published is not None), published_date)
    groups: dict[tuple[Any, ...], list[_Group]] = {}
    listed: list[_Group] = []
    for member in ordered:
        for stated in _stated(member, lent, extract):
            key = _key(stated.fact)
            group = _group_for(stated.fact, groups.setdefault(key, []))
            if group is None:
                group = _Group(key)
                groups[key].append(group)
                listed.append(group)
            group.add(stated)
    _mark_conflicts(listed)
    return _rows(story_id, published_date, listed, len(ordered))


# ------------------------------------------------------------------ dates lent


def _is_open(fact: Fact) -> bool:
    """Whether a date waits for a day of publication: part of its value is unknown."""
    value = fact.timex_value or ""
    return fact.kind == "date" and fact.timex_type in ("DATE", "TIME") and "X" in value


def _stated(member: Member, lent: datetime.date | None, extract: Extract | None) -> list[_Stated]:
    facts = sorted(member.facts, key=lambda fact: (fact.start, fact.end, fact.kind))
    if member.published is not None or lent is None or not any(map(_is_open, facts)):
        return [_Stated(member, fact, False) for fact in facts]
    read = (extract or _extract())(
        member.text, lent, member.language, member.publisher_country, member.article_id, member.revision
    )
    before = {(fact.start, fact.end, fact.kind): fact for fact in facts}
    return [_Stated(member, fact, _depends(before.get((fact.start, fact.end, fact.kind)), fact)) for fact in read]


def _depends(before: Fact | None, after: Fact) -> bool:
    """Whether the lent day changed what a fact says."""
    if before is None:
        return True
    columns = ("timex_value", "period_start", "period_end", "baseline_start", "baseline_end")
    return any(getattr(before, column) != getattr(after, column) for column in columns)


# ------------------------------------------------------------------ what is one and the same


def _scaled(fact: Fact) -> tuple[Decimal | None, Decimal | None, str | None]:
    factor, unit = _SCALES.get(fact.unit or "", (Decimal(1), fact.unit))
    low = None if fact.value is None else (fact.value * factor).normalize()
    high = None if fact.value_max is None else (fact.value_max * factor).normalize()
    return low, high, unit


def _key(fact: Fact) -> tuple[Any, ...]:
    """What must be equal: the days or the TIMEX3 value of a date; kind, value and unit of a figure."""
    if fact.kind != "date":
        return (fact.kind, *_scaled(fact))
    edge = fact.timex_mod if fact.timex_mod in _EDGES else None
    if fact.timex_type == "DATE" and fact.period_start is not None:
        return ("date", "DATE", edge, fact.period_start, fact.period_end)
    return ("date", fact.timex_type, edge, fact.timex_value)


def _words(text: str | None) -> set[str]:
    return {word.rstrip("s") for word in (text or "").casefold().split()}


def _agree(column: str, a: Any, b: Any) -> bool:
    """Whether two values of a column can be said of one thing: one is silent, or they are equal, goods by a common word."""
    if a is None or b is None or a == b:
        return True
    return column in ("commodity", "unit_text") and bool(_words(a) & _words(b))


def _group_for(fact: Fact, groups: Sequence[_Group]) -> _Group | None:
    """The group of the same value whose frame a fact fits best, if any."""
    if fact.kind == "date":
        return groups[0] if groups else None
    columns = (*_FRAME, "commodity", "period_start", "period_end", *(("unit_text",) if fact.unit in ("1", None) else ()))
    best, most = None, -1
    for group in groups[:MAX_FRAMES]:
        pairs = [(column, getattr(fact, column), group.frame.get(column)) for column in columns]
        if all(_agree(*pair) for pair in pairs):
            equal = sum(a is not None and a == b for _, a, b in pairs)
            if equal > most:
                best, most = group, equal
    return best


# ------------------------------------------------------------------ disagreement


def _mark_conflicts(groups: Sequence[_Group]) -> None:
    """Mark figures of one frame for which different copies give values that cannot both be meant."""
    frames: dict[tuple[Any, ...], list[_Group]] = {}
    for group in groups:
        frame = group.frame
        converted = any(stated.fact.converts for stated in group.stated)
        if group.key[0] == "date" or converted or not (frame.get("flow") or frame.get("measure")):
            continue
        commodity = " ".join(sorted(_words(frame.get("commodity"))))
        columns = tuple(
            frame.get(column) for column in ("flow", "reporter", "partner", "measure", "period_start", "period_end")
        )
        same = (group.key[0], group.key[3], commodity, _end(frame.get("change_kind")), *columns)
        frames.setdefault(same, []).append(group)
    for rivals in frames.values():
        if len(rivals) > MAX_RIVALS:
            continue
        for at, group in enumerate(rivals):
            for other in rivals[at + 1 :]:
                if not group.articles & other.articles and not _compatible(group, other):
                    group.conflict = other.conflict = True


def _end(change_kind: str | None) -> str | None:
    """A level that was reached and a level are one thing."""
    return None if change_kind == "to" else change_kind


def _compatible(a: _Group, b: _Group) -> bool:
    """Whether two groups can both be right: by their bounds, by rounding, or as a range that holds the other."""
    ways = {a.frame.get("direction"), b.frame.get("direction")}
    if ways >= {"up", "down"}:
        return False
    return can_both_be_right(a.stated[0].fact, b.stated[0].fact)


def can_both_be_right(a: Fact, b: Fact) -> bool:
    """Whether two figures of one thing agree: by their bounds, by rounding, or as a range that holds the other.

    >>> stated = [Fact("quantity", 0, 0, "", "", "", "", value=Decimal(value), bound="eq") for value in ("147", "147.2", "151")]
    >>> can_both_be_right(stated[0], stated[1]), can_both_be_right(stated[1], stated[2])
    (True, False)
    """
    return _covers(a, b) or _covers(b, a)


def _covers(a: Fact, b: Fact) -> bool:
    low, high, _ = _scaled(a)
    value, top, _ = _scaled(b)
    if low is None or value is None:
        return True
    if high is not None:
        return low <= value and (top or value) <= high
    if a.bound in ("gt", "ge"):
        return value >= low
    if a.bound in ("lt", "le"):
        return value <= low
    if a.bound == "approx":
        return abs(value - low) <= APPROXIMATE * max(abs(value), abs(low))
    return _rounded(value, low) == low


def _rounded(value: Decimal, like: Decimal) -> Decimal:
    """A value rounded to the last digit that another one states (147.2 like 147)."""
    exponent = like.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or not value.is_finite():
        return value
    step = Decimal(1).scaleb(exponent)
    return (value / step).to_integral_value(rounding=ROUND_HALF_EVEN) * step


# ------------------------------------------------------------------ rows


def _ids(group: _Group, wanted: Callable[[_Stated], bool] = lambda stated: True) -> list[str]:
    return list(dict.fromkeys(stated.member.article_id for stated in group.stated if wanted(stated)))


def _sources(group: _Group) -> list[str]:
    """Who says so, in order, each once whatever its capitals."""
    found: dict[str, str] = {}
    for stated in group.stated:
        if stated.fact.attributed_to:
            found.setdefault(stated.fact.attributed_to.casefold(), stated.fact.attributed_to)
    return list(found.values())


def _identity(story_id: str, group: _Group, taken: set[str]) -> str:
    """A stable id of what a group says; where two say the same, the later one is counted."""
    frame = [group.frame.get(column) for column in (*_FRAME, "commodity", "period_start", "period_end")]
    base = "\x1f".join(str(part) for part in (story_id, *group.key, *frame))
    for number in range(len(taken) + 1):
        found = xxhash.xxh3_128_hexdigest(f"{base}\x1f{number}".encode("utf-8", "replace"))
        if found not in taken:
            break
    taken.add(found)
    return found


def _rows(story_id: str, published_date: datetime.date | None, groups: Sequence[_Group], copies: int) -> list[StoryFact]:
    taken: set[str] = set()
    rows = []
    for group in groups:
        first = group.stated[0].fact
        columns = {column: group.frame.get(column) for column in _FILLED}
        articles = _ids(group)
        rows.append(
            StoryFact(
                story_id=story_id,
                story_fact_id=_identity(story_id, group, taken),
                kind=first.kind,
                exact=first.exact,
                sentence=first.sentence,
                value=first.value,
                value_max=first.value_max,
                bound=first.bound,
                unit=first.unit,
                timex_type=first.timex_type,
                timex_value=first.timex_value,
                attributed_to=_sources(group),
                agreement=len(articles),
                copy_count=copies,
                article_ids=articles,
                inferred_article_ids=_ids(group, lambda stated: stated.inferred),
                conflict=group.conflict,
                published_date=published_date,
                **columns,
            )
        )
    return rows
