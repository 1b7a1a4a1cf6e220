import datetime
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.lake.layout import Lake, staged_path
from pipeline.lake.reading import committed_files
from pipeline.lake.staging import CommittedFile, packed, read_part, rewrite_without, stage, stage_rows
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import TABLES, to_arrow

DAY = scenario.DAY
NEXT_DAY = DAY + datetime.timedelta(days=1)


def stories(*names: str, day: datetime.date | None = DAY) -> pa.Table:
    return to_arrow("stories", [scenario.story(name, [1], day) for name in names], run_id="r1")


def test_a_staged_part_is_zstd_parquet_without_the_partition_column(lake: Lake) -> None:
    part = stage(lake, "r1", "stories", DAY, "0", stories("s1", "s2"))
    file = Path(lake.uri) / staged_path("r1", part.path)
    footer = pq.ParquetFile(file)
    assert (part.rows, part.size, part.partition) == (2, file.stat().st_size, DAY)
    assert "published_date" not in footer.schema_arrow.names
    assert footer.metadata.row_group(0).column(0).compression == "ZSTD"
    assert footer.schema_arrow.names == [name for name in TABLES["stories"].schema.names if name != "published_date"]


def test_statistics_name_rows_nulls_and_bounds(lake: Lake) -> None:
    part = stage(
        lake, "r1", "sightings", DAY, "0", to_arrow("sightings", scenario.sightings([1, 5]), run_id="r1", run_date=DAY)
    )
    stats = json.loads(part.stats)
    assert stats["numRecords"] == 2
    assert stats["nullCount"]["source_id"] == 2
    assert stats["minValues"] == {"revision": 0, "retrieved_at": "2023-11-14T22:13:20.000001Z", "run_id": "r1"}
    assert stats["maxValues"]["retrieved_at"] == "2023-11-14T22:13:20.000005Z"


def test_the_same_call_twice_is_the_same_file(lake: Lake) -> None:
    first = stage(lake, "r1", "stories", DAY, "0", stories("s1"))
    content = lake.store.read_bytes(staged_path("r1", first.path))
    assert stage(lake, "r1", "stories", DAY, "0", stories("s1")) == first
    assert lake.store.read_bytes(staged_path("r1", first.path)) == content
    assert len(list(lake.store.files("_staging"))) == 1


def test_rows_of_several_days_become_one_part_a_day(lake: Lake) -> None:
    rows = pa.concat_tables(
        [stories("s1"), stories("s2", day=None), stories("s3", day=DAY + datetime.timedelta(1)), stories("s4")]
    )
    parts = stage_rows(lake, "r1", "stories", "0", rows)
    assert [(part.partition, part.rows) for part in parts] == [(None, 1), (DAY, 2), (DAY + datetime.timedelta(1), 1)]
    assert stage_rows(lake, "r1", "stories", "0", rows.slice(0, 0)) == []


def test_missing_columns_are_null(lake: Lake) -> None:
    part = stage(lake, "r1", "stories", None, "0", pa.table({"story_id": ["s1"]}))
    with lake.store.open_input(staged_path("r1", part.path)) as file:
        assert pq.ParquetFile(file).read().to_pylist()[0]["copies"] is None


@pytest.mark.parametrize(
    ("table", "day", "data", "message"),
    [
        ("stories", DAY, stories(), "no rows"),
        ("stories", None, stories("s1"), "not all of"),
        ("stories", DAY, pa.concat_tables([stories("s1"), stories("s2", day=None)]), "not all of"),
        ("stories", DAY, pa.table({"story_id": ["s1"], "colour": ["red"]}), "colour"),
        ("stories", DAY, pa.table({"copy_count": ["many"]}), "many"),
        ("runs", DAY, pa.table({"run_id": ["r1"]}), "no partitions"),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    lake: Lake, table: str, day: datetime.date | None, data: pa.Table, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        stage(lake, "r1", table, day, "0", data)
    assert list(lake.store.files("_staging")) == []


def test_a_rewrite_keeps_the_other_rows(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    (file,) = committed_files(lake, "stories", since=NEXT_DAY, until=NEXT_DAY, with_null=False)
    done = rewrite_without(lake, "r9", "stories", [file], ["s1", "nobody"])
    assert done is not None
    assert done.part is not None
    assert (done.removed, done.rows_removed, done.part.rows, done.part.partition) == ((file.path,), 1, 1, NEXT_DAY)
    with lake.store.open_input(staged_path("r9", done.part.path)) as opened:
        assert pq.ParquetFile(opened).read(["story_id"])["story_id"].to_pylist() == ["s4"]


def test_a_rewrite_that_leaves_no_row_stages_nothing(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    (file,) = committed_files(lake, "stories", since=DAY, until=DAY, with_null=False)
    done = rewrite_without(lake, "r9", "stories", [file], {f"s{n}" for n in range(9)})
    assert done is not None
    assert (done.part, done.rows_removed) == (None, file.rows)


def test_a_file_without_the_ids_is_left_alone(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    (file,) = committed_files(lake, "stories", since=DAY, until=DAY, with_null=False)
    assert rewrite_without(lake, "r9", "stories", [file], pa.array(["nobody"])) is None
    assert list(lake.store.files("_staging")) == []


def test_files_of_a_partition_are_rewritten_as_one_those_without_the_ids_stay(lake: Lake) -> None:
    files = []
    for number, ids in enumerate((["a", "b"], ["c"], ["d", "e"])):
        part = stage(lake, "r1", "stories", DAY, str(number), pa.table({"story_id": ids}))
        lake.store.move(staged_path("r1", part.path), part.path)
        files.append(CommittedFile("stories", part.path, "", DAY, part.rows, part.size))
    done = rewrite_without(lake, "r9", "stories", files, ["b", "d"])
    assert done is not None
    assert done.part is not None
    assert (done.removed, done.rows_removed) == ((files[0].path, files[2].path), 2)
    assert read_part(lake, staged_path("r9", done.part.path), ["story_id"])["story_id"].to_pylist() == ["a", "e"]


def test_files_are_packed_by_partition_up_to_a_size() -> None:
    def file(name: str, day: datetime.date | None, size: int) -> CommittedFile:
        return CommittedFile("stories", name, "", day, 1, size)

    files = [file("a", DAY, 4), file("b", NEXT_DAY, 4), file("c", DAY, 4), file("d", DAY, 4), file("e", NEXT_DAY, 20)]
    names = [[one.path for one in group] for group in packed(files, 8)]
    assert names == [["a", "c"], ["d"], ["b"], ["e"]]
