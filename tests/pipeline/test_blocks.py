"""What belongs together meets in blocks; how many of them there are makes no difference to what a lake holds."""

from pathlib import Path

import pytest

from tests.pipeline.lakes import assert_sound, content, run
from transforms import cluster, stories

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"


def test_one_block_holds_what_many_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(SAMPLE.iterdir())
    for lake, blocks in (("many", None), ("one", 1)):
        if blocks:
            monkeypatch.setattr(cluster, "BLOCKS", blocks)
            monkeypatch.setattr(stories, "BLOCKS", blocks)
        run(tmp_path / lake, *files[::2])
        run(tmp_path / lake, *files)
        assert_sound(tmp_path / lake)
    for table in ("links", "stories", "story_facts"):
        assert content(tmp_path / "one", table) == content(tmp_path / "many", table), table
