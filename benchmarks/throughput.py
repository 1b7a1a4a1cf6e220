"""Pages a second and peak memory of a whole run, beside the bare libraries and datatrove's pipeline, on the same pages.

`make bench` runs it. Each measurement is a process of its own, its start-up included; the bare libraries are measured before
and after, since machines change their pace. Memory is the proportional set size of all processes of the command, so that pages
shared between a process and its workers count once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.pages import write_pages
from transforms import counters

SAMPLE_SECONDS = 0.25
BUDGET_MS = {"normalise": 3.0, "facts": 8.0}
"""CPU milliseconds a page of 700 words: normalise is mostly the language. All else of the chain but parsing: 4."""


class Measured(NamedTuple):
    """One command, measured."""

    seconds: float
    cpu_seconds: float  # of all its processes together: what a busy machine does not change
    peak_mb: float  # of all its processes together


class _Watch:
    """Samples the processes of a session: their memory now, and the processor time of each up to its last sample."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.peak_kb = 0
        self.ticks: dict[int, int] = {}

    def sample(self) -> None:
        """Look once."""
        total = 0
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and os.getsid(int(process.name)) == self.session:
                    lines = (process / "smaps_rollup").read_text().splitlines()
                    total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    self.ticks[int(process.name)] = int(fields[11]) + int(fields[12])  # utime, stime: see proc(5)
            except (OSError, StopIteration):
                continue  # it has ended meanwhile
        self.peak_kb = max(self.peak_kb, total)


def measure(command: Sequence[str]) -> Measured:
    """Run a command in a session of its own and sample its processes four times a second.

    Raises:
        RuntimeError: if it fails, with the end of what it printed.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=printed, start_new_session=True)
        watch = _Watch(process.pid)
        while process.poll() is None:
            watch.sample()
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - began
        if process.returncode != 0:
            printed.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{printed.read()[-2000:]}")
    return Measured(seconds, sum(watch.ticks.values()) / os.sysconf("SC_CLK_TCK"), watch.peak_kb / 1024)


def _fresh(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def bare(pages: Path, out: Path, processes: int) -> Measured:
    """The bare libraries: trafilatura over a process pool, and one Parquet file."""
    target = str(_fresh(out / "bare") / "texts.parquet")
    return measure([sys.executable, "-m", "benchmarks.bare", str(pages), target, "--processes", str(processes)])


def wirelake(pages: Path, out: Path, processes: int) -> tuple[Measured, dict[str, int]]:
    """The whole pipeline into a new lake, and the counters of its run."""
    lake = str(_fresh(out / f"lake-{pages.name}"))
    command = [sys.executable, "-m", "pipeline.cli"]
    setting = f"workers.processes={processes}"
    measured = measure([*command, "ingest", str(pages), "--lake", lake, "--quiet", "--set", setting])
    query = [*command, "query", "SELECT counters FROM runs", "--lake", lake, "--format", "json"]
    rows = json.loads(subprocess.run(query, capture_output=True, check=True).stdout)
    return measured, json.loads(rows[0]["counters"])


def datatrove(pages: Path, out: Path, processes: int, python: str) -> Measured:
    """The pipeline of datatrove on the same pages; writing them into its input format is not counted."""
    script = str(Path(__file__).parent / "peer_datatrove.py")
    shards, target = _fresh(out / "datatrove-input"), _fresh(out / "datatrove")
    subprocess.run([python, script, "shards", str(pages), str(shards), "--processes", str(processes)], check=True)
    return measure([python, script, "run", str(shards), str(target), "--processes", str(processes)])


def _print_row(name: str, pages: int, measured: Measured, base: float | None) -> None:
    rate = pages / measured.seconds
    share = f"{rate / base:.2f}" if base else ""
    print(
        f"{name:24} {pages:6,} pages {measured.seconds:7.1f} s {rate:7.1f} pages/s {share:>5} "
        f"{1000 * measured.cpu_seconds / pages:7.1f} ms CPU a page {measured.peak_mb:6.0f} MB",
        flush=True,
    )


def _print_stages(counted: dict[str, int], pages: int) -> None:
    print("\nMilliseconds a page in each link of the chain (budget in brackets):")
    for stage, counter in counters.STAGE_MICROS.items():
        budget = f" ({BUDGET_MS[stage]:g})" if stage in BUDGET_MS else ""
        print(f"  {stage:10} {counted.get(counter, 0) / 1000 / pages:7.2f}{budget}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--small", type=int, default=1000, help="pages of the run that memory is compared with")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--peer-python", help="python of the environment that has datatrove")
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    given = parser.parse_args()

    print(f"{given.processes} processes, Python {sys.version.split()[0]}; making {given.pages:,} pages", flush=True)
    large = write_pages(given.out / f"pages-{given.pages}", given.pages)
    small = write_pages(given.out / f"pages-{given.small}", given.small)

    first = bare(large, given.out, given.processes)
    whole, counted = wirelake(large, given.out, given.processes)
    second = bare(large, given.out, given.processes)
    base = 2 * given.pages / (first.seconds + second.seconds)
    _print_row("bare libraries, before", given.pages, first, base)
    _print_row("bare libraries, after", given.pages, second, base)
    _print_row("wirelake, whole run", given.pages, whole, base)
    if given.peer_python:
        _print_row("datatrove's pipeline", given.pages, datatrove(large, given.out, given.processes, given.peer_python), base)
    less, _ = wirelake(small, given.out, given.processes)
    _print_row("wirelake, whole run", given.small, less, None)
    print(f"memory at {given.pages:,} pages above that at {given.small:,}: {whole.peak_mb - less.peak_mb:.0f} MB (at most 150)")
    _print_stages(counted, given.pages)


if __name__ == "__main__":
    main()
