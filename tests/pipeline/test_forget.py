"""Takedowns and expiry: what leaves a lake leaves every table and every file, and the lake is as if it had never come."""

import json
import shutil
import signal
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.cli import main
from pipeline.forget import expire, forget
from pipeline.lake.faults import VARIABLE
from pipeline.lake.layout import open_lake
from pipeline.lake.lock import LakeBusy
from pipeline.lake.reading import forgotten_ids
from pipeline.lake.verify import verify_lake
from pipeline.lake.writer import writing
from tests import killable
from tests.pipeline.lakes import content, rows, run
from transforms.errors import UserError
from transforms.parsing.normalise import article_id_of_url
from transforms.tables import TABLES

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
URL = "https://www.harbour-gazette.example/world/2024/03/06/chile-norway-clean-ammonia"
"""The canonical article of a story of four; its file is 01-harbour-gazette.html."""
ALONE = "https://www.coastwatch.example/lighthouse-keeper"
COMPARED = ("articles", "signatures", "facts", "stories", "story_facts")
SAYS_ITSELF = (b"harbour-gazette.example", b"The Harbour Gazette")


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """The inputs, a lake that read all of them in two runs, and one that never saw the Harbour Gazette."""
    folder = tmp_path_factory.mktemp("forget")
    shutil.copytree(SAMPLE, folder / "in")
    gazette = folder / "in" / "01-harbour-gazette.html"
    run(folder / "full", folder / "in")
    shutil.move(gazette, folder / gazette.name)
    run(folder / "without", folder / "in")
    text = (folder / gazette.name).read_text(encoding="utf-8")
    gazette.write_text(text.replace("</article>", "<p>The accord takes effect on June 1.</p></article>"), encoding="utf-8")
    run(folder / "full", gazette)
    return folder


@pytest.fixture
def lake(lakes, tmp_path):
    """A lake with two revisions of the article."""
    return open_lake(str(shutil.copytree(lakes / "full", tmp_path / "lake")))


def held(lake, *texts):
    """Parquet files that hold any of some texts in any column, their paths' own names left out."""
    found = []
    for path in Path(lake.uri).rglob("*.parquet"):
        columns = pq.ParquetFile(path).read().drop_columns(["source_uri"] if path.parts[-2] == "source_state" else [])
        if any(text in repr(columns.to_pylist()).encode() for text in texts):
            found.append(path)
    return found


def state(lake):
    return {table: content(lake.uri, table) for table in COMPARED}


def assert_as_if_it_never_came(lake, lakes):
    assert verify_lake(lake).problems == []
    for table in COMPARED:
        assert content(lake.uri, table) == content(lakes / "without", table), table
    ids = {row["article_id"] for row in rows(lake.uri, "articles")}
    for link in rows(lake.uri, "links"):
        assert {link["article_id"], link["is_based_on"]} <= ids
    assert not list((Path(lake.uri) / "_staging").glob("*"))
    assert not list((Path(lake.uri) / "_locks").glob("*"))


@pytest.mark.parametrize("name", [URL.replace("https://www.", "http://") + "/?utm_source=feed", article_id_of_url(URL)[:8]])
def test_a_forgotten_article_is_as_if_it_had_never_come(lake, lakes, name):
    assert held(lake, *SAYS_ITSELF)
    removed = forget(lake, [name])
    assert (removed.articles, removed.rows["articles"], removed.stories_changed, removed.stories_gone) == (1, 2, 1, 0)
    assert removed.rows["facts"] > 20
    assert_as_if_it_never_came(lake, lakes)
    assert held(lake, *SAYS_ITSELF) == []
    assert forgotten_ids(lake) == {article_id_of_url(URL)}


def test_a_forgotten_article_that_comes_again_is_one_reject(lake, lakes):
    gazette = lakes / "01-harbour-gazette.html"  # as it first came: the run that read it is forgotten with it, its file is not
    forget(lake, [URL])
    for _ in range(2):
        counted = run(lake.uri, gazette, reread=True).counters
        assert (counted["records"], counted["rejects"], counted["reject_forgotten"]) == (1, 1, 1)
    (reject,) = [row for row in rows(lake.uri, "rejects") if row["reason"] == "forgotten"]
    assert (reject["source_uri"], reject["payload"], reject["retryable"]) == (str(gazette), b"", False)
    assert_as_if_it_never_came(lake, lakes)
    assert held(lake, *SAYS_ITSELF) == []


def test_one_that_came_all_the_same_is_found_and_taken_out_again(lake, lakes, monkeypatch):
    forget(lake, [URL])
    with monkeypatch.context() as patch:  # as a run that began before the takedown
        patch.setattr("pipeline.ingest.forgotten_ids", lambda _: frozenset())
        run(lake.uri, lakes / "01-harbour-gazette.html", reread=True)
    (problem,) = verify_lake(lake).problems
    assert article_id_of_url(URL) in problem
    assert forget(lake, [article_id_of_url(URL)]).articles == 1
    assert_as_if_it_never_came(lake, lakes)


def test_runs_account_for_the_rows_that_went(lake):
    before = {row["run_id"]: json.loads(row["counters"]) for row in rows(lake.uri, "runs")}
    forget(lake, [URL])
    for row in rows(lake.uri, "runs"):
        counted = json.loads(row["counters"])
        assert counted == before[row["run_id"]] | {"removed_articles": 1, "removed_sightings": 1}


def test_forgetting_again_changes_nothing(lake):
    forget(lake, [URL])
    before = verify_lake(lake).tables
    removed = forget(lake, [URL, article_id_of_url(URL)])
    assert (sum(removed.rows.values()), removed.forgotten) == (0, 0)
    assert verify_lake(lake).tables == before


def test_an_address_that_never_came_is_refused_all_the_same(lake):
    before = state(lake)
    removed = forget(lake, ["https://elsewhere.example/a"])
    assert (sum(removed.rows.values()), removed.forgotten) == (0, 1)
    assert forgotten_ids(lake) == {article_id_of_url("https://elsewhere.example/a")}
    assert state(lake) == before


def test_a_story_of_one_goes_with_its_article(lake):
    stories = len(rows(lake.uri, "stories"))
    removed = forget(lake, [ALONE, URL])
    assert (removed.articles, removed.stories_changed, removed.stories_gone) == (2, 1, 1)
    assert len(rows(lake.uri, "stories")) == stories - 1
    assert verify_lake(lake).problems == []


def test_rejects_of_the_same_input_go_too(lake, tmp_path):
    broken = tmp_path / "wire.jsonl"
    broken.write_text('{"url": "https://wire.example/one", "body": "The mill sold 900 tonnes of oats."}\n{"body": 7}\n')
    run(lake.uri, broken)
    broken.write_text('{"url": "https://wire.example/one", "body": "The mill')
    run(lake.uri, broken)
    before = len(rows(lake.uri, "rejects"))
    removed = forget(lake, ["https://wire.example/one"])
    kept = {row["source_uri"] for row in rows(lake.uri, "rejects")}
    assert removed.rows["rejects"] == before - len(rows(lake.uri, "rejects")) == 1
    assert f"{broken}#1" in kept  # the line of another record
    assert held(lake, b"The mill") == []
    assert verify_lake(lake).problems == []


def test_a_dry_run_counts_and_changes_nothing(lake, capsys):
    before = verify_lake(lake).tables
    assert main(["lake", "forget", URL, "--lake", lake.uri, "--dry-run"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("would be removed: 1 article (2 of articles, 2 of sightings, ")
    assert shown[1:] == [
        "stories: 1 would be made anew, 0 would be gone",
        "1 article would be refused from now on",
    ]
    assert verify_lake(lake).tables == before
    assert forgotten_ids(lake) == set()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ffffffffffffffff", "no article has such an id"),
        ("c85", "too short"),
        ("file:///etc/passwd", "no web address"),
        ("https://nohost/x", "no web address"),
    ],
)
def test_a_name_that_means_nothing_changes_nothing(lake, name, message):
    before = verify_lake(lake).tables
    with pytest.raises(UserError, match=message):
        forget(lake, [URL, name])
    assert verify_lake(lake).tables == before


def test_a_run_that_writes_is_not_disturbed(lake):
    with writing(lake, "busy"), pytest.raises(LakeBusy, match="run busy"):
        forget(lake, [URL], wait=False)


# ------------------------------------------------------------------ expiry


def test_older_days_leave_and_younger_copies_keep_their_story(lake, lakes):
    first = date(2024, 3, 7)
    old = [row for row in rows(lake.uri, "articles") if row["published_date"] and row["published_date"] < first]
    undated = [row for row in rows(lake.uri, "articles") if row["published_date"] is None]
    story = next(row for row in rows(lake.uri, "stories") if row["copy_count"] == 4)
    removed = expire(lake, first)
    assert removed.articles == len({row["article_id"] for row in old}) > 3
    assert (removed.stories_changed, removed.rows["rejects"], removed.forgotten) == (1, 0, 0)
    left = rows(lake.uri, "articles")
    assert all(row["published_date"] is None or row["published_date"] >= first for row in left)
    assert [row for row in left if row["published_date"] is None] == undated  # they came today
    (kept,) = [row for row in rows(lake.uri, "stories") if row["story_id"] == story["story_id"]]
    assert [copy["publisher"] for copy in kept["copies"]] == ["Skerry Times"]
    assert verify_lake(lake).problems == []
    run(lake.uri, lakes / "in")  # all of its files are known
    assert rows(lake.uri, "articles") == left
    assert expire(lake, first).articles == 0


def test_all_may_go(lake):
    held_before = {table: len(rows(lake.uri, table)) for table in ("articles", "sightings", "facts", "rejects")}
    removed = expire(lake, date(2999, 1, 1))
    assert {table: removed.rows[table] for table in held_before} == held_before
    assert removed.stories_changed == 0
    for table in TABLES:
        assert bool(rows(lake.uri, table)) == (table in ("runs", "source_state")), table
    assert verify_lake(lake).problems == []


def test_a_day_that_is_none_is_wrong_usage(lake, capsys):
    assert main(["lake", "expire", "--before", "yesterday", "--lake", lake.uri]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["lake", "expire", "--before", "2024-01-01", "--lake", lake.uri]) == 0
    assert capsys.readouterr().out == "nothing to remove\n"


# ------------------------------------------------------------------ kills

QUICK = ["decision.after_write", "delta.after_commit:3"]
SWEEP = [
    "stage.before_write", "stage.after_write:2", "rewrite.after_write:6", "decision.before_write", "move.before",
    "move.after:4", "delta.before_commit", "delta.before_commit:5", "delta.after_commit:9", "replaced.before_delete",
    "replaced.after_delete:5", "staging.before_remove", "staging.between",
]  # fmt: skip


@pytest.mark.parametrize("point", [*QUICK, *(pytest.param(point, marks=pytest.mark.slow) for point in SWEEP)])
def test_killed_and_called_again_is_one_clean_takedown(lake, lakes, point):
    arguments = ("lake", "forget", URL, "--lake", lake.uri)
    modules = ("pipeline.cli_commands", "pipeline.forget")
    done = killable.call("pipeline.cli:main", *arguments, environment={VARIABLE: point}, preload=modules)
    assert done.returncode == -signal.SIGKILL, done.stderr
    forget(lake, [URL])
    assert_as_if_it_never_came(lake, lakes)
    assert held(lake, *SAYS_ITSELF) == []
    assert forgotten_ids(lake) == {article_id_of_url(URL)}
