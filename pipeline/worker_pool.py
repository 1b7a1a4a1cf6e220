"""Where an engine starts Python workers: Beam's worker pool, made safe for a cluster that runs more than one job.

    python -m pipeline.worker_pool --port 50000

An engine such as Flink asks a pool (`--environment_type=EXTERNAL`) for workers and names them itself: each job counts from
one. Beam's pool knows a worker by that name alone, so the end of one job's worker is the end of another job's (Beam 2.77); a
job that fails and is started again takes its neighbours along until their restarts are used up. Here a worker is ended when the
job that asked for it is gone.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from apache_beam.portability.api import beam_fn_api_pb2
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer, kill_process_gracefully

_LOG: Final = logging.getLogger(__name__)
_ANSWER_SECONDS: Final = 2.0
_LATER_SECONDS: Final = 10.0


class _Worker(NamedTuple):
    """A process, and where the job that asked for it listens: HOST:PORT."""

    process: subprocess.Popen[bytes]
    control: str

    def is_wanted(self) -> bool:
        """Whether it runs and its job may still be there."""
        return self.process.poll() is None and not _is_closed(self.control)


def _is_closed(address: str) -> bool:
    """Whether nobody listens at HOST:PORT any more. A host that does not answer may be slow, or be away for a while."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()
    except ConnectionRefusedError:
        return True
    except (OSError, ValueError):
        pass
    return False


class WorkerPoolService(BeamFnExternalWorkerPoolServicer):  # type: ignore[misc]
    """Starts and ends worker processes for the jobs of an engine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._worker_processes: dict[str, subprocess.Popen[bytes]] = {}  # Beam's pool ends these when it ends
        self._named: dict[str, list[_Worker]] = {}
        self._started = 0
        self._changing = threading.Lock()

    def StartWorker(self, request: Any, context: Any) -> Any:  # noqa: N802  # as gRPC has it
        """A worker for a job; others of its name go on."""
        with self._changing:
            answer = super().StartWorker(request, context)
            process = self._worker_processes.pop(request.worker_id, None)
            if process is not None:
                self._started += 1
                self._worker_processes[f"{request.worker_id} {self._started}"] = process
                self._named.setdefault(request.worker_id, []).append(_Worker(process, request.control_endpoint.url))
        return answer

    def StopWorker(self, request: Any, context: Any) -> Any:  # noqa: N802
        """End the workers of a name whose jobs are gone: a job closes its doors first, then asks for the end of its worker.

        One that asked too early is looked after once more; its worker ends by itself, unless it hangs.
        """
        if self._end_unwanted(request.worker_id):
            later = threading.Timer(_LATER_SECONDS, self._end_unwanted, [request.worker_id])
            later.daemon = True
            later.start()
        return beam_fn_api_pb2.StopWorkerResponse()

    def _end_unwanted(self, name: str) -> int:
        """End the workers of a name whose jobs are gone; the number of those that are left."""
        with self._changing:
            named = list(self._named.get(name, ()))
        ended = [one for one in named if not one.is_wanted()]
        with self._changing:
            left = [one for one in self._named.pop(name, ()) if one not in ended]
            if left:
                self._named[name] = left
            gone = [one.process for one in ended]
            self._worker_processes = {key: process for key, process in self._worker_processes.items() if process not in gone}
        for process in gone:
            _LOG.info("worker %s, process %d, is ended", name, process.pid)
            kill_process_gracefully(process)
        return len(left)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a pool until SIGTERM or Ctrl-C; 0, or 1 if another has its port."""
    about, _, why = (__doc__ or "").partition("\n\n    python -m pipeline.worker_pool --port 50000\n\n")
    parser = ArgumentParser(prog="python -m pipeline.worker_pool", description=about, epilog=why)
    parser.add_argument(
        "--port", type=int, required=True, metavar="PORT", help="where engines ask for workers; 0: any free one"
    )
    given = parser.parse_args(arguments)
    if given.port and not _is_closed(f"localhost:{given.port}"):  # gRPC would share it and take turns with the other
        print(f"wirelake: port {given.port} is in use; give this pool another --port", file=sys.stderr)
        return 1
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(message)s", force=True
    )  # Beam has set it up as it was imported
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])  # its `python`
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    address, server = WorkerPoolService.start(use_process=True, port=given.port)
    _LOG.info("workers are started at %s", address)
    asked.wait()
    server.stop(0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
