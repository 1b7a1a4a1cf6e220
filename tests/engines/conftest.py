"""Engines for tests: each started when a test first asks for it, ended when the last one has run."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines import articles
from tests.engines.fetch import FLINK, JOB_SERVER, KAFKA, KAFKA_IO, PRISM
from tests.engines.flink import Cluster
from tests.engines.kafka import Broker
from tests.engines.process import LOOPBACK, Process, free_port, listens

ARTICLES = int(os.environ.get("WIRELAKE_ENGINE_ARTICLES", "400"))
"""Articles of a test's topic: up to 20,000."""


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    if not (KAFKA / "lib").exists():
        pytest.skip("no Kafka here: `make engines` fetches it (needs Java and Maven)")
    running = Broker(tmp_path_factory.mktemp("kafka"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not (JOB_SERVER.exists() and (FLINK / "lib").exists()):
        pytest.skip("no Flink here: `make engines` fetches it (needs Java and Maven)")
    running = Cluster(tmp_path_factory.mktemp("flink"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def expansion_service(tmp_path: Path) -> Iterator[str]:
    """The address of the service that describes Beam's Kafka reader in Java, and runs it for engines that ask for it."""
    if not (KAFKA_IO / "lib").exists():
        pytest.skip("no Kafka reader in Java here: `make test-faults` fetches it (needs Java and Maven)")
    port = free_port()
    service = "org.apache.beam.sdk.expansion.service.ExpansionService"
    command = ["java", "-Xmx512m", "-cp", f"{KAFKA_IO / 'lib'}/*", service, str(port)]
    command += ["--javaClassLookupAllowlistFile=*", "--alsoStartLoopbackWorker"]
    with Process("expansion-service", command, tmp_path / "expansion-service.log") as process:
        process.wait_ready(lambda: listens(port))
        yield f"{LOOPBACK}:{port}"


@pytest.fixture(scope="session")
def prism() -> list[str]:
    """Beam's options for Prism."""
    if not PRISM.exists():
        pytest.skip("no Prism here: `make engines` builds it (needs Go)")
    return ["--runner=PrismRunner", f"--prism_location={PRISM}"]


class Reference:
    """The articles of a test and the lake that a batch run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.articles = articles.make_articles(ARTICLES)
        self.lake = articles.batch_lake(folder, self.articles)

    @property
    def number(self) -> int:
        return len(self.articles)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference(tmp_path_factory.mktemp("batch"))


Stream = Callable[..., Process]


@pytest.fixture
def start_stream(tmp_path: Path) -> Iterator[Stream]:
    """Starts `wirelake stream` as a user does; what still runs at the end is stopped."""
    started: list[Process] = []

    def start(*arguments: str, beam: list[str]) -> Process:
        command = [str(Path(sys.executable).with_name("wirelake")), "stream", *arguments, "--", *beam]
        log = tmp_path / f"stream-{len(started)}.log"
        started.append(Process("stream", command, log, {"WIRELAKE_DEBUG": "1"}))
        return started[-1]

    yield start
    for process in started:
        process.stop()
