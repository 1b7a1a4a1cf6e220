import shutil
from pathlib import Path

import pytest

from pipeline.lake import commit
from pipeline.lake.compact import Compacted, compact_if_needed, compact_lake
from pipeline.lake.layout import Lake, LakeError, open_lake
from pipeline.lake.lock import LakeBusy
from pipeline.lake.reading import committed_files, has_run
from pipeline.lake.verify import verify_lake
from pipeline.lake.writer import writing
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import TABLES


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    lake = open_lake(str(tmp_path_factory.mktemp("template") / "lake"), create=True)
    for night in range(4):
        scenario.nightly(lake, night)
    return lake.uri


@pytest.fixture
def nights(template: str, tmp_path: Path) -> Lake:
    """A lake after four nights."""
    return Lake(str(shutil.copytree(template, tmp_path / "lake")))


def contents(lake: Lake) -> dict[str, list[dict[str, object]]]:
    return {table: scenario.content(lake, table) for table in TABLES}


def test_a_compaction_keeps_each_row_and_one_file_a_partition(nights: Lake) -> None:
    before = contents(nights)
    done = compact_lake(nights)
    assert contents(nights) == before
    assert {entry.table for entry in done} == {"articles", "sightings", "rejects", "stories", "source_state", "runs"}
    for table in TABLES:
        files = committed_files(nights, table)
        assert len({file.partition for file in files}) == len(files)
        there = [e.path for e in nights.store.files(table) if e.path.endswith(".parquet") and "_delta_log" not in e.path]
        assert sorted(there) == [file.path for file in files]
    assert verify_lake(nights).problems == []
    assert has_run(nights, "night-000")


def test_a_second_compaction_finds_nothing_to_do(nights: Lake) -> None:
    compact_lake(nights)
    versions = verify_lake(nights).tables
    assert compact_lake(nights) == []
    assert verify_lake(nights).tables == versions


def test_nights_go_on_after_a_compaction(nights: Lake) -> None:
    compact_lake(nights)
    scenario.nightly(nights, 4)
    assert scenario.nightly(nights, 3).already
    assert len(scenario.content(nights, "stories")) == 25
    assert verify_lake(nights).problems == []


def test_only_the_tables_named(nights: Lake) -> None:
    (done,) = compact_lake(nights, tables=["rejects"])
    assert done == Compacted("rejects", 4, 1, 4)


def test_large_files_are_left_alone_and_merged_ones_not_made_larger(nights: Lake) -> None:
    files = committed_files(nights, "rejects")
    assert compact_lake(nights, ["rejects"], target_bytes=min(file.size for file in files)) == []
    (done,) = compact_lake(nights, ["rejects"], target_bytes=2 * max(file.size for file in files))
    assert (done.files_before, done.files_after) == (4, 2)


def test_an_ingest_compacts_only_partitions_with_too_many_files(nights: Lake) -> None:
    assert compact_if_needed(nights, 5) == []
    assert [done.table for done in compact_if_needed(nights, 4)] == ["articles", "rejects", "source_state", "runs"]


def test_a_compaction_waits_for_a_batch_run_or_says_who_it_is(nights: Lake) -> None:
    with writing(nights, "busy"), pytest.raises(LakeBusy, match="run busy"):
        compact_lake(nights, wait=False)


def test_rows_that_the_log_does_not_count_are_not_merged(nights: Lake) -> None:
    one, two, *_ = committed_files(nights, "rejects")
    nights.store.write_bytes(two.path, nights.store.read_bytes(one.path))
    (Path(nights.uri) / one.path).write_bytes(nights.store.read_bytes(committed_files(nights, "source_state")[-1].path))
    with pytest.raises((LakeError, ValueError)):
        compact_lake(nights, ["rejects"])
    assert nights.store.folders("_staging") == []
    assert len(committed_files(nights, "rejects")) == 4


def test_a_failed_compaction_leaves_the_lake_as_it_was(nights: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(nights)

    def fail(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(commit, "_to_json", fail)
        with pytest.raises(OSError, match="No space"):
            compact_lake(nights)
    assert nights.store.folders("_staging") == []
    assert contents(nights) == before
    assert verify_lake(nights).problems == []
