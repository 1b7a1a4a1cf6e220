"""The README's stream, typed as it stands there."""

from pathlib import Path

import pytest

from tests.engines.articles import number_of
from tests.engines.process import Process
from tests.readme import ENVIRONMENT, blocks, link_project, run, section

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]


def test_a_folder_is_read_as_files_come(prism: list[str], tmp_path: Path) -> None:
    link_project(tmp_path)
    lines = [line.replace(".venv/bin/", "") for line in blocks("sh", section("Streaming")).splitlines()]
    set_up, make_folder, stream, copy, query = lines
    assert set_up == "make run engines"
    assert stream.endswith(" &")
    run(make_folder, tmp_path)
    command = ["bash", "-c", f"cd '{tmp_path}' && exec {stream.removesuffix(' &')}"]
    with Process("stream", command, tmp_path / "stream.log", ENVIRONMENT) as process:
        run(copy, tmp_path)
        process.wait_ready(lambda: number_of(tmp_path / "out/live") >= 16, 200)
        assert run(query, tmp_path).strip()
        process.interrupt()
        assert process.wait(60) == 0, process.tail()
        assert '"articles": 16' in process.log.read_text()
