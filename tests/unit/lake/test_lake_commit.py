import datetime
import json
from pathlib import Path

import polars
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from pipeline.lake import commit, delta
from pipeline.lake.commit import Manifest, commit_run, roll_forward, write_decision
from pipeline.lake.delta import Change
from pipeline.lake.layout import Lake, LakeError, staged_path
from pipeline.lake.reading import committed_files, has_run, list_runs, open_dataset
from pipeline.lake.staging import StagedPart, stage, stage_rows
from pipeline.lake.verify import verify_lake
from pipeline.lake.writer import writing
from tests.unit.lake import lake_scenario as scenario
from transforms.records import Story
from transforms.tables import TABLES, to_arrow


def put_stories(lake: Lake, run_id: str, stories: list[Story], gone: tuple[str, ...] = ()) -> None:
    with writing(lake, run_id):
        parts = stage_rows(lake, run_id, "stories", "0", to_arrow("stories", stories, run_id=run_id))
        commit_run(lake, scenario.run_row(run_id), parts, {"stories": [s.story_id for s in stories] + list(gone)})


def stage_story(lake: Lake) -> StagedPart:
    return stage(lake, "r1", "stories", None, "0", to_arrow("stories", [scenario.story("s1", [1], None)], run_id="r1"))


def stories_of(lake: Lake) -> dict[str, tuple[datetime.date | None, int]]:
    rows = open_dataset(lake, "stories").to_table().to_pylist()
    assert len({row["story_id"] for row in rows}) == len(rows)
    return {row["story_id"]: (row["published_date"], row["copy_count"]) for row in rows}


def test_all_tables_are_there_after_the_first_commit(lake: Lake) -> None:
    put_stories(lake, "r1", [])
    for name, table in TABLES.items():
        dataset = open_dataset(lake, name)
        assert dataset.schema.equals(table.schema)
        assert dataset.count_rows() == (1 if name == "runs" else 0)
        assert DeltaTable(lake.table_uri(name)).metadata().partition_columns == ([table.partition] if table.partition else [])


def test_the_runs_row_names_the_versions_of_all_logs(lake: Lake) -> None:
    for night in range(2):
        done = scenario.nightly(lake, night)
    (_, row) = list_runs(lake).to_pylist()
    versions = json.loads(row["table_versions"])
    assert versions == {table: version for table, version in done.versions.items() if table != "runs"}
    assert done.versions == {table: DeltaTable(lake.table_uri(table)).version() for table in TABLES}
    assert row["inputs"] == ["/in"]


def test_the_same_run_id_again_changes_nothing(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    before = sorted(lake.store.files())
    again = scenario.nightly(lake, 0)
    assert again.already
    assert has_run(lake, "night-000")
    assert not has_run(lake, "night-001")
    assert sorted(lake.store.files()) == before


def test_a_story_that_gains_a_date_leaves_the_null_partition(lake: Lake) -> None:
    put_stories(lake, "r1", [scenario.story("s1", [1], None), scenario.story("s2", [2], None)])
    put_stories(lake, "r2", [scenario.story("s1", [1, 3], scenario.DAY)])
    assert stories_of(lake) == {"s1": (scenario.DAY, 2), "s2": (None, 1)}
    put_stories(lake, "r3", [scenario.story("s2", [2, 4], scenario.DAY)])
    assert stories_of(lake) == {"s1": (scenario.DAY, 2), "s2": (scenario.DAY, 2)}
    assert committed_files(lake, "stories", until=datetime.date.min) == []
    assert verify_lake(lake).problems == []


def test_a_story_that_was_merged_away_is_gone(lake: Lake) -> None:
    put_stories(lake, "r1", [scenario.story(f"s{n}", [n], scenario.DAY) for n in range(3)])
    put_stories(lake, "r2", [scenario.story("s0", [0, 1], scenario.DAY)], gone=("s1",))
    assert stories_of(lake) == {"s0": (scenario.DAY, 2), "s2": (scenario.DAY, 1)}


def test_adds_and_removes_of_a_derived_table_are_one_commit(lake: Lake) -> None:
    for run_id in ("r1", "r2"):
        put_stories(lake, run_id, [scenario.story("s1", [1], scenario.DAY)])
    log = Path(lake.table_uri("stories")) / "_delta_log" / f"{2:020d}.json"
    actions = [next(iter(json.loads(line))) for line in log.read_text().splitlines()]
    assert sorted(actions) == ["add", "commitInfo", "remove", "txn"]


def test_a_part_that_is_reported_twice_is_one_part(lake: Lake) -> None:
    with writing(lake, "r1"):
        parts = stage_rows(
            lake, "r1", "rejects", "0", to_arrow("rejects", scenario.rejects(1), run_id="r1", run_date=scenario.DAY)
        )
        commit_run(lake, scenario.run_row("r1"), parts * 2)
    assert open_dataset(lake, "rejects").count_rows() == 1


def test_rows_of_evidence_are_not_replaced(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    with pytest.raises(ValueError, match="append-only"), writing(lake, "r1"):
        commit_run(lake, scenario.run_row("r1"), [], {"articles": ["a1"]})


def test_the_row_of_runs_is_not_staged_by_others(lake: Lake) -> None:
    part = stage(lake, "r1", "runs", None, "0", to_arrow("runs", [scenario.run_row("r1")]))
    with pytest.raises(ValueError, match="by the commit itself"):
        commit_run(lake, scenario.run_row("r1"), [part])


def test_a_part_that_changed_after_it_was_reported_is_not_committed(lake: Lake) -> None:
    def run() -> None:
        with writing(lake, "r1"):
            part = stage_story(lake)
            lake.store.write_bytes(staged_path("r1", part.path), b"cut")
            commit_run(lake, scenario.run_row("r1"), [part])

    with pytest.raises(LakeError, match="should have"):
        run()
    assert not has_run(lake, "r1")
    assert not lake.store.folders("_staging")


def test_a_decision_is_made_once(lake: Lake) -> None:
    write_decision(lake, Manifest("r1", (), scenario.run_row("r1")))
    with pytest.raises(LakeError, match="decided already"):
        write_decision(lake, Manifest("r1", (), scenario.run_row("r1")))
    roll_forward(lake, "r1")
    assert has_run(lake, "r1")


def test_a_decided_run_is_not_discarded_when_its_writer_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("store is away")

    with monkeypatch.context() as patch:
        patch.setattr(commit, "_apply", fail)
        with pytest.raises(OSError, match="away"):
            scenario.nightly(lake, 0)
    assert not has_run(lake, "night-000")
    assert scenario.nightly(lake, 0).already  # the recovery of this writer finished it
    assert len(scenario.content(lake, "stories")) == 5
    assert verify_lake(lake).problems == []


def test_a_part_that_is_gone_after_the_decision_is_named(lake: Lake) -> None:
    part = stage_story(lake)
    write_decision(lake, Manifest("r1", (Change("stories", (part,), ()),), scenario.run_row("r1")))
    lake.store.delete(staged_path("r1", part.path))
    with pytest.raises(LakeError, match="this part is gone"):
        roll_forward(lake, "r1")


def test_a_file_to_be_replaced_must_be_in_the_table(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    write_decision(lake, Manifest("r1", (Change("stories", (), ("stories/part-x.parquet",)),), scenario.run_row("r1")))
    with pytest.raises(LakeError, match="not in the table"):
        roll_forward(lake, "r1")


def test_another_program_may_commit_between(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario.nightly(lake, 0)
    real, seen = delta._actions, []

    def meddle(lake_: Lake, log: DeltaTable, change: Change, data_change: bool) -> object:
        if change.table == "stories" and not seen:
            seen.append(True)
            DeltaTable(lake.table_uri("stories")).alter.set_table_properties({"delta.logRetentionDuration": "interval 60 days"})
        return real(lake_, log, change, data_change)

    monkeypatch.setattr(delta, "_actions", meddle)
    done = scenario.nightly(lake, 1)
    assert seen
    assert done.versions["stories"] == DeltaTable(lake.table_uri("stories")).version()
    assert verify_lake(lake).problems == []


def test_a_new_column_is_added_to_an_older_lake(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    table = TABLES["stories"]
    names = [name for name in table.schema.names if name not in ("merged_from", "last_published")]
    with monkeypatch.context() as patch:
        old = table.schema
        for name in ("merged_from", "last_published"):
            old = old.remove(old.get_field_index(name))
        patch.setitem(TABLES, "stories", table._replace(schema=old))
        put_stories(lake, "r1", [scenario.story("s1", [1], scenario.DAY), scenario.story("s2", [2], scenario.DAY)])
        assert open_dataset(lake, "stories").schema.names == names
    put_stories(lake, "r2", [scenario.story("s2", [2, 3], scenario.DAY)])
    rows = {row["story_id"]: row for row in open_dataset(lake, "stories").to_table().to_pylist()}
    assert rows["s1"]["merged_from"] is None
    assert rows["s2"]["merged_from"] == []
    assert polars.scan_delta(lake.table_uri("stories")).select("merged_from").collect().height == 2
    assert verify_lake(lake).problems == []


def test_a_column_of_another_type_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    put_stories(lake, "r1", [])
    table = TABLES["stories"]
    index = table.schema.get_field_index("copy_count")
    other = table.schema.set(index, pa.field("copy_count", pa.string()))
    monkeypatch.setitem(TABLES, "stories", table._replace(schema=other))
    with pytest.raises(LakeError, match="column copy_count of stories"):
        delta.ensure_table(lake, "stories")


def test_a_hundred_and_one_commits_and_more(lake: Lake) -> None:
    for number in range(103):
        run_id = f"r{number:03d}"
        rows = to_arrow("rejects", scenario.rejects(number), run_id=run_id, run_date=scenario.DAY)
        commit_run(lake, scenario.run_row(run_id), stage_rows(lake, run_id, "rejects", "0", rows))
    assert open_dataset(lake, "rejects").count_rows() == 103
    assert list_runs(lake).num_rows == 103
    assert has_run(lake, "r000")
    assert polars.scan_delta(lake.table_uri("rejects")).collect().height == 103
    checkpoint = json.loads((Path(lake.table_uri("rejects")) / "_delta_log" / "_last_checkpoint").read_text())
    assert checkpoint["version"] == 100
    assert verify_lake(lake).problems == []
