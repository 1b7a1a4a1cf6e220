"""A run that is killed at any point, then run again, ends like one that was not."""

import shutil
import signal
from pathlib import Path

import duckdb
import pytest

from pipeline.lake.faults import CRASH_POINTS, VARIABLE
from tests import killable
from tests.pipeline.lakes import COMMAND, assert_sound, content, rows, run

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
TABLES = ("articles", "facts", "stories", "story_facts", "links", "signatures", "rejects", "sightings", "source_state")

POINTS = [
    "stage.before_write", "stage.after_write", "stage.after_write:4", "stage.after_write:9", "rewrite.after_write",
    "decision.before_write", "decision.after_write", "move.before", "move.after", "move.after:5", "delta.before_commit",
    "delta.before_commit:4", "delta.after_commit", "delta.after_commit:6", "replaced.before_delete", "replaced.after_delete",
    "runs.before_part", "runs.before_commit", "runs.after_commit", "staging.before_remove", "staging.between",
]  # fmt: skip
"""Where a run over a lake that has one run already is killed; the number is the pass at which it is."""

QUICK = ("move.after:5", "delta.after_commit:6")


def points():
    """All points; those that are not QUICK are slow."""
    return [pytest.param(point, marks=() if point in QUICK else pytest.mark.slow) for point in POINTS]


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    """A lake that holds every other sample file, and the folder with all of them."""
    folder = tmp_path_factory.mktemp("kills")
    files = sorted(SAMPLE.iterdir())
    (folder / "in").mkdir()
    for file in files:
        shutil.copy2(file, folder / "in" / file.name)
    run(folder / "lake", *[folder / "in" / file.name for file in files[::2]])
    return folder


@pytest.fixture(scope="module")
def whole(half, tmp_path_factory):
    """What the lake holds after a second run over all files that nobody kills."""
    lake = tmp_path_factory.mktemp("whole") / "lake"
    shutil.copytree(half / "lake", lake)
    run(lake, half / "in")
    return {table: content(lake, table) for table in TABLES}


def killed_run(lake, inputs, point):
    """A second run in a process of its own that ends itself at `point`."""
    arguments = ("ingest", str(inputs), "--lake", str(lake), "--quiet")
    return killable.call("pipeline.cli:main", *arguments, environment={VARIABLE: point}, preload=COMMAND)


@pytest.mark.parametrize("point", points())
def test_killed_and_run_again_is_like_one_clean_run(half, whole, tmp_path, point):
    lake = tmp_path / "lake"
    shutil.copytree(half / "lake", lake)
    killed = killed_run(lake, half / "in", point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    run(lake, half / "in")
    for table in TABLES:
        assert content(lake, table) == whole[table], table
    assert_sound(lake)
    assert_plain_readers_see_each_row_once(lake)
    assert not (lake / "_staging").exists() or not list((lake / "_staging").iterdir())


def assert_plain_readers_see_each_row_once(lake):
    for table in TABLES:
        pattern = f"{lake}/{table}/*.parquet" if table == "source_state" else f"{lake}/{table}/*=*/**/*.parquet"
        sql = f"SELECT count(*) FROM read_parquet('{pattern}', union_by_name=true)"
        assert duckdb.sql(sql).fetchall() == [(len(rows(lake, table)),)], table


def test_the_points_of_this_test_exist():
    assert {point.partition(":")[0] for point in POINTS} <= set(CRASH_POINTS)
    assert len(POINTS) >= 20
