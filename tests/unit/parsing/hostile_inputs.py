"""Inputs made to bring a parser down, built when tests run; each with the file's name and what it has to end as."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import NamedTuple

WORDS = (
    "The harbour authority said on Tuesday that cargo volumes rose against last year as new cranes came into service, and that "
    "the council would decide on a second quay before the summer."
)
ENTITY_HEAD = '<?xml version="1.0"?>\n<!DOCTYPE rss [\n'


class Hostile(NamedTuple):
    """One input; `expected` is the reasons it may end with, "article" among them where its text can be had."""

    name: str
    file: str
    build: Callable[[], bytes]
    expected: frozenset[str]


def page(body: str, head: str = "<title>Cargo volumes rise</title>") -> bytes:
    article = f"<article><h1>Cargo volumes rise</h1>{body}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{article}</body></html>".encode()


def prose(count: int = 8) -> str:
    return "".join(f"<p>{WORDS} Count {number}.</p>" for number in range(count))


def feed(items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'.encode()


def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return feed("<item><title>&a9;</title><description>Text</description></item>", ENTITY_HEAD + entities + "]>")


def quadratic_blowup() -> bytes:
    return feed(
        f"<item><title>T</title><description>{'&a;' * 20_000}</description></item>",
        f'{ENTITY_HEAD}<!ENTITY a "{"x" * 50_000}">]>',
    )


def external_entity() -> bytes:
    return feed(
        "<item><title>T</title><description>&e;</description></item>", ENTITY_HEAD + '<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    )


def external_dtd() -> bytes:
    return feed(
        "<item><title>T</title><description>Text</description></item>", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">'
    )


def xinclude() -> bytes:
    inner = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    return feed(f"<item><title>T</title><description>Text {inner}</description></item>")


def gzip_bomb(megabytes: int = 150) -> bytes:
    """A gzip file that opens to so many megabytes of zeros: one packed block of 1 MiB, over and over; its sum is wrong."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * megabytes + b"\x03\0" + bytes(8)


def nested_gzip(levels: int) -> bytes:
    data = page(prose())
    for _ in range(levels):
        data = gzip.compress(data)
    return data


def warc_record(
    payload: bytes, kind: bytes = b"response", url: bytes = b"https://quay.example/a", length: int | None = None
) -> bytes:
    head = (
        b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"WARC-Date: 2024-03-05T09:15:00Z\r\nWARC-Target-URI: " + url + b"\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: "
    )
    return head + str(len(payload) if length is None else length).encode() + b"\r\n\r\n" + payload + b"\r\n\r\n"


def http(body: bytes, status: bytes = b"200 OK", headers: bytes = b"Content-Type: text/html; charset=utf-8\r\n") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + headers + b"\r\n" + body


def many_entries(count: int) -> bytes:
    return feed(
        "".join(f"<item><title>T {n}</title><guid>same</guid><description>{WORDS}</description></item>" for n in range(count))
    )


def deep_json(depth: int) -> bytes:
    return b'{"title":"T","text":"x","extra":' + b"[" * depth + b"]" * depth + b"}"


def _case(name: str, file: str, build: Callable[[], bytes], *expected: str) -> Hostile:
    return Hostile(name, file, build, frozenset(expected))


CASES: tuple[Hostile, ...] = (
    _case("billion laughs", "a.xml", billion_laughs, "article"),
    _case("quadratic blow-up", "a.xml", quadratic_blowup, "article"),
    _case("external entity", "a.xml", external_entity, "article"),
    _case("external DTD", "a.rss", external_dtd, "article"),
    _case("XInclude", "a.xml", xinclude, "article"),
    _case("50 MB on one line", "a.html", lambda: page("<p>" + "word " * 9_999_950), "too_large"),
    _case("50 MB on one line of text", "a.txt", lambda: b"word " * 9_999_990, "too_large"),
    _case("50 MB on one line of JSON", "a.json", lambda: b'{"text":"' + b"word " * 9_999_990 + b'"}', "too_large"),
    _case("20 MB of text without a space", "a.html", lambda: page("<p>" + "x" * 20_000_000), "too_large"),
    _case("100,000 nested tags", "a.html", lambda: page("<div>" * 100_000 + WORDS), "too_deep"),
    _case("100,000 nested inline tags", "a.html", lambda: page("<b>" * 100_000 + WORDS), "too_deep"),
    _case("nested past the limit", "a.html", lambda: page("<div>" * 300 + prose() + "</div>" * 300), "too_deep"),
    _case("200,000 paragraphs", "a.html", lambda: page("<p>word</p>" * 200_000), "too_large"),
    _case("5,000 paragraphs", "a.html", lambda: page(prose(5_000)), "article"),
    _case(
        "100,000 attributes",
        "a.html",
        lambda: page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{WORDS}"),
        "too_large",
    ),
    _case(
        "100,000 bare attributes", "a.html", lambda: page("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">"), "too_large"
    ),
    _case(
        "a picture of 10 MB in the page",
        "a.html",
        lambda: page(f'<img src="data:image/png;base64,{"A" * 10_000_000}">{prose()}'),
        "article",
    ),
    _case("gzip bomb", "a.html.gz", gzip_bomb, "too_large"),
    _case("gzip bomb as JSONL", "a.jsonl.gz", gzip_bomb, "too_large"),
    _case("gzip bomb as WARC", "a.warc.gz", gzip_bomb, "too_large", "bad_warc"),
    _case("gzip within gzip", "a.html.gz", lambda: nested_gzip(2), "article"),
    _case("gzip nested six times", "a.html.gz", lambda: nested_gzip(6), "bad_compression"),
    _case("truncated gzip", "a.html.gz", lambda: gzip.compress(page(prose()))[:-20], "bad_compression"),
    _case("broken gzip", "a.html.gz", lambda: gzip.compress(page(prose()))[:40] + b"\xff" * 200, "bad_compression"),
    _case("2,000 empty gzip members", "a.html.gz", lambda: gzip.compress(b"") * 2_000, "bad_compression"),
    _case("truncated JSON", "a.json", lambda: b'{"title": "T", "text": "some te', "bad_json"),
    _case("deep JSON", "a.json", lambda: deep_json(100_000), "too_deep"),
    _case("JSON just too deep", "a.json", lambda: deep_json(400), "too_deep"),
    _case(
        "a number of a million digits",
        "a.json",
        lambda: b'{"title":"T","text":"%s","n":%s}' % (WORDS.encode(), b"9" * 1_000_000),
        "article",
    ),
    _case("a lone surrogate", "a.json", lambda: b'{"title":"T \\ud800","text":"' + WORDS.encode() + b' \\udfff"}', "article"),
    _case("a JSON array for an article", "a.jsonl", lambda: b'{"title":"T","text":"x"}\n[1,2]\n', "article", "not_an_object"),
    _case("a number for a title", "a.json", lambda: b'{"title": 5, "text": "x"}', "bad_field"),
    _case("NaN and Infinity", "a.json", lambda: b'{"title":"T","text":"x","a":NaN,"b":-Infinity}', "article"),
    _case(
        "a JSONL line of 60 MB",
        "a.jsonl",
        lambda: b'{"text":"' + b"x" * 60_000_000 + b'"}\n{"title":"T","text":"y"}\n',
        "too_large",
        "article",
    ),
    _case("invalid UTF-8", "a.html", lambda: page(prose()).replace(b"Tuesday", b"Tues\xff\xfeday"), "article"),
    _case("UTF-16 without a mark", "a.html", lambda: page(prose()).decode().encode("utf-16-le"), "article"),
    _case("UTF-16 big-endian without a mark", "a.html", lambda: page(prose()).decode().encode("utf-16-be"), "article"),
    _case("stray NUL bytes", "a.html", lambda: page(prose()).replace(b"Tuesday", b"Tues\0day"), "article"),
    _case("NUL bytes only", "a.txt", lambda: b"\0" * 10_000, "empty", "unknown_format"),
    _case(
        "references to control characters",
        "a.html",
        lambda: page(prose().replace("Tuesday", "Tues&#8;&#x0;&#55296;&#xFFFF;day")),
        "article",
    ),
    _case("empty", "a.html", lambda: b"", "empty"),
    _case("white space only", "a.json", lambda: b" \n\t ", "empty"),
    _case("a PNG named .html", "a.html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "unknown_format"),
    _case(
        "random bytes named .txt",
        "a.txt",
        lambda: zlib.compress(WORDS.encode() * 50)[2:] * 20,
        "unknown_format",
        "bad_encoding",
    ),
    _case(
        "XML that is no feed", "a.xml", lambda: b"<?xml version='1.0'?><invoice><total>5</total></invoice>", "unknown_format"
    ),
    _case("a feed cut in the middle", "a.xml", lambda: many_entries(3)[:-150], "article"),
    _case("900 entries with one id", "a.xml", lambda: many_entries(900), "article"),
    _case("100,000 entries", "a.xml", lambda: many_entries(100_000), "article", "too_many_records"),
    _case("a feed nested too deep", "a.xml", lambda: feed("<item><title>T</title>" + "<a>" * 50_000), "too_deep"),
    _case("truncated WARC", "a.warc", lambda: warc_record(http(page(prose())))[:-900], "bad_warc"),
    _case("WARC that claims a terabyte", "a.warc", lambda: warc_record(http(page(prose())), length=1 << 40), "too_large"),
    _case("WARC with a negative length", "a.warc", lambda: warc_record(http(b"x"), length=-5), "bad_warc", "not_a_response"),
    _case(
        "WARC with garbage after", "a.warc", lambda: warc_record(http(page(prose()))) + b"garbage" * 99, "article", "bad_warc"
    ),
    _case("WARC with a bomb in a response", "a.warc", lambda: warc_record(http(gzip_bomb(120))), "too_large"),
    _case("a million angle brackets", "a.html", lambda: page("<" * 1_000_000), "too_large"),
    _case(
        "unclosed quotes in tags",
        "a.html",
        lambda: page('<p a="' * 20_000 + WORDS),
        "article",
        "not_an_article",
        "too_large",
        "no_text",
    ),
    _case("unclosed comment", "a.html", lambda: page(prose() + "<!--" * 10_000), "article"),
    _case(
        "JSON-LD nested deep",
        "a.html",
        lambda: page(prose(), f'<script type="application/ld+json">{"[" * 50_000}</script>'),
        "article",
    ),
    _case(
        "JSON-LD of 3 MB",
        "a.html",
        lambda: page(prose(), f'<script type="application/ld+json">{json.dumps(["x"] * 500_000)}</script>'),
        "article",
    ),
)
