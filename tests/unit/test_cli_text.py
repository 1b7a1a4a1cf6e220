"""The commands that need no lake, on the embedded sample."""

import io
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline.cli import main

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
README = (SAMPLE.parents[1] / "README.md").read_text(encoding="utf-8")
ARTICLES = {
    "01-harbour-gazette.html": 1, "02-fjord-post.txt": 1, "03-skerry-times.txt": 1, "04-andes-daily.json": 1,
    "05-northern-ledger.html": 1, "06-digest.txt": 3, "07-market-letter.xml": 3, "08-coast-watch.xml.gz": 2, "09-wire.jsonl": 3,
    "10-ninjs.json": 1, "11-crawl.warc.gz": 2, "12-customs-report.txt": 1, "13-gazette-du-port.html": 1,
    "15-fish-trade.jsonl": 3,
}  # fmt: skip
REJECTS = {
    "09-wire.jsonl#2": "bad_field", "09-wire.jsonl#3": "not_an_object", "11-crawl.warc.gz#2": "not_a_response",
    "14-cut.json.gz": "bad_compression",
}  # fmt: skip


def test_the_sample_parses_into_what_its_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(map(str, SAMPLE.iterdir()))
    assert main(["parse", *files, "--format", "json"]) == 0
    printed = capsys.readouterr()
    articles = json.loads(printed.out)
    assert Counter(Path(article["source_uri"].partition("#")[0]).name for article in articles) == ARTICLES
    told = [line.removeprefix(f"wirelake: {SAMPLE}/") for line in printed.err.splitlines()]
    assert {line.split(": ")[0]: line.split(": ")[1] for line in told} == REJECTS


def test_parse_tells_what_was_taken_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(SAMPLE / "03-skerry-times.txt"), "--why"]) == 0
    out = capsys.readouterr().out
    body, _, dropped = out.partition("\ndropped by ")
    assert "officials in Santiago said." in body
    assert "Ferry operators" not in body
    assert "Ferry operators turn to batteries" in dropped


def test_the_readme_shows_what_parse_prints(capsys: pytest.CaptureFixture[str]) -> None:
    shown = README.partition("wirelake parse seeds/sample/03-skerry-times.txt --why\n```\n\n```\n")[2].partition("```")[0]
    assert main(["parse", str(SAMPLE / "03-skerry-times.txt"), "--why"]) == 0
    printed = capsys.readouterr().out
    assert shown.count("dropped by") > 5
    for line in shown.splitlines():
        assert line.rstrip("…") in printed


def test_an_entry_without_text_does_not_hide_those_after_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    items = "<item><title>One</title></item><item><link>https://a.example/2</link></item><item><title>Three</title></item>"
    (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>A</title>{items}</channel></rss>')
    assert main(["parse", str(tmp_path / "feed.xml")]) == 0
    printed = capsys.readouterr()
    assert "# One" in printed.out
    assert "# Three" in printed.out
    assert "feed.xml#1: no_text" in printed.err


@pytest.mark.parametrize("name", ["none.txt", "empty.txt", ""])
def test_parse_of_what_gives_no_article_fails_with_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty.txt").touch()
    assert main(["parse", str(tmp_path / name)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1


def test_facts_read_a_file_or_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = json.dumps({"id": "1", "text": "Exports rose to $5 billion in 2023.", "published": "2024-03-01"}) + "\n"
    (tmp_path / "texts.jsonl").write_text("\ufeff" + line, encoding="utf-8")
    assert main(["facts", str(tmp_path / "texts.jsonl")]) == 0
    from_file = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert main(["facts"]) == 0
    assert capsys.readouterr().out == from_file
    assert "$5 billion" in [fact["exact"] for fact in json.loads(from_file)["facts"]]


def test_facts_of_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["facts", str(tmp_path / "none.jsonl")]) == 1
    assert capsys.readouterr().err == f"wirelake: {tmp_path}/none.jsonl: cannot be read (No such file or directory)\n"
