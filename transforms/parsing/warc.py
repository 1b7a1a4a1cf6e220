"""WARC files (ISO 28500), plain or gzipped, among them Common Crawl's and CC-NEWS.

A record is an HTTP response that is a page or a feed, or a resource that is HTML; what is neither (requests, warcinfo,
metadata, revisits of a page stored before) is no record. Records are numbered by their place among all records of the file,
whatever their type, so that the number is the same however a file is split; entries of a feed count on from its record.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

from fastwarc.stream_io import BrotliReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.compression import gunzip, is_gzip
from transforms.parsing.pieces import Piece
from transforms.parsing.sniff import HEAD_BYTES, sniff

LED_HEADER: Final = "X-Wirelake-Led"
"""The WARC header in which `pipeline.lake.raw` keeps what a feed said of a record."""
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/xml", "text/xml", "application/json")  # fmt: skip
_HTML_START: Final = re.compile(rb"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)  # most pages: no more is looked at
_MAX_PASSED: Final = 1 << 30  # bytes of a record that is passed over


def _read_body(record: Any, limits: Limits) -> bytes:
    """The payload as stored.

    Raises:
        RejectError: too_large, bad_warc if the file ends within it.
    """
    if record.content_length > limits.max_bytes:
        raise RejectError("too_large", f"a record of {record.content_length} bytes; the limit is {limits.max_bytes}")
    length, data = record.content_length, record.reader.read(record.content_length)
    if len(data) < length and not record.headers.get("WARC-Truncated"):
        raise RejectError("bad_warc", f"the file ends {length - len(data)} bytes before the record does", data)
    return bytes(data)


def _dechunked(data: bytes) -> bytes:
    """A body without HTTP/1.1 chunk framing (RFC 9112, 7.1); as it is where it has none, for crawlers that took it off."""
    out, position = bytearray(), 0
    while True:
        end = data.find(b"\r\n", position, position + 1_000)
        size_text = data[position:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            size = int(size_text, 16)
        except ValueError:
            return bytes(out) if out else data
        if size <= 0:
            return bytes(out)
        out += data[end + 2 : end + 2 + size]
        position = end + 2 + size + 2


def _decoded(data: bytes, encoding: str, limits: Limits) -> bytes:
    """A body without its content coding. CC-NEWS keeps the header and stores the body decoded: what does not fit is left.

    Raises:
        RejectError: too_large, bad_compression.
    """
    limit = limits.max_decompressed_bytes
    if is_gzip(data):
        return gunzip(data, limits)
    if encoding == "br":
        try:
            plain = BrotliReader(io.BytesIO(data)).read(limit + 1)
        except OSError:
            return data
    elif encoding == "deflate":
        try:
            plain = zlib.decompressobj(zlib.MAX_WBITS if data[:1] == b"\x78" else -zlib.MAX_WBITS).decompress(data, limit + 1)
        except zlib.error:
            return data
    else:
        return data
    if len(plain) > limit:
        raise RejectError("too_large", f"more than {limit} bytes after decompression")
    return bytes(plain)


def _body(record: Any, limits: Limits) -> bytes:
    """The page in a record.

    Raises:
        RejectError: not_a_response, bad_warc, too_large, bad_compression.
    """
    if record.record_type != WarcRecordType.response:
        return _read_body(record, limits)
    headers = record.http_headers
    status = headers.status_code if headers is not None else None
    if status is None:
        raise RejectError("not_a_response", "no HTTP response in the record")
    if not 200 <= status < 300:
        raise RejectError("not_a_response", f"HTTP status {status}")
    media_type = (record.http_content_type or "").lower()
    if media_type and not media_type.startswith((*_HTML_TYPES, *_FEED_TYPES)):
        raise RejectError("not_a_response", f"{media_type}, not HTML")
    data = _read_body(record, limits)
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        data = _dechunked(data)
    data = _decoded(data, (headers.get("Content-Encoding") or "").strip().lower(), limits)
    if not data.strip():
        raise RejectError("not_a_response", "a response without a body")
    if media_type.startswith(_FEED_TYPES) and not _is_feed(data):
        raise RejectError("not_a_response", f"{media_type}, not HTML and no feed")
    return data


def _is_feed(data: bytes) -> bool:
    """Whether a body is a feed, whatever media type its server gave it."""
    head = data[:HEAD_BYTES]
    if head.lstrip()[:1] not in (b"<", b"{", b"\xef") or _HTML_START.match(head):
        return False
    try:
        return sniff("", head) == "feed"
    except RejectError:
        return False


def _is_record(record: Any) -> bool:
    """Whether a WARC record is a page of its own."""
    if record.record_type == WarcRecordType.resource:
        return (record.headers.get("Content-Type") or "").lower().startswith(_HTML_TYPES)
    return bool(record.record_type == WarcRecordType.response)


def _content_type(record: Any) -> str | None:
    """The media type with its charset, as a header gives it."""
    if record.record_type != WarcRecordType.response:
        return record.headers.get("Content-Type") or None
    return record.http_headers.get("Content-Type") if record.http_headers is not None else None


class _Counted:
    """What ArchiveIterator needs of a stream: reads, and where it stands. It must not seek, pipes and ranges cannot."""

    def __init__(self, stream: BinaryIO) -> None:
        # one read below a call: where the stream breaks, what came before the break is not lost with it
        self._read = getattr(stream, "read1", stream.read)
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._read(size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position


def _is_library_panic(error: BaseException) -> bool:
    """Whether the WARC library's native code gave up; its exception is no Exception and has no importable class."""
    return type(error).__name__ == "PanicException"


def warc_pieces(stream: BinaryIO, limits: Limits, first_record: int = 0) -> Iterator[Piece]:
    """The pages of a WARC stream, plain or gzipped, one piece each.

    Args:
        stream: at the start of a record, decompressed or not; needs no seek.
        limits: bounds on each record.
        first_record: number of the record it starts with.

    Yields:
        a piece for each page; for a response that is no page, or cut, one with an error. After a broken record header
        nothing more can be told apart: one piece with an error stands for the rest.
    """
    number = first_record
    try:
        for number, record in enumerate(ArchiveIterator(cast(Any, _Counted(stream)), auto_decode="none"), first_record):
            if not _is_record(record):
                continue
            url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
            moment = record.record_date
            micros = round(moment.timestamp()) * 1_000_000 if moment is not None else 0
            try:
                body = _body(record, limits)
                kind = "feed" if _is_feed(body) else "warc"
                yield Piece(kind, body, number, url, _content_type(record), micros, led=record.headers.get(LED_HEADER))
            except RejectError as error:
                yield Piece("warc", error.payload, number, url, None, micros, (error.reason, error.message))
            number += 1
    except RejectError as error:  # from the stream below: a bomb, or cut gzip data
        yield Piece("warc", None, number, error=(error.reason, error.message))
    except BaseException as error:
        if not isinstance(error, OSError | ValueError | EOFError) and not _is_library_panic(error):
            raise
        yield Piece("warc", None, number, error=("bad_warc", f"record {number} and what follows cannot be read: {error}"))


def record_offsets(stream: BinaryIO) -> Iterator[int]:
    """Where each record of a plain or per-record gzipped WARC file begins, in bytes of the file as stored.

    Ends early where a record cannot be told apart, and before one so large that passing over it would take long. In a file
    gzipped as a whole the offsets are not those of gzip members.
    """
    try:
        for record in ArchiveIterator(cast(Any, _Counted(stream)), parse_http=False):
            yield record.stream_pos
            if record.content_length > _MAX_PASSED:
                return
    except BaseException as error:
        if not isinstance(error, OSError | ValueError | EOFError) and not _is_library_panic(error):
            raise
