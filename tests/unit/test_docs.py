"""The documentation names every command and option, its commands parse, and the files that it points to are there."""

import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipeline.cli import main
from pipeline.cli_commands import app
from pipeline.options import setting_names
from transforms.tables import TABLES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "seeds" / "README.md"])


def commands(command: Any, name: str = "wirelake") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name."""
    if hasattr(command, "commands"):
        for part, inner in command.commands.items():
            yield from commands(inner, f"{name} {part}")
    else:
        yield name, command


COMMANDS = dict(commands(get_command(app)))
OPTIONS = sorted({(name, option) for name, command in COMMANDS.items() for param in command.params for option in param.opts})


def shell_lines() -> list[str]:
    """The lines of the README's shell examples and of the commands' help that call wirelake."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    helps = "\n".join(command.help or "" for command in COMMANDS.values())
    lines = [line.strip().replace(".venv/bin/wirelake", "wirelake") for line in (blocks + "\n" + helps).splitlines()]
    return sorted({line for line in lines if re.search(r"(^|\| )wirelake [a-z]", line)})


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_the_command(name: str) -> None:
    assert f"`{name}" in README


@pytest.mark.parametrize(("name", "option"), [pair for pair in OPTIONS if pair[1].startswith("-")], ids=" ".join)
def test_readme_names_the_option(name: str, option: str) -> None:
    assert re.search(rf"`{option}\b", README), f"{name} {option}"


@pytest.mark.parametrize("table", TABLES)
def test_readme_names_the_table(table: str) -> None:
    assert f"| `{table}` |" in README


def test_the_settings_that_readme_names_are_there() -> None:
    groups = {name.partition(".")[0] for name in setting_names()}
    named = set(re.findall(r"\b([a-z]+\.[a-z_]+)\b", " ".join(re.findall(r"`([^`\n]+)`", README))))
    settings = {name for name in named if name.partition(".")[0] in groups and not name.endswith((".py", ".yaml", ".md"))}
    assert settings
    assert settings <= set(setting_names())


@pytest.mark.parametrize("line", shell_lines())
def test_example_is_a_valid_command_line(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = get_command(app)
    for _, inner in commands(command):
        inner.callback = lambda **_: 0
    monkeypatch.setattr("typer.main.get_command", lambda _: command)
    words = shlex.split(line.split("| wirelake", 1)[1] if "| wirelake" in line else line.removeprefix("wirelake"))
    words = words[: words.index(">")] if ">" in words else words
    assert main(words) == 0, capsys.readouterr().err


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_make_commands_of_contributing_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    named = set(re.findall(r"^\| `make ([a-z-]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == targets


def test_seeds_readme_names_every_file() -> None:
    text = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "seeds").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".md")]
    patterns = re.findall(r"`([^`\s]+\.\w+)`", text)
    assert [path.name for path in files if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []
