"""Whose turn it is: how many requests a host gets at once, how far apart, and for how long in one run."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from transforms.fetching.addresses import WebAddress
from transforms.fetching.errors import PutOff
from transforms.fetching.settings import FetchSettings


async def _always() -> None:
    """Room for what a request brings, where nobody counts it."""


@dataclass
class _Host:
    """What is known of one host and port in this run; moments are those of the monotonic clock."""

    turns: asyncio.Semaphore
    deadline: float
    next_start: float = 0.0
    pace: float = 0.0


@dataclass
class Turns:
    """Gives requests their turn: a few at a time over all, fewer to one host, a pause between two of its starts.

    It belongs to one event loop and one run. `waited` is how long requests stood here, in seconds summed over all of them.
    """

    settings: FetchSettings
    clock: Callable[[], float] = time.monotonic
    room: Callable[[], Awaitable[object]] = _always  # awaited before a request starts
    waited: float = 0.0
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _all: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._all = asyncio.Semaphore(self.settings.concurrency)

    @asynccontextmanager
    async def turn(self, address: WebAddress, pace: float | None = None) -> AsyncIterator[None]:
        """Wait for the turn of one request.

        Args:
            address: whom it asks.
            pace: seconds since the start of the one before, where a feed or robots.txt wants another than the settings.

        Raises:
            PutOff: if its turn would come after the time that the host may take of a run.
        """
        came = self.clock()
        host = self._host(address)
        host.pace = max(host.pace, self.settings.pace_seconds if pace is None else pace)
        async with host.turns:
            start = max(self.clock(), host.next_start)
            if start > host.deadline:
                raise PutOff(start - self.clock(), f"{address.host} had its time of this run (fetch.host_seconds)")
            host.next_start = start + host.pace
            await asyncio.sleep(start - self.clock())
            async with self._all:
                await self.room()
                self.waited += self.clock() - came
                yield

    def hold_back(self, address: WebAddress, seconds: float) -> None:
        """Start nothing more at a host for so long: it said that it is asked too much."""
        host = self._host(address)
        host.next_start = max(host.next_start, self.clock() + seconds)

    def _host(self, address: WebAddress) -> _Host:
        host = self._hosts.get(address.authority)
        if host is None:
            deadline = self.clock() + self.settings.host_seconds
            host = self._hosts[address.authority] = _Host(asyncio.Semaphore(self.settings.per_host), deadline)
        return host
