"""The command line: help, wrong usage, exit codes, and what starts without Beam."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main, split_beam_options

HEAVY = ("apache_beam",)


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    "args",
    [
        ["--help"], ["ingest", "--help"], ["parse", "--help"], ["facts", "--help"], ["query", "--help"], ["runs", "--help"],
        ["rejects", "--help"], ["lake", "--help"], ["lake", "verify", "--help"], ["lake", "recover", "--help"],
        ["lake", "compact", "--help"], ["story", "--help"], ["explain", "--help"], ["--version"],
        ["feeds", "check", "--help"], ["feeds", "discover", "--help"], ["feeds", "import", "--help"],
        ["feeds", "export", "--help"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_help_is_no_error(capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    code, out, err = run(capsys, *args)
    assert (code, err) == (0, "")
    assert "wirelake" in out


def test_examples_keep_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "ingest", "--help")
    assert "\n    wirelake ingest articles/ --lake out/lake\n" in out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["ingst"], "did you mean 'ingest'"),
        (["lake", "verfy"], "did you mean 'verify'"),
        (["ingest", "x", "--lak", "y"], "unknown option --lak; did you mean --lake?"),
        (["query", "SELECT 1", "--lake", "x", "--formatt", "csv"], "unknown option --formatt; did you mean --format?"),
        (["query", "SELECT 1", "--lake", "x", "--format", "xml"], "'xml' is not one of 'table', 'csv', 'json'"),
        (["ingest", "x"], "missing option '--lake'"),
        (["ingest", "--lake", "x"], "missing argument"),
        (["ingest", "--feeds", "none.yaml", "--lake", "x"], "none.yaml: the list of feeds cannot be read"),
        (["feeds", "chek", "x"], "did you mean 'check'"),
        (["ingest", "x", "--lake", "y", "--set", "limits.secnds=3"], "did you mean limits.seconds?"),
        (["ingest", "x", "--lake", "y", "--max-reject-rate", "7"], "setting run.max_reject_rate is 7"),
        (["ingest", "x", "--lake", "y", "--config", "none.yaml"], "none.yaml: the settings file cannot be read"),
        (["rejects", "--lake", "x", "--reason", "time_out"], "did you mean timeout?"),
        (["lake", "compact", "--lake", "x", "--table", "article"], "did you mean articles?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], args: list[str], says: str) -> None:
    code, out, err = run(capsys, *args)
    assert (code, out) == (2, "")
    assert err.startswith("wirelake: ")
    assert err.count("\n") == 1
    assert says.lower() in err.lower()


@pytest.mark.parametrize(
    "args", [["runs"], ["rejects"], ["query", "SELECT 1"], ["lake", "verify"], ["story", "a"]], ids=" ".join
)
def test_a_lake_that_is_not_there_is_one_line_and_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, args: list[str]
) -> None:
    code, out, err = run(capsys, *args, "--lake", str(tmp_path / "none"))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys)
    assert code == 2
    assert err.startswith("Usage: wirelake")


def test_what_follows_two_dashes_goes_to_beam_for_ingest_only() -> None:
    assert split_beam_options(["ingest", "a", "--lake", "b", "--", "--runner", "X"]) == (
        ["ingest", "a", "--lake", "b"],
        ["--runner", "X"],
    )
    assert split_beam_options(["query", "--", "-- a comment"]) == (["query", "--", "-- a comment"], [])


def test_a_fault_of_the_program_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("pipeline.options.load_settings", fail)
    code, _, err = run(capsys, "ingest", "x", "--lake", "y")
    assert code == 1
    assert err == "wirelake: failed: ZeroDivisionError: division by zero (WIRELAKE_DEBUG=1 shows where)\n"


def test_ctrl_c_is_one_line_and_code_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.options.load_settings", interrupt)
    assert run(capsys, "ingest", "x", "--lake", "y") == (130, "", "wirelake: stopped; the lake is as it was\n")


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["facts", "/dev/null"],
        ["parse", "/dev/null"],
        ["query", "SELECT 1", "--lake", "none"],
        ["feeds", "check", "/dev/null"],
    ],
    ids=lambda args: args[0],
)
def test_all_but_ingest_start_without_beam(args: list[str]) -> None:
    script = (
        "import sys; from pipeline.cli import main; main(sys.argv[1:]); "
        f"loaded = [name for name in {HEAVY} if name in sys.modules]; sys.exit(str(loaded) if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script, *args], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_imports_the_entry_point_without_anything_heavy() -> None:
    script = "import sys, pipeline.cli; sys.exit(str([m for m in ('typer', 'pydantic', 'pyarrow') if m in sys.modules] or 0))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.strip() in ("", "0")
