"""A disk that is full, or a store that is lost, at any moment: the lake stays as it was, or the next writer ends the run."""

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.lake import commit, delta, store
from pipeline.lake.layout import Lake, LakeError, open_lake
from pipeline.lake.reading import has_run
from pipeline.lake.recover import recover
from pipeline.lake.store import LocalStore
from pipeline.lake.verify import verify_lake
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import TABLES

Contents = dict[str, list[dict[str, object]]]


def contents(lake: Lake) -> Contents:
    return {table: scenario.content(lake, table) for table in TABLES}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = open_lake(str(tmp_path_factory.mktemp("before") / "lake"), create=True)
    scenario.nightly(lake, 0)
    return lake


@pytest.fixture(scope="module")
def clean(before: Lake, tmp_path_factory: pytest.TempPathFactory) -> Contents:
    lake = Lake(str(shutil.copytree(before.uri, tmp_path_factory.mktemp("clean") / "lake")))
    scenario.nightly(lake, 1)
    return contents(lake)


class Disk:
    """Counts what is written and is full from the n-th time on, until it is cleared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        self.seen = 0
        for owner, name in [
            (LocalStore, "move"), (store.os, "fsync"), (store.os, "makedirs"), (commit, "commit_change"),
            (delta, "ensure_table"), (store.os, "unlink"),
        ]:  # fmt: skip
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.seen += 1
            if 0 <= self.left < self.seen:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **named)

        return call


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk(monkeypatch)
    yield made
    made.left = -1


def operations(before: Lake, folder: Path, disk: Disk) -> int:
    """How many operations one night takes."""
    lake = Lake(str(shutil.copytree(before.uri, folder / "count")))
    disk.seen = 0
    scenario.nightly(lake, 1)
    return disk.seen


def check_full_after(number: int, before: Lake, clean: Contents, folder: Path, disk: Disk) -> bool:
    """Fill the disk after some operations of a night, look, clear it, and go on; whether the night had been decided."""
    lake = Lake(str(shutil.copytree(before.uri, folder / f"full-{number}")))
    disk.seen, disk.left = 0, number
    failed = night_fails(lake)
    disk.left = -1
    decided = bool(recover(lake).rolled_forward) or has_run(lake, "night-001")
    assert failed or decided
    assert contents(lake) == (clean if decided else contents(before))
    assert verify_lake(lake).problems == []
    assert scenario.nightly(lake, 1).already == decided
    assert contents(lake) == clean
    assert verify_lake(lake).problems == []
    return decided


def night_fails(lake: Lake) -> bool:
    """Whether a night ends with the error of a full disk, as Python or the lake puts it."""
    try:
        scenario.nightly(lake, 1)
    except (OSError, LakeError) as error:
        if not re.search("No space|os error 28|cannot be locked", str(error)):
            raise
        return True
    return False


def test_a_disk_that_fills_up_at_some_moments(before: Lake, clean: Contents, tmp_path: Path, disk: Disk) -> None:
    total = operations(before, tmp_path, disk)
    moments = range(0, total, max(1, total // 6))
    decided = [check_full_after(number, before, clean, tmp_path, disk) for number in moments]
    assert decided == sorted(decided)
    assert set(decided) == {False, True}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_disk_that_fills_up_at_each_fourth_moment(before: Lake, clean: Contents, tmp_path: Path, disk: Disk) -> None:
    total = operations(before, tmp_path, disk)
    decided = [check_full_after(number, before, clean, tmp_path, disk) for number in range(1, total, 4)]
    assert decided == sorted(decided)


def test_a_run_is_not_decided_without_room_for_what_follows(
    before: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(str(shutil.copytree(before.uri, tmp_path / "lake")))
    monkeypatch.setattr(LocalStore, "free_bytes", lambda self: 1_000_000)
    with pytest.raises(OSError, match="nothing was changed") as error:
        scenario.nightly(lake, 1)
    assert error.value.errno == errno.ENOSPC
    assert contents(lake) == contents(before)
    assert lake.store.folders("_staging") == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 10 MB, where the machine lets us have one."""
    path = tmp_path / "small"
    path.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", str(path)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no small file system can be mounted here: {done.stderr.strip()}")
    yield path
    subprocess.run(["umount", str(path)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 4_000, 20_000, 40_000, 60_000, 90_000])
def test_a_disk_that_is_really_full(
    before: Lake, clean: Contents, small_disk: Path, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "_RESERVE", 0)
    lake = Lake(str(shutil.copytree(before.uri, small_disk / "lake")))
    filler = small_disk / "filler"
    with open(filler, "wb") as file:
        file.write(b"\0" * (shutil.disk_usage(small_disk).free - left))
        file.flush()
        os.fsync(file.fileno())
    assert night_fails(lake)
    filler.unlink()
    decided = bool(recover(lake).rolled_forward) or has_run(lake, "night-001")
    assert contents(lake) == (clean if decided else contents(before))
    assert scenario.nightly(lake, 1).already == decided
    assert contents(lake) == clean
    assert verify_lake(lake).problems == []
