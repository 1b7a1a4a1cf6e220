"""The DAG of configs/airflow under a real Airflow, which this test installs from PyPI into an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.engines.fetch import HOME
from tests.pipeline.lakes import assert_sound, rows

ROOT = Path(__file__).parents[2]
DAG = ROOT / "configs" / "airflow" / "wirelake_nightly.py"
AIRFLOW = "apache-airflow==3.3.2"
_SECONDS = 900

pytestmark = [pytest.mark.engine, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def airflow() -> Path:
    """Airflow's command; its environment is made once, which takes minutes."""
    place = HOME / "airflow"
    command = place / "bin" / "airflow"
    if not command.exists():
        venv.create(place, with_pip=True, clear=True)
        pip = [place / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", AIRFLOW]
        done = subprocess.run(pip, capture_output=True, text=True, timeout=1800, check=False)
        if done.returncode:
            shutil.rmtree(place)
            pytest.skip(f"{AIRFLOW} cannot be installed from PyPI: {done.stderr.strip().splitlines()[-1]}")
    return command


@pytest.fixture(scope="module")
def home(airflow: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an Airflow with an empty database and this one DAG."""
    folder = tmp_path_factory.mktemp("airflow")
    (folder / "dags").mkdir()
    text = DAG.read_text(encoding="utf-8")
    assert "retries=3," in text
    (folder / "dags" / DAG.name).write_text(
        text.replace("retries=3,", "retries=0,"), encoding="utf-8"
    )  # they are minutes apart
    environment = {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),  # `wirelake`, as on a worker
    }
    call(airflow, environment, "db", "migrate")
    return environment


def call(program: Path, home: dict[str, str], *arguments: str) -> str:
    """What a command of Airflow's environment prints."""
    command = [str(program), *arguments]
    done = subprocess.run(
        command, env=os.environ | home, cwd=home["AIRFLOW_HOME"], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def run_night(airflow: Path, home: dict[str, str], lake: Path, night: str) -> str:
    """Run the DAG for one logical date."""
    params = {"inputs": str(ROOT / "seeds" / "sample"), "lake": str(lake)}
    return call(airflow, home, "dags", "test", "wirelake_nightly", night, "-c", json.dumps(params))


def test_the_dag_imports(airflow: Path, home: dict[str, str]) -> None:
    program = (
        "from airflow.dag_processing.dagbag import DagBag; bag = DagBag(); print([*bag.dags], [*bag.import_errors.values()])"
    )
    assert call(airflow.with_name("python"), home, "-c", program).splitlines()[-1] == "['wirelake_nightly'] []"


def test_a_night_runs_once_and_keeps_its_dates(airflow: Path, home: dict[str, str], tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    first = run_night(airflow, home, lake, "2024-03-10T02:30:00")
    assert '"status": "done"' in first
    again = run_night(airflow, home, lake, "2024-03-10T02:30:00")
    assert '"status": "nothing_to_do"' in again
    (row,) = rows(lake, "runs")
    assert [row[name].isoformat() for name in ("data_interval_start", "data_interval_end")] == [
        "2024-03-09T02:30:00+00:00",
        "2024-03-10T02:30:00+00:00",
    ]
    assert len(rows(lake, "articles")) == json.loads(row["counters"])["articles"] > 20
    assert_sound(lake)


def test_a_run_that_fails_fails_the_task(airflow: Path, home: dict[str, str], tmp_path: Path) -> None:
    params = json.dumps({"inputs": str(tmp_path / "nowhere"), "lake": str(tmp_path / "lake")})
    command = [str(airflow), "dags", "test", "wirelake_nightly", "2024-03-10T02:30:00", "-c", params]
    done = subprocess.run(
        command, env=os.environ | home, cwd=home["AIRFLOW_HOME"], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert "no such file or folder" in done.stdout + done.stderr
    assert "state=success" not in done.stdout + done.stderr
    assert not (tmp_path / "lake").exists()
