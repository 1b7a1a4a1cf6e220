"""ReadTopicsInJava: Kafka messages as Documents, read by Beam's own reader in Java (KafkaIO) through an expansion service.

Where a stream goes on is told to that reader as the offsets of a consumer group that nobody else uses: of each partition it
begins where its group is. What it gives again is told apart when its window is committed, as with the reader in Python.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Optional

import apache_beam as beam

from transforms.errors import UserError
from transforms.records import Document
from transforms.topics import TIMEOUT_SECONDS, From, Message, document_of, open_consumer
from transforms.wiring import typed

_JAVA: Final = "java."
"""What a setting begins with that the client in Java alone understands, such as `java.sasl.jaas.config`."""


def split_settings(settings: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Settings of librdkafka, and those of the client in Java: all of them, which passes over what it does not know."""
    own = {name: value for name, value in settings.items() if not name.startswith(_JAVA)}
    return own, {name.removeprefix(_JAVA): value for name, value in settings.items()}


def start_group(brokers: str, group: str, starts: Sequence[From], settings: dict[str, str]) -> None:
    """Let a consumer group be where a stream begins.

    Raises:
        UserError: if the broker does not take the offsets.
    """
    from confluent_kafka import KafkaException, TopicPartition

    consumer = open_consumer(brokers, settings | {"group.id": group, "session.timeout.ms": str(int(TIMEOUT_SECONDS * 1000))})
    try:
        done = consumer.commit(offsets=[TopicPartition(*one) for one in starts], asynchronous=False)
        failed = next((one.error for one in done if one.error is not None), None)
    except KafkaException as error:
        failed = error.args[0]
    finally:
        consumer.close()
    if failed is not None:
        raise UserError(f"the broker at {brokers} keeps no offsets of group {group}: {failed.str()}")


def document_of_row(row: Any) -> Document:
    """A row of KafkaIO's `read_with_metadata` as a document. It does not tell which offset was read before it."""
    message = Message(row.topic, row.partition, row.offset, row.offset - 1, row.key, row.value, row.timestamp * 1000)
    return document_of(message)._replace(preceding=None)


@dataclass
class ReadTopicsInJava(beam.PTransform):  # type: ignore[misc]
    """Messages of topics as Documents, from the offsets of a consumer group on, without end.

    Takes the pipeline's root. Timestamps are the times of reading. The engine must have an environment for Java.
    """

    brokers: str
    topics: Sequence[str]
    group: str
    settings: Mapping[str, str] = field(default_factory=dict)
    expansion: Optional[str] = None  # HOST:PORT of an expansion service, or its jar; None: Beam fetches its own and starts it

    def expand(self, root: Any) -> Any:
        from apache_beam.io.kafka import ReadFromKafka
        from apache_beam.transforms.external import JavaJarExpansionService

        service: Any = self.expansion
        if self.expansion is not None and self.expansion.endswith(".jar"):
            service = JavaJarExpansionService(os.path.abspath(self.expansion))
        config = {"auto.offset.reset": "earliest", **self.settings, "bootstrap.servers": self.brokers, "group.id": self.group}
        rows = root | "ReadFromKafka" >> ReadFromKafka(
            config,
            list(self.topics),
            with_metadata=True,
            expansion_service=service,
        )
        return typed(rows | "RowDocuments" >> beam.Map(document_of_row), Document)
