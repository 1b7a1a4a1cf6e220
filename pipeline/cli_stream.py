"""The command `stream`."""

import json
import logging
import os
from enum import StrEnum
from typing import Annotated, Any

import typer

from pipeline.cli_types import LakeOption, TextOrJson, lines_in_json


class Source(StrEnum):
    """Where a stream reads from."""

    KAFKA = "kafka"
    FEEDS = "feeds"
    FOLDER = "folder"
    PUBSUB = "pubsub"


class Begin(StrEnum):
    """Where a stream begins a partition that it has nothing of yet."""

    EARLIEST = "earliest"
    LATEST = "latest"


class KafkaReader(StrEnum):
    """What reads Kafka's messages."""

    PYTHON = "python"
    JAVA = "java"


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the application."""
    app.command()(stream)


def stream(
    context: typer.Context,
    lake: LakeOption,
    source: Annotated[Source, typer.Option(help="Where the articles come from.")],
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="With --source folder: folders or globs, local or on a store.")
    ] = None,
    brokers: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="With --source kafka: one or more brokers, parted by commas.")
    ] = "localhost:9092",
    topics: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="With --source kafka: a topic; repeatable.")
    ] = None,
    begin: Annotated[
        Begin, typer.Option("--from", help="With --source kafka: where to begin what this stream has nothing of yet.")
    ] = Begin.EARLIEST,
    consumer: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="With --source kafka: a setting of the client (librdkafka); repeatable."),
    ] = None,
    kafka_reader: Annotated[
        KafkaReader,
        typer.Option(help="With --source kafka: this project's reader, or Beam's in Java, for engines that have it."),
    ] = KafkaReader.PYTHON,
    expansion_service: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="With --kafka-reader java: HOST:PORT or a jar; if not given, Beam fetches its own."),
    ] = None,
    feeds: Annotated[
        str | None, typer.Option(metavar="FILE", help="With --source feeds: a YAML list of feeds, as of ingest.")
    ] = None,
    every: Annotated[str, typer.Option(metavar="TIME", help="With --source feeds: ask each feed so often.")] = "15m",
    subscription: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --source pubsub: projects/PROJECT/subscriptions/NAME.")
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The stream's name: what it has read is kept in the lake under it.")
    ] = "stream",
    window: Annotated[
        str, typer.Option(metavar="TIME", help="What comes within this time is committed together: 10s, 1m.")
    ] = "60s",
    expiry: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Forget an article so long after it came; if not given, dedup.lookback_days."),
    ] = None,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="A YAML file of settings, as of ingest.")] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="One setting, as of ingest; repeatable.")
    ] = None,
    lines: Annotated[
        TextOrJson | None, typer.Option("--format", help="A line a window; text on a terminal, else json, if not given.")
    ] = None,
) -> int:
    """Read articles into a lake as they come, until Ctrl-C.

    Each window is a run of its own, committed a few seconds after its end: clean, compared with what came before, in or out of
    the stream. A stream that was stopped or killed goes on where the lake says that it was; nothing is stored twice. Nightly
    runs and compaction may work beside it: they take turns. It needs an engine that does not end: Prism (make engines), Flink
    or Dataflow. Options after -- are Beam's.

    \b
    Examples:
      wirelake stream wire/ --source folder --lake out/lake --window 10s
      wirelake stream --source kafka --brokers localhost:9092 --topic articles --lake out/lake
      wirelake stream --source feeds --feeds feeds.yaml --every 15m --lake out/lake
      wirelake stream --source kafka --topic articles --lake s3://news/lake -- --runner=FlinkRunner --flink_master=jobs:8081
    """
    from pipeline.moments import parse_length, parse_pause
    from pipeline.options import load_settings
    from pipeline.stream.feeds import FeedsSource
    from pipeline.stream.kafka import KafkaSource, consumer_settings
    from pipeline.stream.sources import FolderSource, PubSubSource
    from pipeline.streaming import StreamRequest, run_stream
    from transforms.errors import UserError

    _log()
    given: Any
    if source is Source.KAFKA:
        if not topics:
            raise UserError("--source kafka needs --topic", 2)
        settings_of_client = consumer_settings(consumer or ())
        java = kafka_reader is KafkaReader.JAVA
        given = KafkaSource(brokers, tuple(topics), begin.value, settings_of_client, java, expansion_service)
    elif source is Source.FEEDS:
        if feeds is None:
            raise UserError("--source feeds needs a list: wirelake stream --source feeds --feeds feeds.yaml …", 2)
        given = FeedsSource(feeds, parse_pause(every, "--every"))
    elif source is Source.FOLDER:
        if not inputs:
            raise UserError("--source folder needs a folder: wirelake stream wire/ --source folder …", 2)
        given = FolderSource(tuple(inputs))
    else:
        given = PubSubSource(subscription or "")
    as_json = lines_in_json(lines)
    return run_stream(
        StreamRequest(
            lake=lake,
            name=name,
            window_seconds=parse_pause(window, "--window"),
            expiry_seconds=None if expiry is None else parse_length(expiry, "--expiry"),
            source=given,
            settings=load_settings(config, assignments or ()),
            beam_args=context.obj or (),
            tell=_print_json if as_json else _print_text,
        )
    )


def _log() -> None:
    """Say what a stream says of itself; what Beam and its engines say only under WIRELAKE_DEBUG."""
    handler = logging.StreamHandler()
    if not os.environ.get("WIRELAKE_DEBUG"):
        handler.addFilter(lambda record: record.name.startswith(("pipeline.", "transforms.")))
        handler.setFormatter(logging.Formatter("wirelake: %(message)s"))
    logging.basicConfig(
        level=logging.INFO if os.environ.get("WIRELAKE_DEBUG") else logging.WARNING, handlers=[handler], force=True
    )


def _print_json(row: dict[str, Any]) -> None:
    print(
        json.dumps({"run_id": row["run_id"], "ended_at": row["ended_at"].isoformat(), **json.loads(row["counters"])}),
        flush=True,
    )


def _print_text(row: dict[str, Any]) -> None:
    counted = json.loads(row["counters"])
    what = ", ".join(f"{counted.get(one, 0):,} {one}" for one in ("records", "articles", "rejects", "stories", "facts"))
    print(f"{row['run_id']}  {what}", flush=True)
