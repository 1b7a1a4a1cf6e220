"""The flow picture: what went where, and why, as nodes and bands with their places. Pure but for two queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import duckdb

from pipeline.report.runs import Came, RunRow
from transforms import counters as names

REASONS: Final = 6
"""Reasons of rejects that have a node of their own; the others share one."""


class Fates(NamedTuple):
    """What deduplication made of new articles."""

    alone: int  # their story has no other copy
    first: int  # the canonical article of a story with copies
    copies: int  # the others of such a story


class Node(NamedTuple):
    """One place of the picture; `kind` is its dress."""

    key: str
    column: int
    kind: str  # format, new, seen, reject, story, copy
    label: str
    value: int


class Band(NamedTuple):
    """What goes from one node to another."""

    source: str
    target: str
    value: int


class Flow(NamedTuple):
    """The picture before it has a shape."""

    nodes: list[Node]
    bands: list[Band]


class Box(NamedTuple):
    """A node with its place."""

    node: Node
    x: float
    y: float
    height: float


class Ribbon(NamedTuple):
    """A band with its outline, as the `d` of an SVG path; `kind` is that of its target."""

    band: Band
    kind: str
    path: str
    source: str  # labels
    target: str


class Picture(NamedTuple):
    """The picture with its shape."""

    width: int
    height: int
    boxes: list[Box]
    ribbons: list[Ribbon]


def fates_of(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> Fates:
    """What deduplication made of the articles that these runs brought."""
    sql = """
        WITH new AS (SELECT DISTINCT article_id FROM sightings WHERE new AND list_contains($runs, run_id)),
             members AS (SELECT article_id AS canonical, copy_count, unnest(copies).article_id AS article_id FROM stories)
        SELECT count(*) FILTER (copy_count = 1), count(*) FILTER (copy_count > 1 AND canonical = article_id),
               count(*) FILTER (copy_count > 1 AND canonical <> article_id)
        FROM members JOIN new USING (article_id)"""
    row = connection.execute(sql, {"runs": list(run_ids)}).fetchone()
    return Fates(*(row or (0, 0, 0)))


def reject_reasons(runs: Iterable[RunRow]) -> Counter[str]:
    """How often each reason was given, by the counters of the runs: rejects that were known before are among them."""
    found: Counter[str] = Counter()
    for run in runs:
        for name, number in run.counters.items():
            reason = name.removeprefix(names.REJECT_REASON)
            if reason != name:
                found[reason] += number
    return found


def flow_of(formats: Iterable[Came], runs: Sequence[RunRow], fates: Fates) -> Flow:
    """The flow of some runs: formats, then what records became, then what became of articles and why others were refused.

    Args:
        formats: what came by format, of these runs (`came_by`).
        runs: the runs.
        fates: of their new articles.
    """
    by_format: dict[str, Counter[str]] = {}
    for row in formats:
        by_format.setdefault(row.name or "other", Counter()).update(new=row.new, seen=row.seen, reject=row.rejected)
    rejects = sum(run.count(names.REJECTS) for run in runs)
    unplaced = rejects - sum(counted["reject"] for counted in by_format.values())
    if unplaced > 0:  # known from earlier runs: they have no row of this one
        by_format.setdefault("refused before", Counter()).update(reject=unplaced)
    totals: Counter[str] = Counter()
    for counted in by_format.values():
        totals.update(counted)
    nodes = [
        Node(f"format:{name}", 0, "format", name, counted.total())
        for name, counted in sorted(by_format.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    nodes += [
        Node("new", 1, "new", "new articles", totals["new"]),
        Node("seen", 1, "seen", "already there", totals["seen"]),
        Node("reject", 1, "reject", "rejects", totals["reject"]),
    ]
    bands = [
        Band(f"format:{name}", target, by_format[name][target])
        for name in (node.label for node in nodes if node.column == 0)
        for target in ("new", "seen", "reject")
    ]
    later, later_bands = _later(totals["new"], fates)
    reasons, reason_bands = _reasons(reject_reasons(runs), totals["reject"])
    return _without_nothing([*nodes, *later, *reasons], [*bands, *later_bands, *reason_bands])


def _later(new: int, fates: Fates) -> tuple[list[Node], list[Band]]:
    first, copies = fates.first, min(fates.copies, max(new - fates.first, 0))
    alone = max(new - first - copies, 0)  # also revisions of one article that came together
    nodes = [
        Node("alone", 2, "story", "told once", alone),
        Node("first", 2, "story", "told first", first),
        Node("copy", 2, "copy", "copies, folded in", copies),
        Node("story", 3, "story", "stories", alone + first),
    ]
    bands = [Band("new", "alone", alone), Band("new", "first", first), Band("new", "copy", copies)]
    return nodes, [*bands, Band("alone", "story", alone), Band("first", "story", first)]


def _reasons(counted: Mapping[str, int], rejects: int) -> tuple[list[Node], list[Band]]:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    shown = ordered[:REASONS] if len(ordered) > REASONS + 1 else ordered
    other = rejects - sum(number for _, number in shown)
    rows = [*shown, ("other reasons", other)] if other > 0 else shown
    nodes = [Node(f"reason:{reason}", 2, "reject", reason, number) for reason, number in rows]
    return nodes, [Band("reject", node.key, node.value) for node in nodes]


def _without_nothing(nodes: list[Node], bands: list[Band]) -> Flow:
    return Flow([node for node in nodes if node.value > 0], [band for band in bands if band.value > 0])


# ------------------------------------------------------------------ shape

WIDTH: Final = 1080
NODE: Final = 10
GAP: Final = 22
"""Pixels between two nodes of a column: a label's line fits."""

TALL: Final = 240
"""Pixels that all records together are high."""

THIN: Final = 2.0
"""Pixels of the smallest node and band: one reject among 50,000 articles is seen."""

_COLUMNS: Final = (0, 300, 600, 900)  # where each begins


def draw(flow: Flow) -> Picture:
    """Give a flow its shape: nodes in columns, heights by value, bands as curved ribbons."""
    total = max(sum(node.value for node in flow.nodes if node.column == 0), 1)
    scale = TALL / total
    boxes: dict[str, Box] = {}
    bottoms = [0.0] * len(_COLUMNS)
    for node in flow.nodes:
        height = max(node.value * scale, THIN)
        boxes[node.key] = Box(node, _COLUMNS[node.column], bottoms[node.column], height)
        bottoms[node.column] += max(height, GAP * 0.6) + GAP
    leaving = {key: box.y for key, box in boxes.items()}
    entering = dict(leaving)
    ribbons = []
    for band in flow.bands:
        source, target = boxes[band.source], boxes[band.target]
        left = source.height * band.value / source.node.value
        right = target.height * band.value / target.node.value
        path = _ribbon(source.x + NODE, leaving[band.source], left, target.x, entering[band.target], right)
        leaving[band.source] += left
        entering[band.target] += right
        ribbons.append(Ribbon(band, target.node.kind, path, source.node.label, target.node.label))
    return Picture(WIDTH, round(max(bottoms) + 4), list(boxes.values()), ribbons)


def _ribbon(x0: float, y0: float, h0: float, x1: float, y1: float, h1: float) -> str:
    """A band whose ends are `h0` and `h1` high, thicker than a hair."""
    h0, h1, middle = max(h0, 1.0), max(h1, 1.0), (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + h1:.1f}C{middle:.1f} {y1 + h1:.1f} {middle:.1f} {y0 + h0:.1f} {x0:.1f} {y0 + h0:.1f}Z"
    )
