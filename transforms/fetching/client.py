"""One request and what it leads to: redirects that are each checked again, a body up to a bound, a limit of time."""

import asyncio
import email.utils
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final, NamedTuple

import httpcore
import httpx

from transforms.errors import RejectError
from transforms.fetching.addresses import WebAddress, web_address
from transforms.fetching.decoding import BoundedDecoder
from transforms.fetching.errors import FetchError
from transforms.fetching.network import Resolve, make_http, resolve
from transforms.fetching.settings import MAX_REDIRECTS, FetchSettings

Admit = Callable[[WebAddress], AbstractAsyncContextManager[None]]
"""Waits for the turn of a request, or refuses it; each redirect is asked for anew."""

_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524})
"""Statuses that may pass: RFC 9110, RFC 6585, RFC 8470 and those of a large CDN whose origin is not there."""
_LONGEST_WAIT: Final = 7 * 86_400.0  # seconds of a Retry-After that are believed


class Fetched(NamedTuple):
    """An answer to a request."""

    url: str  # as asked for
    final_url: str  # after redirects
    moved_to: str | None  # where permanent redirects lead, before the first that is not
    redirects: int
    status: int  # 2xx, or 304 if the request was conditional
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes  # decoded

    def header(self, name: str) -> str | None:
        """The first header of a name in lower case."""
        return next((value for key, value in self.headers if key == name), None)


class _Hop(NamedTuple):
    """One answer on the way."""

    status: int
    headers: tuple[tuple[str, str], ...]
    location: str | None
    body: bytes


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3): a number, or a date; None if it says neither."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = float(text)
    else:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


class Client:
    """Requests over checked connections. It belongs to one event loop; `close` ends its connections."""

    def __init__(self, settings: FetchSettings, resolver: Resolve = resolve, context: ssl.SSLContext | None = None) -> None:
        """Open nothing yet; the arguments are those of `network.make_http`."""
        self._settings = settings
        self._http = make_http(settings, resolver, context)

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def get(
        self,
        url: str,
        admit: Admit,
        headers: Mapping[str, str] | None = None,
        conditions: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Ask once, and follow redirects.

        Args:
            url: what is asked for.
            admit: the turn of each request.
            headers: beside User-Agent and Accept-Encoding.
            conditions: headers that ask whether anything changed, such as If-None-Match.
            max_bytes: of the body, decoded; None: as set.

        Returns:
            the last answer: a success, or 304 to a conditional request.

        Raises:
            RejectError: refused_address, too_large, bad_compression.
            FetchError: fetch_failed (may work later), http_status, bad_redirect.
            PutOff: as `admit` says.
        """
        address = web_address(url)
        sent = {**(headers or {}), **(conditions or {})}
        seen, moved_to, permanent = {address.url}, None, True
        for redirects in range(MAX_REDIRECTS + 1):
            async with admit(address):
                hop = await self._ask(address, sent, max_bytes or self._settings.max_bytes)
            if hop.status not in _REDIRECTS:
                _check_status(hop, bool(conditions))
                return Fetched(url, address.url, moved_to, redirects, hop.status, hop.headers, hop.body)
            if not hop.location:
                raise FetchError("bad_redirect", f"HTTP status {hop.status} without a place to go to", hop.status)
            address = web_address(hop.location, address.url)
            if address.url in seen:
                raise FetchError("bad_redirect", f"redirects lead in a circle, back to {address.url[:200]}", hop.status)
            seen.add(address.url)
            permanent = permanent and hop.status in _PERMANENT
            moved_to = address.url if permanent else moved_to
        raise FetchError("bad_redirect", f"more than {MAX_REDIRECTS} redirects")

    async def _ask(self, address: WebAddress, headers: Mapping[str, str], max_bytes: int) -> _Hop:
        """One request and its whole answer.

        Raises:
            RejectError, FetchError: as `get`.
        """
        seconds = self._settings.seconds
        try:
            async with asyncio.timeout(seconds), self._http.stream("GET", address.url, headers=dict(headers)) as answer:
                told = tuple((name.lower(), value) for name, value in answer.headers.multi_items())
                if not answer.is_success:
                    return _Hop(answer.status_code, told, answer.headers.get("location"), b"")
                return _Hop(answer.status_code, told, None, await _body(answer, max_bytes))
        except TimeoutError as error:
            raise FetchError("fetch_failed", f"no whole answer within {seconds:g} s (fetch.seconds)", again=False) from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise FetchError("fetch_failed", "the server did not answer in time", again=False) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError, ssl.SSLError, OSError) as error:
            text = " ".join(str(error).split()) or type(error).__name__
            raise FetchError("fetch_failed", f"the connection failed: {text[:200]}") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RejectError("refused_address", f"{address.url[:120]!r} is no web address: {error}") from error


async def _body(answer: httpx.Response, max_bytes: int) -> bytes:
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > max_bytes:
        raise RejectError("too_large", f"{int(length):,} bytes; fetch.max_bytes is {max_bytes:,}")
    decoder = BoundedDecoder(answer.headers.get("content-encoding", ""), max_bytes)
    async for data in answer.aiter_raw():
        decoder.add(data)
    return decoder.finish()


def _check_status(hop: _Hop, conditional: bool) -> None:
    """Raise FetchError unless the answer is a success, or a 304 that was asked for."""
    if 200 <= hop.status < 300 or (hop.status == 304 and conditional):
        return
    told = dict(reversed(hop.headers))
    if hop.status in _TRY_AGAIN:
        wait = retry_after(told.get("retry-after"), time.time())
        raise FetchError("fetch_failed", f"HTTP status {hop.status}", hop.status, wait)
    raise FetchError("http_status", f"HTTP status {hop.status}", hop.status)
