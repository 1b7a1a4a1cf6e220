"""Rounds of a watch: one after the other, whatever becomes of each, and ended by signals as promised."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline import watch as module
from pipeline.cli import main
from pipeline.watch import Stop, Watch, is_settled, watch
from tests.unit import watch_scenario
from transforms.listing import list_input

DONE = {"status": "done", "exit_code": 0, "seconds": 0.1, "counters": {"records": 1}}
FAILED = {"status": "failed", "exit_code": 1, "seconds": 0.1, "error": "in: no such file"}


@dataclass
class Clock:
    """Time that passes only where somebody waits or works."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    def time_ns(self) -> int:
        return time.time_ns()


class FakeStop(Stop):
    """Runs that take `takes` seconds of the clock and print one of `answers` each."""

    def __init__(self, clock: Clock, answers: list[Any], takes: float = 1.0) -> None:
        super().__init__()
        self.clock, self.answers, self.takes = clock, answers, takes
        self.ran: list[tuple[float, float]] = []
        self.between: Callable[[], None] = lambda: None

    def wait(self, seconds: float) -> bool:
        self.clock.now += max(seconds, 0.0)
        self.between()
        return False

    def run(self, command: Any) -> tuple[int, str]:
        began = self.clock.now
        self.clock.now += self.takes
        self.ran.append((began, self.clock.now))
        answer = self.answers[min(len(self.ran), len(self.answers)) - 1]
        if isinstance(answer, dict):
            return answer["exit_code"], "an older line\n" + json.dumps(answer) + "\n"
        return answer, ""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def rounds(stop: Stop, number: int, inputs: tuple[str, ...] = (), every: float = 10.0) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    watch(Watch(["--lake", "L"], inputs, every, 0.0, polls=not inputs), stop, told.append, number)
    return told


def test_a_round_is_a_run_of_ingest_in_a_process_of_its_own() -> None:
    command = Watch(["in", "--lake", "L", "--", "--runner", "X"], ["in"], 900, 2.5).command()
    assert command == [
        sys.executable, "-m", "pipeline.cli", "ingest", "--settle", "2.500s", "--format", "json", "--quiet",
        "in", "--lake", "L", "--", "--runner", "X",
    ]  # fmt: skip


def test_rounds_begin_at_their_distance(clock: Clock) -> None:
    stop = FakeStop(clock, [DONE], takes=3)
    assert [one["round"] for one in rounds(stop, 3)] == [1, 2, 3]
    assert stop.ran == [(0, 3), (10, 13), (20, 23)]


def test_a_round_that_takes_longer_than_the_distance_delays_the_next(clock: Clock) -> None:
    stop = FakeStop(clock, [DONE], takes=25)
    rounds(stop, 3)
    assert stop.ran == [(0, 25), (25, 50), (50, 75)]


def test_rounds_that_fail_or_die_do_not_end_the_watch(clock: Clock) -> None:
    stop = FakeStop(clock, [FAILED, -9, 2, DONE])
    told = rounds(stop, 4)
    assert [(one["status"], one["exit_code"]) for one in told] == [("failed", 1), ("failed", -9), ("failed", 2), ("done", 0)]
    assert [one.get("error") for one in told] == [
        "in: no such file",
        "the run was killed by SIGKILL",
        "the run ended with exit code 2 and without a summary",
        None,
    ]


def test_a_round_without_new_files_starts_no_run(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    stop = FakeStop(clock, [DONE])
    changes = iter([lambda: None, lambda: None, lambda: (tmp_path / "b.txt").write_text("two"), lambda: None])
    stop.between = lambda: next(changes)()
    told = rounds(stop, 4, (str(tmp_path),))
    assert [one["status"] for one in told] == ["done", "nothing_new", "done", "nothing_new"]


@pytest.mark.parametrize("answer", [FAILED, DONE | {"counters": {"records": 1, "reject_timeout": 1}}])
def test_what_may_work_later_is_tried_again_without_new_files(clock: Clock, tmp_path: Path, answer: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text("one")
    told = rounds(FakeStop(clock, [answer, DONE]), 3, (str(tmp_path),))
    assert [one["status"] for one in told] == [answer["status"], "done", "nothing_new"]


def test_a_folder_that_is_not_there_yet_is_tried_each_round(clock: Clock, tmp_path: Path) -> None:
    stop = FakeStop(clock, [FAILED])
    rounds(stop, 2, (str(tmp_path / "later"),))
    assert len(stop.ran) == 2


@pytest.mark.parametrize(
    ("summary", "settled"),
    [
        (DONE, True),
        (DONE | {"exit_code": 3, "counters": {"reject_no_text": 4}}, True),
        (DONE | {"counters": {"reject_unreadable": 1}}, False),
        ({"status": "failed", "exit_code": 75}, False),
        ({"status": "stopped", "exit_code": 130, "counters": {}}, False),
    ],
)
def test_what_a_round_leaves_to_be_tried_again(summary: dict[str, Any], settled: bool) -> None:
    assert is_settled(summary) == settled


def test_files_that_are_being_written_are_not_settled(tmp_path: Path) -> None:
    for name in ("old.txt", "new.txt"):
        (tmp_path / name).write_text("text")
    os.utime(tmp_path / "new.txt", (1, 1))  # a copy that keeps the time of its original
    changed = os.stat(tmp_path / "new.txt").st_ctime_ns // 1000

    def settled(before: int) -> set[str]:
        return {Path(one.uri).name for one in list_input(str(tmp_path), before) if one.settled}

    assert settled(0) == set()
    assert "new.txt" not in settled(changed)
    assert settled(changed + 1) == {"old.txt", "new.txt"}
    assert all(one.settled for one in list_input(str(tmp_path)))


def test_an_empty_folder_is_no_error_where_files_may_come(tmp_path: Path) -> None:
    assert list(list_input(str(tmp_path), 0)) == []
    assert list(list_input(str(tmp_path / "*.txt"), 0)) == []


# ------------------------------------------------------------------ signals


@contextmanager
def scenario(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A watch of its own that is in the middle of its first round."""
    command = [sys.executable, "-m", watch_scenario.__name__, str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            until(folder / "began")
            yield process
        finally:
            (folder / "go").touch()
            process.kill()


def until(path: Path) -> None:
    for _ in range(3000):
        if path.exists():
            return
        time.sleep(0.02)
    raise TimeoutError(path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch_after_the_round(tmp_path: Path, number: signal.Signals) -> None:
    with scenario(tmp_path) as process:
        process.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)  # the round goes on
        (tmp_path / "go").touch()
        printed, _ = process.communicate(timeout=60)
    assert (printed, process.returncode) == ("done\n", 0)
    assert (tmp_path / "ended").exists()
    assert not (tmp_path / "stopped").exists()


def test_a_second_signal_ends_the_round_too(tmp_path: Path) -> None:
    with scenario(tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # two signals of one kind that come together are one
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=60)
    assert (printed, process.returncode) == ("stopped\n", 130)
    assert (tmp_path / "stopped").exists()
    assert not (tmp_path / "ended").exists()


# ------------------------------------------------------------------ the command


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the watch: keeps what it is given, and tells of two rounds."""
    state: dict[str, Any] = {}

    def fake(watched: Watch, stop: Stop, tell: Callable[[dict[str, Any]], None], number: int | None) -> None:
        state.update(watched=watched, rounds=number)
        tell({"round": 1, **DONE, "duplicates": 2, "counters": {"articles": 1200}})
        tell({"round": 2, **FAILED})

    monkeypatch.setattr(module, "watch", fake)
    monkeypatch.setattr(Stop, "listen", lambda self: None)
    return state


def test_options_reach_the_rounds(given: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    args = ["watch", "in", "more/*.txt", "--lake", "L", "--every", "1h", "--settle", "1m", "--rounds", "4"]
    args += ["--set", "limits.seconds=3", "--metrics-file", "m.prom", "--", "--runner", "X"]
    assert main(args) == 0
    watched = given["watched"]
    assert (watched.every, watched.settle, watched.inputs, watched.polls) == (3600, 60, ["in", "more/*.txt"], False)
    assert watched.ingest == [
        "in", "more/*.txt", "--lake", "L", "--metrics-file", "m.prom", "--set", "limits.seconds=3", "--", "--runner", "X",
    ]  # fmt: skip
    assert given["rounds"] == 4
    assert [json.loads(line)["round"] for line in capsys.readouterr().out.splitlines()] == [1, 2]


def test_plain_lines_tell_what_came(given: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--feeds", "feeds.yaml", "--lake", "L", "--format", "text"]) == 0
    assert given["watched"].polls
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("round 1: done: 1,200 new articles, 2 already there, 0 rejects (0 s)")
    assert second.endswith("round 2: failed: in: no such file (0 s)")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "nothing to watch"),
        (["-"], "standard input ends"),
        (["in", "--every", "soon"], "--every soon"),
        (["in", "--every", "0s"], "a second at least"),
        (["in", "--set", "limits.second=3"], "unknown setting"),
        (["in", "--rounds", "0"], "--rounds"),
    ],
)
def test_wrong_usage_is_said_before_the_first_round(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str], args: list[str], message: str
) -> None:
    assert main(["watch", *args, "--lake", "L"]) == 2
    assert given == {}
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
