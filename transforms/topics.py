"""ReadTopics: Kafka messages as Documents, read by Python workers alone: no Java, no expansion service.

A partition is one element whose restriction is its offsets without an end. A message's time is the time at which it is read:
windows then hold what came in together, none is late, a partition without messages holds nobody up, and a backlog is cut into
windows by the speed at which it can be read. Articles keep their own dates.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import apache_beam as beam
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from transforms.errors import UserError
from transforms.positions import Partition, message_uri
from transforms.records import Document, Micros
from transforms.wiring import count, typed

ENDLESS: Final = sys.maxsize
MESSAGES_A_TURN: Final = 500
"""Messages that one turn of a partition takes before the engine may checkpoint it: with the limits of one message the work of
a turn is bounded."""
_TURN_SECONDS: Final = 2.0
_IDLE_SECONDS: Final = 0.5
TIMEOUT_SECONDS: Final = 15.0
_ENTRY: Final = re.compile(rb"<(item|entry)[\s>]")
_FETCHED_KB: Final = 8192
"""Kilobytes that a consumer fetches ahead; an engine may hold several consumers of a partition."""
_NOWHERE: Final = -1
_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
_MARKED: Final = (b"<", b"\x1f\x8b")
_LOST: Final = "offsets_lost"


class From(NamedTuple):
    """A partition and the offset to begin with."""

    topic: str
    partition: int
    offset: int


class Message(NamedTuple):
    """What of a Kafka message becomes a document."""

    topic: str
    partition: int
    offset: int
    preceding: int  # the last offset before it that this reader has dealt with
    key: bytes | None
    value: bytes | None
    timestamp: Micros


def document_of(message: Message) -> Document:
    """A message as a document.

    Its `source_uri` says where it is, its `url` is the key if that is an address. The value is a page or a feed if it begins
    with markup, else JSON; a single entry of a feed becomes a feed of one. Any of them may be compressed with gzip.
    """
    content = message.value or b""
    entry = _ENTRY.match(content.lstrip()[:16])
    if entry is not None:
        frame = (b"<rss version='2.0'><channel>", b"</channel></rss>")
        if entry[1] == b"entry":
            frame = (b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"</feed>")
        content = frame[0] + content + frame[1]
    key = (message.key or b"").decode("utf-8", "replace")
    return Document(
        source_uri=message_uri(message.topic, message.partition, message.offset),
        retrieved_at=message.timestamp,
        kind="" if content.lstrip(_BEFORE)[:2].startswith(_MARKED) or not content.strip() else "json",
        content=content,
        url=key if key.startswith(("http://", "https://")) else None,
        preceding=message.preceding,
    )


class EndlessTracker(OffsetRestrictionTracker):  # type: ignore[misc]
    """Offsets without an end. A split off the rest of the work is the only one there is: half of endless means nothing."""

    def try_split(self, fraction_of_remainder: float) -> Any:
        """Split what is left off, or nothing."""
        return super().try_split(0) if fraction_of_remainder == 0 else None

    def is_bounded(self) -> bool:
        """It has no end."""
        return False


class EndlessFrom(RestrictionProvider):  # type: ignore[misc]
    """Restrictions that begin where `first` says and never end."""

    def __init__(self, first: Callable[[Any], int]) -> None:
        """Keep the function from an element to its first offset."""
        self._first = first

    def initial_restriction(self, element: Any) -> OffsetRange:
        """All from the first offset on."""
        return OffsetRange(self._first(element), ENDLESS)

    def create_tracker(self, restriction: OffsetRange) -> EndlessTracker:
        """The tracker of a restriction."""
        return EndlessTracker(restriction)

    def restriction_size(self, element: Any, restriction: OffsetRange) -> int:
        """Unknown: engines want a number, and all partitions are alike."""
        return 1

    def split(self, element: Any, restriction: OffsetRange) -> Iterator[OffsetRange]:
        """Not at the start either."""
        yield restriction

    def truncate(self, element: Any, restriction: OffsetRange) -> None:
        """On a drain the rest is left in the topic."""


def advance(estimator: Any) -> Timestamp:
    """Now, or the watermark if a clock went back; the watermark is there afterwards."""
    now = max(Timestamp.of(time.time()), estimator.current_watermark() or Timestamp(0))
    estimator.set_watermark(now)
    return now


def _offset_of(element: From) -> int:
    return element.offset


_RESTRICTION: Final = beam.DoFn.RestrictionParam(EndlessFrom(_offset_of))
WATERMARK: Final = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


@dataclass
class _Reader:
    """A consumer of one partition, and the offset that it gives next."""

    consumer: Any
    next_offset: int = _NOWHERE


@beam.typehints.with_input_types(From)
@dataclass
class _ReadPartition(beam.DoFn):  # type: ignore[misc]
    brokers: str
    settings: dict[str, str]
    _held: dict[tuple[str, int], "_Reader"] = field(default_factory=dict, init=False)

    def setup(self) -> None:
        self._held = {}

    def teardown(self) -> None:
        for reader in self._held.values():
            reader.consumer.close()

    @beam.DoFn.unbounded_per_element()
    def process(
        self,
        element: From,
        tracker: Any = _RESTRICTION,
        estimator: Any = WATERMARK,
    ) -> Iterator[TimestampedValue]:
        position = tracker.current_restriction().start
        preceding = position - 1
        ends = time.monotonic() + _TURN_SECONDS
        reader = self._reader(element, position)
        taken = 0
        while taken < MESSAGES_A_TURN and time.monotonic() < ends:
            messages = reader.consumer.consume(MESSAGES_A_TURN - taken, timeout=_IDLE_SECONDS)
            for message in messages:
                if message.error():
                    self._judge(message.error())
                    continue
                if message.offset() <= preceding:
                    continue
                if not tracker.try_claim(message.offset()):
                    reader.next_offset = _NOWHERE  # the rest of what was fetched is for another turn
                    return
                taken += 1
                now = advance(estimator)
                yield TimestampedValue(document_of(_message(element, message, preceding, now)), now)
                preceding = message.offset()
                reader.next_offset = preceding + 1
            if not messages:
                break
        advance(estimator)
        tracker.defer_remainder(Duration(0 if taken else _IDLE_SECONDS))

    def _reader(self, element: From, position: int) -> "_Reader":
        """The reader of this partition, at `position`. One that waits there already is left alone: a fetch takes its time."""
        from confluent_kafka import TopicPartition

        where = (element.topic, element.partition)
        reader = self._held.get(where)
        if reader is None:
            reader = self._held[where] = _Reader(open_consumer(self.brokers, self.settings))
        if reader.next_offset != position:
            low = _first_offset(reader.consumer, TopicPartition(*where))
            if low > position > 0:
                count(_LOST, low - position)
            reader.consumer.assign([TopicPartition(*where, max(position, low))])
            reader.next_offset = position
        return reader

    @staticmethod
    def _judge(error: Any) -> None:
        """Raise what does not pass by itself; a broker that is away comes back."""
        if error.fatal() or not (error.retriable() or error.name().startswith("_")):
            raise OSError(f"Kafka: {error.str()}")


def _first_offset(consumer: Any, partition: Any) -> int:
    """The oldest offset that the broker still has; 0 if it does not answer."""
    from confluent_kafka import KafkaException

    try:
        return int(consumer.get_watermark_offsets(partition, timeout=TIMEOUT_SECONDS)[0])
    except KafkaException:
        return 0


def _message(element: From, message: Any, preceding: int, now: Timestamp) -> Message:
    kind, milliseconds = message.timestamp()
    moment = milliseconds * 1000 if kind and milliseconds > 0 else now.micros
    return Message(element.topic, element.partition, message.offset(), preceding, message.key(), message.value(), moment)


def open_consumer(brokers: str, settings: dict[str, str]) -> Any:
    """A consumer that commits nothing to the broker: where a stream stands is in the lake.

    Raises:
        UserError: for a setting that the client does not know.
    """
    from confluent_kafka import Consumer, KafkaException

    fixed = {"group.id": "wirelake", "enable.auto.commit": False, "auto.offset.reset": "earliest", "log_level": 0}
    fixed["queued.max.messages.kbytes"] = _FETCHED_KB
    try:
        return Consumer({**fixed, **settings, "bootstrap.servers": brokers})
    except (KafkaException, ValueError, TypeError) as error:
        raise UserError(f"Kafka's client refuses the settings: {error}", 2) from error


def partitions_of(brokers: str, topics: Sequence[str], settings: dict[str, str]) -> list[Partition]:
    """The partitions of topics, as the broker says.

    Raises:
        UserError: if no broker answers, or a topic is not there.
    """
    from confluent_kafka import KafkaException

    consumer = open_consumer(brokers, settings)
    found = []
    try:
        for topic in topics:
            about = consumer.list_topics(topic, timeout=TIMEOUT_SECONDS).topics[topic]
            if about.error is not None or not about.partitions:
                raise UserError(f"no topic {topic} on {brokers}; create it, or check --topic")
            found += [Partition(topic, number) for number in sorted(about.partitions)]
    except KafkaException as error:
        raise UserError(f"no Kafka broker answers at {brokers} ({error.args[0].str()}); check --brokers") from error
    finally:
        consumer.close()
    return found


def spans_of(brokers: str, partitions: Sequence[Partition], settings: dict[str, str]) -> dict[Partition, tuple[int, int]]:
    """The oldest offset that the broker has of each partition, and the one that its next message will have.

    Raises:
        UserError: if no broker answers.
    """
    from confluent_kafka import KafkaException, TopicPartition

    consumer = open_consumer(brokers, settings)
    try:
        ends = {one: consumer.get_watermark_offsets(TopicPartition(*one), timeout=TIMEOUT_SECONDS) for one in partitions}
    except KafkaException as error:
        raise UserError(f"no Kafka broker answers at {brokers} ({error.args[0].str()}); check --brokers") from error
    finally:
        consumer.close()
    return {one: (int(low), int(high)) for one, (low, high) in ends.items()}


@dataclass
class ReadTopics(beam.PTransform):  # type: ignore[misc]
    """Messages of Kafka partitions as Documents, from given offsets on, without end.

    Takes the pipeline's root. Each message is given once as far as the engine goes back to a checkpoint, and again if it goes
    further back: `transforms.positions` tells the two apart. Timestamps are the times of reading.
    """

    brokers: str
    starts: Sequence[From]
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.starts:
            raise ValueError("no partitions to read")

    def expand(self, root: Any) -> Any:
        messages = (
            root
            | "Partitions" >> beam.Create(list(self.starts), reshuffle=False).with_output_types(From)
            | "SpreadPartitions" >> beam.Reshuffle()
            | "ReadPartition" >> beam.ParDo(_ReadPartition(self.brokers, self.settings))
        )
        return typed(messages, Document)
