"""A run that is killed anywhere, and run again, leaves the lake as one clean run does."""

import shutil
import signal
from pathlib import Path

import duckdb
import pytest

from pipeline.lake import faults
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.verify import verify_lake
from tests import killable
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import TABLES

NIGHTS = 3
QUICK = [
    "decision.before_write", "decision.after_write", "move.after:4", "delta.after_commit:2", "replaced.before_delete",
    "runs.before_commit",
]  # fmt: skip
LATER_PASSES = [
    "stage.before_write:5", "stage.after_write:3", "table.created:5", "rewrite.after_write:2", "move.before:6", "move.after:2",
    "delta.before_commit:3", "delta.before_commit:4", "delta.before_commit:6", "delta.after_commit:4", "delta.after_commit:5",
    "replaced.after_delete:3",
]  # fmt: skip


def run(lake: Path, night: int, crash_at: str = "", compact: bool = False) -> int:
    """Run one night as a process; its exit code."""
    arguments = (str(lake), str(night), *(["compact"] if compact else []))
    done = killable.call(f"{scenario.__name__}:program", *arguments, environment={faults.VARIABLE: crash_at})
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def plain_rows(lake: Path, table: str) -> int:
    """Rows that a reader of plain Parquet files sees."""
    glob = f"{lake}/{table}/*=*/**/*.parquet" if TABLES[table].partition else f"{lake}/{table}/*.parquet"
    rows = duckdb.sql(f"SELECT count(*) FROM read_parquet('{glob}', union_by_name=true)").fetchall()
    return int(rows[0][0])


def contents(lake: Lake) -> dict[str, list[dict[str, object]]]:
    return {table: scenario.content(lake, table) for table in TABLES}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake after two nights."""
    path = tmp_path_factory.mktemp("before") / "lake"
    lake = open_lake(str(path), create=True)
    for night in range(NIGHTS - 1):
        scenario.nightly(lake, night)
    return path


@pytest.fixture(scope="module")
def clean(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """What the tables hold after a third night without a crash."""
    path = tmp_path_factory.mktemp("clean") / "lake"
    shutil.copytree(before, path)
    lake = open_lake(str(path))
    scenario.nightly(lake, NIGHTS - 1)
    return contents(lake)


def assert_as_clean(path: Path, clean: dict[str, list[dict[str, object]]]) -> None:
    lake = open_lake(str(path))
    report = verify_lake(lake)
    assert report.problems == []
    assert contents(lake) == clean
    for table, rows in clean.items():
        if rows:
            assert plain_rows(path, table) == len(rows), table
    assert not list((path / "_staging").glob("*"))
    assert not list((path / "_locks").glob("*"))


def check_crash(point: str, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path) -> None:
    path = tmp_path / "lake"
    first = point.startswith(("lake.", "table."))
    if not first:
        shutil.copytree(before, path)
    nights = range(NIGHTS) if first else range(NIGHTS - 1, NIGHTS)
    assert run(path, nights[0], point) == -signal.SIGKILL, f"{point} was not passed"
    for night in nights:
        assert run(path, night) == 0
    assert_as_clean(path, clean)


@pytest.mark.parametrize("point", QUICK)
def test_killed_and_run_again_is_one_clean_run(
    point: str, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    check_crash(point, before, clean, tmp_path)


OWN_TEST = ("recover.", "compact.", "checkpoint.", "poll.")
OTHERS = [point for point in faults.CRASH_POINTS if not point.startswith(OWN_TEST) and point not in QUICK]


@pytest.mark.slow
@pytest.mark.parametrize("point", [*OTHERS, *LATER_PASSES])
def test_killed_at_each_point_and_run_again_is_one_clean_run(
    point: str, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    check_crash(point, before, clean, tmp_path)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("decision.before_write", "recover.before_remove"),
        pytest.param("decision.after_write", "recover.before_roll", marks=pytest.mark.slow),
        pytest.param("delta.after_commit:2", "delta.after_commit:1", marks=pytest.mark.slow),
        pytest.param("decision.after_write", "move.after:3", marks=pytest.mark.slow),
        pytest.param("runs.before_commit", "runs.before_part", marks=pytest.mark.slow),
        pytest.param("decision.before_write", "staging.between", marks=pytest.mark.slow),
    ],
)
def test_killed_again_while_recovering(
    first: str, second: str, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    path = tmp_path / "lake"
    shutil.copytree(before, path)
    assert run(path, NIGHTS - 1, first) == -signal.SIGKILL
    assert run(path, NIGHTS - 1, second) == -signal.SIGKILL
    assert run(path, NIGHTS - 1) == 0
    assert_as_clean(path, clean)


IN_COMPACTION = [
    "compact.after_write:1", "compact.after_write:3", "compact.before_decision:1", "compact.before_decision:2",
    "decision.after_write:2", "decision.after_write:3", "move.after:12", "delta.before_commit:8",
    "delta.after_commit:9", "replaced.after_delete:8", "staging.between:2",
]  # fmt: skip


@pytest.mark.parametrize(
    "point", ["delta.after_commit:8", *(pytest.param(point, marks=pytest.mark.slow) for point in IN_COMPACTION)]
)
def test_killed_in_a_compaction(point: str, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path) -> None:
    path = tmp_path / "lake"
    shutil.copytree(before, path)
    assert run(path, NIGHTS - 1, point, compact=True) == -signal.SIGKILL, f"{point} was not passed"
    assert run(path, NIGHTS - 1, compact=True) == 0
    assert_as_clean(path, clean)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["checkpoint.before_write", "checkpoint.after_write"])
def test_killed_at_a_checkpoint(point: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "lake", tmp_path / "clean"
    lake, without = open_lake(str(path), create=True), open_lake(str(other), create=True)
    for night in range(19):
        scenario.nightly(lake, night)
    shutil.copytree(path, other, dirs_exist_ok=True)
    scenario.nightly(without, 19)
    assert run(path, 19, point) == -signal.SIGKILL, f"{point} was not passed"
    assert run(path, 19) == 0
    assert_as_clean(path, contents(without))


@pytest.mark.parametrize(
    "left", [b"", b'{"commitInfo":{"timest', pytest.param(b"\0" * 100, marks=pytest.mark.slow)], ids=["empty", "cut", "zeros"]
)
def test_a_log_entry_that_a_power_cut_tore_is_written_again(
    left: bytes, before: Path, clean: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    path = tmp_path / "lake"
    shutil.copytree(before, path)
    assert run(path, NIGHTS - 1, "delta.after_commit:2") == -signal.SIGKILL
    entry = max(path.glob("*/_delta_log/*.json"), key=lambda file: file.stat().st_mtime_ns)
    entry.write_bytes(left)
    assert run(path, NIGHTS - 1) == 0
    assert_as_clean(path, clean)


@pytest.mark.slow
def test_a_checkpoint_that_a_power_cut_tore_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "lake"
    lake = open_lake(str(path), create=True)
    for night in range(19):
        scenario.nightly(lake, night)
    assert run(path, 19, "checkpoint.after_write") == -signal.SIGKILL
    (checkpoint,) = path.glob("*/_delta_log/*.checkpoint.parquet")
    checkpoint.write_bytes(checkpoint.read_bytes()[:100])
    assert run(path, 19) == 0
    assert verify_lake(lake).problems == []
    assert len(scenario.content(lake, "articles")) == 100


def test_a_crash_point_must_be_in_the_list() -> None:
    with pytest.raises(KeyError):
        faults.crash_point("nowhere")


def test_each_point_of_the_list_is_somewhere_in_the_code() -> None:
    root = Path(faults.__file__).parents[2]
    code = "".join(file.read_text() for part in ("pipeline", "transforms") for file in (root / part).rglob("*.py"))
    assert [name for name in faults.CRASH_POINTS if f'crash_point("{name}")' not in code] == []
