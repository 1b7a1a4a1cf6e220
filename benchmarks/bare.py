"""The bare libraries: trafilatura over a process pool and one Parquet write. What wirelake is measured against."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import trafilatura


def extract(path: str) -> tuple[str, str]:
    """The path and the main text of a page."""
    return path, trafilatura.extract(Path(path).read_bytes(), fast=True) or ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, required=True)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.processes) as pool:
        rows = list(pool.map(extract, sorted(map(str, given.folder.glob("*.html"))), chunksize=16))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    paths, texts = zip(*rows, strict=True)
    pq.write_table(pa.table({"path": paths, "text": texts}), given.out, compression="zstd")


if __name__ == "__main__":
    main()
