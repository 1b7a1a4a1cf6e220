"""Feeds and pages as a polite robot asks for them: in turn, by robots.txt, and again after a while if a server says so."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import xxhash

from transforms.errors import RejectError
from transforms.fetching.addresses import WebAddress, web_address
from transforms.fetching.client import Admit, Client, Fetched
from transforms.fetching.errors import FetchError, PutOff
from transforms.fetching.network import Resolve, resolve
from transforms.fetching.pacing import Turns
from transforms.fetching.robots import Robots
from transforms.fetching.settings import FetchSettings

FEED_TYPES: Final = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PAGE_TYPES: Final = "text/html, application/xhtml+xml, */*;q=0.5"
_FIRST_WAIT: Final = 1.0  # seconds before the second try
_OVERLOADED: Final = (429, 503)


def backoff(key: str, tries: int, first: float, longest: float) -> float:
    """Seconds to wait after so many tries that failed: twice as long each time, spread by up to a half.

    The spread follows from the key, so that many sources that fail together do not come back together, and a run that is
    repeated waits the same.
    """
    spread = xxhash.xxh3_64_intdigest(f"{key}\0{tries}".encode("utf-8", "surrogatepass")) / 2**64
    return min(longest, first * 2.0 ** min(tries - 1, 30)) * (0.75 + spread / 2)


class Fetcher:
    """All requests of one run. It belongs to one event loop.

    Sleeps are bounded: between tries by `max_wait_seconds`, for a host's turn by `host_seconds`; what must wait longer fails
    with `retry_after`, or is PutOff.
    """

    def __init__(self, settings: FetchSettings, resolver: Resolve = resolve, context: ssl.SSLContext | None = None) -> None:
        """Ask nothing yet; the arguments are those of `Client`."""
        self.settings = settings
        self.turns = Turns(settings)
        self.requests = 0
        self._client = Client(settings, resolver, context)
        self._robots = Robots(self._client)

    async def close(self) -> None:
        """End all connections."""
        await self._client.close()

    async def feed(self, url: str, headers: Mapping[str, str] | None = None, pace: float | None = None) -> Fetched:
        """Ask for a feed, or for a page that a user named: robots.txt is not asked.

        Args:
            url: its address.
            headers: of a conditional request.
            pace: seconds between requests to its host; None: as set.

        Raises:
            RejectError, FetchError, PutOff: as `Client.get`.
        """
        return await self._try(url, self._in_turn(pace), {"Accept": FEED_TYPES}, headers or {})

    async def page(self, url: str, pace: float | None = None) -> Fetched:
        """Ask for a page that a feed names, if its site's robots.txt allows it.

        Raises:
            RejectError, FetchError, PutOff: as `Client.get`; FetchError robots_txt.
        """

        @asynccontextmanager
        async def admit(address: WebAddress) -> AsyncIterator[None]:
            rules = await self._robots.rules(address, self._in_turn(pace))
            rules.check(address.url)
            delay = self.settings.pace_seconds if pace is None else pace
            async with self._in_turn(max(delay, rules.crawl_delay or 0.0))(address):
                yield

        return await self._try(url, admit, {"Accept": PAGE_TYPES}, {})

    async def may_fetch(self, url: str) -> bool:
        """Whether a page's address may be asked for, as far as that can be told without asking: by its form and robots.txt."""
        try:
            address = web_address(url)
            (await self._robots.rules(address, self._in_turn(None))).check(address.url)
        except (RejectError, PutOff):
            return False
        return True

    def _in_turn(self, pace: float | None) -> Admit:
        @asynccontextmanager
        async def admit(address: WebAddress) -> AsyncIterator[None]:
            async with self.turns.turn(address, pace):
                self.requests += 1
                yield

        return admit

    async def _try(self, url: str, admit: Admit, headers: Mapping[str, str], conditions: Mapping[str, str]) -> Fetched:
        """Ask until there is an answer or no more hope in this run."""
        tries = 1
        while True:
            try:
                return await self._client.get(url, admit, headers, conditions)
            except FetchError as error:
                wait = max(error.retry_after or 0.0, backoff(url, tries, _FIRST_WAIT, self.settings.max_wait_seconds))
                if not error.again or tries >= self.settings.tries or wait > self.settings.max_wait_seconds:
                    raise
                if error.status in _OVERLOADED:
                    self.turns.hold_back(web_address(url), wait)
                await asyncio.sleep(wait)
            tries += 1
