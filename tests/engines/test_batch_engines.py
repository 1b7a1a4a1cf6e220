"""A batch run on an engine makes the tables of a run inside the process."""

import shutil
from pathlib import Path

import pytest

from pipeline.ingest import ingest
from pipeline.options import load_settings
from tests.engines.flink import Cluster
from tests.pipeline.lakes import assert_sound, content

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
TABLES = ("articles", "sightings", "facts", "signatures", "links", "rejects", "stories", "story_facts", "source_state")


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("in-process") / "lake"
    ingest(load_settings(), [str(SAMPLE)], str(lake))
    return lake


def assert_same_tables(lake: Path, in_process: Path) -> None:
    assert_sound(lake)
    for table in TABLES:
        assert content(lake, table) == content(in_process, table), table


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with every other file of the sample: its stories go on in the rest."""
    lake = tmp_path_factory.mktemp("first-night") / "lake"
    ingest(load_settings(), [str(path) for path in sorted(SAMPLE.iterdir())[::2]], str(lake))
    return lake


@pytest.fixture(scope="module")
def second_night(first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return night_after(first_night, tmp_path_factory.mktemp("second-night") / "lake", [])


def night_after(first_night: Path, lake: Path, beam_args: list[str]) -> Path:
    shutil.copytree(first_night, lake)
    ingest(load_settings(), [str(SAMPLE)], str(lake), beam_args=beam_args)
    return lake


def test_prism(prism: list[str], in_process: Path, tmp_path: Path) -> None:
    ingest(load_settings(), [str(SAMPLE)], str(tmp_path / "lake"), beam_args=prism)
    assert_same_tables(tmp_path / "lake", in_process)


def test_flink(cluster: Cluster, in_process: Path, tmp_path: Path) -> None:
    ingest(load_settings(), [str(SAMPLE)], str(tmp_path / "lake"), beam_args=cluster.options)
    assert_same_tables(tmp_path / "lake", in_process)


def test_a_night_on_prism_after_another(prism: list[str], first_night: Path, second_night: Path, tmp_path: Path) -> None:
    assert_same_tables(night_after(first_night, tmp_path / "lake", prism), second_night)


def test_a_night_on_flink_after_another(cluster: Cluster, first_night: Path, second_night: Path, tmp_path: Path) -> None:
    assert_same_tables(night_after(first_night, tmp_path / "lake", cluster.options), second_night)


def test_the_second_run_on_an_engine_adds_nothing(prism: list[str], tmp_path: Path) -> None:
    for _ in range(2):
        result = ingest(load_settings(), [str(SAMPLE)], str(tmp_path / "lake"), beam_args=prism, reread=True)
    assert (result.counters.get("articles", 0), result.counters["records"]) == (0, 28)
    assert_sound(tmp_path / "lake")
