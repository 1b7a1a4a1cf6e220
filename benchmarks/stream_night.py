"""What the first batch run after windows of a stream costs and mends, beside one batch run of all articles.

    python -m benchmarks.stream_night --articles 2000 --windows 20

Generated articles, in any order, are handed over in windows as an engine would; then a batch run that finds nothing to read
compares them once more, and another one has nothing to do. A line for each: CPU seconds with all worker processes, pairwise F1
of the stories against those of the one batch run, rows of `links`.
"""

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.dedup_quality import pairwise_f1
from benchmarks.throughput import measure
from tests.engines.articles import clusters, make_articles, number_of
from tests.unit.stream.windows import Feeder
from transforms.pool import stop_pools


def ingest(source: Path, lake: Path) -> float:
    """The CPU seconds of a batch run, in a process of its own."""
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(source), "--lake", str(lake), "--quiet", "--settle", "0s"]
    return measure(command).cpu_seconds


def tell(name: str, cpu: float | None, lake: Path, reference: Path) -> None:
    """Print one line."""
    theirs = clusters(reference)
    f1 = pairwise_f1(list(theirs), theirs, clusters(lake))
    print(f"{name:32} {'' if cpu is None else f'{cpu:.1f}':>7} {f1:8.4f} {number_of(lake, 'links'):8,}", flush=True)


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--windows", type=int, default=20)
    args = parser.parse_args()
    articles = make_articles(args.articles)
    with tempfile.TemporaryDirectory(prefix="wirelake-bench-") as folder:
        batch, lake, nothing = (Path(folder) / name for name in ("batch", "lake", "nothing"))
        nothing.mkdir()
        source = Path(folder) / "articles.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
        print(f"{len(articles):,} articles{'':18} {'CPU s':>7} {'F1':>8} {'links':>8}", flush=True)
        tell("one batch run", ingest(source, batch), batch, batch)
        random.Random(1).shuffle(articles)
        feeder = Feeder(lake)
        for number in range(args.windows):
            feeder.committer.commit(feeder.read(articles[number :: args.windows], number))
        stop_pools()
        tell(f"{args.windows} windows of a stream", None, lake, batch)
        tell("the next batch run", ingest(nothing, lake), lake, batch)
        tell("one more", ingest(nothing, lake), lake, batch)


if __name__ == "__main__":
    main()
