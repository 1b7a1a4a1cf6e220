"""A site on loopback for the tests of fetching."""

from collections.abc import Iterator

import pytest

from tests.sites import Site, running_site


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as one:
        yield one
