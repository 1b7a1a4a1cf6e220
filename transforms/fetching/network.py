"""Connections that are made to checked addresses only: httpx over httpcore, with a network backend of its own.

A host name is resolved once a connection, each address that comes back is checked, and the connection is made to the checked
address itself: a name that resolves to something else a moment later (DNS rebinding) leads nowhere else. Proxies, netrc and
other settings of the environment are not read.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpcore
import httpx

from transforms.errors import RejectError
from transforms.fetching.addresses import AddressRules
from transforms.fetching.settings import FetchSettings

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From host and port to network addresses, in the order in which they are to be tried."""

_ADDRESSES_TRIED: Final = 3
_KEPT_ALIVE_SECONDS: Final = 15.0


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver.

    Raises:
        httpcore.ConnectError: if it has none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the host {host} is not known ({error})") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to addresses that the rules do not refuse; the one place where sockets are opened."""

    def __init__(self, rules: AddressRules, resolver: Resolve = resolve) -> None:
        """Nothing is opened yet."""
        self._rules = rules
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check all addresses, connect to the first that answers.

        Raises:
            RejectError: refused_address, if any of the addresses must not be connected to.
            httpcore.ConnectError, httpcore.ConnectTimeout: if none answers.
        """
        addresses = await self._resolve(host, port)
        for address in addresses:
            refusal = self._rules.refusal(address)
            if refusal is not None:
                where = address if address == host else f"{host} is at {address}"
                message = f"{where}: {refusal} addresses are not fetched; fetch.allow_addresses can allow them"
                raise RejectError("refused_address", message)
        failed: Exception = httpcore.ConnectError(f"the host {host} has no address")
        for address in addresses[:_ADDRESSES_TRIED]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no address of the web is one."""
        raise RejectError("refused_address", f"{path}: not a network address")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    """The bytes of an answer as they arrive."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class CheckedTransport(httpx.AsyncBaseTransport):
    """httpx's way to a connection pool whose sockets the backend opens. Errors of httpcore pass as they are."""

    def __init__(self, backend: CheckedBackend, connections: int, context: ssl.SSLContext | None = None) -> None:
        """An empty pool of so many connections at most; HTTP/2 where the server offers it."""
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context or httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_KEPT_ALIVE_SECONDS,
            http2=True,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the answer's body is read from its stream."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        answer = await self._pool.handle_async_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def make_http(settings: FetchSettings, resolver: Resolve = resolve, context: ssl.SSLContext | None = None) -> httpx.AsyncClient:
    """An httpx client over checked connections: it follows no redirect, keeps no cookie and reads no environment.

    Args:
        settings: limits and manners.
        resolver: from host names to addresses; those that come back are checked.
        context: how certificates are checked; None: against the usual authorities.
    """
    return httpx.AsyncClient(
        transport=CheckedTransport(CheckedBackend(settings.rules, resolver), settings.concurrency, context),
        headers={"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate, br"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=settings.seconds,
        follow_redirects=False,
        trust_env=False,
    )
