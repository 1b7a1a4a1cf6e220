"""Gzip with bounds: on the bytes that come out, on how often gzip is wrapped in gzip, and on how far a stream may swell.

The checks are made while bytes are produced, so that a bomb costs no more than its limit (CWE-409). RFC 1952 allows several
members one after the other and zero padding at the end; both are accepted, and other bytes after a whole member are ignored
as the gzip command does.
"""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from transforms.errors import RejectError
from transforms.limits import Limits

GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_CHUNK: Final = 16_384
_OUTPUT_CHUNK: Final = 1 << 20
_MAX_EMPTY_MEMBERS: Final = 1_000  # in a row; each costs a copy of what follows it in the chunk
_MAX_RATIO: Final = 100  # text compresses 3 to 15 times, a bomb 1,000 times (the most that deflate can)
_MAX_NESTING: Final = 2  # gzip within gzip happens when a download is compressed again; more is made to hurt


def is_gzip(head: bytes) -> bool:
    """Whether bytes begin as a gzip member does."""
    return head.startswith(GZIP_MAGIC)


def _inflate(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Pieces of the decompressed bytes, each with the number of compressed bytes read so far.

    Raises:
        RejectError: bad_compression if the data are cut, broken or made of empty members only.
    """
    member = zlib.decompressobj(wbits=31)
    fresh, produced, empty, consumed, complete = True, False, 0, 0, False
    while chunk := stream.read(_CHUNK):
        consumed += len(chunk)
        pending = chunk
        while pending:
            if fresh and complete:
                pending = pending.lstrip(b"\0")
                if not pending:
                    break
                if not GZIP_MAGIC.startswith(pending[:3]):
                    return  # something else after a whole member
            try:
                data = member.decompress(pending, _OUTPUT_CHUNK)
            except zlib.error as error:
                raise RejectError("bad_compression", f"gzip data are broken after {consumed} bytes: {error}") from None
            fresh = False
            produced = produced or bool(data)
            if data:
                yield data, consumed
            if member.eof:
                empty = 0 if produced else empty + 1
                if empty > _MAX_EMPTY_MEMBERS:
                    raise RejectError("bad_compression", f"more than {_MAX_EMPTY_MEMBERS} empty gzip members in a row")
                pending = member.unused_data
                member, fresh, produced, complete = zlib.decompressobj(wbits=31), True, False, True
            else:
                pending = member.unconsumed_tail
    if not fresh or not complete:
        raise RejectError("bad_compression", f"gzip data are cut: they end after {consumed} bytes in the middle of a member")


def gunzip_stream(stream: BinaryIO, limits: Limits) -> bytes:
    """All bytes of a gzip stream, gzip within gzip taken off once more.

    Raises:
        RejectError: too_large beyond `limits.max_decompressed_bytes`, bad_compression if cut, broken or nested deeper.
    """
    limit = limits.max_decompressed_bytes
    for _ in range(_MAX_NESTING):
        out = bytearray()
        for data, _consumed in _inflate(stream):
            out += data
            if len(out) > limit:
                raise RejectError("too_large", f"more than {limit} bytes after decompression")
        if not is_gzip(bytes(out[:3])):
            return bytes(out)
        stream = io.BytesIO(out)
    raise RejectError("bad_compression", f"gzip within gzip more than {_MAX_NESTING} levels deep")


def gunzip(data: bytes, limits: Limits) -> bytes:
    """The decompressed bytes, gzip within gzip taken off once more.

    Raises:
        RejectError: too_large beyond `limits.max_decompressed_bytes`, bad_compression if cut, broken or nested deeper.
    """
    return gunzip_stream(io.BytesIO(data), limits)


def plain_bytes(data: bytes, limits: Limits) -> bytes:
    """The bytes of a document: as they are, or decompressed when they are gzip.

    Raises:
        RejectError: too_large, bad_compression.
    """
    if len(data) > limits.max_bytes:
        raise RejectError("too_large", f"{len(data)} bytes; the limit is {limits.max_bytes} (limits.max_bytes)")
    return gunzip(data, limits) if is_gzip(data[:3]) else data


def read_plain(stream: BinaryIO, limits: Limits) -> bytes:
    """All bytes of a document from a file, decompressed when they are gzip.

    Raises:
        RejectError: too_large, bad_compression.
    """
    return plain_bytes(stream.read(limits.max_bytes + 1), limits)


class _GunzipReader(io.RawIOBase):
    """The decompressed bytes of a container that may be larger than any one record's limit."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._pieces = _inflate(stream)
        self._limits = limits
        self._pending = memoryview(b"")
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._pending:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            data, consumed = piece
            self._total += len(data)
            if self._total > max(self._limits.max_decompressed_bytes, _MAX_RATIO * consumed):
                raise RejectError("too_large", f"{consumed} bytes of gzip hold more than {self._total - 1} bytes")
            self._pending = memoryview(data)
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count


def open_gunzip(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """A reader of the decompressed bytes, for containers that are read record by record.

    Its reads raise RejectError: bad_compression where the data are cut or broken, too_large once more than
    `limits.max_decompressed_bytes` came out at a ratio that no text has.
    """
    return io.BufferedReader(_GunzipReader(stream, limits), buffer_size=1 << 17)  # type: ignore[return-value]


def open_plain(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """A reader of a container's bytes, decompressed when they are gzip; `stream` needs no seek."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if is_gzip(buffered.peek(3)[:3]):
        return open_gunzip(buffered, limits)  # type: ignore[arg-type]
    return buffered  # type: ignore[return-value]
