"""Documents to articles through worker processes: each record is one article or one reject, whatever becomes of its worker."""

import json

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from transforms import counters
from transforms.limits import Limits
from transforms.packing import unpack_article
from transforms.pool import PoolSettings, stop_pools
from transforms.process import ProcessDocuments
from transforms.records import Document

NOW = 1_700_000_000_000_000
TEXT = "Harbour reopens after storm\n\nThe harbour of Ostwick reopened on Monday, four days after a storm broke its sea wall.\n"


@pytest.fixture(autouse=True)
def _stop_workers():
    yield
    stop_pools()


def article(number):
    body = f"The council of district {number} met on Tuesday and agreed to repair {number + 2} bridges before winter comes."
    return {"title": f"Council {number} agrees", "text": body, "url": f"https://news.example/{number}"}


def run(folder, documents, limits=None, pool=None):
    """What came out of a run: (source, headline), (source, reason), (source, retryable), and the counters."""
    transform = ProcessDocuments(limits or Limits(), pool or PoolSettings(2), 4)
    keys = {
        "articles": _source_and_headline,
        "rejects": lambda one: (one.source_uri, one.reason),
        "outcomes": lambda one: (one.document.source_uri, one.retryable),
    }
    with in_process() as pipeline:
        outputs = pipeline | beam.Create(documents) | transform
        for (name, key), output in zip(keys.items(), outputs, strict=True):
            rows = output | f"Key {name}" >> beam.Map(lambda one, key=key: json.dumps(key(one)))
            _ = rows | f"Keep {name}" >> beam.io.WriteToText(str(folder / f"{name}.out"), shard_name_template="")
    metrics = pipeline.result.metrics().query()["counters"]
    found = {name: sorted(_rows(folder / f"{name}.out")) for name in keys}
    return found, {metric.key.metric.name: metric.committed for metric in metrics}


def _source_and_headline(processed):
    article = unpack_article(processed.article)
    return article.source_uri, article.headline


def _rows(path):
    return [tuple(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return Document(str(path), NOW, size=path.stat().st_size)


def test_a_file_becomes_an_article_and_a_bad_one_a_reject(tmp_path):
    found, counted = run(
        tmp_path, [write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.json", "{broken"), write(tmp_path / "c.txt", " ")]
    )
    assert found["articles"] == [(f"{tmp_path}/a.txt", "Harbour reopens after storm")]
    assert found["rejects"] == [(f"{tmp_path}/b.json", "bad_json"), (f"{tmp_path}/c.txt", "empty")]
    assert counted[counters.RECORDS] == 3
    assert [retryable for _, retryable in found["outcomes"]] == [False] * 3


def test_a_file_that_is_gone_may_be_tried_again(tmp_path):
    found, _ = run(tmp_path, [Document(str(tmp_path / "gone.txt"), NOW)])
    assert found["rejects"] == [(f"{tmp_path}/gone.txt", "not_found")]
    assert (f"{tmp_path}/gone.txt", True) in found["outcomes"]


def test_the_records_of_a_container_go_to_workers_a_few_at_a_time(tmp_path):
    lines = "\n".join(json.dumps(article(number)) for number in range(100))
    document = write(tmp_path / "many.jsonl", lines)._replace(kind="jsonl")
    found, counted = run(tmp_path, [document])
    assert len(found["articles"]) == counted[counters.RECORDS] == 100
    assert {source for source, _ in found["articles"]} == {f"{tmp_path}/many.jsonl#{number}" for number in range(100)}
    assert counted[counters.DOCUMENTS] == 1


def test_a_long_list_is_finished_in_several_calls(tmp_path):
    found, _ = run(tmp_path, [write(tmp_path / "list.json", json.dumps([article(number) for number in range(60)]))])
    assert len(found["articles"]) == 60


def test_a_record_that_takes_too_long_is_one_reject_and_the_others_of_its_task_are_kept(tmp_path):
    lines = [json.dumps(article(number)) for number in range(6)]
    lines[3] = json.dumps({**article(3), "text": "<p>" + "<b>word " * 60_000})
    document = write(tmp_path / "slow.jsonl", "\n".join(lines))._replace(kind="jsonl")
    found, counted = run(tmp_path, [document], Limits(max_depth=10**9), PoolSettings(2, seconds=2.0))
    assert len(found["articles"]) >= 5
    assert counted[counters.RECORDS] == 6


def test_bytes_at_hand_are_read_like_a_file(tmp_path):
    found, _ = run(tmp_path, [Document("s3://bucket/a.txt", NOW, content=TEXT.encode())])
    assert found["articles"] == [("s3://bucket/a.txt", "Harbour reopens after storm")]


def test_an_empty_feed_is_neither_article_nor_reject(tmp_path):
    feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>Nothing yet</title></channel></rss>'
    found, counted = run(tmp_path, [write(tmp_path / "empty.xml", feed)])
    assert found["articles"] == found["rejects"] == []
    assert counted[counters.EMPTY_FEEDS] == 1


def test_in_flight_must_be_positive():
    with pytest.raises(ValueError, match="in_flight"):
        ProcessDocuments(in_flight=0)


def test_each_output_keeps_the_window_of_its_document(tmp_path):
    window = beam.transforms.window.FixedWindows(10)
    documents = [write(tmp_path / f"{number}.txt", TEXT) for number in range(3)]
    with in_process() as pipeline:
        processed, _, _ = (
            pipeline
            | beam.Create(list(enumerate(documents)))
            | beam.MapTuple(lambda at, one: beam.transforms.window.TimestampedValue(one, at * 10))
            | beam.WindowInto(window)
            | ProcessDocuments(Limits(), PoolSettings(2), 4)
        )
        stamped = processed | beam.Map(
            lambda one, at=beam.DoFn.WindowParam: (unpack_article(one.article).source_uri, int(at.start))
        )
        assert_that(stamped, equal_to([(f"{tmp_path}/{number}.txt", number * 10) for number in range(3)]))
