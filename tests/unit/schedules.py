"""The schedules of configs/, read as their schedulers read them."""

import re
import shlex
from pathlib import Path

CONFIGS = Path(__file__).parents[2] / "configs"
PROGRAM = "/opt/wirelake/bin/wirelake"


def unit(name: str) -> dict[str, str]:
    """The settings of a systemd unit, the last of each name."""
    lines = (CONFIGS / "systemd" / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key: value for key, _, value in pairs}


def environment() -> dict[str, str]:
    """What the example of an environment file sets."""
    lines = (CONFIGS / "systemd" / "wirelake.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def expand(command: str, values: dict[str, str]) -> list[str]:
    """The words of an ExecStart line: `$NAME` becomes the words of its value, `${NAME}` one word (systemd.service(5))."""
    words: list[str] = []
    for word in shlex.split(command):
        if word.startswith("$") and not word.startswith("${"):
            words += shlex.split(values.get(word[1:], ""))
        else:
            words.append(re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], ""), word))
    return words


def cron_line() -> tuple[list[str], str, str]:
    """The five times, the user and the shell command of the crontab's one line."""
    lines = (CONFIGS / "cron" / "wirelake").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line and not line.startswith("#") and not re.match(r"\w+=", line)]
    *times, user, command = line.split(None, 6)
    assert not re.search(r"(?<!\\)%", command), "cron takes % for a line break"
    return times, user, command.replace(r"\%", "%")
