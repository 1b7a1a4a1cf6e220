"""The row of `runs` that tells of a run that is about to be committed, in a batch and in a stream."""

import json
import time
from collections.abc import Iterable, Mapping
from importlib import metadata

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
