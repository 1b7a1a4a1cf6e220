"""A topic read by a stream, on each engine, ends in the lake of a batch run."""

import json
from pathlib import Path

import pytest

from pipeline.lake.lock import LakeBusy
from tests.engines.articles import SLOWEST, assert_same_lake, messages, number_of, wait_for_articles
from tests.engines.conftest import ARTICLES, Reference, Stream
from tests.engines.flink import Cluster
from tests.engines.kafka import Broker
from tests.engines.process import Process, wait_until
from tests.pipeline.lakes import rows

pytestmark = [pytest.mark.engine, pytest.mark.timeout(1800 + 3 * ARTICLES / SLOWEST)]

TOPIC_OPTIONS = ("--source", "kafka", "--window", "5s")
FLINK_STREAM = ["--checkpointing_interval=3000", "--parallelism=1"]


def kafka_options(broker: Broker, topic: str, lake: Path) -> tuple[str, ...]:
    return (*TOPIC_OPTIONS, "--brokers", broker.address, "--topic", topic, "--lake", str(lake))


def end(process: Process) -> None:
    """Ctrl-C ends a stream in good order."""
    process.interrupt()
    assert process.wait(60) == 0, process.tail()


def test_prism_ends_in_the_lake_of_a_batch_run(
    broker: Broker, prism: list[str], reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    """Out of order, with duplicates, a poison message in a hundred, and a partition that stays idle."""
    lake = tmp_path / "lake"
    broker.create_topic("prism", 2)
    sent = messages(reference.articles)
    mixed = [one for at in range(0, len(sent), 7) for one in reversed(sent[at : at + 7])]
    poison = [(None, b'{"title": "cut') if number % 2 else (None, b"\xff\xfe\x00") for number in range(len(sent) // 100)]
    process = start_stream(*kafka_options(broker, "prism", lake), beam=prism)
    broker.send("prism", [*mixed[: len(mixed) // 2], *poison[:1], *mixed[:20]], partition=0)
    wait_for_articles(lake, len(mixed) // 2, process)
    broker.send("prism", [*mixed[len(mixed) // 2 :], *poison[1:]], partition=0)
    wait_for_articles(lake, reference.number, process)
    wait_until(lambda: number_of(lake, "sightings") == len(mixed) + 20, 60, "the duplicates are seen")
    end(process)
    assert_same_lake(lake, reference.lake)
    rejects = rows(lake, "rejects", "source_uri", "reason")
    assert len(rejects) == len(poison)
    assert all(row["source_uri"].startswith("kafka://prism/0/") for row in rejects)


def test_flink_ends_in_the_lake_of_a_batch_run_although_its_task_manager_is_killed(
    broker: Broker, cluster: Cluster, reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    broker.create_topic("flink", 2)
    sent = messages(reference.articles)
    half = len(sent) // 2
    process = start_stream(*kafka_options(broker, "flink", lake), beam=[*cluster.options, *FLINK_STREAM])
    broker.send("flink", sent[:half])
    wait_for_articles(lake, half // 2, process)
    broker.send("flink", sent[half:])
    assert cluster.task_manager is not None
    cluster.task_manager.kill()
    cluster.start_task_manager()
    wait_for_articles(lake, reference.number, process)
    end(process)
    assert_same_lake(lake, reference.lake)
    assert number_of(lake, "sightings") == len(sent)
    broker.send("flink", sent[:5])  # Beam's job server may leave the job running: it commits nothing any more, and ends
    wait_until(lambda: not cluster.running_jobs(), 300, "the job has ended")
    assert number_of(lake, "sightings") == len(sent)


def test_a_second_stream_of_the_same_name_is_refused(
    broker: Broker, prism: list[str], start_stream: Stream, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    broker.create_topic("names", 1)
    broker.send("names", [(None, json.dumps({"title": "One", "text": "One two three four five six."}).encode())])
    first = start_stream(*kafka_options(broker, "names", lake), beam=prism)
    wait_for_articles(lake, 1, first)
    second = start_stream(*kafka_options(broker, "names", lake), beam=prism)
    assert second.wait(120) == LakeBusy("").code
    assert "stream stream runs on" in second.tail(3)
    end(first)
