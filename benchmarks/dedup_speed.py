"""Articles a second and peak memory of deduplication at 5,000 and 50,000 generated articles, beside the peers' MinHash.

    python -m benchmarks.dedup_speed --peer-python .venv-bench/bin/python

Each measurement is a process of its own that reads the same JSON lines and writes clusters; deduplication runs in memory over
the pipeline's pure functions (`dedup_memory`) in one process, the peers in as many as `--processes` says.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.dedup_generator import generate, rows
from benchmarks.dedup_memory import deduplicate, signatures_of, stories_of
from benchmarks.peer_dedup import PEERS
from benchmarks.throughput import Measured, measure


def cluster_file(corpus: Path, out: Path) -> None:
    """Clusters of a corpus of JSON lines, read one by one."""
    with corpus.open(encoding="utf-8") as lines:
        signatures = signatures_of(json.loads(line) for line in lines)
    found = stories_of({s.article_id: s.word_count for s in signatures}, deduplicate(signatures).links)
    with out.open("w", encoding="utf-8") as written:
        written.writelines(json.dumps({"id": article, "cluster_id": story}) + "\n" for article, story in found.items())


def write_corpus(articles: int, seed: int, folder: Path) -> Path:
    """A generated corpus as JSON lines."""
    path = folder / f"{articles}.jsonl"
    corpus, _ = rows(generate(articles, seed))
    path.write_text("".join(json.dumps(row) + "\n" for row in corpus), encoding="utf-8")
    return path


def _has(python: str, peer: str) -> bool:
    module = peer.replace("-", "_")
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def _print_row(name: str, articles: int, measured: Measured) -> None:
    rate, each = articles / measured.seconds, 1000 * measured.cpu_seconds / articles
    print(f"{name:14} {articles:>8,} {rate:>11.0f}/s {each:>8.2f} ms CPU each {measured.peak_mb:>8.0f} MB", flush=True)


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[5_000, 50_000])
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--processes", type=int, default=2, help="of the peers")
    parser.add_argument("--peer-python", nargs="+", default=[], help="interpreters of environments that have the peers")
    parser.add_argument("--cluster", type=Path, nargs=2, metavar=("CORPUS", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.cluster:
        cluster_file(*args.cluster)
        return
    peers = {peer: python for peer in PEERS for python in args.peer_python if _has(python, peer)}
    for peer in sorted(PEERS.keys() - peers.keys()):
        print(f"{peer}: not measured, --peer-python names no interpreter that has it")
    with tempfile.TemporaryDirectory() as scratch:
        for articles in args.articles:
            corpus = write_corpus(articles, args.seed, Path(scratch))
            own = [sys.executable, "-m", "benchmarks.dedup_speed", "--cluster", str(corpus), str(Path(scratch) / "own.jsonl")]
            _print_row("wirelake", articles, measure(own))
            for peer, python in peers.items():
                out = Path(scratch) / f"{peer}-{articles}"
                out.mkdir()
                command = [python, "-m", "benchmarks.peer_dedup", peer, str(corpus), str(out)]
                _print_row(peer, articles, measure([*command, "--processes", str(args.processes)]))


if __name__ == "__main__":
    main()
