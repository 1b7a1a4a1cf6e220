"""The peer: datatrove's own pipeline (reader, Trafilatura, MinHash dedup in its four steps, ParquetWriter).

Runs in an environment of its own (`.venv-bench`) and imports nothing of wirelake.
"""

import argparse
import json
from pathlib import Path


def write_shards(pages: Path, folder: Path, shards: int) -> None:
    """The pages as JSON lines, one file a task: what datatrove's JsonlReader takes. Not part of what is measured."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(pages.glob("*.html"))
    for shard in range(shards):
        with open(folder / f"{shard:03d}.jsonl", "w", encoding="utf-8") as out:
            for path in files[shard::shards]:
                out.write(json.dumps({"id": path.name, "text": path.read_text(encoding="utf-8")}) + "\n")


def run(shards: Path, out: Path, workers: int) -> None:
    """The five steps, each on all workers where datatrove allows it."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
    )
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import JsonlReader, ParquetReader
    from datatrove.pipeline.writers.parquet import ParquetWriter

    config = MinhashConfig()
    tasks = len(list(shards.glob("*.jsonl")))

    def step(name: str, pipeline: list, tasks: int) -> None:  # type: ignore[type-arg]
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=workers, logging_dir=str(out / "logs" / name)).run()

    extracted, signatures = str(out / "extracted"), str(out / "signatures")
    buckets, removed = str(out / "buckets"), str(out / "removed")
    step("extract", [JsonlReader(str(shards)), Trafilatura(timeout=30), ParquetWriter(extracted)], tasks)
    step("sign", [ParquetReader(extracted), MinhashDedupSignature(signatures, config=config)], tasks)
    step("bucket", [MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets)
    step("cluster", [MinhashDedupCluster(buckets, removed, config=config)], 1)
    step("filter", [ParquetReader(extracted), MinhashDedupFilter(removed), ParquetWriter(str(out / "articles"))], tasks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("shards", "run"))
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, required=True)
    given = parser.parse_args()
    if given.step == "shards":
        write_shards(given.source, given.out, given.processes)
    else:
        run(given.source, given.out, given.processes)


if __name__ == "__main__":
    main()
