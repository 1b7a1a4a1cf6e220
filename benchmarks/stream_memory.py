"""State and memory of a stream whose articles expire: an hour of windows, committed one after the other without waiting.

    python -m benchmarks.stream_memory --rate 1 --minutes 60 --expiry 10

Windows of a minute as an engine would hand them over, articles expiring by the stream's own time, so that the hour takes as
long as its work. One line every five minutes: articles, stories and links that are kept, and megabytes of the process.
"""

import argparse
import json
import tempfile
from pathlib import Path

from tests.engines.articles import make_articles
from tests.pipeline.lakes import rows
from tests.unit.stream.windows import NOW, Feeder
from transforms.pool import stop_pools

_MINUTE = 60_000_000


def resident_mb() -> float:
    """Memory of this process as Linux counts it, in megabytes."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=1.0, help="articles a second")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--expiry", type=int, default=10, help="minutes after which an article is forgotten")
    args = parser.parse_args()
    a_window = round(60 * args.rate)
    articles = make_articles(a_window * args.minutes)
    print(f"{'minute':>6} {'articles':>9} {'kept':>7} {'stories':>8} {'MB':>6}")
    with tempfile.TemporaryDirectory(prefix="wirelake-bench-") as folder:
        feeder = Feeder(Path(folder) / "lake", expiry=args.expiry * _MINUTE, most=500_000)
        for minute in range(args.minutes):
            some = articles[minute * a_window : (minute + 1) * a_window]
            feeder.committer.commit(feeder.read(some, minute * 60, at=NOW + minute * _MINUTE))
            if minute % 5 == 4:
                last = max(rows(feeder.path, "runs", "run_id", "counters"), key=lambda row: row["run_id"])
                counted = json.loads(last["counters"])
                kept, stories = counted["state_articles"], counted["state_stories"]
                print(f"{minute + 1:6} {a_window * (minute + 1):9,} {kept:7,} {stories:8,} {resident_mb():6.0f}", flush=True)
    stop_pools()


if __name__ == "__main__":
    main()
