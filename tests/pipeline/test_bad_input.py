"""What a user can get wrong ends in one line and an exit code, and leaves the lake as it was."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.ingest import beam_options, ingest
from pipeline.options import load_settings
from tests.pipeline.lakes import assert_sound, rows, run
from transforms.errors import UserError

GOOD = "Ferry line to reopen\n\nThe ferry between Ostwick and Sund will sail again from Monday, its owner said on Friday.\n"


@pytest.fixture
def inputs(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    (folder / "bad.json").write_text("{")
    (folder / "empty.txt").write_text("")
    return folder


def command(*arguments, **options):
    options = {"capture_output": True, "text": True, "timeout": 120, "check": False} | options
    return subprocess.run([sys.executable, "-m", "pipeline.cli", *map(str, arguments)], **options)


def assert_one_line(code, errors, wanted):
    assert code == wanted
    assert len(errors.strip().splitlines()) == 1, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("missing", ["nowhere", "no/*.txt"])
def test_a_missing_path_is_one_line_and_nothing_is_written(tmp_path, missing, capsys):
    code = main(["ingest", str(tmp_path / missing), "--lake", str(tmp_path / "lake")])
    assert_one_line(code, capsys.readouterr().err, 1)
    assert not (tmp_path / "lake").exists()


def test_an_empty_folder_is_one_line(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(UserError, match="no file"):
        run(tmp_path / "lake", tmp_path / "in")
    assert not (tmp_path / "lake").exists()


def test_a_folder_that_is_something_else_is_no_lake(tmp_path, inputs):
    with pytest.raises(UserError, match="no lake"):
        run(inputs, inputs)
    assert sorted(os.listdir(inputs)) == ["bad.json", "empty.txt", "good.txt"]


def test_an_unknown_beam_option_names_the_nearest(tmp_path):
    with pytest.raises(UserError, match="did you mean --runner") as error:
        beam_options(["--runer=DirectRunner"])
    assert error.value.code == 2


def test_a_runner_that_does_not_exist_is_wrong_usage_before_anything_is_written(tmp_path, inputs):
    with pytest.raises(UserError, match="NoSuchRunner") as error:
        ingest(load_settings(), [str(inputs)], str(tmp_path / "lake"), beam_args=["--runner=NoSuchRunner"])
    assert error.value.code == 2
    assert not (tmp_path / "lake").exists()


def test_more_than_half_rejected_commits_with_exit_code_3(tmp_path, inputs, capsys):
    code = main(["ingest", str(inputs), "--lake", str(tmp_path / "lake"), "--quiet"])
    assert_one_line(code, capsys.readouterr().err, 3)
    assert sorted(row["reason"] for row in rows(tmp_path / "lake", "rejects")) == ["bad_json", "empty"]
    assert len(rows(tmp_path / "lake", "articles")) == 1
    assert rows(tmp_path / "lake", "runs")[0]["status"] == "done_with_warnings"
    assert_sound(tmp_path / "lake")


def test_a_highest_share_of_rejects_fails_the_run_and_leaves_nothing(tmp_path, inputs):
    with pytest.raises(UserError, match="max_reject_rate"):
        run(tmp_path / "lake", inputs, sets=["run.max_reject_rate=0.2"])
    assert rows(tmp_path / "lake", "articles") == []
    assert not (tmp_path / "lake" / "_staging").exists() or not os.listdir(tmp_path / "lake" / "_staging")


def test_the_same_bad_input_does_not_repeat_its_reject(tmp_path, inputs):
    run(tmp_path / "lake", inputs)
    again = run(tmp_path / "lake", inputs, reread=True)
    assert again.counters["rejects"] == again.counters["rejects_known"] == 2
    assert len(rows(tmp_path / "lake", "rejects")) == 2
    assert_sound(tmp_path / "lake")


def test_a_disk_without_room_is_one_line_and_leaves_the_lake_as_it_was(tmp_path, inputs):
    run(tmp_path / "lake", inputs / "good.txt")
    before = rows(tmp_path / "lake", "articles")
    (inputs / "other.txt").write_text(GOOD.replace("Ostwick", "Lindholm"))

    def allow_small_files():  # also in the worker processes, which do the writing
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    result = command("ingest", inputs, "--lake", tmp_path / "lake", "--quiet", preexec_fn=allow_small_files)
    assert_one_line(result.returncode, result.stderr, 1)
    assert "cannot write: File too large; nothing was committed" in result.stderr
    assert rows(tmp_path / "lake", "articles") == before
    run(tmp_path / "lake", inputs)
    assert len(rows(tmp_path / "lake", "articles")) == 2
    assert_sound(tmp_path / "lake")


def test_standard_input_is_read_as_json_lines(tmp_path):
    lines = [json.dumps({"title": f"Note {n}", "text": f"The port of Sund counted {n} ships on Monday."}) for n in (3, 4)]
    result = command("ingest", "-", "--lake", tmp_path / "lake", "--quiet", input="\n".join([*lines, "no json"]))
    assert result.returncode == 0, result.stderr
    assert sorted(row["source_uri"] for row in rows(tmp_path / "lake", "articles")) == ["-#0", "-#1"]
    assert [row["source_uri"] for row in rows(tmp_path / "lake", "rejects")] == ["-#2"]
    assert rows(tmp_path / "lake", "source_state") == []


def test_ctrl_c_is_one_line_and_the_lake_stays_as_it_was(tmp_path, inputs):
    for number in range(300):
        (inputs / f"{number}.txt").write_text(GOOD.replace("Monday", f"day {number}"))
    arguments = [sys.executable, "-m", "pipeline.cli", "ingest", str(inputs), "--lake", str(tmp_path / "lake"), "--quiet"]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True)
    staging = tmp_path / "lake" / "_locks"
    deadline = time.monotonic() + 60
    while not staging.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, printed = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(printed.strip().splitlines()) == 1, printed
    assert rows(tmp_path / "lake", "runs") == []
    run(tmp_path / "lake", inputs / "good.txt")
    assert_sound(tmp_path / "lake")


def test_direct_runner_is_the_engine_inside_the_process(tmp_path, inputs):
    result = ingest(load_settings(), [str(inputs / "good.txt")], str(tmp_path / "lake"), beam_args=["--runner=DirectRunner"])
    assert result.exit_code == 0
    assert rows(tmp_path / "lake", "runs")[0]["runner"] == "DirectRunner"


def test_an_input_named_twice_is_read_once(tmp_path, inputs):
    result = run(tmp_path / "lake", inputs / "good.txt", inputs, Path(f"{inputs}/*.txt"))
    assert result.counters["documents"] == 3
