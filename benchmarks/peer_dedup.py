"""The peers: MinHash deduplication of datatrove and of text-dedup, at their own default settings, on a corpus of JSON lines.

Runs in an environment of its own and imports nothing of wirelake. Writes one line `{"id", "cluster_id"}` for each article.

    python -m benchmarks.peer_dedup datatrove corpus.jsonl out/folder --processes 2
"""

import argparse
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def datatrove(corpus: Path, out: Path, processes: int) -> Iterator[tuple[str, str]]:
    """Its four MinHash steps; articles and clusters of what was kept and of what was removed."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
    )
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    shards = out / "shards"
    shards.mkdir(parents=True)
    lines = corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    for shard in range(processes):
        (shards / f"{shard:03d}.jsonl").write_text("".join(lines[shard::processes]), encoding="utf-8")
    config = MinhashConfig()
    signatures, buckets, removed = (str(out / name) for name in ("signatures", "buckets", "removed"))

    def step(name: str, pipeline: list, tasks: int) -> None:  # type: ignore[type-arg]
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=processes, logging_dir=str(out / "logs" / name)).run()

    def writer(name: str) -> JsonlWriter:
        return JsonlWriter(str(out / name), compression=None)

    step("sign", [JsonlReader(str(shards)), MinhashDedupSignature(signatures, config=config)], processes)
    step("bucket", [MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets)
    step("cluster", [MinhashDedupCluster(buckets, removed, config=config, save_cluster_id=True)], 1)
    filtering = MinhashDedupFilter(removed, exclusion_writer=writer("doubles"), load_cluster_ids=True)
    step("filter", [JsonlReader(str(shards)), filtering, writer("kept")], processes)
    for name in ("kept", "doubles"):
        for path in sorted((out / name).rglob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                number = row["metadata"].get("minhash_cluster_id", -1)
                yield row["id"], row["id"] if number == -1 else f"cluster {number}"


def text_dedup(corpus: Path, out: Path, processes: int) -> Iterator[tuple[str, str]]:
    """Its MinHash command; clusters from the union-find that it dumps."""
    places = ["--data_files", str(corpus), "--output", str(out / "kept"), "--cache_dir", str(out / "cache")]
    settings = ["--path", "json", "--split", "train", "--column", "text", "--num_proc", str(processes), "--debug"]
    command = [sys.executable, "-m", "text_dedup.minhash", *places, *settings]
    subprocess.run(command, check=True)
    with (out / "kept" / "uf.pkl").open("rb") as dumped:
        found = pickle.load(dumped)
    parent = found.parent if hasattr(found, "parent") else found
    for place, line in enumerate(corpus.read_text(encoding="utf-8").splitlines()):
        head = place
        while parent.get(head, head) != head:
            head = parent[head]
        yield json.loads(line)["id"], str(head)


PEERS = {"datatrove": datatrove, "text-dedup": text_dedup}


def main() -> None:
    """Run one peer and write `pred.jsonl` in the output folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    rows = list(PEERS[given.peer](given.corpus.resolve(), given.out.resolve(), given.processes))
    with (given.out / "pred.jsonl").open("w", encoding="utf-8") as written:
        written.writelines(json.dumps({"id": article, "cluster_id": cluster}) + "\n" for article, cluster in rows)


if __name__ == "__main__":
    main()
