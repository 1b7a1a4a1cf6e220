"""Windows become runs: once, in any order, as often as an engine brings them."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.dedup_quality import pairwise_f1
from pipeline.lake.compact import compact_lake
from pipeline.lake.layout import LakeError
from pipeline.lake.verify import verify_lake
from pipeline.stream.commit import JobReplaced, joined
from pipeline.stream.runs import claim, committed_of, run_name
from tests.engines.articles import clusters, said
from tests.pipeline.lakes import rows, run
from tests.unit.stream.windows import DAY, NOW, Feeder, articles
from transforms.positions import Partition

WIRE = Partition("wire", 0)


def test_a_window_is_a_run_named_by_stream_and_end(feeder: Feeder) -> None:
    counts = feeder.committer.commit(feeder.read([*articles(3)[:3], b"{cut"]))
    assert (counts["records"], counts["articles"], counts["rejects"]) == (4, 3, 1)
    (found,) = rows(feeder.path, "runs")
    assert found["run_id"] == run_name("test", NOW + 1_000_000) == "test-20240309T160001.000Z"
    assert found["inputs"] == ["kafka://wire/0/0-3"]
    (reject,) = rows(feeder.path, "rejects")
    assert (reject["source_uri"], reject["reason"]) == ("kafka://wire/0/3", "bad_json")
    assert verify_lake(feeder.lake).problems == []


def test_windows_in_disorder_and_again_after_a_crash_bring_each_message_once(feeder: Feeder) -> None:
    some = articles(12)
    first, second, third = feeder.read(some[:4], 0), feeder.read(some[4:8], 1), feeder.read(some[8:12], 2)
    feeder.committer.commit(second)
    assert (
        committed_of(feeder.lake, "test").next_offset(WIRE) == 8
    )  # read on after the first stretch: 0 to 3 wait in the engine
    feeder.committer.commit(first)
    crashed = feeder.new_committer()
    assert crashed.commit(first) == {}
    assert crashed.commit(joined([third, second])._replace(end=second.end))["records"] == 4
    assert [row["run_id"].rpartition("Z")[2] for row in rows(feeder.path, "runs")] == ["", "", ".1"]
    assert len(rows(feeder.path, "sightings")) == 12
    assert committed_of(feeder.lake, "test").next_offset(WIRE) == 12
    assert verify_lake(feeder.lake).problems == []


def test_windows_of_a_bundle_are_one_run(feeder: Feeder) -> None:
    some = articles(9)
    windows = [feeder.read(some[at : at + 3], at) for at in (0, 3, 6)]
    assert feeder.committer.commit(*windows)["sightings"] == 9
    (found,) = rows(feeder.path, "runs")
    assert (found["run_id"], found["inputs"]) == (run_name("test", windows[-1].end), ["kafka://wire/0/0-8"])
    assert [found[f"data_interval_{name}"].timestamp() * 1e6 for name in ("start", "end")] == [NOW, windows[-1].end]


def test_windows_that_wait_for_their_turn_go_together(feeder: Feeder) -> None:
    some = articles(12)
    windows = [feeder.read(some[at : at + 2], at) for at in range(0, 12, 2)]
    with ThreadPoolExecutor(len(windows)) as threads:
        counts = list(threads.map(feeder.committer.commit, windows))
    assert sum(one.get("sightings", 0) for one in counts) == len(rows(feeder.path, "sightings")) == 12
    assert 1 <= len(rows(feeder.path, "runs")) < len(windows)
    assert committed_of(feeder.lake, "test").next_offset(WIRE) == 12
    assert verify_lake(feeder.lake).problems == []


@pytest.mark.slow
def test_the_stream_ends_in_the_articles_facts_and_stories_of_a_batch_run(feeder: Feeder, tmp_path: Path) -> None:
    some = articles(300, seed=5)
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in some), encoding="utf-8")
    run(tmp_path / "batch", source)
    for number in range(0, len(some), 40):
        if number == 80:
            feeder.new_committer()
        feeder.committer.commit(feeder.read(some[number : number + 40], number))
    for table in ("articles", "facts"):
        assert said(feeder.path, table) == said(tmp_path / "batch", table)
    theirs = clusters(tmp_path / "batch")
    assert pairwise_f1(list(theirs), theirs, clusters(feeder.path)) >= 0.99
    assert verify_lake(feeder.lake).problems == []


def test_the_same_article_again_is_seen_and_its_new_text_a_revision(feeder: Feeder) -> None:
    article = articles(1)[0]
    feeder.committer.commit(feeder.read([article, article]))
    changed = article | {"text": article["text"] + "\n\nA correction was added to this report on Friday by its editors."}
    counts = feeder.committer.commit(feeder.read([article, changed], 1))
    assert (counts["articles"], counts["sightings"]) == (1, 2)
    assert sorted(row["revision"] for row in rows(feeder.path, "articles")) == [0, 1]
    assert len(rows(feeder.path, "stories")) == 1
    counts = feeder.committer.commit(feeder.read([changed], 2))
    assert (counts["records"], counts["articles"], counts["stories"]) == (1, 0, 0)
    assert verify_lake(feeder.lake).problems == []


def test_other_writers_are_seen(feeder: Feeder, tmp_path: Path) -> None:
    """A nightly run and a compaction between two windows."""
    some = articles(20, seed=4)
    feeder.committer.commit(feeder.read(some[:5]))
    source = tmp_path / "night.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in some[3:15]), encoding="utf-8")
    run(feeder.path, source)
    compact_lake(feeder.lake)
    counts = feeder.committer.commit(feeder.read(some[10:20], 1))
    assert (counts["articles"], counts["sightings"]) == (5, 10)
    assert len(rows(feeder.path, "articles")) == 20
    assert verify_lake(feeder.lake).problems == []


def test_a_newer_job_of_the_name_ends_the_older(feeder: Feeder) -> None:
    claim(feeder.lake, "test", "job-1")
    with pytest.raises(JobReplaced):
        feeder.committer.commit(feeder.read(articles(1)[:1]))
    assert rows(feeder.path, "articles") == []


def test_a_lake_that_cannot_be_written_is_tried_again(feeder: Feeder, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.stream import commit

    tried: list[str] = []
    real = commit.commit_run

    def full_at_first(*arguments: object) -> object:
        tried.append("now")
        if len(tried) == 1:
            raise OSError(28, "No space left on device")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(commit, "commit_run", full_at_first)
    window = feeder.read(articles(2)[:2])
    assert feeder.committer.commit(window)["articles"] == 2
    monkeypatch.setattr(commit, "commit_run", lambda *_: (_ for _ in ()).throw(LakeError("away")))
    with pytest.raises(LakeError, match="away"):
        feeder.new_committer().commit(feeder.read(articles(4)[2:4], 1))
    assert verify_lake(feeder.lake).problems == []


def test_what_is_kept_is_bounded_by_age_and_number(tmp_path: Path) -> None:
    feeder = Feeder(tmp_path / "lake", expiry=2 * DAY, most=15)
    some = articles(40, seed=5)
    for number in range(8):
        feeder.committer.commit(feeder.read(some[5 * number : 5 * number + 5], number, at=NOW + number * DAY))
    last = json.loads(max(rows(feeder.path, "runs"), key=lambda row: row["run_id"])["counters"])
    assert last["state_articles"] <= 15
    # an article that left comes again, as it was and changed
    changed = some[0] | {"text": some[0]["text"] + "\n\nThe ministry had no comment on the report of its auditors."}
    counts = feeder.committer.commit(feeder.read([some[0], changed], 9, at=NOW + 9 * DAY))
    assert (counts["articles"], counts["sightings"]) == (1, 2)
    assert verify_lake(feeder.lake).problems == []


def test_gaps_that_a_broker_leaves_are_part_of_what_is_read(feeder: Feeder) -> None:
    """A compacted topic: offset 5 follows offset 0."""
    some = articles(3)
    feeder.committer.commit(feeder.read(some[:1]))
    feeder.offset = 5
    feeder.committer.commit(feeder.read(some[1:2], 1, preceding=0))
    assert committed_of(feeder.lake, "test").next_offset(WIRE) == 6
