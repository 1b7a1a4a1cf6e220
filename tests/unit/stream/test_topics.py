"""What of a Kafka message becomes a document, and how offsets without an end are split."""

import gzip
import sys
from types import SimpleNamespace

import pytest
from apache_beam.io.restriction_trackers import OffsetRange

from transforms.chain import process_document
from transforms.limits import Limits
from transforms.packing import unpack_article
from transforms.records import Article, Document
from transforms.topics import ENDLESS, EndlessFrom, EndlessTracker, Message, document_of
from transforms.topics_java import document_of_row, split_settings

AT = 1_710_000_000_000_000
BODY = "The council met on Tuesday and agreed to repair two bridges before the winter comes to the valley."
MORE = "The mayor said that the work begins in June and ends before the first snow falls."
PAGE = f"""<!doctype html><html><head><title>Council agrees</title></head>
<body><article><h1>Council agrees</h1><p>{BODY}</p><p>{MORE}</p></article></body></html>"""
ATOM = f"<entry><title>Council agrees</title><id>7</id><summary>{BODY}</summary></entry>"
ITEM = f"<item><title>Council agrees</title><link>https://news.example/9</link><description>{BODY}</description></item>"
JSON = f'{{"title": "Council agrees", "text": "{BODY}"}}'


def message(value: bytes | None, key: bytes | None = b"https://news.example/7") -> Document:
    return document_of(Message("wire", 1, 42, 40, key, value, AT))


def article(value: bytes) -> Article:
    (processed,) = process_document(message(value), Limits()).processed
    return unpack_article(processed.article)


@pytest.mark.parametrize("value", [JSON, PAGE, ATOM, f"\ufeff {JSON}"], ids=["json", "page", "entry", "with a mark"])
def test_an_article_has_the_key_as_its_address(value: str) -> None:
    found = article(value.encode())
    assert (found.url, found.headline) == ("https://news.example/7", "Council agrees")
    assert BODY in found.article_body


def test_the_address_in_a_message_wins_over_its_key() -> None:
    assert article(ITEM.encode()).url == "https://news.example/9"


def test_a_compressed_message_is_read() -> None:
    assert article(gzip.compress(JSON.encode())).headline == "Council agrees"


def test_a_key_that_is_no_address_says_nothing() -> None:
    assert message(b"{}", b"\xff7").url is None
    assert message(b"{}", None).url is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "empty"),
        (b" \n", "empty"),
        (b'{"title": "cut', "bad_json"),
        (b"\xff\xfe\x00\x01", "bad_json"),
        (b"plain words", "bad_json"),
    ],
)
def test_what_cannot_be_read_is_a_reject_that_names_the_message(value: bytes | None, reason: str) -> None:
    (reject,) = process_document(message(value), Limits()).rejects
    assert reject.source_uri == "kafka://wire/1/42"
    assert reject.reason in (reason, "bad_encoding")


def test_offsets_without_an_end_give_away_all_the_rest_or_nothing() -> None:
    tracker = EndlessTracker(OffsetRange(5, ENDLESS))
    assert tracker.try_claim(5)
    assert tracker.try_split(0.5) is None
    primary, rest = tracker.try_split(0)
    assert (primary.stop, rest.start, rest.stop) == (6, 6, sys.maxsize)
    assert not tracker.try_claim(6)
    assert EndlessFrom(lambda _: 5).truncate(None, OffsetRange(5, ENDLESS)) is None


def test_a_row_of_the_reader_in_java_is_the_same_document() -> None:
    row = SimpleNamespace(
        topic="wire",
        partition=1,
        offset=42,
        timestamp=AT // 1000,
        key=b"https://news.example/7",
        value=JSON.encode(),
        headers=[],
    )
    ours = message(JSON.encode())
    assert document_of_row(row) == ours._replace(preceding=None)


def test_each_client_gets_the_settings_that_it_knows() -> None:
    given = {"security.protocol": "SASL_SSL", "java.sasl.jaas.config": "module required;"}
    own, of_java = split_settings(given)
    assert own == {"security.protocol": "SASL_SSL"}
    assert of_java == {"security.protocol": "SASL_SSL", "sasl.jaas.config": "module required;"}
