"""A site on loopback for the tests of fetching, and nights of polling it."""

from collections.abc import Iterator

import pytest

from tests.sites import Site, running_site
from tests.unit.fetching.nights import Nights
from transforms.pool import PoolSettings, WorkerPool


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as one:
        yield one


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    pool = WorkerPool(PoolSettings(1))
    yield pool
    pool.stop()


@pytest.fixture
def nights(site: Site, workers: WorkerPool) -> Nights:
    return Nights(site, workers)
