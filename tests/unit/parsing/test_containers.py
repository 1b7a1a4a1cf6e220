import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.parsing.hostile_inputs import http, page, prose, warc_record
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.containers import Piece, pieces, ranges
from transforms.parsing.document import parse_piece
from transforms.parsing.parsed import ParseContext

LIMITS = Limits()
PAGE = page(prose())


def warc_file() -> list[bytes]:
    """Records of a WARC file of every sort that crawls hold."""
    gone = http(b"gone", b"404 Not Found")
    return [
        warc_record(b"software: quay\r\n", b"warcinfo"),
        warc_record(b"GET / HTTP/1.1\r\n\r\n", b"request"),
        warc_record(http(PAGE), url=b"https://quay.example/plain"),
        warc_record(http(gzip.compress(PAGE), headers=b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n")),
        warc_record(http(PAGE, headers=b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n")),
        warc_record(
            http(
                b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE),
                headers=b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n",
            )
        ),
        warc_record(gone),
        warc_record(http(b"{}", headers=b"Content-Type: application/json\r\n")),
        warc_record(http(b""), b"revisit"),
        warc_record(http(PAGE), b"metadata"),
        warc_record(http(b"")),
    ]


WARC_EXPECTED = [
    *((number, "article") for number in (2, 3, 4, 5)),
    *((number, "not_a_response") for number in (6, 7, 10)),
]


def ends(found: list[Piece]) -> list[tuple[int | None, str]]:
    """What each piece ends as."""
    result = []
    for piece in found:
        try:
            result += [(article.record, "article") for article in parse_piece(piece, ParseContext("/in/x"))]
        except RejectError as error:
            result.append((piece.record, error.reason))
    return result


@pytest.mark.parametrize("packing", ["plain", "per record", "whole"])
def test_warc_responses_are_pieces_and_other_records_are_none(packing: str) -> None:
    records = warc_file()
    data = {
        "plain": b"".join(records),
        "per record": b"".join(map(gzip.compress, records)),
        "whole": gzip.compress(b"".join(records)),
    }[packing]
    assert ends(list(pieces("warc", data, LIMITS))) == WARC_EXPECTED


def test_a_warc_piece_tells_address_media_type_and_time() -> None:
    piece = next(pieces("warc", b"".join(warc_file()), LIMITS))
    assert piece == Piece("warc", PAGE, 2, "https://quay.example/plain", "text/html; charset=utf-8", 1_709_630_100_000_000)


def test_a_truncated_record_marked_so_is_kept() -> None:
    record = warc_record(http(PAGE)).replace(b"WARC-Date", b"WARC-Truncated: length\r\nWARC-Date")
    assert ends(list(pieces("warc", record[:-60], LIMITS))) == [(0, "article")]


def test_records_before_cut_gzip_are_kept() -> None:
    data = b"".join(map(gzip.compress, warc_file()[:5]))
    assert ends(list(pieces("warc", data[:-30], LIMITS))) == [(2, "article"), (3, "article"), (4, "bad_compression")]


@pytest.mark.parametrize("packing", [bytes, gzip.compress])
@pytest.mark.parametrize("target", [1, 700, 3_000, 10**9])
def test_warc_ranges_give_the_records_of_the_whole(packing: type[bytes], target: int) -> None:
    data = b"".join(map(packing, warc_file()))
    parts = ranges(io.BytesIO(data), "warc", target)
    assert len(parts) > 1 or target > 10_000
    split = [piece for part in parts for piece in pieces("warc", io.BytesIO(data), LIMITS, *part)]
    assert split == list(pieces("warc", data, LIMITS))


def test_a_warc_gzipped_as_a_whole_is_one_range() -> None:
    assert ranges(io.BytesIO(gzip.compress(b"".join(warc_file()))), "warc", 100) == [(0, -1, 0)]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b'{"title":"T","text":"x"}', b"", b"  ", b"{broken", b'{"text":"y"}\r']), max_size=30),
    st.integers(1, 200),
)
def test_jsonl_ranges_give_the_records_of_the_whole(lines: list[bytes], target: int) -> None:
    data = b"\n".join(lines)
    split = [
        piece
        for part in ranges(io.BytesIO(data), "jsonl", target)
        for piece in pieces("jsonl", io.BytesIO(data), LIMITS, *part)
    ]
    assert split == list(pieces("jsonl", data, LIMITS)) == list(pieces("jsonl", gzip.compress(data), LIMITS))
    assert [piece.record for piece in split] == [number for number, line in enumerate(lines) if line.strip()]


def test_a_jsonl_line_over_the_limit_is_one_reject_and_the_next_is_read() -> None:
    limits = LIMITS._replace(max_bytes=100)
    data = b'{"text":"' + b"x" * 5_000 + b'"}\n{"text":"y"}'
    assert ends(list(pieces("jsonl", data, limits))) == [(0, "too_large"), (1, "article")]


def test_jsonl_in_utf16_is_read() -> None:
    data = '{"text":"été"}\n{"text":"b"}\n'.encode("utf-16")
    assert ends(list(pieces("jsonl", data, LIMITS))) == [(0, "article"), (1, "article")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"text": "x"}', [(None, "article")]),
        ('[{"text": "x"}, {"text": "y"}]', [(0, "article"), (1, "article")]),
        ("[]", []),
        ('[{"text": "x"}, 5, {"text": 7}]', [(0, "article"), (1, "not_an_object"), (2, "bad_field")]),
        ('[{"text": "x"}, {"text": "y"', [(0, "article"), (1, "bad_json")]),
        ('{"articles": [{"text": "x"}, {"text": "y"}], "total": 2}', [(0, "article"), (1, "article")]),
        ('{"text": "x"} trailing', [(None, "bad_json")]),
        ('"just text"', [(None, "not_an_object")]),
        ("not json", [(None, "bad_json")]),
        ("\ufeff[ ]", []),
    ],
)
def test_json_is_cut_into_its_records(text: str, expected: list[tuple[int | None, str]]) -> None:
    assert ends(list(pieces("json", text.encode(), LIMITS))) == expected


def test_a_list_over_the_limit_keeps_the_first_and_is_one_reject() -> None:
    data = json.dumps([{"text": "x"}] * 9).encode()
    found = ends(list(pieces("json", data, LIMITS._replace(max_records=3))))
    assert found == [(0, "article"), (1, "article"), (2, "article"), (3, "too_many_records")]


def rss(count: int) -> bytes:
    items = "".join(
        f"<item><title>T {n}</title><description>Text <![CDATA[<item> {n}]]></description></item>" for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 450])
def test_a_feed_is_cut_into_parts_and_its_entries_keep_their_numbers(count: int) -> None:
    found = list(pieces("feed", rss(count), LIMITS))
    assert len(found) == max(1, -(-count // 200))
    articles = [article for piece in found for article in parse_piece(piece, ParseContext("/in/feed.xml"))]
    assert [(article.record, article.headline) for article in articles] == [(n, f"T {n}") for n in range(count)]
    assert all(article.publisher == "Quay" for article in articles)


def test_a_feed_over_the_limit_keeps_the_first_and_is_one_reject() -> None:
    found = ends(list(pieces("feed", rss(230), LIMITS._replace(max_entries=210))))
    assert found == [*((n, "article") for n in range(210)), (210, "too_many_records")]


def test_a_json_feed_over_the_limit_keeps_the_first_and_is_one_reject() -> None:
    items = [{"id": n, "content_text": f"Text {n}"} for n in range(250)]
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": items}).encode()
    found = ends(list(pieces("feed", data, LIMITS._replace(max_entries=220))))
    assert found == [*((n, "article") for n in range(220)), (220, "too_many_records")]


@pytest.mark.parametrize("kind", ["text", "html", "feed", "json"])
def test_an_empty_document_is_one_reject(kind: str) -> None:
    assert ends(list(pieces(kind, b" \n", LIMITS))) == [(None, "empty")]


@pytest.mark.parametrize("kind", ["jsonl", "warc"])
def test_an_empty_container_holds_no_record(kind: str) -> None:
    assert list(pieces(kind, b"", LIMITS)) == []


@settings(deadline=None)
@given(st.sampled_from(["text", "html", "feed", "json", "jsonl", "warc"]), st.binary(max_size=300))
def test_no_bytes_raise_anything_but_rejects(kind: str, data: bytes) -> None:
    ends(list(pieces(kind, data, LIMITS)))
