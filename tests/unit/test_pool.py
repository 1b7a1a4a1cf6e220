"""What worker processes are given to work with."""

import os

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
