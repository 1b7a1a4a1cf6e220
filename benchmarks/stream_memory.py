"""State and memory of a stream whose articles expire, over an hour.

    python -m benchmarks.stream_memory --rate 1 --minutes 60 --expiry 10
    python -m benchmarks.stream_memory --rate 1 --minutes 60 --expiry 10 --clock

Windows of a minute. Without `--clock` they are handed over one after the other as an engine would, and articles expire by the
stream's own time: the hour takes as long as its work, and the memory is that of one process. With it, the articles are sent
through Kafka as they would come and a stream on Prism reads them: an hour is an hour, and the memory is that of launcher,
workers and engine. One line every five minutes: articles, articles and stories that are kept, megabytes, CPU seconds.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.stream import start_stream
from tests.engines.articles import make_articles, messages, number_of, wait_for_articles
from tests.engines.fetch import KAFKA, PRISM
from tests.engines.kafka import Broker
from tests.pipeline.lakes import rows
from tests.unit.stream.windows import NOW, Feeder
from transforms.pool import stop_pools

_MINUTE = 60_000_000
EVERY = 5  # minutes between two lines


def resident_mb() -> float:
    """Memory of this process as Linux counts it, in megabytes."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def kept(lake: Path) -> tuple[int, int]:
    """Articles and stories that the last run of a stream kept in memory."""
    last = max(rows(lake, "runs", "run_id", "counters"), key=lambda row: row["run_id"])
    counted = json.loads(last["counters"])
    return counted["state_articles"], counted["state_stories"]


def tell(minute: int, articles: int, lake: Path, megabytes: float, cpu: float) -> None:
    """Print one line."""
    some, stories = kept(lake)
    print(f"{minute:6} {articles:9,} {some:7,} {stories:8,} {megabytes:6.0f} {cpu:7.0f}", flush=True)


def at_once(folder: Path, windows: list[list[dict[str, Any]]], expiry: int) -> None:
    """Commit the windows without waiting."""
    feeder = Feeder(folder / "lake", expiry=expiry * _MINUTE, most=500_000)
    for minute, some in enumerate(windows, 1):
        feeder.committer.commit(feeder.read(some, (minute - 1) * 60, at=NOW + (minute - 1) * _MINUTE))
        if minute % EVERY == 0:
            tell(minute, sum(map(len, windows[:minute])), feeder.path, resident_mb(), time.process_time())
    stop_pools()


def by_the_clock(folder: Path, windows: list[list[dict[str, Any]]], expiry: int) -> None:
    """Send the articles of each window within a minute, and watch the stream that reads them."""
    broker = Broker(folder / "kafka")
    broker.start()
    try:
        broker.create_topic("hour", 2)
        beam = ["--runner=PrismRunner", f"--prism_location={PRISM}"]
        more = ["--expiry", f"{expiry}m"]
        lake, process = start_stream(folder, broker, "hour", "60s", beam, more)
        with process:
            began = time.monotonic()
            for minute, some in enumerate(windows, 1):
                for number, message in enumerate(messages(some)):
                    time.sleep(max(0, began + 60 * (minute - 1 + number / len(some)) - time.monotonic()))
                    broker.send("hour", [message])
                if minute % EVERY == 0 and number_of(lake):
                    tell(minute, sum(map(len, windows[:minute])), lake, process.memory_mb(), process.cpu_seconds())
            wait_for_articles(lake, sum(map(len, windows)), process)
            process.interrupt()
            process.wait(60)
    finally:
        broker.stop()


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=1.0, help="articles a second")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--expiry", type=int, default=10, help="minutes after which an article is forgotten")
    parser.add_argument("--clock", action="store_true", help="a real stream on Prism, from Kafka, as long as its minutes")
    args = parser.parse_args()
    if args.clock and not (PRISM.exists() and (KAFKA / "lib").exists()):
        sys.exit("no Prism or no Kafka here: `make engines` fetches them (needs Go, Java and Maven)")
    a_window = round(60 * args.rate)
    articles = make_articles(a_window * args.minutes)
    windows = [articles[at : at + a_window] for at in range(0, a_window * args.minutes, a_window)]
    print("minute  articles    kept  stories     MB   CPU s", flush=True)
    with tempfile.TemporaryDirectory(prefix="wirelake-bench-") as folder:
        (by_the_clock if args.clock else at_once)(Path(folder), windows, args.expiry)


if __name__ == "__main__":
    main()
