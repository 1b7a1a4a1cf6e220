"""Containers cut into records, and files of records cut into ranges.

A record's number is its place in the file: the line of a JSONL file (blank lines counted), the element of a JSON list, the
record of a WARC file, the entry of a feed. It is the same however a file is split, so `source_uri#n` is stable.
"""

import io
import json
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.compression import is_gzip, open_plain, plain_bytes
from transforms.parsing.encoding import decode
from transforms.parsing.feed_split import feed_pieces
from transforms.parsing.json_reading import list_items, load_json
from transforms.parsing.pieces import Piece
from transforms.parsing.warc import record_offsets, warc_pieces

__all__ = ["Piece", "Range", "pieces", "ranges"]

_READ: Final = 1 << 20
_LIST_KEYS: Final = ("articles", "items", "results", "docs", "documents", "entries", "news", "stories", "data", "hits")
_RECORD_KEYS: Final = frozenset({"title", "headline", "headlines", "body", "text", "article_body", "articleBody", "content"})


class Range(NamedTuple):
    """A part of a container that begins at a record and can be read on its own."""

    offset: int  # bytes, in the file as stored
    length: int  # bytes; -1: to the end
    first_record: int


class _Slice(io.RawIOBase):
    """The bytes of a stream from where it stands, `length` of them at most."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


def _json_lines(stream: BinaryIO, limits: Limits, first_record: int) -> Iterator[Piece]:
    """One piece a line; a line over the limit is one piece with an error, and its rest is skipped."""
    number = first_record
    while True:
        line = stream.readline(limits.max_bytes + 1)
        if not line:
            return
        if len(line) > limits.max_bytes and not line.endswith(b"\n"):
            head = line[: limits.payload_bytes]
            while line and not line.endswith(b"\n"):
                line = stream.readline(_READ)
            message = f"a line of more than {limits.max_bytes} bytes (limits.max_bytes)"
            yield Piece("jsonl", head, number, error=("too_large", message))
        elif line.strip(b" \t\r\n\0\xef\xbb\xbf"):
            yield Piece("jsonl", line.rstrip(b"\r\n"), number)
        number += 1


def _is_wide(head: bytes) -> bool:
    """Whether text is in UTF-16 or UTF-32, in which line ends are not single bytes."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:64]


def _jsonl_pieces(stream: BinaryIO, limits: Limits, first_record: int) -> Iterator[Piece]:
    """Pieces of a JSONL stream, decompressed."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if first_record == 0 and _is_wide(buffered.peek(64)):
        data = buffered.read(limits.max_bytes + 1)
        if len(data) > limits.max_bytes:
            raise RejectError("too_large", f"JSON lines in UTF-16 of more than {limits.max_bytes} bytes: convert to UTF-8")
        buffered = io.BufferedReader(io.BytesIO(decode(data, kind="jsonl").encode()))  # type: ignore[arg-type]
    yield from _json_lines(buffered, limits, first_record)  # type: ignore[arg-type]


def _capped(texts: Iterator[str], limits: Limits) -> Iterator[Piece]:
    """Pieces of the elements of a list; those beyond limits.max_records are one piece with an error."""
    for number, text in enumerate(texts):
        if number >= limits.max_records:
            message = f"a list of more than {limits.max_records} records; the first of them were kept (limits.max_records)"
            yield Piece("json", text[:200].encode(), number, error=("too_many_records", message))
            return
        yield Piece("json", text.encode("utf-8", "replace"), number)


def _json_pieces(data: bytes, limits: Limits) -> Iterator[Piece]:
    """One piece for an object, one for each element of a list, also of a list under a usual name in an object."""
    text = decode(data, kind="json")
    start = text.lstrip(" \t\r\n\ufeff")
    if start[:1] == "[":
        count = 0
        try:
            for piece in _capped(list_items(text), limits):
                yield piece
                count += 1
        except RejectError as error:
            yield Piece("json", data[: limits.payload_bytes], count, error=(error.reason, error.message))
        return
    value = load_json(text, limits.max_depth)
    if isinstance(value, dict) and not _RECORD_KEYS & value.keys():
        for key in _LIST_KEYS:
            items = value.get(key)
            if isinstance(items, list) and all(isinstance(item, dict) for item in items):
                yield from _capped((json.dumps(item) for item in items), limits)
                return
    yield Piece("json", text.encode("utf-8", "replace"))


def _split(kind: str, stream: BinaryIO, limits: Limits, first_record: int) -> Iterator[Piece]:
    """Pieces as they come; what fails as a whole is raised.

    Raises:
        RejectError: too_large, bad_compression, bad_encoding, bad_json, too_deep.
    """
    if kind == "jsonl":
        yield from _jsonl_pieces(open_plain(stream, limits), limits, first_record)
    elif kind == "warc":
        yield from warc_pieces(open_plain(stream, limits), limits, first_record)
    else:
        data = plain_bytes(stream.read(limits.max_bytes + 1), limits)
        if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
            raise RejectError("empty", "no bytes, or only white space")
        if kind == "json":
            yield from _json_pieces(data, limits)
        elif kind == "feed":
            yield from feed_pieces(data, limits)
        else:
            yield Piece(kind, data)


def pieces(
    kind: str, source: BinaryIO | bytes, limits: Limits, offset: int = 0, length: int = -1, first_record: int = 0
) -> Iterator[Piece]:
    """The records of a document, each to be parsed by itself.

    Args:
        kind: text, html, feed, json, jsonl or warc (`sniff`).
        source: the bytes as stored or a stream of them, gzipped or not; it must be seekable if offset is given.
        limits: bounds on each record.
        offset: where a range of `ranges` begins.
        length: its bytes; -1: to the end.
        first_record: number of its first record.

    Yields:
        pieces in order. What cannot be cut out, or read at all, is a piece with an error: nothing is raised for bad input.
        Memory is bounded by one record, for jsonl and warc also when the file is larger.
    """
    stream: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source
    if offset:
        stream.seek(offset)
    if length >= 0:
        stream = io.BufferedReader(_Slice(stream, length), buffer_size=1 << 17)  # type: ignore[assignment]
    number = first_record if kind in ("jsonl", "warc") else None
    try:
        for piece in _split(kind, stream, limits, first_record):
            yield piece
            number = piece.record + 1 if piece.record is not None else number
    except RejectError as error:
        yield Piece(kind, error.payload, number, error=(error.reason, error.message))
    except RecursionError:
        yield Piece(kind, None, number, error=("too_deep", "nested deeper than any record is"))


def _line_ranges(stream: BinaryIO, target_bytes: int) -> Iterator[Range]:
    """Ranges of whole lines of at least `target_bytes`, but for the last."""
    start = first = offset = lines = 0
    while block := stream.readlines(_READ):
        for line in block:
            offset += len(line)
            lines += 1
            if offset - start >= target_bytes:
                yield Range(start, offset - start, first)
                start, first = offset, lines
    if offset > start:
        yield Range(start, offset - start, first)


def _warc_ranges(stream: BinaryIO, target_bytes: int) -> Iterator[Range]:
    """Ranges of whole records; the last goes to the end of the file, with whatever is broken there."""
    start = first = 0
    for number, offset in enumerate(record_offsets(stream)):
        if offset - start >= target_bytes:
            yield Range(start, offset - start, first)
            start, first = offset, number
    yield Range(start, -1, first)


def ranges(stream: BinaryIO, kind: str, target_bytes: int) -> list[Range]:
    """How to split a container into ranges that can be read apart from each other.

    Plain JSONL is split at lines, plain and per-record gzipped WARC at records. What cannot be split (gzipped JSONL, WARC
    gzipped as a whole, other kinds) is one range. The whole file is read once, without parsing it.

    Args:
        stream: at the start of the file.
        kind: of the container.
        target_bytes: of a range, as stored; a record larger than that is a range by itself.
    """
    whole = [Range(0, -1, 0)]
    head = stream.read(64)
    stream.seek(0)
    if kind == "jsonl" and not is_gzip(head) and not _is_wide(head):
        return list(_line_ranges(stream, target_bytes)) or whole
    if kind == "warc":
        found = list(_warc_ranges(stream, target_bytes))
        # in a file gzipped as a whole positions are those of the reader's buffer, not of members
        if is_gzip(head) and not all(_at_gzip(stream, part.offset) for part in found):
            return whole
        return found
    return whole


def _at_gzip(stream: BinaryIO, offset: int) -> bool:
    """Whether a gzip member begins at an offset."""
    stream.seek(offset)
    return is_gzip(stream.read(3))
