"""A file of metrics for the node exporter's textfile collector, replaced as a whole after each run.

It is OpenMetrics with gauges only, which Prometheus' older text format reads too: the node exporter of today takes no other.
What describes the last committed run stays when a later one fails, and with it the time of the last success.
"""

import os
import tempfile
from contextlib import suppress
from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from pipeline.run_report import RunReport
from transforms import counters as names
from transforms.errors import UserError

_ENDED: Final = "wirelake_last_run_timestamp_seconds"
_EXIT_CODE: Final = "wirelake_last_run_exit_code"
_TOOK: Final = "wirelake_last_run_seconds"
_SUCCESS: Final = "wirelake_last_success_timestamp_seconds"
_DUPLICATES: Final = "wirelake_run_duplicates"
_REJECTS: Final = "wirelake_run_rejects"
_STAGES: Final = "wirelake_run_stage_seconds"

_COUNTED: Final[dict[str, tuple[str, str]]] = {
    "wirelake_run_records": (names.RECORDS, "Records that the last committed run read."),
    "wirelake_run_articles": (names.ARTICLES, "New articles and revisions of the last committed run."),
    "wirelake_run_facts": (names.FACTS, "Facts of the new articles of the last committed run."),
    "wirelake_run_stories": (names.STORIES, "Stories that the last committed run touched."),
    "wirelake_run_skipped": (names.SKIPPED, "Inputs that the last committed run left out as unchanged."),
    "wirelake_run_feed_failures": (names.FEEDS_FAILED, "Feeds that could not be polled in the last committed run."),
}
_HELP: Final[dict[str, str]] = {
    _ENDED: "When the last run ended, however it did.",
    _EXIT_CODE: "Exit code of the last run; 0 and 3 are committed.",
    _TOOK: "How long the last run took.",
    _SUCCESS: "When the last run that was committed ended.",
    **{name: text for name, (_, text) in _COUNTED.items()},
    _DUPLICATES: "Records of the last committed run whose article was there already.",
    _REJECTS: "Rejects of the last committed run.",
    _STAGES: "Seconds that worker processes spent in the last committed run.",
}
_LABEL: Final = {_REJECTS: "reason", _STAGES: "stage"}

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]
"""Values by the name of the metric and its labels, without the label `lake`."""


def check_metrics_file(path: str) -> None:
    """Refuse a place where no file can be written, before the run.

    Raises:
        UserError: (wrong usage).
    """
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path) or not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise UserError(f"--metrics-file {path}: no file can be written there; name a file in a folder that exists", 2)


def write_metrics(path: str, report: RunReport) -> None:
    """Write the metrics of a run over those of the one before.

    Raises:
        OSError: if the file cannot be written; the one of the run before stays whole.
    """
    ended = report.started + report.seconds
    samples = _samples_of(report) if report.committed and report.counters else _read(path)
    samples |= {(_ENDED, ()): ended, (_EXIT_CODE, ()): report.exit_code, (_TOOK, ()): report.seconds}
    if report.committed:
        samples[_SUCCESS, ()] = ended
    _replace(path, _exposed(samples, report.lake))


def _samples_of(report: RunReport) -> Samples:
    samples: Samples = {(name, ()): report.counters.get(counter, 0) for name, (counter, _) in _COUNTED.items()}
    samples[_DUPLICATES, ()] = report.duplicates
    for reason, number in report.rejects.items():
        samples[_REJECTS, (("reason", reason),)] = number
    for stage, seconds in report.stage_seconds.items():
        samples[_STAGES, (("stage", stage),)] = seconds
    return samples


def _read(path: str) -> Samples:
    """The values of the file as it is; none if there is none, or it is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            families = list(text_string_to_metric_families(file.read()))  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        return {}
    return {
        (sample.name, tuple(sorted((key, value) for key, value in sample.labels.items() if key != "lake"))): sample.value
        for family in families
        for sample in family.samples
    }


def _exposed(samples: Samples, lake: str) -> bytes:
    registry = CollectorRegistry()
    for name, text in _HELP.items():
        gauge = Gauge(name, text, ["lake", *([_LABEL[name]] if name in _LABEL else [])], registry=registry)
        for (of, labels), value in sorted(samples.items()):
            if of == name:
                gauge.labels(lake=lake, **dict(labels)).set(value)
    return bytes(generate_latest(registry))  # type: ignore[no-untyped-call]


def _replace(path: str, content: bytes) -> None:
    """Write a file whole or not at all, readable for others; its name does not end in .prom while it is written."""
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".wirelake-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
