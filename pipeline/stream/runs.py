"""The runs of a stream in its lake: their names, the messages that they brought, and which job of the stream may add more."""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.lake.layout import Lake
from pipeline.lake.reading import open_dataset
from transforms.positions import Committed, Partition, Stretch, position_of, stretches
from transforms.process import Outcome
from transforms.records import Micros


def run_name(stream: str, end: Micros, again: int = 0) -> str:
    """The run id of a window; `again` counts the runs of one window beyond the first."""
    moment = datetime.datetime.fromtimestamp(end / 1e6, datetime.UTC)
    return f"{stream}-{moment:%Y%m%dT%H%M%S.%f}"[:-3] + "Z" + (f".{again}" if again else "")


def runs_of(lake: Lake, stream: str, columns: Sequence[str] = ("run_id", "inputs")) -> list[dict[str, Any]]:
    """Some columns, `run_id` among them, of the runs of a stream."""
    name = re.compile(re.escape(stream) + r"-\d{8}T\d{6}\.\d{3}Z(\.\d+)?")
    rows = open_dataset(lake, "runs").to_table(list(columns)).to_pylist()
    return [row for row in rows if name.fullmatch(row["run_id"])]


def committed_of(lake: Lake, stream: str) -> Committed:
    """Which messages a stream has committed."""
    return Committed(one for row in runs_of(lake, stream) for one in stretches(row["inputs"] or ()))


def job_path(stream: str) -> str:
    """Where the latest job of a stream leaves its id."""
    return f"_streams/{stream}.json"


def claim(lake: Lake, stream: str, job: str) -> None:
    """Make `job` the one that may commit for a stream; an older one that still runs somewhere ends at its next window."""
    lake.store.write_bytes(job_path(stream), json.dumps({"job": job}).encode())


def brought_by(outcomes: Iterable[Outcome]) -> list[Stretch]:
    """The stretches of partitions that a window's documents make up, gaps that the broker left included."""
    held: dict[Partition, list[tuple[int, int]]] = defaultdict(list)
    for one in outcomes:
        position = position_of(one.document.source_uri)
        if position is not None:
            preceding = one.document.preceding
            held[position.partition].append((position.offset if preceding is None else preceding + 1, position.offset))
    found: list[Stretch] = []
    for partition, pieces in sorted(held.items()):
        for first, last in sorted(set(pieces)):
            if found and found[-1].partition == partition and first <= found[-1].last + 1:
                found[-1] = found[-1]._replace(last=max(last, found[-1].last))
            else:
                found.append(Stretch(partition, first, last))
    return found
