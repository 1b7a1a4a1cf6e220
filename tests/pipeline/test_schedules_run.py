"""The schedules of configs/ run for real, as far as one machine has what runs them.

The commands of the service and of cron, the step of Dataflow's template, and a watch.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.engines.process import wait_until
from tests.pipeline.lakes import assert_sound, rows
from tests.unit.schedules import CONFIGS, PROGRAM, cron_line, environment, expand, unit

ROOT = CONFIGS.parent
SAMPLE = ROOT / "seeds" / "sample"
WIRELAKE = [sys.executable, "-m", "pipeline.cli"]

REINDEER = (
    "Reindeer on the island of Sandholm were counted on Monday, for the first time in nine years.\n\n"
    "Herders found 312 animals, 40 more than in 2015, the district office said in a statement.\n\n"
    "Marit Hald, who led the count, said the northern slopes had fed them well through two mild winters."
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def test_the_service_reads_what_is_new_once(lake: Path) -> None:
    values = environment() | {"WIRELAKE_INPUTS": f"{SAMPLE}/0*", "WIRELAKE_LAKE": str(lake), "WIRELAKE_OPTIONS": "--settle 0"}
    program, *words = expand(unit("wirelake.service")["ExecStart"], values)
    assert program == PROGRAM
    summaries = []
    for _ in range(2):
        done = subprocess.run([*WIRELAKE, *words], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode in (0, *map(int, unit("wirelake.service")["SuccessExitStatus"].split())), done.stderr
        summaries.append(json.loads(done.stdout))
    assert [summary["status"] for summary in summaries] == ["done", "done"]
    assert [summary["counters"].get("articles", 0) for summary in summaries] == [len(rows(lake, "articles")), 0]
    assert_sound(lake)


def test_the_line_of_cron_runs_a_night_once(lake: Path, tmp_path: Path) -> None:
    (tmp_path / "wirelake").write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m pipeline.cli "$@"\n')
    (tmp_path / "wirelake").chmod(0o755)
    command = cron_line()[2].replace("/srv/wire", f"{SAMPLE}/09-wire.jsonl").replace("/srv/lake", str(lake))
    command = command.replace("/var/log/", f"{tmp_path}/").replace("--settle 1m", "--settle 0")
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", command], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True, timeout=300)
    first, second = (json.loads(line) for line in (tmp_path / "wirelake.jsonl").read_text().splitlines())
    assert (first["status"], second["status"], first["run_id"] == second["run_id"]) == ("done", "nothing_to_do", True)
    (row,) = rows(lake, "runs")
    assert (row["data_interval_end"] - row["data_interval_start"]).days == 1


def test_the_step_of_the_template_is_a_run(lake: Path) -> None:
    program = [sys.executable, str(CONFIGS / "dataflow" / "main.py"), f"--inputs={SAMPLE}/09-wire.jsonl", f"--lake={lake}"]
    given = ["--run_id=night", "--set=limits.seconds=20 run.warn_reject_rate=0.9", "--runner=FnApiRunner", "--job_name=x"]
    for _ in range(2):  # as Dataflow may
        done = subprocess.run([*program, *given], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    (row,) = rows(lake, "runs")
    assert (row["run_id"], row["status"]) == ("night", "done")
    assert_sound(lake)


def test_sigterm_in_a_run_leaves_the_lake_and_the_machine_as_they_were(lake: Path) -> None:
    command = [*WIRELAKE, "ingest", str(SAMPLE), "--lake", str(lake), "--format", "json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        try:
            wait_until(lambda: list(lake.glob("_locks/run-*")), 240, "the run")
            run.send_signal(signal.SIGTERM)
            printed, errors = run.communicate(timeout=240)
            wait_until(lambda: not is_alive(run.pid), 30, "the end of its workers")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 130, errors
    assert json.loads(printed)["status"] == "stopped"
    assert errors.splitlines()[-1] == "wirelake: stopped; the lake is as it was"
    assert not list(lake.glob("_staging/*"))
    assert not list(lake.glob("_locks/*"))
    assert rows(lake, "runs") == []


def test_a_watch_reads_what_comes_and_ends_after_its_round(lake: Path, tmp_path: Path) -> None:
    incoming = tmp_path / "in"
    incoming.mkdir()
    (incoming / "one.txt").write_bytes((SAMPLE / "02-fjord-post.txt").read_bytes())
    command = [*WIRELAKE, "watch", str(incoming), "--lake", str(lake), "--every", "1s", "--settle", "0.5s"]
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            came = following(process.stdout, "articles")
            assert came[-1]["counters"]["articles"] == 1
            write_slowly(incoming / "two.txt", REINDEER, process)
            came += following(process.stdout, "articles")
            process.send_signal(signal.SIGTERM)
            came += [json.loads(line) for line in process.stdout]
            assert process.wait(120) == 0
        finally:
            process.kill()
    assert {one["status"] for one in came} <= {"done", "nothing_new"}
    assert sum(one.get("counters", {}).get("articles", 0) for one in came) == 2
    (article,) = [row for row in rows(lake, "articles") if row["source_uri"].endswith("two.txt")]
    assert (article["article_body"][:8], article["article_body"][-5:]) == (REINDEER[:8], REINDEER[-5:])  # never a part of it
    assert article["revision"] == 0
    assert_sound(lake)
    told = json.dumps(came) + (tmp_path / "errors").read_text()
    assert not any(word in told.lower() for word in ("ammonia", "bergen", "reindeer", "marit"))


def is_alive(group: int) -> bool:
    """Whether any process of a group runs."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def following(lines, counter):
    """The summaries up to the first of a round that brought something."""
    found = []
    for line in lines:
        found.append(json.loads(line))
        if found[-1].get("counters", {}).get(counter):
            break
    return found


def write_slowly(path: Path, text: str, process) -> None:
    """Write a file over several rounds, never leaving it alone for long."""
    with path.open("w") as file:
        for start in range(0, len(text), 8):
            file.write(text[start : start + 8])
            file.flush()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
