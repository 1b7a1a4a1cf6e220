from pathlib import Path

import pytest

from pipeline.lake.layout import Lake, open_lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(str(tmp_path / "lake"), create=True)
