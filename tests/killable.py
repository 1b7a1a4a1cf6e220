"""Processes that a test may kill, started in milliseconds: forked from one that has imported what they need.

python -m tests.killable: reads a call a line on standard input, and answers each with how its process ended.
"""

import atexit
import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from typing import NamedTuple

from transforms.pool import warm_up

ROOT = Path(__file__).parents[1]
SECONDS = 240
"""A process that takes longer is ended by SIGALRM."""


class Ended(NamedTuple):
    """How a process ended."""

    returncode: int  # negative: the signal that ended it
    stderr: str


def call(function: str, *args: str, environment: Mapping[str, str] | None = None, preload: Sequence[str] = ()) -> Ended:
    """Call `module:function` with the arguments as a list, in a process of its own; what it gives is the exit code.

    Args:
        function: what is called; its module is imported once for all calls.
        args: what it is called with.
        environment: what is added to that of this process.
        preload: modules that the call imports, imported once for all calls too.
    """
    request = {"function": function, "args": args, "environment": {**os.environ, **(environment or {})}, "preload": preload}
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    return Ended(*json.loads(server.stdout.readline()))


@functools.cache
def _server() -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.killable"]
    server = subprocess.Popen(program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)  # it ends when nothing more can be asked
    return server


def _serve() -> None:
    warm_up()  # the processes share it: the workers of each are forked from it
    for line in sys.stdin:
        request = json.loads(line)
        module, _, name = request["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        for one in request["preload"]:
            importlib.import_module(one)
        with tempfile.TemporaryFile() as errors:
            process = os.fork()
            if not process:
                _be(function, request, errors.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            errors.seek(0)
            print(json.dumps([code, errors.read().decode(errors="replace")]), flush=True)


def _be(function, request, errors: int) -> None:  # type: ignore[no-untyped-def]
    """Be the process of a call, to its end."""
    signal.alarm(SECONDS)
    nothing = os.open(os.devnull, os.O_RDWR)
    for source, target in ((nothing, 0), (nothing, 1), (errors, 2)):
        os.dup2(source, target)
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None  # it runs, and is no child of this process
    os.environ.clear()
    os.environ.update(request["environment"])
    code = 1
    try:
        code = int(function(request["args"]) or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
