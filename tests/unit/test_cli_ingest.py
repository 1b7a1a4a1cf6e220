"""The command `ingest` around the run itself: what it is given, what is printed, how it ends."""

import json
import os
import signal
import sys
import types
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.cli import main
from pipeline.lake.layout import open_lake
from pipeline.lake.lock import LakeBusy
from tests.unit.lake.lake_scenario import nightly
from transforms.errors import UserError
from transforms.progress import Progress


class Result(NamedTuple):
    run_id: str
    counters: dict[str, int]
    exit_code: int = 0
    messages: list[str] = []  # noqa: RUF012  (as in the run's own result)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the run: keeps what it is given under `call`, gives or raises what is under `result`."""
    state: dict[str, Any] = {"result": Result("r1", {"records": 2, "articles": 2})}

    def ingest(settings: Any, inputs: list[str], lake: str, run_id: str | None, **others: Any) -> Result:
        state["call"] = {"settings": settings, "inputs": inputs, "lake": lake, "run_id": run_id, **others}
        others["listener"](Progress(1, 1, 0))
        if isinstance(state["result"], BaseException):
            raise state["result"]
        return state["result"]

    module = types.ModuleType("pipeline.ingest")
    module.ingest = ingest  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pipeline.ingest", module)
    return state


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("ingest") / "lake")
    nightly(open_lake(path, create=True), 0)
    return path


def test_options_reach_the_run(given: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    args = ["ingest", "a", "b", "--lake", "L", "--run-id", "r1", "--reread", "--no-wait", "--max-reject-rate", "0.5"]
    args += ["--set", "limits.seconds=3", "--set", "workers.processes=1", "--format", "json", "--", "--runner", "X"]
    assert main(args) == 0
    call = given["call"]
    assert (call["inputs"], call["lake"], call["run_id"]) == (["a", "b"], "L", "r1")
    assert (call["reread"], call["wait"], call["beam_args"]) == (True, False, ["--runner", "X"])
    settings = call["settings"]
    assert (settings.limits.seconds, settings.workers.processes, settings.run.max_reject_rate) == (3, 1, 0.5)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    summary = json.loads(printed)
    wanted = {
        "run_id": "r1", "counters": {"records": 2, "articles": 2}, "exit_code": 0, "messages": [], "lake": "L",
        "status": "done", "error": None,
    }  # fmt: skip
    assert summary | wanted == summary


def test_defaults_of_the_run(given: dict[str, Any]) -> None:
    assert main(["ingest", "-", "--lake", "L", "--quiet"]) == 0
    call = given["call"]
    assert (call["inputs"], call["run_id"], call["reread"], call["wait"], call["beam_args"]) == (["-"], None, False, True, [])


def test_warnings_and_the_exit_code_of_the_run_are_kept(given: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    given["result"] = Result("r1", {}, 3, ["2 of 3 records were rejected"])
    assert main(["ingest", "a", "--lake", "L", "--quiet"]) == 3
    assert tuple(capsys.readouterr()) == ("", "wirelake: 2 of 3 records were rejected\n")


def test_logical_dates_and_settling_reach_the_run(given: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    args = ["ingest", "a", "--lake", "L", "--data-interval-start", "2024-03-01", "--data-interval-end", "2024-03-02T00:00Z"]
    assert main([*args, "--settle", "1m", "--format", "json"]) == 0
    assert [moment.isoformat() for moment in given["call"]["interval"]] == [
        "2024-03-01T00:00:00+00:00",
        "2024-03-02T00:00:00+00:00",
    ]
    assert given["call"]["settle"] == 60
    assert json.loads(capsys.readouterr().out)["data_interval_end"] == "2024-03-02T00:00:00+00:00"
    assert main([*args[:-2], "--quiet"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (UserError("a: no such file"), 1, "failed"),
        (KeyboardInterrupt(), 130, "stopped"),
        (OSError(28, "No space"), 1, "failed"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_run_that_fails_has_its_line_and_its_metrics_too(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path, error: BaseException, code: int, status: str
) -> None:
    given["result"] = error
    assert main(["ingest", "a", "--lake", "L", "--format", "json", "--metrics-file", str(tmp_path / "m.prom")]) == code
    printed = capsys.readouterr()
    assert (printed.out.count("\n"), printed.err.count("\n")) == (1, 1)
    summary = json.loads(printed.out)
    assert (summary["status"], summary["exit_code"], summary["run_id"]) == (status, code, None)
    assert summary["error"] in printed.err
    assert f'wirelake_last_run_exit_code{{lake="L"}} {code}.0' in (tmp_path / "m.prom").read_text()


def test_a_place_for_metrics_that_is_none_is_said_before_the_run(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["ingest", "a", "--lake", "L", "--metrics-file", str(tmp_path / "no" / "m.prom")]) == 2
    assert "call" not in given
    assert capsys.readouterr().err.count("\n") == 1


def test_sigterm_ends_a_run_as_ctrl_c_does(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def ingest(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("the signal was not taken")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys.modules["pipeline.ingest"], "ingest", ingest)
    assert main(["ingest", "a", "--lake", "L", "--quiet"]) == 130
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UserError("a: no such file"), 1, "a: no such file"),
        (UserError("unknown Beam option --x", 2), 2, "unknown Beam option --x"),
        (LakeBusy("L is in use by run x"), 75, "L is in use by run x"),
        (KeyboardInterrupt(), 130, "stopped; the lake is as it was"),
        (OSError(28, "No space left on device"), 1, "failed: OSError: [Errno 28] No space left on device"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_ends_a_run_is_one_line(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str], error: BaseException, code: int, line: str
) -> None:
    given["result"] = error
    assert main(["ingest", "a", "--lake", "L"]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"wirelake: {line}")
    assert printed.err.count("\n") == 1


def test_the_summary_tells_what_came_out_and_what_to_type_next(
    given: dict[str, Any], lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given["result"] = Result("night-000", {"records": 6, "articles": 5, "sightings": 5, "rejects": 1, "facts": 0})
    assert main(["ingest", "a", "--lake", lake]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Run night-000: 6 records read: 5 new articles, 1 reject, 0 facts.\n")
    assert "Headline of s0" in out
    assert "no_text" in out
    assert f"The lake {lake} holds 5 articles in 5 stories, 0 facts, 1 reject, from 1 run.\n" in out
    assert out.splitlines()[-1].endswith(f'query "SELECT copy_count, publishers, headline FROM stories" --lake {lake}')


def test_a_report_is_written_at_the_end_and_named_last(
    given: dict[str, Any], lake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert main(["ingest", "a", "--lake", lake, "--report", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"Report: {out} (")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_report_that_cannot_be_written_is_said_and_the_run_stands(
    given: dict[str, Any], lake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "a", "--lake", lake, "--quiet", "--report", "/proc/none/page.html"]) == 0
    assert capsys.readouterr().err.startswith("wirelake: /proc/none/page.html: the report cannot be written")
    given.pop("call", None)
    assert main(["ingest", "a", "--lake", lake, "--report", str(tmp_path)]) == 2  # known before the run takes its time
    assert "call" not in given


def test_the_summary_of_a_run_without_news_says_why(
    given: dict[str, Any], lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given["result"] = Result("r2", {"records": 0, "skipped": 6})
    assert main(["ingest", "a", "--lake", lake]) == 0
    out = capsys.readouterr().out
    assert "6 inputs skipped, unchanged since an earlier run (--reread reads them again)" in out
    assert "holds 5 articles" in out


def test_a_run_that_was_committed_before_says_so_once(
    given: dict[str, Any], lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given["result"] = Result("night-000", {}, 0, ["run night-000 was committed before: nothing to do"])
    assert main(["ingest", "a", "--lake", lake]) == 0
    printed = capsys.readouterr()
    assert "committed before" in printed.err
    assert printed.out.startswith("The lake ")
