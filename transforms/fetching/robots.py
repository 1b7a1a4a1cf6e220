"""robots.txt (RFC 9309): asked for once an origin and run, read by protego."""

import asyncio
from typing import Final, NamedTuple

from protego import Protego

from transforms.errors import RejectError
from transforms.fetching.addresses import WebAddress
from transforms.fetching.client import Admit, Client
from transforms.fetching.errors import FetchError
from transforms.fetching.settings import AGENT

_MAX_BYTES: Final = 512_000  # of a robots.txt that are read: RFC 9309, 2.5 asks for 500 KiB at least
_ALL_ALLOWED: Final = ""


class Rules(NamedTuple):
    """What one origin asks of this robot."""

    protego: Protego
    crawl_delay: float | None  # seconds between two requests

    @classmethod
    def of(cls, text: str) -> "Rules":
        """Read the text of a robots.txt; none: everything is allowed."""
        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(AGENT)
        rate = parsed.request_rate(AGENT)
        if delay is None and rate is not None and rate.requests > 0:
            delay = rate.seconds / rate.requests
        return cls(parsed, None if delay is None else max(0.0, float(delay)))

    def check(self, url: str) -> None:
        """Raise FetchError (robots_txt) for an address that this robot is asked not to fetch."""
        if not self.protego.can_fetch(url, AGENT):
            raise FetchError("robots_txt", "the site's robots.txt asks robots not to fetch this page")


class Robots:
    """The rules of all origins of a run, each asked for once. It belongs to one event loop."""

    def __init__(self, client: Client) -> None:
        """Nothing is asked yet."""
        self._client = client
        self._known: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, address: WebAddress, admit: Admit) -> Rules:
        """The rules of an address's origin.

        Args:
            address: of a page.
            admit: the turn of the request for robots.txt.

        Raises:
            FetchError: fetch_failed, if the origin has rules and cannot tell them now (RFC 9309, 2.3.1.4).
            RejectError: refused_address.
        """
        task = self._known.get(address.origin)
        if task is None:
            task = self._known[address.origin] = asyncio.ensure_future(self._ask(address, admit))
        return await asyncio.shield(task)

    async def _ask(self, address: WebAddress, admit: Admit) -> Rules:
        try:
            answer = await self._client.get(f"{address.origin}/robots.txt", admit, max_bytes=_MAX_BYTES)
        except FetchError as error:
            if error.retryable:
                raise FetchError("fetch_failed", f"robots.txt cannot be had: {error.message}", error.status) from error
            return Rules.of(_ALL_ALLOWED)  # the site has none, or does not show it
        except RejectError as error:
            if error.reason == "refused_address":
                raise
            return Rules.of(_ALL_ALLOWED)  # no text that a robot could read
        return Rules.of(answer.body.decode("utf-8", "replace"))
