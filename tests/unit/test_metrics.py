"""The file of metrics: what two readers make of it, and what stays when a run fails."""

from pathlib import Path

import pytest
from prometheus_client import openmetrics, parser
from prometheus_client.openmetrics import parser as openmetrics_parser

from pipeline.metrics import check_metrics_file, write_metrics
from pipeline.run_report import RunReport, reporting
from transforms.errors import UserError

COUNTED = {
    "records": 9, "sightings": 7, "articles": 4, "rejects": 2, "reject_no_text": 2, "rejects_known": 1,
    "micros_parse": 1_500_000, "feeds_failed": 1, "facts": 30, "stories": 3,
}  # fmt: skip
Values = dict[tuple[str, str], float]


def done(lake: str = "out/lake", **counted: int) -> RunReport:
    report = RunReport(lake, started=1000.0)
    report.done("r1", COUNTED | counted, 0, [])
    report.seconds = 5.0
    return report


def failed() -> RunReport:
    report = RunReport("out/lake", started=2000.0)
    with pytest.raises(UserError), reporting(report):
        raise UserError("in: no such file")
    report.seconds = 1.0
    return report


def read(path: Path) -> Values:
    """The values by name and label, the same to a reader of OpenMetrics and to one of Prometheus' older format."""
    text = path.read_text(encoding="utf-8")
    assert text.endswith("# EOF\n")
    found = []
    for reader in (openmetrics_parser, parser):
        values: Values = {}
        for family in reader.text_string_to_metric_families(text):
            assert family.documentation
            assert family.type == "gauge"
            for sample in family.samples:
                assert sample.labels.pop("lake") == "out/lake"
                values[sample.name.removeprefix("wirelake_"), "".join(sample.labels.values())] = sample.value
        found.append(values)
    assert found[0] == found[1]
    return found[0]


def test_a_run_in_numbers(tmp_path: Path) -> None:
    path = tmp_path / "wirelake.prom"
    write_metrics(str(path), done())
    assert read(path) == {
        ("last_run_timestamp_seconds", ""): 1005, ("last_run_exit_code", ""): 0, ("last_run_seconds", ""): 5,
        ("last_success_timestamp_seconds", ""): 1005, ("run_records", ""): 9, ("run_articles", ""): 4, ("run_facts", ""): 30,
        ("run_stories", ""): 3, ("run_skipped", ""): 0, ("run_feed_failures", ""): 1, ("run_duplicates", ""): 3,
        ("run_rejects", "no_text"): 2, ("run_stage_seconds", "read"): 0, ("run_stage_seconds", "parse"): 1.5,
        ("run_stage_seconds", "normalise"): 0, ("run_stage_seconds", "sign"): 0, ("run_stage_seconds", "facts"): 0,
    }  # fmt: skip
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["wirelake.prom"]


def test_what_the_last_committed_run_was_stays_when_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "wirelake.prom"
    write_metrics(str(path), done())
    before = read(path)
    write_metrics(str(path), failed())
    assert read(path) == before | {
        ("last_run_timestamp_seconds", ""): 2001, ("last_run_exit_code", ""): 1, ("last_run_seconds", ""): 1,
    }  # fmt: skip


def test_a_night_that_was_done_before_is_a_success_that_changes_no_numbers(tmp_path: Path) -> None:
    path = tmp_path / "wirelake.prom"
    write_metrics(str(path), done())
    again = RunReport("out/lake", started=3000.0)
    again.done("r1", {}, 0, ["committed before"])
    write_metrics(str(path), again)
    assert again.status == "nothing_to_do"
    assert (read(path)["last_success_timestamp_seconds", ""], read(path)["run_articles", ""]) == (3000, 4)


@pytest.mark.parametrize("content", ["", "no metrics at all {", "wirelake_run_articles 1", "\x00"])
def test_a_file_that_is_none_is_written_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "wirelake.prom"
    path.write_text(content)
    write_metrics(str(path), failed())
    assert read(path)["last_run_exit_code", ""] == 1
    assert ("last_success_timestamp_seconds", "") not in read(path)


def test_a_lake_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "wirelake.prom"
    name = 'a "quoted"\\lake\nin two lines'
    write_metrics(str(path), done(name))
    (family, *_) = openmetrics.parser.text_string_to_metric_families(path.read_text())
    assert family.samples[0].labels == {"lake": name}


@pytest.mark.parametrize("place", ["nowhere/wirelake.prom", "."])
def test_a_place_without_a_folder_is_wrong_usage(tmp_path: Path, place: str) -> None:
    with pytest.raises(UserError, match="--metrics-file") as error:
        check_metrics_file(str(tmp_path / place))
    assert error.value.code == 2
