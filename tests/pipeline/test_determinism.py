"""The same bytes give the same articles and facts, whatever the number of worker processes and the order of the inputs."""

from pathlib import Path

import pytest

from tests.pipeline.lakes import content, run
from transforms.pool import stop_pools

GOLDEN = Path(__file__).parents[1] / "golden"

pytestmark = pytest.mark.slow


def test_workers_and_order_make_no_difference(tmp_path: Path) -> None:
    inputs = sorted(path for kind in ("html", "feed", "text") for path in (GOLDEN / kind).iterdir() if path.suffix != ".json")
    found = []
    for number, (processes, order) in enumerate(((1, inputs), (3, inputs[::-1]))):
        lake = tmp_path / str(number)
        run(lake, *order, sets=[f"workers.processes={processes}"])
        stop_pools()
        found.append({table: content(lake, table) for table in ("articles", "facts", "rejects")})
    assert found[0] == found[1]
    assert len(found[0]["articles"]) > len(inputs) // 2
