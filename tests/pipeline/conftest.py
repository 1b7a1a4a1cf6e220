"""Fixtures of whole runs; the S3 server is the one of the lake's own tests."""

from collections.abc import Iterator

import pytest

from tests.sites import Site, running_site
from tests.unit.lake.conftest import bucket, server
from transforms.pool import stop_pools

__all__ = ["bucket", "server"]


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as one:
        yield one
    stop_pools()
