"""Workers of several jobs that have one name."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from apache_beam.portability.api import beam_fn_api_pb2, endpoints_pb2

from pipeline.worker_pool import WorkerPoolService, main


class Pool:
    """A pool whose `python` does nothing for a minute, and the jobs that ask it for workers."""

    def __init__(self) -> None:
        self.service = WorkerPoolService(use_process=True)

    def start(self, job: socket.socket, name: str = "1-1") -> "subprocess.Popen[bytes]":
        """The worker process that a job gets."""
        return self.start_at(f"127.0.0.1:{job.getsockname()[1]}", name)

    def start_at(self, address: str, name: str = "1-1") -> "subprocess.Popen[bytes]":
        """The worker process that a job gets which says that it listens there."""
        before = set(self.processes())
        control = endpoints_pb2.ApiServiceDescriptor(url=address)
        answer = self.service.StartWorker(beam_fn_api_pb2.StartWorkerRequest(worker_id=name, control_endpoint=control), None)
        assert not answer.error
        (process,) = set(self.processes()) - before
        return process

    def stop(self, name: str = "1-1") -> None:
        """What an engine asks for when it is done with a worker."""
        self.service.StopWorker(beam_fn_api_pb2.StopWorkerRequest(worker_id=name), None)

    def processes(self) -> "list[subprocess.Popen[bytes]]":
        """Those that run, as far as the pool knows."""
        return list(self.service._worker_processes.values())


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    idle = tmp_path / "python"
    idle.write_text("#!/bin/sh\nexec sleep 60\n")
    idle.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    made = Pool()
    yield made
    for process in made.processes():
        process.kill()
        process.wait()


def job() -> socket.socket:
    """What a job listens with."""
    return socket.create_server(("127.0.0.1", 0))


@pytest.mark.parametrize("ends", [0, 1])
def test_the_end_of_one_jobs_worker_leaves_another_jobs_of_the_same_name(pool: Pool, ends: int) -> None:
    jobs = [job(), job()]
    processes = [pool.start(one) for one in jobs]
    with jobs.pop(1 - ends):
        jobs.pop().close()
        pool.stop()
        kept = processes.pop(1 - ends)
        assert processes.pop().poll() is not None
        assert kept.poll() is None
        assert pool.processes() == [kept]


def test_a_late_request_for_the_end_leaves_who_has_the_name_by_then(pool: Pool) -> None:
    with job() as later:
        gone = job()
        first, second = pool.start(gone), pool.start(gone)
        gone.close()
        pool.stop()
        assert None not in (first.poll(), second.poll())
        third = pool.start(later)
        pool.stop()
        assert third.poll() is None


def test_a_worker_that_hangs_is_ended_although_its_job_asked_too_early(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.worker_pool._LATER_SECONDS", 0.1)
    closing = job()
    process, kept = pool.start(closing), pool.start(closing, "1-2")
    pool.stop()
    closing.close()
    assert process.wait(20) is not None
    assert kept.poll() is None


@pytest.mark.parametrize("address", ["localhost", "", "[::1]:port", "nobody.invalid:80"])
def test_a_worker_is_left_where_it_cannot_be_told_whether_its_job_is_gone(pool: Pool, address: str) -> None:
    process = pool.start_at(address)
    pool.stop()
    assert process.poll() is None


def test_the_end_of_a_worker_that_is_not_there_is_nothing(pool: Pool) -> None:
    pool.stop("7-1")
    assert pool.processes() == []


def test_a_port_that_another_has_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with job() as other:
        port = other.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert capsys.readouterr().err == f"wirelake: port {port} is in use; give this pool another --port\n"
