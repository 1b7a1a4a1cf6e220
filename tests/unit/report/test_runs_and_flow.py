"""What runs brought: formats and sources against earlier runs, what stands out, and the flow picture."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.query import connect
from pipeline.report.flow import Band, Fates, draw, fates_of, flow_of, reject_reasons
from pipeline.report.runs import (
    Came,
    RunRow,
    came_by,
    compare,
    format_of,
    list_run_rows,
    newest_and_before,
    source_of,
    stage_times,
)
from pipeline.report.stand_out import notes
from tests.unit.report.lakes import rich_lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return connect(rich_lake(tmp_path_factory.mktemp("runs") / "lake").uri)


def run(name: str, **counters: int) -> RunRow:
    return RunRow(name, 0, 1000, "done", "FnApiRunner", ["/in"], counters)


@pytest.mark.parametrize(
    ("uri", "form", "source"),
    [
        ("/in/2024/a.html", "html", "2024/"),
        ("/in/wire.jsonl.gz#17", "jsonl", "wire.jsonl.gz"),
        ("s3://bucket/day/feed.rss", "feed", "day/"),
        ("https://a.example/story?id=1#top", "other", "a.example"),
        ("https://a.example/page.html", "html", "a.example"),
        ("file", "other", "file"),
    ],
)
def test_an_input_names_its_format_and_its_source(uri: str, form: str, source: str) -> None:
    assert (format_of(uri), source_of(uri)) == (form, source)


def test_the_newest_run_is_held_against_those_before_that_read_something() -> None:
    runs = [run("a", records=1), run("b", records=0), *(run(f"c{n}", records=2) for n in range(20)), run("new", records=0)]
    newest, before = newest_and_before(runs)
    assert newest is runs[-1]
    assert [one.run_id for one in before] == [f"c{n}" for n in range(6, 20)]
    assert newest_and_before([]) == (None, [])


def test_formats_of_a_run_beside_those_before(lake: Any) -> None:
    runs = list_run_rows(lake)
    ids = [one.run_id for one in runs]
    by_name = {one.name: one for one in compare(came_by(lake, ids, "source_format"), ids[-1], ids[:-1])}
    html = by_name["html"]
    assert (html.now.new, html.now.rejected, html.now.undated) == (18, 17, 2)
    assert html.before == [13, 13, 13, 13]
    assert (html.usual, html.usual_reject_share) == (13, 4 / 52)
    assert by_name["other"].now == Came("night-004", "other", 0, 0, 1)


def test_what_stands_out_in_the_made_up_night(lake: Any) -> None:
    runs = list_run_rows(lake)
    newest, before = newest_and_before(runs)
    assert newest is not None
    ids = [one.run_id for one in before]
    formats, sources = (
        compare(came_by(lake, [*ids, newest.run_id], what), newest.run_id, ids) for what in ("source_format", "publisher")
    )
    found = notes(newest, before, formats, sources)
    assert [(note["kind"], note["name"]) for note in found] == [
        ("rejects", "html"),
        ("short", "html"),
        ("silent", "Silent Post"),
    ]
    assert (found[0]["now"], found[0]["usual"]) == (0.4857, 0.0769)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([10, 10], 0, []),  # two runs do not say what is usual
        ([10, 10, 10], 0, ["silent"]),
        ([10, 0, 0, 10], 0, []),  # half of the runs did without it
        ([0, 10, 10, 10], 0, ["silent"]),
        ([12, 12, 12], 2, ["fewer"]),
        ([12, 12, 12], 3, []),
        ([2, 2, 2], 1, []),  # too few to say
    ],
)
def test_a_source_stands_out_when_it_falls_silent(before: list[int], now: int, expected: list[str]) -> None:
    ids = [f"r{at}" for at in range(len(before))]
    rows = [Came(name, "Paper", number, 0, 0) for name, number in zip([*ids, "new"], [*before, now], strict=True) if number]
    runs = [run(name, records=50) for name in ids]
    found = notes(run("new", records=50), runs, [], compare(rows, "new", ids))
    assert [note["kind"] for note in found] == expected


def test_of_many_small_sources_some_are_silent_by_chance() -> None:
    ids = ["a", "b", "c"]
    rows = [Came(run_id, f"Paper {at}", 4, 0, 0) for at in range(40) for run_id in ids]
    rows += [Came("new", f"Paper {at}", 4, 0, 0) for at in range(1, 40)]
    before = [run(one, records=160) for one in ids]
    assert notes(run("new", records=156), before, [], compare(rows, "new", ids)) == []


@pytest.mark.parametrize(
    ("rejected", "usual", "expected"),
    [(2, 0, []), (4, 0, []), (5, 0, ["rejects"]), (8, 5, []), (10, 5, ["rejects"]), (45, 40, [])],
)
def test_a_parser_stands_out_when_its_rejects_double(rejected: int, usual: int, expected: list[str]) -> None:
    ids = ["a", "b", "c"]
    rows = [Came(one, "html", 100 - usual, 0, usual) for one in ids] + [Came("new", "html", 100 - rejected, 0, rejected)]
    runs = [run(one, records=100) for one in ids]
    found = notes(run("new", records=100), runs, compare(rows, "new", ids), [])
    assert [note["kind"] for note in found] == expected


def test_a_run_with_half_the_records_stands_out() -> None:
    before = [run(str(at), records=100) for at in range(3)]
    assert notes(run("new", records=49), before, [], []) == [{"kind": "records", "name": "", "now": 49, "usual": 100}]
    assert notes(run("new", records=50), before, [], []) == []
    assert notes(run("new", records=0, skipped=100), before, [], []) == []  # nothing was new: nothing can be missed


def test_time_by_stage_is_a_record_s() -> None:
    stages = stage_times(run("new", records=10, micros_parse=500_000), [run("a", records=5, micros_parse=100_000), run("b")])
    assert stages[1] == {"stage": "parse", "seconds": 0.5, "ms": 50.0, "usual_ms": 20.0}
    assert stage_times(run("new"), [])[0] == {"stage": "read", "seconds": 0.0, "ms": None, "usual_ms": None}


def test_what_goes_into_the_flow_comes_out_of_it(lake: Any) -> None:
    runs = list_run_rows(lake)
    ids = [one.run_id for one in runs]
    flow = flow_of(came_by(lake, ids, "source_format"), runs, fates_of(lake, ids))
    value = {node.key: node.value for node in flow.nodes}
    assert (value["new"], value["reject"], value["first"], value["copy"], value["story"]) == (66, 22, 1, 2, 64)
    left, entered = Counter[str](), Counter[str]()
    for band in flow.bands:
        left[band.source] += band.value
        entered[band.target] += band.value
    for node in flow.nodes:
        assert entered[node.key] in (node.value, 0 if node.column == 0 else node.value), node
        assert left[node.key] in (node.value, 0), node
    assert sum(node.value for node in flow.nodes if node.column == 0) == 88


def test_rejects_that_were_known_before_have_their_place() -> None:
    runs = [run("a", records=5, articles=2, sightings=2, rejects=3, reject_no_text=3)]
    flow = flow_of([Came("a", "html", 2, 0, 1)], runs, Fates(2, 0, 0))
    assert Band("format:refused before", "reject", 2) in flow.bands
    assert reject_reasons(runs) == {"no_text": 3}


def test_many_reasons_share_a_node() -> None:
    counters = {f"reject_r{at}": 10 - at for at in range(9)}
    flow = flow_of([Came("a", "html", 0, 0, 54)], [run("a", rejects=54, **counters)], Fates(0, 0, 0))
    reasons = [(node.label, node.value) for node in flow.nodes if node.key.startswith("reason:")]
    assert reasons[-1] == ("other reasons", 9)
    assert sum(number for _, number in reasons) == 54


def test_the_drawn_flow_keeps_clear_of_itself(lake: Any) -> None:
    runs = list_run_rows(lake)
    ids = [one.run_id for one in runs]
    picture = draw(flow_of(came_by(lake, ids, "source_format"), runs, fates_of(lake, ids)))
    for column in range(4):
        boxes = [box for box in picture.boxes if box.node.column == column]
        for above, below in pairwise(boxes):
            assert below.y >= above.y + max(above.height, 13)  # a line of text fits
        assert all(box.y + box.height <= picture.height for box in boxes)
    assert all(box.height >= 2 for box in picture.boxes)


def test_a_run_that_read_nothing_has_no_flow() -> None:
    assert flow_of([], [run("a", skipped=4)], Fates(0, 0, 0)) == ([], [])


def test_a_lake_written_twice_tells_the_same(tmp_path: Path, lake: Any) -> None:
    again = connect(rich_lake(tmp_path / "lake").uri)
    assert came_by(again, ["night-004"], "publisher") == came_by(lake, ["night-004"], "publisher")
