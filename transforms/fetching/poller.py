"""One run over feeds: all that waits for the network, in one event loop of its own thread; what it finds comes out as events.

Feeds are parsed in worker processes, pages fetched while others are parsed. No request starts while more than ROOM bytes of
answers wait to be taken.
"""

import asyncio
import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from pipeline.lake.faults import crash_point
from transforms.errors import RejectError
from transforms.fetching.client import Fetched
from transforms.fetching.decisions import Choice, Poll, address_of, after_try, choose, conditions, next_state, pending_of
from transforms.fetching.entries import FoundFeed, read_entries
from transforms.fetching.errors import FetchError, PutOff
from transforms.fetching.fetcher import Fetcher
from transforms.fetching.settings import FetchSettings
from transforms.limits import Limits
from transforms.pool import WorkerPool, task_error
from transforms.records import Document, Feed, FeedEntry, Micros, SourceState

ROOM: Final = 64_000_000
"""Bytes of answers that may wait to be taken before the next request starts."""


class Links(Protocol):
    """The links that are known already: `transforms.fetching.known.KnownLinks`."""

    def load(self) -> None:
        """Read what is needed; may take a while."""

    def __contains__(self, link: str) -> bool:
        """Whether a link is known."""

    def add(self, link: str) -> None:
        """Let a link be known."""


class RawStore(Protocol):
    """Where fetched bodies are kept as they came, for `--keep-raw`.

    One belongs to one bundle of one step: `add` is called once for each feed and page that was fetched, from one thread, before
    anything is made of it; `close` when the bundle ends, which is before the run can be decided. A bundle that is tried again
    adds the same again: names of files must follow from what is added, or from the run and the feeds.
    """

    def add(self, fetched: Fetched, retrieved_at: Micros, document: Document | None) -> None:
        """Keep one answer: its address, headers (names in lower case, Content-Encoding as sent) and decoded body.

        `document` is what of it goes to the chain, with what the feed said of it; None if nothing does.
        """

    def close(self) -> None:
        """Make what was added safe."""


class Answered(NamedTuple):
    """A feed or a page that came; what of it goes to the chain, if anything does."""

    fetched: Fetched
    document: Document | None


class Failed(NamedTuple):
    """A feed, or the page of an entry, that gave nothing."""

    source_uri: str
    error: RejectError
    is_feed: bool


class Polled(NamedTuple):
    """A feed that is done, with what is remembered of it; its other events came before."""

    state: SourceState
    before: SourceState | None
    new: int  # entries that were taken
    known: int  # entries that were taken before
    left: int  # new entries beyond what one run takes


Event = Answered | Failed | Polled


@dataclass
class Poller:
    """Asks feeds and fetches pages in a thread of its own.

    `start` begins with one feed and returns at once; `events` gives what came out. A fault of the code in the thread is raised
    by `events`.
    """

    settings: FetchSettings
    limits: Limits
    workers: WorkerPool
    links: Links
    now: Micros
    make: Callable[[FetchSettings], Fetcher] = Fetcher
    waited: float = 0.0  # seconds for which `events` had nothing to give
    _events: "queue.SimpleQueue[Event | BaseException]" = field(default_factory=queue.SimpleQueue)
    _running: int = 0  # feeds that are not done
    _held: int = 0  # bytes of answers that nobody took yet

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # names are looked up in threads: a few that hang must not hold up the others
        self._loop.set_default_executor(ThreadPoolExecutor(self.settings.concurrency, "poller-names"))
        self._room = asyncio.Event()
        self._room.set()
        self.fetcher = self.make(self.settings)
        self.fetcher.turns.room = self._room.wait
        self._thread = threading.Thread(target=self._loop.run_forever, name="poller", daemon=True)
        self._thread.start()

    def start(self, feed: Feed, state: SourceState | None) -> None:
        """Begin with a feed that is due."""
        self._running += 1
        asyncio.run_coroutine_threadsafe(self._guarded(feed, state), self._loop)

    def events(self, to_the_end: bool) -> Iterator[Event]:
        """What came out so far; with `to_the_end`, until all feeds are done."""
        while self._running:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                if not to_the_end:
                    return
                began = time.monotonic()
                event = self._events.get()
                self.waited += time.monotonic() - began
            if isinstance(event, BaseException):
                raise event
            self._running -= isinstance(event, Polled)
            yield event
            if isinstance(event, Answered):
                self._loop.call_soon_threadsafe(self._hold, -len(event.fetched.body))

    def stop(self) -> None:
        """End all requests, the loop and its thread."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _finish(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.fetcher.close()

    def _hold(self, size: int) -> None:
        """Count bytes that wait, and stop or start requests by it; in the loop's thread."""
        self._held += size
        if self._held > ROOM:
            self._room.clear()
        else:
            self._room.set()

    def _answered(self, fetched: Fetched, document: Document | None) -> None:
        self._hold(len(fetched.body))
        self._events.put(Answered(fetched, document))

    async def _guarded(self, feed: Feed, state: SourceState | None) -> None:
        try:
            await self._poll(feed, state)
        except Exception as error:  # a fault of the code: the run fails, it does not hang
            self._events.put(error)

    async def _poll(self, feed: Feed, state: SourceState | None) -> None:
        """Ask for one feed, then for the pages of its new entries and of those left from earlier runs."""
        crash_point("poll.before_feed")
        waiting = pending_of(state)
        choice, poll = await self._ask(feed, state, waiting)
        crash_point("poll.after_feed")
        later = tuple(entry for entry in waiting if entry.not_before > self.now)
        wanted = (*(entry for entry in waiting if entry.not_before <= self.now), *(choice.pages if choice else ()))
        left = await asyncio.gather(*(self._page(feed, entry) for entry in wanted))
        done = [token for entry, rest in zip(wanted, left, strict=True) if rest is None for token in entry.tokens]
        kept = (*later, *(rest for rest in left if rest is not None))
        poll = poll._replace(tokens=(*poll.tokens, *done), pending=kept)
        new = len(choice.pages) + len(choice.records) if choice else 0
        put_off = len(kept) + (choice.left if choice else 0)
        self._events.put(Polled(next_state(feed, state, poll, self.now), state, new, choice.known if choice else 0, put_off))

    async def _ask(self, feed: Feed, state: SourceState | None, waiting: tuple[FeedEntry, ...]) -> tuple[Choice | None, Poll]:
        """Ask for a feed; what of it is to be taken (None: nothing is new, or it failed), and how it ended."""
        try:
            fetched = await self.fetcher.feed(address_of(feed, state), conditions(state), feed.pace)
            if fetched.status == 304:
                return None, Poll(304)
            digest = hashlib.sha256(fetched.body).hexdigest()
            told = fetched.header("etag"), fetched.header("last-modified")
            answer = Poll(fetched.status, *told, fetched.moved_to, digest)
            if state is not None and state.body_sha256 == digest:
                self._answered(fetched, None)
                return None, answer
            found = await self._read(fetched, feed)
        except PutOff as later:
            return None, Poll(wait=later.seconds)
        except RejectError as error:
            self._events.put(Failed(feed.url, error, True))
            return None, Poll(error=error)
        choice = await self._choose(found, feed, state, waiting)
        document = self._document(feed, None, fetched)._replace(kind="feed", records=choice.records)
        self._answered(fetched, document if choice.records else None)
        return choice, answer._replace(tokens=choice.tokens, body_sha256=None if choice.left else digest)

    async def _read(self, fetched: Fetched, feed: Feed) -> FoundFeed:
        """The entries of a feed, by a worker process.

        Raises:
            RejectError: what is wrong with it; what ended the worker.
        """
        content_type = fetched.header("content-type")
        future = self.workers.submit(read_entries, fetched.body, fetched.final_url, content_type, feed, self.limits)
        try:
            found: FoundFeed = await asyncio.wrap_future(future)
        except Exception as error:
            refused = task_error(error, self.workers.settings)
            if refused is None:
                raise
            raise refused from error
        return found

    async def _choose(self, found: FoundFeed, feed: Feed, state: SourceState | None, waiting: tuple[FeedEntry, ...]) -> Choice:
        """Which entries are taken; their links are known from then on, and bad ones told."""
        seen = {*(state.seen_entry_ids if state else ()), *(token for entry in waiting for token in entry.tokens)}
        if any(not seen.issuperset(one.entry.tokens) for one in found.entries):
            await asyncio.to_thread(self.links.load)
        choice = choose(found.entries, feed, seen, self.links.__contains__, self.settings.max_entries)
        taken = {entry.link for entry in choice.pages}
        for one in found.entries:
            if one.entry.link and (one.entry.link in taken or one.record in choice.records):
                self.links.add(one.entry.link)
        for one in choice.refused:
            link = one.refused_link or ""
            message = f"an entry links to {link[:120]!r}, which is not http or https"
            self._events.put(Failed(feed.url, RejectError("refused_address", message, link.encode("utf-8", "replace")), False))
        return choice

    async def _page(self, feed: Feed, entry: FeedEntry) -> FeedEntry | None:
        """Fetch the page of an entry; what is left to do of it, if anything."""
        try:
            fetched = await self.fetcher.page(entry.link or "", feed.pace)
        except PutOff as later:
            return after_try(entry, self.now, later.seconds, failed=False)
        except RejectError as error:
            self._events.put(Failed(entry.link or "", error, False))
            if not isinstance(error, FetchError) or not error.retryable:
                return None
            return after_try(entry, self.now, error.retry_after or 0.0)
        crash_point("poll.after_page")
        self._answered(fetched, self._document(feed, entry, fetched))
        return None

    def _document(self, feed: Feed, entry: FeedEntry | None, fetched: Fetched) -> Document:
        """What was fetched, as the chain takes it."""
        return Document(
            source_uri=feed.url if entry is None else entry.link or "",
            retrieved_at=self.now,
            content=fetched.body,
            url=fetched.final_url,
            content_type=fetched.header("content-type"),
            feed=feed,
            entry=entry,
        )
