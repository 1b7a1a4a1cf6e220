"""Processes that tests start on loopback and end by their ids."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False


def wait_until(condition: Callable[[], object], seconds: float, what: str, every: float = 0.2) -> None:
    """Wait for a condition to hold.

    Raises:
        TimeoutError: if it does not in time.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        time.sleep(every)


class Process:
    """One program with its log, and whatever it starts, in a process group of its own."""

    def __init__(self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        """Start it."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its id, and that of its group."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def wait_ready(self, condition: Callable[[], object], seconds: float = 60) -> Self:
        """Wait until it serves; its log is shown if it ends before."""

        def ready() -> bool:
            if self.code is not None:
                raise RuntimeError(f"{self.name} ended with {self.code}:\n{self.tail()}")
            return bool(condition())

        wait_until(ready, seconds, f"{self.name} is ready; see {self.log}")
        return self

    def wait(self, seconds: float) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait(seconds)

    def tail(self, lines: int = 30) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def cpu_seconds(self) -> float:
        """CPU time of it and of all in its session, those that have ended included."""
        ticks = sum(sum(map(int, fields[11:15])) for _, fields in self._session())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Memory of it and of all in its session, shared pages counted once (PSS)."""
        kilobytes = 0
        for folder, _ in self._session():
            with suppress(OSError):
                pss = next(line for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
                kilobytes += int(pss.split()[1])
        return kilobytes / 1024

    def _session(self) -> Iterator[tuple[Path, list[str]]]:
        """The folder in /proc of each process of its session, and its `stat` from the third field on."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.pid:
                    yield stat.parent, fields

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL)."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def interrupt(self) -> None:
        """Ctrl-C: to the process itself, not to what it started."""
        self._process.send_signal(signal.SIGINT)

    def stop(self, seconds: float = 15) -> None:
        """End it, and what is left of its group."""
        if self.code is None:
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
