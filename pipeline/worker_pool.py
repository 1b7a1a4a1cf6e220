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
from typing import Any, Final

from apache_beam.portability.api import beam_fn_api_pb2
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer, kill_process_gracefully

_LOG: Final = logging.getLogger(__name__)
_ANSWER_SECONDS: Final = 2.0
_LATER_SECONDS: Final = 10.0


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
        # by name, HOST:PORT where the job listens that asked, and process id; Beam's pool ends all of them when it ends
        self._worker_processes: dict[Any, subprocess.Popen[bytes]] = {}
        self._changing = threading.Lock()

    def StartWorker(self, request: Any, context: Any) -> Any:  # noqa: N802  # as gRPC has it
        """A worker for a job; others of its name go on."""
        name = request.worker_id
        with self._changing:
            answer = super().StartWorker(request, context)
            process = self._worker_processes.pop(name, None)
            if process is not None:
                self._worker_processes[name, request.control_endpoint.url, process.pid] = process
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
            named = {key: process for key, process in self._worker_processes.items() if key[0] == name}
        ended = {key: process for key, process in named.items() if process.poll() is not None or _is_closed(key[1])}
        with self._changing:
            for key in ended:
                self._worker_processes.pop(key, None)
        for process in ended.values():
            _LOG.info("worker %s, process %d, is ended", name, process.pid)
            kill_process_gracefully(process)
        return len(named) - len(ended)


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
    # Beam has set it up as it was imported
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", force=True)
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
