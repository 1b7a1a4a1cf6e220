"""What a nightly run costs: `wirelake ingest` of 5,000 new articles, into an empty lake and into one with ten days of 50,000.

    python -m benchmarks.nightly_run

The corpus is generated, as JSON lines, so a run reads, cleans, compares, extracts and writes; HTML would cost more in both and
make less of the history. The history is the corpus's first articles by time, one run of its own, which takes the longest.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.dedup_generator import generate, rows
from benchmarks.dedup_nightly import DAYS
from benchmarks.throughput import measure


def write_corpus(folder: Path, history: int, new: int, seed: int) -> None:
    """`history.jsonl` and `new.jsonl`: a generated corpus over eleven days, cut in the order of its time."""
    made, _ = rows(generate(history + new, seed, days=DAYS + 1))
    ordered = sorted(made[: history + new], key=lambda row: (row["published"], row["id"]))
    for name, some in (("history", ordered[:history]), ("new", ordered[history:])):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some))


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--history", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=77)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_corpus(folder, args.history, args.new, args.seed)
        cpu = {}
        for kind, source, lake in (("history", "history", "long"), ("alone", "new", "empty"), ("night", "new", "long")):
            paths = [str(folder / f"{source}.jsonl"), "--lake", str(folder / lake)]
            measured = measure([sys.executable, "-m", "pipeline.cli", "ingest", *paths])
            cpu[kind] = measured.cpu_seconds
            times = f"{measured.cpu_seconds:>8.1f} s CPU {measured.seconds:>6.0f} s"
            print(f"{kind:8} {times} {measured.peak_mb:>8.0f} MB", flush=True)
        print(f"night over alone: {cpu['night'] / cpu['alone']:.2f}")


if __name__ == "__main__":
    main()
