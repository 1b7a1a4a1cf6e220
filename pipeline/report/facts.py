"""The figures of a report: a table to filter, and the frames whose figures are drawn over time."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import duckdb

from pipeline.report import budget
from pipeline.report.budget import Names, clip
from pipeline.report.stories import web_address
from transforms.extraction.reconcile import can_both_be_right
from transforms.records import Fact

ROWS: Final = 6_000
"""Facts that are looked at for the table; how many of them fit is a matter of bytes."""

SENTENCE: Final = 420
"""Characters of a sentence that are shown."""

POINTS: Final = 12_000
"""Figures that are looked at for charts."""

FRAMES: Final = 300
FRAME_POINTS: Final = 160
"""Frames that can be chosen, and figures of one of them."""

COLUMNS: Final = (
    "kind", "exact", "value", "value_max", "bound", "unit", "unit_text", "direction", "change", "flow", "reporter", "partner",
    "commodity", "measure", "start", "end", "timex", "agreement", "copies", "conflict", "by", "sentence", "publisher", "url",
    "story",
)  # fmt: skip
POINT_COLUMNS: Final = (
    "start", "end", "value", "value_max", "bound", "agreement", "copies", "status", "exact", "by", "publisher", "story",
)  # fmt: skip

# What is about something comes first: a partner, a flow, a measure, a period; then what copies differ or agree on.
_TABLE = """
    WITH picked AS (
        SELECT * FROM story_facts WHERE list_contains($runs, run_id)
        ORDER BY kind = 'date', conflict DESC, (partner IS NOT NULL) DESC, (flow IS NOT NULL OR measure IS NOT NULL) DESC,
                 (period_start IS NOT NULL) DESC, agreement DESC, story_id, story_fact_id LIMIT $rows),
    latest AS (
        SELECT article_id, arg_max(publisher, revision) AS publisher, arg_max(url, revision) AS url FROM articles
        WHERE article_id IN (SELECT article_ids[1] FROM picked) GROUP BY article_id)
    SELECT kind, left(exact, 200), value, value_max, bound, unit, unit_text, direction, change_kind, flow, reporter, partner,
           commodity, measure, period_start, period_end, timex_value, agreement, copy_count, conflict,
           left(array_to_string(attributed_to, '; '), 200), left(sentence, 1800), exact, publisher, url, story_id
    FROM picked p LEFT JOIN latest l ON l.article_id = p.article_ids[1]
    ORDER BY kind = 'date', conflict DESC, (partner IS NOT NULL) DESC, (flow IS NOT NULL OR measure IS NOT NULL) DESC,
             (period_start IS NOT NULL) DESC, agreement DESC, p.story_id, story_fact_id"""

_POINTS = """
    WITH framed AS (
        SELECT *, coalesce(flow, '') || '|' || coalesce(measure, '') || '|' || coalesce(reporter, '') || '|' ||
               coalesce(partner, '') || '|' || coalesce(commodity, '') || '|' || coalesce(unit, '') || '|' ||
               coalesce(change_kind, '') AS frame
        FROM story_facts
        WHERE list_contains($runs, run_id) AND kind <> 'date' AND value IS NOT NULL AND period_start IS NOT NULL
              AND (flow IS NOT NULL OR measure IS NOT NULL)),
    sized AS (SELECT frame, count(DISTINCT period_start) AS periods, count(*) AS figures FROM framed GROUP BY frame)
    SELECT f.flow, f.measure, f.reporter, f.partner, f.commodity, f.unit, f.unit_text, f.change_kind, f.direction,
           f.period_start, f.period_end, f.value, f.value_max, f.bound, f.agreement, f.copy_count, f.conflict,
           left(f.exact, 120), left(array_to_string(f.attributed_to, '; '), 120), s.publisher, f.story_id
    FROM framed f JOIN sized USING (frame) LEFT JOIN stories s ON s.story_id = f.story_id
    ORDER BY periods DESC, figures DESC, frame, f.agreement DESC, f.period_start, f.story_id, f.story_fact_id LIMIT $rows"""

_TOTALS = """
    SELECT count(*), count(*) FILTER (kind <> 'date'), count(*) FILTER (agreement > 1), count(*) FILTER (conflict)
    FROM story_facts WHERE list_contains($runs, run_id)"""


class Frame(NamedTuple):
    """What figures are about: two figures of one frame and period can be compared."""

    flow: str | None
    measure: str | None
    reporter: str | None
    partner: str | None
    commodity: str | None
    unit: str | None
    change: str | None  # by; None: a level


class Point(NamedTuple):
    """One reported figure: one row of `story_facts`."""

    start: datetime.date
    end: datetime.date
    value: Decimal
    value_max: Decimal | None
    bound: str | None
    agreement: int
    copies: int
    conflict: bool
    exact: str
    by: str
    publisher: str | None
    story: str
    unit_text: str | None = None


def fact_totals(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> dict[str, int]:
    """How many facts the stories of these runs state: all, figures, those of several copies, those that copies differ on."""
    row = connection.execute(_TOTALS, {"runs": list(run_ids)}).fetchone() or (0, 0, 0, 0)
    return dict(zip(("facts", "figures", "agreed", "conflicts"), row, strict=True))


def list_facts(
    connection: duckdb.DuckDBPyConnection,
    run_ids: Sequence[str],
    names: Names,
    stories: Mapping[str, int],
    most: int = budget.FACTS,
) -> list[list[Any]]:
    """Facts of the stories that these runs made or changed, as many as `most` bytes hold.

    Args:
        connection: of `pipeline.query.connect`.
        run_ids: the runs.
        names: texts that repeat; `sentence` and `publisher` are numbers of it.
        stories: the place of each listed story in the list.
        most: bytes.

    Returns:
        rows in the order of COLUMNS.
    """
    sentences: dict[str, int] = {}
    found = connection.execute(_TABLE, {"runs": list(run_ids), "rows": ROWS}).fetchall()

    def rows() -> Iterator[list[Any]]:
        for *head, sentence, exact, publisher, url, story_id in found:
            said = _around(sentence or "", exact or "")
            fresh = said not in sentences
            number = sentences.setdefault(said, len(sentences))
            head[1] = clip(head[1], 120)
            head[20] = clip(head[20], 120)
            yield [*head, said if fresh else number, names(publisher), web_address(url), stories.get(story_id, -1)]

    return budget.fit(rows(), most, names)


def _around(sentence: str, exact: str) -> str:
    """A sentence on one line; of a very long one the part around the figure."""
    line = " ".join(sentence.split())
    if len(line) <= SENTENCE:
        return line
    at = max(line.find(" ".join(exact.split())), 0)
    start = max(0, min(at - SENTENCE // 2, len(line) - SENTENCE))
    return ("…" if start else "") + line[start : start + SENTENCE].strip() + ("…" if start + SENTENCE < len(line) else "")


def list_frames(
    connection: duckdb.DuckDBPyConnection,
    run_ids: Sequence[str],
    names: Names,
    stories: Mapping[str, int],
    most: int = budget.FRAMES,
) -> list[dict[str, Any]]:
    """The frames that figures over time can be shown for, those with most periods first. Arguments as of `list_facts`."""
    found = connection.execute(_POINTS, {"runs": list(run_ids), "rows": POINTS}).fetchall()
    rows = [frame_of(*row) for row in found]
    return budget.fit(frames_of(rows, names, stories), most, names)


def frame_of(
    flow: str | None, measure: str | None, reporter: str | None, partner: str | None, commodity: str | None,
    unit: str | None, unit_text: str | None, change: str | None, direction: str | None, start: datetime.date,
    end: datetime.date | None, value: Decimal, value_max: Decimal | None, bound: str | None, agreement: int, copies: int,
    conflict: bool, exact: str, by: str, publisher: str | None, story: str,
) -> tuple[Frame, Point]:  # fmt: skip
    """The frame and the point of one row of `story_facts`.

    Trade between two countries has no direction, so it is one frame whichever is named first; a level that was reached or left
    is a level; a change downwards is below zero.
    """
    if flow == "trade" and reporter is not None and partner is not None:
        reporter, partner = sorted((reporter, partner))
    change = None if change in ("to", "from") else change
    sign = -1 if change == "by" and direction == "down" else 1
    top = None if value_max is None else sign * value_max
    frame = Frame(flow, measure, reporter, partner, commodity, unit, change)
    point = Point(start, end or start, sign * value, top, bound, agreement, copies, conflict, exact, by, publisher, story)
    return frame, point._replace(unit_text=unit_text)


def frames_of(rows: Iterable[tuple[Frame, Point]], names: Names, stories: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Frames with their points, those with most periods first; `points` are rows in the order of POINT_COLUMNS."""
    held: dict[Frame, list[Point]] = {}
    for frame, point in rows:
        held.setdefault(frame, []).append(point)
    ordered = sorted(held.items(), key=_importance)
    for frame, points in ordered[:FRAMES]:
        shown = sorted(sorted(points, key=lambda one: -one.agreement)[:FRAME_POINTS], key=lambda one: (one.start, one.end))
        statuses = statuses_of(shown)
        yield {
            **frame._asdict(),
            "unit_text": next((one.unit_text for one in shown if one.unit_text), None) if frame.unit == "1" else None,
            "periods": _periods(points),
            "left_out": len(points) - len(shown),
            "points": [_row(one, status, names, stories) for one, status in zip(shown, statuses, strict=True)],
        }


def _importance(item: tuple[Frame, list[Point]]) -> tuple[Any, ...]:
    """Most periods first, then most figures, then what most copies state, then by name: two countries before one."""
    frame, points = item
    most = max(point.agreement for point in points)
    return -_periods(points), -len(points), -most, frame.partner is None, [part or "" for part in frame]


def _periods(points: Iterable[Point]) -> int:
    return len({(point.start, point.end) for point in points})


def _row(point: Point, status: str, names: Names, stories: Mapping[str, int]) -> list[Any]:
    return [
        point.start, point.end, point.value, point.value_max, point.bound, point.agreement, point.copies, status,
        clip(point.exact, 80), clip(point.by, 80), names(point.publisher), stories.get(point.story, -1),
    ]  # fmt: skip


def statuses_of(points: Sequence[Point]) -> list[str]:
    """How each figure of one frame stands to the others of its period.

    Returns:
        `conflict`: copies of its own story differ; `differs`: another story gives another figure; `agreed`: another copy or
        story gives it too; `single`: nobody else gives one.
    """
    by_period: dict[tuple[datetime.date, datetime.date], list[Point]] = {}
    for point in points:
        by_period.setdefault((point.start, point.end), []).append(point)
    return [_status(point, by_period[point.start, point.end]) for point in points]


def _status(point: Point, rivals: Sequence[Point]) -> str:
    if point.conflict:
        return "conflict"
    others = [other for other in rivals if other.story != point.story]
    if any(not _near(point, other) for other in others):
        return "differs"
    return "agreed" if point.agreement > 1 or others else "single"


def _near(a: Point, b: Point) -> bool:
    """Whether two stories give one figure, as reconciliation sees it: by rounding, by a bound, or by a range that holds it."""
    return can_both_be_right(_stated(a), _stated(b))


def _stated(point: Point) -> Fact:
    return Fact("", 0, 0, "", "", "", "", value=point.value, value_max=point.value_max, bound=point.bound)
