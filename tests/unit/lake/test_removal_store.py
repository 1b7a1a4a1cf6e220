"""Takedowns and expiry where the lake is on an object store, or its articles came without signatures and links."""

import datetime
from pathlib import Path

import pytest

from pipeline.forget import expire, forget
from pipeline.lake.layout import Lake
from pipeline.lake.reading import forgotten_ids
from pipeline.lake.verify import verify_lake
from tests.unit.lake import rebuild_scenario as scenario
from tests.unit.lake.test_lake_raw import addresses, committed, page


def check(place: str) -> None:
    lake = scenario.make_lake(place, scenario.present_facts, None)
    committed(lake, "fetched", page("a"), page("b"))
    removed = forget(lake, ["ports", "https://post.example/b"])  # a whole id may be short
    assert (removed.articles, removed.rows["articles"], removed.stories_gone) == (1, 1, 0)
    assert removed.raw_records == 1
    assert addresses(lake) == ["https://post.example/a"]
    assert members(lake) == [
        ["copy"],
        ["new_to_rules"],
        ["revised"],
        ["silent"],
        ["undated"],
    ]  # nothing links the two that stay
    assert {"ports"} < forgotten_ids(lake)
    assert verify_lake(lake).problems == []
    old = expire(lake, datetime.date(2024, 3, 2))
    assert old.rows["articles"] == 2  # `silent` and `undated`; of `revised` one revision is younger
    assert members(lake) == [["copy"], ["new_to_rules"], ["revised"]]
    assert verify_lake(lake).problems == []
    assert not list(lake.store.files("_staging"))


def members(lake: Lake) -> list[list[str]]:
    """The articles of each story."""
    return sorted(sorted(copy["article_id"] for copy in row["copies"]) for row in scenario.content(lake, "stories"))  # type: ignore[attr-defined]


def test_on_the_local_disk(tmp_path: Path) -> None:
    check(str(tmp_path / "lake"))


def test_a_takedown_that_was_stopped_is_finished_by_a_second_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = scenario.make_lake(str(tmp_path / "lake"), scenario.present_facts, None)
    committed(lake, "fetched", page("a"), page("b"))

    def stop(*_: object) -> dict[str, int]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.removal.replace_rows", stop)
        with pytest.raises(KeyboardInterrupt):
            forget(lake, ["ports", "https://post.example/b"])
    assert addresses(lake) == ["https://post.example/a"]
    assert forgotten_ids(lake) == set()
    assert ["copy", "ports", "undated"] in members(lake)
    assert verify_lake(lake).problems == []
    assert not list(lake.store.files("_staging"))
    assert forget(lake, ["ports", "https://post.example/b"]).articles == 1
    assert {"ports"} < forgotten_ids(lake)
    assert verify_lake(lake).problems == []


@pytest.mark.slow
def test_on_an_object_store(bucket: str) -> None:
    check(f"{bucket}/lake")
