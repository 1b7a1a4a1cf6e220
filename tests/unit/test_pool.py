"""What worker processes are given to work with."""

import os
import subprocess
import sys

import pytest

from transforms.pool import PoolSettings, WorkerPool, warm_up


def test_workers_have_the_environment_of_their_pool_not_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    pool = WorkerPool(PoolSettings(1))
    try:
        assert pool.submit(os.getenv, "AWS_ENDPOINT_URL").result(60) == "http://127.0.0.1:9"
    finally:
        pool.stop()


INTERRUPTED = """
import os, signal
from multiprocessing import forkserver
from transforms.pool import PoolSettings, WorkerPool, warm_up
warm_up()
os.kill(forkserver._forkserver._forkserver_pid, signal.SIGINT)
pool = WorkerPool(PoolSettings(1))
print(pool.submit(len, "four").result(60))
pool.stop()
"""


def test_ctrl_c_while_the_fork_server_loads_leaves_it_running_and_silent() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=100)
    assert (done.stdout, done.stderr) == ("4\n", "")
