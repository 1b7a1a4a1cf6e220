"""Kafka as the source of a stream, read by Python workers, or by Beam's reader in Java."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import apache_beam as beam

from pipeline.lake.layout import Lake
from pipeline.options import Settings
from transforms.errors import UserError
from transforms.positions import Committed, Partition
from transforms.topics import From, ReadTopics, partitions_of, spans_of
from transforms.topics_java import ReadTopicsInJava, split_settings, start_group

EARLIEST: Final = "earliest"
LATEST: Final = "latest"


@dataclass(frozen=True)
class KafkaSource:
    """Topics of a Kafka cluster."""

    brokers: str
    topics: tuple[str, ...]
    begin: str = EARLIEST  # where to begin a partition of which this stream has nothing yet
    consumer: dict[str, str] = field(default_factory=dict)  # further settings of the client
    java: bool = False  # read by Beam's reader in Java
    expansion: str | None = None  # where that one is described: see ReadTopicsInJava

    def __call__(self, lake: Lake, settings: Settings, committed: Committed) -> Any:
        """The transform, from where the lake says that the stream is.

        Raises:
            UserError: if no broker answers, or a topic is not there.
        """
        own, of_java = split_settings(self.consumer)
        partitions = partitions_of(self.brokers, self.topics, own)
        spans = spans_of(self.brokers, partitions, own)
        starts = tuple(self._start(one, spans[one], committed) for one in partitions)
        if not self.java:
            return _Topics(ReadTopics(self.brokers, starts, own))
        group = f"wirelake-{uuid.uuid4().hex}"
        start_group(self.brokers, group, starts, own)
        return _Topics(ReadTopicsInJava(self.brokers, self.topics, group, of_java, self.expansion))

    def _start(self, partition: Partition, span: tuple[int, int], committed: Committed) -> From:
        # of all that the topic has, the oldest may be what an engine had not handed over when it was ended
        offset = committed.next_offset(partition, span[0] if self.begin == EARLIEST else None)
        if offset is not None and offset > span[1]:
            raise UserError(
                f"topic {partition.topic} ends before offset {offset}, up to which this stream has read partition "
                f"{partition.number}: it was made anew; give the stream another --name"
            )
        begin = span[1] if self.begin == LATEST else span[0]
        return From(partition.topic, partition.number, begin if offset is None else offset)


@dataclass
class _Topics(beam.PTransform):  # type: ignore[misc]
    read: ReadTopics | ReadTopicsInJava

    def expand(self, root: Any) -> Any:
        """See KafkaSource."""
        return root | "ReadTopics" >> self.read, None, None


def consumer_settings(assignments: Sequence[str]) -> dict[str, str]:
    """Settings of Kafka's client from `name=value` texts.

    Raises:
        UserError: (wrong usage) for what is no assignment.
    """
    found = {}
    for one in assignments:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise UserError(f"--consumer {one}: write it as name=value, for example security.protocol=SASL_SSL", 2)
        found[name] = value
    return found
