"""What configs/ hands to schedulers fits the command: units, crontab, Airflow's DAG and Dataflow's template."""

import ast
import datetime
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipeline.cli import main
from pipeline.cli_commands import app
from pipeline.moments import parse_interval
from tests.unit.schedules import CONFIGS, PROGRAM, cron_line, environment, expand, unit

ANALYZE = shutil.which("systemd-analyze")
UNITS = ("wirelake.service", "wirelake-watch.service", "wirelake.timer")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a command line gives to `ingest` or `watch`, which do nothing here."""
    command = get_command(app)
    given: dict[str, Any] = {}
    for name in ("ingest", "watch"):
        command.commands[name].callback = lambda name=name, **values: given.update(command=name, **values)  # type: ignore[attr-defined]
    monkeypatch.setattr("typer.main.get_command", lambda _: command)
    return given


# ------------------------------------------------------------------ systemd


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not here: apt-get install systemd")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path, name: str) -> None:
    program = shutil.which("true") or "/bin/true"  # a program that is there, as the unit's own is on its machine
    for one in UNITS:
        text = (CONFIGS / "systemd" / one).read_text(encoding="utf-8")
        (tmp_path / one).write_text(text.replace(PROGRAM, program), encoding="utf-8")
    checked = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", f"./{name}"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(("name", "command"), [("wirelake.service", "ingest"), ("wirelake-watch.service", "watch")])
def test_the_services_call_commands_that_there_are(parsed: dict[str, Any], name: str, command: str) -> None:
    program, *words = expand(unit(name)["ExecStart"], environment() | {"WIRELAKE_INPUTS": "/srv/wire /srv/more"})
    assert program == PROGRAM
    assert main(words) == 0
    assert (parsed["command"], parsed["inputs"]) == (command, ["/srv/wire", "/srv/more"])
    assert parsed["lake"] == environment()["WIRELAKE_LAKE"]


def test_the_services_end_as_the_command_does() -> None:
    assert unit("wirelake.service")["SuccessExitStatus"].split() == ["3", "75"]
    assert {unit(name)["KillMode"] for name in UNITS[:2]} == {"mixed"}
    assert unit("wirelake.timer")["Persistent"] == "true"


# ------------------------------------------------------------------ cron


def test_the_line_of_cron_is_one_night(parsed: dict[str, Any], tmp_path: Path) -> None:
    times, user, command = cron_line()
    assert user == "wirelake"
    assert all(re.fullmatch(r"\*|\d{1,2}", time) for time in times)
    (tmp_path / "wirelake").write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    (tmp_path / "wirelake").chmod(0o755)
    command = command.replace("/var/log/", f"{tmp_path}/")
    subprocess.run(["/bin/sh", "-c", command], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True, timeout=60)
    assert main(json.loads((tmp_path / "wirelake.jsonl").read_text())) == 0
    interval = parse_interval(parsed["interval_start"], parsed["interval_end"])
    assert interval is not None
    assert interval.end - interval.start == datetime.timedelta(days=1)


# ------------------------------------------------------------------ Airflow


def test_the_command_of_the_dag_is_one_that_there_is(parsed: dict[str, Any]) -> None:
    tree = ast.parse((CONFIGS / "airflow" / "wirelake_nightly.py").read_text(encoding="utf-8"))
    (call,) = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "BashOperator"]
    given = {word.arg: word.value for word in call.keywords}
    command = ast.literal_eval(given["bash_command"]).partition(" || ")[0].replace('"', "")
    start, end = "2024-03-09T02:30:00+00:00", "2024-03-10T02:30:00+00:00"  # as the filter `ts` writes them
    values = {"WIRELAKE_INPUTS": "/srv/wire", "WIRELAKE_LAKE": "L", "WIRELAKE_START": start, "WIRELAKE_END": end}
    names = {ast.literal_eval(key) for key in given["env"].keys if key is not None}  # type: ignore[attr-defined]
    assert set(re.findall(r"\$(\w+)", command)) == names
    assert main(expand(command, values)) == 0
    assert (parsed["command"], parsed["inputs"], parsed["lake"], parsed["no_wait"]) == ("ingest", ["/srv/wire"], "L", True)
    assert parse_interval(parsed["interval_start"], parsed["interval_end"]) is not None


# ------------------------------------------------------------------ Dataflow

METADATA = json.loads((CONFIGS / "dataflow" / "metadata.json").read_text(encoding="utf-8"))
PARAMETERS = {one["name"]: one for one in METADATA["parameters"]}
EXAMPLES = {
    "inputs": ("gs://b/wire/*.jsonl.gz gs://b/more", " "),
    "lake": ("gs://b/lake", "/srv/lake"),
    "run_id": ("night-1", "-night"),
    "data_interval_start": ("2024-03-01T00:00:00Z", "yesterday"),
    "data_interval_end": ("2024-03-02", "2024"),
    "max_reject_rate": ("0.25", "2"),
    "set": ("limits.seconds=10 dedup.lookback_days=14", "limits"),
}
"""A value that the template takes, and one that it refuses."""


@pytest.fixture(scope="module")
def template() -> Any:
    """The template's program as a module."""
    spec = importlib.util.spec_from_file_location("dataflow_main", CONFIGS / "dataflow" / "main.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_parameters_of_the_template_are_those_of_its_program(template: Any) -> None:
    options = {action.dest: action.required for action in template.make_parser()._actions if action.dest != "help"}
    assert {name: not one["isOptional"] for name, one in PARAMETERS.items()} == options
    for one in METADATA["parameters"]:
        assert {"name", "label", "helpText", "isOptional", "regexes"} == set(one)
        assert one["helpText"].endswith((".", "gz", "=14", "Z."))


def test_the_parameters_of_the_template_are_options_of_ingest(template: Any) -> None:
    command = get_command(app).commands["ingest"]  # type: ignore[attr-defined]
    options = {option for param in command.params for option in param.opts}
    assert {f"--{name.replace('_', '-')}" for name in PARAMETERS if name != "inputs"} <= options
    assert {"inputs"} <= {param.name for param in command.params}


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_template_takes_what_ingest_takes(name: str) -> None:
    good, bad = EXAMPLES[name]
    assert all(re.fullmatch(regex, good) for regex in PARAMETERS[name]["regexes"])
    assert not all(re.fullmatch(regex, bad) for regex in PARAMETERS[name]["regexes"])


def test_all_parameters_reach_the_run(template: Any, parsed: dict[str, Any]) -> None:
    arguments = [f"--{name}={good}" for name, (good, _) in EXAMPLES.items()]
    given, others = template.make_parser().parse_known_args([*arguments, "--project=p", "--temp_location=gs://b/t"])
    assert others == ["--project=p", "--temp_location=gs://b/t"]
    command = template.make_command(given, datetime.datetime(2024, 3, 9, tzinfo=datetime.UTC))
    assert main(command) == 0
    assert parsed["inputs"] == ["gs://b/wire/*.jsonl.gz", "gs://b/more"]
    assert parsed["assignments"] == ["limits.seconds=10", "dedup.lookback_days=14"]
    assert (parsed["lake"], parsed["run_id"], parsed["max_reject_rate"]) == ("gs://b/lake", "night-1", 0.25)
    assert parsed["interval_end"] == "2024-03-02"


def test_a_run_of_the_template_has_an_id_that_a_second_try_keeps(template: Any) -> None:
    given = template.make_parser().parse_args(["--inputs=a", "--lake=gs://b/lake"])
    command = template.make_command(given, datetime.datetime(2024, 3, 9, 2, 30, tzinfo=datetime.UTC))
    assert command[command.index("--run-id") + 1] == "20240309T023000.000000Z"


def test_a_run_of_the_template_that_fails_says_why(template: Any, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such file or folder"):
        template.run_command(["ingest", str(tmp_path / "nowhere"), "--lake", str(tmp_path / "lake")])


def test_the_image_has_the_beam_that_the_project_needs() -> None:
    image = (CONFIGS / "dataflow" / "Dockerfile").read_text(encoding="utf-8")
    (version,) = re.findall(r"beam_python3\.11_sdk:([\d.]+)", image)
    (wanted,) = [one for one in requires("wirelake") or () if one.startswith("apache-beam") and "extra" not in one]
    assert f">={'.'.join(version.split('.')[:2])}" in wanted
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE):
        for name in copied.split():
            assert (CONFIGS.parent / name).exists(), name
