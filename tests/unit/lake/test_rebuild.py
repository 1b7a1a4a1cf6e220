"""Facts read again: a lake of older rules becomes the one that the present rules make, whatever happens on the way."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import rebuild
from pipeline.cli import main
from pipeline.lake import faults, staging
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.reading import committed_files
from pipeline.lake.verify import verify_lake
from pipeline.rebuild import Rebuilt, rebuild_facts
from pipeline.rebuild_stories import stage_story_facts
from tests import killable
from tests.unit.lake import rebuild_scenario as scenario
from transforms.extraction.extract import GRAMMAR_VERSION
from transforms.pool import PoolSettings
from transforms.tables import TABLES

ROOT = Path(__file__).parents[3]
POOL = scenario.POOL
Contents = dict[str, list[dict[str, object]]]


def contents(lake: Lake) -> Contents:
    return {table: scenario.content(lake, table) for table in TABLES}


def versions(lake: Lake) -> dict[str, int]:
    return {table: summary.version for table, summary in verify_lake(lake).tables.items()}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    return scenario.make_lake(str(tmp_path_factory.mktemp("older") / "lake"), scenario.older_facts, scenario.OLD).uri


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What the present rules make of the same articles at once."""
    path = str(tmp_path_factory.mktemp("present") / "lake")
    return contents(scenario.make_lake(path, scenario.present_facts, GRAMMAR_VERSION))


@pytest.fixture
def older(template: str, tmp_path: Path) -> Lake:
    """A lake whose facts older rules have read."""
    return Lake(str(shutil.copytree(template, tmp_path / "lake")))


def assert_as_wanted(lake: Lake, wanted: Contents) -> None:
    assert verify_lake(lake).problems == []
    found = contents(lake)
    for table in TABLES:
        assert found[table] == wanted[table], table
    assert not list((Path(lake.uri) / "_staging").glob("*"))
    assert not list((Path(lake.uri) / "_locks").glob("*"))


def test_a_lake_that_was_rebuilt_is_the_one_that_the_present_rules_make(older: Lake, wanted: Contents) -> None:
    assert contents(older)["facts"] != wanted["facts"]
    told: list[Rebuilt] = []
    done = rebuild_facts(older, POOL, told.append)
    assert (done.partitions, done.articles, done.facts, done.failed) == (3, 7, len(wanted["facts"]), 0)
    assert [one.checked for one in told if one.checked] == [1, 2, 3]
    assert_as_wanted(older, wanted)
    after = versions(older)
    assert rebuild_facts(older, POOL).partitions == 0
    assert versions(older) == after


def test_facts_of_the_present_rules_are_left_alone(tmp_path: Path) -> None:
    lake = scenario.make_lake(str(tmp_path / "lake"), scenario.present_facts, GRAMMAR_VERSION)
    before = versions(lake)
    assert rebuild_facts(lake, POOL) == Rebuilt(checked=3, of=3)
    assert versions(lake) == before


def test_many_small_parts_hold_the_same_rows(older: Lake, wanted: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_A_PART", 2)
    monkeypatch.setattr(rebuild, "compact_if_needed", lambda lake: [])
    rebuild_facts(older, POOL)
    assert len(committed_files(older, "facts")) > 3
    assert_as_wanted(older, wanted)


def test_a_call_that_was_stopped_goes_on_where_it_was(older: Lake, wanted: Contents) -> None:
    def stop(done: Rebuilt) -> None:
        if done.checked == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_facts(older, POOL, stop)
    assert verify_lake(older).problems == []
    assert rebuild_facts(older, POOL).partitions == 2
    assert_as_wanted(older, wanted)


def test_articles_without_facts_are_read_once_if_nothing_says_which_rules_read_them(tmp_path: Path) -> None:
    lake = scenario.make_lake(str(tmp_path / "lake"), scenario.present_facts, None)
    done = rebuild_facts(lake, POOL)
    assert (done.partitions, done.articles, done.facts, done.stories) == (1, 1, 0, 0)  # the article `silent`
    assert rebuild_facts(lake, POOL).partitions == 0


def test_older_rules_that_come_after_a_rebuild_are_found(older: Lake) -> None:
    rebuild_facts(older, POOL)
    late = [one._replace(article_id="later", url="/later") for one in scenario.articles() if one.article_id == "new_to_rules"]
    scenario.add_run(older, "later", late, {"s-later": ["later"]}, scenario.older_facts, scenario.OLD)
    done = rebuild_facts(older, POOL)
    assert (done.partitions, done.articles, done.facts) == (1, 1, 2)
    assert rebuild_facts(older, POOL).partitions == 0


def test_a_text_that_hangs_keeps_its_facts_and_is_tried_again(
    older: Lake, wanted: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(rebuild, "packed_facts", scenario.hangs_on_wool)
        done = rebuild_facts(older, PoolSettings(processes=2, seconds=2))
        assert (done.partitions, done.articles, done.failed) == (3, 6, 1)
        assert verify_lake(older).problems == []
        by_old = {row["article_id"] for row in scenario.content(older, "facts") if row["rule_version"] == scenario.OLD}
        assert by_old == {"ports"}
        before = versions(older)
        assert rebuild_facts(older, PoolSettings(processes=1, seconds=1)) == Rebuilt(checked=3, of=3, failed=1)
        assert versions(older) == before
    assert rebuild_facts(older, POOL).articles == 1
    assert_as_wanted(older, wanted)


def test_a_story_that_a_stream_changes_meanwhile_is_made_anew_as_it_is_then(
    older: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def and_a_stream_writes(lake: Lake, run_id: str, read: Any, workers: Any, shards: str) -> Any:
        made = stage_story_facts(lake, run_id, read, workers, shards)
        if not calls:
            scenario.late_copy(lake)
        calls.append(shards)
        return made

    monkeypatch.setattr(rebuild, "stage_story_facts", and_a_stream_writes)
    rebuild_facts(older, POOL)
    assert calls[:3] == ["", "again-", ""]
    assert verify_lake(older).problems == []
    rows = [row for row in scenario.content(older, "story_facts") if row["story_id"] == "s-ports"]
    assert {row["copy_count"] for row in rows} == {4}
    assert max(len(row["article_ids"]) for row in rows) == 4  # type: ignore[arg-type]


def test_the_command_says_what_it_did(older: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    command: Sequence[str] = ["lake", "rebuild", "facts", "--lake", older.uri]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith(
        f"read 7 articles of 3 days again with rules {GRAMMAR_VERSION}: 17 facts; facts of "
    )
    assert main(command) == 0
    assert capsys.readouterr() == (f"nothing to rebuild: all facts are of rules {GRAMMAR_VERSION}\n", "")
    assert main([*command, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_place_that_is_no_lake_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "rebuild", "facts", "--lake", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_beam_is_not_imported() -> None:
    program = "import sys, pipeline.rebuild; sys.exit('apache_beam' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60).returncode == 0


# ------------------------------------------------------------------ kills


def run(lake: Lake, crash_at: str = "") -> int:
    """Rebuild in a process of its own; its exit code."""
    done = killable.call(f"{scenario.__name__}:program", lake.uri, environment={faults.VARIABLE: crash_at})
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def check_kill(lake: Lake, point: str, wanted: Contents) -> None:
    assert run(lake, point) == -signal.SIGKILL, f"{point} was not passed"
    rebuild_facts(open_lake(lake.uri), POOL)
    assert_as_wanted(lake, wanted)


@pytest.mark.parametrize("point", ["decision.after_write", "delta.after_commit:2"])
def test_killed_and_called_again_is_one_clean_rebuild(point: str, older: Lake, wanted: Contents) -> None:
    check_kill(older, point, wanted)


SWEEP = [
    "rewrite.after_write", "stage.before_write", "stage.after_write:2", "stage.after_write:5", "decision.before_write",
    "move.before", "move.after:2", "delta.before_commit", "delta.before_commit:3", "delta.after_commit:1",
    "replaced.before_delete", "replaced.after_delete:2", "staging.before_remove", "staging.between",
    "decision.before_write:2", "decision.after_write:3", "delta.after_commit:5", "staging.between:3",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("point", SWEEP)
def test_killed_at_each_point_and_called_again_is_one_clean_rebuild(point: str, older: Lake, wanted: Contents) -> None:
    check_kill(older, point, wanted)
