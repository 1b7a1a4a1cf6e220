"""Articles a second and latency of a stream on Prism and on Flink, read from Kafka on loopback.

    python -m benchmarks.stream --articles 20000 --rate 5

Two measurements an engine. Catching up: a topic with so many articles is there when the stream starts; from its first committed
window to its last. Keeping up: articles are sent at a steady rate; from a message's time to the commit of the run that brought
it. CPU seconds are those of all processes that belong to the stream: launcher, workers, engine. At the end the lakes are
compared with that of a batch run of the same articles.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.lake.layout import open_lake
from pipeline.lake.reading import open_dataset
from tests.engines.articles import agreement_of, batch_lake, make_articles, messages, number_of, wait_for_articles
from tests.engines.fetch import FLINK, JOB_SERVER, KAFKA, PRISM
from tests.engines.flink import Cluster
from tests.engines.kafka import Broker, Message
from tests.engines.process import Process


class Figures(NamedTuple):
    """What was measured."""

    engine: str
    articles: int
    seconds: float  # from the first committed window to the last
    windows: int  # that brought them
    cpu_seconds: float  # of launcher, workers and engine for all articles, their start included; not of the broker
    p50: float  # seconds from a message to its commit
    p95: float
    lake: Path  # of all articles


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def latencies(lake: Path) -> list[float]:
    """Seconds from each message to the commit of its run."""
    opened = open_lake(str(lake))
    ended = {
        row["run_id"]: row["ended_at"] for row in open_dataset(opened, "runs").to_table(["run_id", "ended_at"]).to_pylist()
    }
    rows = open_dataset(opened, "sightings").to_table(["run_id", "retrieved_at"]).to_pylist()
    return [(ended[row["run_id"]] - row["retrieved_at"]).total_seconds() for row in rows]


def start_stream(
    folder: Path, broker: Broker, topic: str, window: str, beam: Sequence[str], more: Sequence[str] = ()
) -> tuple[Path, Process]:
    """A stream of a topic into a lake of its own."""
    lake = folder / topic
    command = [str(Path(sys.executable).with_name("wirelake")), "stream", "--source", "kafka", "--brokers", broker.address]
    command += ["--topic", topic, "--lake", str(lake), "--window", window, *more, "--", *beam]
    return lake, Process("stream", command, folder / f"{topic}.log")


def measure(
    engine: str, folder: Path, broker: Broker, beam: Sequence[str], sent: list[Message], rate: float, cpu: Callable[[], float]
) -> Figures:
    """Catch up, then keep up, on one engine."""
    used = cpu()
    broker.create_topic(f"{engine}-all", 2)
    broker.send(f"{engine}-all", sent)
    caught_up, process = start_stream(folder, broker, f"{engine}-all", "10s", beam)
    with process:
        wait_for_articles(caught_up, 1, process)
        began, first = time.monotonic(), number_of(caught_up)
        wait_for_articles(caught_up, len(sent), process)
        seconds = time.monotonic() - began
        used = cpu() + process.cpu_seconds() - used
        process.interrupt()
        process.wait(60)
    caught = len(sent) - first
    broker.create_topic(f"{engine}-rate", 2)
    lake, process = start_stream(folder, broker, f"{engine}-rate", "10s", beam)
    with process:
        steady = sent[: int(60 * rate)]
        broker.send(f"{engine}-rate", steady[:1])
        wait_for_articles(lake, 1, process)
        for message in steady[1:]:
            broker.send(f"{engine}-rate", [message])
            time.sleep(1 / rate)
        wait_for_articles(lake, len(steady), process)
        process.interrupt()  # the last run is committed whole
        process.wait(60)
    waited = latencies(lake)
    windows = number_of(caught_up, "runs")
    return Figures(engine, caught, seconds, windows, used, percentile(waited, 0.5), percentile(waited, 0.95), caught_up)


def main() -> None:
    """Print one line an engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=5.0, help="articles a second of the second measurement, for a minute")
    parser.add_argument("--folder", type=Path, help="keep lakes and logs here; default: a temporary folder")
    parser.add_argument("--engine", choices=("prism", "flink"), action="append")
    args = parser.parse_args()
    if not (KAFKA / "lib").exists():
        sys.exit("no Kafka here: `make engines` fetches it (needs Java and Maven)")
    articles = make_articles(args.articles)
    sent, found = messages(articles), []
    with tempfile.TemporaryDirectory(prefix="wirelake-bench-") as scratch:
        folder = args.folder or Path(scratch)
        broker = Broker(folder / "kafka")
        broker.start()
        try:
            if "prism" in (args.engine or ("prism",)) and PRISM.exists():
                beam = ["--runner=PrismRunner", f"--prism_location={PRISM}"]
                found.append(measure("prism", folder, broker, beam, sent, args.rate, lambda: 0.0))
            if "flink" in (args.engine or ("flink",)) and JOB_SERVER.exists() and FLINK.exists():
                cluster = Cluster(folder / "flink")
                cluster.start()
                try:
                    beam = [*cluster.options, "--checkpointing_interval=5000", "--parallelism=2"]
                    found.append(measure("flink", folder, broker, beam, sent, args.rate, cluster.cpu_seconds))
                finally:
                    cluster.stop()
        finally:
            broker.stop()
        print_figures(found, batch_lake(folder, articles))


def print_figures(found: Sequence[Figures], batch: Path) -> None:
    """One line an engine, with how far its stories agree with those of the batch run."""
    print("engine    articles  windows  seconds  a second   CPU s  p50 s  p95 s  stories F1")
    for one in found:
        speed = one.articles / one.seconds if one.seconds else 0.0
        print(
            f"{one.engine:8} {one.articles:9,} {one.windows:8,} {one.seconds:8.1f} {speed:9.1f} {one.cpu_seconds:7.1f}", end=" "
        )
        print(f"{one.p50:6.1f} {one.p95:6.1f} {agreement_of(one.lake, batch):11.4f}", flush=True)


if __name__ == "__main__":
    main()
