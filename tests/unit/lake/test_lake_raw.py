"""What a run fetched, kept as it came: staged with the run, in its place with the decision, and taken out again."""

import datetime
import gzip
import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lake import commit, raw
from pipeline.lake.commit import commit_run
from pipeline.lake.layout import Lake, LakeError, staged_path
from pipeline.lake.raw import RawFiles, raw_before, raw_with, rewrite_raw, staged_raw, warc_record
from pipeline.lake.recover import recover
from pipeline.lake.writer import writing
from tests.unit.lake import lake_scenario as scenario
from transforms.limits import Limits
from transforms.parsing.led import led_document
from transforms.parsing.warc import warc_pieces
from transforms.records import Document, Feed, FeedEntry

DAY = datetime.date(2024, 3, 9)
MICROS = 1_709_942_400_000_000
FEED = Feed("https://post.example/feed", "The Ostwick Post", "NO", pages="always")
ENTRY = FeedEntry(FEED.url, ["t"], "https://post.example/a", "6 March 2024", None, ["Ada Fenn"], "en")


class Fetched(NamedTuple):
    final_url: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"), ("content-encoding", "br"))
    status: int = 200


def page(name: str) -> Fetched:
    return Fetched(f"https://post.example/{name}", f"<html><body><p>What became of {name}.</p></body></html>".encode())


def keep(lake: Lake, run_id: str, *answers: Fetched, day: datetime.date = DAY) -> RawFiles:
    files = RawFiles(lake, run_id, day)
    for answer in answers:
        files.add(answer, MICROS, None)
    files.close()
    return files


def committed(lake: Lake, run_id: str, *answers: Fetched, day: datetime.date = DAY) -> None:
    """A run that fetched some answers and stored nothing of them."""
    with writing(lake, run_id):
        keep(lake, run_id, *answers, day=day)
        commit_run(lake, scenario.run_row(run_id), [], files=staged_raw(lake, run_id))


def addresses(lake: Lake) -> list[str | None]:
    """The addresses of all records that are in their place."""
    paths = sorted(entry.path for entry in lake.store.files("_raw"))
    return [piece.url for path in paths for piece in warc_pieces(io.BytesIO(lake.store.read_bytes(path)), Limits())]


@given(
    body=st.binary(min_size=1, max_size=300).filter(lambda body: bool(body.strip()) and body[:2] != b"\x1f\x8b"),
    entry=st.sampled_from([None, ENTRY]),
    records=st.none() | st.lists(st.integers(0, 9), max_size=3),
)
def test_what_is_kept_is_read_as_it_came(body: bytes, entry: FeedEntry | None, records: list[int] | None) -> None:
    document = Document("u", MICROS, feed=FEED, entry=entry, records=records)
    record = warc_record(Fetched("https://post.example/a?x=1", body), MICROS, "r1", document)
    (piece,) = warc_pieces(io.BytesIO(gzip.compress(record)), Limits())
    assert (piece.data, piece.url, piece.retrieved_at) == (body, "https://post.example/a?x=1", MICROS)
    assert piece.content_type == "text/html; charset=utf-8"
    led = led_document(Document("u", MICROS), piece.led)
    assert (led.feed, led.records) == (FEED, records)
    assert led.entry == (entry and entry._replace(tokens=[]))


def test_the_same_answer_of_a_run_is_the_same_file(lake: Lake) -> None:
    for _ in range(2):
        keep(lake, "r1", page("a"), page("b"), Fetched("https://post.example/c", b"", status=304))
    (path,) = staged_raw(lake, "r1")
    assert path.startswith("_raw/2024-03-09/r1-")
    assert path.endswith(".warc.gz")
    keep(lake, "r1", page("c"))
    keep(lake, "r1")
    assert len(staged_raw(lake, "r1")) == 2


def test_a_full_file_is_followed_by_another(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "FILE_BYTES", 1_000)
    committed(lake, "r1", *(page(f"p{number}") for number in range(12)))
    assert len(list(lake.store.files("_raw"))) > 2
    assert sorted(map(str, addresses(lake))) == sorted(page(f"p{number}").final_url for number in range(12))


def test_a_run_that_is_not_decided_keeps_nothing(lake: Lake) -> None:
    keep(lake, "r1", page("a"))
    recover(lake)
    assert staged_raw(lake, "r1") == []
    assert addresses(lake) == []


def test_a_run_that_died_after_its_decision_has_its_files_put_in_place(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(commit, "roll_forward", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            committed(lake, "r1", page("a"))
    assert addresses(lake) == []
    assert recover(lake).rolled_forward == ["r1"]
    assert addresses(lake) == ["https://post.example/a"]
    assert lake.store.folders("_staging") == []


def test_a_staged_file_that_is_gone_stops_the_decision(lake: Lake) -> None:
    with writing(lake, "r1"):
        keep(lake, "r1", page("a"))
        paths = staged_raw(lake, "r1")
        lake.store.delete(staged_path("r1", paths[0]))
        with pytest.raises(LakeError, match="should be staged"):
            commit_run(lake, scenario.run_row("r1"), [], files=paths)
    assert addresses(lake) == []


def test_records_of_an_address_or_that_hold_it_are_taken_out(lake: Lake) -> None:
    feed = Fetched(
        "https://post.example/feed", b"<rss><channel><item><link>https://post.example/b</link></item></channel></rss>"
    )
    committed(lake, "r1", page("a"), page("b"), page("c"), feed)
    committed(lake, "r2", page("b"))
    found = raw_with(lake, lambda address: address.endswith("/b"), [b"post.example/b"])
    assert [sum(member.goes for member in members) for members in found.values()] == [2, 1]
    for path, members in found.items():
        rewrite_raw(lake, path, members)
        assert (Path(lake.uri) / path).exists() == ("r1-" in path)
    assert addresses(lake) == ["https://post.example/a", "https://post.example/c"]
    assert raw_with(lake, lambda address: address.endswith("/b"), []) == {}


def test_files_of_older_days(lake: Lake) -> None:
    for number in range(3):
        committed(lake, f"r{number}", page("a"), day=DAY + datetime.timedelta(days=number))
    (Path(lake.uri) / "_raw" / "notes").mkdir()
    assert [path.split("/")[1] for path in raw_before(lake, DAY + datetime.timedelta(days=2))] == ["2024-03-09", "2024-03-10"]


@pytest.mark.parametrize("text", [None, "", "no json", "[]", '{"feed": 1}', '{"feed": {"colour": 1}}', '{"records": "x"}'])
def test_what_no_wirelake_wrote_leads_nowhere(text: Any) -> None:
    document = Document("u", MICROS)
    assert led_document(document, text) == document
