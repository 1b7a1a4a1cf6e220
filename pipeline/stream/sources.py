"""Where a stream reads from: each source as a transform from the pipeline's root to (Documents, Rejects)."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import apache_beam as beam
from apache_beam.transforms.window import TimestampedValue

from pipeline.lake.layout import Lake
from pipeline.options import Settings
from transforms.errors import UserError
from transforms.listing import list_input
from transforms.positions import Committed, Partition
from transforms.records import Document
from transforms.topics import From, Message, ReadTopics, document_of, partitions_of, spans_of
from transforms.watching import WatchFolders
from transforms.wiring import typed

EARLIEST: Final = "earliest"
LATEST: Final = "latest"
_SECONDS_BETWEEN_LOOKS: Final = 2.0


@dataclass(frozen=True)
class KafkaSource:
    """Topics of a Kafka cluster."""

    brokers: str
    topics: tuple[str, ...]
    begin: str = EARLIEST  # where to begin a partition of which this stream has nothing yet
    consumer: dict[str, str] = field(default_factory=dict)  # further settings of the client

    def __call__(self, lake: Lake, settings: Settings, committed: Committed) -> Any:
        """The transform, from where the lake says that the stream is.

        Raises:
            UserError: if no broker answers, or a topic is not there.
        """
        partitions = partitions_of(self.brokers, self.topics, self.consumer)
        spans = spans_of(self.brokers, partitions, self.consumer)
        return _Topics(self, tuple(self._start(one, spans[one], committed) for one in partitions))

    def _start(self, partition: Partition, span: tuple[int, int], committed: Committed) -> From:
        offset = committed.next_offset(partition)
        if offset is not None and offset > span[1]:
            raise UserError(
                f"topic {partition.topic} ends before offset {offset}, up to which this stream has read partition "
                f"{partition.number}: it was made anew; give the stream another --name"
            )
        begin = span[1] if self.begin == LATEST else span[0]
        return From(partition.topic, partition.number, begin if offset is None else offset)


@dataclass
class _Topics(beam.PTransform):  # type: ignore[misc]
    source: KafkaSource
    starts: tuple[From, ...]

    def expand(self, root: Any) -> Any:
        """See KafkaSource."""
        return root | "ReadTopics" >> ReadTopics(self.source.brokers, self.starts, self.source.consumer), None


@dataclass(frozen=True)
class FolderSource:
    """Files as they come into folders."""

    inputs: tuple[str, ...]

    def __call__(self, lake: Lake, settings: Settings, committed: Committed) -> Any:
        """The transform.

        Raises:
            UserError: for an input that is not there.
        """
        for uri in self.inputs:
            list_input(uri)
        return WatchFolders(self.inputs, lake, _SECONDS_BETWEEN_LOOKS, settings.limits.as_limits())


@dataclass(frozen=True)
class PubSubSource:
    """A subscription of Google Cloud Pub/Sub: `projects/P/subscriptions/S`."""

    subscription: str

    def __call__(self, lake: Lake, settings: Settings, committed: Committed) -> Any:
        """The transform.

        Raises:
            UserError: for a name that is none.
        """
        parts = self.subscription.split("/")
        if len(parts) != 4 or (parts[0], parts[2]) != ("projects", "subscriptions") or not all(parts):
            raise UserError(f"--subscription {self.subscription}: write it as projects/PROJECT/subscriptions/NAME", 2)
        return _Subscription(self.subscription)


@dataclass
class _Subscription(beam.PTransform):  # type: ignore[misc]
    name: str

    def expand(self, root: Any) -> Any:
        """See PubSubSource."""
        from apache_beam.io.gcp.pubsub import ReadFromPubSub

        messages = root | "ReadSubscription" >> ReadFromPubSub(subscription=self.name, with_attributes=True)
        return typed(messages | "Arrived" >> beam.FlatMap(_arrived, self.name), Document), None


def _arrived(message: Any, subscription: str) -> Iterator[TimestampedValue]:
    """A message at the time at which it is read, so that none is late; the address, if any, is its attribute `url`.

    Pub/Sub has no offsets. What it gives twice is one article and two sightings.
    """
    key = (message.attributes or {}).get("url", "").encode()
    moment = int(message.publish_time.timestamp() * 1e6)
    document = document_of(Message(subscription, 0, 0, -1, key, message.data, moment))
    uri = f"pubsub://{subscription}/{message.message_id}"
    yield TimestampedValue(document._replace(source_uri=uri, preceding=None), time.time())


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
