"""What is built is whole: sdist and wheel carry the seeds, and the wheel runs in an empty environment."""

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = {f"seeds/{path.relative_to(ROOT / 'seeds')}" for path in (ROOT / "seeds").rglob("*") if path.is_file()}
SEEDS = {name for name in SEEDS if "__pycache__" not in name}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # the packages are fetched from the index


def run(*command: str | Path, cwd: Path, stdin: str | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist, and the wheel that was built from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return out


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel and what requirements.lock names, nothing else."""
    place = tmp_path_factory.mktemp("empty")
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    install = (python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile")
    hashed = (*install, "--require-hashes")
    run(*hashed, "-r", ROOT / "requirements-build.lock", cwd=place)
    run(*hashed, "--no-build-isolation", "--use-pep517", "-r", ROOT / "requirements.lock", cwd=place)
    run(*install, "--no-deps", next(built.glob("*.whl")), cwd=place)
    run(python, "-m", "pip", "check", cwd=place)
    return place / "bin"


def test_the_wheel_carries_packages_and_seeds_and_nothing_else(built: Path) -> None:
    names = {name for name in zipfile.ZipFile(next(built.glob("*.whl"))).namelist() if ".dist-info/" not in name}
    assert names >= SEEDS
    assert {name.split("/")[0] for name in names} == {"pipeline", "transforms", "seeds"}
    assert {"pipeline/py.typed", "transforms/py.typed"} <= names


def test_the_sdist_carries_the_seeds(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert names >= SEEDS
    assert {"README.md", "LICENSE", "setup.py", "pyproject.toml"} <= names


def test_the_command_runs_where_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    wirelake = installed / "wirelake"
    assert run(wirelake, "--version", cwd=tmp_path).startswith("wirelake ")
    assert "ingest" in run(wirelake, "--help", cwd=tmp_path)

    line = {"id": "1", "text": "Exports rose to $5 billion in 2023.", "published": "2024-03-01"}
    out = json.loads(run(wirelake, "facts", cwd=tmp_path, stdin=json.dumps(line) + "\n"))
    assert [fact["exact"] for fact in out["facts"] if fact["kind"] == "money"] == ["$5 billion"]

    sample = run(installed / "python", "-c", "import seeds; print(seeds.__path__[0])", cwd=tmp_path).strip() + "/sample"
    assert str(installed.parent) in sample
    report = json.loads(run(wirelake, "ingest", sample, "--lake", "lake", "--format", "json", "--quiet", cwd=tmp_path))
    assert report["exit_code"] == 0
    assert report["counters"]["articles"] > 15

    copies = run(
        wirelake, "query", "SELECT max(copy_count) AS n FROM stories", "--lake", "lake", "--format", "json", cwd=tmp_path
    )
    assert json.loads(copies) == [{"n": 4}]
    assert "the lake is sound" in run(wirelake, "lake", "verify", "--lake", "lake", cwd=tmp_path)
