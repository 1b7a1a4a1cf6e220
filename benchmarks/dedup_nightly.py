"""What a night costs: the Beam steps of deduplication on 5,000 new articles, alone and with a history of 50,000.

    python -m benchmarks.dedup_nightly

The corpus is generated; its history is written as the lake's Parquet files, with the stories and links that its gold tells.
Each measurement is a process of its own: ReadRecent, LinkCopies and ClusterStories, reading the history included.
"""

import argparse
import datetime
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow.parquet as pq
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from benchmarks.dedup_generator import Item, generate, rows
from benchmarks.dedup_memory import signatures_of
from benchmarks.throughput import measure
from pipeline.lake.layout import open_lake
from pipeline.lake.staging import CommittedFile
from transforms.cluster import ClusterStories
from transforms.history import ReadHistory
from transforms.link import LinkCopies, LinkSettings
from transforms.packing import pack_signature
from transforms.pool import PoolSettings, stop_pools
from transforms.recent import ReadRecent
from transforms.records import Copy, CopyLink, PackedSignature, Signature, Story
from transforms.similarity.signing import without_words
from transforms.tables import to_arrow
from transforms.wiring import typed

DAYS = 10
FEW = 50  # articles of a run that shows what starting costs
_TABLES = ("signatures", "stories", "links")


def corpus(history: int, new: int, seed: int) -> tuple[list[Signature], dict[str, str]]:
    """The signatures of a generated corpus over eleven days, in the order of their time, and the gold story of each."""
    articles = history + new
    items: list[Item] = generate(articles, seed, days=DAYS + 1)
    made, gold = rows(items)
    signatures = sorted(signatures_of(made[:articles]), key=lambda one: (one.date_published or 0, one.article_id))
    days = [datetime.datetime.fromtimestamp((one.date_published or 0) / 1e6, datetime.UTC).date() for one in signatures]
    dated = [one._replace(published_date=day) for one, day in zip(signatures, days, strict=True)]
    return dated, {row["id"]: row["gold"] for row in gold}


def write_history(signatures: Sequence[Signature], story_of: dict[str, str], folder: Path) -> None:
    """The history as one Parquet file a table and day."""
    by_day: dict[tuple[str, Any], list[Any]] = defaultdict(list)
    members = defaultdict(list)
    for one in signatures:
        by_day["signatures", one.published_date].append(one)
        members[story_of[one.article_id]].append(one)
    for story_id, held in members.items():
        first = held[0]
        copies = [Copy(one.article_id, None, one.publisher, one.date_published, "copy", 1.0) for one in held]
        values = dict.fromkeys(Story._fields) | {
            "story_id": story_id, "article_id": first.article_id, "copy_count": len(held), "copies": copies, "publishers": [],
            "merged_from": [], "article_body": "", "published_date": first.published_date,
        }  # fmt: skip
        by_day["stories", first.published_date].append(Story(**values))  # type: ignore[arg-type]
        for one in held[1:]:
            link = CopyLink(
                one.article_id, first.article_id, 0.99, 0.9, 100, "shingles", one.signature_version, one.published_date
            )
            by_day["links", one.published_date].append(link)
    for (table, day), held in by_day.items():
        path = folder / table / f"published_date={day}" / "part.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = to_arrow(table, held, run_id="history").drop_columns(["published_date"])  # it is the folder's name
        pq.write_table(columns, path, compression="zstd")


def files_of(folder: Path, table: str) -> list[CommittedFile]:
    """The files of one table of the history."""
    found = []
    for path in sorted((folder / table).rglob("*.parquet")):
        day = datetime.date.fromisoformat(path.parent.name.partition("=")[2])
        relative = str(path.relative_to(folder))
        found.append(CommittedFile(table, relative, str(path), day, pq.read_metadata(path).num_rows, path.stat().st_size))
    return found


def read_signatures(path: str) -> list[Signature]:
    """The new articles. Rows in the graph itself would cost more than all steps: Beam packs them, once for each step."""
    signatures: list[Signature] = pickle.loads(Path(path).read_bytes())
    return signatures


def night(folder: Path, new: Path, with_history: bool) -> None:
    """One run of the Beam steps."""
    lake = open_lake(str(folder))
    files = {table: files_of(folder, table) if with_history else [] for table in _TABLES}
    pool = PoolSettings(2)

    def history(table: str, record: type, *by: str) -> ReadHistory:
        return ReadHistory(lake, table, files[table], record, by)

    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        paths = pipeline | "New" >> beam.Create([str(new)], reshuffle=False)
        signatures = typed(paths | "ReadNew" >> beam.FlatMap(read_signatures), Signature)
        whole = signatures | "Whole" >> beam.Map(pack_signature).with_output_types(PackedSignature)
        lights = typed(signatures | "Lights" >> beam.Map(without_words), Signature)
        _, recent, labels = lights | "ReadRecent" >> ReadRecent(lake, files["signatures"], files["stories"], DAYS)
        links = (lights, whole, recent, labels) | "LinkCopies" >> LinkCopies(LinkSettings(DAYS), pool, history)
        members, _ = (lights, links) | "ClusterStories" >> ClusterStories(history)
        counts = links | "LinkCounts" >> beam.Map(lambda one: one.link_count)
        _ = counts | "CountLinks" >> beam.CombineGlobally(sum) | "TellLinks" >> beam.Map(lambda n: print(f"{n:,} links"))
        _ = members | "Count" >> beam.combiners.Count.Globally() | "Tell" >> beam.Map(lambda n: print(f"{n:,} places"))
    stop_pools()


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--history", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--night", nargs=3, metavar=("FOLDER", "NEW", "HISTORY"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.night:
        night(Path(args.night[0]), Path(args.night[1]), args.night[2] == "history")
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder, new = Path(scratch) / "lake", Path(scratch) / "new.pickle"
        open_lake(str(folder), create=True)
        signatures, story_of = corpus(args.history, args.new, args.seed)
        write_history(signatures[: args.history], story_of, folder)
        new.write_bytes(pickle.dumps(signatures[args.history :]))
        cpu = {}
        for kind in ("start", "alone", "history"):
            source = new
            if kind == "start":  # what Python, Beam and the worker processes cost before much is done
                source = Path(scratch) / "few.pickle"
                source.write_bytes(pickle.dumps(signatures[args.history : args.history + FEW]))
            command = [sys.executable, "-m", "benchmarks.dedup_nightly", "--night", str(folder), str(source), kind]
            measured = measure(command)
            cpu[kind] = measured.cpu_seconds
            print(f"{kind:8} {measured.cpu_seconds:>8.1f} s CPU {measured.peak_mb:>8.0f} MB", flush=True)
        ratio = (cpu["history"] - cpu["start"]) / (cpu["alone"] - cpu["start"])
        print(f"history over alone: {cpu['history'] / cpu['alone']:.2f}, without the start of the processes {ratio:.2f}")


if __name__ == "__main__":
    main()
