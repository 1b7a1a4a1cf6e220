"""The commands that read a lake, on a small one of two nights."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.lake.layout import open_lake
from tests.unit.lake.lake_scenario import nightly


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("cli") / "lake")
    for night in range(2):
        nightly(open_lake(path, create=True), night)
    return path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], lake: str) -> "Ask":
    return Ask(capsys, lake)


class Ask:
    """Runs a command on the lake."""

    def __init__(self, capsys: pytest.CaptureFixture[str], lake: str) -> None:
        self.capsys = capsys
        self.lake = lake

    def __call__(self, *args: str) -> tuple[int, str, str]:
        code = main([*args, "--lake", self.lake])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err


def test_query_gives_json_objects(ask: Ask) -> None:
    code, out, err = ask(
        "query", "SELECT story_id, copy_count, copies FROM stories ORDER BY story_id LIMIT 1", "--format", "json"
    )
    assert (code, err) == (0, "")
    (row,) = json.loads(out)
    assert (row["story_id"], row["copy_count"]) == ("s0", 2)
    assert [copy["article_id"] for copy in row["copies"]] == ["a0", "a5"]


def test_query_gives_csv_with_a_heading(ask: Ask) -> None:
    code, out, _ = ask("query", "SELECT article_id, published_date FROM articles ORDER BY ALL", "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert code == 0
    assert rows[0] == ["article_id", "published_date"]
    assert len(rows) == 11
    assert ["a3", ""] in rows


def test_query_gives_a_table(ask: Ask) -> None:
    code, out, _ = ask("query", "SELECT headline FROM stories ORDER BY story_id")
    assert code == 0
    assert out.splitlines()[0].strip() == "headline"
    assert "Headline of s0" in out


def test_every_table_is_a_view(ask: Ask) -> None:
    from transforms.tables import TABLES

    _, out, _ = ask("query", "SHOW TABLES", "--format", "json")
    assert {row["name"] for row in json.loads(out)} == set(TABLES)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nope FROM articles", '"nope" not found'),
        ("SELECT * FROM artikles", "Did you mean"),
        ("", "the query is empty"),
        ("SELECT CAST(headline AS INTEGER) FROM stories", "Could not convert"),
    ],
)
def test_wrong_sql_is_one_line(ask: Ask, sql: str, says: str) -> None:
    code, out, err = ask("query", sql)
    assert code == 1
    assert out == ""
    assert err.count("\n") == 1
    assert says in err


def test_a_table_of_runs_fits_eighty_columns(ask: Ask) -> None:
    code, out, _ = ask("runs")
    assert code == 0
    assert out.split("\n")[0].split() == ["run", "status", "began", "s", "read", "new", "stories", "facts", "rejects"]
    assert max(map(len, out.splitlines())) <= 80


def test_runs_are_listed_the_newest_last(ask: Ask) -> None:
    code, out, _ = ask("runs", "--format", "json")
    assert code == 0
    assert [row["run_id"] for row in json.loads(out)] == ["night-000", "night-001"]


def test_rejects_can_be_chosen_and_counted(ask: Ask) -> None:
    code, out, err = ask("rejects", "--limit", "1")
    assert code == 0
    assert "no_text" in out
    assert err == "1 of 2 rejects; --limit 0 prints all\n"
    assert json.loads(ask("rejects", "--reason", "timeout", "--format", "json")[1]) == []
    assert len(json.loads(ask("rejects", "--run-id", "night-001", "--format", "json")[1])) == 1


def test_verify_tells_the_tables_and_that_all_is_well(ask: Ask) -> None:
    code, out, err = ask("lake", "verify")
    assert (code, err) == (0, "")
    assert "articles" in out
    assert out.endswith("the lake is sound\n")


def test_verify_as_json_is_one_object(ask: Ask) -> None:
    code, out, _ = ask("lake", "verify", "--format", "json")
    told = json.loads(out)
    assert (code, told["ok"], told["problems"]) == (0, True, [])
    assert told["tables"]["articles"]["rows"] > 0


def test_verify_of_a_broken_lake_fails_and_says_what(tmp_path: Path, lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(lake, broken)
    next((broken / "articles").rglob("*.parquet")).unlink()
    assert main(["lake", "verify", "--lake", str(broken)]) == 1
    printed = capsys.readouterr()
    assert "articles" in printed.err
    assert "problem" in printed.err


def test_recover_and_compact_say_what_they_did(tmp_path: Path, lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    copy = str(tmp_path / "copy")
    shutil.copytree(lake, copy)
    assert main(["lake", "recover", "--lake", copy]) == 0
    assert capsys.readouterr().out == "nothing to recover\n"
    assert main(["lake", "compact", "--lake", copy]) == 0
    assert "rejects" in capsys.readouterr().out
    assert main(["lake", "compact", "--lake", copy]) == 0
    assert capsys.readouterr().out == "nothing to compact\n"
    assert main(["lake", "verify", "--lake", copy]) == 0


def test_a_reader_that_has_enough_ends_the_output_in_silence(lake: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "query",
        "SELECT range FROM range(200000)",
        "--format",
        "csv",
        "--lake",
        lake,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"range\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
