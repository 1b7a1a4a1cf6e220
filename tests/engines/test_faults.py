"""Streams through what goes wrong: each fault, then the lake of a batch run all the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.articles import (
    assert_nearly_same_lake,
    assert_same_lake,
    messages,
    next_night,
    number_of,
    wait_for_articles,
)
from tests.engines.conftest import Reference, Stream
from tests.engines.flink import Cluster
from tests.engines.kafka import Broker
from tests.engines.process import Process, wait_until
from tests.engines.test_streams import FLINK_STREAM, end, kafka_options
from tests.pipeline.lakes import rows

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(1800)]

WIRELAKE = str(Path(sys.executable).with_name("wirelake"))


def test_a_job_that_is_cancelled_goes_on_on_the_same_lake(
    broker: Broker, cluster: Cluster, reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    """Once in good order, once with the launcher killed and its job left to run until the next one takes over."""
    lake = tmp_path / "lake"
    broker.create_topic("again", 2)
    sent = messages(reference.articles)
    third = len(sent) // 3
    beam = [*cluster.options, *FLINK_STREAM]
    first = start_stream(*kafka_options(broker, "again", lake), beam=beam)
    broker.send("again", sent[:third])
    wait_for_articles(lake, third // 2, first)
    end(first)
    for job in cluster.running_jobs():  # a job server may not pass the cancellation on: see configs/flink/README.md
        cluster.cancel(job)
    second = start_stream(*kafka_options(broker, "again", lake), beam=beam)
    broker.send("again", sent[third : 2 * third])
    wait_for_articles(lake, third + third // 2, second)
    second.kill()
    left = cluster.running_jobs()
    third_job = start_stream(*kafka_options(broker, "again", lake), beam=beam)
    wait_until(lambda: set(cluster.running_jobs()) - set(left), 300, "the third job runs: what comes now is its work")
    broker.send("again", sent[2 * third :])
    wait_for_articles(lake, reference.number, third_job)
    for job in left:
        if job in cluster.running_jobs():
            cluster.cancel(job)
    end(third_job)
    assert_same_lake(lake, reference.lake)
    assert number_of(lake, "sightings") == len(sent)


def test_prism_killed_and_started_again(
    broker: Broker, prism: list[str], reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    broker.create_topic("killed", 2)
    sent = messages(reference.articles)
    for part in range(3):
        process = start_stream(*kafka_options(broker, "killed", lake), beam=prism)
        broker.send("killed", sent[part::3])
        if part < 2:
            wait_for_articles(lake, (part + 1) * len(sent) // 3 - len(sent) // 6, process)
            process.kill()
    wait_for_articles(lake, reference.number, process)
    end(process)
    assert_same_lake(lake, reference.lake)
    assert number_of(lake, "sightings") == len(sent)


def test_the_broker_is_killed_and_started_again(
    broker: Broker, prism: list[str], reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    broker.create_topic("broker", 2)
    sent = messages(reference.articles)
    half = len(sent) // 2
    process = start_stream(*kafka_options(broker, "broker", lake), beam=prism)
    broker.send("broker", sent[:half])
    wait_for_articles(lake, half // 2, process)
    broker.kill()
    broker.start()
    broker.send("broker", sent[half:])
    wait_for_articles(lake, reference.number, process)
    end(process)
    assert_same_lake(lake, reference.lake)


def test_the_disk_is_full_for_a_while(
    broker: Broker, prism: list[str], reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    """A lake on a small file system of its own, with a file that fills it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount a small file system here: run as root")
    try:
        lake, filler = disk / "lake", disk / "filler"
        broker.create_topic("full", 2)
        sent = messages(reference.articles)
        half = len(sent) // 2
        process = start_stream(*kafka_options(broker, "full", lake), beam=prism)
        broker.send("full", sent[:half])
        wait_for_articles(lake, half // 2, process)
        fill(filler)
        broker.send("full", sent[half:])
        wait_until(lambda: "tried again in" in process.log.read_text(errors="replace"), 120, "the full disk is noticed")
        filler.unlink()
        wait_for_articles(lake, reference.number, process)
        end(process)
        assert_same_lake(lake, reference.lake)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(path: Path) -> None:
    """Take all space that there is."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * (1 << 16))
        except OSError:
            return


def test_a_nightly_run_and_a_compaction_beside_the_stream(
    broker: Broker, prism: list[str], reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    """The nightly run has articles of the topic too: they are stored once, by whoever comes first.

    Two nights then have brought all articles, not one: their stories are nearly those of one.
    """
    lake = tmp_path / "lake"
    broker.create_topic("night", 2)
    sent = messages(reference.articles)
    night = tmp_path / "night.jsonl"
    night.write_text("".join(json.dumps(one) + "\n" for one in reference.articles[::3]), encoding="utf-8")
    process = start_stream(*kafka_options(broker, "night", lake), beam=prism)
    broker.send("night", sent[: len(sent) // 2])
    wait_for_articles(lake, len(sent) // 4, process)
    with (
        Process("ingest", [WIRELAKE, "ingest", str(night), "--lake", str(lake)], tmp_path / "ingest.log") as ingest,
        Process("compact", [WIRELAKE, "lake", "compact", "--lake", str(lake)], tmp_path / "compact.log") as compact,
    ):
        broker.send("night", sent[len(sent) // 2 :])
        assert ingest.wait(600) == 0, ingest.tail()
        assert compact.wait(600) == 0, compact.tail()
    wait_for_articles(lake, reference.number, process)
    wait_until(lambda: number_of(lake, "sightings") == len(sent) + len(reference.articles[::3]), 120, "all messages are seen")
    end(process)
    assert_nearly_same_lake(lake, reference.lake)
    next_night(lake)
    assert_nearly_same_lake(lake, reference.lake)
    assert len({(row["article_id"], row["revision"]) for row in rows(lake, "articles")}) == reference.number
