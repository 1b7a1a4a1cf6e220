"""What the command `ingest` leaves for those who operate it: the JSON line, the file of metrics, and a clean end on SIGTERM."""

import contextlib
import json
from collections.abc import Iterator

import typer

from pipeline.cli_types import say
from pipeline.moments import Interval
from pipeline.run_report import RunReport, reporting
from pipeline.signals import terminable


@contextlib.contextmanager
def reported(lake: str, interval: Interval | None, metrics_file: str | None, as_json: bool) -> Iterator[RunReport]:
    """Report the run of the block, however it ends: as a line on standard output, as a file, or neither.

    Raises:
        UserError: (wrong usage) if the file cannot be where it is to be, before the block.
    """
    if metrics_file is not None:
        from pipeline.metrics import check_metrics_file

        check_metrics_file(metrics_file)
    report = RunReport(lake, interval)
    try:
        with reporting(report), terminable():
            yield report
    finally:
        if metrics_file is not None:
            _write_metrics(metrics_file, report)
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False))


def _write_metrics(path: str, report: RunReport) -> None:
    from pipeline.metrics import write_metrics

    try:
        write_metrics(path, report)
    except OSError as error:  # the run itself is as it is: this is said, and no more
        say(f"{path}: the metrics cannot be written ({error.strerror or error})")
