"""The row of `runs` of a run that is about to be committed, in a batch and in a stream; and what the rows tell to the next."""

import datetime
import json
import time
from collections.abc import Iterable, Mapping
from importlib import metadata

import pyarrow.dataset as pads

from pipeline.lake.layout import Lake
from pipeline.lake.reading import open_dataset
from transforms import counters as names
from transforms.extraction.extract import GRAMMAR_VERSION
from transforms.records import Micros
from transforms.tables import Run


def run_row(
    run_id: str,
    *,
    interval: tuple[Micros, Micros] | None,
    started_at: Micros,
    settings_sha256: str,
    runner: str,
    inputs: Iterable[str],
    counters: Mapping[str, int],
    status: str = "done",
) -> Run:
    """The row of a run that ends now, by this version of the code; the versions of its tables are filled in by the commit."""
    start, end = interval or (None, None)
    return Run(
        run_id=run_id,
        data_interval_start=start,
        data_interval_end=end,
        started_at=started_at,
        ended_at=time.time_ns() // 1000,
        status=status,
        code_version=metadata.version("wirelake"),
        settings_sha256=settings_sha256,
        runner=runner,
        inputs=tuple(inputs),
        table_versions="{}",
        counters=json.dumps(counters, sort_keys=True),
        rule_version=GRAMMAR_VERSION,
    )


def windows_to_renew(lake: Lake, now: Micros, days: int) -> frozenset[str]:
    """The ids of the runs of streams that were committed after the last batch run, of the last `days`.

    Their articles were compared with what was known as they came; a batch run compares them once more. No clocks are held
    against each other for that: each commit leaves the logs of the tables at higher versions, so that a window came before a
    batch run if none of the versions that it left is higher. The days are a bound on what the first batch run after a long
    time takes in.

    Args:
        lake: the lake; the caller holds its lock `ingest`, under which batch runs and windows take turns.
        now: microseconds since 1970.
        days: `dedup.lookback_days`.
    """
    since = datetime.datetime.fromtimestamp(now / 1e6, datetime.UTC) - datetime.timedelta(days)
    columns = ["run_id", "counters", "table_versions"]
    rows = open_dataset(lake, "runs").to_table(columns, filter=pads.field("ended_at") >= since).to_pylist()
    windows: dict[str, dict[str, int]] = {}
    settled: dict[str, int] = {}
    for row in rows:
        versions: dict[str, int] = json.loads(row["table_versions"] or "{}")
        if names.STATE_ARTICLES in json.loads(row["counters"] or "{}"):
            windows[row["run_id"]] = versions
        else:
            settled |= {table: max(version, settled.get(table, -1)) for table, version in versions.items()}
    return frozenset(
        run_id
        for run_id, versions in windows.items()
        if any(version > settled.get(table, -1) for table, version in versions.items())
    )
