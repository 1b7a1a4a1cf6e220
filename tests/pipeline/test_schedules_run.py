"""The schedules of configs/ run for real, as far as one machine has what runs them.

The commands of the service and of cron, the step of Dataflow's template, and a watch.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.lakes import assert_sound, rows
from tests.unit.schedules import CONFIGS, PROGRAM, cron_line, environment, expand, unit

ROOT = CONFIGS.parent
SAMPLE = ROOT / "seeds" / "sample"
WIRELAKE = [sys.executable, "-m", "pipeline.cli"]

pytestmark = pytest.mark.slow


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


def test_a_watch_reads_what_comes_and_ends_after_its_round(lake: Path, tmp_path: Path) -> None:
    incoming = tmp_path / "in"
    incoming.mkdir()
    (incoming / "one.txt").write_bytes((SAMPLE / "02-fjord-post.txt").read_bytes())
    command = [*WIRELAKE, "watch", str(incoming), "--lake", str(lake), "--every", "1s", "--settle", "0.5s"]
    texts = ("ammonia", "Fjord", "reindeer")
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            came = following(process.stdout, "articles")
            assert came[-1]["counters"]["articles"] == 1
            write_slowly(incoming / "two.txt", "The reindeer of the island were counted on Monday.\n\n" * 3, process)
            came += following(process.stdout, "articles")
            process.send_signal(signal.SIGTERM)
            came += [json.loads(line) for line in process.stdout]
            assert process.wait(120) == 0
        finally:
            process.kill()
    assert {one["status"] for one in came} <= {"done", "nothing_new"}
    assert sum(one.get("counters", {}).get("articles", 0) for one in came) == 2
    (article,) = [row for row in rows(lake, "articles") if row["source_uri"].endswith("two.txt")]
    assert article["article_body"].count("reindeer") == 3  # never a part of it
    assert article["revision"] == 0
    assert_sound(lake)
    told = json.dumps(came) + (tmp_path / "errors").read_text()
    assert not any(text in told for text in texts)


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
        for start in range(0, len(text), 4):
            file.write(text[start : start + 4])
            file.flush()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
