"""Everything in the README runs: its shell examples in their order, then its Python example."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.slow


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL))


def run(command: str, place: Path) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    return done.stdout


def test_readme_runs_from_top_to_bottom(tmp_path: Path) -> None:
    for folder in ("seeds", "configs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    ingest = next(line for line in (ROOT / "Makefile").read_text().splitlines() if "/wirelake ingest" in line)
    lines = [ingest.strip().lstrip("@").replace("$(VENV)/bin/", "").replace("$(LAKE)", "out/lake"), *blocks("sh").splitlines()]
    commands = [line.replace(".venv/bin/", "") for line in lines if "wirelake" in line]
    assert len(commands) > 5
    printed = {command: run(command, tmp_path) for command in commands}
    assert all(out.strip() for out in printed.values())
    assert "the lake is sound" in printed["wirelake lake verify --lake out/lake"]
    (tmp_path / "example.py").write_text(blocks("python"), encoding="utf-8")
    run(f"{sys.executable} example.py", tmp_path)
