"""A lake on an S3 endpoint: Beam's FileSystem, the Delta logs and the locks against a server of one's own."""

import json
import signal
import time
from collections.abc import Sequence

import pytest

from pipeline.lake import leases
from pipeline.lake.compact import compact_lake
from pipeline.lake.faults import VARIABLE
from pipeline.lake.layout import Lake, LakeError, lake_exists, open_lake
from pipeline.lake.lock import LakeBusy, hold
from pipeline.lake.reading import committed_files, open_dataset
from pipeline.lake.verify import verify_lake
from tests import killable
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import TABLES

pytestmark = pytest.mark.slow


def contents(lake: Lake) -> dict[str, list[dict[str, object]]]:
    return {table: scenario.content(lake, table) for table in TABLES}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """The same nights on the local disk."""
    lake = open_lake(str(tmp_path_factory.mktemp("clean") / "lake"), create=True)
    for night in range(2):
        scenario.nightly(lake, night)
    return contents(lake)


def test_nights_rerun_verify_and_compact(bucket: str, clean: dict[str, list[dict[str, object]]]) -> None:
    lake = open_lake(f"{bucket}/some/lake/", create=True)
    for night in range(2):
        assert not scenario.nightly(lake, night).already
    assert contents(lake) == clean
    assert verify_lake(lake).problems == []
    there = sorted(lake.store.files())
    assert scenario.nightly(lake, 1).already
    beside_locks = [entry for entry in sorted(lake.store.files()) if not entry.path.startswith("_locks/")]
    assert beside_locks == [entry for entry in there if not entry.path.startswith("_locks/")]
    assert not list(lake.store.files("_staging"))
    assert compact_lake(lake)
    assert contents(lake) == clean
    assert verify_lake(lake).problems == []
    assert {file.uri.partition("/some/")[0] for file in committed_files(lake, "stories")} == {bucket}


@pytest.mark.parametrize(
    "point", ["decision.before_write", "decision.after_write", "move.after:2", "delta.after_commit:2", "replaced.before_delete"]
)
def test_a_killed_night_is_recovered(point: str, bucket: str, clean: dict[str, list[dict[str, object]]]) -> None:
    lake = open_lake(f"{bucket}/lake", create=True)
    scenario.nightly(lake, 0)
    done = killable.call(f"{__name__}:second_night", lake.uri, environment={VARIABLE: point})
    assert done.returncode == -signal.SIGKILL, done.stderr
    with pytest.raises(LakeBusy, match="run night-001"), hold(lake, "ingest", "me", wait=False):
        pass  # its lock is still there: nobody can know yet that it died
    time.sleep(SHORT_TTL + 1)
    done = killable.call(f"{__name__}:second_night", lake.uri)
    assert done.returncode == 0, done.stderr
    assert contents(lake) == clean
    assert verify_lake(lake).problems == []
    assert not list(lake.store.files("_staging"))


SHORT_TTL = 3.0


def second_night(arguments: Sequence[str]) -> int:
    """A night with a short lease, as a process that may be killed: `LAKE`."""
    leases.TTL, leases._BEAT = SHORT_TTL, SHORT_TTL / 6
    scenario.nightly(open_lake(arguments[0]), 1)
    return 0


def test_a_place_that_is_something_else(bucket: str) -> None:
    assert not lake_exists(f"{bucket}/lake")
    with pytest.raises(LakeError, match="is no lake"):
        open_lake(f"{bucket}/lake")
    Lake(bucket).store.write_bytes("letters/dear.txt", b"all")
    with pytest.raises(LakeError, match="no lake"):
        open_lake(f"{bucket}/letters", create=True)
    assert open_dataset(open_lake(f"{bucket}/lake", create=True), "articles").count_rows() == 0


def test_leases_against_the_server(bucket: str) -> None:
    store = leases.conditional_store(f"{bucket}/lake")
    assert store.read("_locks/a.json") is None
    tag = store.write("_locks/a.json", b"1", None)
    assert tag is not None
    assert store.write("_locks/a.json", b"2", None) is None
    assert store.write("_locks/a.json", b"2", '"0123"') is None
    assert store.write("_locks/a.json", b"2", tag) is not None
    found = store.read("_locks/a.json")
    assert found is not None
    assert found.data == b"2"
    assert -1 <= found.age < 30
    store.delete("_locks/a.json")
    assert store.read("_locks/a.json") is None


def test_a_lease_says_who_holds_it(bucket: str) -> None:
    lake = open_lake(f"{bucket}/lake", create=True)
    with hold(lake, "ingest", "run one"), pytest.raises(LakeBusy, match="run one"), hold(lake, "ingest", "x", wait=False):
        pass
    with hold(lake, "ingest", "run two", wait=False) as lock:
        lock.check()
    assert json.loads(lake.store.read_bytes("_locks/ingest.json"))["released"]
