"""The bare libraries: trafilatura over a process pool and one Parquet write. What wirelake is measured against."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import trafilatura


def extract(path: str) -> tuple[str, str | None, str | None, str | None, str]:
    """The path, title, author, date and main text of a page: what an article needs, as the library gives it."""
    found = trafilatura.bare_extraction(Path(path).read_bytes(), fast=True, with_metadata=True)
    return (path, found.title, found.author, found.date, found.text or "") if found else (path, None, None, None, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, required=True)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.processes) as pool:
        rows = list(pool.map(extract, sorted(map(str, given.folder.glob("*.html"))), chunksize=16))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    columns = dict(zip(("path", "title", "author", "date", "text"), zip(*rows, strict=True), strict=True))
    pq.write_table(pa.table(columns), given.out, compression="zstd")


if __name__ == "__main__":
    main()
