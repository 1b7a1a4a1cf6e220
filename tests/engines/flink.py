"""A Flink cluster on loopback from bare jars: JobManager, TaskManager, job server and a pool of Python workers."""

import json
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from tests.engines.fetch import FLINK, JOB_SERVER
from tests.engines.process import LOOPBACK, Process, free_port, listens, wait_until

_LOG4J = """rootLogger.level = INFO
rootLogger.appenderRef.out.ref = out
appender.out.name = out
appender.out.type = CONSOLE
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
"""
# What Flink's own start script opens for Java 17.
_OPENED = ("lang", "net", "io", "nio", "lang.reflect", "text", "time", "util", "util.concurrent", "util.concurrent.atomic")
_OPENS = [
    *(f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in (*_OPENED, "util.concurrent.locks")),
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
    "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
    "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
]
# What Flink's start script would work out from the size of the process. A batch run in two slots takes more than 192 MB of
# network memory: it has many shuffles.
_TASK_MEMORY = {
    "taskmanager.cpu.cores": "2.0",
    "taskmanager.memory.framework.heap.size": "128mb",
    "taskmanager.memory.framework.off-heap.size": "128mb",
    "taskmanager.memory.jvm-metaspace.size": "256mb",
    "taskmanager.memory.jvm-overhead.max": "192mb",
    "taskmanager.memory.jvm-overhead.min": "192mb",
    "taskmanager.memory.managed.size": "256mb",
    "taskmanager.memory.network.max": "320mb",
    "taskmanager.memory.network.min": "320mb",
    "taskmanager.memory.task.heap.size": "384mb",
    "taskmanager.memory.task.off-heap.size": "0b",
}


class Cluster:
    """One JobManager, one TaskManager with a few slots, a job server and a worker pool."""

    def __init__(self, folder: Path, slots: int = 4) -> None:
        """Write the configuration; nothing runs yet."""
        self.folder = folder
        self.rest, self._jobs, self._workers = free_port(), free_port(), free_port()
        (folder / "conf").mkdir(parents=True, exist_ok=True)
        (folder / "conf" / "log4j.properties").write_text(_LOG4J, encoding="utf-8")
        (folder / "conf" / "config.yaml").write_text(yaml.safe_dump(self._settings(slots)), encoding="utf-8")
        self._processes: list[Process] = []
        self.task_manager: Process | None = None

    def _settings(self, slots: int) -> dict[str, Any]:
        return {
            "jobmanager": {
                "rpc": {"address": LOOPBACK, "port": free_port()},
                "bind-host": LOOPBACK,
                "memory": {"process": {"size": "1024m"}},
            },
            "taskmanager": {
                "bind-host": LOOPBACK,
                "host": LOOPBACK,
                "numberOfTaskSlots": slots,
                "memory": {"process": {"size": "1664m"}},
            },
            "rest": {"address": LOOPBACK, "bind-address": LOOPBACK, "port": self.rest},
            "state": {"backend": {"type": "hashmap"}, "checkpoints": {"dir": f"file://{self.folder}/checkpoints"}},
            "execution": {"checkpointing": {"externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION"}},
            "restart-strategy": {"type": "fixed-delay", "fixed-delay": {"attempts": 4, "delay": "2s"}},
            # milliseconds; a job whose TaskManager was killed waits for the next one, and loses no attempt by it
            "resourcemanager": {"standalone": {"start-up-time": 3_600_000}},
            "heartbeat": {"timeout": 12000, "interval": 3000},
        }

    @property
    def options(self) -> list[str]:
        """Beam's options for a job on this cluster."""
        return [
            "--runner=PortableRunner",
            f"--job_endpoint={LOOPBACK}:{self._jobs}",
            "--environment_type=EXTERNAL",
            f"--environment_config={LOOPBACK}:{self._workers}",
        ]

    def start(self) -> None:
        """Start all and wait until a slot is free and jobs can be handed in."""
        entry = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        manager = self._java(
            "jobmanager", ["-Xmx512m"], entry, "--configDir", f"{self.folder}/conf", "--executionMode", "cluster"
        )
        manager.wait_ready(lambda: listens(self.rest))
        self.start_task_manager()
        master = f"{LOOPBACK}:{self.rest}"
        artifacts = str(self.folder / "artifacts")
        command = ["java", "-Xmx512m", "-jar", str(JOB_SERVER), "--job-host", LOOPBACK, "--job-port", str(self._jobs)]
        command += ["--artifact-port", "0", "--expansion-port", "0", "--flink-master", master, "--artifacts-dir", artifacts]
        self._start("job-server", command).wait_ready(lambda: listens(self._jobs))
        pool = [sys.executable, "-m", "pipeline.worker_pool", "--port", str(self._workers)]
        self._start("worker-pool", pool).wait_ready(lambda: listens(self._workers))
        wait_until(lambda: self.overview()["slots-available"], 60, "a free slot")

    def start_task_manager(self) -> None:
        """Start a TaskManager; a killed one may be replaced."""
        memory = [part for name, value in _TASK_MEMORY.items() for part in ("-D", f"{name}={value}")]
        entry = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        arguments = ["--configDir", f"{self.folder}/conf", *memory]
        self.task_manager = self._java("taskmanager", ["-Xmx512m", "-XX:MaxDirectMemorySize=528m"], entry, *arguments)

    def _java(self, name: str, heap: list[str], entry: str, *arguments: str) -> Process:
        logging = [f"-Dlog4j.configurationFile=file:{self.folder}/conf/log4j.properties"]
        return self._start(name, ["java", *heap, *_OPENS, *logging, "-cp", f"{FLINK / 'lib'}/*", entry, *arguments])

    def _start(self, name: str, command: list[str], env: dict[str, str] | None = None) -> Process:
        process = Process(name, command, self.folder / "log" / f"{name}.log", env)
        self._processes.append(process)
        return process

    def ask(self, path: str, method: str = "GET") -> Any:
        """One question to Flink's REST interface."""
        request = urllib.request.Request(f"http://{LOOPBACK}:{self.rest}{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"{}")

    def overview(self) -> dict[str, Any]:
        """Counts of slots and jobs; zeros while nobody answers."""
        with suppress(OSError):
            found: dict[str, Any] = self.ask("/overview")
            return found
        return {"slots-available": 0}

    def running_jobs(self) -> list[str]:
        """The ids of jobs that have not ended."""
        ended = {"FINISHED", "CANCELED", "FAILED"}
        return [job["id"] for job in self.ask("/jobs")["jobs"] if job["status"] not in ended]

    def checkpoints(self, job: str) -> int:
        """How many checkpoints of a job were completed."""
        return int(self.ask(f"/jobs/{job}/checkpoints")["counts"]["completed"])

    def cancel(self, job: str) -> None:
        """Cancel a job and wait until it is gone."""
        self.ask(f"/jobs/{job}?mode=cancel", "PATCH")
        wait_until(lambda: job not in self.running_jobs(), 60, f"job {job} is cancelled")

    def cpu_seconds(self) -> float:
        """CPU time of all its processes."""
        return sum(process.cpu_seconds() for process in self._processes)

    def stop(self) -> None:
        """Stop all, the last one first."""
        for process in reversed(self._processes):
            process.stop()
        self._processes.clear()
