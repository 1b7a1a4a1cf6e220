import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.lake import lock as lock_module
from pipeline.lake.layout import Lake, LakeError
from pipeline.lake.lock import LakeBusy, hold, leased_runs, try_lock
from pipeline.lake.recover import recover
from pipeline.lake.staging import stage_rows
from pipeline.lake.writer import writing
from tests.unit.lake import lake_scenario as scenario
from transforms.tables import to_arrow

HOLDER = """
import sys, time
from pipeline.lake.layout import open_lake
from pipeline.lake.lock import hold
with hold(open_lake(sys.argv[1]), sys.argv[2], "run other"):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(lake: Lake, name: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-c", HOLDER, lake.uri, name]
    process = subprocess.Popen(program, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_held_lock_is_not_given_again(lake: Lake) -> None:
    with hold(lake, "ingest", "run one"):
        assert try_lock(lake, "ingest", "run two") is None
        assert try_lock(lake, "commit", "run two") is not None
    with hold(lake, "ingest", "run two", wait=False):
        pass


def test_who_does_not_wait_is_told_the_holder(lake: Lake) -> None:
    with hold(lake, "ingest", "run one"), pytest.raises(LakeBusy) as error, hold(lake, "ingest", "run two", wait=False):
        pass
    assert "run one" in str(error.value)
    assert str(os.getpid()) in str(error.value)
    assert "\n" not in str(error.value)


def test_the_second_writer_waits_for_the_first(lake: Lake) -> None:
    order: list[str] = []
    told = threading.Event()

    def second() -> None:
        with writing(lake, "two", on_wait=lambda text: (order.append(text), told.set())):  # type: ignore[func-returns-value]
            order.append("two")

    with writing(lake, "one"):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.wait(10)
        order.append("one")
    thread.join(10)
    assert "run one" in order[0]
    assert order[1:] == ["one", "two"]


def test_many_writers_at_once_all_commit_and_lose_nothing(lake: Lake) -> None:
    threads = [threading.Thread(target=scenario.nightly, args=(lake, night)) for night in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(scenario.content(lake, "articles")) == 20
    assert len(scenario.content(lake, "runs")) == 4


def test_a_lock_ends_with_its_process(lake: Lake) -> None:
    process = start_holder(lake, "ingest")
    try:
        assert try_lock(lake, "ingest", "me") is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()
    with hold(lake, "ingest", "me", wait=False):
        pass


def test_the_staging_of_a_live_run_is_left_alone_and_that_of_a_dead_one_removed(lake: Lake) -> None:
    rows = to_arrow("rejects", scenario.rejects(1), run_id="r", run_date=scenario.DAY)
    for run_id in ("alive", "dead"):
        stage_rows(lake, run_id, "rejects", "0", rows)
    process = start_holder(lake, "run-alive")
    try:
        assert recover(lake).removed == ["dead"]
        assert lake.store.folders("_staging") == ["alive"]
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    assert recover(lake).removed == ["alive"]
    assert lake.store.folders("_staging") == []
    assert leased_runs(lake) == []


def test_streams_do_not_keep_a_night_waiting(lake: Lake) -> None:
    with writing(lake, "stream", exclusive=False):
        scenario.nightly(lake, 0)
        with pytest.raises(LakeBusy), writing(lake, "stream", exclusive=False, wait=False):
            pass
    assert len(scenario.content(lake, "runs")) == 1


def test_a_failed_writer_leaves_no_staging(lake: Lake) -> None:
    rows = to_arrow("rejects", scenario.rejects(1), run_id="r", run_date=scenario.DAY)

    def fail() -> None:
        with writing(lake, "r1"):
            stage_rows(lake, "r1", "rejects", "0", rows)
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        fail()
    assert lake.store.folders("_staging") == []
    assert list(lake.store.files("_locks")) == []


def test_a_lock_is_not_taken_on_a_file_that_lost_its_name(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits opens the file; its holder unlinks it and goes; a third makes a new one: both must not hold the lock."""
    first = try_lock(lake, "ingest", "first")
    assert first is not None
    real, third = fcntl.flock, []

    def flock(descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_EX and not third:
            third.append(None)
            first.release()
            third.append(try_lock(lake, "ingest", "third"))
        real(descriptor, operation)

    monkeypatch.setattr(lock_module.fcntl, "flock", flock)
    assert try_lock(lake, "ingest", "second") is None
    assert third[1] is not None
    third[1].release()


def test_a_place_that_cannot_hold_locks_is_one_line(lake: Lake) -> None:
    lake.store.write_bytes("_locks", b"a file where the folder should be")
    with pytest.raises(LakeError, match="cannot be locked"):
        try_lock(lake, "ingest", "one")
