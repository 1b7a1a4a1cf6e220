"""Streams without an engine: windows handed to a committer as an engine would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.stream.windows import Feeder
from transforms.pool import stop_pools


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    stop_pools()


@pytest.fixture
def feeder(tmp_path: Path) -> Feeder:
    return Feeder(tmp_path / "lake")
