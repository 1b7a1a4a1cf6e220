import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.lake.commit import Manifest, commit_run, write_decision
from pipeline.lake.layout import Lake
from pipeline.lake.reading import committed_files
from pipeline.lake.staging import stage_rows
from pipeline.lake.verify import verify_lake
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import to_arrow


def test_a_sound_lake_has_no_problems(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    report = verify_lake(lake)
    assert report.ok
    assert report.problems == []
    assert (report.tables["articles"].rows, report.tables["articles"].version) == (5, 1)
    assert report.tables["facts"] == (0, 0, 0, 0)


def test_an_empty_lake_is_sound(lake: Lake) -> None:
    assert verify_lake(lake) == ([], {})


def lose(lake: Lake, path: str) -> None:
    lake.store.delete(path)


def cut(lake: Lake, path: str) -> None:
    lake.store.write_bytes(path, lake.store.read_bytes(path)[:-1])


def spoil(lake: Lake, path: str) -> None:
    lake.store.write_bytes(path, b"\0" * lake.store.size(path))


def double(lake: Lake, path: str) -> None:
    lake.store.write_bytes(path.replace("part-", "part-copy-"), lake.store.read_bytes(path))


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lose, "is in the log and not in the lake"),
        (cut, "bytes, the log says"),
        (spoil, "cannot be read"),
        (double, "is in the lake and not in the log"),
    ],
)
def test_damaged_files_are_named(lake: Lake, damage: Callable[[Lake, str], None], line: str) -> None:
    scenario.nightly(lake, 0)
    path = committed_files(lake, "articles")[0].path
    damage(lake, path)
    (problem,) = verify_lake(lake).problems
    assert line in problem
    assert path.rpartition("/")[0] in problem


def test_rows_that_are_not_those_of_the_log_are_named(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    log = Path(lake.table_uri("rejects")) / "_delta_log" / f"{1:020d}.json"
    log.write_text(log.read_text().replace('\\"numRecords\\":1', '\\"numRecords\\":7'))
    assert any("holds 1 rows, the log says 7" in problem for problem in verify_lake(lake).problems)


def test_a_log_that_cannot_be_read_is_named(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    (Path(lake.table_uri("rejects")) / "_delta_log" / f"{1:020d}.json").write_text("{")
    (problem,) = verify_lake(lake).problems
    assert "rejects cannot be read" in problem
    assert "\n" not in problem


def test_a_key_with_two_rows_is_named(lake: Lake) -> None:
    for run_id in ("r1", "r2"):
        rows = to_arrow("rejects", scenario.rejects(1), run_id=run_id, run_date=scenario.DAY)
        commit_run(lake, scenario.run_row(run_id), stage_rows(lake, run_id, "rejects", "0", rows))
    assert verify_lake(lake).problems == ["rejects: 1 keys (reject_id) have more than one row, such as ('r1',)"]


def test_a_decided_run_that_is_not_finished_is_named(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    write_decision(lake, Manifest("r1", (), scenario.run_row("r1")))
    assert verify_lake(lake).problems == ["run r1 is decided and not finished; `wirelake lake recover` finishes it"]


@pytest.mark.parametrize(
    ("counters", "line"),
    [
        ({"records": 3, "sightings": 2, "rejects": 0}, "3 records came in, 2 ended"),
        ({"records": 0, "sightings": 0, "rejects": 4}, "its counters say 4 rejects, the table has 0"),
        ({"articles": 1}, "its counters say 1 articles, the table has 0"),
        ({"records": 4, "sightings": 1, "rejects": 3, "rejects_known": 2}, "its counters say 1 sightings"),
    ],
)
def test_counters_that_do_not_agree_are_named(lake: Lake, counters: dict[str, int], line: str) -> None:
    commit_run(lake, scenario.run_row("r1", json.dumps(counters)), [])
    assert any(line in problem for problem in verify_lake(lake).problems)


def test_sightings_marked_new_are_articles(lake: Lake) -> None:
    rows = to_arrow("sightings", scenario.sightings([1, 2]), run_id="r1", run_date=scenario.DAY)
    commit_run(lake, scenario.run_row("r1"), stage_rows(lake, "r1", "sightings", "0", rows))
    assert verify_lake(lake).problems == ["run r1: 2 sightings are marked new, 0 articles were added"]


def test_rows_of_a_run_that_is_not_in_runs_are_named(lake: Lake) -> None:
    rows = to_arrow("rejects", scenario.rejects(1), run_id="ghost", run_date=scenario.DAY)
    commit_run(lake, scenario.run_row("r1"), stage_rows(lake, "r1", "rejects", "0", rows))
    assert "rejects: 1 rows are of run ghost, which is not in runs" in verify_lake(lake).problems
