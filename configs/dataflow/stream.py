"""The program of the streaming Flex Template: a job that reads a Pub/Sub subscription, or Kafka topics, into a lake.

The launcher describes the job and ends; windows are committed by a worker. A job of a name takes the stream over from the one
before it, which ends at its next window.
"""

import argparse
import logging
from collections.abc import Sequence
from typing import Any

from pipeline.moments import parse_length
from pipeline.options import load_settings
from pipeline.stream.kafka import KafkaSource
from pipeline.stream.sources import PubSubSource
from pipeline.streaming import StreamRequest, submit


def make_parser() -> argparse.ArgumentParser:
    """The template's parameters, as stream-metadata.json names them; what else is given is Beam's."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--lake", required=True)
    parser.add_argument("--name", required=True)
    for name in ("subscription", "brokers", "topics", "set", "window"):
        parser.add_argument(f"--{name}")
    return parser


def make_request(given: argparse.Namespace, beam_args: Sequence[str]) -> StreamRequest:
    """The stream that the parameters ask for."""
    source: Any = PubSubSource(given.subscription or "")
    if given.brokers:
        source = KafkaSource(given.brokers, tuple((given.topics or "").split()))
    return StreamRequest(
        lake=given.lake,
        name=given.name,
        window_seconds=parse_length(given.window or "60s", "--window"),
        expiry_seconds=None,
        source=source,
        settings=load_settings(None, (given.set or "").split()),
        beam_args=beam_args,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Describe the job, and hand it to the runner that Beam's options name."""
    given, others = make_parser().parse_known_args(arguments)
    submit(make_request(given, others))


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.INFO)
    main()
