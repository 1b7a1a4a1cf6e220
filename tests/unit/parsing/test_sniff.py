import gzip

import pytest

from transforms.errors import RejectError
from transforms.parsing.sniff import KINDS, sniff

PAGE = b"<!DOCTYPE html>\n<html><head><title>T</title></head><body><p>x</p></body></html>"
RSS = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel></channel></rss>'
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
RDF = b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
RECORD = b'{"title": "T", "text": "x"}'


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.txt", b"A story\n\nBy Jane Doe", "text"),
        ("a.html", PAGE, "html"),
        ("a.xml", RSS, "feed"),
        ("a.xml", ATOM, "feed"),
        ("a.rdf", RDF, "feed"),
        ("a.json", RECORD, "json"),
        ("a.json", b"[\n  " + RECORD + b"]", "json"),
        ("a.jsonl", RECORD, "jsonl"),
        ("a.ndjson", RECORD + b"\n" + RECORD, "jsonl"),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: warcinfo", "warc"),
        ("CC-NEWS-20240305.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n" + b"\x89PNG" * 500, mtime=0), "warc"),
        ("a.html.gz", gzip.compress(PAGE, mtime=0), "html"),
        ("A.HTM", PAGE, "html"),
    ],
)
def test_a_name_that_tells_is_believed(name: str, head: bytes, kind: str) -> None:
    assert sniff(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("story", b"A story\n\nwith text", "text"),
        ("story", PAGE, "html"),
        ("feed", RSS, "feed"),
        ("https://paper.example/feed?format=rss", ATOM, "feed"),
        ("records", RECORD, "json"),
        ("records", RECORD + b"\n" + RECORD + b"\n", "jsonl"),
        ("blob", gzip.compress(RSS, mtime=0), "feed"),
        ("x", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        ("x", b"\xef\xbb\xbf" + PAGE, "html"),
        ("x", PAGE.decode().encode("utf-16"), "html"),
        ("x", PAGE.decode().encode("utf-16-le"), "html"),
        ("x", b"<div><p>fragment</p></div>", "html"),
        ("x", b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + b"x" * 9000, "feed"),
    ],
)
def test_content_tells_where_the_name_does_not(name: str, head: bytes, kind: str) -> None:
    assert sniff(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("saved.txt", PAGE, "html"),
        ("saved.html", RSS, "feed"),
        ("export.json", RECORD + b"\n" + RECORD + b"\n", "jsonl"),
        ("export.json", PAGE, "html"),
        ("page.html", b"Just a line of text, and no markup at all.", "text"),
        ("notes.txt", b"<p> is what this text begins with", "text"),
        ("feed.xml", PAGE, "html"),
    ],
)
def test_a_name_that_lies_is_overruled_by_content(name: str, head: bytes, kind: str) -> None:
    assert sniff(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.html", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unknown_format"),
        ("a.txt", b"%PDF-1.7\n", "unknown_format"),
        ("a", bytes(range(256)) * 8, "unknown_format"),
        ("a.xml", b'<?xml version="1.0"?><svg2 xmlns="x"/>', "unknown_format"),
        ("a.html.gz", gzip.compress(b"\x7fELF\x02\x01\x01", mtime=0), "unknown_format"),
    ],
)
def test_what_is_no_text_has_no_format(name: str, head: bytes, reason: str) -> None:
    with pytest.raises(RejectError) as error:
        sniff(name, head)
    assert error.value.reason == reason


def test_the_media_type_counts_last() -> None:
    assert sniff("https://paper.example/a", b"plain words", "application/rss+xml; charset=utf-8") == "feed"
    assert sniff("https://paper.example/a", PAGE, "text/plain") == "html"


def test_all_kinds_can_be_told() -> None:
    assert {sniff(f"a.{suffix}", b"words") for suffix in ("txt", "rss", "json", "jsonl", "warc")} | {"html"} == set(KINDS)
