"""A topic read by Beam's Kafka reader in Java: begun and gone on with where the lake says."""

from pathlib import Path

import pytest

from tests.engines.articles import assert_same_lake, messages, number_of, wait_for_articles
from tests.engines.conftest import Reference, Stream
from tests.engines.kafka import Broker
from tests.engines.test_streams import end, kafka_options
from tests.pipeline.lakes import rows
from transforms.positions import Committed, Partition, stretches

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_reader_in_java_goes_on_where_the_lake_says(
    broker: Broker, prism: list[str], expansion_service: str, reference: Reference, start_stream: Stream, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    broker.create_topic("java", 2)
    sent = messages(reference.articles)
    half = len(sent) // 2
    options = [*kafka_options(broker, "java", lake), "--kafka-reader", "java", "--expansion-service", expansion_service]
    broker.send("java", sent[:half])
    first = start_stream(*options, beam=prism)
    wait_for_articles(lake, half // 2, first, 200)
    first.kill()
    broker.send("java", sent[half:])
    second = start_stream(*options, beam=prism)
    wait_for_articles(lake, reference.number, second)
    end(second)
    assert_same_lake(lake, reference.lake)
    assert number_of(lake, "sightings") == len(sent)
    committed = Committed(one for row in rows(lake, "runs", "inputs") for one in stretches(row["inputs"]))
    assert sum(committed.next_offset(Partition("java", number)) or 0 for number in (0, 1)) == len(sent)
