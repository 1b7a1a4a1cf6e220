"""A Kafka broker in KRaft mode on loopback, and messages into it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.engines.fetch import KAFKA
from tests.engines.process import LOOPBACK, Process, free_port, wait_until

_HEAP = "-Xmx384m"

Message = tuple[str | None, bytes]
"""Key and value."""


class Broker:
    """One broker, which is its own controller. Its data outlive `kill` and `start`."""

    def __init__(self, folder: Path) -> None:
        """Prepare a folder; nothing runs yet."""
        self.folder = folder
        self.port, controller = free_port(), free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self._config = folder / "server.properties"
        self._config.write_text(_properties(folder, self.port, controller), encoding="utf-8")
        self._classpath = f"{KAFKA / 'lib'}/*"
        identity = self._tool("random-uuid").split()[-1]
        self._tool("format", "-t", identity, "-c", str(self._config))
        self.process: Process | None = None

    @property
    def address(self) -> str:
        """What clients are told."""
        return f"{LOOPBACK}:{self.port}"

    def _tool(self, *arguments: str) -> str:
        command = ["java", _HEAP, "-cp", self._classpath, "kafka.tools.StorageTool", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        """Start the broker and wait until it answers."""
        command = ["java", _HEAP, "-cp", self._classpath, "kafka.Kafka", str(self._config)]
        self.process = Process("kafka", command, self.folder / "broker.log").wait_ready(self._answers)

    def stop(self) -> None:
        """Stop it in good order."""
        if self.process is not None:
            self.process.stop()

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()

    def _answers(self) -> bool:
        from confluent_kafka import KafkaException

        try:
            return bool(self._admin().list_topics(timeout=2).brokers)
        except KafkaException:
            return False

    def _admin(self) -> Any:
        from confluent_kafka.admin import AdminClient

        return AdminClient({"bootstrap.servers": self.address, "log_level": 0})

    def create_topic(self, name: str, partitions: int = 2) -> None:
        """A topic."""
        from confluent_kafka.admin import NewTopic

        admin = self._admin()  # closed with its last reference
        admin.create_topics([NewTopic(name, partitions, 1)])[name].result(30)
        wait_until(lambda: name in admin.list_topics(timeout=5).topics, 30, f"topic {name}")

    def send(self, topic: str, messages: Iterable[Message], partition: int | None = None) -> int:
        """Produce messages and wait until the broker has them all; how many."""
        from confluent_kafka import Producer

        producer = Producer({"bootstrap.servers": self.address, "linger.ms": 20, "log_level": 0})
        number = 0
        for key, value in messages:
            producer.produce(topic, value, key, -1 if partition is None else partition)  # -1: by the key
            number += 1
            if number % 500 == 0:
                producer.flush()
        assert producer.flush(60) == 0
        return number


def _properties(folder: Path, port: int, controller: int) -> str:
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": str(folder / "data"),
        "num.partitions": "2",
        "offsets.topic.num.partitions": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
