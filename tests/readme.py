"""The README's examples, for tests that type them."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def section(heading: str) -> str:
    """The text under a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def blocks(language: str, text: str = README) -> str:
    """All code blocks of a language, one after the other."""
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL))


def commands(text: str) -> list[str]:
    """The lines that call wirelake, as one types them where it is on the PATH."""
    return [line.replace(".venv/bin/", "") for line in text.splitlines() if "wirelake " in line]


def link_project(place: Path) -> None:
    """Let the examples find what they read of the project."""
    for name in ("seeds", "configs", ".engines"):
        (place / name).symlink_to(ROOT / name)


def run(command: str, place: Path) -> str:
    """What a command prints that must end well."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=place,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    return done.stdout
