"""Where a stream reads from: each source as a transform from the pipeline's root to (Documents, Rejects, PolledFeeds)."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import apache_beam as beam
from apache_beam.transforms.window import TimestampedValue

from pipeline.lake.layout import Lake
from pipeline.options import Settings
from transforms.errors import UserError
from transforms.listing import list_input
from transforms.positions import Committed
from transforms.records import Document
from transforms.topics import Message, document_of
from transforms.watching import WatchFolders
from transforms.wiring import typed

_SECONDS_BETWEEN_LOOKS: Final = 2.0


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
        return typed(messages | "Arrived" >> beam.FlatMap(_arrived, self.name), Document), None, None


def _arrived(message: Any, subscription: str) -> Iterator[TimestampedValue]:
    """A message at the time at which it is read, so that none is late; the address, if any, is its attribute `url`.

    Pub/Sub has no offsets. What it gives twice is one article and two sightings.
    """
    key = (message.attributes or {}).get("url", "").encode()
    moment = int(message.publish_time.timestamp() * 1e6)
    document = document_of(Message(subscription, 0, 0, -1, key, message.data, moment))
    uri = f"pubsub://{subscription}/{message.message_id}"
    yield TimestampedValue(document._replace(source_uri=uri, preceding=None), time.time())
