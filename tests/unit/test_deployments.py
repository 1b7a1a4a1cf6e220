"""What configs/ and the Dockerfile say of streams fits the code, the locks and the operator's published schema."""

import importlib.util
import json
import re
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from pipeline.cli_commands import app
from pipeline.stream.kafka import KafkaSource
from pipeline.stream.sources import PubSubSource
from tests.engines.fetch import HOME

ROOT = Path(__file__).parents[2]
FLINK, DATAFLOW = ROOT / "configs" / "flink", ROOT / "configs" / "dataflow"
SCHEMA = HOME / "flinkdeployments.yml"


def documents(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FLINK / name).read_text(encoding="utf-8"))
    return found


def unknown_fields(value: Any, schema: Any, where: str = "") -> list[str]:
    """The fields of an object that its OpenAPI schema does not have: Kubernetes would drop them without a word."""
    if schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema:
        return []
    if isinstance(value, list):
        return [one for item in value for one in unknown_fields(item, schema.get("items", {}), f"{where}[]")]
    if not isinstance(value, dict):
        allowed = schema.get("enum")
        return [f"{where}={value}"] if allowed and value not in allowed else []
    known = schema.get("properties", {})
    found = []
    for name, inner in value.items():
        place = f"{where}.{name}"
        found += unknown_fields(inner, known[name], place) if name in known else [place]
    return found


@pytest.mark.engine
def test_the_cluster_fits_the_schema_of_the_operator() -> None:
    if not SCHEMA.exists():
        pytest.skip("no schema of the Flink operator here: `make engines` fetches it")
    definition = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    (version,) = [one for one in definition["spec"]["versions"] if one["name"] == "v1beta1"]
    spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    assert unknown_fields(documents("deployment.yaml")["spec"], spec) == []


def test_workers_are_where_the_job_looks_for_them() -> None:
    pod = documents("deployment.yaml")["spec"]["taskManager"]["podTemplate"]["spec"]
    (workers,) = [one for one in pod["containers"] if one["name"] == "python-workers"]
    (job, server) = documents("stream.yaml")["spec"]["template"]["spec"]["containers"]
    port = workers["ports"][0]["containerPort"]
    assert f"--environment_config=localhost:{port}" in job["args"]
    assert f"--port={port}" in workers["command"]
    settings = documents("deployment.yaml")["spec"]["flinkConfiguration"]
    assert f"--max_parallelism={settings['pipeline.max-parallelism']}" in job["args"]
    (beam,) = [one for one in requires("wirelake") or () if one.startswith("apache-beam") and "extra" not in one]
    version = server["image"].rpartition(":")[2]
    assert f">={'.'.join(version.split('.')[:2])}" in beam
    assert "1.19" in documents("deployment.yaml")["spec"]["image"]
    assert "1.19" in server["image"]


def test_the_launcher_calls_the_command_as_it_is() -> None:
    command = get_command(app).commands["stream"]  # type: ignore[attr-defined]
    arguments = documents("stream.yaml")["spec"]["template"]["spec"]["containers"][0]["args"]
    own = arguments[1 : arguments.index("--")]
    with command.make_context("stream", own) as context:
        assert context.params["lake"] == "s3://news/lake"
    assert documents("stream.yaml")["spec"]["strategy"]["type"] == "Recreate"


@pytest.fixture
def template() -> Any:
    spec = importlib.util.spec_from_file_location("dataflow_stream", DATAFLOW / "stream.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_parameters_of_the_template_are_those_of_its_program(template: Any) -> None:
    metadata = json.loads((DATAFLOW / "stream-metadata.json").read_text(encoding="utf-8"))
    actions = [action for action in template.make_parser()._actions if action.dest != "help"]
    assert {action.dest: not action.required for action in actions} == {
        one["name"]: one["isOptional"] for one in metadata["parameters"]
    }
    assert metadata["streaming"] is True
    for parameter in metadata["parameters"]:
        for pattern in parameter["regexes"]:
            re.compile(pattern)


def test_the_template_reads_what_its_parameters_say(template: Any) -> None:
    def request(*arguments: str) -> Any:
        return template.make_request(template.make_parser().parse_args(["--lake=gs://b/lake", "--name=n", *arguments]), [])

    assert request("--subscription=projects/p/subscriptions/s").source == PubSubSource("projects/p/subscriptions/s")
    made = request("--brokers=a:1,b:2", "--topics=x y", "--window=5m", "--set=dedup.lookback_days=3")
    assert made.source == KafkaSource("a:1,b:2", ("x", "y"))
    assert (made.window_seconds, made.settings.dedup.lookback_days) == (300, 3)


def test_what_the_image_copies_is_there_and_it_installs_the_locks() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE)
    assert copied
    for line in copied:
        for name in line.split():
            assert (ROOT / name).exists(), name
    installed = re.findall(r"-r (\S+)", image)
    assert installed == ["requirements-build.lock", "requirements.lock"]
    assert image.count("--require-hashes") == len(installed)
    wanted = {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in requires("wirelake") or () if "extra ==" not in one}
    pinned = set(re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert {one.replace("_", "-") for one in wanted} <= {one.lower().replace("_", "-") for one in pinned}
