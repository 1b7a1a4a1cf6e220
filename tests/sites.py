"""A web site on 127.0.0.1 that says what a test tells it to say, and remembers what it was asked; and a guard on sockets."""

import asyncio
import gzip
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Answer:
    """What a path answers."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    wait: float = 0.0  # seconds before anything is sent
    drip: float = 0.0  # seconds between two parts of the body
    parts: int = 1  # in which the body is sent
    cut: int | None = None  # the connection ends after so many bytes of the body, which was said to be whole


@dataclass
class Asked:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    at: float  # of the monotonic clock


Handler = Answer | Callable[[Asked], Answer]


class Site:
    """The site: `site["/path"] = Answer(...)`; what is not there is 404. Paths include the query."""

    def __init__(self) -> None:
        self.pages: dict[str, Handler] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self.busiest = 0  # requests that were answered at the same time
        self._running = 0
        self._loop = asyncio.new_event_loop()

    def __setitem__(self, path: str, page: Handler) -> None:
        self.pages[path] = page

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def counts(self) -> dict[str, int]:
        """How often each path was asked for since the last `forget`."""
        return dict(Counter(one.path for one in self.asked))

    def forget(self) -> None:
        self.asked.clear()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.raw_path, {name.lower(): value for name, value in request.headers.items()}, time.monotonic())
        self.asked.append(asked)
        page = self.pages.get(request.raw_path, Answer(status=404))
        self._running += 1
        self.busiest = max(self.busiest, self._running)
        try:
            return await self._send(request, page if isinstance(page, Answer) else page(asked))
        finally:
            self._running -= 1

    async def _send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        await asyncio.sleep(answer.wait)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.content_type, **answer.headers})
        if answer.status != 304:
            response.content_length = len(body)
        await response.prepare(request)
        step = max(1, -(-len(body) // answer.parts))
        for start in range(0, len(body), step):
            part = body[start : start + step]
            if answer.cut is not None and start + len(part) > answer.cut:
                await response.write(part[: answer.cut - start])
                assert request.transport is not None
                request.transport.close()
                return response
            await response.write(part)
            await asyncio.sleep(answer.drip)
        await response.write_eof()
        return response

    async def _serve(self, started: threading.Event) -> None:
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await runner.setup()
        listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = listener.getsockname()[1]
        await web.SockSite(runner, listener).start()
        self._stop = asyncio.Event()
        started.set()
        await self._stop.wait()
        await runner.cleanup()

    def start(self) -> "Site":
        started = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(started),), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


@contextmanager
def running_site() -> Iterator[Site]:
    """A site that is up while the block runs."""
    site = Site().start()
    try:
        yield site
    finally:
        site.stop()


class Refused(AssertionError):
    """A connection that must not be made was about to be."""


@contextmanager
def only_to(monkeypatch: Any, *allowed: tuple[str, int]) -> Iterator[list[Any]]:
    """Within the block no socket of this process connects anywhere else than to these addresses.

    Yields the list of what was tried and stopped: nothing of it was sent, also when the code under test is wrong.
    """
    tried: list[Any] = []
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(original: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and tuple(address[:2]) not in allowed:
                tried.append(address)
                raise Refused(f"a connection to {address} was about to be opened")
            return original(self, address)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield tried


def gzipped(text: str | bytes) -> bytes:
    return gzip.compress(text.encode() if isinstance(text, str) else text, mtime=0)
