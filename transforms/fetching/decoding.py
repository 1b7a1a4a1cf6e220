"""Content codings of HTTP (RFC 9110, 8.4.1) taken off as bytes arrive, with a bound on what comes out (CWE-409).

httpx decodes whole network reads: 64 KiB of brotli can be gigabytes. Here no more than a megabyte is made at a time, and
nothing is made beyond the bound.
"""

import zlib
from collections.abc import Iterator
from typing import Any, Final

import brotli  # type: ignore[import-untyped]

from transforms.errors import RejectError

_OUTPUT: Final = 1 << 20  # bytes made at a time
_GZIP_MAGIC: Final = b"\x1f\x8b"


class BoundedDecoder:
    """The body of one answer, decoded and kept up to a bound."""

    def __init__(self, coding: str, max_bytes: int) -> None:
        """Begin with nothing.

        Args:
            coding: the Content-Encoding header; empty: none.
            max_bytes: that may come in, and that may come out.

        Raises:
            RejectError: bad_compression for a coding that was not asked for.
        """
        names = [name for part in coding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
        if len(names) > 1 or names[:1] not in ([], ["gzip"], ["x-gzip"], ["deflate"], ["br"]):
            raise RejectError("bad_compression", f"the body is coded as {coding[:60]!r}; gzip, deflate and br are read")
        self._coding = names[0].removeprefix("x-") if names else ""
        self._max_bytes = max_bytes
        self._decoder: Any = None
        self._begun = False
        self._received = 0
        self._body = bytearray()

    def add(self, data: bytes) -> None:
        """Take bytes as they arrived.

        Raises:
            RejectError: too_large, bad_compression.
        """
        if not data:
            return
        if not self._begun:
            self._begun, self._decoder = True, _decoder(self._coding, data)
        self._received += len(data)
        try:
            for part in self._parts(data):
                self._body += part
                if max(len(self._body), self._received) > self._max_bytes:
                    raise RejectError("too_large", f"more than {self._max_bytes:,} bytes (fetch.max_bytes)")
        except (zlib.error, brotli.error) as error:
            raise RejectError("bad_compression", f"the body is broken {self._coding} data: {error}") from None

    def finish(self) -> bytes:
        """The whole body.

        Raises:
            RejectError: bad_compression if the coded data are cut.
        """
        if self._decoder is not None and not (self._decoder.is_finished() if self._coding == "br" else self._decoder.eof):
            raise RejectError("bad_compression", f"the body ends in the middle of its {self._coding} data")
        return bytes(self._body)

    def _parts(self, data: bytes) -> Iterator[bytes]:
        """What bytes decode to, about a megabyte at a time."""
        if self._decoder is None:
            yield data
        elif self._coding == "br":
            yield self._decoder.process(data, output_buffer_limit=_OUTPUT)
            while not self._decoder.can_accept_more_data() and not self._decoder.is_finished():
                yield self._decoder.process(b"", output_buffer_limit=_OUTPUT)
        else:
            while data:
                if self._decoder.eof:  # several gzip members are one body (RFC 1952, 2.2); what else follows is no part of it
                    if self._coding != "gzip" or not data.startswith(_GZIP_MAGIC):
                        return
                    self._decoder = zlib.decompressobj(wbits=31)
                yield self._decoder.decompress(data, _OUTPUT)
                data = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail


def _decoder(coding: str, head: bytes) -> Any:
    """A decoder by the header and by what the body begins with: some servers name a coding and send none; None: none."""
    if coding == "gzip":
        return zlib.decompressobj(wbits=31) if head.startswith(_GZIP_MAGIC[: len(head)]) else None
    if coding == "deflate":  # zlib by the standard, raw deflate by some servers
        return zlib.decompressobj(zlib.MAX_WBITS if head[:1] == b"\x78" else -zlib.MAX_WBITS)
    return brotli.Decompressor() if coding == "br" else None
