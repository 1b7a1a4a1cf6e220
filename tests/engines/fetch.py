"""Fetches and builds the engines into `.engines/`: `make engines`. What is there already is left alone.

    python -m tests.engines.fetch kafka-io

Prism comes as Go source by the module proxy; Flink's jars from PyPI's `apache-flink-libraries`; Kafka from Maven Central, and
from there too what the job server is made of: Beam's matching job server is not in that repository, so the newest
`beam-runners-flink` whose dependencies are all there is shaded with Flink. The Beam protocols are the same in both.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

HOME = Path(os.environ.get("WIRELAKE_ENGINES") or Path(__file__).parents[2] / ".engines")
PRISM = HOME / "bin" / "prism"
FLINK = HOME / "flink"
KAFKA = HOME / "kafka"
JOB_SERVER = HOME / "job-server.jar"
KAFKA_IO = HOME / "kafka-io"

BEAM_GO = "github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0"
FLINK_VERSION = "1.19.3"
JOB_SERVER_VERSION = "2.62.0"
OPERATOR_ARTIFACT = ("org.apache.flink", "flink-kubernetes-operator-api", "1.10.0")
KAFKA_IO_VERSION = "2.73.0"
KAFKA_ARTIFACT = ("org.apache.kafka", "kafka_2.13", "4.1.2")

# Flink's own parts have to be of the version of the cluster, whatever beam-runners-flink was built with.
_FLINK_PARTS = (
    "flink-annotations", "flink-clients", "flink-connector-datagen", "flink-core", "flink-file-sink-common", "flink-hadoop-fs",
    "flink-java", "flink-metrics-core", "flink-optimizer", "flink-queryable-state-client-java", "flink-rpc-akka-loader",
    "flink-rpc-core", "flink-runtime", "flink-streaming-java",
)  # fmt: skip


class Missing(Exception):
    """A tool that this machine does not have: the message says which, and what it is for."""


def prism() -> None:
    """The Prism binary."""
    if PRISM.exists():
        return
    _need("go", "Go, for Prism")
    PRISM.parent.mkdir(parents=True, exist_ok=True)
    _run(["go", "install", BEAM_GO], env={**os.environ, "GOBIN": str(PRISM.parent)})


def flink() -> None:
    """The jars of a Flink cluster, and the job server."""
    _need("java", "Java, for Flink")
    if not (FLINK / "lib").exists():
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--no-build-isolation"]
            _run([*pip, f"apache-flink-libraries=={FLINK_VERSION}", "-d", folder])
            with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
                archive.extractall(folder, filter="data")
            _place(next(Path(folder).glob("*/deps/lib")), FLINK / "lib")
    if not JOB_SERVER.exists():
        _need("mvn", "Maven, for Flink's job server")
        with tempfile.TemporaryDirectory() as folder:
            _maven(folder, _job_server_pom(), "package")
            _place(next(Path(folder).glob("target/wirelake-*.jar")), JOB_SERVER)


def kafka() -> None:
    """The jars of a Kafka broker."""
    _need("java", "Java, for Kafka")
    if (KAFKA / "lib").exists():
        return
    _need("mvn", "Maven, for Kafka")
    with tempfile.TemporaryDirectory() as folder:
        body = f"<dependencies>{_dependency(*KAFKA_ARTIFACT)}</dependencies>"
        _maven(folder, _pom(body), "dependency:copy-dependencies", f"-DoutputDirectory={folder}/lib")
        _place(Path(folder) / "lib", KAFKA / "lib")


def kafka_io() -> None:
    """The jars of Beam's Kafka reader in Java, and of the service that describes it to a pipeline in Python."""
    _need("java", "Java, for Beam's Kafka reader")
    if (KAFKA_IO / "lib").exists():
        return
    _need("mvn", "Maven, for Beam's Kafka reader")
    parts = [
        *(
            ("org.apache.beam", f"beam-sdks-java-{name}", KAFKA_IO_VERSION)
            for name in ("io-kafka", "expansion-service", "harness")
        ),
        ("org.apache.kafka", "kafka-clients", "3.9.1"),
        ("com.github.jbellis", "jamm", "0.4.0"),
        ("org.slf4j", "slf4j-simple", "2.0.16"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        # schema registries are not used, and their client is not in the repository
        body = "".join(_dependency(*one, without="io.confluent") for one in parts)
        _maven(
            folder,
            _pom(f"<dependencies>{body}</dependencies>"),
            "dependency:copy-dependencies",
            f"-DoutputDirectory={folder}/lib",
        )
        _place(Path(folder) / "lib", KAFKA_IO / "lib")


def operator_schema() -> None:
    """The schema of FlinkDeployment, as the Flink operator publishes it."""
    target = HOME / "flinkdeployments.yml"
    if target.exists():
        return
    _need("mvn", "Maven, for the schema of the Flink operator")
    with tempfile.TemporaryDirectory() as folder:
        dependency = _dependency(*OPERATOR_ARTIFACT, without="*")
        _maven(
            folder,
            _pom(f"<dependencies>{dependency}</dependencies>"),
            "dependency:copy-dependencies",
            f"-DoutputDirectory={folder}/lib",
        )
        with zipfile.ZipFile(next(Path(folder).glob("lib/*.jar"))) as jar:
            schema = Path(folder) / "schema.yml"
            schema.write_bytes(jar.read("META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml"))
        _place(schema, target)


def _place(source: Path, target: Path) -> None:
    """Put a finished file or folder in place: a fetch that was killed leaves nothing that looks whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.half")
    if half.exists():
        shutil.rmtree(half) if half.is_dir() else half.unlink()
    shutil.move(source, half)
    half.rename(target)


def _need(tool: str, what: str) -> None:
    if shutil.which(tool) is None:
        raise Missing(what)


def _run(command: list[str], **options: object) -> None:
    subprocess.run(command, check=True, **options)  # type: ignore[call-overload]


def _maven(folder: str, pom: str, *goals: str) -> None:
    path = Path(folder) / "pom.xml"
    path.write_text(pom, encoding="utf-8")
    _run(["mvn", "-q", "-B", "-f", str(path), *goals])


def _dependency(group: str, artifact: str, version: str, without: str = "") -> str:
    """A dependency, `without` what it needs of a group."""
    left_out = f"<exclusions><exclusion><groupId>{without}</groupId><artifactId>*</artifactId></exclusion></exclusions>"
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
        f"{left_out if without else ''}</dependency>"
    )


def _pom(body: str) -> str:
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>wirelake</groupId>'
        f"<artifactId>wirelake-engine</artifactId><version>1</version>{body}</project>"
    )


def _job_server_pom() -> str:
    """One jar with `FlinkJobServerDriver`: service files are merged, signatures of signed jars left out."""
    managed = "".join(_dependency("org.apache.flink", part, FLINK_VERSION) for part in _FLINK_PARTS)
    wanted = "".join(
        [
            _dependency("org.apache.beam", "beam-runners-flink-1.19", JOB_SERVER_VERSION),
            _dependency("org.apache.flink", "flink-statebackend-rocksdb", FLINK_VERSION),
            _dependency("org.slf4j", "slf4j-simple", "1.7.30"),
        ]
    )
    shade = "org.apache.maven.plugins.shade.resource"
    signatures = "".join(f"<exclude>META-INF/*.{ending}</exclude>" for ending in ("SF", "DSA", "RSA"))
    return _pom(
        f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement>"
        f"<dependencies>{wanted}</dependencies><build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>"
        "<artifactId>maven-shade-plugin</artifactId><version>3.5.3</version><executions><execution><phase>package</phase>"
        "<goals><goal>shade</goal></goals><configuration><createDependencyReducedPom>false</createDependencyReducedPom>"
        f'<transformers><transformer implementation="{shade}.ServicesResourceTransformer"/>'
        f'<transformer implementation="{shade}.AppendingTransformer"><resource>reference.conf</resource></transformer>'
        f'<transformer implementation="{shade}.ManifestResourceTransformer">'
        "<mainClass>org.apache.beam.runners.flink.FlinkJobServerDriver</mainClass></transformer></transformers>"
        f"<filters><filter><artifact>*:*</artifact><excludes>{signatures}</excludes></filter></filters>"
        "</configuration></execution></executions></plugin></plugins></build>"
    )


ENGINES: dict[str, Callable[[], None]] = {
    "prism": prism,
    "flink": flink,
    "kafka": kafka,
    "operator schema": operator_schema,
    "kafka-io": kafka_io,
}
FOR_FAULTS = ("kafka-io",)
"""What only `make test-faults` needs."""


def main() -> int:
    """Fetch all that can be had, or what is named; one line for each that cannot."""
    for name in sys.argv[1:] or [name for name in ENGINES if name not in FOR_FAULTS]:
        try:
            ENGINES[name]()
            print(f"{name}: ready in {HOME}")
        except Missing as what:
            print(f"{name}: not fetched, this machine lacks {what}; tests that need {name} will be skipped")
        except subprocess.CalledProcessError as error:
            print(f"{name}: not fetched, `{' '.join(map(str, error.cmd[:3]))}` failed; tests that need it will be skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
