import datetime
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.lake.layout import MARKER, LakeError, check_run_id, lake_exists, open_lake, part_path
from transforms.errors import UserError

DAY = datetime.date(2024, 3, 1)


@pytest.mark.parametrize("there", [False, True])
def test_a_lake_is_made_in_a_missing_or_an_empty_folder(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "new" / "lake"
    if there:
        path.mkdir(parents=True)
    lake = open_lake(str(path), create=True)
    assert lake_exists(str(path))
    assert open_lake(str(path)) == lake
    assert open_lake(str(path) + "/", create=True) == lake
    assert os.listdir(path) == [MARKER]


def test_what_a_killed_creation_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".tmp-0123").write_bytes(b"{")
    assert open_lake(str(tmp_path), create=True).uri == str(tmp_path)


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_that_is_something_else_is_refused_and_left_alone(tmp_path: Path, create: bool) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(LakeError) as error:
        open_lake(str(tmp_path), create)
    assert str(tmp_path) in str(error.value)
    assert "\n" not in str(error.value)
    assert os.listdir(tmp_path) == ["letter.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LakeError):
        open_lake(str(tmp_path / "file"), create=True)


def test_a_missing_lake_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="is no lake"):
        open_lake(str(tmp_path / "lake"))
    assert os.listdir(tmp_path) == []


def test_a_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LakeError, match="cannot be used"):
        open_lake(str(tmp_path / "file" / "lake"), create=True)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"layout_version": 2}'])
def test_a_marker_of_another_version_or_damaged_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MARKER).write_text(content)
    with pytest.raises(LakeError):
        open_lake(str(tmp_path), create=True)


def test_the_marker_carries_the_layout_version(tmp_path: Path) -> None:
    open_lake(str(tmp_path), create=True)
    assert json.loads((tmp_path / MARKER).read_text())["layout_version"] == 1


@pytest.mark.parametrize("run_id", ["a", "20240301T020000Z", "nightly.1_x-y", "0" * 128])
def test_run_ids_that_can_be_used(run_id: str) -> None:
    assert check_run_id(run_id) == run_id


@pytest.mark.parametrize("run_id", ["", ".", "..", "_compact-1", "-x", "a/b", "a b", "ä", "0" * 129, "a\n"])
def test_run_ids_that_cannot(run_id: str) -> None:
    with pytest.raises(UserError) as error:
        check_run_id(run_id)
    assert error.value.code == 2


@pytest.mark.parametrize(
    ("table", "day", "path"),
    [
        ("articles", DAY, "articles/published_date=2024-03-01/part-r1-07.parquet"),
        ("articles", None, "articles/published_date=__HIVE_DEFAULT_PARTITION__/part-r1-07.parquet"),
        ("rejects", DAY, "rejects/run_date=2024-03-01/part-r1-07.parquet"),
        ("runs", None, "runs/part-r1-07.parquet"),
    ],
)
def test_a_part_has_one_name(table: str, day: datetime.date | None, path: str) -> None:
    assert part_path(table, day, "r1", "07") == path


@pytest.mark.parametrize("shard", ["", "a/b", "../x", "x" * 65])
def test_a_shard_is_a_plain_name(shard: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        part_path("articles", DAY, "r1", shard)


def test_a_lake_travels_to_workers(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path), create=True)
    assert pickle.loads(pickle.dumps(lake)).store.exists(MARKER)


def test_a_local_lake_needs_no_beam() -> None:
    code = (
        "import sys, pipeline.lake.writer, pipeline.lake.compact, pipeline.lake.verify, pipeline.lake.reading;"
        "sys.exit('apache_beam' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0
